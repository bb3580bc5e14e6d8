// Commands of the runtime API that change a frontend, the process, sessions or counters.

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "balancer/cookie.hpp"
#include "balancer/not_simulated.hpp"
#include "balancer/show.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::string_view done = "\n";

std::string error(std::string_view text) { return std::string(text) + "\n\n"; }

std::optional<std::uint32_t> frontend_named(const Process& p, std::string_view name)
{
    const std::vector<Frontend>& all = p.settings().frontends;
    for (std::uint32_t f = 0; f < all.size(); ++f)
        if (all[f].name == name) return f;
    return {};
}

void forget_peaks(Rate& rate) { rate.most = 0; }
void forget_peaks(Traffic& traffic)
{
    forget_peaks(traffic.sessions);
    traffic.queue.most = traffic.connect.most = traffic.response.most = traffic.total.most = 0;
}

/// All of it, but what is the case now.
Traffic cleared(const Traffic& traffic)
{
    Traffic fresh;
    fresh.sessions.events = traffic.sessions.events;
    return fresh;
}

FrontendState cleared(const FrontendState& state)
{
    FrontendState fresh;
    fresh.listeners = state.listeners;
    fresh.connections_by_bind = state.connections_by_bind;
    fresh.scur = state.scur;
    fresh.session_rate.events = state.session_rate.events;
    fresh.connection_rate.events = state.connection_rate.events;
    fresh.request_rate.events = state.request_rate.events;
    fresh.lines = state.lines;
    fresh.disabled = state.disabled;
    fresh.shut = state.shut;
    return fresh;
}

template <class Counters>
Counters cleared_counters(const Counters& counters)
{
    Counters fresh;
    fresh.scur = counters.scur;
    return fresh;
}

void clear_all(Process& p)
{
    for (FrontendState& frontend : p.balancer.frontends) frontend = cleared(frontend);
    for (std::uint32_t b = 0; b < p.balancer.farms.size(); ++b) {
        Farm& farm = p.balancer.farms[b];
        BackendState& state = p.balancer.backends[b];
        farm.counters = cleared_counters(farm.counters);
        state.traffic = cleared(state.traffic);
        state.downtime = {};
        for (std::uint32_t s = 0; s < farm.servers.size(); ++s) {
            farm.servers[s].counters = cleared_counters(farm.servers[s].counters);
            farm.servers[s].downtime = {};
            state.servers[s].traffic = cleared(state.servers[s].traffic);
        }
    }
}

void clear_peaks(Process& p)
{
    for (FrontendState& frontend : p.balancer.frontends) {
        frontend.smax = 0;
        forget_peaks(frontend.session_rate);
        forget_peaks(frontend.connection_rate);
        forget_peaks(frontend.request_rate);
    }
    for (std::uint32_t b = 0; b < p.balancer.farms.size(); ++b) {
        Farm& farm = p.balancer.farms[b];
        farm.counters.smax = farm.counters.qmax = 0;
        forget_peaks(p.balancer.backends[b].traffic);
        for (std::uint32_t s = 0; s < farm.servers.size(); ++s) {
            farm.servers[s].counters.smax = farm.servers[s].counters.qmax = 0;
            forget_peaks(p.balancer.backends[b].servers[s].traffic);
        }
    }
}

void close_ports(Process& p, FrontendState& frontend)
{
    for (const ListenerId listener : frontend.listeners) close_listener(p.context, listener);
    frontend.listeners.clear();
}

/// What has been done to a frontend stays as it is: `cannot` what is refused then.
std::string shut_already(std::string_view cannot) { return error(fmt::format("Frontend was previously shut down, cannot {}.", cannot)); }

}  // namespace

void accept_all(Process& p)
{
    for (std::uint32_t f = 0; f < p.balancer.frontends.size(); ++f)
        for (std::uint32_t b = 0; b < p.balancer.frontends[f].listeners.size(); ++b) accept_waiting(p, f, b);
}

std::string set_maxconn_frontend(Process& p, Words words)
{
    if (word_at(words, 3).empty()) return error("A frontend name is expected.");
    const auto frontend = frontend_named(p, word_at(words, 3));
    if (!frontend) return error("No such frontend.");
    if (word_at(words, 4).empty()) return error("Integer value expected.");
    const std::int64_t limit = leading_number(word_at(words, 4));
    if (limit < 0) return error("Value out of range.");
    change_settings(p, [&](Settings& settings) { settings.frontends[*frontend].maxconn = limit; });
    accept_all(p);
    return std::string(done);
}

std::string set_maxconn_global(Process& p, Words words)
{
    if (word_at(words, 3).empty()) return error("Expects an integer value.");
    std::int64_t& most = p.balancer.traffic.most_connections;
    if (most == 0) most = maxconn_of(p);
    const std::int64_t wanted = leading_number(word_at(words, 3));
    if (wanted > most) return error("Value out of range.");
    change_settings(p, [&](Settings& settings) { settings.maxconn = wanted > 0 ? wanted : most; });
    accept_all(p);
    return std::string(done);
}

