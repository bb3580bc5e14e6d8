#pragma once
// A health check as a talk between balancer and server, without a network: which rule comes next, and what an answer means.
// The connections are in checks.cpp; what a result does to a server is in health_check.hpp.
//
// Source: HAProxy 2.6.12, recorded in tests/golden/haproxy-checks.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "balancer/check_settings.hpp"
#include "net/text_table.hpp"

namespace evenkeel::haproxy {

struct Farm;
struct Process;
struct Settings;

/// What has come from the server, and how far the rules have come. A rule that sends forgets what a rule before it has looked at; what
/// came unasked and nobody has looked at waits for the next that does, as in the socket's buffer.
struct CheckTalk {
    std::uint32_t rule = 0;         ///< the one under way
    bool is_read = false;           ///< a rule has looked at what is here
    TextId text;                    ///< all of it; of an HTTP answer the body
    bool has_head = false;          ///< the head of an HTTP answer is there
    bool is_whole = false;          ///< and its body
    bool is_broken = false;         ///< it is no HTTP
    bool is_over = false;           ///< the server has closed
    std::int32_t status = 0;
    TextId reason;                  ///< behind the status
    TextId headers;                 ///< "Name: value\n" each
    std::vector<Variable> variables;    ///< check.… and sess.…: they live as long as the check
};

/// Where a check is under way: what samples of its rules look at beside the talk.
struct CheckPlace {
    const TextTable& texts;
    const Settings& settings;
    std::span<const Farm> farms;    ///< by backend
    std::uint32_t backend = 0;
    std::uint32_t server = 0;
    Endpoint to;                    ///< where it is connected
    std::string_view node;          ///< the host's name
    Process* process = nullptr;     ///< for what only a running process knows; none: that is not known
};

/// What a rule sends: a request, or bytes.
struct CheckSending {
    std::string method;
    std::string uri;
    std::string version;
    std::string headers;            ///< "Name: value\n" each
    std::string body;
    bool has_body = false;          ///< also an empty one
    std::string bytes;
};

/// How a check has ended.
struct CheckOutcome {
    CheckResult result{};
    std::int32_t code = 0;          ///< HTTP's status, a server's error number
    std::string info;               ///< what the log has behind "info:"
};

/// What has to be done before the talk can go on.
enum class CheckDeed : std::uint8_t { wait, connect, send, end };
struct CheckStep {
    CheckDeed deed{};
    CheckOutcome outcome;           ///< of end
    CheckSending sending;           ///< of send
};

/// Goes through the rules until something is needed. For connect the rule under way says where; when it is done, `connected` or `sent`.
CheckStep go_on(CheckTalk& talk, const CheckPlace& place);
void connected(CheckTalk& talk);
void sent(CheckTalk& talk);

/// The time is over. `is_connected`: for the rule under way, or the one before it.
CheckOutcome timed_out(const HealthCheck& check, const CheckTalk& talk, bool is_connected);
/// Nobody listens.
CheckOutcome refused(const HealthCheck& check, const CheckTalk& talk);
/// A reset ends a text like a close: true where one was heard.
inline bool is_end_of_text(const HealthCheck& check, const CheckTalk& talk) { return check.kind != CheckKind::http && talk.text; }
/// The connection was reset in the middle of the talk, and not at the end of a text.
CheckOutcome was_reset(const HealthCheck& check, const CheckTalk& talk);

/// `http-check send-state`: "UP 2/3; address=10.0.0.1; port=80; name=app/s1; …".
std::string state_text(const CheckPlace& place);

/// The rules of a file as they are carried out: with a connection at the beginning, and 2xx or 3xx expected where an HTTP check expects nothing.
HealthCheck completed(CheckKind kind, std::vector<CheckRule> rules);
/// `option httpchk` or `option tcp-check` without more.
HealthCheck usual_check(CheckKind kind);

}  // namespace evenkeel::haproxy
