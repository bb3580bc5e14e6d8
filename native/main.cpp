#include "version.hpp"

#include <fmt/core.h>

int main()
{
    fmt::print("evenkeel {}\n", evenkeel::version());
    return 0;
}
