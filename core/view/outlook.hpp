#pragma once
// How a balancer's backends choose, as the page draws it: the turn, the map or the ring, and why requests have their servers.

#include <cstdint>
#include <string>
#include <vector>

#include "balancer/outlook.hpp"
#include "view/follow.hpp"
#include "view/session.hpp"

namespace evenkeel::view {

/// So many of a turn's next picks are told, and so many points or slots: a picture of more shows nothing.
inline constexpr std::size_t picks_told = 24;
inline constexpr std::size_t most_points_told = 2'000;
inline constexpr std::size_t most_keys_told = 30;

struct OutlookServer {
    std::string name;
    std::int64_t weight = 0;
    bool usable = false;
};

struct BackendOutlook {
    std::string name;
    std::string algorithm;              ///< "hdr(Host), hash-type consistent sdbm avalanche"
    std::vector<OutlookServer> servers;
    haproxy::Outlook what;
    std::vector<haproxy::KeyUnderWay> keys;
    haproxy::StreamId followed;                  ///< the request that is followed, when the present is the moment of its choice
};

/// Of the balancers on a node. Copies the world.
std::vector<BackendOutlook> outlooks_of(const Session& session, const std::string& node, const Hop* shown);

}  // namespace evenkeel::view
