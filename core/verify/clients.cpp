#include "verify/clients.hpp"

#include <optional>

#include <fmt/format.h>

#include "verify/clients_replay.hpp"
#include "world/lifecycle.hpp"

namespace evenkeel {

namespace {

using nlohmann::json;

std::optional<ProgramKind> program_named(const std::string& name)
{
    for (std::size_t i = 0; i < static_cast<std::size_t>(ProgramKind::count_); ++i)
        if (name_of(static_cast<ProgramKind>(i)) == name) return static_cast<ProgramKind>(i);
    return std::nullopt;
}

Outcome verify_case(const json& recorded, const std::string& client, const json& expected)
{
    Outcome outcome;
    outcome.name = fmt::format("{} {}", recorded.value("name", "?"), client);
    const std::optional<ProgramKind> kind = program_named(client);
    if (!kind) return {Verdict::not_built, outcome.name, client};
    clients::Replay replay = clients::prepare(recorded, *kind);
    if (!replay.missing.empty()) return {Verdict::not_built, outcome.name, replay.missing};
    clients::run(replay.world);
    outcome.message = clients::difference(recorded, expected, *kind, replay);
    outcome.verdict = outcome.message.empty() ? Verdict::passed : Verdict::failed;
    return outcome;
}

/// A case whose members are not of the kind that FORMAT says fails, and hides no other.
Outcome verify_or_complain(const json& recorded, const std::string& client, const json& expected)
{
    try {
        return verify_case(recorded, client, expected);
    } catch (const json::exception& problem) {
        return {Verdict::failed, client, problem.what()};
    }
}

}  // namespace

std::vector<Outcome> verify_clients(const json& record)
{
    std::vector<Outcome> outcomes;
    if (!record.contains("cases") || !record["cases"].is_array()) return {{Verdict::failed, "record", "the record has no cases"}};
    for (const json& recorded : record["cases"]) {
        if (!recorded.contains("expect") || !recorded["expect"].is_object() || recorded["expect"].empty()) {
            outcomes.push_back({Verdict::failed, "?", "a case has no expectation"});
            continue;
        }
        for (const auto& [client, expected] : recorded["expect"].items()) outcomes.push_back(verify_or_complain(recorded, client, expected));
    }
    return outcomes;
}

}  // namespace evenkeel
