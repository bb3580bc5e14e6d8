// What lines do to the world, and what only our own words can say of them.

#include "console/desk.hpp"

using namespace evenkeel;
using typing::Terminal;
using typing::usual_cfg;

TEST_CASE("systemctl stops, starts and tells of a unit", "[console]")
{
    Terminal type{usual_cfg};
    run_until(type.world, Instant{} + 65_s);
    CHECK(type("systemctl is-active haproxy").text == "active\n");
    CHECK(type("systemctl status haproxy").text ==
          "● haproxy.service - HAProxy Load Balancer\n     Loaded: loaded (/lib/systemd/system/haproxy.service; enabled; preset: enabled)\n"
          "     Active: active (running) since Thu 1970-01-01 00:00:00 UTC; 1min 5s ago\n");
    CHECK(type("sudo systemctl stop app.service", "app-01").exit_code == 0);
    CHECK(type.world.network.services[find_service(type.world, "app-01/app").index].state == ServiceState::stopped);
    run_until(type.world, Instant{} + 75_s);
    const console::Output status = type("systemctl status app", "app-01");
    CHECK(status.exit_code == 3);
    CHECK(status.text.find("Active: inactive (dead) since Thu 1970-01-01 00:01:05 UTC; 10s ago") != std::string::npos);
    CHECK(type("systemctl is-active app", "app-01").exit_code == 3);
    CHECK(type("systemctl start app", "app-01").text.empty());
    CHECK(type("systemctl -q is-active app", "app-01").exit_code == 0);
    CHECK(sites::entries(type.world, JournalKind::operator_command) == 7);
}

TEST_CASE("systemctl tells what is no unit, no verb, and what cannot be reloaded", "[console]")
{
    Terminal type{usual_cfg};
    CHECK(type("systemctl restart nginx").text == "Failed to restart nginx.service: Unit nginx.service not found.\n");
    CHECK(type("systemctl status nginx").exit_code == 4);
    CHECK(type("systemctl stop shoppers", "shoppers").exit_code == 5);
    CHECK(type("systemctl foo haproxy").text == "Unknown command verb foo.\n");
    CHECK(type("systemctl stop").text == "Too few arguments.\n");
    CHECK(type("systemctl reload app", "app-01").text == "Failed to reload app.service: Job type reload is not applicable for unit app.service.\n");
    type("systemctl stop haproxy");
    CHECK(type("systemctl reload haproxy").text == "haproxy.service is not active, cannot reload.\n");
    CHECK(type.refusal("systemctl enable haproxy") == "systemctl: 'enable' is not simulated");
    CHECK(type.refusal("systemctl stop haproxy nginx") == "systemctl: 'nginx' is not simulated");
}

TEST_CASE("a reload reads the file again, if its program takes it", "[console]")
{
    Terminal type{usual_cfg};
    const auto changed = haproxy::read_haproxy(usual_cfg + "    server app3 10.0.1.23:8080\n", "lb-01/haproxy.cfg");
    evenkeel::Site edited;
    edited.haproxy["lb-01/haproxy.cfg"] = std::make_shared<const haproxy::Settings>(changed.config);
    console::Desk desk = type.desk();
    desk.changed = &edited;
    apply(type.world, console::read_line(desk, "lb-01", "systemctl reload haproxy").config);
    CHECK(type.world.balancers.back().settings->backends.front().servers.size() == 3);
    desk.refused.insert("lb-01/haproxy.cfg");
    apply(type.world, console::read_line(desk, "lb-01", "systemctl reload haproxy").config);
    CHECK(console::output_of(type.world, type.world.operated.back()).text.starts_with("Job for haproxy.service failed because the control process exited with error code.\n"));
    CHECK(sites::entries(type.world, JournalKind::reload_refused) == 1);
    CHECK(sites::entries(type.world, JournalKind::service_reloaded) == 1);
}

TEST_CASE("the runtime API changes what the balancer does, as far as the socket's level goes", "[console]")
{
    Terminal type{usual_cfg};
    run_until(type.world, Instant{} + 5_s);
    CHECK(type("echo 'set server apps/app1 state drain' | socat stdio /run/haproxy/reader.sock").text == "Permission denied\n\n");
    CHECK(server_state(type.world.balancers.front(), 0, 0).admin == haproxy::Administrative::ready);
    CHECK(type("echo 'set server apps/app1 state drain' | socat stdio /run/haproxy/admin.sock").text == "\n");
    CHECK(server_state(type.world.balancers.front(), 0, 0).admin == haproxy::Administrative::drain);
    const std::string stat = type("echo 'show stat' | socat stdio /run/haproxy/admin.sock | grep app1 | cut -d, -f1,2,18").text;
    CHECK(stat == "apps,app1,DRAIN\n");
    CHECK(type("echo 'show stat' | socat stdio /run/haproxy/admin.sock", "app-01").exit_code == 0);
    apply(type.world, Hang{"lb-01/haproxy"});
    CHECK(type("echo 'show stat' | socat stdio /run/haproxy/admin.sock").text.empty());
}

