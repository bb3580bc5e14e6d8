// `show errors`: what HAProxy keeps of messages that it could not read. Recorded from 2.6.12 (tests/golden/haproxy-api/errors.json).
//
// Differs: HAProxy takes `close` and `keep-alive` out of a Connection line while it reads, so that its dump shows what is left; what HAProxy refuses for its body or for a rule is not kept; a message of the simulator that has no text (a visitor's) is
// written as its client would write it.

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "balancer/show.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::size_t buffer_bytes = 16'384;
constexpr std::size_t usable_bytes = 16'336;
constexpr std::size_t line_end = 79;            // of a line of the dump, its place included

// Bits of HAProxy's connections and streams of HTTP/1 (include/haproxy/mux_h1.h), as recorded.
constexpr std::uint32_t request_connection = 0x100;
constexpr std::uint32_t answer_connection = 0x8000'2200;
constexpr std::uint32_t too_long = 0x20;
constexpr std::uint32_t request_stream = 0x810;
constexpr std::uint32_t not_first = 0x80;
constexpr std::uint32_t answer_stream = 0x4800;
constexpr std::uint32_t keeps = 0x10;
constexpr std::uint32_t closes = 0x40;
constexpr std::uint32_t to_head = 0x100;

/// A header line that goes on in the next one is one line from the moment HAProxy has read so far: blanks take the place of the line's end.
void unfold(std::string& bytes, std::size_t read)
{
    for (std::size_t i = bytes.find('\n') + 1; i < read && i + 1 < bytes.size(); ++i) {
        if (bytes[i] != '\n' || (bytes[i + 1] != ' ' && bytes[i + 1] != '\t')) continue;
        bytes[i] = ' ';
        if (bytes[i - 1] == '\r') bytes[i - 1] = ' ';
    }
}

void keep(Process& p, ErrorCapture capture, std::string_view bytes)
{
    std::vector<ErrorCapture>& errors = p.balancer.errors;
    capture.at = p.context.now;
    capture.number = p.balancer.errors_seen++;
    capture.bytes = bytes.substr(0, most_head_bytes);
    unfold(capture.bytes, capture.reading.at);
    if (capture.reading.at >= most_head_bytes) capture.connection_flags |= too_long;
    const bool answer = capture.backend != no_index;
    std::erase_if(errors, [&](const ErrorCapture& each) { return answer ? each.backend == capture.backend : each.backend == no_index && each.frontend == capture.frontend; });
    errors.push_back(std::move(capture));
}

/// The byte as a C string would have it.
std::string shown(char c)
{
    switch (c) {
    case '\t': return "\\t";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\x1b': return "\\e";
    case '\\': return "\\\\";
    default: break;
    }
    if (c >= ' ' && c <= '~') return std::string(1, c);
    return fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
}

/// A line of the dump ends with a line of the message, or is full: then the next goes on with '+'.
std::string dump(std::string_view bytes)
{
    std::string text;
    bool goes_on = false;
    for (std::size_t at = 0; at < bytes.size();) {
        std::string line = fmt::format("  {:05}{} ", at, goes_on ? '+' : ' ');
        goes_on = true;
        while (at < bytes.size() && goes_on) {
            const std::string next = shown(bytes[at]);
            if (line.size() + next.size() > line_end) break;
            line += next;
            goes_on = bytes[at++] != '\n';
        }
        text += line + "\n";
    }
    return text;
}

std::int64_t id_of(std::span<const ProxyRow> proxies, std::uint32_t ProxyRow::*side, std::uint32_t index)
{
    const auto found = std::find_if(proxies.begin(), proxies.end(), [&](const ProxyRow& row) { return row.*side == index; });
    return found == proxies.end() ? -1 : found->id;
}

