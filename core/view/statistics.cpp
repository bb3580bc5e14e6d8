#include "view/statistics.hpp"

#include <array>
#include <cstdint>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel::view {

namespace {

/// One line of the CSV by the names of its columns.
using Line = std::map<std::string_view, std::string_view>;

std::string text(const Line& line, std::string_view column)
{
    const auto found = line.find(column);
    return found == line.end() ? std::string() : std::string(found->second);
}

std::int64_t number(const Line& line, std::string_view column) { return parse_integer(text(line, column)).value_or(0); }

std::string or_dash(const std::string& limit) { return limit.empty() || limit == "0" ? "-" : limit; }

/// "1m6s UP 2/3 ↓": since when, what, and with an arrow which way the checks are pushing.
std::string status(const Line& line)
{
    const std::string word = text(line, "status");
    if (word == "no check") return word;
    const std::string since = fmt::format("{} {}", human_time(number(line, "lastchg")), word);
    if (word.starts_with("MAINT")) return since;
    if (word.starts_with("DOWN")) return number(line, "check_health") > 0 ? since + " ↑" : since;
    // Numbers without a sign, there as here: a server that tracks another has no checks and always an arrow.
    const auto full = static_cast<std::uint32_t>(number(line, "check_rise") + number(line, "check_fall") - 1);
    return static_cast<std::uint32_t>(number(line, "check_health")) < full ? since + " ↓" : since;
}

std::string last_check(const Line& line)
{
    std::string said = text(line, "check_status");
    if (said.empty()) return said;
    if (const std::string code = text(line, "check_code"); !code.empty()) said += "/" + code;
    if (const std::string duration = text(line, "check_duration"); !duration.empty()) said += fmt::format(" in {}ms", duration);
    return said;
}

std::string last_session(const Line& line) { return number(line, "lastsess") < 0 ? "?" : human_time(number(line, "lastsess")); }

std::string weights(const Line& line) { return fmt::format("{}/{}", text(line, "weight"), text(line, "uweight")); }

/// Chk, Dwn and Dwntme.
std::array<std::string, 3> failures(const Line& line)
{
    if (const std::string tracked = text(line, "tracked"); !tracked.empty()) return {"via " + tracked, "", ""};
    if (text(line, "status") == "no check") return {};
    const std::string observed = text(line, "hanafail");
    return {text(line, "chkfail") + (observed.empty() ? "" : "/" + observed), text(line, "chkdown"), human_time(number(line, "downtime"))};
}

std::vector<std::string> frontend_cells(const Line& line)
{
    const auto of = [&](std::string_view column) { return text(line, column); };
    return {"Frontend", "", "", "", of("rate"), of("rate_max"), or_dash(of("rate_lim")), of("scur"), of("smax"), of("slim"), of("stot"), "", "",
            of("bin"), of("bout"), of("dreq"), of("dresp"), of("ereq"), "", "", "", "", of("status"), "", "", "", "", "", "", "", ""};
}

std::vector<std::string> server_cells(const Line& line)
{
    const auto of = [&](std::string_view column) { return text(line, column); };
    const std::array<std::string, 3> failed = failures(line);
    const std::string throttle = of("throttle");
    return {of("svname"), of("qcur"), of("qmax"), or_dash(of("qlimit")), of("rate"), of("rate_max"), "", of("scur"), of("smax"), or_dash(of("slim")), of("stot"), of("lbtot"),
            last_session(line), of("bin"), of("bout"), "", of("dresp"), "", of("econ"), of("eresp"), of("wretr"), of("wredis"), status(line), last_check(line), weights(line),
            of("act") == "0" ? "-" : "Y", of("bck") == "0" ? "-" : "Y", failed[0], failed[1], failed[2],
            throttle.empty() ? "-" : fmt::format("{} %", throttle.substr(0, throttle.find('%')))};
}

std::vector<std::string> backend_cells(const Line& line)
{
    const auto of = [&](std::string_view column) { return text(line, column); };
    return {"Backend", of("qcur"), of("qmax"), "", of("rate"), of("rate_max"), "", of("scur"), of("smax"), of("slim"), of("stot"), of("lbtot"), last_session(line),
            of("bin"), of("bout"), of("dreq"), of("dresp"), "", of("econ"), of("eresp"), of("wretr"), of("wredis"),
            fmt::format("{} {}", human_time(number(line, "lastchg")), of("status")), "", weights(line), of("act"), of("bck"), "", of("chkdown"), human_time(number(line, "downtime")), ""};
}

std::vector<std::string> cells(const Line& line)
{
    const std::string type = text(line, "type");
    return type == "0" ? frontend_cells(line) : type == "1" ? backend_cells(line) : server_cells(line);
}

}  // namespace

const std::vector<ColumnGroup>& statistics_columns()
{
    static const std::vector<ColumnGroup> groups{
        {"Queue", {"Cur", "Max", "Limit"}},
        {"Session rate", {"Cur", "Max", "Limit"}},
        {"Sessions", {"Cur", "Max", "Limit", "Total", "LbTot", "Last"}},
        {"Bytes", {"In", "Out"}},
        {"Denied", {"Req", "Resp"}},
        {"Errors", {"Req", "Conn", "Resp"}},
        {"Warnings", {"Retr", "Redis"}},
        {"Server", {"Status", "LastChk", "Wght", "Act", "Bck", "Chk", "Dwn", "Dwntme", "Thrtle"}},
    };
    return groups;
}

std::vector<ProxyStatistics> statistics_of(std::string_view show_stat)
{
    std::vector<ProxyStatistics> proxies;
    if (!show_stat.starts_with("# ")) return proxies;
    const std::vector<std::string_view> lines = split(show_stat.substr(2), '\n');
    const std::vector<std::string_view> columns = split(lines.front(), ',');
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const std::vector<std::string_view> values = split(lines[i], ',');
        if (values.size() < 2) continue;
        Line line;
        for (std::size_t c = 0; c < values.size() && c < columns.size(); ++c) line[columns[c]] = values[c];
        const std::string name = text(line, "pxname");
        if (proxies.empty() || proxies.back().proxy != name) proxies.push_back({name, {}});
        proxies.back().rows.push_back(cells(line));
    }
    return proxies;
}

std::string human_time(std::int64_t seconds)
{
    if (seconds <= 0) return "0s";
    constexpr std::pair<std::int64_t, char> units[] = {{86'400, 'd'}, {3'600, 'h'}, {60, 'm'}, {1, 's'}};
    std::string said;
    int left = 2;
    for (const auto& [length, letter] : units) {
        if (left == 0 || seconds < length) continue;
        said += fmt::format("{}{}", seconds / length, letter);
        seconds %= length;
        --left;
    }
    return said;
}

}  // namespace evenkeel::view
