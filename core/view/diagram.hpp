#pragma once
// The site as a diagram to hand in: what stands where, and which parts of a usual web infrastructure are there.

#include <string>
#include <vector>

#include "view/scene.hpp"
#include "view/session.hpp"

namespace evenkeel::view {

/// "load balancer", and whether the site has one.
struct Part {
    std::string name;
    bool present = false;
    std::string what;           ///< "lb-01 · balance roundrobin"; without one: what that means
};

struct DiagramNode {
    Node node;
    std::vector<std::string> lines;     ///< below its name: addresses, what runs there
};

struct Diagram {
    std::string title;          ///< the lab's
    std::vector<DiagramNode> nodes;
    std::vector<Edge> edges;
    std::vector<Part> parts;
};

Diagram diagram_of(const Session& session);

}  // namespace evenkeel::view
