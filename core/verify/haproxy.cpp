// The recording's servers are ManualServers, its clients one Probe; they hang on one network without latency, so that time
// passes only where the recording lets it pass: in waits, in `until`, and while a request itself needs it.

#include "verify/haproxy.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "balancer/log.hpp"
#include "balancer/not_simulated.hpp"
#include "base/text.hpp"
#include "config/haproxy.hpp"
#include "world/lifecycle.hpp"
#include "world/world.hpp"

namespace evenkeel {

namespace {

using nlohmann::json;

constexpr Duration until_limit{20 * ns_per_s};      // the recorder gives up a column after this
constexpr Duration request_limit{600 * ns_per_s};
constexpr std::int64_t response_bytes = 200;

std::string text_of(const json& object, const char* key, const std::string& otherwise = "")
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

std::int64_t number_of(const json& object, const char* key, std::int64_t otherwise = 0)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
}

Method method_of(const std::string& word)
{
    if (word == "GET") return Method::get;
    if (word == "HEAD") return Method::head;
    if (word == "POST") return Method::post;
    if (word == "PUT") return Method::put;
    if (word == "DELETE") return Method::del;
    return word == "OPTIONS" ? Method::options : Method::other;
}

/// Where a recorded request stands.
struct Request {
    std::uint64_t id = 0;
    std::uint32_t probe = 0;            ///< index in the probe's requests
    bool hold = false;
    std::int32_t reply = 200;
    bool was_queued = false;
    bool reached_server = false;
    bool reported = false;              ///< its end has been told in a step
};

enum class Standing : std::uint8_t { under_way, queued, held, over };

/// One replay.
class Replay {
public:
    explicit Replay(const haproxy::Settings& settings) { build(settings); }

    void run_until_checked()
    {
        const Instant limit = world_.now + 600_s;
        while (!all_checked() && world_.queue.next() <= limit) advance(world_.queue.next());
    }

    /// Does one step and says what is to be compared with its `expect`; a text in `not_built` where it cannot.
    json perform(const json& step, std::string& not_built)
    {
        const std::string op = text_of(step, "op");
        std::uint64_t own = 0;
        json actual = json::object();
        if (op == "req") actual = request(step, own);
        else if (op == "release") actual = release(step, own);
        else if (op == "hangup") hang_up(static_cast<std::uint64_t>(number_of(step, "id")));
        else if (op == "wait") advance(world_.now + Duration{number_of(step, "ms") * ns_per_ms});
        else if (op == "backend") actual = backend(step);
        else not_built = fmt::format("step '{}'", printable(op));
        side_effects(own, actual);
        return actual;
    }

private:
    World world_;
    std::map<std::string, std::uint32_t> servers_;      // "backend/server" -> manual server
    std::map<std::uint64_t, Request> requests_;
    std::uint64_t hangups_ = 0;

    Balancer& balancer() { return world_.balancers.front(); }
    const haproxy::Settings& settings() { return *balancer().settings; }

    HostId add_host(const std::string& name, const Address& address)
    {
        Host host;
        host.name = name;
        host.attachments.push_back({static_cast<std::uint32_t>(world_.network.attachments.size())});
        world_.network.hosts.push_back(std::move(host));
        Attachment link;
        link.host = {static_cast<std::uint32_t>(world_.network.hosts.size() - 1)};
        link.lan = {0};
        link.address = address;
        world_.network.attachments.push_back(std::move(link));
        return {static_cast<std::uint32_t>(world_.network.hosts.size() - 1)};
    }

    ServiceId add_service(HostId host, ServiceKind kind, const std::string& name, std::size_t index)
    {
        Service service;
        service.name = name;
        service.host = host;
        service.kind = kind;
        service.index = static_cast<std::uint32_t>(index);
        world_.network.services.push_back(std::move(service));
        return {static_cast<std::uint32_t>(world_.network.services.size() - 1)};
    }

