// Log-format strings made into text. Source: HAProxy 2.6, src/log.c (sess_build_logline), and lines recorded from 2.6.12.

#include <algorithm>

#include <fmt/format.h>

#include "balancer/civil_date.hpp"
#include "balancer/format.hpp"
#include "balancer/text_parts.hpp"
#include "base/text.hpp"
#include "net/http_words.hpp"

namespace evenkeel::haproxy {

namespace {

/// In UTC, as the log writes it.
std::string date_of(Instant at) { return date_text(at.ns / ns_per_s, "%d/%b/%Y:%H:%M:%S"); }
std::int64_t millisecond_of(Instant at) { return at.ns / ns_per_ms % 1000; }

std::string zone_date(Instant at) { return date_of(at) + " +0000"; }

constexpr std::size_t most_request_line = 1023;     // tune.http.logurilen, and a zero

/// What stands in braces behind a % applies to one variable; behind %o to all that follow.
struct Flags {
    bool quoted = false;
    bool mandatory = true;          ///< an empty text is "-"
    bool hexadecimal = false;
    bool escaped = false;           ///< '"', '\\' and ']' have a '\\' before them
};

Flags with(Flags flags, std::string_view words)
{
    for (const std::string_view each : split(words, ',')) {
        if (each.size() < 2) continue;
        const bool on = each[0] == '+';
        if (each[1] == 'Q') flags.quoted = on;
        if (each[1] == 'M') flags.mandatory = on;
        if (each[1] == 'X') flags.hexadecimal = on;
        if (each[1] == 'E') flags.escaped = on;
    }
    return flags;
}

struct Line {
    const Balancer& balancer;
    const LogRecord& record;
    const TextTable& texts;
    std::string_view host;
    const Frontend& frontend;
    const Backend* backend;
    const Server* server;
    bool in_rule = false;           ///< a text of a rule: blanks and absences stay as they are
    bool merges_blanks = true;
};

std::string escaped(std::string_view text)
{
    std::string result;
    for (const char c : text) result += c == '"' || c == '\\' || c == ']' ? fmt::format("\\{}", c) : std::string(1, c);
    return result;
}

/// What a client or server has sent: these characters, and all but printable ASCII, stand there as "#22".
std::string encoded(std::string_view text, std::string_view characters)
{
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = byte >= 0x20 && byte < 0x7f && characters.find(c) == std::string_view::npos;
        result += plain ? std::string(1, c) : fmt::format("#{:02X}", byte);
    }
    return result;
}

std::string quoted(std::string_view text, const Flags& flags)
{
    const std::string shown = flags.escaped ? escaped(text) : std::string(text);
    if (flags.quoted) return fmt::format("\"{}\"", shown);
    return shown.empty() && flags.mandatory ? "-" : shown;
}

/// Nothing is nothing, not "-".
std::string quoted_or_nothing(std::string_view text, Flags flags)
{
    flags.mandatory = false;
    return quoted(text, flags);
}

std::string number(std::int64_t value, const Flags& flags, int width = 4)
{
    return flags.hexadecimal ? fmt::format("{:0{}X}", value, width) : fmt::format("{}", value);
}

std::string address(const Address& address, const Flags& flags)
{
    if (!flags.hexadecimal) return quoted(to_text(address), flags);
    if (is_ipv4(address)) return quoted(fmt::format("{:08X}", ipv4_number(address)), flags);
    std::string digits;
    for (const std::uint8_t byte : address.bytes) digits += fmt::format("{:02X}", byte);
    return quoted(digits, flags);
}

/// What the line's captures have kept, by number.
Capture captured(const Line& line, std::size_t number, bool in_answer)
{
    const std::vector<Capture>& kept = in_answer ? line.record.response_captures : line.record.captures;
    return number < kept.size() ? kept[number] : Capture{};
}

std::string captures(const Line& line, bool in_answer, bool as_list, const Flags& flags)
{
    const std::vector<HeaderCapture>& all = in_answer ? line.frontend.log.response_captures : line.frontend.log.request_captures;
    if (all.empty() || line.record.bad_request) return "";
    std::string text;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Capture kept = captured(line, i, in_answer);
        const std::string value = encoded(kept.text, "\"#{|}");
        if (as_list) text += (i == 0 ? "" : " ") + (kept.is_there ? quoted_or_nothing(value, flags) : quoted("", flags));
        else text += (i == 0 ? "{" : "|") + value;
    }
    return as_list ? text : quoted_or_nothing(text + "}", flags);
}


