// Every request ends in exactly one outcome; each is brought about here by what causes it.

#include <catch2/catch_test_macros.hpp>

#include "client/site.hpp"

using namespace evenkeel;
using namespace evenkeel::mini;

namespace {

/// A server moved by hand on port 80 of web-01.
ServiceId listen_by_hand(SmallSite& site)
{
    const ServiceId server = add_by_hand(site.mini, site.web, "server");
    Context around = context(site.mini);
    listen(around, server, {}, 80, 128, 0);
    return server;
}

Socket accept_by_hand(SmallSite& site, ServiceId server)
{
    Context around = context(site.mini);
    return accept(around, ready_listener(site.mini, server), 0);
}

}  // namespace

TEST_CASE("ok: latency counts from the wish to the last byte, connecting included", "[client]")
{
    SmallSite site = small_site();
    add_application(site.mini, site.web, quick_application());
    add_visitors(site.mini, site.people, one_visitor());
    run_until(site.mini, Instant{} + 10_s);
    CHECK(outcomes(site.mini, "ok") == 1);
    CHECK(all_outcomes(site.mini) == 1);
    // Handshake 20 ms, request 10 ms, work 20 ms, answer 10 ms.
    CHECK(summed_latency(site.mini) == 60_ms);
    settle(site.mini.meters, site.mini.visitors[0].latency);
    CHECK(value(site.mini, TruthMetric::client_request_seconds_bucket, {"shoppers", "0.05"}) == 0);
    CHECK(value(site.mini, TruthMetric::client_request_seconds_bucket, {"shoppers", "0.075"}) == 1);
    CHECK(value(site.mini, TruthMetric::client_responses_total, {"shoppers", "/", "web-01", "200"}) == 1);
    CHECK(site.mini.visitors[0].sessions.size() == 0);
    CHECK(site.mini.network.connections.size() == 0);
}

TEST_CASE("server_error: a status of 500 is counted by server and told in the journal with its cause", "[client]")
{
    SmallSite site = small_site();
    ApplicationSettings settings = quick_application();
    settings.error_ppm = 1'000'000;
    add_application(site.mini, site.web, settings);
    add_visitors(site.mini, site.people, one_visitor());
    site.mini.visitors[0].latest_fault = 17;
    run_until(site.mini, Instant{} + 10_s);
    CHECK(outcomes(site.mini, "server_error") == 1);
    CHECK(all_outcomes(site.mini) == 1);
    CHECK(value(site.mini, TruthMetric::client_responses_total, {"shoppers", "/", "web-01", "500"}) == 1);
    CHECK(value(site.mini, TruthMetric::client_request_seconds_count, {"shoppers"}) == 0);
    REQUIRE(size(site.mini.journal) == 1);
    const JournalEntry& told = entry(site.mini.journal, 0);
    CHECK(sentence(told) == "shoppers: request 1 for / failed: server_error");
    CHECK(told.cause == 17);
    CHECK(told.at == Instant{} + 60_ms);
    CHECK(told.details.back().value == "500");
}

TEST_CASE("client_error: a status of 404", "[client]")
{
    SmallSite site = small_site();
    nginx::Settings settings;
    settings.servers.emplace_back();
    settings.servers[0].listens.push_back({{}, 80, false});
    settings.servers[0].locations.emplace_back();
    settings.servers[0].locations[0].handler = nginx::Handler::return_status;
    settings.servers[0].locations[0].status = 404;
    add_nginx(site.mini, site.web, settings);
    add_visitors(site.mini, site.people, one_visitor());
    run_until(site.mini, Instant{} + 10_s);
    CHECK(outcomes(site.mini, "client_error") == 1);
    CHECK(all_outcomes(site.mini) == 1);
}

TEST_CASE("refused: nobody listens", "[client]")
{
    SmallSite site = small_site();
    add_visitors(site.mini, site.people, one_visitor());
    run_until(site.mini, Instant{} + 10_s);
    CHECK(outcomes(site.mini, "refused") == 1);
    CHECK(entry(site.mini.journal, 0).at == Instant{} + 20_ms);
}

TEST_CASE("refused: no route leads there", "[client]")
{
    SmallSite site = small_site();
    site.mini.network.names.records["www.shop.test"].addresses = {*parse_address("192.0.2.1")};
    add_visitors(site.mini, site.people, one_visitor());
    run_until(site.mini, Instant{} + 10_s);
    CHECK(outcomes(site.mini, "refused") == 1);
    CHECK(entry(site.mini.journal, 0).at == Instant{});
}

