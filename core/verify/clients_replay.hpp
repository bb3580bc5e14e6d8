#pragma once
// One recorded case of one client on the product's own World: its server is a ScriptedServer, its client a UserAgent, both on
// one host, as they were recorded over loopback.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "world/world.hpp"

namespace evenkeel::clients {

/// What a step's options make of a program.
struct Invocation {
    Program program;
    Method method{};
    std::int64_t body = 0;              ///< bytes sent with each request
    bool fails_on_status = false;       ///< curl -f: exit status 22
    std::string missing;                ///< an option that is not built
};

/// The options of a step: `args` of curl and wget, `timeout` and `method` of the others, `retries` of the case.
Invocation read_invocation(ProgramKind kind, const nlohmann::json& step, const nlohmann::json& retries);

/// A case as it is replayed.
struct Replay {
    World world;
    std::vector<Invocation> invocations;    ///< per step
    std::string missing;                    ///< what is not built; the world then must not be run
};

Replay prepare(const nlohmann::json& recorded_case, ProgramKind kind);
/// Until the client has done its steps.
void run(World& world);

/// The rules of a recorded server; what is not built in `missing`.
ScriptedSettings read_server(const nlohmann::json& recorded_case, bool browser, std::string& missing);
/// "http://host:port/path?query" in its parts; a path alone belongs to `base`. What is not built in `missing`.
AgentRequest read_url(const std::string& text, const AgentRequest& base, std::string& missing);
std::string to_text(const AgentRequest& request);
/// What the recorder sends with a form and with a POST: "a=1".
inline constexpr std::int64_t form_bytes = 3;
constexpr bool is_browser(ProgramKind kind) { return kind == ProgramKind::chromium || kind == ProgramKind::firefox; }

/// The first difference from what was recorded; empty when all is right that FORMAT compares.
std::string difference(const nlohmann::json& recorded_case, const nlohmann::json& expected, ProgramKind kind, const Replay& replay);

}  // namespace evenkeel::clients
