#pragma once
// Conditions: `acl` lines and `{ … }`, evaluated on one request.
//
// Source: HAProxy 2.6, reference section 19 (src/pattern.c, src/http_fetch.c).
// Differs: only the fetches and matches of settings.hpp; the reader names the others.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "balancer/farm.hpp"
#include "balancer/settings.hpp"
#include "net/address.hpp"

namespace evenkeel::haproxy {

struct TableView;

/// What conditions look at. Header lines are "Name: value\n" each, with Host and Cookie among them.
struct RequestView {
    std::string_view method;
    std::string_view target;            ///< with query; may be absolute
    std::string_view headers;
    Address source;
    std::uint16_t destination_port = 0;
    bool tls = false;
    std::uint32_t backend = no_index;   ///< the one chosen, for nbsrv without a name
    bool in_response = false;           ///< an answer is looked at: of the request, its connection alone is known
    std::int32_t status = 0;            ///< of the answer
    std::string_view response_headers;
    TableView* tables = nullptr;        ///< for counters; none: there are none
};

/// The values of a header, commas taken apart unless quoted, of all its lines.
std::vector<std::string_view> header_values(std::string_view headers, std::string_view name);
/// The path of a target: from the first '/' after scheme and authority to before '?'.
std::string_view path_of(std::string_view target);

/// `farms` by backend, for nbsrv and srv_is_up.
bool holds(const Settings& settings, const Condition& condition, const RequestView& request, std::span<const Farm> farms);

/// One comparison of a text, for tests and the console.
bool matches(const Criterion& criterion, std::string_view text);

}  // namespace evenkeel::haproxy
