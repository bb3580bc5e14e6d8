// One frame: how much of the run goes by, then all windows.

#include <algorithm>
#include <cmath>

#include "lab/geometry.hpp"

namespace evenkeel::lab {

namespace {

constexpr float timeline_height = 276;
constexpr float transport_height = 44;
/// A scene is made anew at most so often while the run plays; dots move with every frame.
constexpr double scene_every_s = 0.1;
/// Events at once, between two looks at the clock.
constexpr std::uint64_t events_at_once = 2000;

/// The nearest node in a direction.
void move_focus(Face& face, float x, float y)
{
    const std::size_t from = view::find_node(face.scene, face.focused);
    if (from == face.scene.nodes.size()) {
        if (!face.scene.nodes.empty()) face.focused = face.scene.nodes.front().name;
        return;
    }
    double nearest = 1e9;
    std::string found;
    for (const view::Node& node : face.scene.nodes) {
        const double dx = node.at.x - face.scene.nodes[from].at.x;
        const double dy = node.at.y - face.scene.nodes[from].at.y;
        const double along = dx * static_cast<double>(x) + dy * static_cast<double>(y);
        const double across = std::fabs(dx * static_cast<double>(y)) + std::fabs(dy * static_cast<double>(x));
        if (along < 0.01 || along + 2 * across >= nearest) continue;
        nearest = along + 2 * across;
        found = node.name;
    }
    if (!found.empty()) face.focused = found;
}

}  // namespace

void handle_keys(Face& face)
{
    if (!face.has_focus || ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup)) return;
    if (ImGui::IsKeyPressed(ImGuiKey_LeftArrow)) move_focus(face, -1, 0);
    if (ImGui::IsKeyPressed(ImGuiKey_RightArrow)) move_focus(face, 1, 0);
    if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) move_focus(face, 0, -1);
    if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) move_focus(face, 0, 1);
    if (ImGui::IsKeyPressed(ImGuiKey_Space)) {
        if (face.desk.transport.playing) view::pause(face.desk);
        else view::play(face.desk);
        tell_page("changed");
    }
    if (ImGui::IsKeyPressed(ImGuiKey_Period)) {
        view::pause(face.desk);
        view::step_event(*face.desk.session);
        ++face.desk.changes;
        tell_page("changed");
    }
    if (!face.focused.empty() && ImGui::IsKeyPressed(ImGuiKey_Enter, false)) {
        face.desk.selected = face.focused;
        tell_page("selected");
        face.menu_of = face.focused;
        face.open_menu = true;
    }
    if (ImGui::IsKeyPressed(ImGuiKey_F)) tell_page("follow");
    const auto faster = [&](double factor) {
        view::set_speed(face.desk, face.desk.transport.speed * factor);
        tell_page("changed");
    };
    if (ImGui::IsKeyPressed(ImGuiKey_RightBracket)) faster(2);
    if (ImGui::IsKeyPressed(ImGuiKey_LeftBracket)) faster(0.5);
    if (ImGui::IsKeyPressed(ImGuiKey_0)) {
        face.pan = {0, 0};
        face.zoom = 1;
    }
    if (ImGui::IsKeyPressed(ImGuiKey_Slash)) face.help = !face.help;
    if (ImGui::IsKeyPressed(ImGuiKey_Escape)) face.help = false;
}

void draw_help(Face& face, ImVec2 size)
{
    if (!face.help) return;
    ImGui::SetNextWindowPos({size.x / 2, size.y * 0.36f}, ImGuiCond_Always, {0.5f, 0.5f});
    ImGui::Begin("Keys", &face.help, ImGuiWindowFlags_NoResize | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings);
    constexpr const char* lines[] = {"arrows      go from node to node",      "Enter       the node's menu, then 1 to 9", "Space       play, pause",
                                     ".           one event further",  "f            follow the next request",         "[  ]          slower, faster",             "0            the whole picture again",
                                     "F6          to the next part of the page", "Ctrl+Z    undo",                          "?            these keys"};
    for (const char* one : lines) ImGui::TextUnformatted(one);
    ImGui::End();
}

void advance_face(Face& face, double real_s, bool (*time_is_left)())
{
    face.real_s += real_s;
    if (!face.desk.session) return;
    if (face.desk.transport.playing) {
        face.animation_s += std::min(real_s, view::most_caught_up_s);
        view::elapse(face.desk, real_s);
        while (!view::play_some(face.desk, events_at_once) && time_is_left()) {}
        view::give_up_rest(face.desk);
        if (!face.desk.transport.playing) tell_page("changed");
        face.frames_wanted = std::max(face.frames_wanted, 2);
    }
    const bool due = !face.desk.transport.playing || face.real_s >= face.scene_drawn_at + scene_every_s;
    if (face.scene_of_change != face.desk.changes && due) {
        face.scene = view::scene_of(*face.desk.session);
        face.scene_of_change = face.desk.changes;
        face.scene_drawn_at = face.real_s;
    }
    update_dots(face);
}

void draw_frame(Face& face, ImVec2 size)
{
    face.items.list.clear();
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::Begin("picture", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                                         ImGuiWindowFlags_NoNavInputs | ImGuiWindowFlags_NoScrollWithMouse);
    ImGui::PopStyleVar(2);
    if (face.desk.session) {
        // On a small canvas the time line takes less, and none at all where nothing would be left of the site: the page's text has both.
        const float bottom = size.y < 320 ? 0 : std::min(timeline_height * std::min(1.3f, face.font_px / 14), size.y * 0.42f);
        const ImVec2 upper{size.x, size.y - bottom};
        draw_topology(face, {0, 0}, upper);
        if (size.y >= 320) draw_legend(face, {14, 10});
        ImDrawList* list = ImGui::GetWindowDrawList();
        list->AddRectFilled({0, upper.y}, size, colors(face).panel);
        list->AddLine({0, upper.y}, {size.x, upper.y}, colors(face).line);
        if (bottom > 0) draw_transport(face, {14, upper.y + 8}, {size.x - 28, transport_height});
        if (bottom > transport_height + 60) draw_timeline(face, {14, upper.y + transport_height + 4}, {size.x - 28, bottom - transport_height - 4});
        draw_menu(face);
        draw_help(face, size);
    }
    ImGui::End();
    handle_keys(face);
}

}  // namespace evenkeel::lab
