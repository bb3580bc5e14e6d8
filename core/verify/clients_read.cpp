// A recorded case becomes a world.

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "net/url.hpp"
#include "verify/clients_replay.hpp"
#include "world/lifecycle.hpp"

namespace evenkeel::clients {

namespace {

using nlohmann::json;

constexpr Duration default_limit = 60_s;        // the recorder's, for a navigation
constexpr Instant longest_run{4000 * ns_per_s};

Url url_of(const AgentRequest& request) { return {request.secure, request.host, request.port, request.path}; }

/// Not below 0, at most eleven days.
Duration seconds(const json& number)
{
    const double value = number.get<double>();
    return {static_cast<std::int64_t>((value > 0 ? std::min(value, 1e6) : 0) * 1e9)};
}

/// The first key that nobody here understands.
std::string unknown_key(const json& object, std::initializer_list<std::string_view> known)
{
    for (const auto& [key, value] : object.items())
        if (std::find(known.begin(), known.end(), key) == known.end()) return key;
    return {};
}

void lack(std::string& missing, const std::string& what)
{
    if (missing.empty()) missing = what;
}

Conduct conduct_named(const std::string& word, std::string& missing)
{
    constexpr std::array<std::pair<std::string_view, Conduct>, 10> words{{
        {"reset", Conduct::resets}, {"close", Conduct::closes}, {"silence", Conduct::stays_silent}, {"stall", Conduct::stalls}, {"short", Conduct::cuts},
        {"short-reset", Conduct::cuts_by_reset}, {"chunk-cut", Conduct::cuts_chunks}, {"long", Conduct::overruns}, {"no-length", Conduct::until_close},
        {"garbage", Conduct::speaks_no_http}}};
    for (const auto& [name, conduct] : words)
        if (name == word) return conduct;
    lack(missing, "server conduct " + word);
    return Conduct::answers;
}

/// A page whose parts a browser would ask for.
bool has_parts(const std::string& page)
{
    constexpr std::array<std::string_view, 14> tags = {"<link", "<script", "<img", "<iframe", "<frame", "<video", "<audio", "<object", "<embed", "<meta", "<source", "<base", "<style", "<input"};
    const std::string text = lower(page);
    return std::any_of(tags.begin(), tags.end(), [&](std::string_view tag) { return text.find(tag) != std::string::npos; });
}

struct ServerReader {
    ScriptedSettings settings;
    bool browser = false;
    std::string missing;

    void headers(ScriptedAnswer& answer, const json& lines)
    {
        for (const auto& [name, value] : lines.items()) {
            if (equal_ignoring_case(name, "Set-Cookie")) lack(missing, "cookies");
            if (equal_ignoring_case(name, "Location") && value.dump().find("https:") != std::string::npos) lack(missing, "TLS");
            for (const json& each : value.is_array() ? value : json::array({value}))
                answer.headers += fmt::format("{}: {}\n", name, each.is_string() ? each.get<std::string>() : each.dump());
        }
    }

