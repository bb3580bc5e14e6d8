// The statistics as a page for browsers: HAProxy's tables and columns, in marks of our own.

#include <array>
#include <map>
#include <span>

#include <fmt/format.h>

#include "balancer/process.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

struct Column {
    std::string_view title;
    std::string_view name;          ///< of `show stat`
};
struct ColumnGroup {
    std::string_view title;
    std::span<const Column> columns;
};
constexpr std::array<Column, 3> queue{{{"Cur", "qcur"}, {"Max", "qmax"}, {"Limit", "qlimit"}}};
constexpr std::array<Column, 3> rate{{{"Cur", "rate"}, {"Max", "rate_max"}, {"Limit", "rate_lim"}}};
constexpr std::array<Column, 6> sessions{{{"Cur", "scur"}, {"Max", "smax"}, {"Limit", "slim"}, {"Total", "stot"}, {"LbTot", "lbtot"}, {"Last", "lastsess"}}};
constexpr std::array<Column, 2> bytes{{{"In", "bin"}, {"Out", "bout"}}};
constexpr std::array<Column, 2> denied{{{"Req", "dreq"}, {"Resp", "dresp"}}};
constexpr std::array<Column, 3> errors{{{"Req", "ereq"}, {"Conn", "econ"}, {"Resp", "eresp"}}};
constexpr std::array<Column, 2> warnings{{{"Retr", "wretr"}, {"Redis", "wredis"}}};
constexpr std::array<Column, 9> server{{{"Status", "status"}, {"LastChk", "check_status"}, {"Wght", "weight"}, {"Act", "act"}, {"Bck", "bck"}, {"Chk", "chkfail"}, {"Dwn", "chkdown"}, {"Dwntme", "downtime"}, {"Thrtle", "throttle"}}};
constexpr std::array<ColumnGroup, 8> groups{{{"Queue", queue}, {"Session rate", rate}, {"Sessions", sessions}, {"Bytes", bytes}, {"Denied", denied}, {"Errors", errors}, {"Warnings", warnings}, {"Server", server}}};

std::string escaped(std::string_view text)
{
    std::string safe;
    for (const char c : text) {
        if (c == '<') safe += "&lt;";
        else if (c == '&') safe += "&amp;";
        else safe += c;
    }
    return safe;
}

std::string heading()
{
    std::string first = "<tr><th></th>";
    std::string second = "<tr><th></th>";
    for (const ColumnGroup& group : groups) {
        first += fmt::format("<th colspan=\"{}\">{}</th>", group.columns.size(), group.title);
        for (const Column& column : group.columns) second += fmt::format("<th>{}</th>", column.title);
    }
    return fmt::format("{}</tr>\n{}</tr>\n", first, second);
}

}  // namespace

std::string statistics_html(std::string_view csv)
{
    std::string page = "<!DOCTYPE html>\n<html><head><title>Statistics Report for HAProxy</title></head>\n<body><h1>HAProxy</h1>\n";
    const std::vector<std::string_view> lines = split(csv, '\n');
    std::map<std::string_view, std::size_t> place;
    std::string_view section;
    for (const std::string_view line : lines) {
        const std::vector<std::string_view> cells = split(line.starts_with("# ") ? line.substr(2) : line, ',');
        if (line.starts_with('#')) {
            for (std::size_t i = 0; i < cells.size(); ++i) place[cells[i]] = i;
            continue;
        }
        if (cells.size() < 2) continue;
        if (cells[0] != section) page += fmt::format("{}<h2>{}</h2>\n<table>\n{}", section.empty() ? "" : "</table>\n", escaped(cells[0]), heading());
        section = cells[0];
        page += fmt::format("<tr><th>{}</th>", escaped(cells[1]));
        for (const ColumnGroup& group : groups)
            for (const Column& column : group.columns) {
                const auto found = place.find(column.name);
                page += fmt::format("<td>{}</td>", found == place.end() || found->second >= cells.size() ? std::string() : escaped(cells[found->second]));
            }
        page += "</tr>\n";
    }
    return page + (section.empty() ? "" : "</table>\n") + "</body></html>\n";
}

}  // namespace evenkeel::haproxy
