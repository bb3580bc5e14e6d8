#include "lab/reports/json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/reports/text.hpp"

namespace evenkeel {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Location& at)
{
    if (at.file.empty()) return nullptr;
    Json place{{"file", at.file}};
    if (at.line > 0) place["line"] = at.line;
    if (at.column > 0) place["column"] = at.column;
    return place;
}

Json json_of(const Diagnostic& diagnostic)
{
    return {{"severity", to_text(diagnostic.severity)}, {"id", diagnostic.id}, {"at", json_of(diagnostic.at)}, {"message", diagnostic.what}, {"repair", diagnostic.repair}};
}

Json json_of(std::span<const Diagnostic> diagnostics)
{
    Json all = Json::array();
    for (const Diagnostic& diagnostic : diagnostics) all.push_back(json_of(diagnostic));
    return all;
}

Json clock_or_null(Instant at) { return at == never ? Json(nullptr) : Json(to_clock(at)); }

Json json_of(const Explanation& why)
{
    Json chain = Json::array();
    for (const Cause& cause : why.chain)
        chain.push_back({{"entry", cause.entry}, {"at", to_clock(cause.at)}, {"kind", cause.kind}, {"sentence", cause.sentence}});
    return {{"sentence", why.sentence}, {"look_at", json_of(why.look_at)}, {"chain", std::move(chain)}, {"more", why.more_causes}};
}

Json json_of(const Gate& gate, bool holds)
{
    if (gate.kind == Gate::Kind::none) return nullptr;
    return {{gate.kind == Gate::Kind::at_least ? "at_least" : "at_most", gate.threshold}, {"holds", holds}};
}

Json json_of(const Grade& grade, const CheckResult& check, std::size_t which)
{
    const SeedResult& seed = grade.seeds[check.worst];
    const SeedCheck& worst = seed.checks[which];
    Json result{{"id", check.id}, {"title", check.title}, {"points", whole_points(check.millipoints)}, {"millipoints", check.millipoints},
                {"most", check.most_millipoints / 1000}, {"met", check.is_full}, {"gate", json_of(check.gate, check.gate_holds)},
                {"unit", check.unit}, {"needed", check.needed}};
    // The run in which it fell short most: exact for a public one, to 5 % for a hidden one.
    result["worst"] = {{seed.hidden ? "hidden" : "run", seed.index}, {"measured", worst.has_value ? Json(worst.measured) : Json(nullptr)},
                       {"text", worst.has_value ? value_text(worst.measured, check.unit) : "no data"}};
    if (!seed.hidden) result["worst"]["first_violation"] = clock_or_null(worst.first_violation);
    result["feedback"] = seed.hidden || check.is_full ? Json(nullptr) : json_of(worst.explanation);
    return result;
}

Json json_of(const Grade& grade, const SeedResult& seed)
{
    Json checks = Json::array();
    for (std::size_t i = 0; i < seed.checks.size(); ++i) {
        const SeedCheck& check = seed.checks[i];
        Json one{{"id", grade.checks[i].id}, {"measured", check.has_value ? Json(check.measured) : Json(nullptr)}, {"met", check.is_full}};
        if (!seed.hidden) one["millipoints"] = check.millipoints;
        checks.push_back(std::move(one));
    }
    Json result{{"hidden", seed.hidden}, {"index", seed.index}};
    if (!seed.hidden) {
        result["seed"] = seed.seed;
        result["state_hash"] = fmt::format("{:016x}", seed.state_hash);
        result["events"] = seed.events;
        result["millipoints"] = seed.millipoints;
    }
    result["checks"] = std::move(checks);
    return result;
}

std::string written(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace

std::string json_report(const Grade& grade)
{
    Json report{{"format", lab_format}, {"engine", grade.engine_version}, {"lab", grade.lab}, {"title", grade.title}, {"gradable", grade.gradable}};
    if (grade.gradable) {
        report["score"] = whole_points(grade.millipoints);
        report["millipoints"] = grade.millipoints;
        report["most"] = 100;
        report["pass"] = grade.pass_millipoints / 1000;
        report["passed"] = grade.passed;
        report["gate_failed"] = grade.gate_failed;
        report["checks"] = Json::array();
        for (std::size_t i = 0; i < grade.checks.size(); ++i) report["checks"].push_back(json_of(grade, grade.checks[i], i));
        report["seeds"] = Json::array();
        for (const SeedResult& seed : grade.seeds) report["seeds"].push_back(json_of(grade, seed));
    }
    report["diagnostics"] = json_of(std::span<const Diagnostic>(grade.diagnostics));
    return written(report);
}

std::string json_diagnostics(std::span<const Diagnostic> diagnostics)
{
    return written({{"format", lab_format}, {"diagnostics", json_of(diagnostics)}});
}

}  // namespace evenkeel
