#include "balancer/cookie.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/xxhash.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr char delimiter = '~';         // of prefix: VALUE~what the server set
constexpr char date_delimiter = '|';    // of maxidle and maxlife: VALUE|LAST|FIRST
constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t date_length = 5;
constexpr std::int64_t day_s = 86'400;

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

/// The value in front of the dates, which are taken down. A cookie that has none leaves those of one before it.
std::string_view take_dates(std::string_view value, CookieDates& dates)
{
    const std::size_t bar = value.find(date_delimiter);
    if (bar == std::string_view::npos) return value;
    const std::string_view rest = value.substr(bar + 1);
    if (const auto last = read_cookie_date(rest)) dates.last = *last;
    if (const std::size_t second = rest.find(date_delimiter); second != std::string_view::npos)
        if (const auto first = read_cookie_date(rest.substr(second + 1))) dates.first = *first;
    return value.substr(0, bar);
}

/// Longer ago than the limit, or further ahead than clocks that differ explain.
bool is_over(std::int32_t date, std::int64_t limit_s, std::int64_t now_s) { return date != 0 && limit_s != 0 && (now_s - date > limit_s || date - now_s > day_s); }

/// E or O for a cookie that is too old, whose dates count no longer; otherwise 0.
char age_letter(const PersistenceCookie& cookie, CookieDates& dates, std::int64_t now_s)
{
    const bool old = is_over(dates.first, cookie.maxlife_s, now_s);
    if (!old && !is_over(dates.last, cookie.maxidle_s, now_s)) return 0;
    dates = {};
    return old ? 'O' : 'E';
}

/// The first server with a value that may be used; a stopped one on the way is told by the letter.
void find_server(const Backend& backend, std::span<const ServerState> servers, std::string_view value, bool forced, CookieFound& found)
{
    for (std::uint32_t i = 0; i < servers.size() && !value.empty() && !found.server; ++i) {
        if (backend.servers[i].cookie != value) continue;
        const bool stopped = servers[i].state == Operational::stopped;
        found.letter = stopped ? 'D' : 'V';
        if (!stopped || forced) found.server = {i};
    }
}

/// One cookie of the name.
void look_at(const Backend& backend, std::span<const ServerState> servers, std::string_view value, const CookieReading& reading, CookieFound& found)
{
    if (backend.cookie.mode == CookieMode::prefix) {
        value = value.substr(0, value.find(delimiter));
    } else {
        value = take_dates(value, found.dates);
        if (const char letter = age_letter(backend.cookie, found.dates, reading.now_s)) {
            found.letter = letter;
            return;
        }
    }
    const bool unused = reading.unused || found.server;
    if (!unused) find_server(backend, servers, value, reading.forced, found);
    if (found.letter == 'N') found.letter = unused ? 'U' : 'I';
}

/// What an answer gets of its own: the server's cookie, or its end where the server has none.
std::string inserted(const PersistenceCookie& cookie, const Server& server, const CookieAnswer& answer)
{
    if (server.cookie.empty()) return fmt::format("{}=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/{}", cookie.name, cookie.attributes);
    std::string dates;
    if (cookie.maxidle_s != 0 || cookie.maxlife_s != 0) dates += date_delimiter + cookie_date(answer.now_s);
    // The first date is kept as it came: it is a whole number of units.
    if (cookie.maxlife_s != 0) dates += date_delimiter + (answer.dates.first != 0 ? cookie_date(static_cast<std::uint32_t>(answer.dates.first)) : cookie_date(answer.now_s));
    return fmt::format("{}={}{}; path=/{}", cookie.name, server.cookie, dates, cookie.attributes);
}

/// A client that has come by its cookie gets another one when that one's dates are not those of this file, or not of now.
bool wants_cookie(const PersistenceCookie& cookie, const CookieAnswer& answer)
{
    if (!answer.direct) return true;
    const CookieDates& dates = answer.dates;
    if ((cookie.maxidle_s != 0 || dates.last != 0) && (dates.last == 0 || dates.last < answer.now_s)) return true;
    return (cookie.maxlife_s != 0) != (dates.first != 0);
}

}  // namespace

std::string cookie_date(std::int64_t seconds)
{
    const std::int64_t units = (seconds + 3) >> 2;
    std::string text;
    for (const int shift : {24, 18, 12, 6, 0}) text += digits[static_cast<std::size_t>(units >> shift & 63)];
    return text;
}

