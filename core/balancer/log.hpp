#pragma once
// What HAProxy writes into its log for each request, and what waits at this moment: read by replayed recordings, the
// journal and the inspector. The balancer fills `Balancer::log` only while `Balancer::keep_log` is set.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "balancer/settings.hpp"
#include "balancer/stream.hpp"
#include "base/time.hpp"

namespace evenkeel {

struct Balancer;

namespace haproxy {

/// `no_request`: a connection has ended before there was one.
enum class LogKind : std::uint8_t { request, connection, event, no_request };

/// The times of a line as HAProxy reckons them: milliseconds since the connection was accepted (or the request before it was
/// over); -1: that point was not reached.
struct LogTimes {
    std::int64_t idle = 0;          ///< until the request began
    std::int64_t request = 0;       ///< until it was complete
    std::int64_t queue = -1;        ///< until it had a server and no queue before it
    std::int64_t connect = -1;
    std::int64_t data = -1;         ///< until the answer began
    std::int64_t close = 0;
};

/// One line of the log, in numbers. `backend` and `server` are no_index where the log has the frontend's own name or
/// <NOSRV>; `termination` holds the first two letters of the termination state ('-' for normal).
struct LogRecord {
    std::uint64_t request = 0;      ///< Message::request
    Instant at;
    std::uint32_t frontend = no_index;
    std::uint32_t backend = no_index;
    std::uint32_t server = no_index;
    std::int32_t status = 0;        ///< 0: the connection ended without an answer
    std::int64_t retries = 0;       ///< connection attempts after the first
    bool redispatched = false;      ///< moved to another server than the one first chosen
    std::array<char, 2> termination{'-', '-'};
    std::array<char, 2> cookies{'-', '-'};      ///< its last two letters
    LogKind kind{};
    LogLevel level = LogLevel::info;
    bool complete = true;           ///< false: a line of `option logasap`
    bool bad_request = false;       ///< there was no request to tell of
    bool asks_statistics = false;   ///< of the balancer itself: <STATS> stands for a server
    Instant accepted;
    LogTimes times;
    Endpoint source;
    Endpoint destination;
    std::uint32_t bind = 0;
    Method method{};
    TextId path;
    TextId captured_cookie;         ///< %CC
    TextId captured_answer_cookie;  ///< %CS
    std::int64_t bytes = 0;         ///< to the client
    std::int64_t bytes_in = 0;
    std::int64_t process_connections = 0;
    std::int64_t frontend_connections = 0;
    std::int64_t backend_connections = 0;
    std::int64_t server_connections = 0;
    std::int64_t server_queue = 0;
    std::int64_t backend_queue = 0;
    std::int64_t number = 0;        ///< of the frontend's lines: %lc
    std::vector<std::string> samples;           ///< the values of the format's %[…], in its order
    std::vector<Capture> captures;          ///< of the request, by number
    std::vector<Capture> response_captures;
    std::string unique_id;          ///< %ID
    std::string text;               ///< LogKind::event
};

/// A request that waits for a slot: in its backend's queue (server = no_index) or a server's own.
struct Waiting {
    std::uint64_t request = 0;
    std::uint32_t backend = no_index;
    std::uint32_t server = no_index;
};

/// A request that the balancer is busy with; server = no_index before one is chosen.
struct ActiveRequest {
    std::uint64_t request = 0;
    std::uint32_t backend = no_index;
    std::uint32_t server = no_index;
};

/// The line as HAProxy 2.6 writes it, by the frontend's log format; nothing for a frontend without a log. Dates: the run begins on
/// 1 January 1970. Differs: %bi, %bp and TLS's variables are "-"; the accepted date's microseconds likewise.
std::optional<std::string> log_line(const Balancer& balancer, const LogRecord& line, const TextTable& texts, std::string_view host);
/// A text of a rule with the same variables: what is not there is empty, blanks stay as they are.
std::string rule_text(const Balancer& balancer, const LogRecord& record, const TextTable& texts, std::string_view host, std::string_view format);
/// The same as a system's log file has it: date, host and program before it, a line feed behind.
std::string syslog_line(const LogRecord& line, std::string_view text, std::string_view host, std::string_view program = "haproxy[1]");
/// "01/Jan/1970:00:00:01.250": a moment of a run as HAProxy's log has it.
std::string log_date(Instant at);

}  // namespace haproxy

/// Everything that is under way or waits, in no particular order.
std::vector<haproxy::ActiveRequest> active_requests(const Balancer& balancer);

/// Everything that waits now, in no particular order.
std::vector<haproxy::Waiting> waiting_requests(const Balancer& balancer);

}  // namespace evenkeel
