// Checks that look at more than a status, against the servers of a site: what a server says is what the rules see.

#include <string>

#include <catch2/catch_test_macros.hpp>

#include "balancer/check_talk.hpp"
#include "base/text.hpp"
#include "config/haproxy.hpp"
#include "world/sites.hpp"

using namespace evenkeel;
using namespace evenkeel::sites;

namespace {

/// The site of two applications that say "status: fine", behind a backend with these lines.
World site_with(const std::string& lines)
{
    const std::string text = "defaults\n mode http\n timeout connect 1s\n timeout client 5s\n timeout server 5s\n timeout check 500ms\nfrontend www\n bind :80\n default_backend apps\nbackend apps\n" + lines +
                             " server app1 10.0.1.21:8080 check inter 500ms fall 2\n server app2 10.0.1.22:8080 check inter 500ms fall 2\n";
    const auto parsed = haproxy::read_haproxy(text, "lb-01/haproxy.cfg");
    REQUIRE(haproxy::exit_status(parsed.diagnostics) == 0);
    Site site = small_site(parsed.config);
    for (HostSettings& each : site.topology.hosts)
        for (RunSettings& run : each.run) {
            run.application.text = "status: fine";
            run.application.header = "X-State: ready\n";
        }
    World world = world_of(site);
    run_until(world, Instant{} + 10_s);
    return world;
}

/// "L7OK": of the first server's last check.
std::string code(const World& world) { return std::string(haproxy::code_of(world.balancers[0].farms[0].servers[0].check.result)); }

std::string info(const World& world) { return std::string(world.network.texts[world.balancers[0].farms[0].servers[0].check.info]); }

}  // namespace

TEST_CASE("http-check expect looks at what an application says and at its headers", "[world]")
{
    CHECK(code(site_with(" option httpchk GET /\n http-check expect string fine\n")) == "L7OK");
    const World sick = site_with(" option httpchk GET /\n http-check expect string good\n");
    CHECK(code(sick) == "L7RSP");
    CHECK(info(sick) == "HTTP content check did not match");
    CHECK(entries(sick, JournalKind::server_down) == 2);
    CHECK(code(site_with(" option httpchk GET /\n http-check expect hdr name x-state value ready\n")) == "L7OK");
    CHECK(code(site_with(" option httpchk GET /\n http-check expect ! rstring ^status\n")) == "L7RSP");
}

TEST_CASE("tcp-check speaks to a web server by hand", "[world]")
{
    CHECK(code(site_with(" option tcp-check\n tcp-check send \"GET / HTTP/1.0\\r\\n\\r\\n\"\n tcp-check expect string fine\n")) == "L7OK");
    const World garbage = site_with(" option tcp-check\n tcp-check send nonsense\\r\\n\n tcp-check expect rstring 200\n");
    CHECK(code(garbage) == "L7RSP");
    CHECK(info(garbage) == "TCPCHK did not match content (regex) at step 2");
    // Half a request: the server waits for the rest.
    CHECK(code(site_with(" option tcp-check\n tcp-check send GET\n tcp-check expect string 200\n")) == "L7TOUT");
}

TEST_CASE("a check of another protocol finds out that a web server does not speak it", "[world]")
{
    const World redis = site_with(" option redis-check\n");
    CHECK(code(redis) == "L7STS");
    CHECK(info(redis) == "HTTP/1.1 400 Bad Request");
    CHECK(code(site_with(" option mysql-check user checker\n")) == "L7RSP");
    CHECK(code(site_with(" option ssl-hello-chk\n")) == "L6RSP");
    CHECK(code(site_with(" option smtpchk\n")) == "L7TOUT");
}

TEST_CASE("an expectation of one's own takes the place of a request above, and nothing is asked", "[world]")
{
    const auto parsed = haproxy::read_haproxy("defaults\n mode http\n timeout connect 1s\n timeout client 5s\n timeout server 5s\n option httpchk GET /health\nfrontend www\n bind :80\n default_backend apps\n"
                                              "backend apps\n http-check expect status 200\n server app1 10.0.1.21:8080 check inter 500ms\n",
                                              "lb-01/haproxy.cfg");
    World world = world_of(small_site(parsed.config));
    run_until(world, Instant{} + 10_s);
    CHECK(code(world) == "L7TOUT");
}

TEST_CASE("formats of a check are made for each server when they are sent or said", "[world]")
{
    const World asked = site_with(" option httpchk\n http-check send meth GET uri-lf /%[srv_name] hdr X-Backend %[be_name]\n http-check expect string-lf \"%[str(fine)]\" on-success \"%[srv_name] of %[be_name] says %[res.body]\"\n");
    CHECK(code(asked) == "L7OK");
    CHECK(info(asked) == "app1 of apps says status: fine");
    const World coded = site_with(" option httpchk GET /\n http-check expect status 200 status-code res.body_len\n");
    CHECK(coded.balancers[0].farms[0].servers[0].check.code == 12);
}

TEST_CASE("variables of a check last as long as it does; those of the process count on", "[world]")
{
    const std::string lines = " option httpchk\n http-check connect\n http-check set-var(check.n) var(check.n,0),add(1)\n http-check set-var(proc.n) var(proc.n,0),add(1)\n"
                              " http-check send meth GET uri /\n http-check expect status 200 on-success \"%[var(check.n)] of %[var(proc.n)]\"\n";
    const World world = site_with(lines);
    const std::string said = info(world);
    CHECK(said.starts_with("1 of "));
    CHECK(parse_integer(said.substr(5)).value_or(0) > 10);
}

TEST_CASE("http-check send-state tells the server what the balancer thinks of it", "[world]")
{
    // Text as recorded from HAProxy 2.6.12; a server that says its own state back is the easiest to look at.
    World world = site_with(" option httpchk GET /\n http-check send-state\n");
    const Balancer& balancer = world.balancers[0];
    const auto text = [&] { return haproxy::state_text({world.network.texts, *balancer.settings, balancer.farms, 0, 0, {}, "lb-01"}); };
    CHECK(balancer.settings->backends[0].check.sends_state);
    CHECK(text().starts_with("UP; address=10.0.1.21; port=8080; name=apps/app1; node=lb-01; weight=1/2; scur="));
    CHECK(text().ends_with("; qcur=0"));
    haproxy::CheckState& check = world.balancers[0].farms[0].servers[0].check;
    check.health = check.rise;
    CHECK(text().starts_with("UP 1/2; "));
    world.balancers[0].farms[0].servers[0].state = haproxy::Operational::stopped;
    check.health = 1;
    CHECK(text().starts_with("DOWN 1/2; "));
    check.health = 0;
    CHECK(text().starts_with("DOWN; "));
}
