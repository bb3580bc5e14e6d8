#include <catch2/catch_test_macros.hpp>

#include "balancer/stick_table.hpp"

using namespace evenkeel;
using namespace evenkeel::haproxy;

namespace {

Instant at_ms(std::int64_t ms) { return Instant{ms * ns_per_ms}; }

StickTableSettings of(KeyType type, std::int64_t size, Duration expire = unset)
{
    StickTableSettings settings;
    settings.name = std::string("t");
    settings.type = type;
    settings.size = size;
    settings.expire = expire;
    return settings;
}

}  // namespace

TEST_CASE("a rate counts its period and what still counts of the one before", "[balancer]")
{
    RateCounter counter;
    CHECK(events_in_period(counter, 1_s, at_ms(500)) == 0);
    for (int i = 0; i < 4; ++i) count_events(counter, 1_s, at_ms(501 + i), 1);
    CHECK(counter.tick == 500);                                         // even, as the real one keeps it
    CHECK(events_in_period(counter, 1_s, at_ms(900)) == 4);
    CHECK(events_in_period(counter, 1_s, at_ms(1'750)) == 3);           // three quarters of the period before are left
    CHECK(events_in_period(counter, 1_s, at_ms(2'499)) == 0);
    count_events(counter, 1_s, at_ms(1'750), 2);
    CHECK(events_in_period(counter, 1_s, at_ms(2'000)) == 4);           // 4 * 0.5 + 2
    count_events(counter, 1_s, at_ms(9'000), 1);
    CHECK(events_in_period(counter, 1_s, at_ms(9'000)) == 1);
}

TEST_CASE("an entry expires after its last use, unless somebody tracks it", "[balancer]")
{
    const StickTableSettings settings = of(KeyType::string, 10, 10_s);
    StickTable table = make_table(settings);
    const EntryId anna = get_entry(table, settings, "anna", at_ms(0));
    get_entry(table, settings, "bert", at_ms(0));
    touch(table, settings, anna, at_ms(8'000));
    CHECK(find_entry(table, settings, "bert", at_ms(9'999)));
    CHECK_FALSE(find_entry(table, settings, "bert", at_ms(10'000)));
    CHECK(find_entry(table, settings, "anna", at_ms(17'999)) == anna);
    table.entries[anna].references = 1;
    CHECK(find_entry(table, settings, "anna", at_ms(60'000)) == anna);
    release_entry(table, settings, anna, at_ms(60'000));
    CHECK_FALSE(find_entry(table, settings, "anna", at_ms(60'000)));
    CHECK(table.entries.size() == 0);
    CHECK(table.by_age.empty());
}

TEST_CASE("a full table lets its oldest entry go, or nothing with nopurge", "[balancer]")
{
    StickTableSettings settings = of(KeyType::string, 2, 10_s);
    StickTable table = make_table(settings);
    const EntryId first = get_entry(table, settings, "first", at_ms(0));
    get_entry(table, settings, "second", at_ms(1));
    touch(table, settings, first, at_ms(2));
    CHECK(get_entry(table, settings, "third", at_ms(3)));
    CHECK(find_entry(table, settings, "first", at_ms(4)));
    CHECK_FALSE(find_entry(table, settings, "second", at_ms(4)));
    settings.nopurge = true;
    CHECK_FALSE(get_entry(table, settings, "fourth", at_ms(5)));
    CHECK(find_entry(table, settings, "third", at_ms(5)));
}

TEST_CASE("what is fetched becomes a key of the table's type, or none", "[balancer]")
{
    const Address v4 = parse_address("192.0.2.7").value();
    const Address v6 = parse_address("2001:db8::1").value();
    StickTableSettings settings = of(KeyType::ip, 1);
    CHECK(key_text(settings, key_of_address(settings, v4).value()) == "192.0.2.7");
    CHECK_FALSE(key_of_address(settings, v6));
    CHECK_FALSE(key_of_text(settings, "no address"));
    CHECK(key_of_text(settings, "192.0.2.7") == key_of_address(settings, v4));
    settings.type = KeyType::ipv6;
    CHECK(key_text(settings, key_of_address(settings, v6).value()) == "2001:db8::1");
    settings.type = KeyType::integer;
    CHECK(key_text(settings, key_of_text(settings, "42abc").value()) == "42");
    CHECK_FALSE(key_of_text(settings, ""));
    settings.type = KeyType::string;
    settings.length = 4;
    CHECK(key_of_text(settings, "abcdef") == "abcd");
    settings.type = KeyType::binary;
    CHECK(key_text(settings, key_of_text(settings, "ab").value()) == "61620000");
}

TEST_CASE("only what the table stores is counted", "[balancer]")
{
    StickTableSettings settings = of(KeyType::string, 4);
    settings.stored[static_cast<std::size_t>(Counter::gpc0)] = Duration{0};
    StickTable table = make_table(settings);
    const EntryId entry = get_entry(table, settings, "k", at_ms(0));
    add(table, settings, entry, Counter::gpc0, at_ms(1), 3);
    add(table, settings, entry, Counter::conn_cnt, at_ms(1));
    CHECK(value_of(table, settings, entry, Counter::gpc0, at_ms(2)) == 3);
    CHECK_FALSE(value_of(table, settings, entry, Counter::conn_cnt, at_ms(2)));
    remove_entry(table, entry);
    CHECK(value_of(table, settings, get_entry(table, settings, "other", at_ms(3)), Counter::gpc0, at_ms(3)) == 0);
}

TEST_CASE("elements of an array are counted by their number; gpc0 and gpc1 are the first two where a table has an array in their place", "[balancer]")
{
    StickTableSettings settings = of(KeyType::string, 4);
    settings.stored[static_cast<std::size_t>(Counter::gpc)] = Duration{0};
    settings.lengths[1] = 3;
    settings.stored[static_cast<std::size_t>(Counter::conn_cnt)] = Duration{0};
    StickTable table = make_table(settings);
    CHECK(length_of(settings, Counter::gpc) == 3);
    CHECK(length_of(settings, Counter::gpt) == 0);
    CHECK(kept_as(settings, Counter::gpc1).index == 1);
    CHECK(kept_as(settings, Counter::conn_cnt).counter == Counter::conn_cnt);
    const EntryId entry = get_entry(table, settings, "k", at_ms(0));
    add(table, settings, entry, Tally{Counter::gpc, 2}, at_ms(1), 5);
    add(table, settings, entry, Tally{Counter::gpc, 3}, at_ms(1), 7);      // there is no fourth
    add(table, settings, entry, Counter::conn_cnt, at_ms(1));
    CHECK(value_of(table, settings, entry, Tally{Counter::gpc, 2}, at_ms(2)) == 5);
    CHECK(value_of(table, settings, entry, Tally{Counter::gpc, 1}, at_ms(2)) == 0);
    CHECK_FALSE(value_of(table, settings, entry, Tally{Counter::gpc, 3}, at_ms(2)));
    CHECK(value_of(table, settings, entry, Counter::conn_cnt, at_ms(2)) == 1);
    CHECK_FALSE(value_of(table, settings, entry, Counter::gpc0, at_ms(2)));
}
