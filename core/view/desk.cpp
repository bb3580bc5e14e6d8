#include "view/desk.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lab/answers.hpp"
#include "lab/explain.hpp"
#include "lab/grader.hpp"

namespace evenkeel::view {

namespace {

/// A speed is measured over so much real time.
constexpr double measured_over_s = 1;

/// The student's answers as they stand in the editor.
std::map<std::string, double> answers_of(const Session& session)
{
    const auto text = session.work.texts.find(std::string(answers_file));
    std::vector<Diagnostic> ignored;        // the editor shows them
    return text == session.work.texts.end() ? std::map<std::string, double>{} : read_answers(session.lab, text->second, ignored);
}

}  // namespace

Desk begin_desk(Session session)
{
    Desk desk;
    for (const Objective& objective : session.lab.objectives) desk.measures.emplace_back(objective.measure);
    for (const std::string& step : session.lab.steps) desk.step_queries.emplace_back(step);
    desk.steps_done.resize(session.lab.steps.size());
    desk.session = std::move(session);
    return desk;
}

void play(Desk& desk)
{
    if (!desk.session) return;
    if (present(*desk.session).now >= end_of(*desk.session)) go_to(*desk.session, {});
    desk.transport.playing = true;
    desk.transport.owed_ns = 0;
    measure_anew(desk);
    ++desk.changes;
}

void pause(Desk& desk)
{
    desk.transport.playing = false;
    ++desk.changes;
}

void set_speed(Desk& desk, double speed)
{
    desk.transport.speed = std::clamp(speed, least_speed, most_speed);
    measure_anew(desk);
    ++desk.changes;
}

void measure_anew(Desk& desk) { desk.transport.real_s = desk.transport.simulated_s = desk.transport.measured = 0; }

void elapse(Desk& desk, double real_s)
{
    Transport& transport = desk.transport;
    if (!transport.playing) return;
    transport.owed_ns += std::min(real_s, most_caught_up_s) * transport.speed * 1e9;
    transport.real_s += real_s;
    if (transport.real_s < measured_over_s) return;
    transport.measured = transport.simulated_s / transport.real_s;
    transport.real_s = transport.simulated_s = 0;
}

bool play_some(Desk& desk, std::uint64_t most_events)
{
    Transport& transport = desk.transport;
    if (!transport.playing || !desk.session || transport.owed_ns < 1) return true;
    Session& session = *desk.session;
    const Instant before = present(session).now;
    const Instant to{before.ns + static_cast<std::int64_t>(transport.owed_ns)};
    const bool there = advance(session, to, most_events);
    const auto played = static_cast<double>((present(session).now - before).ns);
    transport.owed_ns = std::max(0.0, transport.owed_ns - played);
    transport.simulated_s += played / 1e9;
    ++desk.changes;
    if (present(session).now >= end_of(session) || present(session).reached != Bound::none) pause(desk);
    return there;
}

void give_up_rest(Desk& desk)
{
    // Less than an event's distance is kept, or a slow motion would never move.
    if (desk.transport.owed_ns > desk.transport.speed * 1e8) desk.transport.owed_ns = 0;
}

void follow_next(Desk& desk)
{
    pause(desk);
    const auto& visitors = present(*desk.session).visitors;
    const bool is_class = std::any_of(visitors.begin(), visitors.end(), [&](const Visitors& one) { return one.settings->name == desk.selected; });
    desk.followed = follow(*desk.session, is_class ? desk.selected : "");
    desk.hop = 0;
    ++desk.changes;
}

void follow_request(Desk& desk, const std::string& visitors, std::uint64_t request, Instant began)
{
    pause(desk);
    desk.followed = follow(*desk.session, visitors, request, began);
    desk.hop = 0;
    ++desk.changes;
}

void go_to_hop(Desk& desk, std::size_t index)
{
    if (index >= desk.followed.hops.size()) return;
    pause(desk);
    desk.hop = index;
    go_to(*desk.session, desk.followed.hops[index].at);
    ++desk.changes;
}

const Hop* hop_shown(const Desk& desk)
{
    if (desk.hop >= desk.followed.hops.size()) return nullptr;
    const Hop& hop = desk.followed.hops[desk.hop];
    return present(*desk.session).now == hop.at ? &hop : nullptr;
}

bool is_behind(const Transport& transport)
{
    return transport.playing && transport.measured > 0 && transport.measured < 0.98 * transport.speed;
}

LiveObjective live(const Desk& desk, std::size_t which)
{
    const Session& session = *desk.session;
    const Objective& objective = session.lab.objectives[which];
    const Instant now = present(session).now;
    const Query measure = answers_in(objective.measure).empty() ? desk.measures[which] : Query(with_answers(objective.measure, answers_of(session)));
    const Query::Answer answer = measure.ask(present(session).truth, std::min(now, objective.evaluated_at));
    LiveObjective result;
    result.has_value = answer.has_value;
    result.measured = answer.has_value ? answer.value : 0;
    result.millipoints = answer.has_value ? millipoints_for(objective, answer.value) : 0;
    result.gate_holds = gate_holds(objective.gate, answer.has_value, answer.value);
    return result;
}

void tick_steps(Desk& desk)
{
    const World& world = present(*desk.session);
    for (std::size_t i = 0; i < desk.step_queries.size(); ++i)
        if (!desk.steps_done[i] && desk.step_queries[i].ask(world.truth, world.now).has_value) desk.steps_done[i] = true;
}

}  // namespace evenkeel::view
