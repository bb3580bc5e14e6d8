// The time line: requests by how they ended, latency, servers' shares; faults and journal marks; the playhead.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/time.hpp"
#include "lab/face.hpp"

namespace evenkeel::lab {

namespace {

constexpr float label_width_at_14_px = 84;
constexpr float right_margin_at_14_px = 48;
constexpr float axis_height = 18;
constexpr float marks_height = 16;

/// One of the rows: from time and value to the canvas.
struct Row {
    ImVec2 least;
    ImVec2 most;
    double end_s = 1;
    double highest = 1;

    float x(double seconds) const { return least.x + static_cast<float>(seconds / end_s) * (most.x - least.x); }
    float y(double value) const { return most.y - static_cast<float>(std::clamp(value / highest, 0.0, 1.0)) * (most.y - least.y); }
};

struct Paper {
    Face& face;
    const Palette& palette;
    ImDrawList* list;
    const view::Plots& plots;
    float px;
};

void text(const Paper& paper, ImVec2 at, std::uint32_t color, const std::string& words) { paper.list->AddText(ImGui::GetFont(), paper.px, at, color, words.c_str()); }

/// A round number of at least this: 1, 2 or 5 times a power of ten.
double round_up(double value)
{
    double step = 1;
    while (step * 10 <= value) step *= 10;
    while (step > value && step > 1) step /= 10;
    for (const double factor : {1.0, 2.0, 5.0, 10.0})
        if (step * factor >= value) return step * factor;
    return value;
}

/// At most so many points are drawn across: neighbours share a column, its greatest value counts.
template <class Value>
void line(const Paper& paper, const Row& row, std::uint32_t color, float width, Value value)
{
    std::vector<ImVec2> points;
    const auto flush = [&] {
        if (points.size() > 1) paper.list->AddPolyline(points.data(), static_cast<int>(points.size()), color, 0, width);
        points.clear();
    };
    float last_x = -1;
    for (const view::Second& second : paper.plots.seconds) {
        const double v = value(second);
        if (v < 0) {
            flush();
            continue;
        }
        const float x = row.x(static_cast<double>(second.at.ns) / 1e9);
        const float y = row.y(v);
        if (!points.empty() && x - last_x < 1) {
            points.back().y = std::min(points.back().y, y);
            continue;
        }
        points.push_back({x, y});
        last_x = x;
    }
    flush();
}

void draw_row_label(const Paper& paper, const Row& row, float left, const std::string& label, double highest)
{
    text(paper, {left, row.least.y - 2}, paper.palette.dim, label);
    text(paper, {left, row.least.y + paper.px}, paper.palette.dim, fmt::format("{:g}", highest));
    paper.list->AddLine({row.least.x, row.most.y}, {row.most.x, row.most.y}, paper.palette.line);
}

/// Stacked: good at the bottom, what the site refused on it, no answer on top.
void draw_rates(const Paper& paper, Row row, float left)
{
    for (const view::Second& second : paper.plots.seconds) row.highest = std::max(row.highest, second.per_s[0] + second.per_s[1] + second.per_s[2]);
    row.highest = round_up(row.highest);
    draw_row_label(paper, row, left, "requests/s", row.highest);
    const std::uint32_t fills[] = {with_alpha(paper.palette.up, 0.40f), paper.palette.warn, paper.palette.down};
    const auto width = static_cast<float>(1.0 / row.end_s) * (row.most.x - row.least.x);
    float drawn_to = row.least.x;
    for (const view::Second& second : paper.plots.seconds) {
        const float x = row.x(static_cast<double>(second.at.ns) / 1e9);
        if (x - drawn_to < 0.75f) continue;
        const float from = std::max(drawn_to, x - std::max(width, 1.0f));
        double below = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            if (second.per_s[i] <= 0) continue;
            // A rate too small to see is shown as one pixel all the same.
            const float top = std::min(row.y(below + second.per_s[i]), row.y(below) - 1.0f);
            paper.list->AddRectFilled({from, top}, {x, row.y(below)}, fills[i]);
            below += second.per_s[i];
        }
        drawn_to = x;
    }
    line(paper, row, paper.palette.up, 1.5f, [](const view::Second& second) { return second.per_s[0]; });
    if (paper.plots.seconds.empty()) return;
    const view::Second& last = paper.plots.seconds.back();
    if (last.per_s[1] + last.per_s[2] > 0) text(paper, {row.x(static_cast<double>(last.at.ns) / 1e9) + 6, row.least.y - 2}, paper.palette.down, "× failing");
}

void draw_latency(const Paper& paper, Row row, float left)
{
    for (const view::Second& second : paper.plots.seconds) row.highest = std::max(row.highest, second.latency_ms[2]);
    row.highest = round_up(row.highest);
    draw_row_label(paper, row, left, "latency ms", row.highest);
    constexpr const char* names[] = {"p50", "p95", "p99"};
    float lowest_label = row.most.y + 2;
    for (std::size_t i = 0; i < 3; ++i) {
        const float alpha = i == 0 ? 1.0f : i == 1 ? 0.75f : 0.5f;
        line(paper, row, with_alpha(paper.palette.accent, alpha), i == 0 ? 2.0f : 1.4f, [i](const view::Second& second) { return second.latency_ms[i]; });
        if (paper.plots.seconds.empty() || paper.plots.seconds.back().latency_ms[i] < 0) continue;
        const view::Second& last = paper.plots.seconds.back();
        const float y = std::min(row.y(last.latency_ms[i]) - paper.px / 2, lowest_label - paper.px);
        text(paper, {row.x(static_cast<double>(last.at.ns) / 1e9) + 6, y}, paper.palette.dim, names[i]);
        lowest_label = y;
    }
}

/// Each server's requests a second. Colours differ, and each line has its name at its end.
void draw_servers(const Paper& paper, Row row, float left)
{
    for (const view::Second& second : paper.plots.seconds)
        for (const double rate : second.server_per_s) row.highest = std::max(row.highest, rate);
    row.highest = round_up(row.highest);
    draw_row_label(paper, row, left, "to servers/s", row.highest);
    const std::uint32_t colors[] = {paper.palette.up, paper.palette.draining, paper.palette.accent, paper.palette.lagging, paper.palette.warn};
    float taken = row.most.y + 2;
    for (std::size_t i = 0; i < paper.plots.servers.size(); ++i) {
        line(paper, row, colors[i % std::size(colors)], 1.6f, [i](const view::Second& second) { return i < second.server_per_s.size() ? second.server_per_s[i] : 0.0; });
        if (paper.plots.seconds.empty() || paper.plots.servers.size() > 4) continue;
        const view::Second& last = paper.plots.seconds.back();
        const double rate = i < last.server_per_s.size() ? last.server_per_s[i] : 0;
        const float y = std::min(row.y(rate) - paper.px / 2, taken - paper.px);
        text(paper, {row.x(static_cast<double>(last.at.ns) / 1e9) + 6, y}, colors[i % std::size(colors)], paper.plots.servers[i]);
        taken = y;
    }
}

/// Faults as spans over all rows; journal entries as small marks above the axis.
void draw_faults(const Paper& paper, const Row& all, float marks_y)
{
    const World& world = view::present(*paper.face.desk.session);
    for (const FaultRecord& fault : world.faults) {
        const float x = all.x(static_cast<double>(fault.begins.ns) / 1e9);
        const float end = fault.ends == never ? all.x(static_cast<double>(world.now.ns) / 1e9) : all.x(static_cast<double>(fault.ends.ns) / 1e9);
        paper.list->AddRectFilled({x, all.least.y}, {std::max(end, x + 1), all.most.y}, with_alpha(paper.palette.down, 0.08f));
        for (float y = all.least.y; y < all.most.y; y += 6) paper.list->AddLine({x, y}, {x, std::min(y + 3, all.most.y)}, paper.palette.down, 1.2f);
        text(paper, {x + 4, all.least.y - paper.px - 3}, paper.palette.down, "× " + (fault.host.empty() ? std::string{} : fault.host + " ") + fault.kind);
    }
    const std::uint64_t count = size(world.journal);
    const std::uint64_t first = count > 400 ? count - 400 : 0;
    for (std::uint64_t i = first; i < count; ++i) {
        const JournalEntry& one = entry(world.journal, i);
        const auto kind = static_cast<JournalKind>(one.kind);
        const bool bad = kind == JournalKind::server_down || kind == JournalKind::backend_down;
        const bool good = kind == JournalKind::server_up || kind == JournalKind::backend_up || kind == JournalKind::service_reloaded;
        if (!bad && !good) continue;
        const float x = all.x(static_cast<double>(one.at.ns) / 1e9);
        const float y = marks_y;
        if (bad) paper.list->AddTriangleFilled({x - 4, y}, {x + 4, y}, {x, y + 7}, paper.palette.warn);
        else paper.list->AddTriangleFilled({x - 4, y + 7}, {x + 4, y + 7}, {x, y}, paper.palette.up);
    }
}

/// What is shown of the run: from its beginning to a round moment after what has been played.
double shown_end_s(const view::Session& session)
{
    const double whole = static_cast<double>(view::end_of(session).ns) / 1e9;
    const double played = static_cast<double>(view::reach_of(session).ns) / 1e9;
    for (const double end : {60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0, 14400.0, 43200.0})
        if (end >= whole) break;
        else if (played < 0.92 * end) return end;
    return whole;
}

std::string short_clock(double seconds) { return fmt::format("{}:{:02d}", static_cast<int>(seconds) / 60, static_cast<int>(seconds) % 60); }

void draw_axis(const Paper& paper, const Row& all, float y)
{
    double step = 10;
    for (const double candidate : {10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0}) {
        step = candidate;
        if ((all.most.x - all.least.x) * step / all.end_s > 70) break;
    }
    for (double t = 0; t <= all.end_s + 0.5; t += step) text(paper, {all.x(t) - (t > 0 ? paper.px : 0), y}, paper.palette.dim, short_clock(t));
}

void draw_playhead(const Paper& paper, const Row& all)
{
    const view::Session& session = *paper.face.desk.session;
    const float x = all.x(static_cast<double>(view::present(session).now.ns) / 1e9);
    paper.list->AddLine({x, all.least.y - 4}, {x, all.most.y}, paper.palette.text, 1.5f);
    paper.list->AddTriangleFilled({x - 6, all.least.y - 11}, {x + 6, all.least.y - 11}, {x, all.least.y - 3}, paper.palette.text);
    // Where another run left this one, or this one another.
    for (const view::SharedBranch& branch : session.work.branches)
        if (branch->parent >= 0 && branch->left_at.ns > 0)
            paper.list->AddCircle({all.x(static_cast<double>(branch->left_at.ns) / 1e9), all.least.y - 7}, 3.5f, paper.palette.accent, 12, 1.5f);
}

}  // namespace

