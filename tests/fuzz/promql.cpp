#include <cstdlib>
#include <string_view>

#include "promql/evaluate.hpp"

namespace {

using namespace evenkeel;

/// A few series of each kind that an expression may meet: a counter with a reset, gauges with NaN, a histogram, one that ends.
SeriesStore small_store()
{
    SeriesStore store;
    const auto add = [&](Labels labels, int count, auto value_at) {
        const SeriesId id = find_or_add(store, std::move(labels));
        for (int i = 0; i < count; ++i) append(store, id, std::int64_t{15'000} * i, value_at(i));
        if (count < 40) append(store, id, stale_marker(std::int64_t{15'000} * count));
    };
    for (const char* job : {"web", "db"}) {
        add({{"__name__", "up"}, {"job", job}}, 40, [](int i) { return i % 7 == 0 ? 0.0 : 1.0; });
        add({{"__name__", "c"}, {"job", job}, {"i", "a"}}, 40, [](int i) { return static_cast<double>(i % 17); });
        add({{"__name__", "g"}, {"job", job}}, 20,
            [](int i) { return i == 3 ? 0.0 / static_cast<double>(i - 3) : static_cast<double>(i) / 3.0; });
        for (const char* le : {"0.1", "1", "+Inf"})
            add({{"__name__", "h_bucket"}, {"job", job}, {"le", le}}, 40, [](int i) { return static_cast<double>(i); });
    }
    return store;
}

}  // namespace

/// Any text is read or refused; what is read has a value or an error, within a budget.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    static const SeriesStore store = small_store();
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const Parsed<promql::Query> parsed = promql::parse(text);
    if (!parsed.diagnostics.empty()) return 0;
    promql::EvaluationSettings settings;
    settings.most_work = 20'000;
    const promql::Evaluation evaluation = promql::evaluate(parsed.config, store, Instant{} + 500_s, settings);
    if (evaluation.diagnostics.size() > 1) std::abort();
    promql::evaluate_range(parsed.config, store, Instant{} + 300_s, Instant{} + 400_s, 50_s, settings);
    return 0;
}
