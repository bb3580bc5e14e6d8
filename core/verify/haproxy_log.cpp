#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "balancer/not_simulated.hpp"
#include "balancer/runtime_api.hpp"
#include "base/text.hpp"
#include "config/haproxy.hpp"
#include "verify/haproxy.hpp"
#include "verify/haproxy_replay.hpp"

namespace evenkeel {

namespace {

using nlohmann::json;
using replay::number_of;
using replay::text_of;

constexpr std::int64_t http_answer_bytes = 63;      // the recorder's servers' answer: as HAProxy counts it, and on the wire
constexpr std::int64_t tcp_answer_bytes = 75;
constexpr std::uint16_t first_client_port = 10'000;
constexpr Duration time_before_cookies{100 * 86'400 * ns_per_s};     // runs begin in 1970, and cookies have dates before the first step
constexpr std::int64_t ms_a_step = 30;              // what the recorder needs for one, with its looking

/// A line with its times taken out: `text` has a # for each group of them.
struct Taken {
    std::string text;
    std::vector<std::int64_t> dates;
    std::vector<std::int64_t> times;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The length of "-1/20/+300…" at the beginning of a text: three to five numbers; 0: something else is there.
std::size_t length_of_times(std::string_view text)
{
    std::size_t at = 0;
    int numbers = 0;
    for (;;) {
        if (at < text.size() && text[at] == '+') ++at;
        if (at < text.size() && text[at] == '-') ++at;
        const std::size_t first = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        if (at == first) return 0;
        ++numbers;
        if (at == text.size() || text[at] != '/') break;
        ++at;
    }
    const bool ends = at == text.size() || text[at] == ' ';
    return ends && numbers >= 3 ? at : 0;
}

void take_numbers(std::string_view text, std::vector<std::int64_t>& into)
{
    for (const std::string_view each : split(text, '/')) into.push_back(parse_integer(each.starts_with('+') ? each.substr(1) : each).value_or(0));
}

/// The first group of times behind a blank, dates as "[+20]", and numbers behind "Tx=".
Taken take_times(std::string_view line)
{
    Taken taken;
    bool had_group = false;
    for (std::size_t i = 0; i < line.size();) {
        const bool after_blank = i > 0 && line[i - 1] == ' ';
        const std::size_t group = after_blank && !had_group ? length_of_times(line.substr(i)) : 0;
        if (group > 0) {
            const std::string_view numbers = line.substr(i, group);
            take_numbers(numbers, taken.times);
            taken.text += numbers.find('+') != std::string_view::npos ? "+#" : "#";
            i += group;
            had_group = true;
        } else if (line.substr(i).starts_with("[+") && line.find(']', i) != std::string_view::npos) {
            const std::size_t end = line.find(']', i);
            taken.dates.push_back(parse_integer(line.substr(i + 2, end - i - 2)).value_or(0));
            taken.text += "[#]";
            i = end + 1;
        } else if (i + 4 < line.size() && line[i] == 'T' && line[i + 2] == '=') {
            const std::size_t end = std::min(line.find(' ', i), line.size());
            take_numbers(line.substr(i + 3, end - i - 3), taken.times);
            taken.text += fmt::format("{}=#", line.substr(i, 2));
            i = end;
        } else {
            taken.text += line[i++];
        }
    }
    return taken;
}

bool are_near(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b, std::int64_t tolerance)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](std::int64_t x, std::int64_t y) { return (x < 0) == (y < 0) && std::max(x - y, y - x) <= tolerance; });
}

bool is_same(std::string_view expected, std::string_view actual, std::int64_t tolerance, std::int64_t steps)
{
    const Taken a = take_times(expected);
    const Taken b = take_times(actual);
    const auto dates = [&](const Taken& taken) {
        std::vector<std::int64_t> all = taken.dates;
        for (std::int64_t& each : all) each = std::max<std::int64_t>(each, 0);
        return all;
    };
    return a.text == b.text && are_near(a.times, b.times, tolerance) && are_near(dates(a), dates(b), tolerance + ms_a_step * steps);
}

/// Clients of the recording have ports by their number; ours are what their host gives.
void name_client(const replay::Site& site, haproxy::LogRecord& line)
{
    for (const auto& [id, request] : site.requests) {
        if (request.client_port != line.source.port) continue;
        line.source.port = static_cast<std::uint16_t>(first_client_port + id);
        return;
    }
}

/// A date as milliseconds since the first step, as the recorder has written it.
std::string with_dates_since(std::string text, const haproxy::LogRecord& line, Instant began)
{
    const Instant request = line.accepted + Duration{std::max<std::int64_t>(line.times.idle, 0) * ns_per_ms};
    for (const Instant at : {line.accepted, request}) {
        const std::string date = haproxy::log_date(at);
        const std::string since = fmt::format("[+{}]", (at - began).ns / ns_per_ms);
        if (const std::size_t found = text.find("[" + date + "]"); found != std::string::npos) text.replace(found, date.size() + 2, since);
        const std::string clf = "[" + date.substr(0, date.find('.')) + " +0000]";
        if (const std::size_t found = text.find(clf); found != std::string::npos) text.replace(found, clf.size(), "[date]");
    }
    // The Apache format has the milliseconds in a field of their own.
    const std::string before = fmt::format(" \"\" \"\" {} ", line.source.port);
    if (const std::size_t found = text.find(before); found != std::string::npos) text.replace(found + before.size(), 3, "[ms]");
    return text;
}

json lines_since(const replay::Site& site, std::size_t first, bool has_cookie_dates)
{
    json lines = json::array();
    const Balancer& balancer = site.world.balancers.front();
    for (std::size_t i = first; i < balancer.log.size(); ++i) {
        haproxy::LogRecord line = balancer.log[i];
        if (line.kind != haproxy::LogKind::event) name_client(site, line);
        const auto text = haproxy::log_line(balancer, line, site.world.network.texts, "lb");
        if (!text) continue;
        const std::string dated = with_dates_since(*text, line, site.began);
        lines.push_back(has_cookie_dates ? replay::without_cookie_dates(dated, site.began) : dated);
    }
    return lines;
}

bool are_same(const json& expected, const json& actual, std::int64_t tolerance, std::int64_t steps)
{
    return std::equal(expected.begin(), expected.end(), actual.begin(), actual.end(),
                      [&](const json& a, const json& b) { return a.is_string() && is_same(a.get<std::string>(), b.get<std::string>(), tolerance, steps); });
}

/// What of an answer of the runtime API need not be equal: columns of `show stat` that are left out, and how far others may differ.
struct Leeway {
    std::set<std::string, std::less<>> ignored;
    std::map<std::string, std::int64_t, std::less<>> near;
};

Leeway leeway_of(const json& record)
{
    Leeway leeway;
    const json ignored = record.value("ignore", json::array());
    const json near = record.value("near", json::object());
    for (const json& each : ignored) leeway.ignored.insert(each.get<std::string>());
    for (const auto& [column, most] : near.items()) leeway.near[column] = most.get<std::int64_t>();
    return leeway;
}

/// A check that is under way when one looks.
std::string_view without_star(std::string_view text) { return text.starts_with("* ") ? text.substr(2) : text; }

bool is_near(std::string_view a, std::string_view b, std::int64_t most)
{
    const auto x = parse_integer(a);
    const auto y = parse_integer(b);
    return a == b || (x && y && std::max(*x - *y, *y - *x) <= most);
}

/// An entry of a table, without the milliseconds that it has left.
std::string without_expiry(std::string_view entry)
{
    const std::size_t at = entry.find(" exp=");
    if (at == std::string_view::npos) return std::string(entry);
    return fmt::format("{}{}", entry.substr(0, at), entry.substr(std::min(entry.find(' ', at + 1), entry.size())));
}

/// The columns in which two lines differ; empty: in none.
std::string differing_column(std::string_view header, std::string_view expected, std::string_view actual, char separator, const Leeway& leeway)
{
    const std::vector<std::string_view> names = split(header.substr(header.starts_with("# ") ? 2 : 0), separator);
    const std::vector<std::string_view> a = split(expected, separator);
    const std::vector<std::string_view> b = split(actual, separator);
    if (a.size() != b.size()) return "the number of columns";
    std::string found;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::string_view name = i < names.size() ? names[i] : std::string_view{};
        const auto near = leeway.near.find(name);
        if (leeway.ignored.contains("exp") && without_expiry(a[i]) == without_expiry(b[i])) continue;
        if (without_star(a[i]) == without_star(b[i]) || leeway.ignored.contains(name) || (near != leeway.near.end() && is_near(a[i], b[i], near->second))) continue;
        if (found.empty()) found = expected.substr(0, expected.find(separator, expected.find(separator) + 1));
        found += fmt::format("; {}: expected '{}', got '{}'", name, a[i], b[i]);
    }
    return found;
}