void draw_timeline(Face& face, ImVec2 at, ImVec2 size)
{
    update(face.desk.plots, *face.desk.session);
    const Paper paper{face, colors(face), ImGui::GetWindowDrawList(), face.desk.plots, 11.5f * face.font_px / 14};
    const float label_width = label_width_at_14_px * face.font_px / 14;
    const float right_margin = right_margin_at_14_px * face.font_px / 14;
    const ImVec2 least{at.x + label_width, at.y + marks_height + 6};
    const ImVec2 most{at.x + size.x - right_margin, at.y + size.y - axis_height - 10};
    const Row all{least, most, shown_end_s(*face.desk.session), 1};
    const float gap = 14;
    const float height = std::max(16.0f, (most.y - least.y - 2 * gap) / 3);
    const auto row = [&](int number) {
        Row one = all;
        one.least.y = least.y + static_cast<float>(number) * (height + gap);
        one.most.y = one.least.y + height;
        return one;
    };
    draw_rates(paper, row(0), at.x);
    draw_latency(paper, row(1), at.x);
    draw_servers(paper, row(2), at.x);
    draw_faults(paper, all, most.y + 2);
    draw_axis(paper, all, most.y + 11);
    draw_playhead(paper, all);

    ImGui::SetCursorScreenPos({least.x - 8, at.y});
    ImGui::InvisibleButton("time line", {most.x - least.x + 16, size.y});
    face.items.add("Time line", {least.x, at.y}, {most.x, at.y + size.y}, "time line");
    if (ImGui::IsItemActive()) {
        const double share = std::clamp(static_cast<double>((ImGui::GetIO().MousePos.x - least.x) / std::max(1.0f, most.x - least.x)), 0.0, 1.0);
        const Instant to{static_cast<std::int64_t>(share * all.end_s * 1000) * ns_per_ms};
        // Ahead of what has been played lies no picture yet: dragging there plays it, within bounds that do not freeze the page.
        const Instant reach = view::reach_of(*face.desk.session);
        view::go_to(*face.desk.session, std::min(to, reach + Duration{60 * ns_per_s}));
        ++face.desk.changes;
        tell_page("changed");
    } else if (ImGui::IsItemHovered()) {
        const double share = std::clamp(static_cast<double>((ImGui::GetIO().MousePos.x - least.x) / std::max(1.0f, most.x - least.x)), 0.0, 1.0);
        ImGui::SetTooltip("%s", to_clock(Instant{static_cast<std::int64_t>(share * all.end_s * 1000) * ns_per_ms}).c_str());
    }
}

}  // namespace evenkeel::lab
