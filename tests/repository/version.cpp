#include "version.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

TEST_CASE("the version has three numbers", "[repository]")
{
    const std::string_view version = evenkeel::version();
    CHECK(std::count(version.begin(), version.end(), '.') == 2);
}
