// evenkeel calc: questions without an answer get a sentence and exit code 3.
#include "native/program.hpp"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("calc: a load at which no queue settles is told, not answered", "[program][calc]")
{
    const Ran ran = run_program({"calc", "capacity", "--servers", "4", "--load", "1"});
    CHECK(ran.code == 3);
    CHECK(ran.out.empty());
    CHECK(ran.err == "evenkeel: error: there is no steady state at a load of 1: the queue grows for ever; give more than 4 servers, or bound the requests in the "
                     "system with --capacity [EK-CLC-0002]\n");
}

TEST_CASE("calc: numbers out of range and words that are none have exit code 3", "[program][calc]")
{
    using Words = std::vector<std::string>;
    for (const Words& words : {Words{"capacity", "--load", "nan"}, Words{"capacity", "--load", "-1"}, Words{"capacity", "--load", "0.5", "--servers", "1e30"},
                               Words{"capacity", "--load", "0.5", "--servers", "99999999999999999999"}, Words{"capacity", "--load", "0.5", "--servers", "2000000"},
                               Words{"capacity", "--load", "half"}, Words{"capacity"}, Words{"availability", "--units", "2", "--needed", "3"},
                               Words{"availability", "--units", "3", "--switchover", "0.9"}, Words{"retry", "--failures", "inf"},
                               Words{"failover", "--writes", "10", "--delay", "-0.1"}, Words{}}) {
        Words all{"calc"};
        all.insert(all.end(), words.begin(), words.end());
        const Ran ran = run_program(all);
        INFO(ran.err);
        CHECK(ran.code == 3);
        CHECK(ran.out.empty());
        CHECK(ran.err.find("[EK-C") != std::string::npos);
    }
}
