#include "balancer/convert_map.hpp"

#include "balancer/process.hpp"
#include "balancer/regex.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// A value as its map gives it: looked at when it was read, so that it is one.
std::optional<SampleValue> typed(PatternValue kind, std::string_view text)
{
    switch (kind) {
    case PatternValue::number: return number_value(leading_number(text.starts_with('+') ? text.substr(1) : text));
    case PatternValue::address: {
        const std::optional<Address> address = parse_address(text);
        return address ? std::optional(address_value(*address)) : std::nullopt;
    }
    case PatternValue::none:
    case PatternValue::text: break;
    }
    return text_value(text);
}

}  // namespace

const PatternSet* pattern_set(const RequestView& view, std::uint32_t number)
{
    if (view.process != nullptr && number < view.process->balancer.patterns.size()) return view.process->balancer.patterns[number].get();
    return view.settings != nullptr && number < view.settings->patterns.size() ? view.settings->patterns[number].get() : nullptr;
}

std::optional<SampleValue> looked_up(const Converter& converter, const SampleValue& value, const RequestView& view)
{
    const PatternSet* set = pattern_set(view, converter.patterns);
    if (set == nullptr || converter.use >= set->uses.size()) return {};
    const PatternUse& use = set->uses[converter.use];
    if (converter.match == Match::integer && !number_of(value)) return {};
    if (converter.match == Match::address && !address_of(value)) return {};
    const auto* entry = find_entry(*set, converter.use, converter.match, value);
    if (entry == nullptr) return converter.texts.size() < 2 ? std::nullopt : typed(use.value, converter.texts[1]);
    if (!use.expands) return typed(use.value, entry->second.value);
    const auto expanded = expanded_match(text_of(value), entry->second.pattern, entry->second.value);
    return expanded ? std::optional(text_value(*expanded)) : std::nullopt;
}

}  // namespace evenkeel::haproxy
