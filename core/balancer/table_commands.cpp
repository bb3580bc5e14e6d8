// show table, clear table and set table of the runtime API. Answers recorded from HAProxy 2.6.12.
// Differs: an entry's address in memory is its number here.

#include <algorithm>

#include <fmt/format.h>

#include "balancer/runtime_api.hpp"
#include "balancer/sticking.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

using Words = std::span<const std::string_view>;

std::string_view word(Words words, std::size_t i) { return i < words.size() ? words[i] : std::string_view{}; }
std::string error(std::string_view text) { return fmt::format("{}\n\n", text); }

/// One table of the process for the length of a command.
struct Subject {
    const StickTableSettings& settings;
    StickTable& table;
    Instant now;
};

std::optional<std::uint32_t> table_named(const Process& p, std::string_view name)
{
    const std::vector<StickTableSettings>& tables = p.settings().tables;
    for (std::uint32_t i = 0; i < tables.size(); ++i)
        if (tables[i].name == name) return i;
    return {};
}

/// `data.COUNTER OPERATOR NUMBER`.
struct Filter {
    Counter counter{};
    std::string_view operation;
    std::int64_t number = 0;
};

std::optional<Counter> counter_named(std::string_view name)
{
    for (std::size_t i = 0; i < counter_kinds; ++i)
        if (name_of(static_cast<Counter>(i)) == name) return static_cast<Counter>(i);
    return {};
}

bool holds(const Filter& filter, std::int64_t value)
{
    if (filter.operation == "eq") return value == filter.number;
    if (filter.operation == "ne") return value != filter.number;
    if (filter.operation == "le") return value <= filter.number;
    if (filter.operation == "ge") return value >= filter.number;
    return filter.operation == "lt" ? value < filter.number : value > filter.number;
}

/// What is wrong with words[at…] as a filter; empty: nothing.
std::string_view read_filter(const Subject& subject, Words words, std::size_t at, Filter& filter)
{
    static constexpr std::array<std::string_view, 6> operations{"eq", "ne", "le", "ge", "lt", "gt"};
    const auto counter = counter_named(word(words, at).substr(5));
    if (!counter) return "Unknown data type";
    if (subject.settings.stored[static_cast<std::size_t>(*counter)] == unset) return "Data type not stored in this table";
    filter.counter = *counter;
    filter.operation = word(words, at + 1);
    if (std::find(operations.begin(), operations.end(), filter.operation) == operations.end()) return R"(Require and operator among "eq", "ne", "le", "ge", "lt", "gt")";
    const auto number = parse_integer(word(words, at + 2));
    if (!number) return "Require a valid integer value to compare against";
    filter.number = *number;
    return {};
}

std::string head_of(const Subject& subject)
{
    static constexpr std::array<std::string_view, 5> types{"ip", "ipv6", "integer", "string", "binary"};
    return fmt::format("# table: {}, type: {}, size:{}, used:{}\n", subject.settings.name, types[static_cast<std::size_t>(subject.settings.type)], subject.settings.size,
                       places_used(subject.table));
}

/// "conn_cnt", "conn_rate(10000)", of an array "gpc3" and "gpc3_rate(10000)".
std::string shown_name(Tally tally, Duration period)
{
    std::string name(name_of(tally.counter));
    if (is_array(tally.counter)) name.insert(3, fmt::format("{}", tally.index));
    return period.ns == 0 ? name : fmt::format("{}({})", name, period.ns / ns_per_ms);
}

std::string line_of(const Subject& subject, EntryId id)
{
    const StickEntry& entry = subject.table.entries[id];
    const std::int64_t left = subject.settings.expire == unset ? 0 : std::max<std::int64_t>((entry.expires - subject.now).ns / ns_per_ms, 0);
    std::string line = fmt::format("0x{:012x}: key={} use={} exp={}", id.index, key_text(subject.settings, entry.key), entry.references, left);
    if (entry.server_id != 0) line += fmt::format(" server_id={} server_key={}", entry.server_id, entry.server_name.empty() ? "-" : entry.server_name);
    for (std::size_t i = 0; i < counter_kinds; ++i) {
        const auto counter = static_cast<Counter>(i);
        for (std::uint32_t index = 0; index < length_of(subject.settings, counter); ++index)
            line += fmt::format(" {}={}", shown_name({counter, index}, subject.settings.stored[i]), value_of(subject.table, subject.settings, id, {counter, index}, subject.now).value_or(0));
    }
    return line + "\n";
}

/// Entries in the order of their keys; of a filter those that hold.
std::vector<EntryId> entries_of(const Subject& subject, const std::optional<Filter>& filter)
{
    std::vector<EntryId> entries;
    for (const auto& [key, id] : subject.table.by_key) {
        if (filter) {
            const auto value = value_of(subject.table, subject.settings, id, filter->counter, subject.now);
            if (!value || !holds(*filter, static_cast<std::int64_t>(*value))) continue;
        }
        entries.push_back(id);
    }
    return entries;
}

