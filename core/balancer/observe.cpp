// `observe`: what requests meet with at a server, taken as a check of it. Source: reference section 13 (HAProxy 2.6, src/check.c).

#include "balancer/process.hpp"

namespace evenkeel::haproxy {

namespace {

/// True: an error, false: a good sign; none: nothing that this layer looks at.
std::optional<bool> is_error(Observe layer, Met met)
{
    if (layer == Observe::none) return {};
    switch (met) {
    case Met::no_connection: return true;
    case Met::connection: return layer == Observe::layer4 ? std::optional(false) : std::nullopt;
    case Met::good_answer: return layer == Observe::layer7 ? std::optional(false) : std::nullopt;
    case Met::bad_answer: return layer == Observe::layer7 ? std::optional(true) : std::nullopt;
    }
    return {};
}

/// The next check comes after `fastinter` at the latest.
void hurry_check(Process& p, std::uint32_t place, const Server& settings, CheckState& check)
{
    if (settings.fastinter == unset || check.under_way || check.next <= p.context.now + settings.fastinter) return;
    check.next = p.context.now + settings.fastinter;
    set_timer(p, TimerKind::check, place, settings.fastinter);
}

}  // namespace

void observe(Process& p, std::uint32_t backend, ServerId id, Met met)
{
    if (!id) return;
    const Server& settings = p.settings().backends[backend].servers[id.index];
    ServerState& server = p.balancer.farms[backend].servers[id.index];
    const std::optional<bool> error = is_error(settings.observe, met);
    if (!error || !server.check.enabled) return;
    server.errors_in_a_row = *error ? server.errors_in_a_row + 1 : 0;
    if (server.errors_in_a_row < settings.error_limit) return;
    ++server.counters.hanafail;
    server.errors_in_a_row = 0;
    const std::uint32_t place = p.balancer.first_places[backend] + id.index;
    CheckState& check = server.check;
    if (settings.on_error == OnError::mark_down) check.health = check.rise;
    if (settings.on_error == OnError::sudden_death) check.health = std::min(check.health, check.rise + 1);
    if (settings.on_error != OnError::fastinter) enter_check_result(p, place, CheckResult::health_analyze);
    hurry_check(p, place, settings, check);
}

}  // namespace evenkeel::haproxy
