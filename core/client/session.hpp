#pragma once
// One visitor's session: a few requests one after the other, over one connection at a time.

#include <cstdint>
#include <vector>

#include "client/cookie_jar.hpp"
#include "client/outcome.hpp"
#include "net/connection.hpp"

namespace evenkeel {

struct Visitors;

enum class SessionPhase : std::uint8_t {
    thinking,       ///< between two requests; the connection may be kept
    connecting,
    waiting,        ///< the request is sent
    pausing,        ///< before the client tries again
};

/// Run-time state of one session. Request numbers follow from the session's number and the request's place in it, so that
/// the same crowd asks for the same things however fast it is served.
struct Session {
    std::uint64_t number = 0;           ///< from 1
    std::uint32_t client = 0;           ///< which of the class's addresses
    std::int64_t requests = 0;          ///< how many it will make
    std::int64_t begun = 0;             ///< how many it has begun
    SessionPhase phase{};
    Socket socket;
    bool reused = false;                ///< the connection has carried an answer before
    CookieJar cookies;
    // the request under way
    std::uint64_t request = 0;          ///< within the class, from 1
    std::uint32_t path = 0;             ///< index in the settings' paths
    Instant wanted_at;
    std::int64_t retries = 0;           ///< configured retries made
    std::uint32_t attempt = 0;          ///< counts what a timer can wait for: a late one is dropped
    std::vector<Address> addresses;     ///< of the name; tried in order
    std::uint32_t address = 0;          ///< the one being tried
    HostId answered_by;                 ///< the host of the last answer; none: no host has answered yet
};
using SessionId = Id<Session>;

/// The timers of a class of visitors (Event::what).
enum class VisitorTimer : std::uint16_t {
    arrival,            ///< open loop: a session may begin
    next_session,       ///< closed loop: subject = user
    next_request,       ///< a session has thought
    patience,           ///< argument = request
    connect_timeout,    ///< argument = attempt
    retry,              ///< argument = attempt
    try_timeout,        ///< argument = attempt: this try has lasted as long as one may
};

/// Begins a session and its first request.
void begin_session(Visitors& visitors, std::uint64_t number, Context& context);

/// The session's share of timers and notices.
void next_request(Visitors& visitors, SessionId id, Context& context);
void run_out_of_patience(Visitors& visitors, SessionId id, Context& context);
void time_out_connecting(Visitors& visitors, SessionId id, Context& context);
void time_out_try(Visitors& visitors, SessionId id, Context& context);
void try_again(Visitors& visitors, SessionId id, Context& context);
void take_notice(Visitors& visitors, SessionId id, const Notice& notice, Context& context);

}  // namespace evenkeel
