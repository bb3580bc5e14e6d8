// The plots of the time line, against the world's own numbers.

#include "view/plots.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "lab/queries.hpp"
#include "view/desks.hpp"

using namespace evenkeel;
using namespace evenkeel::view;

TEST_CASE("a quantile is histogram_quantile's", "[view]")
{
    std::vector<double> counts(latency_bound_count + 1, 100);
    counts[0] = 40;
    counts[1] = 90;
    CHECK(quantile_ms(0.5, counts) == Catch::Approx(6.0));
    CHECK(quantile_ms(0.2, counts) == Catch::Approx(2.5));
    CHECK(quantile_ms(0.5, std::vector<double>(latency_bound_count + 1, 0)) < 0);
    counts.assign(latency_bound_count + 1, 0);
    counts.back() = 10;
    CHECK(quantile_ms(0.5, counts) == Catch::Approx(10'000.0));
}

TEST_CASE("each second's plots are what PromQL says of it", "[view]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 5_s);
    REQUIRE(perform(session, "web-02", "errors"));
    go_to(session, Instant{} + 30_s);
    Plots plots;
    update(plots, session);
    REQUIRE(plots.seconds.size() == 30);
    const auto ask = [&](const char* query) { return Query(query).ask(present(session).truth, Instant{} + 30_s).value; };
    const Second& last = plots.seconds.back();
    // Ten samples are nine seconds to PromQL, which stretches them to ten.
    CHECK(last.latency_ms[1] == Catch::Approx(1000 * ask("histogram_quantile(0.95, sum by (le) (increase(truth_client_request_seconds_bucket[10s])))")).epsilon(0.05));
    CHECK(last.per_s[0] + last.per_s[1] == Catch::Approx(ask("sum(truth_client_requests_total) - sum(truth_client_requests_total offset 1s)")));
    CHECK(last.per_s[1] > 10);
    CHECK(plots.servers == std::vector<std::string>{"web-01", "web-02", "web-03"});
}

TEST_CASE("what is ahead of the playhead stays, until another run is shown", "[view]")
{
    view::Session session = open_lab_07();
    Plots plots;
    go_to(session, Instant{} + 20_s);
    update(plots, session);
    go_to(session, Instant{} + 5_s);
    update(plots, session);
    CHECK(plots.seconds.size() == 20);
    REQUIRE(perform(session, "web-01", "kill nginx"));
    update(plots, session);
    CHECK(plots.seconds.size() == 5);
}

TEST_CASE("the plots of a run beside the shown one are those that it has when it is shown itself", "[view][compare]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 5_s);
    REQUIRE(perform(session, "web-02", "errors"));
    go_to(session, Instant{} + 20_s);
    Plots broken;
    update(broken, session);
    go_to(session, Instant{} + 4_s);
    REQUIRE(perform(session, "web-01", "kill nginx"));
    REQUIRE(session.work.branches.size() == 2);
    set_rival(session, 0);
    go_to(session, Instant{} + 20_s);
    RivalPlots rival;
    update_rival(rival, session);
    REQUIRE(rival.plots.seconds.size() == 20);
    for (std::size_t i = 0; i < 20; ++i) {
        CHECK(rival.plots.seconds[i].per_s == broken.seconds[i].per_s);
        CHECK(rival.plots.seconds[i].latency_ms == broken.seconds[i].latency_ms);
        CHECK(rival.plots.seconds[i].queue == broken.seconds[i].queue);
    }
    Plots shown;
    update(shown, session);
    CHECK(shown.seconds[2].per_s == rival.plots.seconds[2].per_s);
    CHECK(shown.seconds[15].per_s != rival.plots.seconds[15].per_s);
    set_rival(session, std::nullopt);
    update_rival(rival, session);
    CHECK(rival.plots.seconds.empty());
}

TEST_CASE("many seconds become few columns: means, and the same columns for two runs", "[view][compare]")
{
    std::vector<Second> seconds(10);
    for (std::size_t i = 0; i < seconds.size(); ++i) {
        seconds[i].at = Instant{} + Duration{static_cast<std::int64_t>(i + 1) * ns_per_s};
        seconds[i].per_s[0] = static_cast<double>(i);
        seconds[i].latency_ms[1] = i % 2 == 0 ? 8 : -1;
    }
    const std::vector<Second> columns = thinned(seconds, Instant{} + 10_s, 4);
    REQUIRE(columns.size() == 4);
    CHECK(columns[0].at == Instant{} + 3_s);
    CHECK(columns[0].per_s[0] == 1);
    CHECK(columns[0].latency_ms[1] == 8);
    CHECK(columns[0].latency_ms[0] < 0);
    CHECK(columns[3].per_s[0] == 9);
    CHECK(thinned(seconds, Instant{} + 10_s, 240).size() == 10);
    CHECK(thinned(seconds, Instant{} + 2_s, 240).size() == 2);
    CHECK(thinned({}, Instant{} + 9_s, 4).empty());
}
