// Actions with one argument: set-status, and those of which the simulator has nothing but HAProxy looks at the word.

#include <algorithm>

#include "config/haproxy/actions.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

bool refuse(Fault& said, const Sentence& sentence, const Token& at, std::initializer_list<Argument> arguments = {})
{
    said = fault(sentence, at.column, arguments);
    return false;
}

/// set-status STATUS [reason TEXT].
bool read_status(const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    const Token& value = words.token(index);
    if (value.text.empty()) return refuse(said, sentence::status_arguments, value);
    std::size_t used = 0;
    const std::int64_t status = leading_integer(value.text, used);
    if (used != value.text.size() || status < 100 || status > 999) return refuse(said, sentence::status_code, value);
    read.rule = make_rule(RuleAction::set_status, "", {}, static_cast<std::int32_t>(status));
    ++index;
    if (words[index] == "reason" && words.has(index + 1) && !is_condition(words[index + 1])) index += 2;
    return true;
}

/// What is not of the number, which may be hexadecimal ("0x1f") or octal ("017"); empty: it is one.
std::string_view behind_number(std::string_view text)
{
    const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    const std::string_view digits = hexadecimal ? "0123456789abcdefABCDEF" : text.starts_with("0") ? "01234567" : "0123456789";
    const std::size_t from = hexadecimal ? 2 : 0;
    return text.substr(std::min(text.find_first_not_of(digits, from), text.size()));
}

bool read_word(const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    const std::string& action = words[1];
    const Token& value = words.token(index);
    const bool missing = value.text.empty();
    if (action == "strict-mode") {
        if (missing) return refuse(said, sentence::strict_mode_argument, value);
        if (value.text != "on" && value.text != "off") return refuse(said, sentence::strict_mode_value, value, {{"word", value.text}});
    } else if (action == "set-log-level") {
        const auto level = std::find(log_level_words.begin(), log_level_words.end(), value.text);
        if (level == log_level_words.end()) return refuse(said, sentence::expects_log_level, value);
        read.rule = make_rule(RuleAction::set_log_level);
        read.rule->number = level - log_level_words.begin();
    } else if (action == "set-nice") {
        if (missing) return refuse(said, sentence::expects_nice_value, value);
    } else if (action == "set-tos" || action == "set-mark") {
        if (missing) return refuse(said, sentence::expects_hexadecimal, value);
        if (const std::string_view rest = behind_number(value.text); !rest.empty()) return refuse(said, sentence::hexadecimal_character, value, {{"rest", rest}});
    } else if (action == "use-service") {
        if (missing) return refuse(said, sentence::expects_service, value);
        if (value.text != "prometheus-exporter" && !value.text.starts_with("lua.")) return refuse(said, sentence::unknown_service, value, {{"word", value.text}});
    } else if (missing) {
        return refuse(said, sentence::expects_cache, value);
    }
    ++index;
    return true;
}

}  // namespace

std::optional<bool> read_small(const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    constexpr std::string_view of_one_word[] = {"strict-mode", "set-log-level", "set-nice", "set-tos", "set-mark", "use-service", "cache-use", "cache-store"};
    if (words[1] == "set-status") return read_status(words, index, read, said);
    if (std::find(std::begin(of_one_word), std::end(of_one_word), words[1]) == std::end(of_one_word)) return std::nullopt;
    return read_word(words, index, read, said);
}

}  // namespace evenkeel::haproxy
