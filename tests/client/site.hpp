#pragma once
// A small site for tests of visitors: one network, 10 ms one way, the visitors' host, and hosts for servers.

#include "net/mini.hpp"

namespace evenkeel::mini {

struct SmallSite {
    Mini mini;
    LanId lan;
    HostId people;
    HostId web;
};

/// web-01 at 203.0.113.11; visitors at 203.0.113.128 and up; the name www.shop.test leads to web-01.
inline SmallSite small_site()
{
    SmallSite site;
    site.lan = add_lan(site.mini, "public", "203.0.113.0/24", {10_ms, {}, 0, 0});
    site.people = add_host(site.mini, "people", site.lan, "203.0.113.128");
    site.web = add_host(site.mini, "web-01", site.lan, "203.0.113.11");
    site.mini.network.names.records["www.shop.test"] = {{*parse_address("203.0.113.11")}, 300_s};
    return site;
}

/// One visitor with one request at time 0, patient and without retries.
inline VisitorSettings one_visitor()
{
    VisitorSettings settings;
    settings.name = "shoppers";
    settings.network = "public";
    settings.arrivals = ArrivalKind::regular;
    settings.rate_per_1000s = 1000;
    settings.limit = 1;
    settings.paths.emplace_back();
    settings.give_up = Duration{-1};
    return settings;
}

/// An application on port 80 that works for 20 ms.
inline ApplicationSettings quick_application()
{
    ApplicationSettings settings;
    settings.port = 80;
    settings.service = {DistributionKind::fixed, 20_ms, {}, 0};
    return settings;
}

inline std::int64_t outcomes(const Mini& mini, std::string_view outcome)
{
    return value(mini, TruthMetric::client_requests_total, {"shoppers", std::string(outcome)});
}

inline std::int64_t connections(const Mini& mini) { return value(mini, TruthMetric::client_connections_total, {"shoppers"}); }
inline std::int64_t retries(const Mini& mini) { return value(mini, TruthMetric::client_request_retries_total, {"shoppers"}); }
inline Duration summed_latency(const Mini& mini) { return {value(mini, TruthMetric::client_request_seconds_sum, {"shoppers"})}; }

/// Every outcome together.
inline std::int64_t all_outcomes(const Mini& mini)
{
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(RequestOutcome::count_); ++i) sum += outcomes(mini, to_word(static_cast<RequestOutcome>(i)));
    return sum;
}

}  // namespace evenkeel::mini
