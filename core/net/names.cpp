#include "net/names.hpp"

#include <algorithm>

namespace evenkeel {

std::vector<Address> resolve(const Names& names, NameCache& cache, std::string_view name, Instant now, Duration least_lifetime)
{
    if (const auto known = cache.entries.find(name); known != cache.entries.end()) {
        if (now < known->second.expires) return known->second.addresses;
        cache.entries.erase(known);
    }
    const auto record = names.records.find(name);
    if (record == names.records.end()) return {};
    const Instant expires = now + std::max(record->second.ttl, least_lifetime);
    cache.entries.emplace(std::string(name), NameCache::Entry{record->second.addresses, expires});
    return record->second.addresses;
}

}  // namespace evenkeel
