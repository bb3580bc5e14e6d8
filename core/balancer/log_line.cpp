// Log-format strings made into text. Source: HAProxy 2.6, src/log.c (sess_build_logline), and lines recorded from 2.6.12.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "balancer/format.hpp"
#include "balancer/text_parts.hpp"
#include "base/text.hpp"
#include "net/http_words.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Date {
    std::int64_t year = 1970;
    std::int64_t month = 0;
    std::int64_t day = 0;
    std::int64_t second = 0;        ///< of the day
};

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/// Runs are hours long at most, so the walk is short.
Date date_of(Instant at)
{
    Date date;
    std::int64_t days = at.ns / ns_per_s / 86'400;
    date.second = at.ns / ns_per_s % 86'400;
    for (; days >= (is_leap(date.year) ? 366 : 365); ++date.year) days -= is_leap(date.year) ? 366 : 365;
    constexpr std::array<std::int64_t, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const auto length = [&](std::int64_t month) { return lengths[static_cast<std::size_t>(month)] + (month == 1 && is_leap(date.year) ? 1 : 0); };
    for (; days >= length(date.month); ++date.month) days -= length(date.month);
    date.day = days + 1;
    return date;
}

std::string_view month_of(const Date& date) { return months[static_cast<std::size_t>(date.month)]; }
std::string clock_of(const Date& date) { return fmt::format("{:02}:{:02}:{:02}", date.second / 3600, date.second / 60 % 60, date.second % 60); }
std::int64_t millisecond_of(Instant at) { return at.ns / ns_per_ms % 1000; }

std::string zone_date(Instant at)
{
    const Date date = date_of(at);
    return fmt::format("{:02}/{}/{}:{} +0000", date.day, month_of(date), date.year, clock_of(date));
}

/// What stands in braces behind a % applies to one variable; behind %o to all that follow.
struct Flags {
    bool quoted = false;
    bool mandatory = true;          ///< an empty text is "-"
    bool hexadecimal = false;
};

