// What a replayed client did, beside what the real one did.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "net/http_words.hpp"
#include "verify/clients_replay.hpp"

namespace evenkeel::clients {

namespace {

using nlohmann::json;

/// What tells an error of one class from the others, by the words of the program itself. The first row that fits counts.
struct ErrorWords {
    std::array<std::string_view, 2> words;  ///< all must be there
    std::string_view name;
};
constexpr std::array<ErrorWords, 38> error_words{{
    {{"ERR_TOO_MANY_REDIRECTS", ""}, "too many redirects"}, {{"redirectLoop", ""}, "too many redirects"}, {{"HTTPError", "infinite loop"}, "too many redirects"},
    {{"TooManyRedirects", ""}, "too many redirects"}, {{"redirect count exceeded", ""}, "too many redirects"},
    {{"ERR_CONNECTION_REFUSED", ""}, "refused"}, {{"connectionFailure", ""}, "refused"}, {{"URLError", "Errno 111"}, "refused"},
    {{"NewConnectionError", ""}, "refused"}, {{"ECONNREFUSED", ""}, "refused"},
    {{"ERR_CONNECTION_TIMED_OUT", ""}, "connect time-out"}, {{"netTimeout", ""}, "connect time-out"}, {{"URLError", "Errno 110"}, "connect time-out"},
    {{"URLError", "timed out"}, "connect time-out"}, {{"ConnectTimeout", ""}, "connect time-out"}, {{"UND_ERR_CONNECT_TIMEOUT", ""}, "connect time-out"},
    {{"UND_ERR_HEADERS_TIMEOUT", ""}, "no answer in time"}, {{"ReadTimeout", ""}, "no answer in time"}, {{"Read timed out", ""}, "no answer in time"}, {{"TimeoutError", ""}, "no answer in time"},
    {{"terminated", "UND_ERR_BODY_TIMEOUT"}, "no body in time"}, {{"terminated", "UND_ERR_SOCKET"}, "body cut"}, {{"terminated", "ECONNRESET"}, "body reset"},
    {{"IncompleteRead", "Broken"}, "body cut"}, {{"ChunkedEncodingError", ""}, "body cut"}, {{"IncompleteRead", ""}, "body cut"},
    {{"ERR_CONNECTION_RESET", ""}, "reset"}, {{"netReset", ""}, "reset"}, {{"ConnectionResetError", ""}, "reset"}, {{"ECONNRESET", ""}, "reset"},
    {{"ERR_EMPTY_RESPONSE", ""}, "closed"}, {{"RemoteDisconnected", ""}, "closed"}, {{"fetch failed", "UND_ERR_SOCKET"}, "closed"},
    {{"BadStatusLine", ""}, "not HTTP"}, {{"HPE_INVALID_CONSTANT", ""}, "not HTTP"},
    {{"RetryError", ""}, "tries used up"}, {{"Max retries exceeded", "too many"}, "tries used up"},
    {{"TypeError", ""}, "TypeError"},
}};

std::string error_class(const std::string& text)
{
    for (const ErrorWords& row : error_words)
        if (text.find(row.words[0]) != std::string::npos && text.find(row.words[1]) != std::string::npos) return std::string(row.name);
    return text;
}

/// The recorder ended the step, the browser would have waited on.
bool is_recorders_limit(const json& step)
{
    const std::string error = step.value("error", "");
    return error.starts_with("Timeout ") || error.find("Navigation timed out") != std::string::npos;
}

/// A step of ours in the words of the recording.
struct Teller {
    ProgramKind kind{};
    const Replay& replay;

    std::string error(const TransferResult& result) const
    {
        const std::string text(error_of(kind, result.end));
        return text.empty() ? text : error_class(text);
    }

    json curl(const AgentStep& step, const StepResult& done, const Invocation& call) const
    {
        json told;
        for (std::size_t i = 0; i < step.requests.size(); ++i) {
            const TransferResult& result = done.transfers[i];
            std::int64_t exit = result.end == TransferEnd::answered ? 0 : parse_integer(error_of(kind, result.end)).value_or(-1);
            if (exit == 0 && call.fails_on_status && result.status >= 400) exit = 22;
            told["exit"] = exit;
            told["lines"].push_back(fmt::format("{:03} exit={} connects={} redirects={} url={}", result.status, exit, result.connects, result.redirects, to_text(result.asked)));
        }
        return told;
    }

