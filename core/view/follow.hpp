#pragma once
// One request from its visitor to its end, hop by hop: on a copy of the run, so that nothing changes by being looked at.

#include <cstdint>
#include <string>
#include <vector>

#include "view/session.hpp"

namespace evenkeel::view {

/// Something that happened to the request: a packet from one node to another, or a decision inside of `from`.
struct Hop {
    Instant at;
    std::string from;
    std::string to;             ///< empty: nothing was sent
    std::string what;           ///< "SYN", "GET /", "200 OK", "waits in the queue of web", "chooses web-02"
    bool lost = false;          ///< the packet did not arrive
    std::string why;            ///< of a choice: the sentence of the catalogue that says why this server
    haproxy::StreamId stream;            ///< of a choice: the request in its balancer
};

struct Followed {
    std::string visitors;       ///< whose request it is; empty: nobody asks for anything until the run's end
    std::uint64_t request = 0;
    Instant began;
    Instant ended;
    std::string outcome;        ///< "200 from web-01 after 41 ms"
    std::vector<Hop> hops;      ///< in order of time, at most `most_hops`
};

inline constexpr std::size_t most_hops = 200;

/// The next request that visitors of a class begin from the present on; with an empty name, of any class. Bare acknowledgements
/// are left out. Not at the level of detail `requests`, which has no packets: then only beginning and end.
Followed follow(const Session& session, const std::string& visitors);
/// The request of that number, which began at that instant of the shown run; an empty one if there was none.
Followed follow(const Session& session, const std::string& visitors, std::uint64_t request, Instant began);

}  // namespace evenkeel::view
