#include "balancer/schedulers/source_map.hpp"

namespace evenkeel::haproxy {

std::uint32_t source_key(const Address& source, bool avalanche)
{
    std::uint32_t key = 0;
    if (is_ipv4(source)) {
        key = ipv4_number(source);
    } else {
        for (std::size_t i = 0; i < 16; i += 4)
            key ^= static_cast<std::uint32_t>(source.bytes[i]) << 24 | static_cast<std::uint32_t>(source.bytes[i + 1]) << 16 |
                   static_cast<std::uint32_t>(source.bytes[i + 2]) << 8 | source.bytes[i + 3];
    }
    return avalanche ? full_hash(key) : key;
}

void begin(SourceMap& source, const FarmView& farm) { rebuild(source.map, farm); }

ServerId pick(SourceMap& source, const FarmView& farm, const Flow& flow, ServerId)
{
    if (source.map.slots.empty()) return {};
    const std::uint32_t key = farm.usable_servers == 1 ? 0 : source_key(flow.source, source.avalanche);
    return {source.map.slots[key % source.map.slots.size()]};
}

void joins(SourceMap& source, const FarmView& farm, ServerId) { rebuild(source.map, farm); }
void leaves(SourceMap& source, const FarmView& farm, ServerId) { rebuild(source.map, farm); }

}  // namespace evenkeel::haproxy
