#include "lab/geometry.hpp"

#include <algorithm>
#include <cmath>

namespace evenkeel::lab {

namespace {

constexpr float margin_x = 20;
constexpr float margin_top = 44;
constexpr float margin_bottom = 16;

}  // namespace

ImVec2 Sheet::point(const view::Place& place) const
{
    const float width = size.x - 2 * margin_x;
    const float height = size.y - margin_top - margin_bottom;
    const ImVec2 flat{margin_x + static_cast<float>(place.x) * width, margin_top + static_cast<float>(place.y) * height};
    const ImVec2 centre{size.x / 2, size.y / 2};
    return {at.x + centre.x + (flat.x - centre.x) * zoom + pan.x, at.y + centre.y + (flat.y - centre.y) * zoom + pan.y};
}

view::Place Sheet::place(ImVec2 point) const
{
    const ImVec2 centre{size.x / 2, size.y / 2};
    const float x = (point.x - at.x - pan.x - centre.x) / zoom + centre.x;
    const float y = (point.y - at.y - pan.y - centre.y) / zoom + centre.y;
    const float width = std::max(1.0f, size.x - 2 * margin_x);
    const float height = std::max(1.0f, size.y - margin_top - margin_bottom);
    return {std::clamp(static_cast<double>((x - margin_x) / width), 0.0, 1.0), std::clamp(static_cast<double>((y - margin_top) / height), 0.0, 1.0)};
}

Sheet sheet_of(const Face& face, ImVec2 at, ImVec2 size)
{
    // A sheet too small for its columns and rows is drawn smaller, so that nodes never lie over one another.
    std::vector<float> rows;
    for (const view::Node& node : face.scene.nodes) {
        if (rows.size() <= node.column) rows.resize(node.column + 1);
        ++rows[node.column];
    }
    float columns = 0;
    float most = 1;
    for (const float count : rows) {
        if (count > 0) ++columns;
        most = std::max(most, count);
    }
    const float text = face.font_px / 14;
    const float fits = std::min({text, (size.x - 2 * margin_x) / (std::max(1.0f, columns) * (node_size.x + 22)), (size.y - margin_top) / (most * (node_size.y + 24))});
    return {at, size, face.pan, face.zoom, face.zoom * std::max(fits, 0.3f)};
}

std::size_t node_under(const Face& face, const Sheet& sheet, ImVec2 point)
{
    for (std::size_t i = face.scene.nodes.size(); i-- > 0;) {
        const ImVec2 centre = sheet.point(face.scene.nodes[i].at);
        if (std::fabs(point.x - centre.x) <= node_size.x / 2 * sheet.scale && std::fabs(point.y - centre.y) <= node_size.y / 2 * sheet.scale) return i;
    }
    return face.scene.nodes.size();
}

ImVec2 Curve::point(float t) const
{
    const float u = 1 - t;
    const float wa = u * u * u, wb = 3 * u * u * t, wc = 3 * u * t * t, wd = t * t * t;
    return {wa * a.x + wb * b.x + wc * c.x + wd * d.x, wa * a.y + wb * b.y + wc * c.y + wd * d.y};
}

Curve curve_of(const Face& face, const Sheet& sheet, const view::Edge& edge)
{
    ImVec2 from = sheet.point(face.scene.nodes[edge.from].at);
    ImVec2 to = sheet.point(face.scene.nodes[edge.to].at);
    const float half = node_size.x / 2 * sheet.scale;
    const float way = to.x >= from.x ? 1.0f : -1.0f;
    from.x += way * half;
    to.x -= way * half;
    const float bend = std::max(24.0f * sheet.scale, std::fabs(to.x - from.x) * 0.5f);
    return {from, {from.x + way * bend, from.y}, {to.x - way * bend, to.y}, to};
}

}  // namespace evenkeel::lab
