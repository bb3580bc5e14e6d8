#include "verify/config_verdict.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "config/haproxy.hpp"
#include "verify/haproxy_replay.hpp"

namespace evenkeel {

namespace {

struct Message {
    int line = 0;
    std::string severity;
    std::string text;
    friend bool operator==(const Message&, const Message&) = default;
};
using Lint = std::tuple<int, int, std::string>;

struct Answer {
    std::string verdict;
    int exit = 0;
    std::vector<Message> messages;
    std::set<Lint> lints;
};

std::string text_of(const nlohmann::json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}
int number_of(const nlohmann::json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? found->get<int>() : 0;
}

/// The recordings were made on a machine where every certificate named exists, unless its path says that it is missing.
haproxy::Machine recording_machine(const nlohmann::json& record)
{
    haproxy::Machine machine = replay::machine_of(record);
    machine.missing_word = "missing";
    return machine;
}

/// Recordings keep the first line of a message.
std::string first_line(const std::string& text) { return text.substr(0, text.find_first_of("\r\n")); }

Answer judge_haproxy(const nlohmann::json& record)
{
    const auto parsed = haproxy::read_haproxy(text_of(record, "text"), "haproxy.cfg", recording_machine(record));
    Answer answer;
    answer.exit = haproxy::exit_status(parsed.diagnostics);
    bool warned = false;
    for (const Diagnostic& diagnostic : parsed.diagnostics) {
        const haproxy::SentenceKind kind = haproxy::kind_of(diagnostic.id);
        if (kind == haproxy::SentenceKind::lint) answer.lints.insert({diagnostic.at.line, diagnostic.at.column, std::string(haproxy::lint_name(diagnostic.id))});
        if (kind != haproxy::SentenceKind::program || !haproxy::is_printed(diagnostic)) continue;
        const bool alert = haproxy::is_alert(diagnostic);
        warned = warned || !alert;
        answer.messages.push_back({diagnostic.at.line, alert ? "error" : "warning", first_line(diagnostic.what)});
    }
    answer.verdict = answer.exit != 0 ? "error" : warned ? "warning" : "ok";
    return answer;
}

Answer read_expected(const nlohmann::json& record)
{
    Answer answer;
    answer.verdict = text_of(record, "verdict");
    answer.exit = number_of(record, "exit");
    for (const auto& message : record.value("messages", nlohmann::json::array()))
        answer.messages.push_back({number_of(message, "line"), text_of(message, "severity"), text_of(message, "text")});
    for (const auto& lint : record.value("lint", nlohmann::json::array()))
        answer.lints.insert({number_of(lint, "line"), number_of(lint, "col"), text_of(lint, "id")});
    return answer;
}

std::string show(const Message& message) { return fmt::format("line {} {}: {}", message.line, message.severity, message.text); }
std::string show(const Lint& lint) { return fmt::format("{}:{} {}", std::get<0>(lint), std::get<1>(lint), std::get<2>(lint)); }

/// The first difference in words; empty when there is none.
std::string difference(const Answer& expected, const Answer& found, bool has_exit)
{
    const std::size_t common = std::min(expected.messages.size(), found.messages.size());
    for (std::size_t i = 0; i < common; ++i)
        if (!(expected.messages[i] == found.messages[i])) return fmt::format("message {}: expected '{}', found '{}'", i + 1, show(expected.messages[i]), show(found.messages[i]));
    if (expected.messages.size() > common) return fmt::format("missing message: '{}'", show(expected.messages[common]));
    if (found.messages.size() > common) return fmt::format("message too many: '{}'", show(found.messages[common]));
    if (expected.verdict != found.verdict) return fmt::format("verdict: expected {}, found {}", expected.verdict, found.verdict);
    if (has_exit && expected.exit != found.exit) return fmt::format("exit status: expected {}, found {}", expected.exit, found.exit);
    for (const Lint& lint : expected.lints)
        if (found.lints.count(lint) == 0) return fmt::format("missing lint: {}", show(lint));
    for (const Lint& lint : found.lints)
        if (expected.lints.count(lint) == 0) return fmt::format("lint too many: {}", show(lint));
    return "";
}

}  // namespace

Outcome verify_config_verdict(const nlohmann::json& record)
{
    const std::string program = text_of(record, "program");
    const std::string name = text_of(record, "about");
    if (program != "haproxy") return {Verdict::not_built, name, program};
    const std::string found = difference(read_expected(record), judge_haproxy(record), record.contains("exit"));
    return {found.empty() ? Verdict::passed : Verdict::failed, name, found};
}

}  // namespace evenkeel
