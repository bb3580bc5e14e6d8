#pragma once
// Dates in a persistence cookie: "VALUE|LAST|FIRST".

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace evenkeel::haproxy {

/// When the client was last here and when first, in seconds since 1970 as its cookie has them (`maxidle`, `maxlife`); 0: it does not say.
/// HAProxy keeps them in 32 bits, so that dates behind 2038 lie before 1970.
struct CookieDates {
    std::int32_t last = 0;
    std::int32_t first = 0;
};
/// A date as five digits to the base 64, in units of four seconds: rounded up.
std::string cookie_date(std::int64_t seconds);
/// The date at the beginning of a text; nothing: there is none, or it is 0.
std::optional<std::int32_t> read_cookie_date(std::string_view text);

}  // namespace evenkeel::haproxy