TEST_CASE("curl asks through the network, and its answer takes its time", "[console]")
{
    Terminal type{usual_cfg};
    run_until(type.world, Instant{} + 2_s);
    CHECK(type("curl -s -o /dev/null -w '%{http_code} %{time_connect}\\n' http://lb-01/", "app-02").text == "200 0.002000\n");
    CHECK(type("curl -sI http://localhost/deny").text.starts_with("HTTP/1.1 403 Forbidden\r\n"));
    CHECK(type("curl -s lb-01", "shoppers").text.starts_with("("));
    CHECK(type("curl -s lb-01 | grep -c bytes").text == "1\n");
    apply(type.world, PowerOff{"app-01"});
    CHECK(type("curl -sS -m 3 http://app-01:8080/").text == "curl: (28) Connection timed out after 3000 milliseconds\n");
    const console::Output unheard = type("curl -sS http://app-01:8080/");
    CHECK(unheard.exit_code == 28);
    CHECK(unheard.text.starts_with("curl: (28) Failed to connect to app-01 port 8080 after 13"));
    CHECK(type("curl -s lb-01", "app-01").exit_code == 255);
    CHECK(type("curl -s lb-01", "app-01").text == "ssh: connect to host app-01 port 22: No route to host\n");
    CHECK(type.refusal("curl https://lb-01/") == "curl: TLS is not simulated");
    CHECK(type.refusal("curl -L lb-01") == "curl: -L is not simulated");
    CHECK(type.refusal("curl -o page.html lb-01") == "curl: a file to write to is not simulated");
}

TEST_CASE("journalctl has systemd's lines and the balancer's", "[console]")
{
    Terminal type{usual_cfg};
    run_until(type.world, Instant{} + 3_s);
    apply(type.world, Kill{"app-01/app"});
    run_until(type.world, Instant{} + 6_s);
    type("systemctl restart haproxy");
    const std::string all = type("journalctl -u haproxy --no-pager").text;
    CHECK(all.find("Jan 01 00:00:0") == 0);
    CHECK(all.find("lb-01 haproxy[1]: Server apps/app1 is DOWN, reason: Layer4 connection problem") != std::string::npos);
    CHECK(all.find("Jan 01 00:00:06 lb-01 systemd[1]: Stopped haproxy.service.\nJan 01 00:00:06 lb-01 systemd[1]: Started haproxy.service.\n") != std::string::npos);
    CHECK(type("journalctl -u haproxy -n 1 -o cat").text == "Started haproxy.service.\n");
    CHECK(type("journalctl -u haproxy | grep -c DOWN").text == "1\n");
    CHECK(type("journalctl -u nginx").text == "-- No entries --\n");
    CHECK(type("journalctl -u").text == "journalctl: option requires an argument -- 'u'\n");
    CHECK(type.refusal("journalctl -f -u haproxy") == "journalctl: '-f' is not simulated");
    CHECK(type.refusal("journalctl") == "journalctl: the whole journal is not simulated");
}

TEST_CASE("what cannot be typed is refused, with what can", "[console]")
{
    Terminal type{usual_cfg};
    CHECK(type.refusals("systemctrl stop haproxy").front().repair == "did you mean 'systemctl'?");
    CHECK(type.refusal("ls -l") == "ls: command not found");
    CHECK(type.refusal("curl x", "lb-1") == "no host 'lb-1'");
    CHECK(type.refusal("socat stdio /run/haproxy/admin.sock") == "socat waits for what is typed");
    CHECK(type.refusal("echo x | curl y") == "curl does not read what comes out of |");
    CHECK(type.refusal("curl x | less") == "less does not read what comes out of |");
    CHECK(type.refusal("echo x | socat stdio tcp:lb-01:80") == "socat: 'tcp:lb-01:80' is not simulated");
    CHECK(type.refusal("") == "no command");
    CHECK(type.refusal("echo " + std::string(1'000, 'x')).starts_with("the command has 1005 bytes"));
    type.commands = {"curl"};
    CHECK(type.refusals("systemctl stop haproxy").front().what == "this lab does not have systemctl");
    CHECK(type.refusals("systemctl stop haproxy").front().repair == "there is curl, echo, printf");
}

TEST_CASE("what is typed keeps to its bounds", "[console]")
{
    Terminal type{usual_cfg};
    std::string helps;
    for (int i = 0; i < 180; ++i) helps += "help;";
    for (int i = 0; i < 100; ++i) type("echo '" + helps + "' | socat stdio /run/haproxy/admin.sock");
    std::size_t kept = 0;
    for (const Operated& typed : type.world.operated) kept += typed.text ? typed.text->size() : 0;
    CHECK(kept < (17u << 20));
    CHECK(console::output_of(type.world, type.world.operated.front()).text.size() < console::most_output_bytes + 100);
}
