#pragma once
// All header lines of a message in one piece: req.hdrs, res.hdrs, req.hdrs_bin. Source: HAProxy 2.6's manual, section 7.3.6.

#include <string>
#include <string_view>

namespace evenkeel::haproxy {

/// All lines as on the wire, names in small letters, with the empty line behind them.
std::string header_block(std::string_view headers);
/// All lines, each name and value with its length before it, and two empty ones at the end.
std::string header_block_binary(std::string_view headers);

}  // namespace evenkeel::haproxy
