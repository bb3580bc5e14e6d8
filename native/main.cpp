#include "last_resort.hpp"
#include "version.hpp"

#include <fmt/core.h>

int main()
{
    install_last_resort();
    fmt::print("evenkeel {}\n", evenkeel::version());
    return 0;
}
