#include "balancer/acl.hpp"

#include <algorithm>

#include "balancer/convert_map.hpp"
#include "balancer/regex.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

char lower_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal(std::string_view a, std::string_view b, bool ignore_case) { return ignore_case ? equal_ignoring_case(a, b) : a == b; }

bool contains(std::string_view text, std::string_view wanted, bool ignore_case)
{
    const auto same = [&](char a, char b) { return ignore_case ? lower_letter(a) == lower_letter(b) : a == b; };
    return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(), same) != text.end() || wanted.empty();
}

/// A whole word between delimiters: the components of a path or a domain. Delimiters around the wanted word do not count.
bool contains_word(std::string_view text, std::string_view wanted, std::string_view delimiters, bool ignore_case)
{
    const auto is_delimiter = [&](char c) { return delimiters.find(c) != std::string_view::npos; };
    while (!wanted.empty() && is_delimiter(wanted.front())) wanted.remove_prefix(1);
    while (!wanted.empty() && is_delimiter(wanted.back())) wanted.remove_suffix(1);
    for (std::size_t at = 0; at + wanted.size() <= text.size(); ++at) {
        if (at > 0 && !is_delimiter(text[at - 1])) continue;
        if (is_delimiter(text[at])) continue;
        const std::size_t end = at + wanted.size();
        if (equal(text.substr(at, wanted.size()), wanted, ignore_case) && (end == text.size() || is_delimiter(text[end]))) return true;
    }
    return false;
}

bool matches(const Criterion& criterion, const SampleValue& value, const RequestView& view)
{
    if (criterion.match == Match::found) return true;
    if (criterion.match == Match::truth) return number_of(value).value_or(0) != 0;
    return std::any_of(criterion.patterns.begin(), criterion.patterns.end(), [&](const PatternsOf& patterns) {
        const PatternSet* set = pattern_set(view, patterns.set);
        return set != nullptr && find_entry(*set, patterns.use, criterion.match, value) != nullptr;
    });
}

bool criterion_holds(const Criterion& criterion, const RequestView& view)
{
    const std::vector<SampleValue> values = samples_of(criterion.sample, view);
    return std::any_of(values.begin(), values.end(), [&](const SampleValue& value) { return matches(criterion, value, view); });
}

Decision opposite(Decision decision)
{
    if (decision == Decision::open) return decision;
    return decision == Decision::yes ? Decision::no : Decision::yes;
}

/// Yes where one of the parts says so; else open where one is.
template <class Parts, class Decide>
Decision any_of(const Parts& parts, Decide&& decide_part)
{
    Decision so_far = Decision::no;
    for (const auto& part : parts) {
        const Decision decision = decide_part(part);
        if (decision == Decision::yes) return decision;
        if (decision == Decision::open) so_far = decision;
    }
    return so_far;
}

}  // namespace

bool matches_text(Match match, std::string_view text, const std::string& value, bool ignore_case)
{
    switch (match) {
    case Match::exact: return equal(text, value, ignore_case);
    case Match::begins: return equal(text.substr(0, value.size()), value, ignore_case);
    case Match::ends: return text.size() >= value.size() && equal(text.substr(text.size() - value.size()), value, ignore_case);
    case Match::contains: return contains(text, value, ignore_case);
    case Match::directory: return contains_word(text, value, "/?", ignore_case);
    case Match::domain: return contains_word(text, value, "/?.:", ignore_case);
    case Match::regex: return matches_regex(text, value, ignore_case);
    case Match::length:
    case Match::address:
    case Match::integer:
    case Match::found:
    case Match::truth: return false;
    }
    return false;
}

Decision decide(const Settings& settings, const Condition& condition, const RequestView& request, std::span<const Farm> farms)
{
    if (condition.any.empty()) return Decision::yes;
    RequestView view = request;
    view.settings = &settings;
    view.farms = farms;
    const auto criterion = [&](std::uint32_t i) {
        if (criterion_holds(settings.criteria[i], view)) return Decision::yes;
        return may_change(settings.criteria[i].sample, view) ? Decision::open : Decision::no;
    };
    const auto term = [&](const Term& t) {
        const Decision decision = any_of(t.any_of, criterion);
        return t.negated ? opposite(decision) : decision;
    };
    const auto all = [&](const std::vector<Term>& terms) { return opposite(any_of(terms, [&](const Term& t) { return opposite(term(t)); })); };
    const Decision decision = any_of(condition.any, all);
    return condition.inverted ? opposite(decision) : decision;
}

bool holds(const Settings& settings, const Condition& condition, const RequestView& request, std::span<const Farm> farms)
{
    return decide(settings, condition, request, farms) == Decision::yes;
}

}  // namespace evenkeel::haproxy
