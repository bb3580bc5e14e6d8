#include "client/user_agent.hpp"

#include <algorithm>

#include "client/user_agent_parts.hpp"

namespace evenkeel {

namespace user_agent {

namespace {

void begin_step(UserAgent& agent, Context& context)
{
    if (agent.step >= agent.settings->steps.size()) {
        agent.done = true;
        return;
    }
    const AgentStep& step = agent.settings->steps[agent.step];
    StepResult& result = agent.results[agent.step];
    result.began = context.now;
    result.transfers.assign(step.requests.size(), {});
    if (step.limit.ns >= 0) set_step_timer(agent, Timer::step_limit, step.limit, agent.step, context);
    if (step.kind == AgentStepKind::wait || step.requests.empty()) return set_step_timer(agent, Timer::step_over, step.wait, agent.step, context);
    if (step.kind == AgentStepKind::visit) {
        prepare_visit(agent, context.network.texts.intern(step.requests.front().host), step.requests.front().port, context);
        return set_step_timer(agent, Timer::ask, step.program.visit_lead, agent.step, context);
    }
    set_step_timer(agent, Timer::ask, {}, agent.step, context);
    if (step.kind == AgentStepKind::in_background) set_step_timer(agent, Timer::step_over, {}, agent.step, context);
}

void ask(UserAgent& agent, Context& context)
{
    const AgentStep& step = agent.settings->steps[agent.step];
    const bool together = step.kind == AgentStepKind::at_once || step.kind == AgentStepKind::in_background;
    const std::size_t first = together ? step.requests.size() : 1;
    for (std::uint32_t i = 0; i < first; ++i) begin_transfer(agent, agent.step, i, step.requests[i], false, context);
}

/// Of a step in turn: the first request that has not been asked.
void ask_next(UserAgent& agent, Context& context)
{
    const AgentStep& step = agent.settings->steps[agent.step];
    const std::vector<TransferResult>& results = agent.results[agent.step].transfers;
    const auto next = std::find_if(results.begin(), results.end(), [](const TransferResult& result) { return !result.over; });
    const auto place = static_cast<std::uint32_t>(next - results.begin());
    begin_transfer(agent, agent.step, place, step.requests[place], false, context);
}

void end_step(UserAgent& agent, Context& context)
{
    const AgentStep& step = agent.settings->steps[agent.step];
    agent.results[agent.step].ended = context.now;
    if (step.program.ends_after_step && step.kind != AgentStepKind::wait) {
        drop_all(agent, context);
        agent.names = {};
        agent.failed_addresses.clear();
        agent.silent_hosts.clear();
        agent.redirects.clear();
    }
    ++agent.step;
    set_step_timer(agent, Timer::begin_step, step.program.pause, agent.step, context);
}

/// Browsers ask for the site's icon after a page is shown.
void ask_for_icon(UserAgent& agent, const Transfer& visit, Context& context)
{
    const Program& program = program_of(agent, visit);
    const bool asked = std::find(agent.icons.begin(), agent.icons.end(), visit.host) != agent.icons.end();
    if (program.icon == Icon::none || (program.icon == Icon::once && asked)) return;
    if (!asked) agent.icons.push_back(visit.host);
    AgentRequest request = visit.request;
    request.path = "/favicon.ico";
    request.method = Method::get;
    begin_transfer(agent, visit.step, 0, request, true, context);
}

void handle_step_timer(UserAgent& agent, Timer timer, std::uint32_t step, Context& context)
{
    if (step != agent.step) return;
    switch (timer) {
    case Timer::begin_step: return begin_step(agent, context);
    case Timer::ask: return ask(agent, context);
    case Timer::next_request: return ask_next(agent, context);
    default: return end_step(agent, context);
    }
}

}  // namespace

void set_step_timer(UserAgent& agent, Timer timer, Duration after, std::uint32_t step, Context& context)
{
    schedule(context, after, EventKind::user_agent_timer, static_cast<std::uint16_t>(timer), agent.service, step, 0);
}

void set_timer(UserAgent& agent, AgentConnectionId id, Timer timer, Duration after, std::uint32_t argument, Context& context)
{
    if (after.ns < 0) return;
    const std::uint64_t epoch = agent.connections[id].epoch;
    schedule(context, after, EventKind::user_agent_timer, static_cast<std::uint16_t>(timer), agent.service, id.index, agent.connections.generation(id),
             epoch << 16 | argument);
}

void set_timer(UserAgent& agent, TransferId id, Timer timer, Duration after, Context& context)
{
    if (after.ns < 0) return;
    const Transfer& transfer = agent.transfers[id];
    const std::uint64_t epoch = timer == Timer::whole_limit ? static_cast<std::uint64_t>(transfer.tries) : transfer.epoch;
    schedule(context, after, EventKind::user_agent_timer, static_cast<std::uint16_t>(timer), agent.service, id.index, agent.transfers.generation(id), epoch);
}

void note_end(UserAgent& agent, const Transfer& transfer, TransferEnd end, Context& context)
{
    if (transfer.for_icon) return;
    StepResult& result = agent.results[transfer.step];
    result.transfers[transfer.place] = {true, end, transfer.status, transfer.connects, static_cast<std::int64_t>(transfer.followed.size()), transfer.request};
    const AgentStep& step = agent.settings->steps[transfer.step];
    if (step.kind == AgentStepKind::visit && end == TransferEnd::answered) ask_for_icon(agent, transfer, context);
    if (transfer.step != agent.step) return;    // the step was given up before
    const bool all = std::all_of(result.transfers.begin(), result.transfers.end(), [](const TransferResult& each) { return each.over; });
    const bool shown = step.kind == AgentStepKind::visit && end == TransferEnd::answered;
    if (all) set_step_timer(agent, Timer::step_over, step.wait + (shown ? step.program.shows_after : Duration{}), agent.step, context);
    else if (step.kind == AgentStepKind::in_turn) set_step_timer(agent, Timer::next_request, step.program.pause, agent.step, context);
}

}  // namespace user_agent

using namespace user_agent;

void start(UserAgent& agent, Context& context)
{
    agent.results.assign(agent.settings->steps.size(), {});
    set_step_timer(agent, Timer::begin_step, {}, 0, context);
}

void handle(UserAgent& agent, const Event& event, Context& context)
{
    const auto timer = static_cast<Timer>(event.what);
    if (timer <= Timer::next_request) return handle_step_timer(agent, timer, event.subject, context);
    if (timer <= Timer::idle) {
        const AgentConnectionId id{event.subject};
        if (!agent.connections.holds(id, event.generation) || agent.connections[id].epoch != event.argument >> 16) return;
        return handle_connection_timer(agent, id, timer, static_cast<std::uint32_t>(event.argument & 0xffff), context);
    }
    const TransferId id{event.subject};
    if (!agent.transfers.holds(id, event.generation)) return;
    const Transfer& transfer = agent.transfers[id];
    const std::uint64_t now = timer == Timer::whole_limit ? static_cast<std::uint64_t>(transfer.tries) : transfer.epoch;
    if (now == event.argument) handle_transfer_timer(agent, id, timer, context);
}

void handle(UserAgent& agent, const Notice& notice, Context& context)
{
    const AgentConnectionId id{notice.token};
    if (notice.token >= agent.connections.slots.size() || !agent.connections.slots[notice.token].used) return;
    const AgentConnection& connection = agent.connections[id];
    if (connection.phase == AgentConnectionPhase::connecting) return handle_connecting(agent, id, notice, context);
    if (connection.socket.connection != notice.connection || connection.socket.generation != notice.generation) return;
    if (connection.phase == AgentConnectionPhase::busy) return handle_answer(agent, connection.transfer, notice, context);
    // On a connection that lies ready: bytes that nobody asked for, or its end.
    if (notice.kind == NoticeKind::received) {
        receive(context, connection.socket);
        if (program_of(agent).keeping.ignores_surplus) return;
    }
    drop(agent, id, context);
}

}  // namespace evenkeel
