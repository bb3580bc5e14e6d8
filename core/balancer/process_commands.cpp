// Commands of the runtime API about the process and its sockets: rate limits, variables, the sockets themselves.

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "balancer/show.hpp"
#include "balancer/text_codes.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::string_view done = "\n";

std::string error(std::string_view text) { return std::string(text) + "\n\n"; }

struct RateLimit {
    std::string_view what;
    std::int64_t Settings::*limit;
    std::int64_t unit;
};
constexpr RateLimit rate_limits[] = {
    {"connections", &Settings::connection_rate, 1},
    {"sessions", &Settings::session_rate, 1},
    {"ssl-sessions", &Settings::tls_rate, 1},
    {"http-compression", &Settings::compression_rate, 1024},
};
constexpr std::string_view known_rate_limits =
    "'set rate-limit' only supports :\n"
    "   - 'connections global' to set the per-process maximum connection rate\n"
    "   - 'sessions global' to set the per-process maximum session rate\n"
    "   - 'ssl-sessions global' to set the per-process maximum SSL session rate\n"
    "   - 'http-compression global' to set the per-process maximum compression speed in kB/s\n\n";

/// "10s": a number and a unit, or milliseconds.
bool is_time(std::string_view text)
{
    constexpr std::string_view units[] = {"", "us", "ms", "s", "m", "h", "d"};
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    return digits > 0 && std::find(std::begin(units), std::end(units), text.substr(digits)) != std::end(units);
}

/// Differs: a method is told as a text.
std::string told(const SampleValue& value)
{
    switch (value.kind) {
    case SampleKind::truth: return fmt::format("bool value=<{}>", value.number);
    case SampleKind::number: return fmt::format("sint value=<{}>", value.number);
    case SampleKind::address: return fmt::format("{} value=<{}>", is_ipv4(value.address) ? "ipv4" : "ipv6", to_text(value.address));
    case SampleKind::text: return fmt::format("str value=<{}>", value.text);
    case SampleKind::binary: break;
    }
    return fmt::format("bin value=<{}>", hex(value.text));
}

std::string_view name_of(AccessLevel level)
{
    constexpr std::string_view names[] = {"user", "operator", "admin"};
    return names[static_cast<std::size_t>(level)];
}

}  // namespace

std::string set_rate_limit(Process& p, Words words)
{
    const auto limit = std::find_if(std::begin(rate_limits), std::end(rate_limits), [&](const RateLimit& each) { return each.what == word_at(words, 2); });
    if (limit == std::end(rate_limits) || word_at(words, 3) != "global") return std::string(known_rate_limits);
    const std::string_view text = word_at(words, 4);
    if (text.empty()) return error("Expects an integer value.");
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    if (number < 0) return error("Value out of range.");
    change_settings(p, [&](Settings& settings) { settings.*limit->limit = std::min<std::int64_t>(number, INT32_MAX) * limit->unit; });
    accept_all(p);
    return std::string(done);
}

std::string set_timeout(Process&, Words words)
{
    if (word_at(words, 2) != "cli") return error("'set timeout' only supports 'cli'.");
    if (word_at(words, 3).empty()) return error("Expects an integer value.");
    return is_time(word_at(words, 3)) ? std::string(done) : error("Invalid timeout value.");
}

std::string get_variable(Process& p, Words words)
{
    const std::string_view name = word_at(words, 2);
    if (name.empty()) return error("Missing process-wide variable identifier.");
    for (const Variable& variable : p.balancer.variables)
        if (variable.name == name) return fmt::format("{}: type={}\n", name, told(variable.value));
    return error("Variable not found.");
}

std::string show_sockets(Process& p, Words)
{
    std::string text = "# socket lvl processes\n";
    for (const StatsSocket& socket : p.settings().sockets)
        text += fmt::format("{} {} all\n", socket.path.empty() ? socket.address : "unix@" + socket.path, name_of(socket.level));
    return text + "\n";
}

std::string show_level(AccessLevel level) { return error(name_of(level)); }

}  // namespace evenkeel::haproxy
