#include "view/decide.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "balancer/why.hpp"
#include "verify/haproxy_replay.hpp"

namespace evenkeel::view {

namespace {

using nlohmann::json;

/// What is still to come, in the order in which it happens: of one instant releases first, then events, then requests.
enum class Turn : std::uint8_t { release, event, request };
struct Coming {
    Instant at;
    Turn turn{};
    std::size_t number = 0;         ///< of the request or the event

    friend auto operator<=>(const Coming&, const Coming&) = default;
};

/// The servers are what the file says and nothing else: up, and asked by nobody but the requests.
haproxy::Settings without_checks(haproxy::Settings settings)
{
    for (haproxy::Backend& backend : settings.backends)
        for (haproxy::Server& server : backend.servers) server.check = server.agent_check = false;
    return settings;
}

haproxy::Settings with_one_backend(haproxy::Settings settings, std::string_view name)
{
    for (std::uint32_t b = 0; b < settings.backends.size(); ++b) {
        if (settings.backends[b].name != name) continue;
        haproxy::Frontend frontend;
        frontend.name = "decide";
        frontend.mode = settings.backends[b].mode;
        haproxy::Bind bind;
        bind.port = 80;
        frontend.binds.push_back(bind);
        frontend.default_backend = b;
        settings.frontends = {frontend};
        break;
    }
    return settings;
}

/// Numbers of requests in the world begin with 1.
std::uint64_t id_of(std::size_t number) { return number + 1; }

json step_of(const DecideRequest& request, std::uint64_t id)
{
    json headers = json::object();
    for (const auto& [name, value] : request.headers) headers[name] = value;
    json step{{"op", "req"}, {"id", id}, {"method", request.method}, {"path", request.path}, {"host", request.host}, {"headers", headers}, {"src", request.source}, {"hold", true}};
    if (!request.jar.empty()) step["jar"] = request.jar;
    if (request.port != 0) step["port"] = request.port;
    return step;
}

struct Player {
    replay::Site site;
    const DecideFile& file;
    Decided decided;
    std::set<Coming> coming;

    Balancer& balancer() { return site.world.balancers.front(); }

    void name_server(Decision& decision, std::size_t number, const std::vector<haproxy::Farm>* before)
    {
        Context context = context_of(site.world);
        const haproxy::StreamId id = haproxy::stream_of_request(balancer(), id_of(number));
        if (!id) return;
        const haproxy::Stream& stream = balancer().streams[id];
        if (stream.backend == haproxy::no_index || !stream.server) return;
        const haproxy::Why why = haproxy::why_this_server(balancer(), context, id, before == nullptr ? nullptr : &(*before)[stream.backend]);
        const haproxy::Backend& backend = replay::settings_of(site).backends[stream.backend];
        decision.backend = backend.name;
        decision.server = backend.servers[stream.server.index].name;
        decision.verdict = Verdict::server;
        decision.decided = site.world.now;
        decision.why_id = why.id;
        decision.why = why.text;
        coming.insert({site.world.now + file.requests[number].holds, Turn::release, number});
    }

    /// What the balancer answered by itself.
    void tell_answer(Decision& decision, std::uint64_t id, const json& outcome)
    {
        decision.decided = site.world.now;
        decision.status = static_cast<std::int32_t>(replay::number_of(outcome, "status"));
        decision.location = replay::text_of(outcome, "location");
        const std::vector<haproxy::LogRecord>& log = balancer().log;
        const auto line = std::find_if(log.rbegin(), log.rend(), [&](const haproxy::LogRecord& each) { return each.request == id; });
        if (line == log.rend()) return;
        if (line->backend != haproxy::no_index) decision.backend = replay::settings_of(site).backends[line->backend].name;
        const char cause = line->termination[0];
        if (cause == 'P') decision.verdict = Verdict::denied;
        if (cause == 'L') decision.verdict = decision.location.empty() ? Verdict::answered : Verdict::redirected;
        if (cause == 'S' || cause == 's') decision.verdict = Verdict::no_server;
    }

    /// Those that a release or an event has let go on.
    void take_effects(const json& outcome)
    {
        for (const json& each : outcome.value("dequeued", json::array())) {
            const auto number = static_cast<std::size_t>(replay::number_of(each, "id")) - 1;
            name_server(decided.decisions[number], number, nullptr);
        }
        for (const json& each : outcome.value("finished", json::array())) {
            const std::int64_t id = replay::number_of(each, "id");
            Decision& decision = decided.decisions[static_cast<std::size_t>(id) - 1];
            if (decision.verdict == Verdict::waits) tell_answer(decision, static_cast<std::uint64_t>(id), each);
        }
    }