    std::uint32_t answer(const json& rule)
    {
        ScriptedAnswer answer;
        if (const std::string key = unknown_key(rule, {"status", "headers", "body", "type", "delay", "body_delay", "close", "do", "for", "reused", "if_none_match", "with_range"}); !key.empty())
            lack(missing, "server rule " + key);
        answer.status = rule.value("status", 200);
        if (answer.status == 304) lack(missing, "caches");
        if (rule.contains("headers")) headers(answer, rule["headers"]);
        if (rule.contains("body")) {
            const json& body = rule["body"];
            answer.body = body.is_number() ? std::clamp<std::int64_t>(body.get<std::int64_t>(), 0, 1'000'000'000) : static_cast<std::int64_t>(body.get<std::string>().size());
            if (browser && body.is_string() && has_parts(body.get<std::string>())) lack(missing, "pages with parts");
        }
        if (rule.contains("delay")) answer.delay = seconds(rule["delay"]);
        if (rule.contains("body_delay")) answer.body_delay = seconds(rule["body_delay"]);
        if (rule.contains("for")) answer.lasts = seconds(rule["for"]);
        answer.close = rule.value("close", false);
        if (rule.contains("do")) answer.conduct = conduct_named(rule["do"].get<std::string>(), missing);
        if (rule.contains("reused")) answer.reused = this->answer(rule["reused"]);
        if (rule.contains("with_range")) answer.with_range = this->answer(rule["with_range"]);
        if (rule.contains("if_none_match")) answer.if_none_match = this->answer(rule["if_none_match"]);
        settings.answers.push_back(answer);
        return static_cast<std::uint32_t>(settings.answers.size() - 1);
    }

    void rules(const json& server)
    {
        for (const auto& [target, rule] : server.items()) {
            ScriptedRule read;
            read.target = target;
            for (const json& each : rule.is_array() ? rule : json::array({rule})) read.answers.push_back(answer(each));
            settings.rules.push_back(std::move(read));
        }
    }

    /// Ports 80 and 8080, as the recorder's server.
    void ports(const json& recorded_case)
    {
        const json options = recorded_case.value("server_options", json::object());
        if (const std::string key = unknown_key(options, {"closed_ports", "only_address", "idle_close", "show"}); !key.empty()) lack(missing, "server option " + key);
        if (options.contains("idle_close")) settings.idle_close = seconds(options["idle_close"]);
        const std::vector<std::uint16_t> closed = options.value("closed_ports", std::vector<std::uint16_t>());
        const json zone = recorded_case.value("dns", json::object());
        for (const std::uint16_t port : {std::uint16_t{80}, std::uint16_t{8080}}) {
            if (std::find(closed.begin(), closed.end(), port) != closed.end()) continue;
            if (!options.contains("only_address")) {
                settings.listens.push_back({{}, port});
                continue;
            }
            settings.listens.push_back({parse_address(options["only_address"].get<std::string>()).value_or(Address{}), port});
            for (const auto& [name, lists] : zone.items())
                for (const json& address : lists.value("AAAA", json::array())) settings.listens.push_back({parse_address(address.get<std::string>()).value_or(Address{}), port});
        }
    }
};

struct CaseReader {
    const json& recorded;
    ProgramKind kind{};
    Replay replay;
    std::shared_ptr<AgentSettings> agent = std::make_shared<AgentSettings>();
    AgentRequest page;                      ///< where the browser is

    void steps()
    {
        const json of_client = recorded.value("steps_for", json::object());
        const std::string client(name_of(kind));
        for (const json& step : of_client.contains(client) ? of_client[client] : recorded.at("steps")) this->step(step);
    }

    void step(const json& step)
    {
        if (const std::string key = unknown_key(step, {"go", "wait", "fetch", "submit", "eval", "new_page", "n", "options", "args", "method", "timeout", "show"}); !key.empty())
            lack(replay.missing, "step " + key);
        Invocation call = read_invocation(kind, step, recorded.value("retries", json()));
        lack(replay.missing, call.missing);
        AgentStep read;
        read.program = call.program;
        if (step.contains("wait")) read.wait = seconds(step["wait"]);
        const bool fetch = step.contains("fetch");
        if (step.contains("go") || fetch) {
            const json& target = fetch ? step["fetch"] : step["go"];
            const std::int64_t times = std::clamp<std::int64_t>(step.value("n", std::int64_t{1}), 1, 1000);
            read.kind = fetch || step.contains("n") ? AgentStepKind::at_once : AgentStepKind::in_turn;
            for (const json& url : target.is_array() ? target : json::array({target}))
                for (std::int64_t i = 0; i < times; ++i) read.requests.push_back(read_url(url.get<std::string>(), page, replay.missing));
            for (AgentRequest& request : read.requests) {
                request.method = call.method;
                request.body = call.body;
            }
        }
        if (is_browser(kind) && step.contains("submit")) {
            read.requests.push_back(read_url(step["submit"].get<std::string>(), page, replay.missing));
            read.requests.back().method = step.value("method", "post") == "get" ? Method::get : Method::post;
            read.requests.back().body = form_bytes;
            if (read.requests.back().method == Method::get) lack(replay.missing, "forms sent by GET");
            if (kind == ProgramKind::firefox) read.wait = 1_s;      // the recorder's pause
        }
        if (step.contains("eval")) {
            read.kind = AgentStepKind::in_background;
            read.requests.push_back(read_url(fetched_by(step["eval"].get<std::string>()), page, replay.missing));
        }
        else if (is_browser(kind) && !fetch && !read.requests.empty()) {
            read.kind = AgentStepKind::visit;
            read.limit = recorded.contains("limit") ? seconds(recorded["limit"]) : default_limit;
            page = read.requests.front();
        }
        if (fetch) check_origin(read);
        agent->steps.push_back(read);
        replay.invocations.push_back(std::move(call));
    }

