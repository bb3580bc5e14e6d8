#pragma once
// The runtime API: commands to the stats socket, and HAProxy's own answers.

#include <string>
#include <string_view>

#include "balancer/balancer.hpp"

namespace evenkeel::haproxy {

/// Differs: when a line has been answered with so much, its further commands are not carried out.
inline constexpr std::size_t most_answer_bytes = 1u << 20;

/// What a line ends in whose command has a payload: the lines up to the next empty one.
inline constexpr std::string_view payload_mark = "<<";

/// Carries out a line of commands, separated by ';', with the payload behind its line feed if it has one, and gives all that the socket would answer: each answer ends with a line
/// feed, one that has nothing to say is a line feed alone. Answers recorded from 2.6.12.
///
/// set server B/S state, weight, health, addr, check-addr, check-port, agent, agent-addr, agent-port; enable and disable server,
/// health, agent, frontend; set weight, get weight; set maxconn server, frontend, global; set rate-limit; set timeout; shutdown frontend,
/// session and sessions; show stat, servers state and conn, backend, info, schema json, errors, sess, version, cli level and sockets; get
/// var; show, clear and set table; show, get, add, set, del, clear, prepare and commit of map and acl; clear counters; help, user,
/// operator, quit. Any other command of
/// HAProxy's is answered by "not simulated yet", a word that is none as HAProxy answers it.
/// What the socket's level does not allow is answered by "Permission denied".
/// Source: reference section 14 (src/server.c, src/cli.c, src/stats.c).
std::string run_commands(Balancer& balancer, std::string_view line, Context& context, AccessLevel level = AccessLevel::admin);

/// The column `status` of `show stat`: of a server that tracks another one, by that one's checks.
std::string status_column(const Balancer& balancer, std::uint32_t backend, std::uint32_t server);

/// False for a command that would be answered by "not simulated yet".
bool is_simulated_command(std::string_view command);

}  // namespace evenkeel::haproxy
