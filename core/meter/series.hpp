#pragma once
// Series: what was measured, at which millisecond, under which labels. The store that PromQL reads, for the truth of a world
// and for what its monitoring has scraped. One value: copying it copies the open ends and shares the sealed history.

#include <compare>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"

namespace evenkeel {

/// One label. The metric's name is the label `__name__`; a label with an empty value is no label.
struct Label {
    std::string name;
    std::string value;

    friend bool operator==(const Label&, const Label&) = default;
};
bool operator<(const Label& a, const Label& b);

/// Labels sorted by name, each name once, no empty value: `sorted_labels` makes them so. Compared label by label.
using Labels = std::vector<Label>;
/// Labels that many share: series, samples of a result.
using SharedLabels = std::shared_ptr<const Labels>;

inline constexpr std::string_view metric_name_label = "__name__";

/// Sorts, drops empty values; of equal names the last stays.
Labels sorted_labels(Labels labels);
/// The value of a label, empty if it is not there.
std::string_view value_of(const Labels& labels, std::string_view name);
/// Prometheus' order of label sets: label by label, then the shorter first.
std::strong_ordering compare(const Labels& a, const Labels& b);
/// `up{instance="a:1",job="web"}`
std::string to_text(const Labels& labels);

/// A value at a millisecond. The value is kept as its bits, because a state hash takes no NaN, and NaNs are values here.
struct Sample {
    std::int64_t at_ms = 0;
    std::uint64_t bits = 0;

    double value() const
    {
        double x = 0.0;
        std::memcpy(&x, &bits, sizeof x);
        return x;
    }
    /// The mark that a series has ended: Prometheus' own NaN, which no arithmetic yields.
    bool is_stale() const { return bits == 0x7ff0'0000'0000'0002u; }
};
Sample sample(std::int64_t at_ms, double value);
inline constexpr Sample stale_marker(std::int64_t at_ms) { return {at_ms, 0x7ff0'0000'0000'0002u}; }

/// What is left of the samples of one bucket of old history; `last` is the sample that PromQL reads.
struct Summary {
    Sample last;
    std::uint64_t least_bits = 0;
    std::uint64_t most_bits = 0;
    std::uint64_t sum_bits = 0;
    std::int64_t count = 0;   ///< 0 for a stale marker
};

/// A sealed piece of history, never changed again. Exact chunks have samples; thinned ones a summary per sample too.
struct Chunk {
    std::vector<Sample> samples;
    std::vector<Summary> summaries;
    std::uint8_t thinned = 0;   ///< 0: exact; 1: buckets of 10 s; 2: buckets of 60 s
};

struct Series {
    SharedLabels labels;
    std::vector<std::shared_ptr<const Chunk>> sealed;   ///< in order of time
    std::vector<Sample> open;                           ///< the newest samples, fewer than a chunk
};
using SeriesId = Id<Series>;

/// All series. Bounded: over `most_samples` the older half of the history is thinned, then thinned again, then dropped; a
/// bucket keeps its last sample (so that counters stay exact over long windows), least, most, sum and count.
struct SeriesStore {
    std::vector<Series> series;                                   ///< by SeriesId
    std::map<std::string, std::vector<std::uint32_t>> by_name;    ///< per metric name, sorted by labels
    std::int64_t sample_count = 0;
    std::int64_t most_samples = 4'000'000;
    std::int64_t thinned_until_ms = INT64_MIN;   ///< history up to here is thinned or gone: what a page must say
    std::int64_t times_thinned = 0;
};

inline constexpr std::size_t samples_per_chunk = 64;          ///< when the open end is sealed
inline constexpr std::size_t most_samples_per_chunk = 2'048;   ///< neighbours grow together up to here

/// The series with these labels (made if new). Cost: a binary search in the metric's series.
SeriesId find_or_add(SeriesStore& store, Labels labels);
/// The series with these labels, or none.
SeriesId find(const SeriesStore& store, const Labels& labels);

/// Adds a sample in constant time; false, and nothing added, if it is not newer than the series' newest.
bool append(SeriesStore& store, SeriesId id, Sample sample);
inline bool append(SeriesStore& store, SeriesId id, std::int64_t at_ms, double value) { return append(store, id, sample(at_ms, value)); }
inline bool append(SeriesStore& store, SeriesId id, Instant at, double value) { return append(store, id, at.ns / ns_per_ms, value); }

/// Adds a sample, or gives the newest of this very millisecond another value: for what is measured once more at the end. False,
/// and nothing done, if there is a newer one.
bool set_newest(SeriesStore& store, SeriesId id, Sample sample);

/// The newest sample in (at - look_back, at], or nothing. A stale marker is given like a sample: the reader asks.
struct Latest {
    bool found = false;
    Sample sample;
};
Latest latest(const Series& series, std::int64_t at_ms, std::int64_t look_back_ms);

/// Adds the samples in (after, until] to `out`, stale markers left out, at most `most`; gives how many there were.
std::size_t window(const Series& series, std::int64_t after_ms, std::int64_t until_ms, std::size_t most, std::vector<Sample>& out);

}  // namespace evenkeel
