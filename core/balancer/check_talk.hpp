#pragma once
// A health check as a talk between balancer and server, without a network: which rule comes next, and what an answer means.
// The connections are in checks.cpp; what a result does to a server is in health_check.hpp.
//
// Source: HAProxy 2.6.12, recorded in tests/golden/haproxy-checks.

#include <cstdint>
#include <string>
#include <string_view>

#include "balancer/check_settings.hpp"
#include "net/text_table.hpp"

namespace evenkeel::haproxy {

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
};

/// Goes through the rules until something is needed. For connect and send the rule under way says what; when that is done, `connected` or `sent`.
/// `is_up`: the server is not stopped at present.
CheckStep go_on(const HealthCheck& check, CheckTalk& talk, const TextTable& texts, bool is_up);
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

/// The rules of a file as they are carried out: with a connection at the beginning, and 2xx or 3xx expected where an HTTP check expects nothing.
HealthCheck completed(CheckKind kind, std::vector<CheckRule> rules);
/// `option httpchk` or `option tcp-check` without more.
HealthCheck usual_check(CheckKind kind);

}  // namespace evenkeel::haproxy
