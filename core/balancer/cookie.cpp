#include "balancer/cookie.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr char delimiter = '~';     // of prefix: VALUE~what the server set

/// "name=value" with what follows the value (attributes) apart.
struct Pair {
    std::string_view name;
    std::string_view value;
    std::string_view rest;
};

Pair pair_of(std::string_view text)
{
    const std::string_view first = text.substr(0, text.find(';'));
    const std::size_t equals = first.find('=');
    if (equals == std::string_view::npos) return {{}, trim(first), text.substr(first.size())};
    return {trim(first.substr(0, equals)), trim(first.substr(equals + 1)), text.substr(first.size())};
}

ServerId server_with(const Backend& backend, std::span<const ServerState> servers, std::string_view value, bool forced)
{
    for (std::uint32_t i = 0; i < servers.size(); ++i)
        if (!value.empty() && backend.servers[i].cookie == value && (forced || servers[i].state != Operational::stopped)) return {i};
    return {};
}

bool is_known(const Backend& backend, std::string_view value)
{
    return !value.empty() && std::any_of(backend.servers.begin(), backend.servers.end(), [&](const Server& server) { return server.cookie == value; });
}

/// What an answer gets of its own: the server's cookie, or its end where the server has none.
std::string inserted(const PersistenceCookie& cookie, const Server& server)
{
    if (server.cookie.empty()) return fmt::format("{}=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/{}", cookie.name, cookie.attributes);
    return fmt::format("{}={}; path=/{}", cookie.name, server.cookie, cookie.attributes);
}

}  // namespace

CookieFound find_cookie(const Backend& backend, std::span<const ServerState> servers, std::string_view header, bool unused, bool forced)
{
    const PersistenceCookie& cookie = backend.cookie;
    CookieFound found;
    for (const std::string_view part : split(header, ';')) {
        std::string kept(trim(part));
        const Pair pair = pair_of(kept);
        if (pair.name == cookie.name) {
            const std::size_t cut = cookie.mode == CookieMode::prefix ? pair.value.find(delimiter) : pair.value.size();
            if (cut != std::string_view::npos && !found.server) {
                if (!unused) found.server = server_with(backend, servers, pair.value.substr(0, cut), forced);
                const bool up = found.server && servers[found.server.index].state != Operational::stopped;
                found.letter = unused ? 'U' : up ? 'V' : is_known(backend, pair.value.substr(0, cut)) ? 'D' : 'I';
            }
            if (cookie.indirect) kept.clear();
            else if (cookie.mode == CookieMode::prefix && cut != std::string_view::npos) kept = fmt::format("{}={}", pair.name, pair.value.substr(cut + 1));
        }
        if (kept.empty()) continue;
        if (!found.header.empty()) found.header += "; ";
        found.header += kept;
    }
    return found;
}

std::string answer_cookies(const PersistenceCookie& cookie, const Server& server, bool direct, bool is_post, std::string_view lines, char* letter)
{
    std::string answer;
    char happened = 'N';
    const auto add = [&](std::string_view line) { answer += (answer.empty() ? "" : "\n") + std::string(line); };
    bool preserved = false;
    for (const std::string_view line : split(lines, '\n')) {
        if (line.empty()) continue;
        const Pair pair = pair_of(line);
        if (pair.name != cookie.name) {
            add(line);
        } else if (cookie.preserve) {
            preserved = true;
            happened = 'P';
            add(line);
        } else if (cookie.mode == CookieMode::insert || (direct && cookie.indirect)) {
            happened = 'D';
        } else if (cookie.mode == CookieMode::rewrite && !server.cookie.empty()) {
            happened = 'R';
            add(fmt::format("{}={}{}", pair.name, server.cookie, pair.rest));
        } else if (cookie.mode == CookieMode::prefix && !server.cookie.empty()) {
            happened = 'R';
            add(fmt::format("{}={}{}{}{}", pair.name, server.cookie, delimiter, pair.value, pair.rest));
        } else {
            add(line);
        }
    }
    if (cookie.mode == CookieMode::insert && !preserved && !direct && (!cookie.postonly || is_post)) {
        happened = 'I';
        add(inserted(cookie, server));
    }
    if (letter != nullptr) *letter = happened;
    return answer;
}

}  // namespace evenkeel::haproxy