/// Addresses in the process's memory are a # in a recording.
std::string without_addresses(std::string_view text)
{
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const bool begins = text.substr(at).starts_with("0x");
        const std::size_t end = begins ? std::min(text.find_first_not_of("0123456789abcdef", at + 2), text.size()) : at;
        const bool is_address = end >= at + 10;
        if (is_address) result += "0x#";
        else result += text[at];
        at = is_address ? end : at + 1;
    }
    return result;
}

/// An answer of `show errors` as the recorder has written it: without dates and clients.
std::string as_recorded(std::string text)
{
    constexpr std::size_t date_length = std::string_view("[01/Jan/1970:00:00:00.000]").size();
    for (std::size_t at = text.find('['); at != std::string::npos; at = text.find('[', at + 1))
        if (at + date_length <= text.size() && text.substr(at + 3, 1) == "/" && text.substr(at + date_length - 1, 1) == "]") text.replace(at, date_length, "[date]");
    const std::string_view mark = ", src ";
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1))
        text.replace(at + mark.size(), std::min(text.find('\n', at), text.size()) - at - mark.size(), "#");
    return text;
}

/// "F.2.0.7.stot.1:MCP:u64:3": all but the value, and the value. Behind it may stand a description, which is part of `what`.
struct TypedLine {
    std::string what;
    std::string_view name;
    std::string_view value;
};
std::optional<TypedLine> typed_line(std::string_view line)
{
    const std::size_t described = std::min(line.find(":\""), line.size());
    const std::string_view description = line.substr(described);
    line = line.substr(0, described);
    std::size_t at = 0;
    for (int colons = 0; colons < 3; ++colons) {
        at = line.find(':', at);
        if (at == std::string_view::npos) return std::nullopt;
        ++at;
    }
    TypedLine read{fmt::format("{}{}", line.substr(0, at), description), {}, line.substr(at)};
    const std::vector<std::string_view> parts = split(line.substr(0, line.find(':')), '.');
    if (parts.size() < 3 || parts.back() != "1") return std::nullopt;
    read.name = parts[parts.size() - 2];
    return read;
}

