#include "balancer/stick_table.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace evenkeel::haproxy {

namespace {

constexpr std::array<std::string_view, counter_kinds> names{
    "gpt0", "gpc0", "gpc0_rate", "conn_cnt", "conn_rate", "conn_cur", "sess_cnt", "sess_rate", "http_req_cnt", "http_req_rate", "http_err_cnt", "http_err_rate",
    "bytes_in_cnt", "bytes_in_rate", "bytes_out_cnt", "bytes_out_rate", "gpc1", "gpc1_rate", "http_fail_cnt", "http_fail_rate", "gpt", "gpc", "gpc_rate",
};

std::int64_t milliseconds_of(Duration time) { return time.ns / ns_per_ms; }

void take_place(StickTable& table, EntryId id)
{
    StickEntry& entry = table.entries[id];
    table.by_age.erase(entry.place);
    entry.place = {entry.expires, ++table.places};
    table.by_age.emplace(entry.place, id);
}

/// Lets the oldest go, up to so many; those that are tracked stay, and those that were used since get their new places. It looks at no more
/// than two for each, so that there may be none left to go.
void purge(StickTable& table, std::int64_t most)
{
    auto next = table.by_age.begin();
    for (std::int64_t looks = 2 * most; next != table.by_age.end() && most > 0 && looks > 0; --looks) {
        const EntryId id = next++->second;
        const StickEntry& entry = table.entries[id];
        if (entry.references > 0) continue;
        if (entry.expires.ns / ns_per_ms != entry.place.first.ns / ns_per_ms) {
            take_place(table, id);
            if (next == table.by_age.end() || table.entries[id].place < next->first) next = table.by_age.find(table.entries[id].place);
            continue;
        }
        remove_entry(table, id);
        --most;
    }
}

std::string big_endian(std::uint32_t number)
{
    std::string bytes(4, '\0');
    for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<char>(number >> (24 - 8 * i) & 0xffu);
    return bytes;
}

/// IPv6 addresses that stand for an IPv4 one: ::ffff:a.b.c.d, ::a.b.c.d and 64:ff9b::a.b.c.d (6to4: 2002:aabb:ccdd::).
std::optional<std::string> ipv4_within(const Address& address)
{
    const std::string bytes(address.bytes.begin(), address.bytes.end());
    const std::string_view front = std::string_view(bytes).substr(0, 12);
    using namespace std::string_view_literals;
    if (is_ipv4(address) || front == "\0\0\0\0\0\0\0\0\0\0\0\0"sv || front == "\0\x64\xff\x9b\0\0\0\0\0\0\0\0"sv) return bytes.substr(12);
    if (front.substr(0, 2) == "\x20\x02"sv) return bytes.substr(2, 4);
    return {};
}

/// The number at the front of a text, 0 if there is none, in 32 bits.
std::uint32_t leading_number(std::string_view text)
{
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return static_cast<std::uint32_t>(number);
}

}  // namespace

void count_events(RateCounter& counter, Duration period, Instant now, std::uint64_t events)
{
    const std::int64_t length = milliseconds_of(period);
    const std::int64_t at = now.ns / ns_per_ms;
    if (length == 0) {
        counter.current += events;
        return;
    }
    if (counter.tick >= 0 && at - counter.tick < length) {
        counter.current += events;
        return;
    }
    counter.previous = counter.current;
    counter.current = events;
    const bool next_period = counter.tick >= 0 && at - counter.tick - length < length;
    if (next_period) {
        counter.tick += length;
        return;
    }
    counter.previous = 0;
    counter.tick = at & ~std::int64_t{1};
}

std::uint64_t event_milliseconds(const RateCounter& counter, Duration period, Instant now)
{
    const std::int64_t length = milliseconds_of(period);
    if (counter.tick < 0) return 0;
    std::uint64_t current = counter.current;
    std::uint64_t previous = counter.previous;
    std::int64_t remaining = counter.tick + length - now.ns / ns_per_ms;
    if (remaining < 0) {
        remaining += length;
        previous = remaining >= 0 ? current : 0;
        current = 0;
        remaining = std::max<std::int64_t>(remaining, 0);
    }
    if (current == 0 && previous <= 1) return previous * static_cast<std::uint64_t>(length);
    return previous * static_cast<std::uint64_t>(remaining) + current * static_cast<std::uint64_t>(length);
}

