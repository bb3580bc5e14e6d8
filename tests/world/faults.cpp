// What the truth metrics say of faults, and what is under way when processes and hosts end and begin.

#include <catch2/catch_test_macros.hpp>

#include "world/sites.hpp"

using namespace evenkeel;
using namespace evenkeel::sites;

namespace {

/// The newest sample of a truth metric of one service.
double newest(const World& world, TruthMetric metric, const std::vector<std::string>& labels)
{
    const auto found = world.meters.numbers.find({metric, labels});
    if (found == world.meters.numbers.end() || found->second >= world.truth_series.size()) return -1;
    const Latest sample = latest(world.truth.series[world.truth_series[found->second].index], world.now.ns / ns_per_ms, 3'600'000);
    return sample.found ? sample.sample.value() : -1;
}

std::int64_t ejections(const World& world, const std::string& server)
{
    return std::max<std::int64_t>(value(world, TruthMetric::balancer_healthy_servers_ejected_total, {"lb-01", "apps", server}), 0);
}

}  // namespace

TEST_CASE("services run from the beginning, and not on a host without power", "[world]")
{
    World world = world_of(small_site());
    CHECK(value(world, TruthMetric::service_running, {"app-01", "app"}) == 1);
    CHECK(value(world, TruthMetric::service_running, {"lb-01", "haproxy"}) == 1);
    run_until(world, Instant{} + 10_s);
    apply(world, PowerOff{"app-01"});
    CHECK(value(world, TruthMetric::service_running, {"app-01", "app"}) == 0);
    CHECK(entries(world, JournalKind::service_stopped) == 1);
    apply(world, PowerOn{"app-01"});
    CHECK(value(world, TruthMetric::service_running, {"app-01", "app"}) == 1);
    CHECK(entries(world, JournalKind::service_started) == 1);
}

TEST_CASE("the last sample holds what happened at its very instant", "[world]")
{
    World world = world_of(small_site());
    run_until(world, Instant{} + 10_s);         // sampled at 10 s
    begin_fault(world, "f", PowerOff{"app-01"});
    sample_now(world);
    CHECK(newest(world, TruthMetric::fault_active, {"f", "power_off", "app-01"}) == 1);
    CHECK(newest(world, TruthMetric::service_running, {"app-01", "app"}) == 0);
    run_until(world, Instant{} + 10_s + 400_us);
    end_fault(world, 0, PowerOn{"app-01"});
    sample_now(world);                          // the same millisecond
    CHECK(newest(world, TruthMetric::fault_active, {"f", "power_off", "app-01"}) == 0);
}

TEST_CASE("a fault of one server is noticed, and the time of its last request is known", "[world]")
{
    World world = world_of(small_site());
    run_until(world, Instant{} + 10_s);
    const std::size_t fault = begin_fault(world, "f", Kill{"app-01/app"});
    run_until(world, Instant{} + 20_s);
    CHECK(value(world, TruthMetric::fault_noticed, {"f", "kill", "app-01"}) == 1);
    const std::int64_t last = value(world, TruthMetric::last_request_to_failing_server_seconds, {"f", "kill", "app-01"});
    CHECK(last > 0);
    CHECK(last < (1100_ms).ns);
    CHECK(ejections(world, "app1") == 0);
    end_fault(world, fault, Start{"app-01/app"});
    run_until(world, Instant{} + 30_s);
    CHECK(value(world, TruthMetric::last_request_to_failing_server_seconds, {"f", "kill", "app-01"}) == last);
}

TEST_CASE("a server that is cut off by a partition of several is not ejected in health", "[world]")
{
    World world = world_of(small_site());
    run_until(world, Instant{} + 10_s);
    begin_fault(world, "f", Divide{"dmz", {"app-01", "app-02"}, true});
    run_until(world, Instant{} + 20_s);
    CHECK(entries(world, JournalKind::server_down) == 2);
    CHECK(ejections(world, "app1") == 0);
    CHECK(ejections(world, "app2") == 0);
}

