// What the tools print, beside what the real ones printed (tests/golden/console, record.py).

#include <fstream>

#include <nlohmann/json.hpp>
#include <re2/re2.h>

#include "balancer/access_level.hpp"
#include "base/text.hpp"
#include "console/desk.hpp"
#include "source_folder.hpp"
#include "web/scripted_server.hpp"

using namespace evenkeel;
using nlohmann::json;

namespace {

json recording(const std::string& name)
{
    std::ifstream file{source_folder() / "tests/golden/console" / (name + ".json")};
    REQUIRE(file.good());
    return json::parse(file);
}

std::string lines_of(const json& lines)
{
    std::string text;
    for (const auto& line : lines) text += line.get<std::string>() + "\n";
    text.pop_back();
    return text;
}

HostId add_machine(World& world, const char* address)
{
    Host host;
    host.name = std::string("server-") + address;
    world.network.hosts.push_back(host);
    Attachment link;
    link.host = {static_cast<std::uint32_t>(world.network.hosts.size() - 1)};
    link.lan = LanId{0};
    link.address = *parse_address(address);
    attach(world.network, link);
    return link.host;
}

/// The recorder's servers: 8081 closes, 8082 resets, 8083 says nothing. Nobody is at 10.0.1.99.
void add_servers(World& world)
{
    const HostId first = add_machine(world, "10.0.1.11");
    add_machine(world, "10.0.1.12");
    std::uint16_t port = 8081;
    for (const Conduct conduct : {Conduct::closes, Conduct::resets, Conduct::stays_silent}) {
        ScriptedSettings settings;
        ScriptedAnswer answer;
        answer.conduct = conduct;
        settings.answers.push_back(answer);
        settings.rules.push_back({"*", {0}});
        settings.listens.push_back({*parse_address("10.0.1.11"), port++});
        ScriptedServer server;
        server.settings = std::make_shared<const ScriptedSettings>(settings);
        server.service = add_service(world.network, first, ServiceKind::scripted_server, "server", world.scripted_servers.size());
        world.scripted_servers.push_back(std::move(server));
        Context context = context_of(world);
        start(world.scripted_servers.back(), context);
    }
}

/// As the recorder has made it independent of when and where it was.
std::string clean(std::string text)
{
    static const RE2 socat(R"(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d socat\[\d+\])");
    static const RE2 process(R"(\(\d{2,}\) :)");
    static const RE2 soon(R"(after \d{1,2} (ms|milliseconds))");
    static const RE2 after(R"(after (\d+)\d\d (ms|milliseconds))");
    RE2::GlobalReplace(&text, socat, "DATE socat[PID]");
    RE2::GlobalReplace(&text, soon, R"(after 0 \1)");
    RE2::GlobalReplace(&text, after, R"(after \100 \2)");
    RE2::GlobalReplace(&text, process, "(PID) :");
    return text;
}

}  // namespace

TEST_CASE("a stats socket's level allows what HAProxy's does", "[console][recorded]")
{
    const auto level_of = [](const std::string& name) {
        return name == "admin" ? haproxy::AccessLevel::admin : name == "user" ? haproxy::AccessLevel::user : haproxy::AccessLevel::operating;
    };
    const auto recorded_file = recording("levels");
    for (const json& one : recorded_file.at("cases")) {
        const std::string command = one.at("command");
        const std::vector<std::string_view> words = split(std::string_view(command).substr(0, command.find(';')), ' ');
        INFO(one.at("level") << ": " << command);
        CHECK((haproxy::level_needed(words) > level_of(one.at("level"))) == one.at("denied").get<bool>());
    }
}

TEST_CASE("socat, curl and what stands behind a pipe print what the real ones do", "[console][recorded]")
{
    for (const char* name : {"socat", "curl"}) {
        const json recorded = recording(name);
        typing::Terminal site{lines_of(recorded.at("cfg"))};
        add_servers(site.world);
        run_until(site.world, Instant{} + 500_ms);
        for (const json& one : recorded.at("cases")) {
            const std::string line = one.at("line");
            // A process that is gone leaves its socket behind.
            if (line.find("gone.sock") != std::string::npos) apply(site.world, Kill{"lb-01/haproxy"});
            const console::Output said = site(line);
            if (line.find("gone.sock") != std::string::npos) apply(site.world, Start{"lb-01/haproxy"});
            INFO(line);
            CHECK(clean(said.text) == one.at("error").get<std::string>() + one.at("out").get<std::string>());
            CHECK(said.exit_code == one.at("exit").get<int>());
        }
    }
}

TEST_CASE("haproxy -c prints the program's verdict", "[console][recorded]")
{
    const auto recorded_file = recording("verdicts");
    for (const json& one : recorded_file.at("cases")) {
        typing::Terminal site{typing::usual_cfg};
        site.files["lb-01/haproxy.cfg"] = one.at("cfg").empty() ? "" : lines_of(one.at("cfg"));
        const console::Output said = site(one.at("line").get<std::string>());
        INFO(one.at("name") << ": " << one.at("line"));
        CHECK(clean(said.text) == one.at("error").get<std::string>() + one.at("out").get<std::string>());
        CHECK(said.exit_code == one.at("exit").get<int>());
    }
}
