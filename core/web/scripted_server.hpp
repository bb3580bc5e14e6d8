#pragma once
// A server that misbehaves on command: each rule says what one kind of request gets, be it an answer, half of one, or none.
// For recorded scenarios, and for sites whose servers are to be bad in a known way.
//
// Differs: the size of a body is a number, its text is never kept; no TLS.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/pool.hpp"
#include "net/connection.hpp"
#include "net/context.hpp"

namespace evenkeel {

/// What a server does with a request.
enum class Conduct : std::uint8_t {
    answers,
    resets,             ///< RST, no answer
    closes,             ///< FIN, no answer
    stays_silent,       ///< no answer for `lasts`, then FIN
    stalls,             ///< head and part of the body, nothing more for `lasts`, then FIN
    cuts,               ///< 100 bytes of the body are missing, then FIN
    cuts_by_reset,      ///< likewise, then RST after 0.2 s
    cuts_chunks,        ///< a chunked body without its last chunk, then FIN
    overruns,           ///< the body is 5 bytes longer than its length
    until_close,        ///< no length: FIN ends the body
    speaks_no_http,
};

struct ScriptedAnswer {
    static constexpr std::uint32_t none = 0xffff'ffff;
    Conduct conduct{};
    std::int32_t status = 200;
    std::int64_t body = 2;              ///< bytes
    std::string headers;                ///< "Name: value\n" each
    Duration delay;                     ///< before the answer
    Duration body_delay;                ///< between head and body
    Duration lasts{400 * ns_per_s};     ///< silence and stalling
    bool close = false;                 ///< says and does `Connection: close`
    std::uint32_t reused = none;        ///< the answer from the second request of a connection on
    std::uint32_t with_range = none;    ///< the answer to a request with Range
    std::uint32_t if_none_match = none; ///< the answer to a request with If-None-Match
};

/// `target`: "METHOD scheme://host/path", "scheme://host/path", "METHOD /path", "/path" (with or without the query) or "*".
/// The answers are given one after another; the last one repeats.
struct ScriptedRule {
    std::string target;
    std::vector<std::uint32_t> answers;     ///< indices of ScriptedSettings::answers
};

struct ScriptedSettings {
    std::vector<ScriptedRule> rules;        ///< a request without a rule: 404 with a body of 2 bytes
    std::vector<ScriptedAnswer> answers;
    std::vector<Endpoint> listens;
    Duration idle_close;                    ///< a kept connection is closed after this time without a request; 0: never
};

enum class ScriptedEvent : std::uint8_t { open, request, closed_by_client };

struct ScriptedLogEntry {
    Instant at;
    ScriptedEvent event{};
    std::uint32_t connection = 0;           ///< numbered from 1 in the order of accepting
    Endpoint to;                            ///< where the client connected to
    Message request;
};

enum class ScriptedPhase : std::uint8_t { reading, delaying, before_body, silent, before_reset };

struct ScriptedConnection {
    Socket socket;
    std::uint32_t number = 0;
    std::uint32_t served = 0;               ///< requests, without those for the site's icon
    std::uint32_t answer = ScriptedAnswer::none;
    ScriptedPhase phase{};
    std::uint32_t step = 0;                 ///< counts what a timer can wait for: a late one is dropped
    bool client_gone = false;               ///< its FIN is here, and nobody has looked yet
    Message request;
};
using ScriptedConnectionId = Id<ScriptedConnection>;

struct ScriptedServer {
    std::shared_ptr<const ScriptedSettings> settings;
    ServiceId service;
    std::vector<ListenerId> listeners;
    Pool<ScriptedConnection> connections;
    std::uint32_t accepted = 0;
    std::vector<std::uint32_t> given;       ///< per rule: answers given so far
    bool keep_log = false;
    std::vector<ScriptedLogEntry> log;
};

void start(ScriptedServer& server, Context& context);
/// EventKind::scripted_server_timer.
void handle(ScriptedServer& server, const Event& event, Context& context);
void handle(ScriptedServer& server, const Notice& notice, Context& context);

/// True for the address of a site's icon, which browsers ask for by themselves.
bool is_icon(std::string_view path);

}  // namespace evenkeel
