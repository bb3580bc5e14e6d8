#pragma once
// What a backend's algorithm has in store: the turn of its servers, the map or the ring that finds the server of a key. For pictures.

#include <cstdint>
#include <vector>

#include "balancer/balancer.hpp"

namespace evenkeel::haproxy {

enum class OutlookKind : std::uint8_t {
    none,       ///< it depends on loads or draws when the request comes: leastconn, first, random
    turn,       ///< roundrobin, static-rr
    map,        ///< a hash with hash-type map-based
    ring,       ///< a hash with hash-type consistent
};

struct Outlook {
    OutlookKind kind{};
    std::vector<ServerId> next;             ///< of a turn: who gets the next requests, if each is over before the next one comes
    std::vector<std::uint32_t> slots;       ///< of a map: by slot its server; key modulo size is the slot
    HashRing ring;                          ///< of a ring: its nodes in the order of their keys
    std::vector<double> share;              ///< by server: of the requests (a turn) or of all 2^32 keys, 0 to 1
};

/// `picks` is the length of `next`. Only servers of the group that serves appear. Changes nothing: it asks a copy.
Outlook outlook(const Farm& farm, std::size_t picks);
/// Where a key is looked up: its slot of the map, or the node of the ring nearest to it; 0 when there is neither.
std::size_t place_of_key(const Outlook& outlook, std::uint32_t key);

/// A request under way whose key has been hashed.
struct KeyUnderWay {
    std::uint64_t request = 0;              ///< its number
    StreamId stream;
    std::uint32_t key = 0;
    ServerId server;                        ///< that it has; none: not yet
};
/// Of one backend, in the order of the streams, at most `most`. Empty where nothing is hashed. `balancer` is a copy's: fetches may
/// count in tables.
std::vector<KeyUnderWay> keys_under_way(Balancer& balancer, Context& context, std::uint32_t backend, std::size_t most);

}  // namespace evenkeel::haproxy
