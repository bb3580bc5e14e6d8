#pragma once
// A small site at whose hosts one can type: lb-01 with a haproxy.cfg, two applications, visitors.

#include <memory>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "config/haproxy.hpp"
#include "console/shell.hpp"
#include "world/sites.hpp"

namespace evenkeel::typing {

struct Terminal {
    evenkeel::Site site;
    std::map<std::string, std::string> files;
    std::vector<std::string> commands{"curl", "haproxy", "journalctl", "socat", "systemctl"};
    World world;

    explicit Terminal(std::string cfg)
    {
        files["lb-01/haproxy.cfg"] = cfg;
        auto parsed = haproxy::read_haproxy(cfg, "lb-01/haproxy.cfg");
        for (const Diagnostic& one : parsed.diagnostics) UNSCOPED_INFO(to_text(one));
        REQUIRE_FALSE(has_error(parsed.diagnostics));
        site = sites::small_site(parsed.config);
        site.topology.visitors.front().rate_per_1000s = 1'000;
        world = sites::world_of(site);
        for (Balancer& balancer : world.balancers) balancer.keep_log = true;
    }

    console::Desk desk() const { return {site.topology, files, commands}; }

    std::vector<Diagnostic> refusals(std::string_view line, std::string_view host = "lb-01") const { return console::read_line(desk(), host, line).diagnostics; }

    /// The sentence with which a line is refused, without its repair.
    std::string refusal(std::string_view line, std::string_view host = "lb-01") const
    {
        const auto said = refusals(line, host);
        return said.empty() ? std::string{} : said.front().what;
    }

    /// Types a line and gives what it has printed when it is over, at most so much later.
    console::Output operator()(std::string_view line, std::string_view host = "lb-01", Duration patience = 150_s)
    {
        const Parsed<Operate> read = console::read_line(desk(), host, line);
        for (const Diagnostic& one : read.diagnostics) UNSCOPED_INFO(to_text(one));
        REQUIRE(read.diagnostics.empty());
        apply(world, read.config);
        const std::size_t which = world.operated.size() - 1;
        const Instant until = world.now + patience;
        console::Output output = console::output_of(world, world.operated[which]);
        while (!output.over && world.now < until) {
            run_until(world, world.now + 100_ms);
            output = console::output_of(world, world.operated[which]);
        }
        return output;
    }
};

inline const std::string usual_cfg = R"(global
    log /dev/log local0
    stats socket /run/haproxy/admin.sock mode 660 level admin
    stats socket /run/haproxy/reader.sock level user
defaults
    mode http
    log global
    option httplog
    timeout connect 1s
    timeout client 5s
    timeout server 5s
frontend www
    bind *:80
    http-request deny if { path /deny }
    default_backend apps
backend apps
    server app1 10.0.1.21:8080 check inter 500ms fall 2
    server app2 10.0.1.22:8080 check inter 500ms fall 2
)";

}  // namespace evenkeel::typing
