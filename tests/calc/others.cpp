#include <cmath>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "calc/failover.hpp"
#include "calc/retry.hpp"
#include "calc/sentences.hpp"

using namespace evenkeel;
using Catch::Approx;

TEST_CASE("retries add up to a geometric sum", "[calc]")
{
    const calc::Retry retry = calc::retry({0.5, 3}).config;
    CHECK(retry.load_amplification == Approx(1.875).epsilon(1e-15));
    CHECK(retry.success_probability == Approx(0.9375).epsilon(1e-15));
    CHECK(retry.amplification_three_layers == Approx(1.875 * 1.875 * 1.875).epsilon(1e-15));
    CHECK(calc::retry({0.0, 5}).config.load_amplification == 1.0);
    CHECK(calc::retry({1.0, 5}).config.load_amplification == 6.0);
    CHECK(calc::retry({1.0, 5}).config.success_probability == 0.0);
    CHECK(calc::retry({1.0 - 1e-12, 1}).config.success_probability == Approx(2e-12).epsilon(1e-3));
}

TEST_CASE("a failover loses what is on its way and refuses what comes before the promotion", "[calc]")
{
    const calc::Failover failover = calc::failover({200, 0.1, 10}).config;
    CHECK(failover.expected_lost_writes_async == Approx(20).epsilon(1e-15));
    CHECK(failover.lost_writes_sd == Approx(std::sqrt(20)).epsilon(1e-15));
    CHECK(failover.p_no_loss == Approx(std::exp(-20.0)).epsilon(1e-12));
    CHECK(failover.refused_writes_during_failover == Approx(2000).epsilon(1e-15));
    CHECK(calc::failover({200, 0, 10}).config.p_no_loss == 1.0);
    CHECK(calc::failover({1e9, 1e9, 10}).config.p_no_loss == 0.0);
}

TEST_CASE("probabilities and times out of range are told", "[calc]")
{
    CHECK(calc::retry({-0.1, 1}).diagnostics.size() == 1);
    CHECK(calc::retry({1.5, -1}).diagnostics.size() == 2);
    CHECK(calc::retry({0.5, 1001}).diagnostics.size() == 1);
    CHECK(calc::failover({-1, std::nan(""), 1e300}).diagnostics.size() == 3);
}

TEST_CASE("every sentence of the calculators has an id and an explanation", "[calc]")
{
    std::string_view before;
    for (const Sentence& sentence : calc::calc_sentences()) {
        CHECK(sentence.id.starts_with("EK-CLC-"));
        CHECK(sentence.id > before);
        CHECK_FALSE(sentence.explanation.empty());
        before = sentence.id;
    }
}
