// The picture's model says what is, and what the others believe.

#include "view/scene.hpp"

#include <catch2/catch_test_macros.hpp>

#include "view/desks.hpp"
#include "view/inspect.hpp"

using namespace evenkeel;
using namespace evenkeel::view;

TEST_CASE("the scene has a node for each class of visitors and each host, from the visitors to the application", "[view]")
{
    view::Session session = open_lab_04();
    const Scene scene = scene_of(session);
    std::vector<std::string> names;
    for (const Node& node : scene.nodes) names.push_back(node.name);
    CHECK(names == std::vector<std::string>{"visitors", "lb-01", "web-01", "web-02", "app-01"});
    CHECK(scene.nodes[find_node(scene, "visitors")].at.x < scene.nodes[find_node(scene, "lb-01")].at.x);
    CHECK(scene.nodes[find_node(scene, "lb-01")].at.x < scene.nodes[find_node(scene, "web-01")].at.x);
    CHECK(scene.nodes[find_node(scene, "web-01")].at.x < scene.nodes[find_node(scene, "app-01")].at.x);
    CHECK(scene.nodes[find_node(scene, "web-01")].at.y < scene.nodes[find_node(scene, "web-02")].at.y);
}

TEST_CASE("a dead server is down, and a balancer without checks still takes it for up", "[view]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 2_s);
    REQUIRE(perform(session, "web-02", "kill nginx"));
    go_to(session, Instant{} + 8_s);
    const Scene scene = scene_of(session);
    const Node& dead = scene.nodes[find_node(scene, "web-02")];
    CHECK(dead.state == NodeState::down);
    CHECK(dead.word == "stopped");
    CHECK(dead.belief == "lb-01 takes it for UP");
    CHECK(dead.belief_is_wrong);
    const Node& well = scene.nodes[find_node(scene, "web-01")];
    CHECK(well.state == NodeState::up);
    CHECK_FALSE(well.belief_is_wrong);
    CHECK(scene.nodes[find_node(scene, "visitors")].detail_is_bad);
    for (const Edge& edge : scene.edges)
        if (edge.to == find_node(scene, "web-02")) CHECK(edge.broken);
    CHECK(scene.nodes[find_node(scene, "web-03")].traffic.ends_with("req/s"));
}

TEST_CASE("numbers are those of the last simulated second", "[view]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 10_s);
    const World& world = present(session);
    double asked = 0;
    std::int64_t before = 0, after = 0;
    for (const auto& [name, number] : world.meters.numbers)
        if (name.metric == TruthMetric::client_requests_total) {
            asked += last_second(world, {number});
            after += world.meters.values[number];
        }
    go_to(session, Instant{} + 9_s);
    for (const auto& [name, number] : present(session).meters.numbers)
        if (name.metric == TruthMetric::client_requests_total) before += present(session).meters.values[number];
    CHECK(asked == static_cast<double>(after - before));
}

TEST_CASE("in the first second the numbers are those since the beginning", "[view]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 400_ms);
    const World& world = present(session);
    double asked = 0;
    std::int64_t value = 0;
    for (const auto& [name, number] : world.meters.numbers)
        if (name.metric == TruthMetric::client_requests_total) {
            asked += last_second(world, {number});
            value += world.meters.values[number];
        }
    CHECK(value > 10);
    CHECK(asked == static_cast<double>(value) * 1e9 / 400e6);
}

TEST_CASE("the inspector shows a backend as HAProxy's statistics do, and the line that speaks of a server", "[view]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 3_s);
    const Inspection balancer = inspect(session, "lb-01");
    REQUIRE(balancer.tables.size() == 2);
    CHECK(balancer.tables[1].rows.size() == 4);
    CHECK(balancer.tables[1].rows[0][0] == "web-01");
    const Location line = line_of(session, "web-02");
    CHECK(line.file == "lb-01/haproxy.cfg");
    REQUIRE(line.line > 0);
    CHECK(node_at(session, line.file, line.line) == "web-02");
    CHECK(inspect(session, "nobody").title.empty());
}

TEST_CASE("the inspector can say of requests under way why they have their servers", "[view][decide]")
{
    view::Session session = open_lab_07();
    std::size_t told = 0;
    for (int tenth = 1; tenth <= 50 && told == 0; ++tenth) {
        go_to(session, Instant{} + Duration{tenth * ns_per_s / 10});
        for (const InspectorRow& row : why_these_servers(session, "lb-01")) {
            CHECK(row.label.starts_with("request "));
            CHECK_FALSE(row.value.empty());
            ++told;
        }
    }
    CHECK(told > 0);
    CHECK(why_these_servers(session, "web-01").empty());
    CHECK(why_these_servers(session, "nobody").empty());
}
