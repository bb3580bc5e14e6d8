#include "web/nginx_match.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace evenkeel::nginx {

namespace {

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string percent_decoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
        decoded += escape ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
        if (escape) i += 2;
    }
    return decoded;
}

bool listens_on(const Server& server, const Listen& bind)
{
    return std::any_of(server.listens.begin(), server.listens.end(), [&](const Listen& each) { return each.address == bind.address && each.port == bind.port; });
}

bool is_default_on(const Server& server, const Listen& bind)
{
    return std::any_of(server.listens.begin(), server.listens.end(),
                       [&](const Listen& each) { return each.default_server && each.address == bind.address && each.port == bind.port; });
}

/// Host header as names are compared: lower case, without port and one trailing dot.
std::string host_name(std::string_view host)
{
    std::string name = lower(host);
    if (const std::size_t colon = name.rfind(':'); colon != std::string::npos && name.find(']', colon) == std::string::npos) name.resize(colon);
    if (!name.empty() && name.back() == '.') name.pop_back();
    return name;
}

/// How well a server_name fits: the search's order as a number; 0: not at all.
std::size_t fit(std::string_view pattern, std::string_view name)
{
    constexpr std::size_t exact = 3'000'000;
    constexpr std::size_t leading_wildcard = 2'000'000;
    constexpr std::size_t trailing_wildcard = 1'000'000;
    if (equal_ignoring_case(pattern, name)) return exact;
    const std::string lowered = lower(pattern);
    std::string_view rest = lowered;
    if (rest.starts_with('.')) {
        if (rest.substr(1) == name) return exact;
        return name.ends_with(rest) ? leading_wildcard + rest.size() : 0;
    }
    if (rest.starts_with("*.")) return name.ends_with(rest.substr(1)) ? leading_wildcard + rest.size() - 1 : 0;
    if (rest.ends_with(".*")) return name.starts_with(rest.substr(0, rest.size() - 1)) ? trailing_wildcard + rest.size() : 0;
    return 0;
}

std::uint32_t default_server(std::span<const Server> servers, const Listen& bind)
{
    for (std::uint32_t i = 0; i < servers.size(); ++i)
        if (is_default_on(servers[i], bind)) return i;
    for (std::uint32_t i = 0; i < servers.size(); ++i)
        if (listens_on(servers[i], bind)) return i;
    return 0;
}

}  // namespace

std::string normalised(std::string_view target)
{
    const std::string path = percent_decoded(target.substr(0, target.find_first_of("?#")));
    if (path.empty() || path.front() != '/') return {};
    std::vector<std::string_view> kept;
    const std::vector<std::string_view> parts = split(std::string_view(path).substr(1), '/');
    for (const std::string_view part : parts) {
        if (part.empty() || part == ".") continue;
        if (part != "..") {
            kept.push_back(part);
            continue;
        }
        if (kept.empty()) return {};
        kept.pop_back();
    }
    std::string result;
    for (const std::string_view part : kept) result += '/' + std::string(part);
    const bool is_folder = parts.back().empty() || parts.back() == "." || parts.back() == "..";
    if (is_folder || result.empty()) result += '/';
    return result;
}

std::uint32_t find_server(std::span<const Server> servers, const Listen& bind, std::string_view host)
{
    const std::string name = host_name(host);
    std::uint32_t best = default_server(servers, bind);
    std::size_t best_fit = 0;
    for (std::uint32_t i = 0; i < servers.size(); ++i) {
        if (!listens_on(servers[i], bind)) continue;
        for (const std::string& pattern : servers[i].names) {
            const std::size_t this_fit = fit(pattern, name);
            if (this_fit <= best_fit) continue;
            best = i;
            best_fit = this_fit;
        }
    }
    return best;
}

std::uint32_t find_location(const Server& server, std::string_view path)
{
    for (std::uint32_t i = 0; i < server.locations.size(); ++i)
        if (server.locations[i].exact && server.locations[i].prefix == path) return i;
    for (std::uint32_t i = 0; i < server.locations.size(); ++i)
        if (!server.locations[i].exact && path.starts_with(server.locations[i].prefix)) return i;
    return static_cast<std::uint32_t>(server.locations.size() - 1);
}

bool wants_slash(const Server& server, std::string_view path)
{
    const auto is_exactly = [&](const Location& each) { return each.exact && each.prefix == path; };
    const auto is_folder = [&](const Location& each) {
        return !each.exact && each.handler == Handler::proxy && each.prefix.size() == path.size() + 1 && each.prefix.back() == '/' && each.prefix.starts_with(path);
    };
    return std::any_of(server.locations.begin(), server.locations.end(), is_folder) &&
           std::none_of(server.locations.begin(), server.locations.end(), is_exactly);
}

}  // namespace evenkeel::nginx