/// Its difference, or -1 when the later point was not reached.
std::int64_t between(std::int64_t from, std::int64_t to) { return to < 0 ? -1 : to - from; }

std::optional<std::string> time_variable(const Line& line, std::string_view name)
{
    const LogTimes& t = line.record.times;
    const std::string_view plus = line.record.complete ? "" : "+";
    const bool http = line.frontend.mode == Mode::http;
    if (name == "TR") return fmt::format("{}", t.request < 0 ? -1 : t.request - t.idle);
    if (name == "Tq") return fmt::format("{}", t.request);
    if (name == "Tw") return fmt::format("{}", between(t.request, t.queue));
    if (name == "Tc") return fmt::format("{}", between(t.queue, t.connect));
    if (name == "Tr") return fmt::format("{}", between(t.connect, t.data));
    if (name == "Td") return fmt::format("{}", http ? (t.data < 0 ? -1 : t.close - t.data) : t.connect < 0 ? -1 : t.close - t.connect);
    if (name == "Ta") return fmt::format("{}{}", plus, t.close - t.idle);
    if (name == "Tt") return fmt::format("{}{}", plus, t.close);
    if (name == "Tu") return fmt::format("{}{}", plus, t.close - t.idle);
    if (name == "Th") return std::string("0");
    if (name == "Ti") return fmt::format("{}", t.idle);
    return {};
}

Instant request_began(const Line& line) { return line.record.accepted + Duration{std::max<std::int64_t>(line.record.times.idle, 0) * ns_per_ms}; }

std::optional<std::string> date_variable(const Line& line, std::string_view name, const Flags& flags)
{
    const Instant accepted = line.record.accepted;
    if (name == "t") return quoted(log_date(accepted), flags);
    if (name == "tr") return quoted(log_date(request_began(line)), flags);
    if (name == "trg" || name == "trl") return zone_date(request_began(line));
    if (name == "T" || name == "Tl") return zone_date(accepted);
    if (name == "Ts") return number(accepted.ns / ns_per_s, flags);
    if (name == "ms") return flags.hexadecimal ? fmt::format("{:02X}", millisecond_of(accepted)) : fmt::format("{:03}", millisecond_of(accepted));
    return {};
}

std::optional<std::string> first_line_variable(const Line& line, std::string_view name, const Flags& flags)
{
    if (name != "r" && !name.starts_with('H')) return {};
    const bool bad = line.record.bad_request;
    const std::string whole = fmt::format("{} {} HTTP/1.1", method_name(line.record.method), line.texts[line.record.path]).substr(0, most_request_line);
    const std::size_t first = whole.find(' ');
    const std::size_t last = std::min(whole.find(' ', first + 1), whole.size());
    const std::string target = encoded(std::string_view(whole).substr(first + 1, last - first - 1), "\"#");
    const std::size_t query = std::min(target.find('?'), target.size());
    const auto of_request = [&](std::string_view text) { return quoted_or_nothing(bad ? "<BADREQ>" : text, flags); };
    if (name == "r") return of_request(encoded(whole, "\"#"));
    if (name == "HM") return of_request(whole.substr(0, first));
    if (name == "HU") return of_request(target);
    if (name == "HP" || name == "HPO") return of_request(target.substr(0, query));
    if (name == "HQ") return of_request(target.substr(query));
    if (name == "HV") return of_request(std::string_view(whole).substr(std::min(last + 1, whole.size())));
    return {};
}

std::optional<std::string> kept_variable(const Line& line, std::string_view name, const Flags& flags)
{
    if (name == "hr") return captures(line, false, false, flags);
    if (name == "hs") return captures(line, true, false, flags);
    if (name == "hrl") return captures(line, false, true, flags);
    if (name == "hsl") return captures(line, true, true, flags);
    if (name == "CC") return quoted(line.texts[line.record.captured_cookie], flags);
    if (name == "CS") return quoted(line.texts[line.record.captured_answer_cookie], flags);
    return {};
}

