// Actions that change a request or an answer, or keep something of it: headers, targets, variables, captures.

#include <algorithm>

#include <re2/re2.h>

#include "config/haproxy/actions.hpp"
#include "config/haproxy/sentences.hpp"
#include "config/haproxy/variables.hpp"

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
        if (!words.has(index + 1) || is_condition(words[index + 1])) return said = fault(sentence::del_header_flag, words.token(index).column), false;
        const auto match = header_match(words[index + 1]);
        if (!match) return said = fault(sentence::del_header_method, words.token(index + 1).column, {{"word", words[index + 1]}}), false;
        if (*match == Match::regex)
            if (said = regex_fault(words.token(index - 1)); said) return false;
        if (*match != Match::regex || is_simulated_regex(read.rule->name)) read.rule->match = *match;
        else read.rule.reset();
        index += 2;
    }
    return true;
}

/// set-path FORMAT and its kin.
bool read_target(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, RuleAction action, ReadAction& read, Fault& said)
{
    if (!words.has(index) || is_condition(words[index])) {
        said = fault(sentence::expects_one_format, words.token(index).column);
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
    std::size_t given = 0;
    while (words.has(index + given) && !is_condition(words[index + given])) ++given;
    // Of paths and URIs HAProxy wants exactly so many words, of headers at least.
    if (of_header ? given < wanted : given != wanted) {
        said = fault(of_header ? sentence::expects_exactly_three : sentence::expects_replace_path, words.token(index).column);
        return false;
    }
    if (const Fault wrong = regex_fault(words.token(index + wanted - 2))) {
        said = of_header ? wrong : fault(sentence::replace_regex, words.token(index).column, {{"why", wrong.text}});
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

/// capture EXPR len N, or `id N` of a capture that is declared; answers know the latter alone.
bool read_capture_rule(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    Proxy& proxy = reader.proxy();
    const bool is_request = keyword == "http-request";
    const auto refuse = [&](const Sentence& sentence, const Token& at, std::initializer_list<Argument> arguments = {}) { return said = fault(sentence, at.column, arguments), false; };
    const std::string_view expected = is_request ? "[ 'len' <length> | id <idx> ]" : "id <idx>";
    std::size_t given = 0;
    while (words.has(index + given) && !is_condition(words[index + given])) ++given;
    if (given < 3) return refuse(sentence::capture_rule_expects, words.token(1), {{"how", expected}});
    const auto sample = read_sample(reader, words, index, said);
    if (!sample) return false;
    const std::uint32_t where = is_request ? proxy.has(is_frontend) || proxy.has(is_defaults) ? at_fe_request : at_be_request : proxy.has(is_frontend) || proxy.has(is_defaults) ? at_fe_response : at_be_response;
    if (said = fault_of_place(*sample, where, words[index - 1], words.token(index).column); said) return false;
    const std::string& how = words[index];
    const Token& value = words.token(index + 1);
    if (how.empty() || is_condition(how)) return refuse(sentence::capture_rule_expects, words.token(index), {{"how", expected}});
    if (is_request ? how != "len" && how != "id" : how != "id") return is_request ? refuse(sentence::capture_rule_expects, words.token(index), {{"how", expected}}) : refuse(sentence::capture_rule_expects_id, words.token(index), {{"word", how}});
    if (value.text.empty()) return refuse(sentence::capture_rule_expects, value, {{"how", expected}});
    std::size_t used = 0;
    const std::int64_t number = leading_integer(value.text, used);
    HttpRule rule = make_rule(RuleAction::capture);
    std::vector<HeaderCapture>& captures = is_request ? proxy.log.request_captures : proxy.log.response_captures;
    index += 2;
    if (how == "len") {
        if (!proxy.has(is_frontend)) return refuse(sentence::lacks_capability, value, {{"name", proxy.name}, {"capability", "frontend"}});
        if (number <= 0) return refuse(sentence::capture_rule_length, value);
        rule.slot = static_cast<std::uint32_t>(captures.size());
        rule.number = std::clamp<std::int64_t>(number, 0, 16'384);
        captures.push_back({"", rule.number});
    } else {
        if (used != value.text.size()) return refuse(sentence::capture_rule_id, value, {{"word", value.text}});
        if (proxy.has(is_frontend)) proxy.capture_ids.push_back({std::string(keyword), number});
        if (number < 0 || static_cast<std::size_t>(number) >= captures.size()) return true;     // declared further down, or not at all
        rule.slot = static_cast<std::uint32_t>(number);
        rule.number = captures[rule.slot].length;
    }
    if (auto expression = simulated_sample(reader, *sample)) {
        rule.key = std::move(*expression);
        read.rule = std::move(rule);
    }
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
    VariableAction variable;
    if (said = read_variable_action(action, variable); said) return false;
    if (variable.change == VariableChange::unset) {
        read.rule = make_rule(RuleAction::unset_variable, variable.name);
    } else if (variable.change == VariableChange::set_format) {
        ReadFormat value;
        if (!read_log_format(reader, words[index], words.token(index), where, "in http-request expression in", said, &value)) return false;
        note_format(reader);
        if (words.has(index)) ++index;
        if (value.simulated) read.rule = make_rule(RuleAction::set_variable_format, variable.name, value.format);
    } else {
        const auto sample = read_sample(reader, words, index, said);
        if (!sample) return false;
        if (said = fault_of_place(*sample, where, action.text, action.column); said) return false;
        if (auto key = simulated_sample(reader, *sample)) {
            read.rule = make_rule(RuleAction::set_variable, variable.name);
            read.rule->key = std::move(*key);
        }
    }
    if (read.rule) read.rule->conditions = variable.conditions;
    return true;
}

Fault regex_fault(const Token& regex)
{
    if (fault_of_pattern(Match::regex, regex.text) != PatternFault::regex) return {};
    const RegexProblem problem = problem_of_regex(regex.text);
    return fault(sentence::regex_invalid, regex.column, {{"regex", regex.text}, {"why", problem.why}, {"offset", std::to_string(problem.offset)}});
}

}  // namespace evenkeel::haproxy
