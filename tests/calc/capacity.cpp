#include "calc/capacity.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace evenkeel;
using Catch::Approx;

namespace {

template <class Result>
std::string first_id(const Parsed<Result>& answer)
{
    return answer.diagnostics.empty() ? "" : answer.diagnostics.front().id;
}

}  // namespace

TEST_CASE("one server: what every textbook says of M/M/1", "[calc]")
{
    for (const double load : {0.1, 0.5, 0.9, 0.999}) {
        INFO(load);
        const calc::Queue queue = calc::queue({1, load}).config;
        CHECK(queue.erlang_c == Approx(load).epsilon(1e-12));
        CHECK(queue.mean_response == Approx(1 / (1 - load)).epsilon(1e-12));
        CHECK(queue.mean_in_system == Approx(load / (1 - load)).epsilon(1e-12));
    }
    CHECK(calc::queue({1, 0.5}).config.wait_p50 == 0.0);
    CHECK(calc::queue({1, 0.8}).config.wait_p90 == Approx(std::log(8) / 0.2).epsilon(1e-12));
}

TEST_CASE("a large capacity comes to the unbounded queue, and one without waiting to Erlang B", "[calc]")
{
    for (const std::int64_t servers : {1, 4, 60}) {
        INFO(servers);
        const calc::Queue open = calc::queue({servers, 0.8}).config;
        CHECK(calc::bounded_queue({servers, servers + 1000, 0.8}).config.mean_response_of_accepted == Approx(open.mean_response).epsilon(1e-9));
        CHECK(calc::bounded_queue({servers, servers, 0.8}).config.loss == Approx(open.erlang_b).epsilon(1e-12));
    }
}

TEST_CASE("accepted and refused requests are all requests, at any load and size", "[calc]")
{
    for (const double load : {0.01, 1.0, 3.0, 1000.0})
        for (const std::int64_t capacity : {1, 20, 5000}) {
            INFO(load << " " << capacity);
            const calc::BoundedQueue queue = calc::bounded_queue({1, capacity, load}).config;
            CHECK(queue.throughput == Approx(load * (1 - queue.loss)).epsilon(1e-6));
            CHECK(queue.utilisation == Approx(1 - queue.p_empty).epsilon(1e-9));
            CHECK(std::isfinite(queue.mean_response_of_accepted));
        }
    CHECK(calc::bounded_queue({1, 1'000'000, 1e6}).config.utilisation == Approx(1.0));
}

TEST_CASE("questions without an answer are told, each by its sentence", "[calc]")
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double load : {0.0, -0.5, nan, -nan, std::numeric_limits<double>::infinity(), 1e300}) CHECK(first_id(calc::queue({1, load})) == "EK-CLC-0001");
    for (const std::int64_t servers : {std::int64_t{0}, std::int64_t{-3}, std::int64_t{1'000'001}, INT64_MAX})
        CHECK(first_id(calc::queue({servers, 0.5})) == "EK-CLC-0001");
    CHECK(first_id(calc::queue({4, 1.0})) == "EK-CLC-0002");
    CHECK(first_id(calc::queue({4, 7.0})) == "EK-CLC-0002");
    CHECK(first_id(calc::bounded_queue({4, 3, 0.5})) == "EK-CLC-0004");
    CHECK(first_id(calc::bounded_queue({4, INT64_MAX, 0.5})) == "EK-CLC-0001");
    CHECK(calc::queue({1'000'000, 0.99}).diagnostics.empty());
}