/// "Uptime_sec: 3", of show info, with a description or without.
std::optional<TypedLine> figure_line(std::string_view line)
{
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) return std::nullopt;
    const std::size_t described = std::min(line.find(":\""), line.size());
    return TypedLine{fmt::format("{}{}", line.substr(0, colon), line.substr(described)), line.substr(0, colon), line.substr(colon + 2, described - colon - 2)};
}

bool is_same_typed(std::string_view expected, std::string_view actual, const Leeway& leeway, std::optional<TypedLine> (*read)(std::string_view))
{
    const auto a = read(expected);
    const auto b = read(actual);
    if (!a || !b || a->what != b->what) return false;
    const auto near = leeway.near.find(a->name);
    return leeway.ignored.contains(a->name) || without_star(a->value) == without_star(b->value) || (near != leeway.near.end() && is_near(a->value, b->value, near->second));
}

/// The same of an answer in JSON: objects with `field` and `value`, in arrays.
bool is_same_json(const json& expected, const json& actual, const Leeway& leeway)
{
    if (expected.is_array() && actual.is_array())
        return std::equal(expected.begin(), expected.end(), actual.begin(), actual.end(), [&](const json& a, const json& b) { return is_same_json(a, b, leeway); });
    if (!expected.is_object() || !actual.is_object() || !expected.contains("field") || !expected.contains("value")) return expected == actual;
    json a = expected;
    json b = actual;
    const std::string name = text_of(a["field"], "name");
    const json x = a["value"].value("value", json());
    const json y = b.contains("value") ? b["value"].value("value", json()) : json();
    a["value"].erase("value");
    if (b.contains("value")) b["value"].erase("value");
    const auto near = leeway.near.find(name);
    const auto plain = [](const json& value) { return value.is_string() ? std::string(without_star(value.get<std::string>())) : value.dump(); };
    return a == b && (leeway.ignored.contains(name) || plain(x) == plain(y) || (near != leeway.near.end() && is_near(plain(x), plain(y), near->second)));
}