    /// A script of a page that asks for something and waits for nothing: `void fetch('/path')…`.
    std::string fetched_by(const std::string& script)
    {
        constexpr std::string_view begins = "void fetch('";
        const std::size_t end = script.find('\'', begins.size());
        if (script.starts_with(begins) && end != std::string::npos) return script.substr(begins.size(), end - begins.size());
        lack(replay.missing, "scripts of pages");
        return "/";
    }

    /// A page may read another site's answers only if these say so.
    void check_origin(const AgentStep& step)
    {
        const bool foreign = std::any_of(step.requests.begin(), step.requests.end(), [&](const AgentRequest& r) { return r.host != page.host || r.port != page.port; });
        if (foreign && recorded.value("server", json::object()).dump().find("Access-Control-Allow-Origin\":\"*\"") == std::string::npos)
            lack(replay.missing, "answers of other sites");
    }

    /// Browsers: what was kept of an answer matters only when it is asked for again in a later step.
    void check_cache(const ScriptedSettings& server)
    {
        if (!is_browser(kind)) return;
        std::set<std::string> seen;
        bool again = false;
        for (const AgentStep& step : agent->steps) {
            std::set<std::string> here;
            for (const AgentRequest& request : step.requests) here.insert(to_text(request));
            for (const std::string& url : here) again = !seen.insert(url).second || again;
        }
        for (const ScriptedAnswer& answer : server.answers) {
            const std::string headers = lower(answer.headers);
            if (answer.status >= 300 && answer.status < 400 && kind == ProgramKind::chromium) continue;    // client/user_agent_redirect
            const bool kept = headers.find("max-age") != std::string::npos || headers.find("etag") != std::string::npos || headers.find("last-modified") != std::string::npos ||
                              headers.find("expires") != std::string::npos || answer.status == 410;
            if (kept && again) lack(replay.missing, "caches");
        }
    }

    void names(Network& network)
    {
        for (const char* name : {"shop.test", "www.shop.test", "other.test", "cdn.test", "expired.shop.test", "self.shop.test"})
            network.names.records[name].addresses = {*parse_address("127.0.0.1")};
        const json zone = recorded.value("dns", json::object());
        for (const auto& [name, lists] : zone.items()) {
            NameRecord& record = network.names.records[name];
            record = {};
            if (lists.contains("ttl")) record.ttl = seconds(lists["ttl"]);
            for (const char* family : {"AAAA", "A"})
                for (const json& address : lists.value(family, json::array())) record.addresses.push_back(parse_address(address.get<std::string>()).value_or(Address{}));
        }
    }