TEST_CASE("a server that an operator has stopped is not ejected in health", "[world]")
{
    World world = world_of(small_site());
    run_until(world, Instant{} + 10_s);
    apply(world, Stop{"app-01/app"});
    run_until(world, Instant{} + 20_s);
    CHECK(entries(world, JournalKind::server_down) == 1);
    CHECK(ejections(world, "app1") == 0);
}

TEST_CASE("a server whose checks are too strict is ejected in health", "[world]")
{
    haproxy::Settings settings = two_servers();
    settings.backends[0].check = haproxy::usual_check(haproxy::CheckKind::http);
    settings.backends[0].check.rules.back().statuses = {{204, 204}};
    World world = world_of(small_site(settings));
    run_until(world, Instant{} + 10_s);
    CHECK(ejections(world, "app1") == 1);
}

TEST_CASE("a reload looks up the names of the new file, and refuses one that has no address", "[world]")
{
    World world = world_of(small_site());
    run_until(world, Instant{} + 1_s);
    haproxy::Settings settings = two_servers();
    for (haproxy::Server& server : settings.backends[0].servers) server.address = {};
    settings.backends[0].servers[0].host_name = "app-01";
    settings.backends[0].servers[1].host_name = "api.shop.test";
    apply(world, Reload{"lb-01/haproxy", std::make_shared<const haproxy::Settings>(settings), nullptr, ""});
    CHECK(world.balancers.size() == 1);
    CHECK(entries(world, JournalKind::reload_refused) == 1);
    world.network.names.records["api.shop.test"].addresses = {*parse_address("10.0.1.22")};
    apply(world, Reload{"lb-01/haproxy", std::make_shared<const haproxy::Settings>(settings), nullptr, ""});
    REQUIRE(world.balancers.size() == 2);
    const std::vector<haproxy::Server>& servers = world.balancers[1].settings->backends[0].servers;
    CHECK(servers[0].address == *parse_address("10.0.1.21"));
    CHECK(servers[1].address == *parse_address("10.0.1.22"));
}

TEST_CASE("a reload does not heal a web server that a fault makes answer 500", "[world]")
{
    nginx::Settings settings;
    nginx::Server server;
    server.listens.emplace_back();
    server.locations.emplace_back();
    settings.servers.push_back(server);
    Site site = small_site();
    RunSettings run;
    run.kind = ServiceKind::nginx;
    run.name = "nginx";
    run.file = "web-01/nginx.conf";
    HostSettings web = host("web-01", "10.0.1.11");
    web.run.push_back(run);
    site.topology.hosts.push_back(web);
    site.nginx["web-01/nginx.conf"] = std::make_shared<const nginx::Settings>(settings);
    World world = world_of(site);
    run_until(world, Instant{} + 1_s);
    begin_fault(world, "f", Errors{"web-01"});
    apply(world, Reload{"web-01/nginx", nullptr, world.nginxes[0].settings, ""});
    REQUIRE(world.nginxes.size() == 2);
    CHECK(world.nginxes[1].forced_status == 500);
    CHECK(world.nginxes[1].forced_share_ppm == 1'000'000);
}

TEST_CASE("what ends a second fault of a kind leaves the first as it was", "[world]")
{
    World world = world_of(small_site());
    apply(world, Errors{"app-01", 503, 100'000});
    const Action more = Errors{"app-01", 500, 1'000'000};
    const Action less = undo_of(more, world);
    apply(world, more);
    apply(world, less);
    CHECK(world.applications[0].forced_status == 503);
    CHECK(world.applications[0].forced_share_ppm == 100'000);
    apply(world, Surge{"shoppers", 200});
    const Action crowd = Surge{"shoppers", 500};
    CHECK(std::get<Surge>(undo_of(crowd, world)).percent == 200);
}
