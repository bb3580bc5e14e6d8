#pragma once
// What a lab says about its visitors, as plain values: written by config/topology, read by the visitor model.

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "net/address.hpp"
#include "net/message.hpp"
#include "sim/distribution.hpp"

namespace evenkeel {

enum class ArrivalKind : std::uint8_t {
    poisson,    ///< open loop: sessions begin at exponential distances
    regular,    ///< open loop: at equal distances
    closed,     ///< `users` sessions at any time, each followed by another
};

/// One step of a load curve: from `at` on, arrivals come at `percent` of the base rate (linear to the next step if `ramp`).
struct LoadStep {
    Instant at;
    std::int64_t percent = 100;
    bool ramp = false;
};

/// A kind of request and how often it is drawn.
struct PathChoice {
    std::string path = "/";
    std::string name;               ///< as truth_client_responses_total calls it; the path if empty
    Method method = Method::get;
    std::int64_t weight = 1;
    std::int64_t request_bytes = 400;
};

/// A class of visitors on one network.
struct VisitorSettings {
    std::string name;
    std::string network;
    std::string host = "www.shop.test";  ///< from the URL `to`; a name of the topology or an address
    std::uint16_t port = 80;
    ArrivalKind arrivals = ArrivalKind::poisson;
    std::int64_t rate_per_1000s = 0;     ///< open loop: sessions per 1000 s
    std::int64_t users = 0;              ///< closed loop
    bool users_think_first = false;      ///< closed loop: each user's first session begins after a time to think, not at once
    std::vector<LoadStep> load;
    Instant begins;                      ///< first arrival not before; 0
    Instant ends = never;
    std::int64_t limit = 0;              ///< number of requests in all; 0: no limit
    std::vector<PathChoice> paths;       ///< at least one
    std::int64_t requests_per_session_least = 1;
    std::int64_t requests_per_session_most = 1;
    Distribution think;                  ///< between two requests of a session
    bool keep_alive = true;
    bool cookies = true;
    std::int64_t addresses = 250;        ///< distinct client addresses, drawn per session
    Duration connect_timeout{-1};        ///< -1: the kernel's
    Duration give_up{8'000'000'000};     ///< patience per request; -1: none
    std::int64_t retries = 0;            ///< further tries after a failure other than a bad status
    Distribution retry_pause;
    std::vector<std::int32_t> retry_statuses;
    Duration retry_timeout{-1};          ///< a try without an answer after this has failed; -1: only patience ends it
    std::int64_t retry_backoff = 1;      ///< each further pause is so many times as long
    std::int64_t retry_budget_ppm = -1;  ///< retries of the class at most this share of its requests begun; -1: no limit
    Duration name_lifetime{60'000'000'000};  ///< least lifetime of a cached name
};

}  // namespace evenkeel
