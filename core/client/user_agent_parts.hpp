#pragma once
// What the parts of the user agent ask of each other: steps (user_agent.cpp), its connections (user_agent_pool.cpp), its
// requests (user_agent_transfer.cpp), where answers send them (user_agent_redirect.cpp).

#include "client/user_agent.hpp"

namespace evenkeel::user_agent {

/// The timers (Event::what). Subject and generation: the step, the connection or the transfer; argument: its epoch.
enum class Timer : std::uint16_t {
    begin_step, step_over, step_limit, ask, next_request,                       // steps
    connect_limit, address_limit, slow_address, idle,                           // connections
    answer_limit, body_limit, whole_limit, again,                               // transfers
};

inline const Program& program_of(const UserAgent& agent)
{
    const std::size_t last = agent.settings->steps.size() - 1;
    return agent.settings->steps[agent.step < last ? agent.step : last].program;
}
inline const Program& program_of(const UserAgent& agent, const Transfer& transfer) { return agent.settings->steps[transfer.step].program; }

void set_step_timer(UserAgent& agent, Timer timer, Duration after, std::uint32_t step, Context& context);
/// `argument` beside the epoch: an index below 2^16. A negative time sets no timer.
void set_timer(UserAgent& agent, AgentConnectionId id, Timer timer, Duration after, std::uint32_t argument, Context& context);
void set_timer(UserAgent& agent, TransferId id, Timer timer, Duration after, Context& context);

// Connections.
/// Sees to it that a visit finds its connections.
void prepare_visit(UserAgent& agent, TextId host, std::uint16_t port, Context& context);
/// Gives waiting transfers of a host and port what lies ready, and begins as many connections as are wanting.
void serve(UserAgent& agent, TextId host, std::uint16_t port, Context& context);
/// After an exchange: kept or closed.
void release(UserAgent& agent, AgentConnectionId id, bool keep, Context& context);
/// Closes it, whatever its state.
void drop(UserAgent& agent, AgentConnectionId id, Context& context);
/// One who waited for a connection to there gives up: so does a connection under way, as far as others do not want it.
void stop_connecting(UserAgent& agent, TextId host, std::uint16_t port, Context& context);
/// The end of the process.
void drop_all(UserAgent& agent, Context& context);
void handle_connecting(UserAgent& agent, AgentConnectionId id, const Notice& notice, Context& context);
void handle_connection_timer(UserAgent& agent, AgentConnectionId id, Timer timer, std::uint32_t argument, Context& context);

// Transfers.
TransferId begin_transfer(UserAgent& agent, std::uint32_t step, std::uint32_t place, const AgentRequest& request, bool for_icon, Context& context);
/// It has got a connection; `kept`: one that lay ready.
void send_request(UserAgent& agent, TransferId id, AgentConnectionId connection, bool kept, Context& context);
/// The connection it waited for could not be made.
void fail_to_connect(UserAgent& agent, TransferId id, TransferEnd why, Context& context);
void handle_answer(UserAgent& agent, TransferId id, const Notice& notice, Context& context);
void handle_transfer_timer(UserAgent& agent, TransferId id, Timer timer, Context& context);

// Redirects.
enum class Hop : std::uint8_t { none, made, too_many };
/// After an answer: its request becomes the one for the place in its Location, as far as the program follows.
Hop follow_answer(UserAgent& agent, TransferId id, Context& context);
/// Before a request: likewise, from what the browser has kept.
Hop follow_kept(UserAgent& agent, TransferId id, Context& context);

// Steps.
/// A request of a step has come to its end.
void note_end(UserAgent& agent, const Transfer& transfer, TransferEnd end, Context& context);

}  // namespace evenkeel::user_agent
