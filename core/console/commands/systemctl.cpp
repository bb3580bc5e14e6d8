// systemctl VERB UNIT: start, stop, restart, reload, status, is-active. Texts and codes as systemd 252's.
// Differs: a unit ends at once, also nginx, to which systemd gives five seconds to finish.

#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "balancer/log.hpp"
#include "console/commands/list.hpp"

namespace evenkeel::console {

namespace {

struct Call {
    std::string_view verb;
    const Word* unit = nullptr;
    bool quiet = false;
    const Word* unknown = nullptr;
    std::string error;              ///< in systemctl's words
};

constexpr std::array<std::pair<std::string_view, UnitVerb>, 6> verbs{{
    {"start", UnitVerb::start}, {"stop", UnitVerb::stop}, {"restart", UnitVerb::restart},
    {"reload", UnitVerb::reload}, {"status", UnitVerb::look}, {"is-active", UnitVerb::look},
}};
constexpr std::array<std::string_view, 12> other_verbs{"enable", "disable", "mask", "unmask", "try-restart", "reload-or-restart", "kill", "show", "cat", "daemon-reload", "is-enabled", "is-failed"};

std::string_view without_suffix(std::string_view unit)
{
    if (unit.ends_with(".service")) unit.remove_suffix(8);
    return unit;
}

const std::pair<std::string_view, UnitVerb>* find_verb(std::string_view word)
{
    const auto found = std::find_if(verbs.begin(), verbs.end(), [&](const auto& verb) { return verb.first == word; });
    return found == verbs.end() ? nullptr : &*found;
}

Call read_call(const Command& words)
{
    Call call;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string_view text = words[i].text;
        if (text == "-q" || text == "--quiet") call.quiet = true;
        else if (text == "--no-pager" || text == "-l" || text == "--full") continue;
        else if (text.starts_with('-')) call.unknown = &words[i];
        else if (call.verb.empty()) call.verb = text;
        else if (call.unit == nullptr) call.unit = &words[i];
        else call.unknown = &words[i];
    }
    const bool is_other = std::find(other_verbs.begin(), other_verbs.end(), call.verb) != other_verbs.end();
    if (call.unknown == nullptr && (is_other || call.verb.empty() || (call.verb == "status" && call.unit == nullptr)))
        call.unknown = words.size() > 1 ? &words[1] : &words.front();
    if (call.unknown != nullptr) return call;
    if (find_verb(call.verb) == nullptr) call.error = fmt::format("Unknown command verb {}.\n", printable(call.verb));
    else if (call.unit == nullptr) call.error = "Too few arguments.\n";
    return call;
}

void read(Reading& reading)
{
    const Call call = read_call(reading.words);
    if (call.unknown != nullptr)
        return reading.not_simulated(*call.unknown, "'" + printable(call.unknown->text, 40) + "'", "systemctl start, stop, restart, reload, status or is-active, and one unit");
    if (!call.error.empty()) return;
    const std::string_view name = without_suffix(call.unit->text);
    ManageUnit unit{find_verb(call.verb)->second, reading.operate.host + "/" + std::string(name), nullptr, nullptr, false};
    const RunSettings* run = unit_of(reading.desk.topology, reading.operate.host, name);
    if (run != nullptr && unit.verb != UnitVerb::look && unit.verb != UnitVerb::stop) {
        unit.unreadable = reading.desk.refused.contains(run->file);
        if (const Site* changed = reading.desk.changed; changed != nullptr && !unit.unreadable) {
            if (const auto found = changed->haproxy.find(run->file); found != changed->haproxy.end()) unit.haproxy = found->second;
            if (const auto found = changed->nginx.find(run->file); found != changed->nginx.end()) unit.nginx = found->second;
        }
    }
    reading.operate.effect = std::move(unit);
}

bool is_active(ServiceState state) { return state == ServiceState::running || state == ServiceState::hung; }

/// "5min 2s": the two largest parts, as systemd has them.
std::string ago(Duration time)
{
    const std::int64_t whole = time.ns / ns_per_s;
    if (whole == 0) return fmt::format("{}ms", time.ns / ns_per_ms);
    if (whole < 60) return fmt::format("{}s", whole);
    if (whole < 3600) return whole < 600 ? fmt::format("{}min {}s", whole / 60, whole % 60) : fmt::format("{}min", whole / 60);
    return fmt::format("{}h {}min", whole / 3600, whole / 60 % 60);
}

std::string description(std::string_view unit)
{
    if (unit == "haproxy") return "HAProxy Load Balancer";
    if (unit == "nginx") return "A high performance web server and a reverse proxy server";
    return "the application";
}

Printed status(const Operated& typed, std::string_view unit)
{
    if (typed.reply == Reply::no_service) return failed(fmt::format("Unit {}.service could not be found.\n", printable(unit)), 4);
    const bool active = is_active(typed.state);
    // A run begins in the first hour of a Thursday.
    const std::string since = fmt::format("Thu 1970-01-01 {} UTC; {} ago", haproxy::log_date(typed.since).substr(12, 8), ago(typed.at - typed.since));
    Printed printed;
    printed.text = fmt::format("{} {}.service - {}\n     Loaded: loaded (/lib/systemd/system/{}.service; enabled; preset: enabled)\n     Active: {} since {}\n",
                               active ? "●" : "○", unit, description(unit), unit, active ? "active (running)" : "inactive (dead)", since);
    printed.exit_code = active ? 0 : 3;
    return printed;
}

Printed is_active_word(const Operated& typed, bool quiet)
{
    const bool active = typed.reply != Reply::no_service && is_active(typed.state);
    Printed printed;
    if (!quiet) printed.text = active ? "active\n" : "inactive\n";
    printed.exit_code = active ? 0 : 3;
    return printed;
}

Printed print(const Showing& showing)
{
    const Call call = read_call(showing.words);
    if (!call.error.empty()) return failed(call.error, 1);
    const std::string_view unit = without_suffix(call.unit->text);
    if (call.verb == "status") return status(showing.typed, unit);
    if (call.verb == "is-active") return is_active_word(showing.typed, call.quiet);
    switch (showing.typed.reply) {
    case Reply::no_service: return failed(fmt::format("Failed to {} {}.service: Unit {}.service not found.\n", call.verb, printable(unit), printable(unit)), 5);
    case Reply::not_running: return failed(fmt::format("{}.service is not active, cannot reload.\n", unit), 1);
    case Reply::unreadable:
        return failed(fmt::format("Job for {}.service failed because the control process exited with error code.\n"
                                  "See \"systemctl status {}.service\" and \"journalctl -xeu {}.service\" for details.\n", unit, unit, unit), 1);
    case Reply::no_reload: return failed(fmt::format("Failed to reload {}.service: Job type reload is not applicable for unit {}.service.\n", unit, unit), 1);
    default: return {};
    }
}

}  // namespace

const Tool systemctl_tool{"systemctl", read, print};

}  // namespace evenkeel::console