TEST_CASE("unanswered: the kernel gives up a silent host after 134 s", "[client]")
{
    SmallSite site = small_site();
    site.mini.network.hosts[site.web.index].powered = false;
    add_visitors(site.mini, site.people, one_visitor());
    run_until(site.mini, Instant{} + 200_s);
    CHECK(outcomes(site.mini, "unanswered") == 1);
    CHECK(entry(site.mini.journal, 0).at == Instant{} + 134_s);
}

TEST_CASE("unanswered: a client's own limit for connecting comes first", "[client]")
{
    SmallSite site = small_site();
    site.mini.network.hosts[site.web.index].powered = false;
    VisitorSettings settings = one_visitor();
    settings.connect_timeout = 10_s;    // Node's
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 200_s);
    CHECK(outcomes(site.mini, "unanswered") == 1);
    CHECK(entry(site.mini.journal, 0).at == Instant{} + 10_s);
    CHECK(all_outcomes(site.mini) == 1);
}

TEST_CASE("gave_up: patience ends while the server works, and the server works on", "[client]")
{
    SmallSite site = small_site();
    ApplicationSettings settings = quick_application();
    settings.service.a = 20_s;
    add_application(site.mini, site.web, settings);
    VisitorSettings visitor = one_visitor();
    visitor.give_up = 8_s;
    add_visitors(site.mini, site.people, visitor);
    run_until(site.mini, Instant{} + 10_s);
    CHECK(outcomes(site.mini, "gave_up") == 1);
    CHECK(entry(site.mini.journal, 0).at == Instant{} + 8_s);
    CHECK(site.mini.applications[0].busy_workers == 1);
    run_until(site.mini, Instant{} + 60_s);
    CHECK(site.mini.applications[0].busy_workers == 0);
    CHECK(value(site.mini, TruthMetric::service_busy_seconds_total, {"web-01", "app"}) == Duration(20_s).ns);
    CHECK(all_outcomes(site.mini) == 1);
}

TEST_CASE("gave_up: patience also ends a wait for the handshake", "[client]")
{
    SmallSite site = small_site();
    site.mini.network.hosts[site.web.index].powered = false;
    VisitorSettings visitor = one_visitor();
    visitor.give_up = 3_s;
    add_visitors(site.mini, site.people, visitor);
    run_until(site.mini, Instant{} + 200_s);
    CHECK(outcomes(site.mini, "gave_up") == 1);
    CHECK(all_outcomes(site.mini) == 1);
    CHECK(site.mini.network.connections.size() == 0);
}

TEST_CASE("closed: FIN without an answer on a fresh connection", "[client]")
{
    SmallSite site = small_site();
    const ServiceId server = listen_by_hand(site);
    add_visitors(site.mini, site.people, one_visitor());
    run_until(site.mini, Instant{} + 50_ms);
    const Socket socket = accept_by_hand(site, server);
    Context around = context(site.mini);
    receive(around, socket);
    close(around, socket);
    run_until(site.mini, Instant{} + 10_s);
    CHECK(outcomes(site.mini, "closed") == 1);
    CHECK(entry(site.mini.journal, 0).at == Instant{} + 60_ms);
    CHECK(retries(site.mini) == 0);
}

TEST_CASE("reset: RST after the connection stood", "[client]")
{
    SmallSite site = small_site();
    const ServiceId server = listen_by_hand(site);
    add_visitors(site.mini, site.people, one_visitor());
    run_until(site.mini, Instant{} + 50_ms);
    const Socket socket = accept_by_hand(site, server);
    Context around = context(site.mini);
    abort(around, socket);
    run_until(site.mini, Instant{} + 10_s);
    CHECK(outcomes(site.mini, "reset") == 1);
    CHECK(all_outcomes(site.mini) == 1);
}

TEST_CASE("no_address: the name does not resolve", "[client]")
{
    SmallSite site = small_site();
    site.mini.network.names.records.clear();
    add_visitors(site.mini, site.people, one_visitor());
    run_until(site.mini, Instant{} + 10_s);
    CHECK(outcomes(site.mini, "no_address") == 1);
    CHECK(connections(site.mini) == 0);
}

TEST_CASE("what fails beyond the journal's bound is still counted", "[client]")
{
    SmallSite site = small_site();
    site.mini.journal.most_of_a_kind = 3;
    VisitorSettings settings = one_visitor();
    settings.limit = 10;
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 100_s);
    CHECK(outcomes(site.mini, "refused") == 10);
    CHECK(size(site.mini.journal) == 3);
}
