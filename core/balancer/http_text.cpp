#include "balancer/http_text.hpp"

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

void add_cookies(std::string_view pairs, std::string_view name, std::vector<std::string_view>& values)
{
    for (const std::string_view part : split(pairs, ';')) {
        const std::string_view pair = trim(part);
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) values.push_back(pair.substr(equals + 1));
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
        if (const auto pairs = value_of(line, "cookie")) add_cookies(*pairs, name, values);
    return values;
}

std::vector<std::string_view> set_cookie_values(std::string_view headers, std::string_view name)
{
    std::vector<std::string_view> values;
    for (const std::string_view line : split(headers, '\n'))
        if (const auto pair = value_of(line, "set-cookie")) add_cookies(pair->substr(0, pair->find(';')), name, values);
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

std::optional<std::string_view> url_parameter(std::string_view target, std::string_view name) { return parameter(query_of(target), name, "&;?"); }

}  // namespace evenkeel::haproxy
