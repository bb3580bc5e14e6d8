#include "meter/series.hpp"

#include <cmath>

#include <catch2/catch_test_macros.hpp>

#include "base/hash.hpp"

using namespace evenkeel;

namespace {

SeriesId named(SeriesStore& store, const std::string& name, const std::string& instance = "a")
{
    return find_or_add(store, {{"instance", instance}, {"__name__", name}});
}

std::vector<Sample> all_samples(const Series& series)
{
    std::vector<Sample> samples;
    window(series, INT64_MIN, INT64_MAX, SIZE_MAX, samples);
    return samples;
}

/// One sample a second: the number of the second.
SeriesStore seconds_counted(std::int64_t count, std::int64_t most_samples)
{
    SeriesStore store;
    store.most_samples = most_samples;
    const SeriesId id = named(store, "seconds_total");
    for (std::int64_t second = 1; second <= count; ++second) append(store, id, second * 1000, static_cast<double>(second));
    return store;
}

}  // namespace

TEST_CASE("labels are sorted by name, and an empty value is no label", "[meter][series]")
{
    CHECK(sorted_labels({{"job", "web"}, {"env", ""}, {"__name__", "up"}}) == Labels{{"__name__", "up"}, {"job", "web"}});
    CHECK(sorted_labels({{"a", "1"}, {"a", "2"}}) == Labels{{"a", "2"}});
    CHECK(to_text(sorted_labels({{"__name__", "up"}, {"job", "we\"b"}})) == "up{job=\"we\\\"b\"}");
    CHECK(to_text(Labels{}) == "{}");
}

TEST_CASE("a series is found again by its labels in any order", "[meter][series]")
{
    SeriesStore store;
    const SeriesId up = find_or_add(store, {{"__name__", "up"}, {"job", "web"}});
    CHECK(find_or_add(store, {{"job", "web"}, {"__name__", "up"}, {"none", ""}}) == up);
    CHECK(find(store, {{"__name__", "up"}, {"job", "web"}}) == up);
    CHECK_FALSE(find(store, {{"__name__", "up"}}));
    CHECK_FALSE(find(store, {{"__name__", "down"}}));
    CHECK(store.series.size() == 1);
}

TEST_CASE("the series of a metric are kept in the order of their labels", "[meter][series]")
{
    SeriesStore store;
    for (const char* instance : {"c", "a", "b"}) named(store, "up", instance);
    std::string order;
    for (const std::uint32_t number : store.by_name["up"]) order += value_of(*store.series[number].labels, "instance");
    CHECK(order == "abc");
}

TEST_CASE("a sample that is not newer than the series' newest is refused", "[meter][series]")
{
    SeriesStore store;
    const SeriesId id = named(store, "up");
    CHECK(append(store, id, 1000, 1.0));
    CHECK_FALSE(append(store, id, 1000, 0.0));
    CHECK_FALSE(append(store, id, 999, 0.0));
    for (std::int64_t i = 2; i <= static_cast<std::int64_t>(samples_per_chunk); ++i) CHECK(append(store, id, i * 1000, 1.0));
    CHECK_FALSE(append(store, id, 1000, 1.0));  // also when the newest is sealed
    CHECK(store.sample_count == static_cast<std::int64_t>(samples_per_chunk));
}

