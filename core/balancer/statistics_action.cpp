// The form of the statistics page: what is done with the servers that were marked. Source: HAProxy 2.6, src/stats.c
// (stats_process_http_post); recorded from 2.6.12.
// Differs: `start` and `stop`, which the form itself no longer has, are unknown.

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "balancer/runtime_api.hpp"
#include "balancer/show.hpp"
#include "balancer/text_codes.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// The runtime API's command that does what an action of the form does: the words before and behind BACKEND/SERVER, or what its
/// health is set to.
struct Action {
    std::string_view name;
    std::string_view before;
    std::string_view after;
    enum class On : std::uint8_t { any, health, with_check, with_agent } on = On::any;
};
constexpr std::array<Action, 13> actions{{
    {"ready", "set server ", " state ready"},
    {"drain", "set server ", " state drain"},
    {"maint", "set server ", " state maint"},
    {"shutdown", "shutdown sessions server ", ""},
    {"dhlth", "disable health ", "", Action::On::with_check},
    {"ehlth", "enable health ", "", Action::On::with_check},
    {"hrunn", "up", "", Action::On::health},
    {"hnolb", "stopping", "", Action::On::health},
    {"hdown", "down", "", Action::On::health},
    {"dagent", "disable agent ", "", Action::On::with_agent},
    {"eagent", "enable agent ", "", Action::On::with_agent},
    {"arunn", "set server ", " agent up", Action::On::with_agent},
    {"adown", "set server ", " agent down", Action::On::with_agent},
}};

struct Form {
    std::string backend;
    std::optional<Action> action;
    bool names_unknown_action = false;
    std::vector<std::string> servers;
};

Form form_of(std::string_view body)
{
    Form form;
    for (const std::string_view field : split(body, '&')) {
        const std::size_t equals = field.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view name = field.substr(0, equals);
        const std::string value = url_decoded(field.substr(equals + 1), true).value_or("");
        if (name == "b") form.backend = value;
        if (name == "s") form.servers.push_back(value);
        if (name != "action") continue;
        const auto found = std::find_if(actions.begin(), actions.end(), [&](const Action& each) { return each.name == value; });
        if (found != actions.end()) form.action = *found;
        form.names_unknown_action = found == actions.end();
    }
    return form;
}

/// By its name, or as "#N" by its number.
const Backend* backend_of(const Settings& settings, std::string_view name)
{
    const auto found = std::find_if(settings.backends.begin(), settings.backends.end(), [&](const Backend& backend) {
        return backend.name == name || (name.starts_with('#') && parse_integer(name.substr(1)) == static_cast<std::int64_t>(backend.id));
    });
    return found == settings.backends.end() ? nullptr : &*found;
}

bool applies(const Action& action, const ServerState& server)
{
    switch (action.on) {
    case Action::On::any:
    case Action::On::health: return true;
    case Action::On::with_check: return server.check.enabled;
    case Action::On::with_agent: return server.agent.enabled;
    }
    return false;
}

}  // namespace

std::string change_by_statistics(Process& p, std::string_view body)
{
    const Form form = form_of(body);
    if (form.names_unknown_action) return "ERRP";
    if (!form.action || form.backend.empty() || form.servers.empty()) return "NONE";
    const Backend* backend = backend_of(p.settings(), form.backend);
    if (backend == nullptr) return "ERRP";
    const auto number = static_cast<std::uint32_t>(backend - p.settings().backends.data());
    const std::string name = backend->name;
    std::size_t changed = 0;
    std::size_t unknown = 0;
    // HAProxy reads a form from its end.
    for (auto wanted = form.servers.rbegin(); wanted != form.servers.rend(); ++wanted) {
        const std::vector<Server>& servers = p.settings().backends[number].servers;
        const auto server = std::find_if(servers.begin(), servers.end(), [&](const Server& each) { return each.name == *wanted; });
        const auto index = static_cast<std::uint32_t>(server - servers.begin());
        if (server == servers.end()) {
            ++unknown;
        } else if (applies(*form.action, p.balancer.farms[number].servers[index])) {
            if (form.action->on == Action::On::health) set_health(p, {number, {index}}, form.action->before, "Web interface");
            else run_commands(p.balancer, fmt::format("{}{}/{}{}", form.action->before, name, *wanted, form.action->after), p.context);
            ++changed;
        }
    }
    if (changed == 0) return unknown == 0 ? "NONE" : "ERRP";
    return unknown == 0 ? "DONE" : "PART";
}

}  // namespace evenkeel::haproxy
