#pragma once
// What a hash algorithm hashes of a request: the source address, parts of the target, a header, a sample expression.

#include <cstdint>
#include <optional>
#include <string_view>

#include "balancer/fetch.hpp"
#include "balancer/settings.hpp"

namespace evenkeel::haproxy {

/// The key of a request under the backend's `balance` and `hash-type`, avalanche included; none where the request has nothing to
/// hash (no such parameter or header, an empty header): HAProxy then falls back to a turn among the servers.
/// Source: reference section 7.3 (src/backend.c).
std::optional<std::uint32_t> hash_key(const Balance& balance, const RequestView& request);

/// The text of `balance uri`: the target as far as len, depth, whole and path-only let it.
std::string_view hashed_uri(const Balance& balance, std::string_view target);
/// `hdr(NAME) use_domain_only`: "www.example.org" gives "example".
std::string_view main_domain(std::string_view host);

}  // namespace evenkeel::haproxy