std::uint64_t events_in_period(const RateCounter& counter, Duration period, Instant now)
{
    const std::int64_t length = milliseconds_of(period);
    return length == 0 ? counter.current : event_milliseconds(counter, period, now) / static_cast<std::uint64_t>(length);
}

StickTable make_table(const StickTableSettings& settings)
{
    StickTable table;
    table.columns.reserve(counter_kinds + 1);
    table.columns.push_back(0);
    for (std::size_t i = 0; i < counter_kinds; ++i) {
        table.width += length_of(settings, static_cast<Counter>(i));
        table.columns.push_back(static_cast<std::uint16_t>(table.width));
    }
    return table;
}

EntryId find_entry(StickTable& table, const StickTableSettings& settings, std::string_view key, Instant now)
{
    expire(table, settings, now);
    const auto found = table.by_key.find(key);
    return found == table.by_key.end() ? EntryId{} : found->second;
}

namespace {

bool make_room(StickTable& table, const StickTableSettings& settings)
{
    if (places_used(table) < settings.size) return true;
    if (settings.nopurge) return false;
    purge(table, settings.size / 256 + 1);
    return places_used(table) < settings.size;
}

EntryId make_entry(StickTable& table, const StickTableSettings& settings, std::string_view key, Instant now)
{
    const EntryId id = table.entries.take();
    table.entries[id].key = key;
    table.by_key.emplace(key, id);
    const std::size_t first = std::size_t{id.index} * table.width;
    if (table.counters.size() < first + table.width) table.counters.resize(first + table.width);
    std::fill_n(table.counters.begin() + static_cast<std::ptrdiff_t>(first), table.width, RateCounter{});
    touch(table, settings, id, now);
    take_place(table, id);
    return id;
}

}  // namespace

std::int64_t places_used(const StickTable& table) { return static_cast<std::int64_t>(table.entries.size()) + table.reserved; }

EntryId get_entry(StickTable& table, const StickTableSettings& settings, std::string_view key, Instant now)
{
    if (const EntryId found = find_entry(table, settings, key, now)) return found;
    return make_room(table, settings) ? make_entry(table, settings, key, now) : EntryId{};
}

bool reserve_entry(StickTable& table, const StickTableSettings& settings, Instant now)
{
    expire(table, settings, now);
    if (!make_room(table, settings)) return false;
    ++table.reserved;
    return true;
}

void give_back_reserved(StickTable& table) { --table.reserved; }

EntryId use_reserved(StickTable& table, const StickTableSettings& settings, std::string_view key, Instant now)
{
    give_back_reserved(table);
    const EntryId found = find_entry(table, settings, key, now);
    return found ? found : make_entry(table, settings, key, now);
}

void touch(StickTable& table, const StickTableSettings& settings, EntryId entry, Instant now)
{
    if (settings.expire != unset) table.entries[entry].expires = now + settings.expire;
}

void release_entry(StickTable& table, const StickTableSettings& settings, EntryId id, Instant now)
{
    StickEntry& entry = table.entries[id];
    if (--entry.references == 0 && settings.expire != unset && entry.expires <= now) remove_entry(table, id);
}

void remove_entry(StickTable& table, EntryId id)
{
    const StickEntry& entry = table.entries[id];
    table.by_age.erase(entry.place);
    table.by_key.erase(entry.key);
    table.entries.give_back(id);
}

void expire(StickTable& table, const StickTableSettings& settings, Instant now)
{
    if (settings.expire == unset) return;
    auto next = table.by_age.begin();
    while (next != table.by_age.end() && next->first.first <= now) {
        const EntryId id = next++->second;
        if (table.entries[id].expires > now) take_place(table, id);
        else if (table.entries[id].references == 0) remove_entry(table, id);
    }
}