/// A line that is no table's.
bool is_same_line(std::string_view expected, std::string_view actual, const Leeway& leeway)
{
    if (expected == actual || is_same_typed(expected, actual, leeway, typed_line) || is_same_typed(expected, actual, leeway, figure_line)) return true;
    return expected.starts_with('[') && is_same_json(json::parse(expected, nullptr, false), json::parse(actual, nullptr, false), leeway);
}

/// What differs in an answer; empty: nothing.
std::string differing_answer(const json& expected, const std::string& actual, const Leeway& leeway)
{
    std::string text;
    for (const json& line : expected) text += line.get<std::string>() + "\n";
    const std::string without = text.find("0x#") == std::string::npos ? actual : without_addresses(actual);
    const std::vector<std::string_view> a = split(trim(text), '\n');
    const std::vector<std::string_view> b = split(trim(without), '\n');
    std::string_view header;
    std::string columns;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const bool table = a[i].starts_with("# ");
        if (table) header = a[i];
        if (header.empty() || table) {
            if (table ? a[i] != b[i] : !is_same_line(a[i], b[i], leeway)) return fmt::format("expected '{}', got '{}'", a[i], b[i]);
            continue;
        }
        const std::string column = differing_column(header, a[i], b[i], header.find(',') != std::string_view::npos ? ',' : ' ', leeway);
        if (!column.empty()) columns += (columns.empty() ? "" : " | ") + column;
    }
    if (!columns.empty()) return columns;
    return a.size() == b.size() ? "" : fmt::format("expected {} lines, got {}", a.size(), b.size());
}

}  // namespace

Outcome verify_haproxy_log(const json& record)
{
    const std::string name = text_of(record, "name");
    if (!record.contains("cfg") || !record.contains("steps")) return {Verdict::failed, name, "the record has no cfg or no steps"};
    std::string text;
    for (const json& line : record.at("cfg")) text += (line.is_string() ? line.get<std::string>() : "") + "\n";
    const Parsed<haproxy::Settings> read = haproxy::read_haproxy(text, "haproxy.cfg", replay::machine_of(record));
    for (const Diagnostic& diagnostic : read.diagnostics)
        if (diagnostic.severity == Severity::error) return {Verdict::failed, name, to_text(diagnostic)};
    replay::Site site = replay::begin(read.config);
    site.counts_wire = !read.config.frontends.empty() && read.config.frontends.front().mode == haproxy::Mode::tcp;
    site.answer_bytes = site.counts_wire ? tcp_answer_bytes : http_answer_bytes;
    const bool has_cookie_dates = record.value("cookie_dates", false);
    if (has_cookie_dates) replay::advance(site, site.world.now + time_before_cookies);
    site.began = site.world.now;
    site.world.balancers.front().log.clear();
    const Leeway leeway = leeway_of(record);
    const std::int64_t tolerance = number_of(record, "tolerance_ms");
    std::int64_t number = 0;
    for (const json& step : record.at("steps")) {
        const std::size_t first = site.world.balancers.front().log.size();
        const json outcome = replay::perform(site, step);
        const json actual = lines_since(site, first, has_cookie_dates);
        const json expected = step.value("log", json::array());
        if (!are_same(expected, actual, tolerance, ++number))
            return {Verdict::failed, name, fmt::format("step {} ({} {}): expected {}, got {}", number, text_of(step, "op"), number_of(step, "id"), expected.dump(1), actual.dump(1))};
        if (!step.contains("out")) continue;
        const std::string answer = text_of(outcome, "out");
        const std::string wrong = differing_answer(step.at("out"), text_of(step, "cmd").starts_with("show errors") ? as_recorded(answer) : answer, leeway);
        if (!wrong.empty()) return {Verdict::failed, name, fmt::format("step {} ({}): {}", number, text_of(step, "cmd"), wrong)};
    }
    return {Verdict::passed, name, ""};
}

}  // namespace evenkeel