std::string show(const Subject& subject, Words words)
{
    const std::string_view how = word(words, 3);
    std::string text;
    if (how == "key") {
        if (word(words, 4).empty()) return error("Key value expected");
        const auto key = key_of_text(subject.settings, word(words, 4));
        const EntryId entry = key ? find_entry(subject.table, subject.settings, *key, subject.now) : EntryId{};
        return entry ? head_of(subject) + line_of(subject, entry) + "\n" : "\n";
    }
    std::optional<Filter> filter;
    if (how.starts_with("data.")) {
        const std::string_view wrong = read_filter(subject, words, 3, filter.emplace());
        if (!wrong.empty()) return error(fmt::format("Filter entry #1: {}", wrong));
    } else if (!how.empty()) {
        return error(R"(Optional argument only supports "data.<store_data_type>" <operator> <value> and key <key>)");
    }
    text = head_of(subject);
    for (const EntryId id : entries_of(subject, filter)) text += line_of(subject, id);
    return text + "\n";
}

std::string clear(const Subject& subject, Words words)
{
    const std::string_view how = word(words, 3);
    std::vector<EntryId> victims;
    if (how == "key") {
        if (word(words, 4).empty()) return error("Key value expected");
        const auto key = key_of_text(subject.settings, word(words, 4));
        const EntryId entry = key ? find_entry(subject.table, subject.settings, *key, subject.now) : EntryId{};
        if (!entry) return "\n";
        if (subject.table.entries[entry].references > 0) return error("Entry currently in use, cannot remove");
        victims.push_back(entry);
    } else if (how.starts_with("data.")) {
        Filter filter;
        const std::string_view wrong = read_filter(subject, words, 3, filter);
        if (!wrong.empty()) return error(fmt::format("Filter entry #1: {}", wrong));
        victims = entries_of(subject, filter);
    } else if (how.empty()) {
        victims = entries_of(subject, {});
    } else {
        return error(R"(Optional argument only supports "data.<store_data_type>" <operator> <value> and key <key>)");
    }
    for (const EntryId id : victims)
        if (subject.table.entries[id].references == 0) remove_entry(subject.table, id);
    return "\n";
}

/// `data.COUNTER NUMBER`: what is wrong with it; empty: it is set.
std::string_view set_counter(const Subject& subject, EntryId entry, std::string_view name, std::string_view text)
{
    if (!name.starts_with("data.")) return R"("data.<type>" followed by a value expected)";
    const auto counter = counter_named(name.substr(5));
    if (!counter) return "Unknown data type";
    RateCounter* kept = counter_of(subject.table, entry, *counter);
    if (kept == nullptr) return "Data type not stored in this table";
    const auto number = parse_integer(text);
    if (!number) return "Require a valid integer value to store";
    const bool is_long = *counter == Counter::bytes_in_cnt || *counter == Counter::bytes_out_cnt;
    const std::uint64_t value = is_long ? static_cast<std::uint64_t>(*number) : static_cast<std::uint32_t>(*number);
    if (subject.settings.stored[static_cast<std::size_t>(*counter)].ns == 0) kept->current = value;
    else *kept = {subject.now.ns / ns_per_ms & ~std::int64_t{1}, value, 0};
    return {};
}

std::string set(const Subject& subject, Words words)
{
    if (word(words, 3).empty()) return "\n";
    if (word(words, 3) != "key" || word(words, 4).empty()) return error("Key value expected");
    if (subject.settings.type == KeyType::binary) return error("Inserting keys into tables of type other than ip, ipv6, string and integer is not supported");
    const auto key = key_of_text(subject.settings, word(words, 4));
    const EntryId entry = key ? get_entry(subject.table, subject.settings, *key, subject.now) : EntryId{};
    if (!entry) return error("Unable to allocate a new entry");
    touch(subject.table, subject.settings, entry, subject.now);
    for (std::size_t i = 5; i < words.size(); i += 2) {
        const std::string_view wrong = set_counter(subject, entry, words[i], word(words, i + 1));
        if (!wrong.empty()) return error(wrong);
    }
    return "\n";
}

std::string heads(Process& p)
{
    std::string text;
    for (std::size_t i = p.balancer.tables.size(); i-- > 0;) {
        const Subject subject{p.settings().tables[i], p.balancer.tables[i], p.context.now};
        expire(subject.table, subject.settings, subject.now);
        text += head_of(subject);
    }
    return text + "\n";
}

}  // namespace

bool is_table_command(std::span<const std::string_view> words)
{
    const std::string_view verb = word(words, 0);
    return word(words, 1) == "table" && (verb == "show" || verb == "clear" || verb == "set");
}

std::string run_table_command(Process& p, std::span<const std::string_view> words)
{
    const std::string_view verb = words[0];
    const std::string_view name = word(words, 2);
    if (name.empty()) {
        if (verb == "show") return heads(p);
        return error(verb == "clear" ? R"(Required arguments: <table> "data.<store_data_type>" <operator> <value> or <table> key <key>)"
                                     : "Required arguments: <table> key <key> [data.<store_data_type> <value>]*");
    }
    const auto index = table_named(p, name);
    if (!index) return error("No such table");
    const Subject subject{p.settings().tables[*index], p.balancer.tables[*index], p.context.now};
    expire(subject.table, subject.settings, subject.now);
    return verb == "show" ? show(subject, words) : verb == "clear" ? clear(subject, words) : set(subject, words);
}

}  // namespace evenkeel::haproxy
