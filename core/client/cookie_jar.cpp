#include "client/cookie_jar.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace evenkeel {

namespace {

bool is_deletion(std::string_view attribute)
{
    const std::size_t equals = attribute.find('=');
    if (equals == std::string_view::npos) return false;
    if (!equal_ignoring_case(trim(attribute.substr(0, equals)), "max-age")) return false;
    const auto age = parse_integer(trim(attribute.substr(equals + 1)));
    return age && *age <= 0;
}

void store_line(CookieJar& jar, std::string_view line)
{
    const std::vector<std::string_view> parts = split(line, ';');
    const std::size_t equals = parts.front().find('=');
    if (equals == std::string_view::npos) return;
    const std::string_view name = trim(parts.front().substr(0, equals));
    const std::string_view value = trim(parts.front().substr(equals + 1));
    const auto known = std::find_if(jar.cookies.begin(), jar.cookies.end(), [&](const Cookie& cookie) { return cookie.name == name; });
    if (std::any_of(parts.begin() + 1, parts.end(), is_deletion)) {
        if (known != jar.cookies.end()) jar.cookies.erase(known);
    } else if (known != jar.cookies.end()) {
        known->value = value;
    } else {
        jar.cookies.push_back({std::string(name), std::string(value)});
    }
}

}  // namespace

void store(CookieJar& jar, std::string_view set_cookie_lines)
{
    for (const std::string_view line : split(set_cookie_lines, '\n'))
        if (!trim(line).empty()) store_line(jar, line);
}

std::string cookie_header(const CookieJar& jar)
{
    std::string header;
    for (const Cookie& cookie : jar.cookies) {
        if (!header.empty()) header += "; ";
        header += cookie.name + '=' + cookie.value;
    }
    return header;
}

}  // namespace evenkeel
