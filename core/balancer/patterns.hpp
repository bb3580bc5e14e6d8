#pragma once
// Patterns: what stands in a map, in a file of an acl's `-f`, or as words of an acl, and how it is looked up.
//
// One set is shared by all that name its file, as the real program shares its references; each way of looking at it (`PatternUse`) has
// an index of its own. Exact texts, beginnings and networks are found in trees: O(log n) times the length of a text or the number of
// mask lengths; of several beginnings or networks the longest matches. The other ways go through the entries in their order.
//
// Source: HAProxy 2.6, src/pattern.c, src/map.c; look-ups, texts and counts recorded from 2.6.12.
// Differs: a mask in dots with holes is no pattern; a set takes at most `most_patterns` entries; regular expressions are RE2's.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "balancer/sample.hpp"
#include "net/address.hpp"

namespace evenkeel::haproxy {

inline constexpr std::size_t most_patterns = 50'000;        ///< entries of one set
inline constexpr std::size_t most_listed_patterns = 5'000;  ///< of a set that is gone through one by one

/// What a map gives for a key; none: the patterns of an acl.
enum class PatternValue : std::uint8_t { none, text, number, address };

/// What belongs together as the real program indexes it: sub, dir, dom and end share one list, so do int and len.
struct PatternUse {
    Match match{};                      ///< of whoever named the set first
    bool expands = false;               ///< map_regm: \1 in a value is a group of the match
    bool ignore_case = false;
    PatternValue value{};
};

/// Numbers from and to.
struct NumberRange {
    std::int64_t least = 0;
    std::int64_t most = 0;
};

/// What is looked up fast. It follows from the entries: no state of its own.
struct PatternIndex {
    using not_state = void;
    std::multimap<std::string, std::uint64_t, std::less<>> texts;               ///< exact and begins
    std::multimap<std::pair<std::int32_t, Address>, std::uint64_t> networks;    ///< by bits that are not of the mask: the longest first
    std::map<std::uint64_t, NumberRange> ranges;                                ///< integer and length
};

struct PatternEntry {
    std::string pattern;
    std::string value;
    Prefix network;                     ///< of a name that was resolved when it was read
    std::uint32_t version = 0;          ///< only those of the set's version match
};

struct PatternSet {
    std::string file;                   ///< as the configuration names it; empty: words of an acl
    std::string description;            ///< as `show map` has it
    std::int64_t id = -1;
    bool is_map = false;
    bool is_acl = false;
    bool has_values = false;            ///< two columns
    std::vector<PatternUse> uses;
    std::vector<PatternIndex> indexes;  ///< by use
    std::map<std::uint64_t, PatternEntry> entries;      ///< in their order, by a number that is never used again
    std::uint64_t next = 1;
    std::uint32_t version = 0;          ///< curr_ver
    std::uint32_t latest = 0;           ///< next_ver
    std::int64_t count = 0;             ///< entry_cnt: one more for each use of a new entry, one less for each entry that goes
};

/// The set and one of its uses.
struct PatternsOf {
    std::uint32_t set = 0;
    std::uint32_t use = 0;
};

enum class PatternFault : std::uint8_t { none, number, range, address, regex, pcre_only, value };
/// What keeps a text from being a pattern of a kind. `pcre_only`: HAProxy takes it, RE2 does not.
PatternFault fault_of_pattern(Match match, std::string_view pattern);
PatternFault fault_of_value(PatternValue kind, std::string_view value);
/// "'x' is not a number": HAProxy's sentence about it.
std::string fault_text(PatternFault fault, std::string_view pattern);
/// PCRE's words for the commonest faults of a regular expression, and where; RE2's own where it knows better none.
struct RegexProblem {
    std::string_view why;
    std::size_t offset = 0;
};
RegexProblem problem_of_regex(std::string_view pattern);

/// "80", "80:90", ":90", "80:".
std::optional<NumberRange> number_range(std::string_view word);
/// A network, its mask as a number or in dots.
std::optional<Prefix> network_of_word(std::string_view word);

/// The use of a set, made when there is none like it.
std::uint32_t add_use(PatternSet& set, const PatternUse& use);
/// An acl has named the same file twice: its patterns count once more.
void count_again(PatternSet& set);
/// One more entry; its texts have been looked at. False: there is no room.
bool add_entry(PatternSet& set, PatternEntry entry);
/// Of this key, in all versions; of one version: how many were removed.
std::size_t remove_entries(PatternSet& set, std::string_view key);
std::size_t remove_version(PatternSet& set, std::uint32_t version);
/// Removes the entries of versions before this one.
void remove_older(PatternSet& set, std::uint32_t version);
bool remove_entry(PatternSet& set, std::uint64_t number);
/// Other values for a key; how many entries have it.
std::size_t set_values(PatternSet& set, std::string_view key, std::string_view value);

/// The entry that matches a value, compared as `match` says; none does. The use is that of the set or one that shares its list.
const std::pair<const std::uint64_t, PatternEntry>* find_entry(const PatternSet& set, std::uint32_t use, Match match, const SampleValue& value);
/// The use looks into a tree: `idx=tree`.
bool is_tree(const PatternUse& use);

}  // namespace evenkeel::haproxy
