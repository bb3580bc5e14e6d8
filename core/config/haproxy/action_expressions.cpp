// Actions on a connection or a stream that take an expression or a time: set-src, set-dst, set-priority-class, set-timeout and their
// kin; normalize-uri. The simulator has none of them, but refuses what HAProxy refuses.

#include <algorithm>
#include <iterator>

#include "config/haproxy/actions.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

bool refuse(Fault& said, const Sentence& sentence, const Token& at, std::initializer_list<Argument> arguments = {})
{
    said = fault(sentence, at.column, arguments);
    return false;
}

/// set-timeout server|tunnel TIME|EXPRESSION, of a section that has servers.
bool read_timeout_rule(Reader& reader, const Words& words, std::size_t& index, Fault& said)
{
    const Token& kind = words.token(index);
    const Token& value = words.token(index + 1);
    if (kind.text.empty() || value.text.empty()) return refuse(said, sentence::expects_exactly_two, kind);
    if (!reader.proxy().has(is_backend)) return refuse(said, sentence::lacks_capability, kind, {{"name", reader.proxy().name}, {"capability", "backend"}});
    if (kind.text != "server" && kind.text != "tunnel") return refuse(said, sentence::timeout_rule_kind, kind, {{"word", kind.text}});
    const ReadTime time = read_time(reader, value.text, "ms");
    if (time.fault == TimeFault::overflow) return refuse(said, sentence::timeout_rule_overflow, value, {{"value", value.text}, {"kind", kind.text}});
    ++index;
    if (time.fault == TimeFault::none) {
        if (time.value == 0) return refuse(said, sentence::timeout_rule_null, value, {{"kind", kind.text}});
        ++index;
        return true;
    }
    // Wherever the rule stands, every fetch will do.
    return read_sample(reader, words, index, said) || refuse(said, sentence::timeout_rule_character, value, {{"character", std::string(1, time.character)}, {"kind", kind.text}});
}

bool read_normalizer(Reader& reader, const Words& words, std::size_t& index, Fault& said)
{
    if (!reader.global.experimental) {
        reader.abort(words.token(1), sentence::action_experimental, {{"action", words[1]}});
        return false;
    }
    constexpr std::string_view plain[] = {"path-merge-slashes", "path-strip-dot", "query-sort-by-name", "fragment-strip", "fragment-encode"};
    const Token& normalizer = words.token(index);
    if (normalizer.text.empty()) return refuse(said, sentence::normalizer_missing, normalizer);
    const bool with_option = normalizer.text == "path-strip-dotdot" || normalizer.text == "percent-to-uppercase" || normalizer.text == "percent-decode-unreserved";
    if (!with_option && !is_in(plain, normalizer.text)) return refuse(said, sentence::normalizer_unknown, normalizer, {{"word", normalizer.text}});
    ++index;
    if (!with_option || !words.has(index) || is_condition(words[index])) return true;
    const std::string_view option = normalizer.text == "path-strip-dotdot" ? "full" : "strict";
    if (words[index] != option) return refuse(said, sentence::normalizer_argument, words.token(index), {{"word", words[index]}, {"normalizer", normalizer.text}});
    ++index;
    return true;
}

}  // namespace

std::optional<bool> read_expression_action(Reader& reader, const Token& at, const Words& words, std::size_t& index, std::uint32_t where, Fault& said)
{
    constexpr std::string_view of_expression[] = {"set-src", "set-src-port", "set-dst", "set-dst-port", "set-priority-class", "set-priority-offset"};
    if (at.text == "set-timeout") return read_timeout_rule(reader, words, index, said);
    if (at.text == "normalize-uri") return read_normalizer(reader, words, index, said);
    if (at.text == "send-spoe-group") {
        if (words[index].empty() || words[index + 1].empty()) return refuse(said, sentence::spoe_group_arguments, at);
        index += 2;
        return true;
    }
    if (!is_in(of_expression, at.text)) return std::nullopt;
    const auto sample = read_sample(reader, words, index, said);
    if (!sample) return false;
    // HAProxy names the word before the one that it looks at next: the expression, or for priorities the action.
    said = fault_of_place(*sample, where, at.text.starts_with("set-priority") ? at.text : words[index - 1], at.column);
    return !said;
}

}  // namespace evenkeel::haproxy
