#include "meter/series.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace evenkeel {

namespace {

double value_of_bits(std::uint64_t bits) { return Sample{0, bits}.value(); }
std::uint64_t bits_of_value(double value) { return sample(0, value).bits; }

/// Widths of the buckets of each degree of thinning.
constexpr std::int64_t bucket_ms[] = {0, 10'000, 60'000};
constexpr std::uint8_t most_thinned = 2;

/// The end of the bucket that holds a moment: buckets are (k w, (k+1) w], as PromQL's windows are.
std::int64_t bucket_end(std::int64_t at_ms, std::int64_t width)
{
    const std::int64_t up = at_ms + width - 1;
    return (up >= 0 ? up / width : -((width - 1 - up) / width)) * width;
}

Summary summary_of(Sample s) { return {s, s.bits, s.bits, s.bits, s.is_stale() ? 0 : 1}; }

/// Least and most leave NaN out unless there is nothing else.
void join(Summary& into, const Summary& next)
{
    const double least = value_of_bits(into.least_bits);
    const double most = value_of_bits(into.most_bits);
    const double next_least = value_of_bits(next.least_bits);
    const double next_most = value_of_bits(next.most_bits);
    if (next_least < least || least != least) into.least_bits = next.least_bits;
    if (next_most > most || most != most) into.most_bits = next.most_bits;
    into.sum_bits = bits_of_value(value_of_bits(into.sum_bits) + value_of_bits(next.sum_bits));
    into.count += next.count;
    into.last = next.last;
}

/// The summaries of a chunk, of its samples if it is exact.
std::vector<Summary> summaries_of(const Chunk& chunk)
{
    if (chunk.thinned > 0) return chunk.summaries;
    std::vector<Summary> all;
    all.reserve(chunk.samples.size());
    for (const Sample& s : chunk.samples) all.push_back(summary_of(s));
    return all;
}

std::int64_t end_of(const Chunk& chunk) { return chunk.samples.back().at_ms; }

auto first_after(const std::vector<Sample>& samples, std::int64_t at_ms)
{
    return std::upper_bound(samples.begin(), samples.end(), at_ms, [](std::int64_t at, const Sample& s) { return at < s.at_ms; });
}

/// The first chunk that has a sample after the moment.
auto first_chunk_after(const Series& series, std::int64_t at_ms)
{
    return std::upper_bound(series.sealed.begin(), series.sealed.end(), at_ms,
                            [](std::int64_t at, const auto& chunk) { return at < end_of(*chunk); });
}

/// Replaces the chunks [first, last) by their buckets.
void thin_run(Series& series, std::size_t first, std::size_t last, std::uint8_t degree)
{
    std::vector<Summary> buckets;
    for (std::size_t i = first; i < last; ++i)
        for (const Summary& next : summaries_of(*series.sealed[i])) {
            const bool same_bucket =
                !buckets.empty() && !buckets.back().last.is_stale() && !next.last.is_stale() &&
                bucket_end(buckets.back().last.at_ms, bucket_ms[degree]) == bucket_end(next.last.at_ms, bucket_ms[degree]);
            if (same_bucket)
                join(buckets.back(), next);
            else
                buckets.push_back(next);
        }
    std::vector<std::shared_ptr<const Chunk>> thinned;
    for (std::size_t at = 0; at < buckets.size(); at += most_samples_per_chunk) {
        Chunk chunk;
        chunk.thinned = degree;
        const std::size_t end = std::min(buckets.size(), at + most_samples_per_chunk);
        for (std::size_t i = at; i < end; ++i) {
            chunk.samples.push_back(buckets[i].last);
            chunk.summaries.push_back(buckets[i]);
        }
        thinned.push_back(std::make_shared<const Chunk>(std::move(chunk)));
    }
    const auto begin = series.sealed.begin();
    series.sealed.erase(begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last));
    series.sealed.insert(series.sealed.begin() + static_cast<std::ptrdiff_t>(first), thinned.begin(), thinned.end());
}

/// Cuts the chunk that reaches beyond a moment in two, so that what is older can be thinned or dropped.
void cut(Series& series, std::int64_t at_ms)
{
    const auto chunk = first_chunk_after(series, at_ms);
    if (chunk == series.sealed.end() || (*chunk)->samples.front().at_ms > at_ms) return;
    Chunk older = **chunk;
    Chunk newer = **chunk;
    const auto count = first_after(older.samples, at_ms) - older.samples.begin();
    older.samples.resize(static_cast<std::size_t>(count));
    newer.samples.erase(newer.samples.begin(), newer.samples.begin() + count);
    if (older.thinned > 0) {
        older.summaries.resize(static_cast<std::size_t>(count));
        newer.summaries.erase(newer.summaries.begin(), newer.summaries.begin() + count);
    }
    const auto position = series.sealed.begin() + (chunk - series.sealed.cbegin());
    *position = std::make_shared<const Chunk>(std::move(newer));
    series.sealed.insert(position, std::make_shared<const Chunk>(std::move(older)));
}

