#include "balancer/acl.hpp"

#include <algorithm>

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

bool in_ranges(const Criterion& criterion, std::int64_t number)
{
    for (std::size_t i = 0; i < criterion.least.size(); ++i)
        if (number >= criterion.least[i] && number <= criterion.most[i]) return true;
    return false;
}

bool criterion_holds(const Criterion& criterion, const RequestView& view)
{
    const std::vector<SampleValue> values = samples_of(criterion.sample, view);
    return std::any_of(values.begin(), values.end(), [&](const SampleValue& value) { return matches(criterion, value); });
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

bool matches(const Criterion& criterion, const SampleValue& value)
{
    switch (criterion.match) {
    case Match::found: return true;
    case Match::truth: return number_of(value).value_or(0) != 0;
    case Match::length: return in_ranges(criterion, static_cast<std::int64_t>(text_of(value).size()));
    case Match::integer: {
        const std::optional<std::int64_t> number = number_of(value);
        return number && in_ranges(criterion, *number);
    }
    case Match::address: {
        const std::optional<Address> address = address_of(value);
        return address && std::any_of(criterion.prefixes.begin(), criterion.prefixes.end(),
                                      [&](const Prefix& prefix) { return evenkeel::contains(prefix, *address); });
    }
    case Match::exact:
    case Match::begins:
    case Match::ends:
    case Match::contains:
    case Match::directory:
    case Match::domain:
    case Match::regex: break;
    }
    const std::string text = text_of(value);
    return std::any_of(criterion.values.begin(), criterion.values.end(),
                       [&](const std::string& wanted) { return matches_text(criterion.match, text, wanted, criterion.ignore_case); });
}

bool holds(const Settings& settings, const Condition& condition, const RequestView& request, std::span<const Farm> farms)
{
    if (condition.any.empty()) return true;
    RequestView view = request;
    view.settings = &settings;
    view.farms = farms;
    const auto criterion = [&](std::uint32_t i) { return criterion_holds(settings.criteria[i], view); };
    const auto term = [&](const Term& t) { return std::any_of(t.any_of.begin(), t.any_of.end(), criterion) != t.negated; };
    const auto all = [&](const std::vector<Term>& terms) { return std::all_of(terms.begin(), terms.end(), term); };
    return std::any_of(condition.any.begin(), condition.any.end(), all) != condition.inverted;
}

}  // namespace evenkeel::haproxy