std::optional<std::string> place_variable(const Line& line, std::string_view name, const Flags& flags)
{
    const LogRecord& record = line.record;
    if (name == "ci") return address(record.source.address, flags);
    if (name == "cp") return number(record.source.port, flags);
    if (name == "fi") return address(record.destination.address, flags);
    if (name == "fp") return number(record.destination.port, flags);
    if (name == "f") return quoted(line.frontend.name, flags);
    if (name == "ft") return quoted(line.frontend.name + (line.frontend.binds[record.bind].tls ? "~" : ""), flags);
    if (name == "b") return quoted(line.backend == nullptr ? line.frontend.name : line.backend->name, flags);
    if (name == "s") return quoted(record.asks_statistics ? "<STATS>" : line.server == nullptr ? "<NOSRV>" : line.server->name, flags);
    if (name == "si") return line.server == nullptr ? quoted("", flags) : address(line.server->address, flags);
    if (name == "sp") return line.server == nullptr ? quoted("", flags) : number(line.server->port, flags);
    if (name == "H") return quoted(line.host, flags);
    if (name == "pid") return number(1, flags);
    if (name == "rt") return number(static_cast<std::int64_t>(record.request), flags);
    if (name == "lc") return number(record.number, flags);
    return {};
}

std::optional<std::string> count_variable(const Line& line, std::string_view name)
{
    const LogRecord& record = line.record;
    const std::string causes(record.termination.begin(), record.termination.end());
    if (name == "ST") return fmt::format("{}", record.status == 0 ? -1 : record.status);
    if (name == "B") return fmt::format("{}{}", record.complete ? "" : "+", record.bytes);
    if (name == "U") return fmt::format("{}", record.bytes_in);
    if (name == "ts") return causes;
    if (name == "tsc") return causes + record.cookies[0] + record.cookies[1];
    if (name == "ac") return fmt::format("{}", record.process_connections);
    if (name == "fc") return fmt::format("{}", record.frontend_connections);
    if (name == "bc") return fmt::format("{}", record.backend_connections);
    if (name == "sc") return fmt::format("{}", record.server_connections);
    if (name == "rc") return fmt::format("{}{}", record.redispatched ? "+" : "", record.retries);
    if (name == "sq") return fmt::format("{}", record.server_queue);
    if (name == "bq") return fmt::format("{}", record.backend_queue);
    return {};
}

std::string variable(const Line& line, std::string_view name, const Flags& flags)
{
    if (name == "ID") return quoted(line.record.unique_id, flags);
    if (const auto text = time_variable(line, name)) return *text;
    if (const auto text = date_variable(line, name, flags)) return *text;
    if (const auto text = first_line_variable(line, name, flags)) return *text;
    if (const auto text = kept_variable(line, name, flags)) return *text;
    if (const auto text = place_variable(line, name, flags)) return *text;
    if (const auto text = count_variable(line, name)) return *text;
    return quoted("", flags);
}

/// Lists of captures where none are declared do not even part the blanks around them.
bool is_left_out(const Line& line, std::string_view variable)
{
    const LogSettings& log = line.frontend.log;
    return (variable.starts_with("hr") && log.request_captures.empty()) || (variable.starts_with("hs") && log.response_captures.empty());
}

/// In a log line one of several blanks is written.
std::string formatted(const Line& line, std::string_view format)
{
    std::size_t next_sample = 0;
    bool after_blank = true;
    std::string text;
    Flags common;
    common.mandatory = !line.in_rule;
    for (const FormatPiece& piece : pieces_of(format)) {
        const Flags flags = piece.flags.empty() ? common : with(common, piece.flags);
        if (piece.kind == FormatPiece::Kind::text) {
            for (const char c : piece.text) {
                if (!line.merges_blanks || c != ' ' || !after_blank) text += c;
                after_blank = c == ' ';
            }
        } else if (piece.kind == FormatPiece::Kind::sample) {
            const std::string value = next_sample < line.record.samples.size() ? line.record.samples[next_sample] : std::string{};
            ++next_sample;
            text += line.in_rule ? (flags.escaped ? escaped(value) : value) : quoted(value, flags);
            after_blank = false;
        } else if (piece.text == "o") {
            common = flags;
        } else if (!is_left_out(line, piece.text)) {
            text += variable(line, piece.text, flags);
            after_blank = false;
        }
    }
    return text;
}

}  // namespace

