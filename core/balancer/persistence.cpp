// Who has a server before the balance algorithm is asked: use-server, cookies, stick tables, in this order.
//
// Source: reference section 0 (src/stream.c, src/http_ana.c), recorded from 2.6.12.

#include <algorithm>

#include "balancer/cookie.hpp"
#include "balancer/format.hpp"
#include "balancer/process.hpp"
#include "balancer/sticking.hpp"

namespace evenkeel::haproxy {

namespace {

std::uint32_t server_named(Process& p, const Stream& stream, const Format& name)
{
    const std::string wanted = render(p, stream, nullptr, name);
    const std::vector<Server>& servers = p.backend(stream).servers;
    const auto found = std::find_if(servers.begin(), servers.end(), [&](const Server& server) { return server.name == wanted; });
    return found == servers.end() ? no_index : static_cast<std::uint32_t>(found - servers.begin());
}

/// The first rule whose server is there; where it is not, the next rules are asked. A name that is no server's ends them.
void apply_use_server(Process& p, Stream& stream)
{
    for (const UseServer& rule : p.backend(stream).use_server) {
        if (!is_met(p, stream, rule.condition)) continue;
        const std::uint32_t server = rule.name.varies ? server_named(p, stream, rule.name) : rule.server;
        if (server == no_index) return;
        const bool stopped = p.farm(stream).servers[server].state == Operational::stopped;
        if (!stopped || leads_to_stopped(p, stream)) return choose_directly(stream, {server}, ChosenBy::use_server);
    }
}

void apply_cookie(Process& p, Stream& stream, std::uint32_t backend)
{
    TextTable& texts = p.context.network.texts;
    const Backend& settings = p.settings().backends[backend];
    const bool unused = stream.assigned || stream.persistence == Persistence::ignored;
    const CookieReading reading{p.context.now.ns / ns_per_s, unused, stream.persistence == Persistence::forced || settings.persist};
    const CookieFound found = find_cookie(settings, p.balancer.farms[backend].servers, texts[stream.request.cookie], reading);
    stream.request.cookie = found.header.empty() ? TextId{} : texts.intern(found.header);
    stream.cookie.letters[0] = found.letter;
    stream.cookie.dates = found.dates;
    if (found.server) choose_directly(stream, found.server, ChosenBy::cookie);
}

}  // namespace

void choose_directly(Stream& stream, ServerId server, ChosenBy by)
{
    stream.chosen_by = by;
    stream.server = server;
    stream.assigned = stream.direct = true;
}

bool leads_to_stopped(const Process& p, const Stream& stream) { return stream.persistence == Persistence::forced || p.backend(stream).persist; }

void read_cookies(Process& p, Stream& stream)
{
    if (!stream.request.cookie) return;
    TextTable& texts = p.context.network.texts;
    const HeaderCapture& capture = p.frontend(stream).log.cookie_capture;
    if (!capture.name.empty()) stream.cookie.captured = texts.intern(captured_cookie(capture, texts[stream.request.cookie]));
    const std::uint32_t backend = backend_in_log(p, stream);
    if (backend != no_index && !p.settings().backends[backend].cookie.name.empty()) apply_cookie(p, stream, backend);
}

void apply_persistence(Process& p, StreamId id)
{
    Stream& stream = p.balancer.streams[id];
    const Backend& backend = p.backend(stream);
    if (!backend.use_server.empty()) apply_use_server(p, stream);
    if (p.frontend(stream).mode == Mode::http) read_cookies(p, stream);
    if (!backend.stick_rules.empty()) apply_stick_rules(p, id);
}

}  // namespace evenkeel::haproxy
