#pragma once
// Where nodes and edges lie on the canvas.

#include "lab/face.hpp"

namespace evenkeel::lab {

inline constexpr ImVec2 node_size{112, 74};

/// From the picture's shares (0..1) to the canvas.
struct Sheet {
    ImVec2 at;
    ImVec2 size;
    ImVec2 pan;
    float zoom = 1;     ///< of distances
    float scale = 1;    ///< of nodes: the zoom, the size of the text, and what fits

    ImVec2 point(const view::Place& place) const;
    view::Place place(ImVec2 point) const;
};
Sheet sheet_of(const Face& face, ImVec2 at, ImVec2 size);

/// The node under a point; none: the number of nodes.
std::size_t node_under(const Face& face, const Sheet& sheet, ImVec2 point);

/// The curve of an edge: leaves to the right, arrives from the left.
struct Curve {
    ImVec2 a, b, c, d;
    ImVec2 point(float share) const;
};
Curve curve_of(const Face& face, const Sheet& sheet, const view::Edge& edge);

}  // namespace evenkeel::lab