    /// The smallest exit status above 0 wins, as wget says.
    json wget(const StepResult& done) const
    {
        std::int64_t exit = 0;
        for (const TransferResult& result : done.transfers) {
            std::int64_t own = parse_integer(error_of(kind, result.end)).value_or(0);
            if (own == 0 && result.status >= 400) own = 8;
            if (own != 0) exit = exit == 0 ? own : std::min(exit, own);
        }
        return {{"exit", exit}};
    }

    json fetched(const TransferResult& result) const
    {
        const bool answered = result.end == TransferEnd::answered;
        if (kind == ProgramKind::node) return answered ? json(result.status) : json(error(result));
        if (!answered) return json("TypeError");
        return json(fmt::format("{}{}", result.status, result.redirects > 0 ? " redirected" : ""));
    }

    json all_fetched(const StepResult& done) const
    {
        json results = json::array();
        for (const TransferResult& result : done.transfers) results.push_back(fetched(result));
        const bool alike = std::all_of(results.begin(), results.end(), [&](const json& each) { return each == results.front(); });
        if (alike) return {{"result", results.front()}, {"n", results.size()}};
        return {{"results", results}};
    }

    json single(const TransferResult& result) const
    {
        if (!result.over) return {{"waiting", true}};
        if (result.end != TransferEnd::answered) return {{"error", error(result)}};
        if (kind == ProgramKind::urllib && result.status >= 300) return {{"error", fmt::format("HTTP Error {}", result.status)}};
        json told{{"status", result.status}};
        if (kind != ProgramKind::node || result.redirects > 0) told["url"] = to_text(result.asked);
        return told;
    }

