// evenkeel verify: what is passed, what differs, what is not built, what cannot be read.
#include "native/program.hpp"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("a kind of recording that is not built is named and never counted as passed", "[program][verify]")
{
    const TestFolder folder;
    const std::string file = folder.file("a.json", R"({"record": "vrrp", "steps": []})");
    const Ran ran = run_program({"verify", file});
    CHECK(ran.code == 1);
    CHECK(ran.out == file + ": not built yet: vrrp\nvrrp: 0 of 1\n");
    CHECK(ran.err.empty());
}

TEST_CASE("several sets are counted apart, then together", "[program][verify]")
{
    const TestFolder folder;
    const std::string one = folder.file("one.json", R"({"record": "vrrp"})");
    const std::string two = folder.file("two.json", R"({"record": "tls"})");
    const Ran ran = run_program({"verify", one, two});
    CHECK(ran.code == 1);
    CHECK(ran.out == one + ": not built yet: vrrp\n" + two + ": not built yet: tls\nvrrp: 0 of 1\ntls: 0 of 1\nall: 0 of 2\n");
}

TEST_CASE("a file that cannot be read has exit code 4 and hides no other file", "[program][verify]")
{
    const TestFolder folder;
    const std::string good = folder.file("good.json", R"({"record": "tls"})");
    const Ran ran = run_program({"verify", folder / "missing.json", folder.path().string(), folder.file("empty.json", ""), good});
    CHECK(ran.code == 4);
    CHECK(ran.err == folder / "missing.json" + ": error: cannot be read: there is no such file or folder [EK-CLI-0006]\n" +
                         folder.path().string() + ": error: is a folder, and a file is expected here [EK-CLI-0007]\n" + folder / "empty.json" +
                         ": error: is no recording: its first key must be \"record\" [EK-CLI-0024]\n");
    CHECK(ran.out == good + ": not built yet: tls\ntls: 0 of 1\n");
}

TEST_CASE("a recording names its kind in its first key", "[program][verify]")
{
    const TestFolder folder;
    for (const char* text : {"[]", "{}", R"({"format": 1, "record": "tls"})", R"({"record": 7})", R"({"record": "")", "\xff\xfe", "{\"record\": \"a\0\"}"}) {
        INFO(text);
        CHECK(run_program({"verify", folder.file("x.json", text)}).code == 4);
    }
}

TEST_CASE("a recording can come from standard input", "[program][verify]")
{
    Start start;
    start.input = R"({"record": "tls"})";
    const Ran ran = run_program({"verify", "-"}, start);
    CHECK(ran.code == 1);
    CHECK(ran.out == "-: not built yet: tls\ntls: 0 of 1\n");
}

TEST_CASE("a file of a gigabyte is refused by its size, not read", "[program][verify]")
{
    const TestFolder folder;
    const std::string file = folder.file("big.json", "{");
    std::filesystem::resize_file(file, std::uintmax_t{1} << 30);
    const Ran ran = run_program({"verify", file});
    CHECK(ran.code == 4);
    CHECK(ran.err == file + ": error: has more than 67108864 bytes, the most that is read [EK-CLI-0009]\n");
}

TEST_CASE("a table for reference only is neither passed nor failed", "[program][verify]")
{
    const TestFolder folder;
    const std::string file = folder.file("a.json", R"({"record": "theory", "table": "maglev", "rows": []})");
    const Ran ran = run_program({"verify", file});
    CHECK(ran.code == 0);
    CHECK(ran.out == file + ": reference only\ntheory: 0 of 0 (1 reference only)\n");
}
