#include "balancer/http_text.hpp"

#include <algorithm>
#include <string>

#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// What stands behind the colon of a line of this name.
std::optional<std::string_view> value_of(std::string_view line, std::string_view name)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !equal_ignoring_case(line.substr(0, colon), name)) return {};
    return line.substr(colon + 1);
}

std::optional<std::string_view> parameter(std::string_view query, std::string_view name, std::string_view separators)
{
    while (true) {
        const std::size_t end = query.find_first_of(separators);
        const std::string_view each = query.substr(0, end);
        const std::size_t equals = each.find('=');
        if (equals != std::string_view::npos && each.substr(0, equals) == name) return each.substr(equals + 1);
        if (end == std::string_view::npos) return {};
        query.remove_prefix(end + 1);
    }
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Where a cookie's value ends: at ',' or ';' outside quotes.
std::size_t end_of_value(std::string_view line, std::size_t at)
{
    bool quoted = false;
    for (; at < line.size(); ++at) {
        if (quoted && line[at] == '\\') ++at;
        else if (line[at] == '"') quoted = !quoted;
        else if (!quoted && (line[at] == ',' || line[at] == ';')) break;
    }
    return std::min(at, line.size());
}

/// One cookie after the other, as HAProxy finds them: pairs parted by ',' or ';', the last one only with a value. With `attributes`
/// (Set-Cookie) what stands behind a ';' is none.
void add_cookies(std::string_view line, std::string_view name, bool attributes, std::vector<std::string_view>& values)
{
    for (std::size_t at = 0; at + name.size() + 1 < line.size();) {
        while (at < line.size() && is_blank(line[at])) ++at;
        std::size_t equal = at;
        std::size_t end_of_name = at;
        for (; equal < line.size() && line[equal] != '=' && line[equal] != ';' && line[equal] != ','; ++equal)
            if (!is_blank(line[equal])) end_of_name = equal + 1;
        if (equal >= line.size()) return;
        if (line[equal] != '=') {
            at = equal + 1;
            continue;
        }
        std::size_t begin = equal + 1;
        while (begin < line.size() && is_blank(line[begin])) ++begin;
        const std::size_t next = end_of_value(line, begin);
        if (name.empty() || line.substr(at, end_of_name - at) == name) values.push_back(trim(line.substr(begin, next - begin)));
        if (attributes && next < line.size() && line[next] == ';') return;
        at = next + 1;
    }
}

}  // namespace

std::vector<std::string_view> header_values(std::string_view headers, std::string_view name)
{
    std::vector<std::string_view> values;
    for (const std::string_view line : split(headers, '\n')) {
        const auto rest = value_of(line, name);
        if (!rest) continue;
        std::size_t start = 0;
        bool quoted = false;
        for (std::size_t i = 0; i <= rest->size(); ++i) {
            if (i < rest->size() && (*rest)[i] == '"') quoted = !quoted;
            if (i < rest->size() && (quoted || (*rest)[i] != ',')) continue;
            values.push_back(trim(rest->substr(start, i - start)));
            start = i + 1;
        }
    }
    return values;
}

std::vector<std::string_view> header_lines(std::string_view headers, std::string_view name)
{
    std::vector<std::string_view> values;
    for (const std::string_view line : split(headers, '\n'))
        if (const auto value = value_of(line, name)) values.push_back(trim(*value));
    return values;
}

std::vector<std::string_view> cookie_values(std::string_view headers, std::string_view name)
{
    std::vector<std::string_view> values;
    for (const std::string_view line : split(headers, '\n'))
        if (const auto pairs = value_of(line, "cookie")) add_cookies(trim(*pairs), name, false, values);
    return values;
}

std::vector<std::string_view> set_cookie_values(std::string_view headers, std::string_view name)
{
    std::vector<std::string_view> values;
    for (const std::string_view line : split(headers, '\n'))
        if (const auto pair = value_of(line, "set-cookie")) add_cookies(trim(*pair), name, true, values);
    return values;
}

std::string_view path_of(std::string_view target)
{
    if (!target.starts_with('/')) {
        const std::size_t scheme = target.find("://");
        if (scheme == std::string_view::npos) return target.substr(0, target.find('?'));
        target.remove_prefix(scheme + 3);
        const std::size_t slash = target.find('/');
        if (slash == std::string_view::npos) return {};
        target.remove_prefix(slash);
    }
    return target.substr(0, target.find('?'));
}

std::string_view path_and_query(std::string_view target)
{
    const std::string_view path = path_of(target);
    if (path.empty()) return {};
    return target.substr(static_cast<std::size_t>(path.data() - target.data()));
}

std::string_view query_of(std::string_view target)
{
    const std::size_t mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

std::optional<std::string_view> query_parameter(std::string_view target, std::string_view name) { return parameter(query_of(target), name, "&"); }

std::optional<std::string_view> form_parameter(std::string_view body, std::string_view name)
{
    const auto value = parameter(body, name, "&");
    if (!value || value->empty()) return value;
    const char first = value->front();
    if (first == ' ' || first == '\t' || first == '\r' || first == '\n') return value->substr(0, 0);
    constexpr std::string_view tokens = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return tokens.find(first) == std::string_view::npos ? std::nullopt : value;
}

std::vector<std::string_view> url_parameters(std::string_view target, std::string_view name, char mark)
{
    const std::size_t begin = target.find(mark);
    return begin == std::string_view::npos ? std::vector<std::string_view>{} : parameters_in(target.substr(begin + 1), name, mark);
}

std::vector<std::string_view> parameters_in(std::string_view text, std::string_view name, char mark)
{
    std::vector<std::string_view> values;
    const std::string separators{'&', ';', mark};
    for (std::string_view rest = text;;) {
        const std::size_t end = rest.find_first_of(separators);
        const std::string_view each = rest.substr(0, end);
        const std::size_t equals = each.find('=');
        if (equals != std::string_view::npos && (name.empty() || each.substr(0, equals) == name)) values.push_back(each.substr(equals + 1));
        if (end == std::string_view::npos) return values;
        rest.remove_prefix(end + 1);
    }
}

}  // namespace evenkeel::haproxy
