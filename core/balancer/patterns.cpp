#include "balancer/patterns.hpp"

#include <algorithm>

#include "balancer/acl.hpp"
#include "balancer/convert.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// Kinds that share an index: they parse and keep their patterns alike.
enum class Kind : std::uint8_t { nothing, number, address, exact, begins, list, regex };

Kind kind_of(Match match)
{
    switch (match) {
    case Match::exact: return Kind::exact;
    case Match::begins: return Kind::begins;
    case Match::ends:
    case Match::contains:
    case Match::directory:
    case Match::domain: return Kind::list;
    case Match::regex: return Kind::regex;
    case Match::length:
    case Match::integer: return Kind::number;
    case Match::address: return Kind::address;
    case Match::found:
    case Match::truth: return Kind::nothing;
    }
    return Kind::nothing;
}

bool goes_through_all(Match match)
{
    const Kind kind = kind_of(match);
    return kind == Kind::list || kind == Kind::regex || kind == Kind::number;
}

Address masked(const Prefix& prefix)
{
    Address address = prefix.address;
    for (std::int32_t bit = prefix.length; bit < 128; ++bit)
        address.bytes[static_cast<std::size_t>(bit / 8)] &= static_cast<std::uint8_t>(~(0x80u >> (bit % 8)));
    return address;
}

Prefix network_of(const PatternEntry& entry)
{
    if (!is_any(entry.network.address)) return entry.network;
    return network_of_word(entry.pattern).value_or(Prefix{{}, 128});
}

std::string key_of(const PatternUse& use, std::string_view text) { return use.ignore_case ? lower(text) : std::string(text); }

void add_to_index(const PatternUse& use, PatternIndex& index, std::uint64_t number, const PatternEntry& entry)
{
    switch (kind_of(use.match)) {
    case Kind::exact:
    case Kind::begins: index.texts.emplace(key_of(use, entry.pattern), number); break;
    case Kind::address: {
        const Prefix network = network_of(entry);
        index.networks.emplace(std::pair{128 - network.length, masked(network)}, number);
        break;
    }
    case Kind::number:
        if (const auto range = number_range(entry.pattern)) index.ranges.emplace(number, *range);
        break;
    case Kind::list:
    case Kind::regex:
    case Kind::nothing: break;
    }
}

template <class Map, class Key>
void erase_number(Map& map, const Key& key, std::uint64_t number)
{
    auto [from, to] = map.equal_range(key);
    while (from != to) from = from->second == number ? map.erase(from) : std::next(from);
}

void remove_from_index(const PatternUse& use, PatternIndex& index, std::uint64_t number, const PatternEntry& entry)
{
    erase_number(index.texts, key_of(use, entry.pattern), number);
    index.ranges.erase(number);
    if (kind_of(use.match) != Kind::address) return;
    const Prefix network = network_of(entry);
    erase_number(index.networks, std::pair{128 - network.length, masked(network)}, number);
}

using Found = const std::pair<const std::uint64_t, PatternEntry>*;

Found valid(const PatternSet& set, std::uint64_t number)
{
    const auto entry = set.entries.find(number);
    return entry != set.entries.end() && entry->second.version == set.version ? &*entry : nullptr;
}

/// The first that counts of those with one key.
template <class Range>
Found first_of(const PatternSet& set, const Range& range)
{
    for (auto each = range.first; each != range.second; ++each)
        if (const Found entry = valid(set, each->second)) return entry;
    return nullptr;
}

std::size_t common_beginning(std::string_view a, std::string_view b)
{
    return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin()).first - a.begin());
}

/// All beginnings of a text that are in the tree stand before it, a longer one behind a shorter: whatever stands between one of them and
/// the text begins with it too. So the neighbour before the text, or before what the text has in common with that, is the next to try.
Found longest_beginning(const PatternSet& set, const PatternIndex& index, std::string_view text)
{
    std::string_view rest = text;
    while (true) {
        auto after = index.texts.upper_bound(rest);
        if (after == index.texts.begin()) return nullptr;
        const std::string& before = std::prev(after)->first;
        if (text.starts_with(before)) {
            if (const Found entry = first_of(set, index.texts.equal_range(before))) return entry;
            if (before.empty()) return nullptr;
            rest = text.substr(0, before.size() - 1);
        } else {
            rest = text.substr(0, common_beginning(before, text));
        }
    }
}

Found narrowest_network(const PatternSet& set, const PatternIndex& index, const Address& address)
{
    for (auto each = index.networks.begin(); each != index.networks.end();) {
        const std::int32_t free_bits = each->first.first;
        if (const Found entry = first_of(set, index.networks.equal_range(std::pair{free_bits, masked({address, 128 - free_bits})}))) return entry;
        each = index.networks.lower_bound(std::pair{free_bits + 1, Address{}});
    }
    return nullptr;
}

