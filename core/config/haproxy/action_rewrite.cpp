// Actions that change a request or an answer, or keep something of it: headers, targets, variables, captures.

#include <algorithm>

#include <re2/re2.h>

#include "config/haproxy/actions.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

struct Edit {
    std::string_view word;
    RuleAction action;
};
constexpr Edit targets[] = {
    {"set-method", RuleAction::set_method}, {"set-path", RuleAction::set_path}, {"set-pathq", RuleAction::set_path_and_query},
    {"set-query", RuleAction::set_query}, {"set-uri", RuleAction::set_uri},
};
constexpr Edit replacements[] = {
    {"replace-path", RuleAction::replace_path}, {"replace-pathq", RuleAction::replace_path_and_query}, {"replace-uri", RuleAction::replace_uri},
    {"replace-header", RuleAction::replace_header}, {"replace-value", RuleAction::replace_value},
};

std::optional<RuleAction> edit_of(std::string_view word, std::span<const Edit> edits)
{
    for (const Edit& edit : edits)
        if (edit.word == word) return edit.action;
    return std::nullopt;
}

/// RE2 has it too.
bool is_simulated_regex(const std::string& expression)
{
    RE2::Options quiet;
    quiet.set_log_errors(false);
    quiet.set_max_mem(1 << 20);
    return RE2(expression, quiet).ok();
}

/// del-header … -m WORD.
std::optional<Match> header_match(std::string_view word)
{
    if (word == "str") return Match::exact;
    if (word == "beg") return Match::begins;
    if (word == "end") return Match::ends;
    if (word == "sub") return Match::contains;
    if (word == "reg") return Match::regex;
    return std::nullopt;
}

/// set-header, add-header NAME FORMAT.
bool read_header(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    if (!words.has(2) || !words.has(3)) {
        said = fault(sentence::expects_exactly_two, words.token(2).column);
        return false;
    }
    ReadFormat value;
    if (!read_format(reader, keyword, words.token(3), value, said)) return false;
    note_format(reader);
    if (value.simulated) read.rule = make_rule(words[1] == "set-header" ? RuleAction::set_header : RuleAction::add_header, words[2], value.format);
    index = 4;
    return true;
}

bool read_del_header(const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    if (!words.has(index) || is_condition(words[index])) {
        said = fault(sentence::expects_at_least_one, words.token(index).column);
        return false;
    }
    read.rule = make_rule(RuleAction::del_header, words[index]);
    ++index;
    if (words[index] == "-m") {
        const auto match = header_match(words[index + 1]);
        if (match && (*match != Match::regex || is_simulated_regex(read.rule->name))) read.rule->match = *match;
        else read.rule.reset();
        index += 2;
    }
    return true;
}

/// set-path FORMAT and its kin.
bool read_target(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, RuleAction action, ReadAction& read, Fault& said)
{
    if (!words.has(index) || is_condition(words[index])) {
        said = fault(sentence::expects_exactly_one, words.token(index).column);
        return false;
    }
    ReadFormat value;
    if (!read_format(reader, keyword, words.token(index), value, said)) return false;
    note_format(reader);
    if (value.simulated) read.rule = make_rule(action, "", value.format);
    ++index;
    return true;
}

/// replace-path REGEX FORMAT and its kin; replace-header and replace-value have a header's name before.
bool read_replacement(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, RuleAction action, ReadAction& read, Fault& said)
{
    const bool of_header = action == RuleAction::replace_header || action == RuleAction::replace_value;
    const std::size_t wanted = of_header ? 3 : 2;
    for (std::size_t i = 0; i < wanted; ++i) {
        if (words.has(index + i) && !is_condition(words[index + i])) continue;
        if (of_header) return skip_to_condition(words, index), true;
        said = fault(sentence::expects_exactly_two, words.token(index + i).column);
        return false;
    }
    ReadFormat value;
    if (!read_format(reader, keyword, words.token(index + wanted - 1), value, said)) return false;
    note_format(reader);
    if (value.simulated && is_simulated_regex(words[index + wanted - 2])) {
        read.rule = make_rule(action, of_header ? words[index] : "", value.format);
        read.rule->expression = words[index + wanted - 2];
    }
    index += wanted;
    return true;
}

/// capture EXPR len N; where a frontend has declared it, `id N`.
bool read_capture_rule(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    const auto sample = read_sample(reader, words, index, said);
    if (!sample) return false;
    auto expression = simulated_sample(reader, *sample);
    const std::string& how = words[index];
    const std::int64_t number = leading_integer(words[index + 1]);
    std::vector<HeaderCapture>& captures = keyword == "http-request" ? reader.proxy().log.request_captures : reader.proxy().log.response_captures;
    HttpRule rule = make_rule(RuleAction::capture);
    bool in_model = expression.has_value() && number >= 0;
    if (how == "len" && keyword == "http-request") {
        rule.slot = static_cast<std::uint32_t>(captures.size());
        rule.number = std::clamp<std::int64_t>(number, 0, 16'384);
        captures.push_back({"", rule.number});
    } else if (how == "id" && number >= 0 && static_cast<std::size_t>(number) < captures.size()) {
        rule.slot = static_cast<std::uint32_t>(number);
        rule.number = captures[rule.slot].length;
    } else {
        in_model = false;
    }
    skip_to_condition(words, index);
    if (!in_model) return true;
    rule.key = std::move(*expression);
    read.rule = std::move(rule);
    return true;
}

}  // namespace

std::optional<bool> read_rewrite(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    const std::string& action = words[1];
    if (action == "set-header" || action == "add-header") return read_header(reader, keyword, words, index, read, said);
    if (action == "del-header") return read_del_header(words, index, read, said);
    if (action == "capture") return read_capture_rule(reader, keyword, words, index, read, said);
    if (const auto edit = edit_of(action, targets)) return read_target(reader, keyword, words, index, *edit, read, said);
    if (const auto edit = edit_of(action, replacements)) return read_replacement(reader, keyword, words, index, *edit, read, said);
    return std::nullopt;
}

bool read_variable(Reader& reader, const Token& action, const Words& words, std::size_t& index, std::uint32_t where, ReadAction& read, Fault& said)
{
    const std::size_t open = action.text.find('(');
    const std::size_t close = action.text.rfind(')');
    const std::string name = open == std::string::npos || close == std::string::npos || close < open ? std::string{} : action.text.substr(open + 1, close - open - 1);
    if (name.empty()) {
        said = fault(sentence::variable_name_missing, action.column, {{"word", action.text}});
        return false;
    }
    if (action.text.starts_with("unset-var")) {
        read.rule = make_rule(RuleAction::unset_variable, name);
    } else if (action.text.starts_with("set-var-fmt")) {
        if (!words.has(index) || is_condition(words[index])) {
            said = fault(sentence::expects_exactly_one, words.token(index).column);
            return false;
        }
        ReadFormat value;
        if (!read_log_format(reader, words[index], words.token(index), where, "in http-request expression in", said, &value)) return false;
        note_format(reader);
        ++index;
        if (value.simulated) read.rule = make_rule(RuleAction::set_variable_format, name, value.format);
    } else {
        const auto sample = read_sample(reader, words, index, said);
        if (!sample) return false;
        if (auto key = simulated_sample(reader, *sample)) {
            read.rule = make_rule(RuleAction::set_variable, name);
            read.rule->key = std::move(*key);
        }
    }
    return true;
}

}  // namespace evenkeel::haproxy
