#include <set>

#include <catch2/catch_test_macros.hpp>

#include "base/hash.hpp"
#include "world/lifecycle.hpp"

using namespace evenkeel;

namespace {

const Address first{ipv4(0x0a00'0001)};
const Address second{ipv4(0x0a00'0002)};

ServiceId add_service(World& world, ServiceKind kind, const char* name)
{
    Service& service = world.network.services.emplace_back();
    service.name = name;
    service.host = {0};
    service.kind = kind;
    return {static_cast<std::uint32_t>(world.network.services.size() - 1)};
}

/// One host that is server and client; shop.test is its first address.
World stage(std::vector<AgentStep> steps, const ScriptedAnswer& answer = {})
{
    World world;
    world.seed = 1;
    world.network.lans.emplace_back().name = "lab";
    world.network.hosts.emplace_back().name = "lab";
    Attachment& link = world.network.attachments.emplace_back();
    link.host = {0};
    link.lan = {0};
    link.address = first;
    world.network.hosts.front().attachments.push_back({0});
    world.network.names.records["shop.test"].addresses = {first};
    ScriptedServer& server = world.scripted_servers.emplace_back();
    server.settings = std::make_shared<const ScriptedSettings>(ScriptedSettings{{{"*", {0}}}, {answer}, {{{}, 80}}, {}});
    server.service = add_service(world, ServiceKind::scripted_server, "server");
    server.keep_log = true;
    UserAgent& agent = world.user_agents.emplace_back();
    agent.settings = std::make_shared<const AgentSettings>(AgentSettings{std::move(steps)});
    agent.service = add_service(world, ServiceKind::user_agent, "agent");
    return world;
}

World run(World world, Duration for_ = 1000_s)
{
    for (std::uint32_t i = 0; i < world.network.services.size(); ++i) begin_component(world, {i});
    deliver_notices(world);
    run_until(world, Instant{} + for_);
    return world;
}

AgentStep asking(ProgramKind kind, std::size_t times = 1, Method method = Method::get)
{
    AgentStep step;
    step.kind = AgentStepKind::at_once;
    step.program = program(kind);
    for (std::size_t i = 0; i < times; ++i) step.requests.push_back({"shop.test", 80, "/" + std::to_string(i), method});
    return step;
}

AgentStep waiting(ProgramKind kind, Duration time)
{
    AgentStep step;
    step.program = program(kind);
    step.wait = time;
    return step;
}

std::vector<ScriptedLogEntry> requests_of(const World& world)
{
    std::vector<ScriptedLogEntry> requests;
    for (const ScriptedLogEntry& entry : world.scripted_servers.front().log)
        if (entry.event == ScriptedEvent::request) requests.push_back(entry);
    return requests;
}

std::size_t connections_used(const World& world)
{
    std::set<std::uint32_t> used;
    for (const ScriptedLogEntry& entry : requests_of(world)) used.insert(entry.connection);
    return used.size();
}

TransferResult result_of(const World& world, std::size_t step = 0) { return world.user_agents.front().results[step].transfers.front(); }
Duration time_of(const World& world, std::size_t step = 0)
{
    const StepResult& result = world.user_agents.front().results[step];
    return result.ended - result.began;
}

ScriptedAnswer that(Conduct conduct)
{
    ScriptedAnswer answer;
    answer.conduct = conduct;
    return answer;
}

}  // namespace

TEST_CASE("a browser has six connections to a host, node one for each request at once", "[client][user-agent]")
{
    ScriptedAnswer slow;
    slow.delay = 1_s;
    const World browser = run(stage({asking(ProgramKind::firefox, 14)}, slow));
    CHECK(connections_used(browser) == 6);
    CHECK(requests_of(browser).size() == 14);
    CHECK(time_of(browser) > 2900_ms);
    CHECK(time_of(browser) < 3100_ms);
    CHECK(connections_used(run(stage({asking(ProgramKind::node, 14)}, slow))) == 14);
}

TEST_CASE("a kept connection is used again until its idle time is over", "[client][user-agent]")
{
    const auto used_after = [](ProgramKind kind, Duration pause) { return connections_used(run(stage({asking(kind), waiting(kind, pause), asking(kind)}))); };
    CHECK(used_after(ProgramKind::node, 3_s) == 1);
    CHECK(used_after(ProgramKind::node, 5_s) == 2);
    CHECK(used_after(ProgramKind::chromium, 250_s) == 1);
    CHECK(used_after(ProgramKind::chromium, 350_s) == 2);
    CHECK(used_after(ProgramKind::requests, 500_s) == 1);
    CHECK(used_after(ProgramKind::urllib, 1_s) == 2);
    CHECK(used_after(ProgramKind::curl, 1_s) == 2);     // another process
}

TEST_CASE("node takes the server's hint, less two seconds", "[client][user-agent]")
{
    ScriptedAnswer hint;
    hint.headers = "Keep-Alive: timeout=10, max=5\n";
    CHECK(connections_used(run(stage({asking(ProgramKind::node), waiting(ProgramKind::node, 7_s), asking(ProgramKind::node)}, hint))) == 1);
    CHECK(connections_used(run(stage({asking(ProgramKind::node), waiting(ProgramKind::node, 9_s), asking(ProgramKind::node)}, hint))) == 2);
}

TEST_CASE("a visit of chromium uses what it has ready before it gives up", "[client][user-agent]")
{
    AgentStep visit = asking(ProgramKind::chromium);
    visit.kind = AgentStepKind::visit;
    const World world = run(stage({visit}, that(Conduct::resets)));
    CHECK(requests_of(world).size() == 3);
    CHECK(result_of(world).end == TransferEnd::reset);
    CHECK(error_of(ProgramKind::chromium, result_of(world).end) == "net::ERR_CONNECTION_RESET");
}

TEST_CASE("firefox repeats ten times what changes nothing, and a POST on a fresh connection never", "[client][user-agent]")
{
    CHECK(requests_of(run(stage({asking(ProgramKind::firefox)}, that(Conduct::closes)))).size() == 10);
    CHECK(requests_of(run(stage({asking(ProgramKind::firefox, 1, Method::post)}, that(Conduct::closes)))).size() == 1);
}

TEST_CASE("a silent first address is left after a quarter of a second by node, after the kernel's time by requests", "[client][user-agent]")
{
    const auto world_of = [](ProgramKind kind) {
        World world = stage({asking(kind)});
        world.network.names.records["shop.test"].addresses = {second, first};
        return run(world);
    };
    CHECK(result_of(world_of(ProgramKind::node)).status == 200);
    CHECK(time_of(world_of(ProgramKind::node)) < 300_ms);
    CHECK(time_of(world_of(ProgramKind::chromium)) < 350_ms);
    CHECK(time_of(world_of(ProgramKind::requests)) > 130_s);
    CHECK(result_of(world_of(ProgramKind::firefox)).end == TransferEnd::connect_time_out);
}

TEST_CASE("firefox gives a silent host its limit once, then twice", "[client][user-agent]")
{
    World world = stage({asking(ProgramKind::firefox), asking(ProgramKind::firefox)});
    world.network.names.records["shop.test"].addresses = {second, first};
    world = run(world);
    CHECK(time_of(world, 0) == 90_s);
    CHECK(time_of(world, 1) == 180_s);
    CHECK(requests_of(world).empty());
}

TEST_CASE("a limit for the whole try also ends its connecting", "[client][user-agent]")
{
    AgentStep step = asking(ProgramKind::curl);
    step.program.waiting.whole = 2_s;
    step.program.trying.tries = 2;
    World world = stage({step});
    world.network.names.records["shop.test"].addresses = {second};
    world = run(world);
    CHECK(result_of(world).end == TransferEnd::whole_time_out);
    CHECK(time_of(world) == 5_s);       // 2 s, a pause of 1 s, 2 s
    CHECK(world.user_agents.front().connections.size() == 0);
}

TEST_CASE("a body in two parts is one answer, a stalled one ends by node's limit", "[client][user-agent]")
{
    ScriptedAnswer late;
    late.body_delay = 3_s;
    const World world = run(stage({asking(ProgramKind::node)}, late));
    CHECK(result_of(world).end == TransferEnd::answered);
    CHECK(time_of(world) > 3_s);
    const World stalled = run(stage({asking(ProgramKind::node)}, that(Conduct::stalls)));
    CHECK(result_of(stalled).end == TransferEnd::body_time_out);
    CHECK(result_of(run(stage({asking(ProgramKind::curl)}, that(Conduct::until_close)))).end == TransferEnd::answered);
    CHECK(result_of(run(stage({asking(ProgramKind::curl)}, that(Conduct::cuts_by_reset)))).end == TransferEnd::cut_by_reset);
}

TEST_CASE("a loop of redirects is asked until the program has had enough, and a permanent one by chromium once", "[client][user-agent]")
{
    ScriptedAnswer loop;
    loop.status = 302;
    loop.headers = "Location: /0\n";
    const auto asked = [&](ProgramKind kind) {
        const World world = run(stage({asking(kind)}, loop));
        CHECK(result_of(world).end == TransferEnd::too_many_redirects);
        return requests_of(world).size();
    };
    CHECK(asked(ProgramKind::chromium) == 20);
    CHECK(asked(ProgramKind::firefox) == 21);
    CHECK(asked(ProgramKind::urllib) == 5);
    CHECK(asked(ProgramKind::requests) == 31);
    loop.status = 308;
    CHECK(asked(ProgramKind::chromium) == 1);
    CHECK(asked(ProgramKind::firefox) == 21);
    loop.headers += "Cache-Control: no-store\n";
    CHECK(asked(ProgramKind::chromium) == 20);
}

TEST_CASE("a redirect that is not followed is the answer", "[client][user-agent]")
{
    ScriptedAnswer away;
    away.status = 307;
    away.headers = "Location: /there\n";
    const auto status = [&](ProgramKind kind, Method method) {
        const World world = run(stage({asking(kind, 1, method)}, away));
        CHECK(result_of(world).end == TransferEnd::answered);
        CHECK(requests_of(world).size() == 1);
        return result_of(world).status;
    };
    CHECK(status(ProgramKind::curl, Method::get) == 307);
    CHECK(status(ProgramKind::urllib, Method::post) == 307);
    away.headers = "Location: ftp://shop.test/\n";
    CHECK(status(ProgramKind::requests, Method::get) == 307);
    away.headers.clear();
    CHECK(status(ProgramKind::chromium, Method::get) == 307);
}

TEST_CASE("who has been sent on asks there with the method that the status leaves it", "[client][user-agent]")
{
    const auto next = [](ProgramKind kind, std::int32_t status, Method method) {
        ScriptedAnswer away;
        away.status = status;
        away.headers = "Location: there\n";
        World world = stage({asking(kind, 1, method)}, away);
        ScriptedSettings settings = *world.scripted_servers.front().settings;
        settings.answers.push_back({});
        settings.rules.insert(settings.rules.begin(), {"/there", {1}});
        world.scripted_servers.front().settings = std::make_shared<const ScriptedSettings>(std::move(settings));
        const std::vector<ScriptedLogEntry> asked = requests_of(run(std::move(world)));
        REQUIRE(asked.size() == 2);
        return asked.back().request.method;
    };
    CHECK(next(ProgramKind::chromium, 301, Method::put) == Method::put);
    CHECK(next(ProgramKind::chromium, 303, Method::put) == Method::get);
    CHECK(next(ProgramKind::node, 303, Method::head) == Method::head);
    CHECK(next(ProgramKind::requests, 302, Method::put) == Method::get);
    CHECK(next(ProgramKind::requests, 301, Method::put) == Method::put);
    CHECK(next(ProgramKind::firefox, 308, Method::post) == Method::post);
}

TEST_CASE("urllib3's retries wait 0, 1, 2 s and send a POST once", "[client][user-agent]")
{
    ScriptedAnswer busy;
    busy.status = 503;
    AgentStep step = asking(ProgramKind::requests);
    step.program.trying = {4, Backoff::doubling_from_second, 500_ms, 120_s, {503}};
    step.program.trying.safe_methods_only = true;
    step.program.trying.fails_when_used_up = true;
    const World world = run(stage({step}, busy));
    const std::vector<ScriptedLogEntry> requests = requests_of(world);
    REQUIRE(requests.size() == 4);
    CHECK((requests[1].at - requests[0].at) < 100_ms);
    CHECK((requests[2].at - requests[1].at) / 10'000'000 == 1_s / 10'000'000);
    CHECK((requests[3].at - requests[2].at) / 10'000'000 == 2_s / 10'000'000);
    CHECK(result_of(world).end == TransferEnd::used_up);
    step.requests.front().method = Method::post;
    CHECK(requests_of(run(stage({step}, busy))).size() == 1);
}

TEST_CASE("a world with agents is a value: a copy goes on to the same state", "[client][user-agent]")
{
    ScriptedAnswer slow;
    slow.delay = 1_s;
    World world = run(stage({asking(ProgramKind::chromium, 20), waiting(ProgramKind::chromium, 5_s), asking(ProgramKind::chromium, 3)}, slow), 2500_ms);
    World copy = world;
    run_until(world, Instant{} + 60_s);
    run_until(copy, Instant{} + 60_s);
    CHECK(world.user_agents.front().done);
    CHECK(state_hash(world) == state_hash(copy));
}
