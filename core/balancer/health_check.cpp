#include "balancer/health_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "balancer/server.hpp"

namespace evenkeel::haproxy {

namespace {

std::int64_t full_health(const CheckState& check) { return check.rise + check.fall - 1; }

}  // namespace

std::string_view code_of(CheckResult result)
{
    switch (result) {
    case CheckResult::unknown: return "UNK";
    case CheckResult::initializing: return "INI";
    case CheckResult::socket_error: return "SOCKERR";
    case CheckResult::l4_ok: return "L4OK";
    case CheckResult::l4_timeout: return "L4TOUT";
    case CheckResult::l4_connection: return "L4CON";
    case CheckResult::l6_ok: return "L6OK";
    case CheckResult::l6_timeout: return "L6TOUT";
    case CheckResult::l6_response: return "L6RSP";
    case CheckResult::l7_ok: return "L7OK";
    case CheckResult::l7_conditional: return "L7OKC";
    case CheckResult::l7_timeout: return "L7TOUT";
    case CheckResult::health_analyze: return "HANA";
    case CheckResult::l7_response: return "L7RSP";
    case CheckResult::l7_status: return "L7STS";
    }
    return "UNK";
}

std::string_view description_of(CheckResult result)
{
    switch (result) {
    case CheckResult::unknown: return "Unknown";
    case CheckResult::initializing: return "Initializing";
    case CheckResult::socket_error: return "Socket error";
    case CheckResult::l4_ok: return "Layer4 check passed";
    case CheckResult::l4_timeout: return "Layer4 timeout";
    case CheckResult::l4_connection: return "Layer4 connection problem";
    case CheckResult::l6_ok: return "Layer6 check passed";
    case CheckResult::l6_timeout: return "Layer6 timeout";
    case CheckResult::l6_response: return "Layer6 invalid response";
    case CheckResult::l7_ok: return "Layer7 check passed";
    case CheckResult::l7_conditional: return "Layer7 check conditionally passed";
    case CheckResult::l7_timeout: return "Layer7 timeout";
    case CheckResult::health_analyze: return "Health analyze";
    case CheckResult::l7_response: return "Layer7 invalid response";
    case CheckResult::l7_status: return "Layer7 wrong status";
    }
    return "Unknown";
}

CheckState first_check_state(const Server& server)
{
    CheckState check;
    check.enabled = server.check;
    check.rise = server.rise;
    check.fall = server.fall;
    check.health = server.disabled ? 0 : server.rise;
    if (server.check) check.result = CheckResult::initializing;
    return check;
}

CheckState first_agent_state(const Server& server)
{
    CheckState agent;
    agent.enabled = server.agent_check;
    agent.rise = agent.fall = agent.health = 1;
    if (server.agent_check) agent.result = CheckResult::initializing;
    return agent;
}

Judgement judge(CheckState& check, CheckResult result, bool is_up)
{
    Judgement judgement;
    judgement.reported = check.result != result;
    check.result = result;
    if (passes(result)) {
        if (check.health < full_health(check)) {
            judgement.reported = true;
            if (++check.health >= check.rise) check.health = full_health(check);
        }
        if (!is_up && check.health >= check.rise) judgement.change = HealthChange::goes_up;
        return judgement;
    }
    if (check.health > 0) {
        judgement.reported = judgement.counts_as_failure = true;
        if (--check.health < check.rise) check.health = 0;
    }
    if (is_up && check.health == 0) judgement.change = HealthChange::goes_down;
    return judgement;
}

Duration interval(const Server& server, const CheckState& check, bool is_up)
{
    if (check.health == full_health(check)) return server.inter;
    if (!is_up && check.health == 0) return server.downinter == unset ? server.inter : server.downinter;
    return server.fastinter == unset ? server.inter : server.fastinter;
}

Duration spread(Duration interval, std::int64_t percent, std::uint64_t bits)
{
    if (percent == 0) return interval;
    const std::int64_t range_ms = interval.ns / ns_per_ms * percent / 100;
    const auto share = static_cast<std::int64_t>(bits >> 32);
    const std::int64_t shift_ms = range_ms - ((2 * range_ms * share) >> 32);
    return interval + Duration{shift_ms * ns_per_ms};
}

Duration first_check_after(Duration own, Duration least, std::int64_t number, std::int64_t count)
{
    return std::max(own, least) * number / count;
}

Duration connect_limit(const Server& server, const Timeouts& timeouts)
{
    if (timeouts.check == unset || timeouts.connect == unset) return server.inter;
    return std::min(server.inter, timeouts.connect);
}

Duration answer_limit(const Server& server, const Timeouts& timeouts, Duration elapsed)
{
    return timeouts.check != unset ? timeouts.check : server.inter - elapsed;
}

namespace {

std::string stopped_text(const ServerState& server)
{
    const CheckState& check = server.check;
    const CheckState& agent = server.agent;
    if (agent.enabled && agent.health == 0) return "DOWN (agent)";
    if (agent.enabled) return fmt::format("DOWN {}/{}", agent.health, agent.rise);
    return check.enabled && check.health > 0 ? fmt::format("DOWN {}/{}", check.health, check.rise) : "DOWN";
}

}  // namespace

std::string status_text(const ServerState& server)
{
    const CheckState& check = server.check;
    const Administrative admin = std::max(server.admin, server.inherited);
    if (admin == Administrative::maintenance) return "MAINT";
    if (server.state == Operational::stopped) return stopped_text(server);
    if (admin == Administrative::drain && server.agent.enabled) return "DRAIN (agent)";
    const bool falling = check.enabled && check.health < full_health(check);
    const char* word = server.state == Operational::stopping ? "NOLB" : admin == Administrative::drain ? "DRAIN" : "UP";
    if (falling) return fmt::format("{} {}/{}", word, check.health - check.rise + 1, check.fall);
    if (!check.enabled && server.state != Operational::stopping && admin == Administrative::ready) return "no check";
    return word;
}

std::string health_text(const CheckState& check)
{
    if (check.health >= check.rise) return fmt::format("{}/{} UP", check.health - check.rise + 1, check.fall);
    return fmt::format("{}/{} DOWN", check.health, check.rise);
}

namespace {

/// What a server has said, as the log has it: bytes that are not printed, quotes and angle brackets as "<22>".
std::string as_logged(std::string_view text)
{
    std::string safe;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7f || c == '<' || c == '>' || c == '"') safe += fmt::format("<{:02X}>", byte);
        else safe += c;
    }
    return safe;
}

}  // namespace

std::string reason_text(const CheckState& check, const TextTable& texts)
{
    std::string text(description_of(check.result));
    if (has_code(check.result)) text += fmt::format(", code: {}", check.code);
    if (check.info) text += fmt::format(", info: \"{}\"", as_logged(texts[check.info]));
    text += fmt::format(", check duration: {}ms", check.duration.ns / ns_per_ms);
    return text;
}

}  // namespace evenkeel::haproxy
