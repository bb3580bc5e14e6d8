#pragma once
// `stats …` of a section: the statistics that HAProxy itself serves to whoever asks for their address.

#include <cstdint>
#include <string>
#include <vector>

#include "balancer/settings.hpp"

namespace evenkeel::haproxy {

/// Source: HAProxy 2.6's manual, section 4.2, `stats enable` and its kin.
struct StatisticsPage {
    std::string uri = "/haproxy?stats";         ///< what a target begins with that asks for them
    std::string realm = "HAProxy Statistics";
    std::vector<User> users;                    ///< stats auth: who may see them; empty: everybody
    std::vector<std::string> scope;             ///< sections that are shown; empty: all
    std::int64_t refresh_s = 0;                 ///< the browser asks again so often; 0: it does not
    std::vector<HttpRule> rules;                ///< stats http-request: allow, deny, auth
    std::vector<Condition> admin;               ///< where one of these holds, servers may be changed from the page
};

}  // namespace evenkeel::haproxy
