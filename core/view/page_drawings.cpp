#include "view/page_drawings.hpp"

#include "view/diagram.hpp"
#include "view/inspect.hpp"
#include "view/outlook.hpp"

namespace evenkeel::view {

namespace {

using Json = nlohmann::json;

/// A place on the circle of all keys, 0 to 1.
double on_circle(std::uint32_t key) { return key / 4'294'967'296.0; }

Json json_of(const BackendOutlook& one)
{
    constexpr std::string_view kinds[] = {"none", "turn", "map", "ring"};
    Json servers = Json::array();
    for (std::size_t i = 0; i < one.servers.size(); ++i)
        servers.push_back({{"name", one.servers[i].name}, {"weight", one.servers[i].weight}, {"usable", one.servers[i].usable}, {"share", one.what.share[i]}});
    Json next = Json::array();
    for (const haproxy::ServerId server : one.what.next) next.push_back(server.index);
    Json nodes = Json::array();
    if (one.what.ring.nodes.size() <= most_points_told)
        for (const haproxy::HashRing::Node& node : one.what.ring.nodes) nodes.push_back({on_circle(node.key), node.server});
    Json keys = Json::array();
    for (const haproxy::KeyUnderWay& key : one.keys) {
        const std::size_t place = haproxy::place_of_key(one.what, key.key);
        keys.push_back({{"request", key.request}, {"at", on_circle(key.key)}, {"place", place}, {"server", key.server ? Json(key.server.index) : Json(nullptr)}, {"followed", key.stream == one.followed}});
    }
    return {{"name", one.name}, {"algorithm", one.algorithm}, {"kind", kinds[static_cast<std::size_t>(one.what.kind)]}, {"servers", servers}, {"next", next},
            {"slots", one.what.slots.size() <= most_points_told ? Json(one.what.slots) : Json::array()}, {"nodes", nodes}, {"points", one.what.ring.nodes.size() + one.what.slots.size()}, {"keys", keys}};
}

Json json_of(const std::vector<Second>& columns)
{
    Json all = Json::array();
    for (const Second& one : columns)
        all.push_back({{"at", seconds(one.at)}, {"clock", to_clock(one.at)}, {"per_s", one.per_s}, {"latency_ms", one.latency_ms}, {"queue", one.queue}, {"server_per_s", one.server_per_s}});
    return all;
}

Json run_json(const Session& session, std::size_t branch, const Plots& plots, Instant until)
{
    return {{"name", session.work.branches[branch]->name}, {"servers", plots.servers}, {"seconds", json_of(thinned(plots.seconds, until, most_columns_told))}};
}

}  // namespace

Json outlook_json(const Desk& desk, const std::string& node)
{
    Json backends = Json::array();
    for (const BackendOutlook& one : outlooks_of(*desk.session, node, hop_shown(desk))) backends.push_back(json_of(one));
    Json why = Json::array();
    for (const InspectorRow& row : why_these_servers(*desk.session, node)) why.push_back({row.label, row.value});
    return {{"backends", backends}, {"why", why}};
}

Json plots_json(Desk& desk)
{
    const Session& session = *desk.session;
    update(desk.plots, session);
    update_rival(desk.rival_plots, session);
    Instant until = present(session).now;
    if (session.rival) until = std::min(until, session.rival->timeline.present.now);
    Json endings = Json::array();
    for (std::size_t i = 0; i < static_cast<std::size_t>(Ending::count_); ++i) endings.push_back(to_text(static_cast<Ending>(i)));
    Json runs = Json::array({run_json(session, session.work.current, desk.plots, until)});
    if (session.rival) runs.push_back(run_json(session, session.rival->branch, desk.rival_plots.plots, until));
    return {{"endings", endings}, {"until", seconds(until)}, {"runs", runs}};
}

Json diagram_json(const Desk& desk)
{
    const Diagram diagram = diagram_of(*desk.session);
    Json nodes = Json::array();
    for (const DiagramNode& one : diagram.nodes)
        nodes.push_back({{"name", one.node.name}, {"kind", to_text(one.node.kind)}, {"x", one.node.at.x}, {"y", one.node.at.y}, {"state", color_name_of(one.node.state)},
                         {"glyph", glyph_of(one.node.state)}, {"word", one.node.word}, {"lines", one.lines}});
    Json edges = Json::array();
    for (const Edge& edge : diagram.edges) edges.push_back({{"from", edge.from}, {"to", edge.to}, {"broken", edge.broken}});
    Json parts = Json::array();
    for (const Part& part : diagram.parts) parts.push_back({{"name", part.name}, {"present", part.present}, {"what", part.what}});
    return {{"title", diagram.title}, {"clock", to_clock(present(*desk.session).now)}, {"nodes", nodes}, {"edges", edges}, {"parts", parts}};
}

}  // namespace evenkeel::view
