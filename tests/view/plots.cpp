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
    CHECK(last.latency_ms[1] == Catch::Approx(1000 * ask("histogram_quantile(0.95, sum by (le) (increase(truth_client_request_seconds_bucket[10s])))")).epsilon(0.02));
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