std::optional<std::int32_t> read_cookie_date(std::string_view text)
{
    if (text.size() < date_length) return {};
    std::uint32_t units = 0;
    for (const char c : text.substr(0, date_length)) {
        const std::size_t digit = digits.find(c);
        if (digit == std::string_view::npos) return {};
        units = units << 6 | static_cast<std::uint32_t>(digit);
    }
    if (units == 0) return {};
    return static_cast<std::int32_t>(units << 2);
}

std::string dynamic_cookie(std::string_view key, const Server& server)
{
    std::string bytes(key);
    const std::string address(server.address.bytes.begin(), server.address.bytes.end());
    bytes += is_ipv4(server.address) ? address.substr(12) : address;
    bytes += {'\0', '\0', static_cast<char>(server.port >> 8), static_cast<char>(server.port & 0xff)};
    return fmt::format("{:016x}", xxh64(bytes, 0));
}

void make_dynamic_cookies(Backend& backend)
{
    for (Server& server : backend.servers) {
        if (server.has_own_cookie) continue;
        const bool made = backend.cookie.dynamic && !backend.cookie.dynamic_key.empty() && !is_any(server.address);
        server.cookie = made ? dynamic_cookie(backend.cookie.dynamic_key, server) : std::string();
    }
}

CookieFound find_cookie(const Backend& backend, std::span<const ServerState> servers, std::string_view header, const CookieReading& reading)
{
    const PersistenceCookie& cookie = backend.cookie;
    CookieFound found;
    for (const std::string_view part : split(header, ';')) {
        std::string kept(trim(part));
        const Pair pair = pair_of(kept);
        if (pair.name == cookie.name) {
            look_at(backend, servers, pair.value, reading, found);
            const std::size_t cut = cookie.mode == CookieMode::prefix ? pair.value.find(delimiter) : std::string_view::npos;
            if (cut != std::string_view::npos) kept = fmt::format("{}={}", pair.name, pair.value.substr(cut + 1));
            else if (cookie.mode == CookieMode::insert && cookie.indirect) kept.clear();
        }
        if (kept.empty()) continue;
        if (!found.header.empty()) found.header += "; ";
        found.header += kept;
    }
    return found;
}

std::string answer_cookies(const PersistenceCookie& cookie, const Server* server, const CookieAnswer& answer, std::string_view lines, char* letter)
{
    std::string sent;
    char happened = 'N';
    const auto add = [&](std::string_view line) { sent += (sent.empty() ? "" : "\n") + std::string(line); };
    const bool names_server = server != nullptr && !server->cookie.empty();
    bool preserved = false;
    for (const std::string_view line : split(lines, '\n')) {
        if (line.empty()) continue;
        const Pair pair = pair_of(line);
        if (pair.name != cookie.name) {
            add(line);
            continue;
        }
        happened = 'P';
        if (cookie.preserve) {
            preserved = true;
            add(line);
        } else if ((server != nullptr && cookie.mode == CookieMode::insert) || (answer.direct && cookie.indirect)) {
            happened = 'D';
        } else if (cookie.mode == CookieMode::rewrite && names_server) {
            happened = 'R';
            add(fmt::format("{}={}{}", pair.name, server->cookie, pair.rest));
        } else if (cookie.mode == CookieMode::prefix && names_server) {
            happened = 'R';
            add(fmt::format("{}={}{}{}{}", pair.name, server->cookie, delimiter, pair.value, pair.rest));
        } else {
            add(line);
        }
    }
    const bool inserts = server != nullptr && cookie.mode == CookieMode::insert && !preserved && (!cookie.postonly || answer.is_post);
    if (inserts && wants_cookie(cookie, answer)) {
        happened = answer.direct && names_server ? 'U' : 'I';
        add(inserted(cookie, *server, answer));
    }
    if (letter != nullptr) *letter = happened;
    return sent;
}

std::string_view captured_cookie(const HeaderCapture& capture, std::string_view cookie_header)
{
    for (const std::string_view part : split(cookie_header, ';'))
        if (trim(part).starts_with(capture.name)) return trim(part).substr(0, static_cast<std::size_t>(capture.length));
    return {};
}

std::string_view captured_set_cookie(const HeaderCapture& capture, std::string_view lines)
{
    for (const std::string_view line : split(lines, '\n'))
        if (line.starts_with(capture.name)) return trim(line.substr(0, line.find(';'))).substr(0, static_cast<std::size_t>(capture.length));
    return {};
}

}  // namespace evenkeel::haproxy
