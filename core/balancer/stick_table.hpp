#pragma once
// A stick table: what is remembered about a key (an address, a cookie, …): the server it was given, and counters.
//
// Source: HAProxy 2.6 (src/stick_table.c, src/freq_ctr.c), reference sections 12 and 15; `show table` recorded from 2.6.12.
// Differs: an entry that stick rules are about to store counts for the size only once it is stored.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "balancer/settings.hpp"
#include "base/pool.hpp"
#include "base/time.hpp"

namespace evenkeel::haproxy {

/// Events of a sliding period: those of the present period, and those of the one before as far as it still counts. A count without
/// a period uses `current` alone. Milliseconds since the start.
struct RateCounter {
    std::int64_t tick = -1;             ///< the present period began; -1: no event yet
    std::uint64_t current = 0;
    std::uint64_t previous = 0;
};
void count_events(RateCounter& counter, Duration period, Instant now, std::uint64_t events);
std::uint64_t events_in_period(const RateCounter& counter, Duration period, Instant now);
/// The same before it is divided by the period's milliseconds.
std::uint64_t event_milliseconds(const RateCounter& counter, Duration period, Instant now);

struct StickEntry {
    std::string key;
    Instant expires;
    std::pair<Instant, std::uint64_t> place;    ///< in StickTable::by_age, brought up to date when that instant comes
    std::int64_t references = 0;        ///< streams and connections that track it: until they end it stays
    std::uint32_t server_id = 0;        ///< 0: none
    std::string server_name;
};
using EntryId = Id<StickEntry>;

struct StickTable {
    Pool<StickEntry> entries;
    std::map<std::string, EntryId, std::less<>> by_key;
    std::map<std::pair<Instant, std::uint64_t>, EntryId> by_age;
    std::uint64_t places = 0;           ///< given so far: equal instants keep their order
    std::uint32_t reserved = 0;         ///< for entries that requests under way are going to store
    std::vector<RateCounter> counters;  ///< `width` for each entry
    std::vector<std::uint16_t> columns; ///< by Counter: the place of its first number among them; the last one's end behind it
    std::uint32_t width = 0;
};

StickTable make_table(const StickTableSettings& settings);

/// The entry of a key; none: there is none.
EntryId find_entry(StickTable& table, const StickTableSettings& settings, std::string_view key, Instant now);
/// The same, made if need be; none: the table is full and may not or cannot let anything go.
EntryId get_entry(StickTable& table, const StickTableSettings& settings, std::string_view key, Instant now);
/// A request that will store a key takes its place at once, as HAProxy makes the entry before it knows the server: others may have to go for
/// it. False: as get_entry.
bool reserve_entry(StickTable& table, const StickTableSettings& settings, Instant now);
void give_back_reserved(StickTable& table);
/// The key's entry, made in the place that was reserved if there is none.
EntryId use_reserved(StickTable& table, const StickTableSettings& settings, std::string_view key, Instant now);
/// Entries and reserved places, as `show table` and table_cnt count.
std::int64_t places_used(const StickTable& table);
/// It has been used: its time begins anew.
void touch(StickTable& table, const StickTableSettings& settings, EntryId entry, Instant now);
/// Nobody tracks it any more, if this was the last one.
void release_entry(StickTable& table, const StickTableSettings& settings, EntryId entry, Instant now);
void remove_entry(StickTable& table, EntryId entry);
/// Drops what has expired.
void expire(StickTable& table, const StickTableSettings& settings, Instant now);

/// How many numbers a table keeps of a kind: the elements of an array, 1 of another counter; 0: none.
std::uint32_t length_of(const StickTableSettings& settings, Counter counter);
/// gpt0, gpc0, gpc1 and their rates are the first elements of an array where a table has that in their place.
Tally kept_as(const StickTableSettings& settings, Counter counter);
/// nullptr: the table does not keep it.
RateCounter* counter_of(StickTable& table, EntryId entry, Tally tally);
/// Adds to a count or a rate, if it is kept.
void add(StickTable& table, const StickTableSettings& settings, EntryId entry, Tally tally, Instant now, std::uint64_t events = 1);
/// None: not kept.
std::optional<std::uint64_t> value_of(StickTable& table, const StickTableSettings& settings, EntryId entry, Tally tally, Instant now);
inline RateCounter* counter_of(StickTable& table, EntryId entry, Counter counter) { return counter_of(table, entry, Tally{counter}); }
inline void add(StickTable& table, const StickTableSettings& settings, EntryId entry, Counter counter, Instant now, std::uint64_t events = 1) { add(table, settings, entry, Tally{counter}, now, events); }
inline std::optional<std::uint64_t> value_of(StickTable& table, const StickTableSettings& settings, EntryId entry, Counter counter, Instant now) { return value_of(table, settings, entry, Tally{counter}, now); }

std::string_view name_of(Counter counter);

/// Keys are bytes: 4 or 16 of an address, 4 of an integer (most significant first), characters cut to the table's length, bytes filled up
/// with zeros. None: what was fetched cannot be such a key.
std::optional<std::string> key_of_address(const StickTableSettings& table, const Address& address);
std::optional<std::string> key_of_text(const StickTableSettings& table, std::string_view text);
/// As `show table` prints it and `key` in its commands takes it.
std::string key_text(const StickTableSettings& table, std::string_view key);

}  // namespace evenkeel::haproxy