namespace {

/// A change of how a backend makes cookies for its servers, and the cookies that come of it.
template <class Change>
std::string change_dynamic_cookies(Process& p, std::string_view name, Change&& change)
{
    if (name.empty()) return error("A backend name is expected.");
    const std::vector<Backend>& all = p.settings().backends;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Backend& each) { return each.name == name; });
    if (found == all.end()) return error("No such backend.");
    change_settings(p, [&, index = found - all.begin()](Settings& settings) {
        Backend& backend = settings.backends[static_cast<std::size_t>(index)];
        change(backend.cookie);
        make_dynamic_cookies(backend);
    });
    return std::string(done);
}

}  // namespace

std::string set_dynamic_cookie_key(Process& p, Words words)
{
    const std::string_view key = word_at(words, 4);
    const bool known = std::any_of(p.settings().backends.begin(), p.settings().backends.end(), [&](const Backend& each) { return each.name == word_at(words, 3); });
    if (known && key.empty()) return error("String value expected.");
    return change_dynamic_cookies(p, word_at(words, 3), [&](PersistenceCookie& cookie) { cookie.dynamic_key = key; });
}

std::string enable_dynamic_cookie(Process& p, Words words)
{
    return change_dynamic_cookies(p, word_at(words, 3), [](PersistenceCookie& cookie) { cookie.dynamic = true; });
}

std::string disable_dynamic_cookie(Process& p, Words words)
{
    return change_dynamic_cookies(p, word_at(words, 3), [](PersistenceCookie& cookie) { cookie.dynamic = false; });
}

std::string disable_frontend(Process& p, Words words)
{
    if (word_at(words, 2).empty()) return error("A frontend name is expected.");
    const auto index = frontend_named(p, word_at(words, 2));
    if (!index) return error("No such frontend.");
    FrontendState& frontend = p.balancer.frontends[*index];
    if (frontend.shut) return shut_already("disable");
    if (frontend.disabled) return error("All sockets are already disabled.");
    frontend.disabled = true;
    close_ports(p, frontend);
    log_frontend_event(p, *index, fmt::format("Paused frontend {}.", p.settings().frontends[*index].name));
    return std::string(done);
}

std::string enable_frontend(Process& p, Words words)
{
    if (word_at(words, 2).empty()) return error("A frontend name is expected.");
    const auto index = frontend_named(p, word_at(words, 2));
    if (!index) return error("No such frontend.");
    if (p.balancer.frontends[*index].shut) return shut_already("enable");
    if (!p.balancer.frontends[*index].disabled) return error("All sockets are already enabled.");
    p.balancer.frontends[*index].disabled = false;
    if (p.balancer.accepting) open_ports_of(p, *index);
    log_frontend_event(p, *index, fmt::format("Resumed frontend {}.", p.settings().frontends[*index].name));
    return std::string(done);
}

std::string shutdown_frontend(Process& p, Words words)
{
    if (word_at(words, 2).empty()) return error("A frontend name is expected.");
    const auto index = frontend_named(p, word_at(words, 2));
    if (!index) return error("No such frontend.");
    FrontendState& frontend = p.balancer.frontends[*index];
    if (frontend.shut) return error("Frontend was already shut down.");
    frontend.disabled = frontend.shut = true;
    close_ports(p, frontend);
    const std::string& name = p.settings().frontends[*index].name;
    const auto same = std::find_if(p.settings().backends.begin(), p.settings().backends.end(), [&](const Backend& backend) { return backend.name == name; });
    const std::int64_t of_backend = same == p.settings().backends.end() ? 0 : p.balancer.farms[static_cast<std::size_t>(same - p.settings().backends.begin())].counters.stot;
    log_frontend_event(p, *index, fmt::format("Proxy {} stopped (cumulated conns: FE: {}, BE: {}).", name, frontend.connections, of_backend));
    return std::string(done);
}

std::string shutdown_session(Process& p, Words words)
{
    if (word_at(words, 2).empty()) return error("Session pointer expected (use 'show sess').");
    std::string_view text = word_at(words, 2);
    if (text.starts_with("0x")) text.remove_prefix(2);
    std::uint32_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number, 16);
    const auto& slots = p.balancer.sessions.slots;
    if (number == 0 || number > slots.size() || !slots[number - 1].used) return error("No such session (use 'show sess').");
    const SessionId id{number - 1};
    if (const StreamId stream = p.balancer.sessions[id].stream) kill_stream(p, stream, 'K');
    else close_session(p, id);
    return std::string(done);
}

std::string clear_counters(Process& p, Words words)
{
    if (word_at(words, 2) == "all") clear_all(p);
    else clear_peaks(p);
    return std::string(done);
}

}  // namespace evenkeel::haproxy
