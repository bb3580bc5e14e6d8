// Requests on their way. What a class of visitors has told of its last requests becomes dots: each runs along the way that its
// request took, back if an answer came, and dies where it died.

#include <algorithm>
#include <cmath>

#include "lab/face.hpp"

namespace evenkeel::lab {

namespace {

constexpr std::size_t most_dots = 160;
/// A request of milliseconds would be no more than a flash.
constexpr double shortest_s = 0.9;
constexpr double longest_s = 6;

/// The edges from a node to another, found by breadth; empty if there is no way.
std::vector<std::size_t> way(const view::Scene& scene, std::size_t from, std::size_t to)
{
    std::vector<std::size_t> came_by(scene.nodes.size(), SIZE_MAX);
    std::vector<std::size_t> front{from};
    for (std::size_t i = 0; i < front.size() && front[i] != to; ++i)
        for (std::size_t e = 0; e < scene.edges.size(); ++e) {
            const view::Edge& edge = scene.edges[e];
            if (edge.from != front[i] || edge.to == from || came_by[edge.to] != SIZE_MAX) continue;
            came_by[edge.to] = e;
            front.push_back(edge.to);
        }
    std::vector<std::size_t> edges;
    for (std::size_t node = to; node != from && node < came_by.size() && came_by[node] != SIZE_MAX; node = scene.edges[came_by[node]].from)
        edges.insert(edges.begin(), came_by[node]);
    return edges;
}

std::size_t node_of(const view::Scene& scene, HostId host)
{
    const auto found = std::find_if(scene.nodes.begin(), scene.nodes.end(), [&](const view::Node& node) { return node.host == host; });
    return static_cast<std::size_t>(found - scene.nodes.begin());
}

void add_dot(Face& face, const Visitors& visitors, const Fate& fate)
{
    const std::size_t from = view::find_node(face.scene, visitors.settings->name);
    if (from == face.scene.nodes.size()) return;
    Dot dot;
    if (fate.answered_by) dot.edges = way(face.scene, from, node_of(face.scene, fate.answered_by));
    if (dot.edges.empty())
        for (std::size_t e = 0; e < face.scene.edges.size() && dot.edges.empty(); ++e)
            if (face.scene.edges[e].from == from) dot.edges.push_back(e);
    if (dot.edges.empty()) return;
    dot.is_good = fate.outcome == RequestOutcome::ok;
    dot.comes_back = fate.status != 0;
    dot.begins = face.animation_s;
    const double speed = std::max(face.desk.transport.speed, 0.01);
    dot.lasts = std::clamp(static_cast<double>((fate.ended - fate.began).ns) / 1e9 / speed, shortest_s, longest_s);
    face.dots.push_back(std::move(dot));
}

}  // namespace

void update_dots(Face& face)
{
    face.dots.erase(std::remove_if(face.dots.begin(), face.dots.end(), [&](const Dot& dot) { return face.animation_s > dot.begins + dot.lasts || dot.begins > face.animation_s; }),
                    face.dots.end());
    if (!face.desk.session) return;
    const World& world = view::present(*face.desk.session);
    face.told.resize(world.visitors.size());
    for (std::size_t i = 0; i < world.visitors.size(); ++i) {
        const Fates& fates = world.visitors[i].fates;
        const std::uint64_t fresh = fates.told >= face.told[i] ? std::min<std::uint64_t>(fates.told - face.told[i], fates.latest.size()) : 0;
        face.told[i] = fates.told;
        if (!face.motion || !face.desk.transport.playing) continue;
        const std::size_t room = face.dots.size() < most_dots ? most_dots - face.dots.size() : 0;
        // A few a frame, spread over what is new, so that the crowd looks as mixed as it is.
        const std::uint64_t drawn = std::min<std::uint64_t>({fresh, room, 3});
        for (std::uint64_t k = 0; k < drawn; ++k) {
            const std::uint64_t number = fates.told - fresh + k * fresh / drawn;
            add_dot(face, world.visitors[i], fates.latest[static_cast<std::size_t>(number % fates.most)]);
        }
    }
}

}  // namespace evenkeel::lab
