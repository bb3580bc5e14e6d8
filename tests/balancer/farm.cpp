#include "balancer/farm.hpp"

#include <catch2/catch_test_macros.hpp>

#include "balancer/farms.hpp"
#include "balancer/not_simulated.hpp"
#include "seeds.hpp"
#include "sim/random.hpp"

namespace {

using namespace farms;

std::vector<std::uint32_t> streams_of(const std::vector<Called>& called)
{
    std::vector<std::uint32_t> numbers;
    for (const Called& each : called) numbers.push_back(each.stream.index);
    return numbers;
}

}  // namespace

TEST_CASE("backup servers serve only when no active server is left: the first alone, or all with allbackups", "[balancer]")
{
    Backend settings = backend(Algorithm::roundrobin, {1, 1, 1, 1});
    settings.servers[2].backup = settings.servers[3].backup = true;
    Farm one = make_farm(settings, 200);
    settings.allbackups = true;
    Farm all = make_farm(settings, 200);
    for (Farm* made : {&one, &all}) {
        set_stopped(*made, {0}, {});
        CHECK(name_of(choose(*made, {}).server) == "s2");
        set_stopped(*made, {1}, {});
    }
    for (int i = 0; i < 3; ++i) CHECK(name_of(choose(one, {}).server) == "s3");
    CHECK(usable_servers(one) == 1);
    CHECK(usable_servers(all) == 2);
    CHECK(name_of(choose(all, {}).server) != name_of(choose(all, {}).server));
    set_running(all, {0}, {});
    CHECK(name_of(choose(all, {}).server) == "s1");
}

TEST_CASE("with no usable server there is no choice, and nobody waits", "[balancer]")
{
    Farm made = farm(Algorithm::leastconn, {1, 1});
    set_weight(made, {0}, 0);
    set_administrative(made, {1}, Administrative::drain, {});
    CHECK(choose(made, {}).kind == ChoiceKind::nobody);
    set_administrative(made, {1}, Administrative::ready, {});
    CHECK(name_of(choose(made, {}).server) == "s2");
}

TEST_CASE("no server is over its maxconn, nobody is forgotten, and the queue is first in, first out", "[balancer]")
{
    for (const Algorithm algorithm : {Algorithm::roundrobin, Algorithm::leastconn, Algorithm::first}) {
        for (std::uint64_t seed = 1; seed <= seed_count(40); ++seed) {
            std::uint64_t drawn = 0;
            const auto number = [&](std::uint32_t bound) { return below(draw(seed, {Purpose::workload, 3}, drawn++), bound); };
            Player player{farm(algorithm, {1, 3, 2}, 1 + number(4))};
            std::vector<std::uint32_t> arrived_waiting;
            for (std::uint32_t step = 1; step < 500; ++step) {
                if (number(100) < 52) {
                    if (player.arrive(step, true)[0] == '?') arrived_waiting.push_back(step);
                } else if (!player.held.empty()) {
                    auto leaving = player.held.begin();
                    std::advance(leaving, number(static_cast<std::uint32_t>(player.held.size())));
                    const std::string told = player.depart(leaving->first);
                    if (const std::size_t called = told.find('>'); called != std::string::npos) {
                        INFO("seed " << seed << " step " << step);
                        REQUIRE(std::stoul(told.substr(called + 1)) == arrived_waiting.front());
                        arrived_waiting.erase(arrived_waiting.begin());
                    }
                }
                std::int64_t served = 0;
                for (const ServerState& server : player.farm.servers) {
                    REQUIRE(server.served <= server.maxconn);
                    served += server.served;
                }
                REQUIRE(served == player.farm.served);
                REQUIRE(player.farm.streams == served + player.farm.lines.backend.length);
                REQUIRE((player.farm.lines.backend.length == 0 || served == player.farm.servers[0].maxconn * 3));
            }
        }
    }
}

TEST_CASE("minconn lets a server take more the more streams its backend has", "[balancer]")
{
    ServerState server;
    server.minconn = 1;
    server.maxconn = 6;
    CHECK(dynamic_maxconn(server, 1, 12) == 1);
    CHECK(dynamic_maxconn(server, 6, 12) == 3);
    CHECK(dynamic_maxconn(server, 12, 12) == 6);
    CHECK(dynamic_maxconn(server, 500, 12) == 6);
    server.minconn = server.maxconn = 0;
    CHECK(dynamic_maxconn(server, 5, 12) == 0);
}