    void build(const haproxy::Settings& settings)
    {
        world_.seed = 1;
        Lan lan;
        lan.name = "lab";
        world_.network.lans.push_back(std::move(lan));
        const HostId front = add_host("lb", ipv4(0xc000'020a));     // 192.0.2.10
        const HostId outside = add_host("client", ipv4(0xc633'6401));   // 198.51.100.1
        Balancer lb;
        lb.settings = std::make_shared<const haproxy::Settings>(settings);
        lb.keep_log = true;
        lb.service = add_service(front, ServiceKind::balancer, "haproxy", 0);
        world_.balancers.push_back(std::move(lb));
        Probe probe;
        probe.service = add_service(outside, ServiceKind::probe, "client", 0);
        world_.probes.push_back(std::move(probe));
        std::map<Endpoint, std::uint32_t> known;
        for (const haproxy::Backend& backend : settings.backends)
            for (const haproxy::Server& server : backend.servers) add_server(backend, server, known);
        for (std::uint32_t i = 0; i < world_.network.services.size(); ++i) begin_component(world_, {i});
        deliver_notices(world_);
    }

    void add_server(const haproxy::Backend& backend, const haproxy::Server& server, std::map<Endpoint, std::uint32_t>& known)
    {
        const Endpoint endpoint{server.address, server.port};
        const auto [found, is_new] = known.emplace(endpoint, static_cast<std::uint32_t>(world_.manual_servers.size()));
        servers_[backend.name + "/" + server.name] = found->second;
        if (!is_new) return;
        HostId host;
        for (const Attachment& link : world_.network.attachments)
            if (link.address == server.address) host = link.host;
        if (!host) host = add_host(to_text(server.address), server.address);
        ManualServer manual;
        manual.endpoint = endpoint;
        manual.service = add_service(host, ServiceKind::manual_server, server.name, found->second);
        world_.manual_servers.push_back(std::move(manual));
    }

    bool all_checked()
    {
        for (std::uint32_t b = 0; b < settings().backends.size(); ++b) {
            const std::vector<haproxy::Server>& servers = settings().backends[b].servers;
            for (std::uint32_t s = 0; s < servers.size(); ++s) {
                const haproxy::ServerState& state = server_state(balancer(), b, s);
                if (servers[s].check && state.check.health < state.check.rise + state.check.fall - 1) return false;
            }
        }
        return true;
    }

    /// Servers answer what nobody holds, at once.
    bool answer_unheld()
    {
        bool answered = false;
        for (ManualServer& server : world_.manual_servers) {
            for (std::size_t i = 0; i < server.held.size();) {
                Request& request = requests_.at(server.held[i].request.request);
                request.reached_server = true;
                if (request.hold) {
                    ++i;
                    continue;
                }
                answer_now(server, request);
                answered = true;
            }
        }
        return answered;
    }

    void answer_now(ManualServer& server, const Request& request)
    {
        Context context = context_of(world_);
        Message message;
        message.status = request.reply;
        message.bytes = response_bytes;
        answer(server, request.id, message, context);
        deliver_notices(world_);
    }

    /// All that is due until an instant, the servers' answers included.
    void advance(Instant until)
    {
        do {
            while (world_.queue.next() <= until) {
                run_until(world_, world_.queue.next());
                answer_unheld();
            }
        } while (answer_unheld());
        run_until(world_, until);
    }

    Standing standing(const Request& request)
    {
        const ProbePhase phase = world_.probes.front().requests[request.probe].phase;
        if (phase == ProbePhase::answered || phase == ProbePhase::failed || phase == ProbePhase::hung_up) return Standing::over;
        for (const ManualServer& server : world_.manual_servers)
            for (const HeldRequest& held : server.held)
                if (held.request.request == request.id) return Standing::held;
        return find_waiting(request.id) != nullptr ? Standing::queued : Standing::under_way;
    }

    std::vector<haproxy::Waiting> waiting_;
    const haproxy::Waiting* find_waiting(std::uint64_t id)
    {
        waiting_ = waiting_requests(balancer());
        const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const haproxy::Waiting& w) { return w.request == id; });
        return found == waiting_.end() ? nullptr : &*found;
    }

    bool any_under_way()
    {
        return std::any_of(requests_.begin(), requests_.end(), [&](const auto& entry) { return standing(entry.second) == Standing::under_way; });
    }

    /// Lets the requests have what they need; time passes only for them.
    void settle()
    {
        advance(world_.now);
        const Instant limit = world_.now + request_limit;
        while (any_under_way() && world_.queue.next() <= limit) advance(world_.queue.next());
    }

    const haproxy::LogRecord* log_of(std::uint64_t id)
    {
        for (const haproxy::LogRecord& record : balancer().log)
            if (record.request == id) return &record;
        return nullptr;
    }

    /// Status and marks of a request that is over.
    json outcome_of(const Request& request, bool with_server)
    {
        json actual = json::object();
        const ProbeRequest& asked = world_.probes.front().requests[request.probe];
        actual["status"] = asked.phase == ProbePhase::answered ? asked.answer.status : 0;
        const haproxy::LogRecord* record = log_of(request.id);
        if (record == nullptr) return actual;
        if (with_server && record->server != haproxy::no_index) {
            actual["backend"] = settings().backends[record->backend].name;
            actual["server"] = settings().backends[record->backend].servers[record->server].name;
        }
        if (record->retries > 0) actual["retries"] = record->retries;
        if (record->redispatched) actual["redispatched"] = true;
        const std::string termination(record->termination.begin(), record->termination.end());
        if (termination != "--") actual["term"] = termination;
        add_headers(asked.answer, actual);
        return actual;
    }

    /// Header lines of the answer that the recorder looks at.
    void add_headers(const Message& message, json& actual)
    {
        static const std::map<std::string, std::string> looked_at{
            {"location", "location"}, {"strict-transport-security", "strict_transport_security"}, {"retry-after", "retry_after"}};
        if (message.cookie) actual["set_cookie"] = std::string(world_.network.texts[message.cookie]);
        for (const std::string_view line : split(world_.network.texts[message.headers], '\n')) {
            const std::size_t colon = line.find(':');
            if (colon == std::string_view::npos) continue;
            const auto key = looked_at.find(lower(line.substr(0, colon)));
            if (key != looked_at.end()) actual[key->second] = std::string(trim(line.substr(colon + 1)));
        }
    }

    /// "backend" and "server" of a request that a server holds.
    json held_at(std::uint64_t id)
    {
        json actual = json::object();
        for (const haproxy::ActiveRequest& active : active_requests(balancer())) {
            if (active.request != id || active.server == haproxy::no_index) continue;
            actual["backend"] = settings().backends[active.backend].name;
            actual["server"] = settings().backends[active.backend].servers[active.server].name;
        }
        return actual;
    }

    json request(const json& step, std::uint64_t& own)
    {
        Request request;
        own = request.id = static_cast<std::uint64_t>(number_of(step, "id"));
        request.hold = step.value("hold", false);
        request.reply = static_cast<std::int32_t>(number_of(step, "reply", 200));
        Context context = context_of(world_);
        request.probe = ask(world_.probes.front(), message_of(step, request.id), endpoint_for(step),
                            parse_address(text_of(step, "src", "198.51.100.1")).value_or(Address{}), context);
        deliver_notices(world_);
        requests_.emplace(request.id, request);
        settle();
        Request& asked = requests_.at(own);
        switch (standing(asked)) {
        case Standing::held: return held_at(own);
        case Standing::queued: {
            asked.was_queued = true;
            const haproxy::Waiting* waiting = find_waiting(own);
            const haproxy::Backend& backend = settings().backends[waiting->backend];
            return {{"queued", true},
                    {"queue", waiting->server == haproxy::no_index ? backend.name : backend.name + "/" + backend.servers[waiting->server].name}};
        }
        case Standing::over:
        case Standing::under_way: break;
        }
        asked.reported = true;
        return outcome_of(asked, true);
    }

    Message message_of(const json& step, std::uint64_t id)
    {
        TextTable& texts = world_.network.texts;
        Message message;
        message.kind = MessageKind::request;
        message.method = method_of(text_of(step, "method", "GET"));
        message.request = id;
        message.close = true;
        message.bytes = 200;
        const std::string query = text_of(step, "query");
        message.path = texts.intern(text_of(step, "path", "/") + (step.contains("query") ? "?" + query : ""));
        message.host = texts.intern(text_of(step, "host", "www.example.org"));
        std::string lines;
        if (const auto headers = step.find("headers"); headers != step.end() && headers->is_object())
            for (const auto& [name, value] : headers->items()) lines += fmt::format("{}: {}\n", name, value.is_string() ? value.get<std::string>() : value.dump());
        message.headers = texts.intern(lines);
        return message;
    }

    Endpoint endpoint_for(const json& step)
    {
        const auto port = static_cast<std::uint16_t>(number_of(step, "port"));
        for (const haproxy::Frontend& frontend : settings().frontends)
            for (const haproxy::Bind& bind : frontend.binds)
                if (port == 0 || bind.port == port) return {ipv4(0xc000'020a), bind.port};
        return {ipv4(0xc000'020a), port};
    }

    json release(const json& step, std::uint64_t& own)
    {
        own = static_cast<std::uint64_t>(number_of(step, "id"));
        const auto found = requests_.find(own);
        if (found == requests_.end()) return json::object();
        found->second.hold = false;
        settle();
        found->second.reported = true;
        return outcome_of(found->second, false);
    }

    void hang_up(std::uint64_t id)
    {
        const auto found = requests_.find(id);
        if (found == requests_.end()) return;
        Context context = context_of(world_);
        evenkeel::hang_up(world_.probes.front(), found->second.probe, context);
        deliver_notices(world_);
        found->second.hold = false;
        found->second.reported = true;
        settle();
    }

    json backend(const json& step)
    {
        json actual = json::object();
        const std::string name = text_of(step, "server");
        const auto found = servers_.find(name);
        if (found == servers_.end()) return actual;
        ManualServer& server = world_.manual_servers[found->second];
        Context context = context_of(world_);
        const std::string what = text_of(step, "do");
        if (what == "stop") close_port(server, context);
        else if (what == "start") start(server, context);
        else server.check_status = what == "sick" ? 503 : 200;
        deliver_notices(world_);
        const auto until = step.find("until");
        if (until == step.end() || !until->is_object()) return actual;
        const Instant limit = world_.now + until_limit;
        const auto columns = [&] { return columns_of(name); };
        const auto reached = [&] {
            const json now = columns();
            return std::all_of(until->items().begin(), until->items().end(), [&](const auto& item) { return now.value(item.key(), json()) == item.value(); });
        };
        while (!reached() && world_.queue.next() <= limit) advance(world_.queue.next());
        const json now = columns();
        return {{"state", now["status"]}, {"weight", now["weight"]}};
    }

    /// The columns of `show stat` that a recording may wait for.
    json columns_of(const std::string& name)
    {
        for (std::uint32_t b = 0; b < settings().backends.size(); ++b)
            for (std::uint32_t s = 0; s < settings().backends[b].servers.size(); ++s)
                if (settings().backends[b].name + "/" + settings().backends[b].servers[s].name == name) {
                    const haproxy::ServerState& state = server_state(balancer(), b, s);
                    return {{"status", haproxy::status_text(state)}, {"weight", state.weight_user}};
                }
        return json::object();
    }

    /// Requests of earlier steps that have now reached a server, or ended.
    void side_effects(std::uint64_t own, json& actual)
    {
        json dequeued = json::array();
        json finished = json::array();
        for (auto& [id, request] : requests_) {
            if (id == own) continue;
            if (request.was_queued && request.reached_server) {
                request.was_queued = false;
                json where = held_at(id);
                if (where.empty()) where = outcome_of(request, true);
                dequeued.push_back({{"id", id}, {"server", where.value("backend", "") + "/" + where.value("server", "")}});
            }
            if (request.reported || standing(request) != Standing::over) continue;
            request.reported = true;
            json entry = outcome_of(request, true);
            entry["id"] = id;
            finished.push_back(std::move(entry));
        }
        if (!dequeued.empty()) actual["dequeued"] = std::move(dequeued);
        if (!finished.empty()) actual["finished"] = std::move(finished);
    }
};

/// The first thing of a recording that is not built, or "".
std::string first_not_built(const json& record, const haproxy::Settings& settings, const std::vector<Diagnostic>& read)
{
    static const std::set<std::string> known_steps{"req", "release", "hangup", "wait", "backend"};
    if (text_of(record, "compare") != "exact") return fmt::format("comparison '{}'", printable(text_of(record, "compare")));
    for (const Diagnostic& diagnostic : read)
        if (haproxy::is_not_simulated(diagnostic)) return fmt::format("line {}: {}", diagnostic.at.line, diagnostic.what);
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
    const Parsed<haproxy::Settings> read = read_haproxy(text, "haproxy.cfg");
    if (has_error(read.diagnostics)) {
        const auto first = std::find_if(read.diagnostics.begin(), read.diagnostics.end(), [](const Diagnostic& d) { return d.severity == Severity::error; });
        return {Verdict::failed, outcome.name, to_text(*first)};
    }
    if (const std::string missing = first_not_built(record, read.config, read.diagnostics); !missing.empty())
        return {Verdict::not_built, outcome.name, missing};
    Replay replay(read.config);
    replay.run_until_checked();
    std::size_t number = 0;
    for (const json& step : record.at("steps")) {
        ++number;
        std::string not_built;
        const json actual = replay.perform(step, not_built);
        if (!not_built.empty()) return {Verdict::not_built, outcome.name, not_built};
        const json expected = step.value("expect", json::object());
        if (actual == expected) continue;
        return {Verdict::failed, outcome.name, fmt::format("step {} ({} {}): expected {}, got {}", number, text_of(step, "op"), number_of(step, "id"), expected.dump(), actual.dump())};
    }
    outcome.verdict = Verdict::passed;
    return outcome;
}

}  // namespace evenkeel
