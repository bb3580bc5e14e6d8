// Sessions that an application keeps in its own memory, as a cart without a shared store.
//
// The cookie's value says which process began the session and its number there: a process has what it began, and nothing else.
// Differs: a session never expires while its process lives.

#include <string>

#include <fmt/format.h>

#include "base/text.hpp"
#include "web/application.hpp"

namespace evenkeel {

namespace {

/// The value of a cookie in a Cookie header; empty without it.
std::string_view cookie_in(std::string_view header, std::string_view name)
{
    for (const std::string_view part : split(header, ';')) {
        const std::size_t equals = part.find('=');
        if (equals != std::string_view::npos && trim(part.substr(0, equals)) == name) return trim(part.substr(equals + 1));
    }
    return {};
}

bool is_known(const Application& application, std::string_view value)
{
    const std::size_t dot = value.find('.');
    if (dot == std::string_view::npos) return false;
    const auto process = parse_integer(value.substr(0, dot));
    const auto number = parse_integer(value.substr(dot + 1));
    return process && number && *process == application.service.index && *number >= 1 && static_cast<std::uint64_t>(*number) <= application.sessions;
}

void count_session(const Application& application, MeterId& id, TruthMetric metric, Context& context)
{
    const Service& self = context.network.services[application.service.index];
    if (!id) id = meter(context.meters, metric, {context.network.hosts[self.host.index].name, self.name});
    count(context.meters, id);
}

}  // namespace

std::string find_session(Application& application, const Message& request, Context& context)
{
    const std::string& name = application.settings->session_cookie;
    const std::string_view value = cookie_in(context.network.texts[request.cookie], name);
    if (is_known(application, value)) return "";
    if (value.empty()) count_session(application, application.sessions_meter, TruthMetric::service_sessions_total, context);
    else count_session(application, application.lost_sessions_meter, TruthMetric::service_lost_sessions_total, context);
    ++application.sessions;
    return fmt::format("{}={}.{}; path=/", name, application.service.index, application.sessions);
}

}  // namespace evenkeel
