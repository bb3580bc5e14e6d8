#pragma once
// Single requests made by hand, each on a connection of its own, as `curl` makes them: what an operator types, and what a
// recorded scenario replays. Without a limit it waits for its answer as long as the other side lets it.

#include <cstdint>
#include <vector>

#include "net/connection.hpp"
#include "net/context.hpp"

namespace evenkeel {

enum class ProbePhase : std::uint8_t { connecting, waiting, answered, failed, hung_up, timed_out };

/// One request and what came of it.
struct ProbeRequest {
    Message request;
    Socket socket;
    ProbePhase phase{};
    NoticeKind failure{};           ///< how it failed: refused, unanswered, peer_closed, reset
    Message answer;
    bool keeps = false;             ///< its connection stays open for the next request
    bool lingers = false;           ///< it does not follow when the other side closes
    Instant asked;
    Instant connected = never;
    Instant ended = never;          ///< of one that is answered, has failed or timed out
};

struct Probe {
    ServiceId service;
    std::vector<ProbeRequest> requests;
};

/// Begins a request, or with a message of no kind a connection that says nothing; gives its index in `requests`. `source` any: the host's own address.
std::uint32_t ask(Probe& probe, const Message& request, const Endpoint& to, const Address& source, Context& context);
/// Sends a further message on a request's connection; the one that an empty request has waited with.
void say(Probe& probe, std::uint32_t request, const Message& message, Context& context);
/// Begins a request on the connection that another one has kept; gives its index.
std::uint32_t ask_again(Probe& probe, std::uint32_t kept, const Message& request, Context& context);
/// The client says that it sends nothing more, and waits on.
void close_half(Probe& probe, std::uint32_t request, Context& context);
/// Gives a request up so long after now: unless it is connected by then, or unless it is answered.
enum class ProbeLimit : std::uint16_t { connecting, whole };
void limit(Probe& probe, std::uint32_t request, ProbeLimit which, Duration after, Context& context);
/// The client goes away without waiting for the answer.
void hang_up(Probe& probe, std::uint32_t request, Context& context);
/// The same, by RST.
void reset(Probe& probe, std::uint32_t request, Context& context);

void handle(Probe& probe, const Notice& notice, Context& context);
/// EventKind::probe_timer.
void handle(Probe& probe, const Event& event, Context& context);

}  // namespace evenkeel
