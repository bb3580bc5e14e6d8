#pragma once
// What became of a class's last requests, one by one: for who looks on (a page that draws them, a comparison of two runs).

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "client/outcome.hpp"
#include "net/host.hpp"

namespace evenkeel {

/// One request that has ended.
struct Fate {
    std::uint64_t request = 0;      ///< within the class, from 1
    Instant began;                  ///< when its visitor wanted it
    Instant ended;
    HostId answered_by;             ///< who made the answer; none: nobody, or a balancer by itself
    std::int32_t status = 0;        ///< 0: there was no answer
    std::uint32_t path = 0;         ///< index in the settings' paths
    RequestOutcome outcome{};
};

/// The last `most` of them, at number `told % most`. No part of the state: nothing depends on it, and a run has the same hash
/// whether somebody looks on or not.
struct Fates {
    using not_state = void;
    std::uint32_t most = 0;         ///< 0: nobody looks on
    std::uint64_t told = 0;
    std::vector<Fate> latest;
};

inline void tell(Fates& fates, const Fate& fate)
{
    if (fates.most == 0) return;
    if (fates.latest.size() < fates.most) fates.latest.push_back(fate);
    else fates.latest[static_cast<std::size_t>(fates.told % fates.most)] = fate;
    ++fates.told;
}

}  // namespace evenkeel
