// Output that cannot be written is loud: exit code 4, whatever the result was.
#include "native/program.hpp"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>

TEST_CASE("a full disk under standard output ends with exit code 4", "[program]")
{
    if (!std::filesystem::exists("/dev/full")) SKIP("there is no /dev/full here");
    Start full;
    full.output = "/dev/full";
    const Ran ran = run_program({"--version"}, full);
    CHECK(ran.code == 4);
    CHECK(ran.err == "evenkeel: error: standard output cannot be written: the disk is full [EK-CLI-0014]\n");
}

TEST_CASE("a closed standard output ends with exit code 4", "[program]")
{
    // Node opens /dev/null in the place of a missing standard output before the program can see that it was closed.
    if (is_webassembly()) SKIP("Node hides a closed standard output");
    Start closed;
    closed.output_closed = true;
    const Ran ran = run_program({"--version"}, closed);
    CHECK(ran.code == 4);
    CHECK(ran.err == "evenkeel: error: standard output was closed before everything was written [EK-CLI-0014]\n");
}

TEST_CASE("a reader that went away ends with exit code 4, not with a signal", "[program]")
{
    Start broken;
    broken.reader_gone = true;
    const Ran ran = run_program({"--help"}, broken);
    CHECK(ran.code == 4);
    CHECK(ran.err == "evenkeel: error: standard output was closed before everything was written [EK-CLI-0014]\n");
}