std::string text_of(const Process& p, const ErrorCapture& capture, std::span<const ProxyRow> proxies)
{
    const Frontend& frontend = p.settings().frontends[capture.frontend];
    const std::int64_t frontend_id = id_of(proxies, &ProxyRow::frontend, capture.frontend);
    std::string text = fmt::format(" \n[{}] ", log_date(capture.at));
    if (capture.backend == no_index) {
        text += fmt::format("frontend {} (#{}): invalid request\n  backend <NONE> (#-1), server <NONE> (#-1)", frontend.name, frontend_id);
    } else {
        const Backend& backend = p.settings().backends[capture.backend];
        // Behind `dispatch` there is no server.
        const Server* server = capture.server == no_index ? nullptr : &backend.servers[capture.server];
        const std::string who = server == nullptr ? "<NONE> (#-1)" : fmt::format("{} (#{})", server->name, server->id);
        text += fmt::format("backend {} (#{}): invalid response\n  frontend {} (#{}), server {}", backend.name, id_of(proxies, &ProxyRow::backend, capture.backend),
                            frontend.name, frontend_id, who);
    }
    const HeadReading& reading = capture.reading;
    return text +
           fmt::format(", event #{}, src {}:{}\n"
                       "  buffer starts at 0 (including 0 out), {} free,\n"
                       "  len {}, wraps at {}, error at position {}\n"
                       "  H1 connection flags 0x{:08x}, H1 stream flags 0x{:08x}\n"
                       "  H1 msg state {}({}), H1 msg flags 0x{:08x}\n"
                       "  H1 chunk len {} bytes, H1 body len {} bytes :\n  \n",
                       capture.number, to_text(capture.source.address), capture.source.port, buffer_bytes - capture.bytes.size(), capture.bytes.size(), usable_bytes,
                       reading.at, capture.connection_flags, capture.stream_flags, name_of(reading.state), static_cast<int>(reading.state), reading.flags,
                       reading.body_length, reading.body_length) +
           dump(capture.bytes);
}

/// show errors [PROXY|IID [request|response]]
struct Wanted {
    std::int64_t proxy = -1;
    bool requests = true;
    bool answers = true;
};

/// Nothing: there is no such proxy.
std::optional<Wanted> read(Words words, std::span<const ProxyRow> proxies)
{
    Wanted wanted;
    if (words.size() > 2) {
        const std::string_view name = words[2];
        const auto named = std::find_if(proxies.begin(), proxies.end(), [&](const ProxyRow& row) { return row.name == name; });
        wanted.proxy = 0;
        if (named != proxies.end()) wanted.proxy = named->id;
        else std::from_chars(name.data(), name.data() + name.size(), wanted.proxy);
        if (wanted.proxy == 0) return std::nullopt;
    }
    wanted.requests = word_at(words, 3) != "response";
    wanted.answers = word_at(words, 3) != "request";
    return wanted;
}

}  // namespace

std::string_view bytes_of(const Process& p, const Message& message)
{
    if (message.kind != MessageKind::bytes) return {};
    return p.context.network.texts[message.body ? message.body : message.headers];
}

void capture_request(Process& p, SessionId id, const HeadReading& reading, std::string_view bytes)
{
    const Session& session = p.balancer.sessions[id];
    ErrorCapture capture;
    capture.source = session.source;
    capture.frontend = session.frontend;
    capture.reading = reading;
    capture.connection_flags = request_connection;
    capture.stream_flags = request_stream | (session.requests > 0 ? not_first : 0);
    keep(p, std::move(capture), bytes);
}

void capture_answer(Process& p, const Stream& stream, const HeadReading& reading, std::string_view bytes)
{
    const Backend& backend = p.backend(stream);
    const Frontend& frontend = p.frontend(stream);
    const bool ends = backend.http_server_close || backend.httpclose || frontend.http_server_close || frontend.httpclose;
    ErrorCapture capture;
    capture.source = p.balancer.sessions[stream.session].source;
    capture.frontend = stream.frontend;
    capture.backend = stream.backend;
    capture.server = stream.server.index;
    capture.reading = reading;
    capture.connection_flags = answer_connection;
    capture.stream_flags = answer_stream | (ends ? closes : keeps) | (stream.request.method == Method::head ? to_head : 0);
    keep(p, std::move(capture), bytes);
}

std::string show_errors(Process& p, Words words)
{
    const std::vector<ProxyRow> proxies = proxies_of(p.settings());
    const auto wanted = read(words, proxies);
    if (!wanted) return "No such proxy.\n\n";
    std::string text = fmt::format("Total events captured on [{}] : {}\n", log_date(p.context.now), p.balancer.errors_seen);
    const auto add = [&](const ErrorCapture& capture, std::int64_t own, std::int64_t other) {
        if (wanted->proxy <= 0 || wanted->proxy == own || wanted->proxy == other) text += text_of(p, capture, proxies);
    };
    for (const ProxyRow& row : proxies) {
        for (const ErrorCapture& capture : p.balancer.errors)
            if (wanted->requests && capture.backend == no_index && capture.frontend == row.frontend) add(capture, row.id, row.id);
        for (const ErrorCapture& capture : p.balancer.errors)
            if (wanted->answers && capture.backend != no_index && capture.backend == row.backend) add(capture, row.id, id_of(proxies, &ProxyRow::frontend, capture.frontend));
    }
    return text + "\n";
}

}  // namespace evenkeel::haproxy
