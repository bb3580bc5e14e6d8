#pragma once
// A real program as a client: it does a list of steps, on real connections, with the habits of client/program.
//
// A request waits for a connection of its host and port: one that lies ready, or a new one while the program allows more;
// whichever connection becomes free first takes the request that has waited longest.
// Differs: no TLS (an https address is asked in plain), cookies, caches (but of redirects), pages with parts; of several
// addresses only those of one answer.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/pool.hpp"
#include "client/program.hpp"
#include "net/connection.hpp"
#include "net/context.hpp"
#include "net/names.hpp"

namespace evenkeel {

struct AgentRequest {
    std::string host;                   ///< a name or an address
    std::uint16_t port = 80;
    std::string path = "/";
    Method method{};
    std::int64_t body = 0;              ///< bytes sent with it
    bool secure = false;                ///< https
};

enum class AgentStepKind : std::uint8_t {
    wait,
    visit,          ///< the address bar of a browser: connections in advance, the site's icon afterwards
    at_once,        ///< all requests together
    in_turn,        ///< one after the other
    in_background,  ///< begun, and nobody waits for it
};

struct AgentStep {
    AgentStepKind kind{};
    Program program;                    ///< with the options of this step
    std::vector<AgentRequest> requests;
    Duration wait;                      ///< after its last request, or without one
    Duration limit = no_limit;          ///< then the next step begins, the requests stay under way
};

struct AgentSettings {
    std::vector<AgentStep> steps;
};

/// What came of one request of a step.
struct TransferResult {
    bool over = false;
    TransferEnd end{};
    std::int32_t status = 0;            ///< of the last head received in the last try; 0: none
    std::int64_t connects = 0;          ///< connections made for the last try
    std::int64_t redirects = 0;         ///< followed
    AgentRequest asked;                 ///< the last one
};

struct StepResult {
    Instant began;
    Instant ended = never;
    std::vector<TransferResult> transfers;
};

struct Transfer;
using TransferId = Id<Transfer>;

/// An attempt to connect to one address.
struct Attempt {
    Socket socket;
    std::uint32_t address = 0;          ///< index in AgentConnection::addresses
};

enum class AgentConnectionPhase : std::uint8_t { connecting, idle, busy };

struct AgentConnection {
    TextId host;
    std::uint16_t port = 0;
    AgentConnectionPhase phase{};
    std::uint32_t epoch = 0;            ///< rises with each phase: a late timer is dropped
    Socket socket;
    std::vector<Address> addresses;
    std::uint32_t next_address = 0;
    std::vector<Attempt> attempts;
    bool may_go_on = false;             ///< once past the limit for connecting
    TransferEnd failure = TransferEnd::no_address;  ///< of the last address that failed
    std::uint64_t made = 0;             ///< its number, in the order of beginning
    std::uint64_t uses = 0;
    Instant idle_since;
    Duration idle_limit = no_limit;     ///< what the server's hint makes of the program's
    bool close_after = false;           ///< the answer under way is its last
    TransferId transfer;
};
using AgentConnectionId = Id<AgentConnection>;

enum class TransferPhase : std::uint8_t {
    in_line,        ///< behind another one for the same URL
    waiting,        ///< for a connection
    asked,
    in_body,
    pausing,        ///< before the next try
};

struct Transfer {
    std::uint32_t step = 0;             ///< of the settings
    std::uint32_t place = 0;            ///< among the step's requests
    AgentRequest request;
    TextId host;
    bool for_icon = false;              ///< nobody waits for it
    TransferPhase phase{};
    std::uint32_t epoch = 0;            ///< rises with each phase: a late timer is dropped
    AgentConnectionId connection;
    bool on_kept = false;               ///< its connection lay ready
    std::int64_t tries = 1;
    std::int64_t sent = 0;              ///< requests in this try
    std::int64_t connects = 0;
    std::int32_t status = 0;
    std::int64_t body = 0;              ///< bytes received of this answer
    std::int64_t have = 0;              ///< bytes kept from earlier tries, for who resumes
    bool ends_with_connection = false;  ///< its body has no other end
    Duration retry_after = no_limit;
    TextId headers;                     ///< of the last head
    std::vector<TextId> followed;       ///< addresses it was sent to, in order
};

/// A browser that has been sent on once goes there by itself.
struct KeptRedirect {
    TextId from;
    TextId location;
    std::int32_t status = 0;
    Instant expires = never;
};

/// A question to the name server.
struct NameQuestion {
    Instant at;
    TextId name;
    bool again = false;                 ///< what was known of it is too old
};

struct UserAgent {
    std::shared_ptr<const AgentSettings> settings;
    ServiceId service;
    std::uint32_t step = 0;
    bool done = false;
    std::vector<StepResult> results;
    Pool<Transfer> transfers;
    Pool<AgentConnection> connections;
    std::vector<TransferId> line;       ///< transfers that wait for a connection or behind another one, oldest first
    NameCache names;
    std::vector<Address> failed_addresses;  ///< for who begins the next connection with another
    std::vector<TextId> silent_hosts;   ///< that have not answered within the limit for connecting
    std::vector<KeptRedirect> redirects;
    std::vector<NameQuestion> questions;
    std::vector<TextId> icons;          ///< hosts whose icon has been asked for
    std::uint64_t connections_made = 0;
    std::uint64_t requests_sent = 0;
};

/// Begins the first step.
void start(UserAgent& agent, Context& context);
/// EventKind::user_agent_timer.
void handle(UserAgent& agent, const Event& event, Context& context);
void handle(UserAgent& agent, const Notice& notice, Context& context);

}  // namespace evenkeel
