#pragma once
// What a haproxy.cfg says about health checks, as plain values: a check is a list of rules.
//
// Source: HAProxy 2.6 configuration manual, "option httpchk", "http-check", "tcp-check" and the options named after other protocols.

#include <cstddef>
#include <cstdint>
#include <string>
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

/// What a rule does. `note` is a comment or a variable: it only counts as a step.
enum class CheckAct : std::uint8_t { connect, send, expect, note };

/// What `expect` looks for. The formats (-lf) are texts here; mysql_packet is an unfailing packet of a MySQL server.
enum class CheckPattern : std::uint8_t { status, status_regex, header, full_header, string, string_format, regex, binary, binary_format, binary_regex, mysql_packet };

/// What stands in the place of the usual words: a text, or a part of what the server has said.
struct CheckWords {
    enum class Kind : std::uint8_t { usual, text, line, rest };
    Kind kind{};
    std::string text;
    std::size_t from = 0;           ///< line, rest: the first byte of it
};

/// How a header's name or value is compared.
struct HeaderPattern {
    Match match = Match::exact;
    std::string text;
};

/// One line of `http-check` or `tcp-check`.
struct CheckRule {
    CheckAct act = CheckAct::connect;
    std::string comment;

    Address address;                ///< connect: any = that of the server's check
    std::uint16_t port = 0;         ///< connect: 0 = that of the server's check
    bool is_implicit = true;        ///< connect: nobody wrote it

    std::string bytes;              ///< send of tcp-check
    std::string method;             ///< send of http-check; empty: OPTIONS
    std::string uri;                ///< empty: /
    std::string version;            ///< empty: HTTP/1.0
    std::string headers;            ///< "Name: value\n" each, Host among them
    std::string body;
    bool of_option = false;         ///< send: nothing but what `option httpchk` says

    CheckPattern pattern{};         ///< expect
    bool negated = false;
    std::string text;               ///< what is looked for: a string, the bytes of a binary one, an expression
    std::vector<std::pair<std::int64_t, std::int64_t>> statuses;    ///< ranges
    HeaderPattern name;
    HeaderPattern value;
    bool has_value = false;
    std::int64_t least_bytes = -1;  ///< min-recv
    std::size_t packet = 0;         ///< of mysql_packet: the number of the packet, from 0
    CheckResult passed = CheckResult::unknown;      ///< ok-status; unknown: the usual
    CheckResult failed = CheckResult::unknown;      ///< error-status
    CheckResult timed_out = CheckResult::unknown;   ///< tout-status
    CheckWords on_success;
    CheckWords on_error;
    std::int32_t code = 0;          ///< status-code
    std::size_t code_digits = 0;    ///< status-code: so many digits at the beginning of what the server has said; 0: `code`
};

/// The checks of a backend's servers.
struct HealthCheck {
    CheckKind kind = CheckKind::tcp;
    std::vector<CheckRule> rules{1};    ///< as they are carried out: none is left to be thought of
    bool disable_on_404 = false;
};

}  // namespace evenkeel::haproxy
