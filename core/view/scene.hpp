#pragma once
// The picture's model: what each node is and what the others believe, what each edge carries. Drawing and the page's text
// mirror are made from the same value.

#include <cstdint>
#include <string>
#include <vector>

#include "view/session.hpp"

namespace evenkeel::view {

enum class NodeKind : std::uint8_t { visitors, balancer, server, application };
/// "visitors", "load balancer", "web server", "application".
std::string_view to_text(NodeKind kind);

/// Drawn as glyph, border and colour; never by colour alone.
enum class NodeState : std::uint8_t { up, slow, draining, down };
/// "●", "◆", "▲", "×": signs that a text font has.
std::string_view glyph_of(NodeState state);
/// The palette's name of its colour: "up", "lagging", "draining", "down".
std::string_view color_name_of(NodeState state);

struct Node {
    std::string name;
    NodeKind kind{};
    HostId host;                    ///< none for visitors
    std::uint32_t column = 0;       ///< from the left, for the picture's own layout
    Place at;                       ///< of the centre
    NodeState state{};
    std::string word;               ///< "UP", "killed", "hangs", "answers 500", "slow × 4"
    std::string traffic;            ///< "198 req/s": the last simulated second's
    std::string detail;             ///< "9.8 % fail", "roundrobin · queue 0"
    bool detail_is_bad = false;
    double load = -1;               ///< 0..1; below 0: it has no capacity that could be full
    std::string belief;             ///< "lb-01 sees UP"; empty when nobody holds one
    bool belief_is_wrong = false;
};

struct Edge {
    std::size_t from = 0;
    std::size_t to = 0;
    std::int64_t in_flight = 0;     ///< connections under way
    double rate = 0;                ///< requests a second
    bool broken = false;            ///< an end is down or a link cut
    bool believed = true;           ///< the balancer sends requests this way
};

struct Scene {
    std::vector<Node> nodes;
    std::vector<Edge> edges;
};

Scene scene_of(const Session& session);
/// The same of any world, laid out without anybody's dragging.
Scene scene_of(const World& world);

/// The node with a name; none: its number of nodes.
std::size_t find_node(const Scene& scene, std::string_view name);

/// Growth of a meter in the last sampled second, per second; in a run's first second, since its beginning.
double last_second(const World& world, MeterId meter);

}  // namespace evenkeel::view
