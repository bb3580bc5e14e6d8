// Wrong use of the command line: exit code 3, one sentence, and the nearest right word.
#include "native/program.hpp"

#include <catch2/catch_test_macros.hpp>

namespace {

void check_wrong_use(const std::vector<std::string>& arguments, const std::string& said)
{
    const Ran ran = run_program(arguments);
    CHECK(ran.code == 3);
    CHECK(ran.out.empty());
    CHECK(ran.err == said + "\n");
}

}  // namespace

TEST_CASE("an unknown option is answered with the nearest one", "[program]")
{
    check_wrong_use({"verify", "--quite", "x"}, "evenkeel: error: there is no option '--quite'; did you mean '--quiet'? [EK-CLI-0001]");
    check_wrong_use({"verify", "--frobnicate=3", "x"},
                    "evenkeel: error: there is no option '--frobnicate'; see 'evenkeel verify --help' [EK-CLI-0001]");
    check_wrong_use({"--versoin"}, "evenkeel: error: there is no option '--versoin'; did you mean '--version'? [EK-CLI-0001]");
}

TEST_CASE("an unknown command is answered with the nearest one", "[program]")
{
    check_wrong_use({"verfiy"}, "evenkeel: error: there is no command 'verfiy'; did you mean 'verify'? [EK-CLI-0002]");
    check_wrong_use({"dance"}, "evenkeel: error: there is no command 'dance'; see 'evenkeel --help' [EK-CLI-0002]");
}

TEST_CASE("what a terminal would obey is printed as its bytes", "[program]")
{
    check_wrong_use({"\x1b[31mred"}, "evenkeel: error: there is no command '\\x1b[31mred'; see 'evenkeel --help' [EK-CLI-0002]");
}

TEST_CASE("a missing argument is named", "[program]")
{
    check_wrong_use({}, "evenkeel: error: a command is missing; see 'evenkeel --help' [EK-CLI-0003]");
    check_wrong_use({"verify"}, "evenkeel: error: FILE is missing; see 'evenkeel verify --help' [EK-CLI-0003]");
}

TEST_CASE("a value of the wrong kind is refused", "[program]")
{
    check_wrong_use({"verify", "x", "--color", "sometimes"},
                    "evenkeel: error: --color: sometimes not in {auto,always,never}; see 'evenkeel verify --help' [EK-CLI-0004]");
}

TEST_CASE("--help and --version go to standard output with exit code 0", "[program]")
{
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--help"}, {"verify", "--help"}, {"-h"}, {"--version"}}) {
        const Ran ran = run_program(arguments);
        CHECK(ran.code == 0);
        CHECK(ran.err.empty());
        CHECK(ran.out.starts_with("evenkeel"));
    }
    CHECK(run_program({"verify", "--help"}).out.find("Exit codes\n  0  every recording passed\n") != std::string::npos);
}
