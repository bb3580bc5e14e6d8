// Play, pause, step, speed, the clock.

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/time.hpp"
#include "lab/face.hpp"

namespace evenkeel::lab {

namespace {

constexpr std::array<double, 9> speeds{0.1, 0.5, 1, 2, 5, 10, 30, 100, 1000};

std::string speed_text(double speed) { return fmt::format("{:g}×", speed); }

bool button(Face& face, const char* label, ImVec2 size, const char* name)
{
    const bool pressed = ImGui::Button(label, size);
    face.items.add(name, ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), "button");
    ImGui::SetItemTooltip("%s", name);
    return pressed;
}

/// Drawn, since no font is sure to have the signs.
void draw_sign(const Face& face, ImVec2 least, ImVec2 most, bool playing)
{
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 c{(least.x + most.x) / 2, (least.y + most.y) / 2};
    const std::uint32_t color = colors(face).text;
    if (playing) {
        list->AddRectFilled({c.x - 5, c.y - 6}, {c.x - 1.5f, c.y + 6}, color);
        list->AddRectFilled({c.x + 1.5f, c.y - 6}, {c.x + 5, c.y + 6}, color);
    } else {
        list->AddTriangleFilled({c.x - 4, c.y - 6.5f}, {c.x + 7, c.y}, {c.x - 4, c.y + 6.5f}, color);
    }
}

void draw_to_start(const Face& face, ImVec2 least, ImVec2 most)
{
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 c{(least.x + most.x) / 2, (least.y + most.y) / 2};
    list->AddRectFilled({c.x - 6, c.y - 6}, {c.x - 3.5f, c.y + 6}, colors(face).text);
    list->AddTriangleFilled({c.x + 6, c.y - 6}, {c.x + 6, c.y + 6}, {c.x - 3, c.y}, colors(face).text);
}

}  // namespace

void draw_transport(Face& face, ImVec2 at, ImVec2 size)
{
    view::Session& session = *face.desk.session;
    view::Transport& transport = face.desk.transport;
    const float height = face.coarse_pointer ? 44.0f : 30.0f;
    ImGui::SetCursorScreenPos(at);
    if (button(face, "##start", {36, height}, "To start")) {
        view::go_to(session, {});
        ++face.desk.changes;
        tell_page("changed");
    }
    draw_to_start(face, ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
    ImGui::SameLine(0, 6);
    if (button(face, "##play", {48, height}, transport.playing ? "Pause" : "Play")) {
        if (transport.playing) view::pause(face.desk);
        else view::play(face.desk);
        tell_page("changed");
    }
    draw_sign(face, ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), transport.playing);
    ImGui::SameLine(0, 6);
    if (button(face, "Step", {0, height}, "Step one event")) {
        view::pause(face.desk);
        view::step_event(session);
        ++face.desk.changes;
        tell_page("changed");
    }
    ImGui::SameLine(0, 6);
    if (button(face, "Follow", {0, height}, "Follow the next request")) tell_page("follow");
    ImGui::SameLine(0, 6);
    if (button(face, (speed_text(transport.speed) + "##speed").c_str(), {64, height}, "Speed")) ImGui::OpenPopup("speeds");
    if (ImGui::BeginPopup("speeds")) {
        for (const double speed : speeds)
            if (ImGui::MenuItem(speed_text(speed).c_str(), nullptr, speed == transport.speed)) {
                view::set_speed(face.desk, speed);
                tell_page("changed");
            }
        ImGui::EndPopup();
    }
    ImGui::SameLine(0, 14);
    const Palette& palette = colors(face);
    ImGui::AlignTextToFramePadding();
    const float y = at.y + (height - face.font_px * 1.15f) / 2;
    ImGui::SetCursorScreenPos({ImGui::GetCursorScreenPos().x, y});
    // In cells of one width, so that the clock does not jump.
    const std::string clock = to_clock(view::present(session).now);
    ImDrawList* list = ImGui::GetWindowDrawList();
    float x = ImGui::GetCursorScreenPos().x;
    const float px = face.font_px * 1.15f;
    const float digit = ImGui::GetFont()->CalcTextSizeA(px, FLT_MAX, 0, "0").x;
    for (const char c : clock) {
        const std::string one(1, c);
        const float own = ImGui::GetFont()->CalcTextSizeA(px, FLT_MAX, 0, one.c_str()).x;
        const bool is_digit = c >= '0' && c <= '9';
        list->AddText(ImGui::GetFont(), px, {x + (is_digit ? (digit - own) / 2 : 0), y}, palette.text, one.c_str());
        x += is_digit ? digit : own;
    }
    std::string rest = "  / " + to_clock(view::end_of(session));
    if (view::is_behind(transport)) rest += fmt::format("   behind: {:.2g}× of {}", transport.measured, speed_text(transport.speed));
    if (session.work.branches.size() > 1) rest += fmt::format("   run {}", view::current_branch(session).name);
    list->AddText(ImGui::GetFont(), face.font_px, {x + 2, y + 1}, view::is_behind(transport) ? palette.warn : palette.dim, rest.c_str());
    static_cast<void>(size);
}

}  // namespace evenkeel::lab