TEST_CASE("an instant look-up takes the newest sample of a window open on the left", "[meter][series]")
{
    const SeriesStore store = seconds_counted(1000, 1'000'000);
    const Series& series = store.series[0];
    CHECK_FALSE(latest(series, 999, 300'000).found);
    CHECK(latest(series, 1000, 300'000).sample.value() == 1.0);
    CHECK(latest(series, 64'999, 300'000).sample.value() == 64.0);  // the last of a sealed chunk
    CHECK(latest(series, 65'000, 300'000).sample.value() == 65.0);
    CHECK(latest(series, 1'299'999, 300'000).sample.value() == 1000.0);
    CHECK_FALSE(latest(series, 1'300'000, 300'000).found);
}

TEST_CASE("a window is open on the left and closed on the right", "[meter][series]")
{
    const SeriesStore store = seconds_counted(1000, 1'000'000);
    std::vector<Sample> samples;
    CHECK(window(store.series[0], 60'000, 70'000, SIZE_MAX, samples) == 10);
    CHECK(samples.front().value() == 61.0);
    CHECK(samples.back().value() == 70.0);
    samples.clear();
    CHECK(window(store.series[0], 0, 1'000'000, 5, samples) == 1000);
    CHECK(samples.size() == 5);
}

TEST_CASE("a stale marker is found by an instant look-up and left out of windows; a NaN is a value", "[meter][series]")
{
    SeriesStore store;
    const SeriesId id = named(store, "up");
    append(store, id, 1000, std::nan(""));
    append(store, id, stale_marker(2000));
    const Series& series = store.series[0];
    CHECK_FALSE(latest(series, 1500, 300'000).sample.is_stale());
    CHECK(std::isnan(latest(series, 1500, 300'000).sample.value()));
    CHECK(latest(series, 2500, 300'000).sample.is_stale());
    CHECK(all_samples(series).size() == 1);
}

TEST_CASE("a copy shares the sealed history, and what is added later does not touch it", "[meter][series]")
{
    SeriesStore store = seconds_counted(1000, 1'000'000);
    const SeriesStore before = store;
    CHECK(before.series[0].sealed.front() == store.series[0].sealed.front());
    append(store, {0}, std::int64_t{2'000'000}, 0.0);
    CHECK(all_samples(before.series[0]).size() == 1000);
    CHECK(all_samples(store.series[0]).size() == 1001);
}

TEST_CASE("equal stores have equal hashes, also with NaN and stale markers", "[meter][series]")
{
    SeriesStore store = seconds_counted(200, 1'000'000);
    append(store, {0}, std::int64_t{201'000}, std::nan(""));
    append(store, {0}, stale_marker(202'000));
    const SeriesStore copy = store;
    CHECK(hash_of(copy) == hash_of(store));
    append(store, {0}, std::int64_t{203'000}, 1.0);
    CHECK(hash_of(copy) != hash_of(store));
}

TEST_CASE("a long history has few chunks, and their samples are those that were added", "[meter][series]")
{
    const SeriesStore store = seconds_counted(20'000, 1'000'000);
    CHECK(store.series[0].sealed.size() < 16);
    const std::vector<Sample> samples = all_samples(store.series[0]);
    REQUIRE(samples.size() == 20'000);
    for (std::size_t i = 0; i < samples.size(); ++i) REQUIRE(samples[i].value() == static_cast<double>(i + 1));
}

TEST_CASE("over the budget the older half is thinned to buckets of 10 s, and the store says so", "[meter][series]")
{
    const SeriesStore store = seconds_counted(1'100, 1'000);
    CHECK(store.times_thinned == 1);
    CHECK(store.thinned_until_ms > 500'000);
    CHECK(store.sample_count < 1'000);
    const Chunk& oldest = *store.series[0].sealed.front();
    CHECK(oldest.thinned == 1);
    const Summary& bucket = oldest.summaries[1];
    CHECK(bucket.last.at_ms == 20'000);
    CHECK(bucket.count == 10);
    CHECK(Sample{0, bucket.least_bits}.value() == 11.0);
    CHECK(Sample{0, bucket.most_bits}.value() == 20.0);
    CHECK(Sample{0, bucket.sum_bits}.value() == 155.0);
}

TEST_CASE("the budget holds for ever, history stays in order, and the newest samples stay exact", "[meter][series]")
{
    const SeriesStore store = seconds_counted(50'000, 1'000);
    CHECK(store.sample_count <= 1'000);
    const std::vector<Sample> samples = all_samples(store.series[0]);
    CHECK(static_cast<std::int64_t>(samples.size()) == store.sample_count);
    for (std::size_t i = 1; i < samples.size(); ++i) CHECK(samples[i - 1].at_ms < samples[i].at_ms);
    for (std::size_t i = samples.size() - 100; i < samples.size(); ++i)
        CHECK(samples[i].value() == static_cast<double>(samples[i].at_ms) / 1000.0);
    CHECK(samples.front().at_ms < 49'000'000);
}

TEST_CASE("thinning keeps stale markers apart from values", "[meter][series]")
{
    SeriesStore store;
    store.most_samples = 200;
    const SeriesId id = named(store, "up");
    for (std::int64_t second = 1; second <= 300; ++second)
        append(store, id, second % 50 == 0 ? stale_marker(second * 1000) : sample(second * 1000, 1.0));
    CHECK(store.times_thinned > 0);
    CHECK(latest(store.series[0], 50'500, 300'000).sample.is_stale());
    CHECK_FALSE(latest(store.series[0], 60'000, 300'000).sample.is_stale());
}
