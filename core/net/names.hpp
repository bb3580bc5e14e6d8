#pragma once
// Names, their addresses, and how long a client may believe them.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "net/address.hpp"

namespace evenkeel {

struct NameRecord {
    std::vector<Address> addresses;     ///< in the zone's order
    Duration ttl{300'000'000'000};
};

/// The zone as it is now.
struct Names {
    std::map<std::string, NameRecord, std::less<>> records;
};

/// What one client remembers: answers until they expire, at least `least_lifetime` (Chromium: 60 s).
struct NameCache {
    struct Entry {
        std::vector<Address> addresses;
        Instant expires;
    };
    std::map<std::string, Entry, std::less<>> entries;
};

/// Is the answer for this name still believed? Then the next `resolve` asks nobody.
bool is_fresh(const NameCache& cache, std::string_view name, Instant now);

/// The addresses of a name, from the cache while it is fresh, else from the zone (and then cached for
/// max(ttl, least_lifetime), or for exactly that time without `heeds_ttl`). Empty: the name does not exist.
std::vector<Address> resolve(const Names& names, NameCache& cache, std::string_view name, Instant now, Duration least_lifetime, bool heeds_ttl = true);

}  // namespace evenkeel
