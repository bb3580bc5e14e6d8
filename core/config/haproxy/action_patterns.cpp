// Actions that change maps and lists at run time: set-map(FILE) KEY VALUE, del-map(FILE) KEY, add-acl(FILE) KEY, del-acl(FILE) KEY.

#include <algorithm>
#include <iterator>

#include "config/haproxy/actions.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

struct Known {
    std::string_view word;
    RuleAction action;
};
constexpr Known known[] = {
    {"set-map", RuleAction::set_map}, {"del-map", RuleAction::del_map}, {"add-acl", RuleAction::add_acl}, {"del-acl", RuleAction::del_acl},
};

/// "(FILE)": HAProxy takes what stands between, and does not mind where it does not.
std::string file_in(std::string_view behind)
{
    if (!behind.starts_with('(')) return {};
    behind.remove_prefix(1);
    if (behind.ends_with(')')) behind.remove_suffix(1);
    return std::string(behind);
}

}  // namespace

std::optional<bool> read_pattern_action(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    const std::string& word = words[1];
    const auto found = std::find_if(std::begin(known), std::end(known), [&](const Known& each) { return word.starts_with(each.word); });
    if (found == std::end(known)) return std::nullopt;
    const bool has_value = found->action == RuleAction::set_map;
    if (!words.has(index) || (has_value && (!words.has(index + 1)))) {
        said = fault(has_value ? sentence::expects_exactly_two : sentence::expects_exactly_one_more, words.token(index).column);
        return false;
    }
    ReadFormat key;
    ReadFormat value;
    if (!read_format(reader, keyword, words.token(index), key, said)) return false;
    if (has_value && !read_format(reader, keyword, words.token(index + 1), value, said)) return false;
    index += has_value ? 2 : 1;
    note_format(reader);
    if (!key.simulated || !value.simulated) return true;
    read.rule = make_rule(found->action, file_in(std::string_view(word).substr(found->word.size())), std::move(value.format));
    read.rule->pattern = std::move(key.format);
    return true;
}

}  // namespace evenkeel::haproxy