    json tell(std::size_t number) const
    {
        const UserAgent& agent = replay.world.user_agents.front();
        const AgentStep& step = agent.settings->steps[number];
        const StepResult& done = agent.results[number];
        if (step.kind == AgentStepKind::in_background && kind == ProgramKind::firefox) return {{"value", nullptr}};    // what `void` gives
        if (step.requests.empty() || step.kind == AgentStepKind::in_background) return json::object();
        if (kind == ProgramKind::curl) return curl(step, done, replay.invocations[number]);
        if (kind == ProgramKind::wget) return wget(done);
        if (step.kind == AgentStepKind::at_once) return all_fetched(done);
        return single(done.transfers.front());
    }
};

/// "200 exit=0 connects=1 redirects=0 bytes=2 url=http://…" without the bytes.
std::string without_bytes(const std::string& line)
{
    std::string kept;
    for (const std::string_view word : split(line, ' '))
        if (!word.starts_with("bytes=")) kept += fmt::format("{}{}", kept.empty() ? "" : " ", word);
    return kept;
}

json classed(const json& result)
{
    return result.is_string() && parse_integer(result.get<std::string>()) == std::nullopt ? json(error_class(result.get<std::string>())) : result;
}

/// A recorded step, reduced to what is compared.
json reduced(const json& step, ProgramKind kind)
{
    json kept = json::object();
    if (is_recorders_limit(step)) return {{"waiting", true}};
    for (const char* key : {"status", "exit", "url", "n"})
        if (step.contains(key)) kept[key] = step[key];
    if (step.contains("error")) {
        const std::string error = step["error"].get<std::string>();
        const std::size_t status = error.find("HTTP Error ");
        kept["error"] = status != std::string::npos && error.find("infinite loop") == std::string::npos ? error.substr(status, 14) : error_class(error);
    }
    if (step.contains("result")) kept["result"] = classed(step["result"]);
    for (const json& result : step.value("results", json::array())) kept["results"].push_back(classed(result));
    for (const char* key : {"value", "script", "jar"})
        if (step.contains(key)) kept[key] = step[key];
    if (kind == ProgramKind::curl)
        for (const json& line : step.value("lines", json::array())) kept["lines"].push_back(without_bytes(line.get<std::string>()));
    return kept;
}

std::string step_difference(const json& expected, std::size_t number, const Teller& teller)
{
    const json ours = teller.tell(number);
    std::vector<json> right{reduced(expected, teller.kind)};
    for (const json& other : expected.value("other_runs", json::array())) right.push_back(reduced(other, teller.kind));
    if (std::find(right.begin(), right.end(), ours) != right.end()) return {};
    return fmt::format("step {}: expected {}, got {}", number + 1, right.front().dump(), ours.dump());
}

/// Within 0.5 s or a tenth; start-up makes the recorded time of the first step that sends something longer.
std::string time_difference(const json& expected, const StepResult& done, std::size_t number, bool first, ProgramKind kind)
{
    if (!expected.contains("s")) return {};
    const double recorded = expected["s"].get<double>();
    const double ours = static_cast<double>((done.ended - done.began).ns) / 1e9;
    const double near = std::max(0.5, recorded / 10);
    const double start_up = first ? (is_browser(kind) ? 2.0 : 1.0) : 0.0;
    if (ours <= recorded + near && recorded <= ours + std::max(near, start_up)) return {};
    return fmt::format("step {}: took {} s, expected {} s", number + 1, ours, recorded);
}

std::string steps_difference(const json& expected, const Teller& teller)
{
    const UserAgent& agent = teller.replay.world.user_agents.front();
    const json& steps = expected["steps"];
    if (steps.size() != agent.results.size()) return fmt::format("expected {} steps, got {}", steps.size(), agent.results.size());
    bool sent = false;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (agent.results[i].ended == never) return fmt::format("step {}: has no end", i + 1);
        if (std::string found = step_difference(steps[i], i, teller); !found.empty()) return found;
        const bool sends = !agent.settings->steps[i].requests.empty();
        if (std::string found = time_difference(steps[i], agent.results[i], i, sends && !sent, teller.kind); !found.empty()) return found;
        sent = sent || sends;
    }
    return {};
}

/// The log of a server: requests in order, and where each connection that carried one went.
struct Log {
    std::vector<json> requests;
    std::vector<json> questions;
    std::map<std::int64_t, json> connections;
    std::map<std::int64_t, double> last_request;
    std::map<std::int64_t, double> closed_by_client;
};

Log recorded_log(const json& entries)
{
    Log log;
    for (const json& entry : entries) {
        const std::string event = entry.at("ev").get<std::string>();
        const std::int64_t connection = entry.value("c", std::int64_t{0});
        if (event == "open") log.connections[connection] = {{"to", entry.at("to")}, {"port", entry.at("port")}};
        else if (event == "closed_by_client") log.closed_by_client[connection] = entry.at("t").get<double>();
        else if (event == "request") {
            json request;
            for (const char* key : {"scheme", "host", "method", "path", "headers", "c", "on_conn"})
                if (entry.contains(key)) request[key] = entry[key];
            log.requests.push_back(request);
            log.last_request[connection] = entry.at("t").get<double>();
        }
        else if (event == "dns") log.questions.push_back({{"ev", event}, {"name", entry.at("name")}, {"type", entry.at("type")}});
        else if (!event.starts_with("closed_") && event != "broken_by_client" && event != "reset_by_server" && event != "gave_up_by_server")
            log.requests.push_back({{"ev", event}});
    }
    return log;
}

/// Ours: without what browsers ask for by themselves; connections are numbered by their first request. `shown`: the request
/// headers that the recording has.
Log replayed_log(const World& world, const std::vector<std::string>& shown)
{
    Log log;
    std::map<std::uint32_t, std::int64_t> number;
    std::map<std::int64_t, std::int64_t> served;
    for (const ScriptedLogEntry& entry : world.scripted_servers.front().log) {
        const double at = static_cast<double>(entry.at.ns) / 1e9;
        if (entry.event == ScriptedEvent::closed_by_client && number.contains(entry.connection)) log.closed_by_client[number[entry.connection]] = at;
        if (entry.event != ScriptedEvent::request || is_icon(world.network.texts[entry.request.path])) continue;
        const std::int64_t c = number.try_emplace(entry.connection, static_cast<std::int64_t>(number.size()) + 1).first->second;
        log.connections[c] = {{"to", to_text(entry.to.address)}, {"port", entry.to.port}};
        log.last_request[c] = at;
        json request{{"scheme", "http"}, {"host", world.network.texts[entry.request.host]}, {"method", method_name(entry.request.method)},
                     {"path", world.network.texts[entry.request.path]}, {"c", c}, {"on_conn", ++served[c]}};
        for (const std::string& name : shown)
            if (const std::string_view value = header_line(world.network.texts[entry.request.headers], name); !value.empty()) request["headers"][name] = value;
        log.requests.push_back(std::move(request));
    }
    return log;
}

/// What our client asked the name server: of each name its addresses of both families, and what else it asks for.
std::vector<json> questions(const World& world, const Asking& asking)
{
    std::vector<json> asked;
    for (const NameQuestion& question : world.user_agents.front().questions) {
        std::vector<const char*> types{"A", "AAAA"};
        if (asking.https_record && !(asking.https_record_once && question.again)) types.push_back("HTTPS");
        if (asking.a_twice_on_renewal && question.again) types.push_back("A");
        for (const char* type : types) asked.push_back({{"ev", "dns"}, {"name", world.network.texts[question.name]}, {"type", type}});
    }
    return asked;
}

std::vector<json> without_connection(std::vector<json> requests)
{
    for (json& request : requests) {
        request.erase("c");
        request.erase("on_conn");
    }
    return requests;
}

std::string list_difference(const std::vector<json>& expected, const std::vector<json>& ours)
{
    const std::size_t common = std::min(expected.size(), ours.size());
    for (std::size_t i = 0; i < common; ++i)
        if (expected[i] != ours[i]) return fmt::format("request {}: expected {}, got {}", i + 1, expected[i].dump(), ours[i].dump());
    if (expected.size() > common) return fmt::format("expected {} more: {}", expected.size() - common, expected[common].dump());
    if (ours.size() > common) return fmt::format("{} too many: {}", ours.size() - common, ours[common].dump());
    return {};
}

std::string multiset_difference(std::vector<json> expected, std::vector<json> ours)
{
    std::sort(expected.begin(), expected.end());
    std::sort(ours.begin(), ours.end());
    return list_difference(expected, ours);
}

std::string connections_difference(const Log& expected, const Log& ours)
{
    if (expected.connections == ours.connections) return {};
    return fmt::format("connections: expected {}, got {}", json(expected.connections).dump(), json(ours.connections).dump());
}

/// How many went to each address and port.
std::string places_difference(const Log& expected, const Log& ours)
{
    std::map<std::string, int> places;
    for (const auto& [number, to] : expected.connections) ++places[to.dump()];
    for (const auto& [number, to] : ours.connections) --places[to.dump()];
    for (const auto& [place, surplus] : places)
        if (surplus != 0) return fmt::format("connections to {}: {} {}", place, std::abs(surplus), surplus > 0 ? "missing" : "too many");
    return {};
}

std::string log_difference(const std::string& repeat, const Log& expected, const Log& ours)
{
    if (repeat == "varies") return {};
    if (repeat == "same requests, connections vary") return list_difference(without_connection(expected.requests), without_connection(ours.requests));
    if (repeat == "same requests, order and connections vary") return multiset_difference(without_connection(expected.requests), without_connection(ours.requests));
    if (repeat == "same events, order and connection vary") {
        const std::string found = multiset_difference(without_connection(expected.requests), without_connection(ours.requests));
        return found.empty() ? places_difference(expected, ours) : found;
    }
    std::string found = fmt::format("repeat '{}' is not known", repeat);
    if (repeat == "same") found = list_difference(expected.requests, ours.requests);
    if (repeat == "same events, order varies") found = multiset_difference(expected.requests, ours.requests);
    return found.empty() ? connections_difference(expected, ours) : found;
}

/// When the client closes a connection that lies idle, after its last request: within 1 s or a tenth.
std::string idle_difference(const Log& expected, const Log& ours)
{
    for (const auto& [c, asked] : expected.last_request) {
        const bool closes = expected.closed_by_client.contains(c);
        if (closes != ours.closed_by_client.contains(c)) return fmt::format("connection {} is {} by the client", c, closes ? "not closed" : "closed");
        if (!closes) continue;
        const double recorded = expected.closed_by_client.at(c) - asked;
        const double own = ours.closed_by_client.at(c) - ours.last_request.at(c);
        if (std::abs(recorded - own) > std::max(1.0, recorded / 10)) return fmt::format("connection {} is closed after {} s, expected {} s", c, own, recorded);
    }
    return {};
}

}  // namespace

std::string difference(const json& recorded_case, const json& expected, ProgramKind kind, const Replay& replay)
{
    if (!expected.contains("steps") || !expected.contains("repeat") || !expected.contains("log")) return "the expectation has no steps, repeat or log";
    if (std::string found = steps_difference(expected, {kind, replay}); !found.empty()) return found;
    const Log right = recorded_log(expected["log"]);
    const json options = recorded_case.value("server_options", json::object());
    Log ours = replayed_log(replay.world, options.value("show", std::vector<std::string>{"cookie", "range", "if-none-match", "if-modified-since", "cache-control"}));
    if (recorded_case.contains("show_dns")) ours.questions = questions(replay.world, program(kind).asking);
    if (std::string found = multiset_difference(right.questions, ours.questions); !found.empty()) return found;
    if (std::string found = log_difference(expected["repeat"].get<std::string>(), right, ours); !found.empty()) return found;
    if (recorded_case.value("name", "").starts_with("idle-kept")) return idle_difference(right, ours);
    return {};
}

}  // namespace evenkeel::clients
