#pragma once
// Health checks without a network: how results become health, when the next check begins, how long one may last, and what
// `show stat` says. The connections themselves are in checks.hpp.
//
// Source: HAProxy 2.6, reference section 13; texts recorded from 2.6.12.

#include <cstdint>
#include <string>
#include <string_view>

#include "balancer/settings.hpp"
#include "base/time.hpp"
#include "net/text_table.hpp"

namespace evenkeel::haproxy {

/// "L7STS".
std::string_view code_of(CheckResult result);
/// "Layer7 wrong status".
std::string_view description_of(CheckResult result);
/// Only these have a code.
constexpr bool has_code(CheckResult result) { return result == CheckResult::l7_ok || result == CheckResult::l7_conditional || result == CheckResult::l7_status; }
constexpr bool passes(CheckResult result)
{
    return result == CheckResult::l4_ok || result == CheckResult::l6_ok || result == CheckResult::l7_ok || result == CheckResult::l7_conditional;
}

/// What is known of a server's health. The counter runs from 0 to rise + fall - 1; from `rise` on the server is UP.
struct CheckState {
    bool enabled = false;               ///< the server has the word `check`
    bool under_way = false;
    bool connected = false;             ///< of the check under way
    CheckResult result = CheckResult::unknown;
    std::int32_t code = 0;              ///< of the last answer: HTTP's status, 0 if it had none
    TextId info;                        ///< what the last one said besides
    std::int64_t health = 0;
    std::int64_t rise = 2;
    std::int64_t fall = 3;
    Instant begun;                      ///< of the check under way or the last one
    Duration duration;                  ///< of the last one
    std::uint64_t number = 0;           ///< counts checks begun
    Instant next;                       ///< when the next one begins, between two of them
};

/// A server begins UP with health = rise: its first failed check takes it down.
CheckState first_check_state(const Server& server);

/// An agent takes a server down and brings it back with one word: rise and fall are 1.
CheckState first_agent_state(const Server& server);

/// What a result does to a server that is UP or DOWN.
enum class HealthChange : std::uint8_t { none, goes_up, goes_down };
struct Judgement {
    HealthChange change = HealthChange::none;
    bool counts_as_failure = false;     ///< chkfail rises
    bool reported = false;              ///< the counter moved, or the result is another kind: `option log-health-checks` says so
};
/// Enters a result into the counter. `is_up`: the server is not stopped at present.
Judgement judge(CheckState& check, CheckResult result, bool is_up);

/// From the end of one check to the beginning of the next: inter with full health, downinter when DOWN without any,
/// fastinter between (each falls back to inter).
Duration interval(const Server& server, const CheckState& check, bool is_up);
/// The same with `spread-checks`: plus or minus so many percent, by 64 random bits.
Duration spread(Duration interval, std::int64_t percent, std::uint64_t bits);

/// When the first check of the `number`-th checked server (from 0, over all backends) of `count` begins, counted from the
/// start. `least`: the smallest interval of all that is at least 1 s, or {} if there is none.
Duration first_check_after(Duration own, Duration least, std::int64_t number, std::int64_t count);

/// How long connecting may take, and then the answer. Without `timeout check` both share `inter`: the second is then what is
/// left of it.
Duration connect_limit(const Server& server, const Timeouts& timeouts);
Duration answer_limit(const Server& server, const Timeouts& timeouts, Duration elapsed);

struct ServerState;
/// The column `status`: "UP", "UP 1/3", "DOWN", "DOWN 1/2", "NOLB", "DRAIN", "MAINT", "no check".
std::string status_text(const ServerState& server);

/// "2/3 UP", "0/2 DOWN": how far the counter is.
std::string health_text(const CheckState& check);

/// What stands behind "reason:" in the log: "Layer7 wrong status, code: 503, check duration: 2ms".
std::string reason_text(const CheckState& check, const TextTable& texts);

}  // namespace evenkeel::haproxy