std::vector<FormatPiece> pieces_of(std::string_view format)
{
    using enum FormatPiece::Kind;
    std::vector<FormatPiece> pieces;
    for (std::size_t i = 0; i < format.size();) {
        if (format[i] != '%' || i + 1 == format.size()) {
            const std::size_t end = std::min(format.find('%', i + 1), format.size());
            pieces.push_back({text, format.substr(i, end - i), {}});
            i = end;
            continue;
        }
        if (format[++i] == '%') {
            pieces.push_back({text, format.substr(i++, 1), {}});
            continue;
        }
        if (!begins_format_item(format[i]) && format[i] != '{') continue;      // the '%' is left out
        std::string_view flags;
        if (format[i] == '{') {
            const std::size_t end = std::min(format.find('}', i), format.size());
            flags = format.substr(i + 1, end - i - 1);
            i = std::min(end + 1, format.size());
        }
        const bool is_sample = i < format.size() && format[i] == '[';
        std::size_t end = is_sample ? end_of_sample(format, i + 1) : i;
        while (!is_sample && end < format.size() && is_format_name(format[end])) ++end;
        pieces.push_back({is_sample ? sample : variable, format.substr(i, end - i), flags});
        i = is_sample ? std::min(end + 1, format.size()) : end;
    }
    return pieces;
}

std::string log_date(Instant at) { return fmt::format("{}.{:03}", date_of(at), millisecond_of(at)); }

namespace {

/// What the target with the longest lines leaves beside the syslog header; 0: no target gets this line.
std::size_t most_of(const std::vector<LogTarget>& targets, LogLevel level)
{
    constexpr std::string_view header = "<134>Jan  1 00:00:00 haproxy[1]: ";
    std::int64_t most = 0;
    for (const LogTarget& target : targets)
        if (takes(target, level)) most = std::max(most, target.length);
    return static_cast<std::size_t>(std::max<std::int64_t>(most - static_cast<std::int64_t>(header.size()), 0));
}

}  // namespace

std::optional<std::string> log_line(const Balancer& balancer, const LogRecord& record, const TextTable& texts, std::string_view host)
{
    const Settings& settings = *balancer.settings;
    if (record.kind == LogKind::event) return record.text;
    const Frontend& frontend = settings.frontends[record.frontend];
    const std::size_t most = most_of(frontend.log.targets, record.level);
    if (most == 0) return {};
    if (record.kind == LogKind::connection)
        return fmt::format("Connect from {}:{} to {}:{} ({}/{})", to_text(record.source.address), record.source.port, to_text(record.destination.address),
                           record.destination.port, frontend.name, frontend.mode == Mode::http ? "HTTP" : "TCP");
    const bool is_error = record.kind == LogKind::no_request && !frontend.log.error.text.empty();
    const std::string_view format = is_error ? frontend.log.error.text : frontend.log.format;
    if (format.empty()) return {};
    const Backend* backend = record.backend == no_index ? nullptr : &settings.backends[record.backend];
    const Server* server = backend == nullptr || record.server == no_index ? nullptr : &backend->servers[record.server];
    return formatted({balancer, record, texts, host, frontend, backend, server}, format).substr(0, most);
}

namespace {

std::string text_of_rule(const Balancer& balancer, const LogRecord& record, const TextTable& texts, std::string_view host, std::string_view format, bool merges_blanks)
{
    const Settings& settings = *balancer.settings;
    const Backend* backend = record.backend == no_index ? nullptr : &settings.backends[record.backend];
    const Server* server = backend == nullptr || record.server == no_index ? nullptr : &backend->servers[record.server];
    return formatted({balancer, record, texts, host, settings.frontends[record.frontend], backend, server, true, merges_blanks}, format);
}

}  // namespace

std::string rule_text(const Balancer& balancer, const LogRecord& record, const TextTable& texts, std::string_view host, std::string_view format)
{
    return text_of_rule(balancer, record, texts, host, format, false);
}

std::string text_without_blanks(const Balancer& balancer, const LogRecord& record, const TextTable& texts, std::string_view host, std::string_view format)
{
    return text_of_rule(balancer, record, texts, host, format, true);
}

std::string syslog_line(const LogRecord& record, std::string_view text, std::string_view host, std::string_view program)
{
    return fmt::format("{} {} {}: {}\n", date_text(record.at.ns / ns_per_s, "%b %e %H:%M:%S"), host, program, text);
}

}  // namespace evenkeel::haproxy
