#pragma once
// What an expectation of a check makes of what the server has said. For balancer/check*.cpp only.

#include <optional>
#include <string>
#include <string_view>

#include "balancer/check_talk.hpp"
#include "balancer/fetch.hpp"

namespace evenkeel::haproxy {

/// How an expectation has fared; `wait`: more of the answer is needed.
struct Verdict {
    enum class Kind : std::uint8_t { wait, passes, fails } kind{};
    CheckOutcome outcome{};             ///< of fails
};
inline Verdict wait() { return {Verdict::Kind::wait}; }
inline Verdict passes() { return {Verdict::Kind::passes}; }
inline Verdict fails(CheckResult result, std::int32_t code, std::string info) { return {Verdict::Kind::fails, {result, code, std::move(info)}}; }

inline CheckResult or_usual(CheckResult given, CheckResult usual) { return given == CheckResult::unknown ? usual : given; }

/// One expectation with what it looks at: samples among it see the same. `step` counts as in the file.
struct Expectation {
    const HealthCheck& check;
    const CheckRule& rule;
    const CheckTalk& talk;
    const TextTable& texts;
    const RequestView& view;
    std::size_t step = 0;
    bool is_up = true;              ///< the server is not stopped at present
};
Verdict judge(const Expectation& expectation);
/// status-code, or what it is without one.
std::int32_t code_of_rule(const CheckRule& rule, const RequestView& view, std::int32_t otherwise);

/// Packets of other protocols (check_packets.cpp); `is_over`: nothing will follow.
Verdict judge_mysql(std::size_t packet, std::string_view text, bool is_over);
Verdict judge_ldap(std::string_view text, bool is_over);
Verdict judge_spop(std::string_view text, bool is_over);

/// A format of a check's rule (check_format.cpp). The bytes of one that makes hexadecimal digits; nothing where it does not.
std::string rendered(const Format& format, const RequestView& view);
std::optional<std::string> rendered_bytes(const Format& format, const RequestView& view);

}  // namespace evenkeel::haproxy
