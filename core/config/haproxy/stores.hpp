#pragma once
// `stick-table … store LIST`: what a table keeps of each key.

#include <string>
#include <vector>

#include "config/haproxy/reader.hpp"

namespace evenkeel::haproxy {

/// "conn_cur,http_req_rate(10s),gpc(3),gpc_rate(3,10s)". `enabled`: the names that the table has so far, of other lists too; one
/// that comes again draws a warning.
Fault read_stores(Reader& reader, const Token& value, StickTableSettings& table, std::vector<std::string>& enabled);

}  // namespace evenkeel::haproxy
