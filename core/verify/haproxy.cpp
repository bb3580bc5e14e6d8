#include "verify/haproxy.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "balancer/not_simulated.hpp"
#include "balancer/runtime_api.hpp"
#include "base/text.hpp"
#include "config/haproxy.hpp"
#include "verify/haproxy_replay.hpp"

namespace evenkeel {

namespace {

using nlohmann::json;
using replay::number_of;
using replay::text_of;

/// The first thing of a recording that is not built, or "".
std::string first_not_built(const json& record, const haproxy::Settings& settings, const std::vector<Diagnostic>& read)
{
    static const std::set<std::string> known_steps{"req", "release", "hangup", "wait", "backend", "admin", "agent"};
    if (const std::string how = text_of(record, "compare"); how != "exact" && how != "distribution") return fmt::format("comparison '{}'", printable(how));
    for (const Diagnostic& diagnostic : read)
        if (haproxy::kind_of(diagnostic.id) == haproxy::SentenceKind::effect && diagnostic.severity == Severity::warning)
            return fmt::format("line {}: {}", diagnostic.at.line, diagnostic.what);
    for (const Diagnostic& diagnostic : haproxy::not_simulated(settings, "haproxy.cfg"))
        return fmt::format("line {}: {}", diagnostic.at.line, diagnostic.what);
    for (const json& step : record.at("steps")) {
        const std::string op = text_of(step, "op");
        if (!known_steps.contains(op)) return fmt::format("step '{}'", printable(op));
        if (op == "admin" && !haproxy::is_simulated_command(text_of(step, "cmd"))) return fmt::format("command '{}'", printable(text_of(step, "cmd")));
    }
    return "";
}

/// How many requests reached each server, held ones included, against the tolerance; no step by itself.
Outcome verify_distribution(const json& record, replay::Site& site)
{
    std::map<std::string, std::int64_t> reached;
    for (const json& step : record.at("steps")) {
        const json actual = replay::perform(site, step);
        if (text_of(step, "op") == "req" && actual.contains("server")) ++reached[text_of(actual, "backend") + "/" + text_of(actual, "server")];
    }
    for (const auto& [server, bounds] : record.at("tolerance").items()) {
        if (!bounds.is_array() || bounds.size() != 2 || !bounds[0].is_number_integer() || !bounds[1].is_number_integer())
            return {Verdict::failed, text_of(record, "name"), fmt::format("the tolerance of {} is no pair of numbers", printable(server))};
        const auto least = bounds[0].get<std::int64_t>();
        const auto most = bounds[1].get<std::int64_t>();
        const std::int64_t got = reached[server];
        if (got < least || got > most)
            return {Verdict::failed, text_of(record, "name"), fmt::format("{}: expected {} to {} requests, got {}", printable(server), least, most, got)};
    }
    return {Verdict::passed, text_of(record, "name"), ""};
}

}  // namespace

Outcome verify_haproxy(const json& record)
{
    Outcome outcome;
    outcome.name = text_of(record, "name");
    std::string text;
    if (!record.contains("cfg") || !record.contains("steps")) return {Verdict::failed, outcome.name, "the record has no cfg or no steps"};
    for (const json& line : record.at("cfg")) text += (line.is_string() ? line.get<std::string>() : "") + "\n";
    const Parsed<haproxy::Settings> read = haproxy::read_haproxy(text, "haproxy.cfg", replay::machine_of(record));
    if (has_error(read.diagnostics)) {
        const auto first = std::find_if(read.diagnostics.begin(), read.diagnostics.end(), [](const Diagnostic& d) { return d.severity == Severity::error; });
        return {Verdict::failed, outcome.name, to_text(*first)};
    }
    if (const std::string missing = first_not_built(record, read.config, read.diagnostics); !missing.empty())
        return {Verdict::not_built, outcome.name, missing};
    replay::Site site = replay::begin(read.config);
    if (text_of(record, "compare") == "distribution") return verify_distribution(record, site);
    std::size_t number = 0;
    for (const json& step : record.at("steps")) {
        ++number;
        const json actual = replay::perform(site, step);
        const json expected = step.value("expect", json::object());
        if (actual == expected) continue;
        return {Verdict::failed, outcome.name, fmt::format("step {} ({} {}): expected {}, got {}", number, text_of(step, "op"), number_of(step, "id"), expected.dump(), actual.dump())};
    }
    outcome.verdict = Verdict::passed;
    return outcome;
}

}  // namespace evenkeel
