#include "net/names.hpp"

#include <algorithm>

namespace evenkeel {

bool is_fresh(const NameCache& cache, std::string_view name, Instant now)
{
    const auto known = cache.entries.find(name);
    return known != cache.entries.end() && now < known->second.expires;
}

std::vector<Address> resolve(const Names& names, NameCache& cache, std::string_view name, Instant now, Duration least_lifetime, bool heeds_ttl)
{
    if (is_fresh(cache, name, now)) return cache.entries.find(name)->second.addresses;
    if (const auto stale = cache.entries.find(name); stale != cache.entries.end()) cache.entries.erase(stale);
    const auto record = names.records.find(name);
    if (record == names.records.end()) return {};
    const Instant expires = now + (heeds_ttl ? std::max(record->second.ttl, least_lifetime) : least_lifetime);
    cache.entries.emplace(std::string(name), NameCache::Entry{record->second.addresses, expires});
    return record->second.addresses;
}

}  // namespace evenkeel
