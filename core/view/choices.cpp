#include "view/choices.hpp"

#include <fmt/format.h>

namespace evenkeel::view {

namespace {

constexpr std::string_view keys = "123456789abcdefghijklmnopqrstuvwxyz";

class Menu {
public:
    void add(std::string id, std::string label, Action action)
    {
        const char key = choices.size() < keys.size() ? keys[choices.size()] : '\0';
        choices.push_back({std::move(id), std::move(label), key, std::move(action)});
    }
    std::vector<Choice> choices;
};

bool is_latest(const Service& service) { return !service.successor; }

void add_service(Menu& menu, const World& world, std::uint32_t index)
{
    const Service& service = world.network.services[index];
    const std::string name = service_name(world, {index});
    switch (service.state) {
    case ServiceState::running:
    case ServiceState::draining:
        menu.add("kill " + service.name, fmt::format("Kill {}", service.name), Kill{name});
        menu.add("hang " + service.name, fmt::format("Hang {}: it accepts, and never answers", service.name), Hang{name});
        menu.add("stop " + service.name, fmt::format("Stop {} in good order", service.name), Stop{name});
        break;
    case ServiceState::hung: menu.add("resume " + service.name, fmt::format("Let {} go on", service.name), Resume{name}); break;
    case ServiceState::stopped: menu.add("start " + service.name, fmt::format("Start {}", service.name), Start{name}); break;
    }
}

/// The share of answers that a fault replaces, of the host's web server or application.
bool answers_errors(const World& world, HostId host)
{
    for (const Nginx& web : world.nginxes)
        if (world.network.services[web.service.index].host == host && is_latest(world.network.services[web.service.index]) && web.forced_share_ppm > 0) return true;
    for (const Application& application : world.applications)
        if (world.network.services[application.service.index].host == host && is_latest(world.network.services[application.service.index]) && application.forced_share_ppm > 0)
            return true;
    return false;
}

bool serves_pages(const World& world, HostId host)
{
    for (const Service& service : world.network.services)
        if (service.host == host && (service.kind == ServiceKind::nginx || service.kind == ServiceKind::application)) return true;
    return false;
}

void add_links(Menu& menu, const World& world, const Host& host)
{
    for (const AttachmentId id : host.attachments) {
        const Attachment& link = world.network.attachments[id.index];
        const std::string& network = world.network.lans[link.lan.index].name;
        menu.add(fmt::format("{} {}", link.cut ? "mend" : "cut", network), fmt::format("{} the link to {}", link.cut ? "Mend" : "Cut", network),
                 CutLink{host.name, network, !link.cut});
        const bool lossy = link.quality.loss_ppm > 0;
        Quality quality = link.quality;
        quality.loss_ppm = lossy ? 0 : 20'000;
        menu.add(fmt::format("{} {}", lossy ? "no loss" : "loss", network), lossy ? fmt::format("No packets lost on {}", network) : fmt::format("Lose 2 % of packets on {}", network),
                 Impair{host.name, network, quality});
    }
}

void add_visitors(Menu& menu, const Visitors& visitors)
{
    const std::string& name = visitors.settings->name;
    for (const std::int64_t percent : {200, 500, 50})
        if (visitors.surge_percent != percent) menu.add(fmt::format("surge {}", percent), fmt::format("{} % of the usual rate", percent), Surge{name, percent});
    if (visitors.surge_percent != 100) menu.add("surge 100", "The usual rate again", Surge{name, 100});
}

}  // namespace

std::vector<Choice> choices_for(const World& world, const std::string& node)
{
    Menu menu;
    for (const Visitors& visitors : world.visitors)
        if (visitors.settings->name == node) add_visitors(menu, visitors);
    const HostId host = find_host(world.network, node);
    if (!host || !menu.choices.empty()) return menu.choices;
    const Host& found = world.network.hosts[host.index];
    if (!found.powered) {
        menu.add("power on", "Power on", PowerOn{node});
        return menu.choices;
    }
    for (std::uint32_t i = 0; i < world.network.services.size(); ++i)
        if (const Service& service = world.network.services[i]; service.host == host && is_latest(service) && service.kind != ServiceKind::probe) add_service(menu, world, i);
    if (serves_pages(world, host)) {
        if (answers_errors(world, host)) menu.add("no errors", "Answer properly again", Errors{node, 500, 0});
        else menu.add("errors", "Answer every request with 500", Errors{node, 500, 1'000'000});
        if (found.slow_percent != 100) menu.add("usual speed", "Work at the usual speed", Slow{node, 100});
        else menu.add("slow", "Work four times slower", Slow{node, 400});
    }
    add_links(menu, world, found);
    menu.add("power off", "Power off", PowerOff{node});
    return menu.choices;
}

}  // namespace evenkeel::view