    /// All addresses of the zone belong to the one host, but those before which a firewall drops packets: they are on its
    /// network, and nobody answers.
    void host(Network& network)
    {
        std::set<Address> addresses;
        for (const auto& [name, record] : network.names.records) addresses.insert(record.addresses.begin(), record.addresses.end());
        for (const json& dropped : recorded.value("drop", json::array())) {
            const std::vector<std::string_view> words = split(dropped.get_ref<const std::string&>(), ' ');
            const Address address = parse_address(words.front()).value_or(Address{});
            if (ipv4_number(address) >> 24 == 127) lack(replay.missing, "packets dropped on loopback");
            for (const AgentStep& step : agent->steps)
                for (const AgentRequest& request : step.requests)
                    if (std::to_string(request.port) != words.back()) lack(replay.missing, "packets dropped for one port");
            addresses.erase(address);
        }
        network.lans.emplace_back().name = "lab";
        network.hosts.emplace_back().name = "lab";
        addresses.insert(ipv4(0x0a09'00fe));    // so that it is on the network, whatever else it has
        for (const Address& address : addresses) {
            Attachment& link = network.attachments.emplace_back();
            link.host = {0};
            link.lan = {0};
            link.address = address;
            network.hosts.front().attachments.push_back({static_cast<std::uint32_t>(network.attachments.size() - 1)});
        }
    }

    ServiceId service(ServiceKind service_kind, const std::string& name)
    {
        Service& service = replay.world.network.services.emplace_back();
        service.name = name;
        service.host = {0};
        service.kind = service_kind;
        return {static_cast<std::uint32_t>(replay.world.network.services.size() - 1)};
    }

    void world(ScriptedSettings server)
    {
        World& world = replay.world;
        world.seed = 1;
        world.bounds.events = 10'000'000;
        names(world.network);
        host(world.network);
        ScriptedServer& scripted = world.scripted_servers.emplace_back();
        scripted.settings = std::make_shared<const ScriptedSettings>(std::move(server));
        scripted.service = service(ServiceKind::scripted_server, "server");
        scripted.keep_log = true;
        UserAgent& client = world.user_agents.emplace_back();
        client.settings = agent;
        client.service = service(ServiceKind::user_agent, std::string(name_of(kind)));
    }
};

}  // namespace

ScriptedSettings read_server(const json& recorded_case, bool browser, std::string& missing)
{
    ServerReader reader{{}, browser, {}};
    reader.rules(recorded_case.value("server", json::object()));
    reader.ports(recorded_case);
    lack(missing, reader.missing);
    return std::move(reader.settings);
}

AgentRequest read_url(const std::string& text, const AgentRequest& base, std::string& missing)
{
    AgentRequest request = base;
    const std::optional<Url> url = resolve_reference(url_of(base), text);
    if (!url) lack(missing, "the address " + text);
    else if (url->secure) lack(missing, "https");
    else if (url->port == 443) lack(missing, "TLS");
    if (!url) return request;
    request.host = url->host;
    request.port = url->port;
    request.path = url->path;
    request.secure = url->secure;
    return request;
}

std::string to_text(const AgentRequest& request) { return to_text(url_of(request)); }

Replay prepare(const json& recorded_case, ProgramKind kind)
{
    CaseReader reader{recorded_case, kind, {}, std::make_shared<AgentSettings>(), {}};
    if (const std::string key = unknown_key(recorded_case, {"name", "what", "clients", "dns", "show_dns", "server", "server_options", "drop", "steps", "steps_for", "limit", "retries", "expect"}); !key.empty())
        lack(reader.replay.missing, "case " + key);
    ScriptedSettings server = read_server(recorded_case, is_browser(kind), reader.replay.missing);
    reader.steps();
    if (reader.agent->steps.empty()) lack(reader.replay.missing, "a case without steps");
    if (!reader.replay.missing.empty()) return std::move(reader.replay);
    reader.check_cache(server);
    reader.world(std::move(server));
    return std::move(reader.replay);
}

void run(World& world)
{
    for (std::uint32_t i = 0; i < world.network.services.size(); ++i) begin_component(world, {i});
    deliver_notices(world);
    const auto goes_on = [&] { return world.reached == Bound::none && !world.user_agents.front().done && world.queue.next() <= longest_run; };
    while (goes_on()) run_until(world, world.queue.next());
}

}  // namespace evenkeel::clients
