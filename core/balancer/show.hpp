#pragma once
// Commands of the runtime API that show something or change a proxy, and what they share. For balancer/*.cpp only.
//
// Every function gives the socket's whole answer, as recorded from HAProxy 2.6.12; `words` are the command's.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "balancer/process.hpp"

namespace evenkeel::haproxy {

using Words = std::span<const std::string_view>;
inline std::string_view word_at(Words words, std::size_t i) { return i < words.size() ? words[i] : std::string_view{}; }

/// A section of the file that is a proxy, in the order of the file; a `listen` section has both.
struct ProxyRow {
    std::string_view name;
    std::int64_t id = 0;                ///< `iid`: from 2, for the process has proxies of its own
    std::uint32_t frontend = no_index;
    std::uint32_t backend = no_index;
};
std::vector<ProxyRow> proxies_of(const Settings& settings);

/// The process's own limit.
std::int64_t maxconn_of(const Process& p);
/// "10.0.1.11:80".
std::string endpoint_text(const Server& server);
/// The columns `weight`: what the algorithm reckons with, as a file would have it.
std::int64_t shown_weight(const Farm& farm, const ServerState& server);
std::int64_t backend_weight(const Farm& farm);
/// Column `throttle`: of slow start, how much is over.
std::int64_t percent_of(const ServerState& server);

/// Gives the process other settings: an operator's change of one. Copies of the world keep theirs.
template <class Change>
void change_settings(Process& p, Change&& change)
{
    Settings settings = p.settings();
    change(settings);
    p.balancer.settings = std::make_shared<const Settings>(std::move(settings));
}

// show_stat.cpp
std::string show_stat(Process& p, Words words);

// show_errors.cpp
std::string show_errors(Process& p, Words words);

// show_commands.cpp
std::string show_servers_state(Process& p, Words words);
std::string show_servers_conn(Process& p, Words words);
std::string show_backend(Process& p, Words words);
std::string show_info(Process& p, Words words);
std::string show_sessions(Process& p, Words words);

// proxy_commands.cpp
std::string set_maxconn_frontend(Process& p, Words words);
std::string set_maxconn_global(Process& p, Words words);
std::string set_dynamic_cookie_key(Process& p, Words words);
std::string enable_dynamic_cookie(Process& p, Words words);
std::string disable_dynamic_cookie(Process& p, Words words);
std::string disable_frontend(Process& p, Words words);
std::string enable_frontend(Process& p, Words words);
std::string shutdown_frontend(Process& p, Words words);
std::string shutdown_session(Process& p, Words words);
std::string clear_counters(Process& p, Words words);

/// Whoever waits in the kernel may come in when a limit rises.
void accept_all(Process& p);

// process_commands.cpp
std::string set_rate_limit(Process& p, Words words);
/// A socket of the simulator is closed after each line, so a limit of its silence changes nothing.
std::string set_timeout(Process& p, Words words);
std::string get_variable(Process& p, Words words);
std::string show_sockets(Process& p, Words words);
std::string show_level(AccessLevel level);

// runtime_api.cpp
/// `set server B/S health WORD`; `by`: for the log.
std::string set_health(Process& p, const ServerPlace& place, std::string_view word, std::string_view by);

// server_commands.cpp
/// `set server B/S addr | check-addr | check-port | agent | agent-addr | agent-port | agent-send | fqdn | ssl`; none: another word.
std::optional<std::string> set_server(Process& p, const ServerPlace& place, Words words);
std::string enable_checks(Process& p, const ServerPlace& place, bool agent, bool on);

}  // namespace evenkeel::haproxy