    void ask(std::size_t number)
    {
        Decision& decision = decided.decisions[number];
        decision.at = site.world.now;
        const std::vector<haproxy::Farm> before = balancer().farms;
        const json outcome = replay::perform(site, step_of(file.requests[number], id_of(number)));
        decision.decided = site.world.now;
        if (outcome.value("queued", false)) {
            decision.verdict = Verdict::waits;
            decision.queue = replay::text_of(outcome, "queue");
            decision.backend = decision.queue.substr(0, decision.queue.find('/'));
        } else if (outcome.contains("status")) {
            tell_answer(decision, id_of(number), outcome);
        } else {
            name_server(decision, number, &before);
        }
        take_effects(outcome);
    }

    void happen(const Coming& next)
    {
        replay::advance(site, std::max(next.at, site.world.now));
        if (next.turn == Turn::request) return ask(next.number);
        const bool release = next.turn == Turn::release;
        json step{{"op", release ? "release" : "admin"}};
        if (release) step["id"] = id_of(next.number);
        else step["cmd"] = file.events[next.number].command;
        const json outcome = replay::perform(site, step);
        if (!release) decided.answers[next.number] = replay::text_of(outcome, "out");
        take_effects(outcome);
    }
};

}  // namespace

std::string_view to_word(Verdict verdict)
{
    constexpr std::string_view words[] = {"server", "waits", "denied", "redirected", "answered", "no server", "failed"};
    return words[static_cast<std::size_t>(verdict)];
}

Decided decide(const haproxy::Settings& settings, const DecideFile& file, std::string_view backend)
{
    haproxy::Settings played = without_checks(settings);
    if (!backend.empty()) played = with_one_backend(std::move(played), backend);
    Player player{replay::begin(played), file, {}, {}};
    player.decided.decisions.resize(file.requests.size());
    player.decided.answers.resize(file.events.size());
    for (std::size_t i = 0; i < file.requests.size(); ++i) player.coming.insert({file.requests[i].at, Turn::request, i});
    for (std::size_t i = 0; i < file.events.size(); ++i) player.coming.insert({file.events[i].at, Turn::event, i});
    while (!player.coming.empty()) {
        const Coming next = *player.coming.begin();
        player.coming.erase(player.coming.begin());
        player.happen(next);
    }
    return std::move(player.decided);
}

std::string decisions_text(const DecideFile& file, const Decided& decided)
{
    std::string text;
    for (std::size_t i = 0; i < decided.decisions.size(); ++i) {
        const Decision& decision = decided.decisions[i];
        const DecideRequest& request = file.requests[i];
        std::string what(to_word(decision.verdict));
        if (decision.verdict == Verdict::server) what = fmt::format("{}/{}", decision.backend, decision.server);
        else if (decision.status != 0) what += fmt::format(" {}", decision.status);
        std::string why = decision.why;
        if (!decision.location.empty()) why = "to " + decision.location;
        if (!decision.queue.empty() && decision.verdict == Verdict::server) why = fmt::format("{} (after {})", why, to_text(decision.decided - decision.at));
        else if (!decision.queue.empty()) why = "in the queue of " + decision.queue;
        text += fmt::format("{:>5}  {:<8} {} {}  ->  {}{}{}\n", i + 1, to_text(decision.at - Instant{}), request.method, request.path, what, why.empty() ? "" : "  ", why);
    }
    for (std::size_t i = 0; i < file.events.size(); ++i)
        if (!decided.answers[i].empty()) text += fmt::format("event {} ({}): {}\n", i + 1, file.events[i].command, decided.answers[i]);
    return text;
}

std::string decisions_json(const DecideFile& file, const Decided& decided)
{
    json decisions = json::array();
    for (std::size_t i = 0; i < decided.decisions.size(); ++i) {
        const Decision& decision = decided.decisions[i];
        json entry{{"request", i + 1}, {"method", file.requests[i].method}, {"path", file.requests[i].path}, {"at_ns", decision.at.ns}, {"decided_ns", decision.decided.ns},
                   {"verdict", to_word(decision.verdict)}};
        if (!decision.backend.empty()) entry["backend"] = decision.backend;
        if (!decision.server.empty()) entry["server"] = decision.server;
        if (decision.status != 0) entry["status"] = decision.status;
        if (!decision.location.empty()) entry["location"] = decision.location;
        if (!decision.queue.empty()) entry["queue"] = decision.queue;
        if (!decision.why_id.empty()) entry["why"] = {{"id", decision.why_id}, {"text", decision.why}};
        decisions.push_back(std::move(entry));
    }
    json events = json::array();
    for (std::size_t i = 0; i < file.events.size(); ++i) events.push_back({{"at_ns", file.events[i].at.ns}, {"command", file.events[i].command}, {"answer", decided.answers[i]}});
    return json{{"format", 1}, {"decisions", decisions}, {"events", events}}.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace evenkeel::view
