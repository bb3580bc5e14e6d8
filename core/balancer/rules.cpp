// http-request rules and the choice of a backend.

#include <fmt/format.h>

#include "balancer/acl.hpp"
#include "balancer/hash_key.hpp"
#include "balancer/process.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

std::string_view word_of(Method method)
{
    switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::del: return "DELETE";
    case Method::options: return "OPTIONS";
    case Method::other: return "OTHER";
    }
    return "OTHER";
}

std::string header_lines(const Process& p, const Message& message)
{
    const TextTable& texts = p.context.network.texts;
    std::string lines = fmt::format("Host: {}\n{}", texts[message.host], texts[message.headers]);
    if (message.cookie) lines += fmt::format("Cookie: {}\n", texts[message.cookie]);
    if (!is_any(message.forwarded_for)) lines += fmt::format("X-Forwarded-For: {}\n", to_text(message.forwarded_for));
    return lines;
}

/// `lines` are those of its header.
RequestView view_of(const Process& p, const Stream& stream, std::string_view lines)
{
    const Session& session = p.balancer.sessions[stream.session];
    return {word_of(stream.request.method), p.context.network.texts[stream.request.path], lines, session.source.address, session.port, stream.request.tls, stream.backend};
}

bool is_met(const Process& p, const Stream& stream, const Condition& condition)
{
    if (condition.any.empty()) return true;
    const std::string lines = header_lines(p, stream.request);
    return holds(p.settings(), condition, view_of(p, stream, lines), p.balancer.farms);
}

std::string without_header(std::string_view lines, std::string_view name)
{
    std::string kept;
    for (const std::string_view line : split(lines, '\n'))
        if (!line.empty() && !equal_ignoring_case(line.substr(0, line.find(':')), name)) kept += fmt::format("{}\n", line);
    return kept;
}

/// set-header, add-header, del-header. Host and Cookie have fields of their own.
void edit_header(Process& p, Stream& stream, const HttpRule& rule)
{
    TextTable& texts = p.context.network.texts;
    Message& request = stream.request;
    const bool removes = rule.action == RuleAction::del_header;
    if (equal_ignoring_case(rule.name, "host")) request.host = texts.intern(removes ? "" : rule.value);
    else if (equal_ignoring_case(rule.name, "cookie")) request.cookie = texts.intern(removes ? "" : rule.value);
    else if (equal_ignoring_case(rule.name, "x-forwarded-for")) request.forwarded_for = removes ? Address{} : parse_address(rule.value).value_or(Address{});
    else {
        const std::string_view lines = texts[request.headers];
        std::string edited = rule.action == RuleAction::add_header ? std::string(lines) : without_header(lines, rule.name);
        if (!removes) edited += fmt::format("{}: {}\n", rule.name, rule.value);
        request.headers = texts.intern(edited);
    }
}

std::string location_of(const Process& p, const Stream& stream, const HttpRule& rule)
{
    const TextTable& texts = p.context.network.texts;
    const std::string_view target = texts[stream.request.path];
    if (rule.action == RuleAction::redirect_location) return rule.value;
    if (rule.action == RuleAction::redirect_prefix) return rule.value == "/" ? std::string(target) : rule.value + std::string(target);
    return fmt::format("{}://{}{}", rule.value, texts[stream.request.host], target);
}

/// True when a rule has answered the request.
bool answered_by(Process& p, StreamId id, const std::vector<HttpRule>& rules)
{
    for (const HttpRule& rule : rules) {
        Stream& stream = p.balancer.streams[id];
        if (!is_met(p, stream, rule.condition)) continue;
        switch (rule.action) {
        case RuleAction::set_header:
        case RuleAction::add_header:
        case RuleAction::del_header: edit_header(p, stream, rule); continue;
        case RuleAction::deny:
            ++p.balancer.frontends[stream.frontend].dreq;
            if (stream.backend != no_index) ++p.farm(stream).counters.dreq;
            end_stream(p, id, {'P', 'R'}, own_response(p, rule.status != 0 ? rule.status : 403));
            return true;
        case RuleAction::redirect_scheme:
        case RuleAction::redirect_location:
        case RuleAction::redirect_prefix:
            end_stream(p, id, {'L', 'R'},
                       own_response(p, rule.status != 0 ? rule.status : 302, fmt::format("Location: {}\n", location_of(p, stream, rule))));
            return true;
        case RuleAction::return_status: end_stream(p, id, {'L', 'R'}, own_response(p, rule.status != 0 ? rule.status : 200)); return true;
        }
    }
    return false;
}

std::uint32_t backend_for(const Process& p, const Stream& stream)
{
    for (const UseBackend& rule : p.frontend(stream).use_backend)
        if (is_met(p, stream, rule.condition)) return rule.backend;
    return p.frontend(stream).default_backend;
}

void enter_backend(Process& p, Stream& stream, std::uint32_t backend)
{
    stream.backend = backend;
    Farm& farm = p.farm(stream);
    ++farm.streams;
    ++farm.counters.stot;
    farm.counters.smax = std::max(farm.counters.smax, ++farm.counters.scur);
    farm.counters.bin += stream.request.bytes;
}

}  // namespace

std::optional<std::uint32_t> hash_key_of(const Process& p, const Stream& stream)
{
    const std::string lines = header_lines(p, stream.request);
    return hash_key(p.backend(stream).balance, view_of(p, stream, lines));
}

bool apply_rules(Process& p, StreamId id)
{
    const Frontend& frontend = p.frontend(p.balancer.streams[id]);
    if (answered_by(p, id, frontend.rules)) return false;
    Stream& stream = p.balancer.streams[id];
    const std::uint32_t backend = backend_for(p, stream);
    if (backend == no_index) {
        end_stream(p, id, {'S', 'C'}, own_response(p, 503));
        return false;
    }
    enter_backend(p, stream, backend);
    if (frontend.mode == Mode::tcp) return true;
    if (answered_by(p, id, p.backend(stream).rules)) return false;
    if (frontend.forwardfor || p.backend(stream).forwardfor) stream.request.forwarded_for = p.balancer.sessions[stream.session].source.address;
    return true;
}

Message own_response(Process& p, std::int32_t status, std::string_view headers)
{
    Message response;
    response.kind = MessageKind::response;
    response.status = status;
    response.bytes = status >= 300 && status < 400 ? 83 : 217;
    response.headers = p.context.network.texts.intern(headers);
    return response;
}

}  // namespace evenkeel::haproxy