std::uint32_t length_of(const StickTableSettings& settings, Counter counter)
{
    const auto kind = static_cast<std::size_t>(counter);
    if (settings.stored[kind] == unset) return 0;
    return is_array(counter) ? settings.lengths[kind - (counter_kinds - array_kinds)] : 1;
}

Tally kept_as(const StickTableSettings& settings, Counter counter)
{
    if (length_of(settings, counter) > 0) return {counter};
    switch (counter) {
    case Counter::gpt0: return {Counter::gpt, 0};
    case Counter::gpc0: return {Counter::gpc, 0};
    case Counter::gpc1: return {Counter::gpc, 1};
    case Counter::gpc0_rate: return {Counter::gpc_rate, 0};
    case Counter::gpc1_rate: return {Counter::gpc_rate, 1};
    default: return {counter};
    }
}

RateCounter* counter_of(StickTable& table, EntryId entry, Tally tally)
{
    const auto kind = static_cast<std::size_t>(tally.counter);
    const std::size_t column = table.columns[kind] + std::size_t{tally.index};
    return column < table.columns[kind + 1] ? &table.counters[std::size_t{entry.index} * table.width + column] : nullptr;
}

void add(StickTable& table, const StickTableSettings& settings, EntryId entry, Tally tally, Instant now, std::uint64_t events)
{
    if (RateCounter* kept = counter_of(table, entry, tally)) count_events(*kept, settings.stored[static_cast<std::size_t>(tally.counter)], now, events);
}

std::optional<std::uint64_t> value_of(StickTable& table, const StickTableSettings& settings, EntryId entry, Tally tally, Instant now)
{
    const RateCounter* kept = counter_of(table, entry, tally);
    if (kept == nullptr) return {};
    return events_in_period(*kept, settings.stored[static_cast<std::size_t>(tally.counter)], now);
}

std::string_view name_of(Counter counter) { return names[static_cast<std::size_t>(counter)]; }

std::optional<std::string> key_of_address(const StickTableSettings& table, const Address& address)
{
    switch (table.type) {
    case KeyType::ip: return ipv4_within(address);
    case KeyType::ipv6: return std::string(address.bytes.begin(), address.bytes.end());
    case KeyType::integer: return is_ipv4(address) ? std::optional(big_endian(ipv4_number(address))) : std::nullopt;
    case KeyType::string: return key_of_text(table, to_text(address));
    case KeyType::binary: {
        const std::string bytes(address.bytes.begin(), address.bytes.end());
        return key_of_text(table, is_ipv4(address) ? bytes.substr(12) : bytes);
    }
    }
    return {};
}

std::optional<std::string> key_of_text(const StickTableSettings& table, std::string_view text)
{
    const auto length = static_cast<std::size_t>(table.length);
    switch (table.type) {
    case KeyType::ip:
    case KeyType::ipv6: {
        const std::optional<Address> address = parse_address(text);
        if (!address || is_ipv4(*address) != (table.type == KeyType::ip)) return {};
        return key_of_address(table, *address);
    }
    case KeyType::integer: return text.empty() ? std::nullopt : std::optional(big_endian(leading_number(text)));
    case KeyType::string: return std::string(text.substr(0, length));
    case KeyType::binary: {
        std::string bytes(text.substr(0, length));
        bytes.resize(length);
        return bytes;
    }
    }
    return {};
}

std::string key_text(const StickTableSettings& table, std::string_view key)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(key[i])); };
    const auto number = [&] { return byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3); };
    switch (table.type) {
    case KeyType::ip: return to_text(ipv4(number()));
    case KeyType::ipv6: {
        Address address;
        std::copy(key.begin(), key.end(), address.bytes.begin());
        return (is_ipv4(address) ? "::ffff:" : "") + to_text(address);
    }
    case KeyType::integer: return fmt::format("{}", number());
    case KeyType::string: return std::string(key);
    case KeyType::binary: {
        std::string text;
        for (std::size_t i = 0; i < key.size(); ++i) text += fmt::format("{:02X}", byte(i));
        return text;
    }
    }
    return {};
}

}  // namespace evenkeel::haproxy