TEST_CASE("a stream waits for a full server that it must have, until maxqueue says no", "[balancer]")
{
    Backend settings = backend(Algorithm::source, {1, 1}, 1);
    settings.servers[0].maxqueue = settings.servers[1].maxqueue = 2;
    Farm made = make_farm(settings, 200);
    take_slot(made, {0});
    CHECK(admission(made, {0}) == Admission::queue);
    wait_for(made, {1}, {0});
    const WaitingId second = wait_for(made, {2}, {0});
    CHECK(admission(made, {0}) == Admission::queue_full);
    CHECK(admission(made, {1}) == Admission::slot);
    stop_waiting(made, second);
    CHECK(admission(made, {0}) == Admission::queue);
    release_slot(made, {0});
    CHECK(streams_of(dequeue(made, {0})) == std::vector<std::uint32_t>{1});
    CHECK(made.servers[0].served == 1);
    CHECK(made.servers[0].counters.qmax == 2);
}

TEST_CASE("a free slot goes to the older of the heads of the server's queue and the backend's", "[balancer]")
{
    Farm made = farm(Algorithm::leastconn, {1, 1}, 1);
    made.streams = 9;
    wait_for(made, {2}, {0});
    wait_for(made, {1}, {});
    wait_for(made, {3}, {0});
    made.servers[0].maxconn = made.servers[0].minconn = 3;
    const std::vector<Called> called = dequeue(made, {0});
    CHECK(streams_of(called) == std::vector<std::uint32_t>{2, 1, 3});
    CHECK(called.front().has_slot);
}

TEST_CASE("a server that comes up takes from the backend's queue up to its limit", "[balancer]")
{
    Farm made = farm(Algorithm::roundrobin, {1, 1}, 2);
    set_stopped(made, {1}, {});
    for (std::uint32_t i = 0; i < 5; ++i) wait_for(made, {i}, {});
    const StateChange change = set_running(made, {1}, {});
    CHECK(change.usable_changed);
    CHECK(streams_of(change.called) == std::vector<std::uint32_t>{0, 1});
    CHECK_FALSE(change.called.front().has_slot);
}

TEST_CASE("who waits for a server that goes down is balanced again only with option redispatch", "[balancer]")
{
    for (const std::int64_t redispatch : {0, -1}) {
        Backend settings = backend(Algorithm::source, {1, 1}, 1);
        settings.redispatch = redispatch;
        Farm made = make_farm(settings, 200);
        take_slot(made, {0});
        wait_for(made, {7}, {0});
        const StateChange change = set_stopped(made, {0}, {});
        CHECK(change.called.size() == (redispatch == 0 ? 0u : 1u));
        CHECK(made.servers[0].queued == (redispatch == 0 ? 1 : 0));
    }
}

TEST_CASE("static weights are divided by their greatest common divisor and cannot change at run time", "[balancer]")
{
    Farm made = farm(Algorithm::source, {10, 20, 0});
    CHECK(made.servers[0].weight_effective == 1);
    CHECK(made.servers[1].weight_effective == 2);
    CHECK_FALSE(set_weight(made, {0}, 5));
    CHECK(set_weight(made, {0}, 0));
    CHECK(usable_servers(made) == 1);
    CHECK(set_weight(made, {0}, 10));
    CHECK(usable_servers(made) == 2);
}

TEST_CASE("downtime and the number of failures are kept as show stat tells them", "[balancer]")
{
    Farm made = farm(Algorithm::roundrobin, {1});
    set_stopped(made, {0}, Instant{} + 5_s);
    CHECK(total_downtime(made.servers[0], Instant{} + 8_s) == 3_s);
    set_running(made, {0}, Instant{} + 9_s);
    CHECK(total_downtime(made.servers[0], Instant{} + 20_s) == 4_s);
    CHECK(made.servers[0].counters.chkdown == 1);
    CHECK(made.counters.chkdown == 1);
}

TEST_CASE("settings that are read and not simulated are named at their place", "[balancer]")
{
    haproxy::Settings settings;
    settings.backends.push_back(backend(Algorithm::hash, {1}));
    settings.backends[0].balance.argument = "req.ver";
    settings.backends[0].balance.at = {14, 5};
    const std::vector<Diagnostic> found = not_simulated(settings, "lb-01/haproxy.cfg");
    REQUIRE(found.size() == 1);
    CHECK(evenkeel::to_text(found[0]).starts_with("lb-01/haproxy.cfg:14:5: warning: not simulated yet: balance hash req.ver"));
    CHECK(not_simulated({}, "haproxy.cfg").empty());
}
