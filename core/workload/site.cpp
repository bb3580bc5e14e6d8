#include "workload/site.hpp"

#include <cassert>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "config/haproxy.hpp"
#include "config/nginx.hpp"

namespace evenkeel::workload {

namespace {

constexpr int web_hosts = 4;

constexpr std::string_view balancer_cfg = R"(defaults
    mode http
    timeout connect 2s
    timeout client 30s
    timeout server 10s
    option redispatch

frontend www
    bind :80
    default_backend web

backend web
    balance leastconn
    option httpchk GET /health
    default-server check inter 2s fall 3 rise 2 maxconn 100
    server web-01 10.0.1.11:80
    server web-02 10.0.1.12:80
    server web-03 10.0.1.13:80
    server web-04 10.0.1.14:80
)";

constexpr std::string_view web_conf = R"(events {
    worker_connections 1024;
}
http {
    server {
        listen 80;
        location / {
            proxy_pass http://127.0.0.1:8080;
        }
        location = /health {
            return 200 "well";
        }
    }
}
)";

constexpr std::string_view topology_json = R"({
  "networks": {
    "internet": { "prefix": "203.0.113.0/24", "latency": "10ms" },
    "dmz": { "prefix": "10.0.1.0/24", "latency": "200us" }
  },
  "hosts": {
    "lb-01": { "on": { "internet": "203.0.113.10", "dmz": "10.0.1.10" }, "run": { "haproxy": "lb-01/haproxy.cfg" } }
  },
  "names": { "www.shop.test": "203.0.113.10" },
  "visitors": {
    "shoppers": { "from": "internet", "to": "http://www.shop.test/", "open": { "poisson": "40/s" },
                  "session": { "requests": [2, 6], "think": { "exponential": "3s" } },
                  "paths": [ { "path": "/", "weight": 3 }, { "path": "/cart", "weight": 1 } ] },
    "scripts": { "from": "internet", "to": "http://www.shop.test/api", "open": { "poisson": "40/s" }, "session": { "keep_alive": false } }
  }
})";

template <class Config>
Config checked(Parsed<Config> parsed)
{
    assert(!has_error(parsed.diagnostics));
    return std::move(parsed.config);
}

nlohmann::json topology()
{
    nlohmann::json topology = nlohmann::json::parse(topology_json);
    for (int i = 1; i <= web_hosts; ++i)
        topology["hosts"][fmt::format("web-0{}", i)] = {
            {"on", {{"dmz", fmt::format("10.0.1.{}", 10 + i)}}},
            {"cores", 8},
            {"run", {{"nginx", fmt::format("web-0{}/nginx.conf", i)}, {"app", {{"workers", 8}, {"service", {{"exponential", "20ms"}}}, {"keep_alive", "5s"}}}}}};
    return topology;
}

}  // namespace

Site whole_site()
{
    Site site;
    site.topology = checked(read_topology(topology(), "topology.json", ""));
    site.haproxy["lb-01/haproxy.cfg"] = std::make_shared<const haproxy::Settings>(checked(haproxy::read_haproxy(balancer_cfg, "lb-01/haproxy.cfg")));
    for (int i = 1; i <= web_hosts; ++i) {
        const std::string file = fmt::format("web-0{}/nginx.conf", i);
        site.nginx[file] = std::make_shared<const nginx::Settings>(checked(read_nginx(web_conf, file)));
    }
    return site;
}

World build_whole_site(std::uint64_t seed)
{
    World world = checked(evenkeel::build(whole_site(), seed));
    world.bounds.events = ~std::uint64_t{0};
    return world;
}

std::uint64_t requests_begun(const World& world)
{
    std::uint64_t begun = 0;
    for (const Visitors& visitors : world.visitors) begun += visitors.requests_begun;
    return begun;
}

void run_whole_site(World& world, std::uint64_t requests)
{
    while (requests_begun(world) < requests && world.reached == Bound::none) run_some(world, Instant{never.ns - 1}, 4096);
}

}  // namespace evenkeel::workload