/// Thins every chunk of a lesser degree that ends by the given moment.
void thin(Series& series, std::int64_t until_ms, std::uint8_t degree)
{
    cut(series, until_ms);
    std::size_t i = 0;
    while (i < series.sealed.size() && end_of(*series.sealed[i]) <= until_ms) {
        if (series.sealed[i]->thinned >= degree) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < series.sealed.size() && end_of(*series.sealed[end]) <= until_ms && series.sealed[end]->thinned < degree)
            ++end;
        const std::size_t before = series.sealed.size();
        thin_run(series, i, end, degree);
        i = end - (before - series.sealed.size());
    }
}

void drop(Series& series, std::int64_t until_ms)
{
    cut(series, until_ms);
    const auto kept =
        std::find_if(series.sealed.begin(), series.sealed.end(), [&](const auto& chunk) { return end_of(*chunk) > until_ms; });
    series.sealed.erase(series.sealed.begin(), kept);
}

std::int64_t count_samples(const SeriesStore& store)
{
    std::size_t count = 0;
    for (const Series& series : store.series) {
        count += series.open.size();
        for (const auto& chunk : series.sealed) count += chunk->samples.size();
    }
    return static_cast<std::int64_t>(count);
}

/// The middle of the history: half of the time that the sealed chunks span.
std::int64_t middle_ms(const SeriesStore& store)
{
    std::int64_t oldest = INT64_MAX;
    std::int64_t newest = INT64_MIN;
    for (const Series& series : store.series) {
        if (series.sealed.empty()) continue;
        oldest = std::min(oldest, series.sealed.front()->samples.front().at_ms);
        newest = std::max(newest, end_of(*series.sealed.back()));
    }
    return oldest > newest ? oldest : oldest + (newest - oldest) / 2;
}

/// Frees at least a quarter of the budget, so that it is not called again at once: thin the older half, then thin it again,
/// then let it go.
void make_room(SeriesStore& store)
{
    const std::int64_t until = middle_ms(store);
    if (until == INT64_MAX) return;
    const std::int64_t aim = store.most_samples - store.most_samples / 4;
    for (std::uint8_t degree = 1; degree <= most_thinned + 1 && store.sample_count > aim; ++degree) {
        for (Series& series : store.series) {
            if (degree <= most_thinned)
                thin(series, until, degree);
            else
                drop(series, until);
        }
        store.sample_count = count_samples(store);
    }
    store.thinned_until_ms = std::max(store.thinned_until_ms, until);
    ++store.times_thinned;
}

void seal(SeriesStore& store, Series& series)
{
    Chunk chunk;
    chunk.samples = std::move(series.open);
    series.open = {};
    // Neighbours of one size become one: a long history has few chunks, and a sample is moved a handful of times at most.
    while (!series.sealed.empty()) {
        const Chunk& before = *series.sealed.back();
        if (before.thinned > 0 || before.samples.size() != chunk.samples.size() ||
            before.samples.size() * 2 > most_samples_per_chunk)
            break;
        chunk.samples.insert(chunk.samples.begin(), before.samples.begin(), before.samples.end());
        series.sealed.pop_back();
    }
    chunk.samples.shrink_to_fit();
    series.sealed.push_back(std::make_shared<const Chunk>(std::move(chunk)));
    if (store.sample_count > store.most_samples) make_room(store);
}

auto position(const SeriesStore& store, const std::vector<std::uint32_t>& numbers, const Labels& labels)
{
    return std::lower_bound(numbers.begin(), numbers.end(), labels, [&](std::uint32_t number, const Labels& wanted) {
        return compare(*store.series[number].labels, wanted) < 0;
    });
}

}  // namespace

bool operator<(const Label& a, const Label& b)
{
    const int by_name = a.name.compare(b.name);
    return by_name != 0 ? by_name < 0 : a.value < b.value;
}

Labels sorted_labels(Labels labels)
{
    std::stable_sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) { return a.name < b.name; });
    Labels result;
    for (Label& label : labels) {
        if (!result.empty() && result.back().name == label.name)
            result.back() = std::move(label);
        else
            result.push_back(std::move(label));
    }
    result.erase(std::remove_if(result.begin(), result.end(), [](const Label& label) { return label.value.empty(); }),
                 result.end());
    return result;
}

std::string_view value_of(const Labels& labels, std::string_view name)
{
    for (const Label& label : labels)
        if (label.name == name) return label.value;
    return {};
}

