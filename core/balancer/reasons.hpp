#pragma once
// What HAProxy writes behind a status on the first line of an answer of its own.

#include <cstdint>
#include <string_view>

namespace evenkeel::haproxy {

/// "Moved Temporarily" for 302; a status without words of its own has those of its class. Recorded from 2.6.12.
std::string_view reason_of(std::int32_t status);
/// The same of its ready-made error pages and of redirections, where some are shorter: "Found", "Bad Gateway".
std::string_view page_reason_of(std::int32_t status);

}  // namespace evenkeel::haproxy
