// The diagram to hand in: its parts are what the topology and the files say.
#include "view/diagram.hpp"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "view/desks.hpp"

using namespace evenkeel;
using namespace evenkeel::view;

namespace {

const Part& part(const Diagram& diagram, std::string_view name)
{
    const auto found = std::find_if(diagram.parts.begin(), diagram.parts.end(), [&](const Part& one) { return one.name == name; });
    REQUIRE(found != diagram.parts.end());
    return *found;
}

}  // namespace

TEST_CASE("a diagram names the lab, its hosts with their addresses, and the parts that are there", "[view][diagram]")
{
    view::Session session = open_lab_07();
    const Diagram diagram = diagram_of(session);
    CHECK(diagram.title == "The dead server that still gets traffic");
    CHECK(diagram.nodes.size() == scene_of(session).nodes.size());
    const auto web = std::find_if(diagram.nodes.begin(), diagram.nodes.end(), [](const DiagramNode& one) { return one.node.name == "web-01"; });
    REQUIRE(web != diagram.nodes.end());
    CHECK(web->lines == std::vector<std::string>{"10.0.1.11 · dmz"});
    CHECK(part(diagram, "load balancer and its algorithm").what == "lb-01 · backend web: balance roundrobin");
    CHECK(part(diagram, "more than one server").what == "3 in backend web");
    CHECK_FALSE(part(diagram, "health checks").present);
    CHECK(part(diagram, "a second load balancer").what == "lb-01 is a single point of failure");
}

TEST_CASE("a diagram follows the files: with checks the balancer has health checks", "[view][diagram]")
{
    view::Session session = open_lab_07();
    std::string text = session.work.texts.at("lb-01/haproxy.cfg");
    for (const std::string server : {"10.0.1.11:80", "10.0.1.12:80", "10.0.1.13:80"}) text.replace(text.find(server), server.size(), server + " check");
    edit(session, "lb-01/haproxy.cfg", text, false);
    CHECK_FALSE(part(diagram_of(session), "health checks").present);
    REQUIRE_FALSE(has_error(apply_texts(session, Apply::restart)));
    CHECK(part(diagram_of(session), "health checks").what == "3 of 3 servers in backend web");
}