std::strong_ordering compare(const Labels& a, const Labels& b)
{
    const std::size_t common = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < common; ++i) {
        if (const int by_name = a[i].name.compare(b[i].name); by_name != 0) return by_name <=> 0;
        if (const int by_value = a[i].value.compare(b[i].value); by_value != 0) return by_value <=> 0;
    }
    return a.size() <=> b.size();
}

std::string to_text(const Labels& labels)
{
    std::string text(value_of(labels, metric_name_label));
    std::string inside;
    for (const Label& label : labels) {
        if (label.name == metric_name_label) continue;
        if (!inside.empty()) inside += ", ";
        inside += label.name;
        inside += "=\"";
        for (const char c : label.value) {
            if (c == '"' || c == '\\') inside += '\\';
            if (c == '\n')
                inside += "\\n";
            else
                inside += c;
        }
        inside += '"';
    }
    return inside.empty() && !text.empty() ? text : text + '{' + inside + '}';
}

Sample sample(std::int64_t at_ms, double value)
{
    Sample result{at_ms, 0};
    std::memcpy(&result.bits, &value, sizeof value);
    return result;
}

SeriesId find_or_add(SeriesStore& store, Labels labels)
{
    labels = sorted_labels(std::move(labels));
    std::vector<std::uint32_t>& numbers = store.by_name[std::string(value_of(labels, metric_name_label))];
    const auto at = position(store, numbers, labels);
    if (at != numbers.end() && *store.series[*at].labels == labels) return {*at};
    const auto number = static_cast<std::uint32_t>(store.series.size());
    numbers.insert(at, number);
    store.series.push_back(Series{std::make_shared<const Labels>(std::move(labels)), {}, {}});
    return {number};
}

SeriesId find(const SeriesStore& store, const Labels& labels)
{
    const auto numbers = store.by_name.find(std::string(value_of(labels, metric_name_label)));
    if (numbers == store.by_name.end()) return {};
    const auto at = position(store, numbers->second, labels);
    if (at == numbers->second.end() || *store.series[*at].labels != labels) return {};
    return {*at};
}

bool append(SeriesStore& store, SeriesId id, Sample sample)
{
    assert(id.index < store.series.size());
    Series& series = store.series[id.index];
    if (!series.open.empty() && series.open.back().at_ms >= sample.at_ms) return false;
    if (series.open.empty() && !series.sealed.empty() && end_of(*series.sealed.back()) >= sample.at_ms) return false;
    series.open.push_back(sample);
    ++store.sample_count;
    if (series.open.size() >= samples_per_chunk) seal(store, series);
    return true;
}

bool set_newest(SeriesStore& store, SeriesId id, Sample sample)
{
    if (append(store, id, sample)) return true;
    Series& series = store.series[id.index];
    if (!series.open.empty()) {
        if (series.open.back().at_ms != sample.at_ms) return false;
        series.open.back() = sample;
        return true;
    }
    // The newest has just been sealed: copies of the world share that chunk, so it is replaced and not changed.
    if (series.sealed.back()->thinned != 0 || end_of(*series.sealed.back()) != sample.at_ms) return false;
    Chunk chunk = *series.sealed.back();
    chunk.samples.back() = sample;
    series.sealed.back() = std::make_shared<const Chunk>(std::move(chunk));
    return true;
}

Latest latest(const Series& series, std::int64_t at_ms, std::int64_t look_back_ms)
{
    Latest result;
    if (!series.open.empty() && series.open.front().at_ms <= at_ms) {
        result = {true, *(first_after(series.open, at_ms) - 1)};
    } else {
        const auto chunk = first_chunk_after(series, at_ms);
        if (chunk != series.sealed.end() && (*chunk)->samples.front().at_ms <= at_ms) {
            result = {true, *(first_after((*chunk)->samples, at_ms) - 1)};
        } else if (chunk != series.sealed.begin()) {
            result = {true, (*(chunk - 1))->samples.back()};
        }
    }
    if (result.found && result.sample.at_ms <= at_ms - look_back_ms) result.found = false;
    return result;
}

std::size_t window(const Series& series, std::int64_t after_ms, std::int64_t until_ms, std::size_t most, std::vector<Sample>& out)
{
    std::size_t count = 0;
    const auto take = [&](const std::vector<Sample>& samples) {
        for (auto s = first_after(samples, after_ms); s != samples.end() && s->at_ms <= until_ms; ++s) {
            if (s->is_stale()) continue;
            if (count < most) out.push_back(*s);
            ++count;
        }
    };
    for (auto chunk = first_chunk_after(series, after_ms); chunk != series.sealed.end(); ++chunk) {
        if ((*chunk)->samples.front().at_ms > until_ms) return count;
        take((*chunk)->samples);
    }
    take(series.open);
    return count;
}

}  // namespace evenkeel
