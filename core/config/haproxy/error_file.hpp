#pragma once
// A file that holds a whole answer: first line, header lines, an empty line, the body. HAProxy parses it when it reads the
// configuration; what it says of one that it cannot parse is recorded.

#include <optional>
#include <string>
#include <string_view>

#include "balancer/settings.hpp"

namespace evenkeel::haproxy {

struct ErrorFile {
    ErrorPage page;
    std::string problem;            ///< "unable to parse headers (error offset: 0)"; empty: none
};
ErrorFile parse_error_file(std::string_view text);

/// The pages of Debian's package, /etc/haproxy/errors/503.http and its kin.
std::optional<std::string> packaged_error_file(std::string_view path);

}  // namespace evenkeel::haproxy
