// A request's way into its backend: the frontend's rules, the choice, the backend's rules.

#include <algorithm>

#include <fmt/format.h>

#include "balancer/format.hpp"
#include "balancer/http_text.hpp"
#include "balancer/sticking.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// True when a rule has answered the request, or will.
bool answered_by(Process& p, StreamId id, const std::vector<HttpRule>& rules)
{
    for (const HttpRule& rule : rules) {
        if (!is_met(p, p.balancer.streams[id], rule.condition)) continue;
        const Went went = apply_rule(p, id, rule, true);
        if (went == Went::on) continue;
        return went == Went::to_the_end;
    }
    return false;
}

bool answered_by(Process& p, StreamId id, const RequestRules& request)
{
    return answered_by(p, id, request.rules) || answered_by_statistics(p, id, request.statistics.get()) || answered_by(p, id, request.redirects);
}

std::uint32_t backend_named(Process& p, const Stream& stream, const UseBackend& rule)
{
    const std::string name = render(p, stream, nullptr, rule.name);
    const std::vector<Backend>& backends = p.settings().backends;
    const auto found = std::find_if(backends.begin(), backends.end(), [&](const Backend& backend) { return backend.name == name; });
    return found == backends.end() ? p.frontend(stream).default_backend : static_cast<std::uint32_t>(found - backends.begin());
}

std::uint32_t backend_for(Process& p, const Stream& stream)
{
    for (const UseBackend& rule : p.frontend(stream).use_backend)
        if (is_met(p, stream, rule.condition)) return rule.name.varies ? backend_named(p, stream, rule) : rule.backend;
    return p.frontend(stream).default_backend;
}

/// unique-id-header: a line of its own, also beside one that came with the request.
void add_unique_id(Process& p, Stream& stream, const std::string& header)
{
    const std::string id = unique_id_of(p, stream);
    if (id.empty()) return;
    TextTable& texts = p.context.network.texts;
    stream.request.headers = texts.intern(fmt::format("{}{}: {}\n", texts[stream.request.headers], header, id));
}

/// option forwardfor, option originalto: the backend's name counts, then the frontend's; an exception of either; `if-none` only where
/// none of them says "always".
void add_address(Process& p, Stream& stream, const ForwardedHeader& frontend, const ForwardedHeader& backend, const Address& address)
{
    const auto excepts = [&](const ForwardedHeader& option) { return !option.name.empty() && option.has_exception && contains(option.except, address); };
    const auto always = [](const ForwardedHeader& option) { return !option.name.empty() && !option.if_none; };
    if (excepts(frontend) || excepts(backend)) return;
    TextTable& texts = p.context.network.texts;
    const std::string& name = backend.name.empty() ? frontend.name : backend.name;
    const std::string_view lines = texts[stream.request.headers];
    const bool usual = equal_ignoring_case(name, "X-Forwarded-For");
    const auto has_one = [&] { return (usual && !is_any(stream.request.forwarded_for)) || !header_lines(lines, name).empty(); };
    if (!always(frontend) && !always(backend) && has_one()) return;
    if (usual) stream.request.forwarded_for = address;
    else stream.request.headers = texts.intern(fmt::format("{}{}: {}\n", lines, name, to_text(address)));
}

void apply_persist_rules(Process& p, Stream& stream)
{
    for (const PersistRule& rule : p.backend(stream).persist_rules) {
        if (!is_met(p, stream, rule.condition)) continue;
        stream.persistence = rule.forces ? Persistence::forced : Persistence::ignored;
        return;
    }
}

void enter_backend(Process& p, Stream& stream, std::uint32_t backend)
{
    stream.backend = backend;
    Farm& farm = p.farm(stream);
    ++farm.streams;
    ++farm.counters.stot;
    farm.counters.smax = std::max(farm.counters.smax, ++farm.counters.scur);
    farm.counters.bin += stream.request.bytes;
    Traffic& traffic = p.balancer.backends[backend].traffic;
    traffic.last_session = p.context.now;
    count_event(traffic.sessions, p.context.now);
    apply_persist_rules(p, stream);
}

/// monitor-uri names the whole target.
bool is_monitored(const Process& p, const Stream& stream)
{
    const std::string& uri = p.frontend(stream).monitor_uri;
    return !uri.empty() && p.context.network.texts[stream.request.path] == uri;
}

/// "Service ready", or an error where `monitor fail` holds. The log has nothing of it.
void answer_monitor(Process& p, StreamId id)
{
    Stream& stream = p.balancer.streams[id];
    const std::vector<Condition>& fail = p.frontend(stream).monitor_fail;
    const bool fails = std::any_of(fail.begin(), fail.end(), [&](const Condition& condition) { return is_met(p, stream, condition); });
    stream.log.is_done = true;
    ++p.balancer.frontends[stream.frontend].intercepted;
    end_stream(p, id, {'L', 'R'}, own_response(p, stream, fails ? 503 : 200));
}

/// tcp-request rules have let it through: from here on it is a request that has been read.
void count_as_read(Process& p, Stream& stream)
{
    stream.has_request = true;
    count_request(p, stream.frontend);
    count_tracked(p, tracked_by(p, stream), Counter::http_req_cnt, Counter::http_req_rate);
}

/// The frontend's part of apply_rules: true when the stream has come into a backend.
bool enter_by_rules(Process& p, StreamId id)
{
    const Frontend& frontend = p.frontend(p.balancer.streams[id]);
    if (!let_in(p, id, frontend.content_rules, frontend.inspect_delay)) return false;
    if (frontend.mode == Mode::http) count_as_read(p, p.balancer.streams[id]);
    if (is_monitored(p, p.balancer.streams[id])) return answer_monitor(p, id), false;
    if (answered_by(p, id, frontend.request)) return false;
    Stream& stream = p.balancer.streams[id];
    const std::uint32_t backend = backend_for(p, stream);
    if (backend == no_index) {
        end_stream(p, id, {'S', 'C'}, own_response(p, stream, 503));
        return false;
    }
    enter_backend(p, stream, backend);
    return true;
}

}  // namespace

void count_request(Process& p, std::uint32_t frontend)
{
    FrontendState& state = p.balancer.frontends[frontend];
    ++state.req_tot;
    ++p.balancer.traffic.all_requests;
    count_event(state.request_rate, p.context.now);
}

bool apply_rules(Process& p, StreamId id)
{
    if (p.balancer.streams[id].backend == no_index && !enter_by_rules(p, id)) return false;
    Stream& stream = p.balancer.streams[id];
    const Frontend& frontend = p.frontend(stream);
    const Backend& backend = p.backend(stream);
    if (!let_in(p, id, backend.content_rules, backend.inspect_delay)) return false;
    if (frontend.mode == Mode::tcp) return true;
    if (answered_by(p, id, backend.request)) return false;
    if (const std::string& header = frontend.log.unique_id_header; !header.empty()) add_unique_id(p, stream, header);
    const Session& session = p.balancer.sessions[stream.session];
    if (!frontend.forwardfor.name.empty() || !backend.forwardfor.name.empty()) add_address(p, stream, frontend.forwardfor, backend.forwardfor, session.source.address);
    if (!frontend.originalto.name.empty() || !backend.originalto.name.empty()) add_address(p, stream, frontend.originalto, backend.originalto, session.destination);
    return true;
}

}  // namespace evenkeel::haproxy
