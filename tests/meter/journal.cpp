#include "meter/journal.hpp"

#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "base/text.hpp"
#include "meter/meters.hpp"

using namespace evenkeel;

TEST_CASE("a journal keeps its entries across sealed chunks", "[meter]")
{
    Journal journal;
    for (int i = 0; i < 1000; ++i)
        CHECK(record(journal, Instant{i}, JournalKind::server_down, "lb-01", {{"server", std::to_string(i)}}) == static_cast<EntryNumber>(i));
    CHECK(size(journal) == 1000);
    for (EntryNumber i = 0; i < 1000; ++i) CHECK(entry(journal, i).details[0].value == std::to_string(i));
}

TEST_CASE("a copy of a journal shares what is sealed and goes its own way after", "[meter]")
{
    Journal journal;
    for (int i = 0; i < 300; ++i) record(journal, Instant{i}, JournalKind::server_up, "lb-01", {});
    Journal copy = journal;
    CHECK(copy.sealed.front() == journal.sealed.front());
    record(copy, Instant{300}, JournalKind::server_up, "lb-01", {});
    CHECK(size(journal) == 300);
    CHECK(size(copy) == 301);
}

TEST_CASE("entries of one kind are bounded and counted beyond the bound", "[meter]")
{
    Journal journal;
    journal.most_of_a_kind = 3;
    for (int i = 0; i < 5; ++i) record(journal, Instant{i}, JournalKind::request_failed, "shoppers", {});
    CHECK(record(journal, Instant{9}, JournalKind::server_down, "lb-01", {}) == 3);
    CHECK(journal.count_of_kind[static_cast<std::size_t>(JournalKind::request_failed)] == 5);
}

TEST_CASE("each kind of journal entry has a word, a sentence and an id of its own", "[meter]")
{
    std::set<std::string_view> ids;
    for (std::size_t i = 0; i < static_cast<std::size_t>(JournalKind::count_); ++i) {
        const auto kind = static_cast<JournalKind>(i);
        CHECK(journal_kind(to_word(kind)) == kind);
        ids.insert(journal_sentences()[i].id);
    }
    CHECK(ids.size() == journal_sentences().size());
    CHECK(journal_kind("nonsense") == JournalKind::count_);
    CHECK(sentence({{}, static_cast<std::uint16_t>(JournalKind::server_down), "lb-01/haproxy", no_entry, {{"server", "app/web-02"}, {"reason", "Layer4 timeout"}}}) ==
          "lb-01/haproxy: Server app/web-02 is DOWN, reason: Layer4 timeout");
}

TEST_CASE("the table of truth metrics is in the order of its enumeration, with names of their own", "[meter]")
{
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < truth_table().size(); ++i) {
        CHECK(static_cast<std::size_t>(truth_table()[i].metric) == i);
        CHECK(truth_table()[i].name.starts_with("truth_"));
        names.insert(truth_table()[i].name);
    }
    CHECK(names.size() == truth_table().size());
}

TEST_CASE("a meter is found again by its labels and counted by its number", "[meter]")
{
    Meters meters;
    const MeterId ok = meter(meters, TruthMetric::client_requests_total, {"shoppers", "ok"});
    const MeterId refused = meter(meters, TruthMetric::client_requests_total, {"shoppers", "refused"});
    CHECK(ok != refused);
    CHECK(meter(meters, TruthMetric::client_requests_total, {"shoppers", "ok"}) == ok);
    count(meters, ok);
    count(meters, ok, 2);
    CHECK(meters.values[ok.index] == 3);
}

TEST_CASE("latency buckets are cumulative", "[meter]")
{
    Meters meters;
    LatencyMeters latency = latency_meters(meters, "shoppers");
    observe(meters, latency, 60'000'000);
    observe(meters, latency, 5'000'000);
    observe(meters, latency, 20'000'000'000);
    settle(meters, latency);
    settle(meters, latency);
    CHECK(meters.values[latency.buckets.front().index] == 1);
    CHECK(meters.values[latency.buckets[4].index] == 2);    // 75 ms
    CHECK(meters.values[latency.buckets.back().index] == 3);
    CHECK(meters.values[latency.sum.index] == 20'065'000'000);
}
