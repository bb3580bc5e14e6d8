#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "console/runbook.hpp"

/// Any text is read; what is read without an error can be carried out in a world, and has something to print.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace evenkeel;
    const std::string text(reinterpret_cast<const char*>(data), size);
    Topology topology;
    topology.networks.push_back({"dmz", *parse_prefix("10.0.1.0/24"), {}});
    HostSettings host;
    host.name = "lb-01";
    host.links.push_back({"dmz", *parse_address("10.0.1.10"), {}});
    RunSettings run;
    run.kind = ServiceKind::balancer;
    run.name = "haproxy";
    run.file = "lb-01/haproxy.cfg";
    host.run.push_back(run);
    topology.hosts.push_back(host);
    haproxy::Settings settings;
    settings.sockets.push_back({"/run/haproxy/admin.sock", haproxy::AccessLevel::admin});
    Site site;
    site.topology = topology;
    site.haproxy["lb-01/haproxy.cfg"] = std::make_shared<const haproxy::Settings>(settings);
    const std::map<std::string, std::string> files{{"lb-01/haproxy.cfg", text}};
    const std::vector<std::string> commands{"curl", "haproxy", "journalctl", "socat", "systemctl"};
    const console::Desk desk{topology, files, commands};
    const auto runbook = console::read_runbook(text, "runbook.txt", desk, Instant{} + Duration{3600 * ns_per_s});
    for (const Diagnostic& diagnostic : runbook.diagnostics)
        if (diagnostic.what.empty() || diagnostic.at.line < 0) std::abort();
    Parsed<World> world = build(site, 1);
    if (has_error(world.diagnostics)) std::abort();
    world.config.bounds.events = 20'000;
    play(world.config, {runbook.config}, Instant{} + Duration{10 * ns_per_s}, true);
    for (const Operated& typed : world.config.operated)
        if (console::output_of(world.config, typed).text.size() > console::most_output_bytes + 100) std::abort();
    return 0;
}
