#pragma once
// What a haproxy.cfg says about health checks, as plain values: a check is a list of rules.
//
// Source: HAProxy 2.6 configuration manual, "option httpchk", "http-check", "tcp-check" and the options named after other protocols.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "balancer/sample.hpp"
#include "net/address.hpp"

namespace evenkeel::haproxy {

/// How a check ended; its code is what the column check_status shows.
enum class CheckResult : std::uint8_t {
    unknown,        ///< UNK: none yet
    initializing,   ///< INI
    socket_error,   ///< SOCKERR
    l4_ok,          ///< L4OK
    l4_timeout,     ///< L4TOUT
    l4_connection,  ///< L4CON
    l6_ok,          ///< L6OK
    l6_timeout,     ///< L6TOUT
    l6_response,    ///< L6RSP
    l7_ok,          ///< L7OK
    l7_conditional, ///< L7OKC: 404 under disable-on-404
    l7_timeout,     ///< L7TOUT
    health_analyze, ///< HANA: requests failed, as `observe` sees it
    l7_response,    ///< L7RSP: no or an invalid answer
    l7_status,      ///< L7STS: an answer with a status that does not pass
};

/// What a check speaks: nothing but TCP; HTTP; rules of `tcp-check`; the rules of another protocol (redis-check and its kin).
enum class CheckKind : std::uint8_t { none, tcp, http, tcp_check, protocol };

/// What a rule does. `note` is a comment: it only counts as a step.
enum class CheckAct : std::uint8_t { connect, send, expect, note, set_variable, set_variable_format, unset_variable };

/// What `expect` looks for. Of other protocols: a packet of a MySQL server that tells no error, an LDAP server's answer to a bind, a SPOP
/// agent's hello.
enum class CheckPattern : std::uint8_t {
    status, status_regex, header, full_header, string, string_format, regex, binary, binary_format, binary_regex, mysql_packet, ldap_bind, spop_hello,
};

inline Format constant(std::string_view text) { return {std::string(text), false, {}}; }

/// How a header's name or value is compared.
struct HeaderPattern {
    Match match = Match::exact;
    Format text;
};

/// A header of a request.
struct CheckHeader {
    std::string name;
    Format value;                   ///< one that is empty is not sent
};

/// One line of `http-check` or `tcp-check`.
struct CheckRule {
    CheckAct act = CheckAct::connect;
    std::string comment;

    Address address;                ///< connect: any = that of the server's check
    std::uint16_t port = 0;         ///< connect: 0 = that of the server's check
    bool is_implicit = true;        ///< connect: nobody wrote it

    Format bytes;                   ///< send of tcp-check
    bool is_in_digits = false;      ///< send-binary-lf: `bytes` makes hexadecimal digits
    std::string method;             ///< send of http-check; empty: OPTIONS
    Format uri;                     ///< empty: /
    std::string version;            ///< empty: HTTP/1.0
    std::vector<CheckHeader> headers;   ///< Host among them
    Format body;
    bool of_option = false;         ///< send: nothing but what `option httpchk` says

    CheckPattern pattern{};         ///< expect
    bool negated = false;
    Format text;                    ///< what is looked for: a string, the bytes of a binary one (of binary-lf its digits), an expression
    std::vector<std::pair<std::int64_t, std::int64_t>> statuses;    ///< ranges
    HeaderPattern name;
    HeaderPattern value;
    bool has_value = false;
    std::int64_t least_bytes = -1;  ///< min-recv
    std::size_t packet = 0;         ///< of mysql_packet: the number of the packet, from 0
    CheckResult passed = CheckResult::unknown;      ///< ok-status; unknown: the usual
    CheckResult failed = CheckResult::unknown;      ///< error-status
    CheckResult timed_out = CheckResult::unknown;   ///< tout-status
    std::optional<Format> on_success;               ///< nothing: the usual words
    std::optional<Format> on_error;
    std::optional<SampleExpression> code;           ///< status-code

    std::string variable;           ///< set-var, set-var-fmt, unset-var: with its scope
    VariableConditions conditions = 0;
    SampleExpression sample;        ///< set-var
    Format value_format;            ///< set-var-fmt
};

/// True for a rule that asks or answers; the others only count as steps.
inline bool is_talk(const CheckRule& rule) { return rule.act <= CheckAct::expect; }

/// The checks of a backend's servers.
struct HealthCheck {
    CheckKind kind = CheckKind::tcp;
    std::vector<CheckRule> rules{1};    ///< as they are carried out: none is left to be thought of
    bool disable_on_404 = false;
    bool sends_state = false;           ///< http-check send-state
    bool logs_results = false;          ///< option log-health-checks
};

}  // namespace evenkeel::haproxy
