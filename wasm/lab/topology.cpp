// The living site: nodes with what they are and what others believe, edges with what they carry, requests on their way.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "lab/geometry.hpp"

namespace evenkeel::lab {

std::uint32_t color_of(const Palette& palette, view::NodeState state)
{
    switch (state) {
    case view::NodeState::up: return palette.up;
    case view::NodeState::slow: return palette.lagging;
    case view::NodeState::draining: return palette.draining;
    case view::NodeState::down: return palette.down;
    }
    return palette.text;
}

namespace {

struct Brush {
    Face& face;
    const Palette& palette;
    ImDrawList* list;
    Sheet sheet;
    float text_px(float size) const { return size * std::clamp(sheet.scale, 0.5f, 4.0f); }
};

void text_centred(const Brush& brush, ImVec2 centre, float size, std::uint32_t color, const std::string& text)
{
    const float px = brush.text_px(size);
    const ImVec2 extent = ImGui::GetFont()->CalcTextSizeA(px, FLT_MAX, 0, text.c_str());
    brush.list->AddText(ImGui::GetFont(), px, {std::floor(centre.x - extent.x / 2), std::floor(centre.y - extent.y / 2)}, color, text.c_str());
}

/// Fine dots on the ground, so that panning is seen.
void draw_ground(const Brush& brush)
{
    const float step = 24 * brush.sheet.scale;
    const float left = std::fmod(brush.sheet.pan.x, step);
    const float top = std::fmod(brush.sheet.pan.y, step);
    for (float y = top; y < brush.sheet.size.y; y += step)
        for (float x = left; x < brush.sheet.size.x; x += step)
            brush.list->AddRectFilled({brush.sheet.at.x + x, brush.sheet.at.y + y}, {brush.sheet.at.x + x + 1.2f, brush.sheet.at.y + y + 1.2f}, with_alpha(brush.palette.line, 0.7f));
}

void dashed(const Brush& brush, const Curve& curve, std::uint32_t color, float width)
{
    constexpr int pieces = 36;
    for (int i = 0; i < pieces; i += 2) {
        const float a = static_cast<float>(i) / pieces;
        const float b = static_cast<float>(i + 1) / pieces;
        brush.list->AddLine(curve.point(a), curve.point(b), color, width);
    }
}

void draw_edge(const Brush& brush, const view::Edge& edge)
{
    const Curve curve = curve_of(brush.face, brush.sheet, edge);
    if (edge.broken) {
        dashed(brush, curve, brush.palette.down, 2);
        return;
    }
    const float width = 1.5f + std::min(6.0f, 1.4f * std::log2(1.0f + static_cast<float>(edge.rate) / 8.0f));
    const std::uint32_t color = edge.rate > 0 ? with_alpha(brush.palette.accent, edge.believed ? 0.55f : 0.25f) : brush.palette.line;
    brush.list->AddBezierCubic(curve.a, curve.b, curve.c, curve.d, color, width);
}

void cross(const Brush& brush, ImVec2 at, float radius)
{
    brush.list->AddLine({at.x - radius, at.y - radius}, {at.x + radius, at.y + radius}, brush.palette.down, 2.5f);
    brush.list->AddLine({at.x - radius, at.y + radius}, {at.x + radius, at.y - radius}, brush.palette.down, 2.5f);
}

void draw_dot(const Brush& brush, const Dot& dot)
{
    const double age = (brush.face.animation_s - dot.begins) / dot.lasts;
    if (age < 0 || age > 1) return;
    const auto edges = static_cast<double>(dot.edges.size());
    const double along = dot.comes_back ? (age < 0.5 ? age * 2 : 2 - age * 2) : std::min(1.0, age * 1.6);
    const double where = along * edges;
    const auto index = std::min(dot.edges.size() - 1, static_cast<std::size_t>(where));
    if (dot.edges[index] >= brush.face.scene.edges.size()) return;
    const Curve curve = curve_of(brush.face, brush.sheet, brush.face.scene.edges[dot.edges[index]]);
    const ImVec2 at = curve.point(static_cast<float>(where - static_cast<double>(index)));
    const bool died = !dot.comes_back && age * 1.6 >= 1;
    if (died || (!dot.is_good && age >= 0.5)) cross(brush, at, 4 * brush.sheet.scale);
    else brush.list->AddCircleFilled(at, 3.6f * brush.sheet.scale, dot.is_good || age < 0.5 ? brush.palette.accent : brush.palette.down, 12);
}

/// The shape says what a node is.
void outline(const Brush& brush, const view::Node& node, ImVec2 least, ImVec2 most, std::uint32_t fill, std::uint32_t border, float width)
{
    const float radius = 10 * brush.sheet.scale;
    if (node.kind == view::NodeKind::balancer) {
        const float tip = 14 * brush.sheet.scale;
        const float middle = (least.y + most.y) / 2;
        const ImVec2 points[] = {least, {most.x - tip, least.y}, {most.x + tip * 0.4f, middle}, {most.x - tip, most.y}, {least.x, most.y}};
        brush.list->AddConvexPolyFilled(points, 5, fill);
        brush.list->AddPolyline(points, 5, border, ImDrawFlags_Closed, width);
        return;
    }
    brush.list->AddRectFilled(least, most, fill, radius);
    if (node.state == view::NodeState::down) {
        const ImVec2 corners[] = {least, {most.x, least.y}, most, {least.x, most.y}, least};
        for (int side = 0; side < 4; ++side)
            for (float t = 0.03f; t < 0.97f; t += 0.12f) {
                const ImVec2 a = corners[side], b = corners[side + 1];
                brush.list->AddLine({a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t}, {a.x + (b.x - a.x) * (t + 0.07f), a.y + (b.y - a.y) * (t + 0.07f)}, border, width);
            }
        return;
    }
    brush.list->AddRect(least, most, border, radius, 0, width);
    if (node.kind == view::NodeKind::application) {
        // A worker's tray below the head line.
        brush.list->AddLine({least.x, least.y + 5 * brush.sheet.scale}, {most.x, least.y + 5 * brush.sheet.scale}, with_alpha(border, 0.6f), width);
    }
}

void draw_gauge(const Brush& brush, ImVec2 centre, float half, double load)
{
    const float z = brush.sheet.scale;
    const ImVec2 least{centre.x - half, centre.y - 2.5f * z};
    const ImVec2 most{centre.x + half, centre.y + 2.5f * z};
    brush.list->AddRectFilled(least, most, brush.palette.raised, 3 * z);
    const std::uint32_t color = load > 0.9 ? brush.palette.down : load > 0.7 ? brush.palette.warn : brush.palette.up;
    brush.list->AddRectFilled(least, {least.x + 2 * half * static_cast<float>(load), most.y}, color, 3 * z);
}

void draw_node(const Brush& brush, const view::Node& node)
{
    const ImVec2 centre = brush.sheet.point(node.at);
    const float z = brush.sheet.scale;
    const ImVec2 half{node_size.x / 2 * z, node_size.y / 2 * z};
    const ImVec2 least{centre.x - half.x, centre.y - half.y};
    const ImVec2 most{centre.x + half.x, centre.y + half.y};
    const bool chosen = brush.face.desk.selected == node.name;
    const bool is_place = node.kind == view::NodeKind::visitors;
    const std::uint32_t state = color_of(brush.palette, node.state);
    const std::uint32_t border = chosen ? brush.palette.accent : is_place && node.state == view::NodeState::up ? brush.palette.line : state;
    outline(brush, node, least, most, chosen ? brush.palette.selected : brush.palette.panel, border, chosen ? 2.5f : 2.0f);
    if (brush.face.focused == node.name && brush.face.has_focus)
        brush.list->AddRect({least.x - 5, least.y - 5}, {most.x + 5, most.y + 5}, brush.palette.accent, 12 * z, 0, 2);

    text_centred(brush, {centre.x, centre.y - 20 * z}, 15, brush.palette.text, node.name);
    const bool shows_gauge = node.load >= 0;
    if (is_place) {
        text_centred(brush, {centre.x, centre.y}, 12, brush.palette.dim, node.traffic);
        text_centred(brush, {centre.x, centre.y + 17 * z}, 12, node.detail_is_bad ? brush.palette.down : brush.palette.dim, node.detail_is_bad ? "× " + node.detail : node.detail);
    } else {
        text_centred(brush, {centre.x, centre.y - 2 * z}, 12, state, fmt::format("{} {}", view::glyph_of(node.state), node.word));
        text_centred(brush, {centre.x, centre.y + 14 * z}, 12, brush.palette.dim, shows_gauge ? node.detail : node.traffic);
        if (shows_gauge) draw_gauge(brush, {centre.x, centre.y + 28 * z}, 38 * z, node.load);
        const std::string below = !node.belief.empty() ? node.belief : node.kind == view::NodeKind::balancer ? node.detail : std::string{};
        const bool bad = node.belief_is_wrong || (node.belief.empty() && node.detail_is_bad);
        if (!below.empty()) text_centred(brush, {centre.x, most.y + 12 * z}, 12, bad ? brush.palette.warn : brush.palette.dim, bad && !node.belief.empty() ? below + " (!)" : below);
    }
    brush.face.items.add(node.name, least, most, "node");
}

/// The edge between two nodes, whichever way it goes; none: the number of edges.
std::size_t edge_between(const view::Scene& scene, std::size_t one, std::size_t other)
{
    const auto joins = [&](const view::Edge& edge) { return (edge.from == one && edge.to == other) || (edge.from == other && edge.to == one); };
    return static_cast<std::size_t>(std::find_if(scene.edges.begin(), scene.edges.end(), joins) - scene.edges.begin());
}

/// Where the followed request is: what passes between two nodes, or is decided in one.
void draw_hop(const Brush& brush, const view::Hop& hop)
{
    const view::Scene& scene = brush.face.scene;
    const std::size_t from = view::find_node(scene, hop.from);
    if (from == scene.nodes.size()) return;
    const std::uint32_t color = hop.lost ? brush.palette.down : brush.palette.accent;
    const std::string text = hop.lost ? hop.what + " × lost" : hop.what;
    const float z = brush.sheet.scale;
    ImVec2 centre = brush.sheet.point(scene.nodes[from].at);
    const std::size_t e = edge_between(scene, from, view::find_node(scene, hop.to));
    if (e == scene.edges.size()) {
        centre.y -= (node_size.y / 2 + 16) * z;
    } else {
        const Curve curve = curve_of(brush.face, brush.sheet, scene.edges[e]);
        brush.list->AddBezierCubic(curve.a, curve.b, curve.c, curve.d, color, 4 * z);
        // Edges leave to the right and arrive from the left, so an arrow's head lies flat.
        const bool onwards = scene.edges[e].from == from;
        const ImVec2 tip = onwards ? curve.d : curve.a;
        const float back = (onwards ? -12.0f : 12.0f) * z;
        brush.list->AddTriangleFilled(tip, {tip.x + back, tip.y - 7 * z}, {tip.x + back, tip.y + 7 * z}, color);
        centre = curve.point(0.5f);
        centre.y -= 16 * z;
    }
    const ImVec2 extent = ImGui::GetFont()->CalcTextSizeA(brush.text_px(14), FLT_MAX, 0, text.c_str());
    const ImVec2 least{centre.x - extent.x / 2 - 8 * z, centre.y - extent.y / 2 - 4 * z};
    const ImVec2 most{centre.x + extent.x / 2 + 8 * z, centre.y + extent.y / 2 + 4 * z};
    brush.list->AddRectFilled(least, most, brush.palette.panel, 6 * z);
    brush.list->AddRect(least, most, color, 6 * z, 0, 1.5f * z);
    text_centred(brush, centre, 14, brush.palette.text, text);
}

void draw_hover_card(const Brush& brush, const view::Node& node)
{
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(12, 10));
    if (ImGui::BeginTooltip()) {
        ImGui::TextColored(ImGui::ColorConvertU32ToFloat4(brush.palette.text), "%s · %s", node.name.c_str(), std::string(view::to_text(node.kind)).c_str());
        ImGui::TextColored(ImGui::ColorConvertU32ToFloat4(color_of(brush.palette, node.state)), "%s %s", std::string(view::glyph_of(node.state)).c_str(), node.word.c_str());
        ImGui::TextUnformatted(node.traffic.c_str());
        if (!node.detail.empty()) ImGui::TextUnformatted(node.detail.c_str());
        if (!node.belief.empty()) ImGui::TextUnformatted(node.belief.c_str());
        ImGui::TextColored(ImGui::ColorConvertU32ToFloat4(brush.palette.dim), "%s", "click: inspect · right click: break something · drag: move");
        ImGui::EndTooltip();
    }
    ImGui::PopStyleVar();
}

void select(Face& face, const std::string& node)
{
    face.desk.selected = node;
    ++face.desk.changes;
    tell_page("selected");
}

/// Click selects, right click or a long press opens the menu, dragging a node moves it, dragging the ground pans.
void handle_pointer(const Brush& brush)
{
    Face& face = brush.face;
    const ImGuiIO& io = ImGui::GetIO();
    const std::size_t under = ImGui::IsItemHovered() || ImGui::IsItemActive() ? node_under(face, brush.sheet, io.MousePos) : face.scene.nodes.size();
    const bool on_node = under < face.scene.nodes.size();
    face.hovered = on_node ? face.scene.nodes[under].name : "";
    if (ImGui::IsItemClicked(ImGuiMouseButton_Left)) {
        face.dragged = face.hovered;
        face.drag_joins = false;
        face.panning = !on_node;
        if (on_node) face.focused = face.hovered;
    }
    const bool held_long = ImGui::IsMouseDown(ImGuiMouseButton_Left) && io.MouseDownDuration[0] > 0.5f && io.MouseDragMaxDistanceSqr[0] < 64 && face.coarse_pointer;
    if (on_node && (ImGui::IsItemClicked(ImGuiMouseButton_Right) || held_long)) {
        face.menu_of = face.hovered;
        face.open_menu = true;
        face.dragged.clear();
    }
    if (ImGui::IsMouseDragging(ImGuiMouseButton_Left, 5)) {
        if (face.panning) {
            face.pan.x += io.MouseDelta.x;
            face.pan.y += io.MouseDelta.y;
        } else if (!face.dragged.empty()) {
            view::drag(*face.desk.session, face.dragged, brush.sheet.place(io.MousePos), face.drag_joins);
            face.drag_joins = true;
            ++face.desk.changes;
        }
    } else if (ImGui::IsMouseReleased(ImGuiMouseButton_Left)) {
        if (!face.dragged.empty() && !face.drag_joins) select(face, face.dragged);
        if (face.drag_joins) tell_page("changed");
        face.dragged.clear();
        face.panning = false;
    }
    if (ImGui::IsItemHovered() && io.MouseWheel != 0) {
        const float before = face.zoom;
        face.zoom = std::clamp(face.zoom * std::pow(1.12f, io.MouseWheel), 0.4f, 3.0f);
        // The point under the pointer stays where it is.
        const ImVec2 centre{brush.sheet.at.x + brush.sheet.size.x / 2, brush.sheet.at.y + brush.sheet.size.y / 2};
        const float grown = face.zoom / before;
        face.pan.x = (io.MousePos.x - centre.x) * (1 - grown) + face.pan.x * grown;
        face.pan.y = (io.MousePos.y - centre.y) * (1 - grown) + face.pan.y * grown;
    }
    if (on_node && face.dragged.empty() && !face.coarse_pointer && !ImGui::IsPopupOpen("menu")) draw_hover_card(brush, face.scene.nodes[under]);
}

}  // namespace

