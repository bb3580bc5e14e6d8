#pragma once
// The actions of http-request, http-response and http-after-response rules.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/haproxy/reader.hpp"

namespace evenkeel::haproxy {

/// The words one kind of rule takes.
struct Actions {
    std::string_view listed;                          ///< as HAProxy enumerates them in its error
    std::span<const std::string_view> suggestions;    ///< exact words
    std::span<const std::string_view> prefixes;       ///< those that go on in parentheses
    bool known(std::string_view word) const;
};
Actions actions_of(std::string_view keyword);

struct ReadAction {
    std::optional<HttpRule> rule;                     ///< nothing: valid, but not simulated
    bool is_idle = false;                             ///< valid, and has no effect here
    bool is_final = false;
    bool took_condition = false;                      ///< the action read its own condition
    ReadCondition condition;
};

/// words[1] is the action, index points behind it and is moved to the condition.
bool read_action(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, ReadAction& read, Fault& said);
/// track-scN on a key: nothing when the simulator cannot look at it.
std::optional<HttpRule> track_rule(const Reader& reader, const Sample& sample, const std::string& table, std::int64_t slot);
/// set-status, and actions of one word that is checked and does nothing here; nothing for another action.
std::optional<bool> read_small(const Words& words, std::size_t& index, ReadAction& read, Fault& said);
/// set-var(NAME) EXPR, set-var-fmt(NAME) FORMAT, unset-var(NAME); index stands behind the action.
bool read_variable(Reader& reader, const Token& action, const Words& words, std::size_t& index, std::uint32_t where, ReadAction& read, Fault& said);
/// set-map, del-map, add-acl and del-acl (FILE); nothing when the action is none of them.
std::optional<bool> read_pattern_action(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, ReadAction& read, Fault& said);
/// Actions that change headers and targets, and capture; nothing when the action is none of them.
std::optional<bool> read_rewrite(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, ReadAction& read, Fault& said);
/// deny, tarpit and return with what they answer.
bool read_reply(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, std::int32_t status, RuleAction action, ReadAction& read, Fault& said);
/// set-src, set-dst, set-priority-class, set-timeout and their kin, normalize-uri, send-spoe-group; nothing when it is another action.
std::optional<bool> read_expression_action(Reader& reader, const Token& at, const Words& words, std::size_t& index, std::uint32_t where, Fault& said);
/// What is wrong with a regular expression in PCRE's words; nothing where HAProxy takes it.
Fault regex_fault(const Token& regex);
/// "sc-inc-gpc0(1)", "sc-inc-gpc(3,1)", "sc-set-gpt(3,1)" with a number or an expression behind it; nothing when it is another action.
std::optional<bool> read_counter_action(Reader& reader, const Token& at, const Words& words, std::size_t& index, std::uint32_t where, ReadAction& read, Fault& said);
/// `redirect …`, also as an action; formats only as an action.
bool read_redirect_action(Reader& reader, const Words& words, std::size_t& index, ReadAction& read, bool formats, bool response, Fault& said);


// Words that all of them share.
bool is_condition(std::string_view word);       ///< if, unless
HttpRule make_rule(RuleAction action, std::string name = {}, Format value = {}, std::int32_t status = 0);
/// HAProxy notes the line of the last format of a proxy, and later calls it the line of its log format.
void note_format(Reader& reader);
/// A format among an action's words.
bool read_format(Reader& reader, std::string_view keyword, const Token& at, ReadFormat& format, Fault& said);
void skip_to_condition(const Words& words, std::size_t& index);

}  // namespace evenkeel::haproxy
