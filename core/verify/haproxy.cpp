#include "verify/haproxy.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "balancer/not_simulated.hpp"
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
    static const std::set<std::string> known_steps{"req", "release", "hangup", "wait", "backend"};
    if (text_of(record, "compare") != "exact") return fmt::format("comparison '{}'", printable(text_of(record, "compare")));
    for (const Diagnostic& diagnostic : read)
        if (haproxy::kind_of(diagnostic.id) == haproxy::SentenceKind::effect && diagnostic.severity == Severity::warning)
            return fmt::format("line {}: {}", diagnostic.at.line, diagnostic.what);
    for (const Diagnostic& diagnostic : haproxy::not_simulated(settings, "haproxy.cfg"))
        return fmt::format("line {}: {}", diagnostic.at.line, diagnostic.what);
    for (const json& step : record.at("steps")) {
        const std::string op = text_of(step, "op");
        if (!known_steps.contains(op)) return fmt::format("step '{}'", printable(op));
        if (step.contains("jar")) return "cookie jars";
        if (step.contains("body")) return "request bodies";
    }
    return "";
}

}  // namespace

Outcome verify_haproxy(const json& record)
{
    Outcome outcome;
    outcome.name = text_of(record, "name");
    std::string text;
    if (!record.contains("cfg") || !record.contains("steps")) return {Verdict::failed, outcome.name, "the record has no cfg or no steps"};
    for (const json& line : record.at("cfg")) text += (line.is_string() ? line.get<std::string>() : "") + "\n";
    const Parsed<haproxy::Settings> read = haproxy::read_haproxy(text, "haproxy.cfg");
    if (has_error(read.diagnostics)) {
        const auto first = std::find_if(read.diagnostics.begin(), read.diagnostics.end(), [](const Diagnostic& d) { return d.severity == Severity::error; });
        return {Verdict::failed, outcome.name, to_text(*first)};
    }
    if (const std::string missing = first_not_built(record, read.config, read.diagnostics); !missing.empty())
        return {Verdict::not_built, outcome.name, missing};
    replay::Site site = replay::begin(read.config);
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