void draw_topology(Face& face, ImVec2 at, ImVec2 size)
{
    ImGui::SetCursorScreenPos(at);
    ImGui::InvisibleButton("topology", size, ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
    const Brush brush{face, colors(face), ImGui::GetWindowDrawList(), sheet_of(face, at, size)};
    brush.list->PushClipRect(at, {at.x + size.x, at.y + size.y}, true);
    draw_ground(brush);
    for (const view::Edge& edge : face.scene.edges) draw_edge(brush, edge);
    for (const Dot& dot : face.dots) draw_dot(brush, dot);
    for (const view::Node& node : face.scene.nodes) draw_node(brush, node);
    if (const view::Hop* hop = view::hop_shown(face.desk)) draw_hop(brush, *hop);
    brush.list->PopClipRect();
    handle_pointer(brush);
}

void draw_legend(Face& face, ImVec2 at)
{
    const Palette& palette = colors(face);
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float px = 12 * face.font_px / 14;
    struct Entry {
        const char* text;
        std::uint32_t color;
    };
    const Entry entries[] = {{"● up", palette.up}, {"◆ slow", palette.lagging}, {"▲ draining", palette.draining}, {"× down", palette.down}};
    float width = 18;
    for (const Entry& entry : entries) width += ImGui::GetFont()->CalcTextSizeA(px, FLT_MAX, 0, entry.text).x + 14;
    const float height = px + 14;
    list->AddRectFilled(at, {at.x + width, at.y + height}, palette.panel, height / 2);
    list->AddRect(at, {at.x + width, at.y + height}, palette.line, height / 2);
    float x = at.x + 14;
    for (const Entry& entry : entries) {
        list->AddText(ImGui::GetFont(), px, {x, at.y + 7}, entry.color, entry.text);
        x += ImGui::GetFont()->CalcTextSizeA(px, FLT_MAX, 0, entry.text).x + 14;
    }
}

}  // namespace evenkeel::lab