Found in_ranges(const PatternSet& set, const PatternIndex& index, std::int64_t number)
{
    for (const auto& [entry, range] : index.ranges)
        if (number >= range.least && number <= range.most)
            if (const Found found = valid(set, entry)) return found;
    return nullptr;
}

Found in_list(const PatternSet& set, Match match, std::string_view text, bool ignore_case)
{
    for (const auto& entry : set.entries)
        if (entry.second.version == set.version && matches_text(match, text, entry.second.pattern, ignore_case)) return &entry;
    return nullptr;
}

}  // namespace

bool is_tree(const PatternUse& use)
{
    const Kind kind = kind_of(use.match);
    return kind == Kind::address || ((kind == Kind::exact || kind == Kind::begins) && !use.ignore_case);
}

std::uint32_t add_use(PatternSet& set, const PatternUse& use)
{
    const auto same = [&](const PatternUse& other) {
        return kind_of(other.match) == kind_of(use.match) && other.expands == use.expands && other.ignore_case == use.ignore_case && other.value == use.value;
    };
    const auto found = std::find_if(set.uses.begin(), set.uses.end(), same);
    if (found != set.uses.end()) return static_cast<std::uint32_t>(found - set.uses.begin());
    set.uses.push_back(use);
    set.indexes.emplace_back();
    for (const auto& [number, entry] : set.entries) add_to_index(use, set.indexes.back(), number, entry);
    count_again(set);
    return static_cast<std::uint32_t>(set.uses.size() - 1);
}

void count_again(PatternSet& set) { set.count += static_cast<std::int64_t>(set.entries.size()); }

bool add_entry(PatternSet& set, PatternEntry entry)
{
    const bool listed = std::any_of(set.uses.begin(), set.uses.end(), [](const PatternUse& use) { return goes_through_all(use.match); });
    if (set.entries.size() >= (listed ? most_listed_patterns : most_patterns)) return false;
    const std::uint64_t number = set.next++;
    const PatternEntry& kept = set.entries.emplace_hint(set.entries.end(), number, std::move(entry))->second;
    set.count += static_cast<std::int64_t>(set.uses.size());
    for (std::size_t use = 0; use < set.uses.size(); ++use) add_to_index(set.uses[use], set.indexes[use], number, kept);
    return true;
}

bool remove_entry(PatternSet& set, std::uint64_t number)
{
    const auto entry = set.entries.find(number);
    if (entry == set.entries.end()) return false;
    for (std::size_t use = 0; use < set.uses.size(); ++use) remove_from_index(set.uses[use], set.indexes[use], number, entry->second);
    --set.count;
    set.entries.erase(entry);
    return true;
}

namespace {

template <class Is>
std::size_t remove_where(PatternSet& set, Is&& is)
{
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, entry] : set.entries)
        if (is(entry)) numbers.push_back(number);
    for (const std::uint64_t number : numbers) remove_entry(set, number);
    return numbers.size();
}

}  // namespace

std::size_t remove_entries(PatternSet& set, std::string_view key)
{
    return remove_where(set, [&](const PatternEntry& entry) { return entry.pattern == key; });
}

std::size_t remove_version(PatternSet& set, std::uint32_t version)
{
    return remove_where(set, [&](const PatternEntry& entry) { return entry.version == version; });
}

void remove_older(PatternSet& set, std::uint32_t version)
{
    remove_where(set, [&](const PatternEntry& entry) { return entry.version < version; });
}

std::size_t set_values(PatternSet& set, std::string_view key, std::string_view value)
{
    std::size_t changed = 0;
    for (auto& [number, entry] : set.entries) {
        if (entry.pattern != key) continue;
        entry.value = value;
        ++changed;
    }
    return changed;
}

Found find_entry(const PatternSet& set, std::uint32_t use, Match match, const SampleValue& value)
{
    if (use >= set.uses.size()) return nullptr;
    const PatternIndex& index = set.indexes[use];
    const PatternUse& how = set.uses[use];
    switch (match) {
    case Match::found:
    case Match::truth: return nullptr;
    case Match::address: {
        const std::optional<Address> address = address_of(value);
        return address ? narrowest_network(set, index, *address) : nullptr;
    }
    case Match::integer: {
        const std::optional<std::int64_t> number = number_of(value);
        return number ? in_ranges(set, index, *number) : nullptr;
    }
    case Match::length: return in_ranges(set, index, static_cast<std::int64_t>(text_of(value).size()));
    case Match::exact: return first_of(set, index.texts.equal_range(key_of(how, text_of(value))));
    case Match::begins: return longest_beginning(set, index, key_of(how, text_of(value)));
    case Match::ends:
    case Match::contains:
    case Match::directory:
    case Match::domain:
    case Match::regex: return in_list(set, match, text_of(value), how.ignore_case);
    }
    return nullptr;
}

}  // namespace evenkeel::haproxy