Flags with(Flags flags, std::string_view words)
{
    for (const std::string_view each : split(words, ',')) {
        if (each.size() < 2) continue;
        const bool on = each[0] == '+';
        if (each[1] == 'Q') flags.quoted = on;
        if (each[1] == 'M') flags.mandatory = on;
        if (each[1] == 'X') flags.hexadecimal = on;
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

std::string quoted(std::string_view text, const Flags& flags)
{
    if (flags.quoted) return fmt::format("\"{}\"", text);
    return text.empty() && flags.mandatory ? "-" : std::string(text);
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
std::string captured(const Line& line, std::size_t number, bool in_answer)
{
    const std::vector<std::string>& kept = in_answer ? line.record.response_captures : line.record.captures;
    return number < kept.size() ? kept[number] : std::string{};
}

std::string captures(const Line& line, bool in_answer, bool as_list, const Flags& flags)
{
    const std::vector<HeaderCapture>& all = in_answer ? line.frontend.log.response_captures : line.frontend.log.request_captures;
    if (all.empty() || line.record.bad_request) return "";
    std::string text;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (as_list) text += (text.empty() ? "" : " ") + fmt::format("\"{}\"", captured(line, i, in_answer));
        else text += (text.empty() ? "{" : "|") + captured(line, i, in_answer);
    }
    return as_list ? text : quoted(text + "}", {flags.quoted, false, false});
}

/// The whole "name=value" whose beginning is the captured name.
std::string captured_cookie(const Line& line, TextId cookies)
{
    const HeaderCapture& capture = line.frontend.log.cookie_capture;
    if (capture.name.empty()) return "";
    for (const std::string_view lines : split(line.texts[cookies], '\n'))
        for (const std::string_view part : split(lines, ';'))
            if (trim(part).starts_with(capture.name)) return std::string(trim(part).substr(0, static_cast<std::size_t>(capture.length)));
    return "";
}

std::string_view target(const Line& line) { return line.texts[line.record.path]; }
std::string request_line(const Line& line)
{
    return line.record.bad_request ? "<BADREQ>" : fmt::format("{} {} HTTP/1.1", method_name(line.record.method), target(line));
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
    if (name == "t") return quoted(log_date(accepted), {flags.quoted, false, false});
    if (name == "tr") return quoted(log_date(request_began(line)), {flags.quoted, false, false});
    if (name == "trg" || name == "trl") return zone_date(request_began(line));
    if (name == "T" || name == "Tl") return zone_date(accepted);
    if (name == "Ts") return number(accepted.ns / ns_per_s, flags);
    if (name == "ms") return flags.hexadecimal ? fmt::format("{:02X}", millisecond_of(accepted)) : fmt::format("{:03}", millisecond_of(accepted));
    return {};
}

std::optional<std::string> request_variable(const Line& line, std::string_view name, const Flags& flags)
{
    const bool bad = line.record.bad_request;
    const std::size_t query = target(line).find('?');
    if (name == "r") return quoted(request_line(line), flags);
    if (name == "HM") return quoted(bad ? "<BADREQ>" : method_name(line.record.method), flags);
    if (name == "HU") return quoted(bad ? "<BADREQ>" : target(line), flags);
    if (name == "HP") return quoted(bad ? "<BADREQ>" : target(line).substr(0, query), flags);
    if (name == "HPO") return quoted(bad ? "<BADREQ>" : target(line).substr(0, query), flags);
    if (name == "HQ") return quoted(bad ? "<BADREQ>" : query == std::string_view::npos ? "" : target(line).substr(query), {flags.quoted, false, false});
    if (name == "HV") return quoted(bad ? "<BADREQ>" : "HTTP/1.1", flags);
    if (name == "hr") return captures(line, false, false, flags);
    if (name == "hs") return captures(line, true, false, flags);
    if (name == "hrl") return captures(line, false, true, flags);
    if (name == "hsl") return captures(line, true, true, flags);
    if (name == "CC") return quoted(captured_cookie(line, line.record.received.cookie), flags);
    if (name == "CS") return quoted(captured_cookie(line, line.record.answer_cookie), flags);
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
    if (const auto text = request_variable(line, name, flags)) return *text;
    if (const auto text = place_variable(line, name, flags)) return *text;
    if (const auto text = count_variable(line, name)) return *text;
    return quoted("", flags);
}

/// In a log line one of several blanks is written, also where something empty stood between them.
std::string formatted(const Line& line, std::string_view format)
{
    std::size_t next_sample = 0;
    std::string text;
    Flags common;
    common.mandatory = !line.in_rule;
    for (const FormatPiece& piece : pieces_of(format)) {
        const Flags flags = piece.flags.empty() ? common : with(common, piece.flags);
        if (piece.kind == FormatPiece::Kind::text) {
            for (const char c : piece.text)
                if (!line.merges_blanks || c != ' ' || (!text.empty() && text.back() != ' ')) text += c;
        } else if (piece.kind == FormatPiece::Kind::sample) {
            const std::string value = next_sample < line.record.samples.size() ? line.record.samples[next_sample] : std::string{};
            ++next_sample;
            text += line.in_rule ? value : quoted(value, flags);
        } else if (piece.text == "o") {
            common = flags;
        } else {
            text += variable(line, piece.text, flags);
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

std::string log_date(Instant at)
{
    const Date date = date_of(at);
    return fmt::format("{:02}/{}/{}:{}.{:03}", date.day, month_of(date), date.year, clock_of(date), millisecond_of(at));
}

std::optional<std::string> log_line(const Balancer& balancer, const LogRecord& record, const TextTable& texts, std::string_view host)
{
    const Settings& settings = *balancer.settings;
    if (record.kind == LogKind::event) return record.text;
    const Frontend& frontend = settings.frontends[record.frontend];
    if (!frontend.log.on) return {};
    if (record.kind == LogKind::connection)
        return fmt::format("Connect from {}:{} to {}:{} ({}/{})", to_text(record.source.address), record.source.port, to_text(record.destination.address),
                           record.destination.port, frontend.name, frontend.mode == Mode::http ? "HTTP" : "TCP");
    const bool is_error = record.kind == LogKind::no_request && !frontend.log.error.text.empty();
    const std::string_view format = is_error ? frontend.log.error.text : frontend.log.format;
    if (format.empty()) return {};
    const Backend* backend = record.backend == no_index ? nullptr : &settings.backends[record.backend];
    const Server* server = backend == nullptr || record.server == no_index ? nullptr : &backend->servers[record.server];
    return formatted({balancer, record, texts, host, frontend, backend, server}, format);
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
    const Date date = date_of(record.at);
    return fmt::format("{} {:>2} {} {} {}: {}\n", month_of(date), date.day, clock_of(date), host, program, text);
}

}  // namespace evenkeel::haproxy
