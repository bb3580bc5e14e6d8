// The state hashes of seven scenarios, pinned: a build, a compiler or a change that simulates differently is seen here first.
// EVENKEEL_UPDATE=1 pins the present ones, for a change that is meant to simulate differently.
#include "native/program.hpp"
#include "source_folder.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace {

struct Pinned {
    std::string lab;
    std::string seed;
    std::string hash;
};

std::vector<Pinned> pinned()
{
    std::ifstream file{source_folder() / "tests/determinism/hashes.txt"};
    std::vector<Pinned> all;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        Pinned each;
        std::istringstream{line} >> each.lab >> each.seed >> each.hash;
        all.push_back(each);
    }
    return all;
}

std::string scenarios() { return (source_folder() / "tests/determinism/scenarios").string(); }

std::string hash_of_run(const Pinned& run, std::vector<std::string> more = {})
{
    std::vector<std::string> arguments{"run", run.lab, "--labs", scenarios(), "--seed", run.seed};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = run_program(arguments);
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    const std::string_view words = "state hash  ";
    const std::size_t at = ran.out.find(words);
    REQUIRE(at != std::string::npos);
    return ran.out.substr(at + words.size(), 16);
}

void pin(const std::vector<Pinned>& runs)
{
    std::ofstream file{source_folder() / "tests/determinism/hashes.txt"};
    file << "# lab, seed, state hash at the end of its run; tests/determinism/hashes.cpp checks and rewrites this list.\n";
    for (const Pinned& run : runs) file << run.lab << ' ' << run.seed << ' ' << run.hash << '\n';
}

}  // namespace

TEST_CASE("the pinned scenarios end in the pinned states", "[program][determinism]")
{
    std::vector<Pinned> runs = pinned();
    REQUIRE(runs.size() >= 8);
    for (Pinned& run : runs) {
        INFO(run.lab << ", seed " << run.seed);
        const std::string hash = hash_of_run(run);
        CHECK((hash == run.hash || std::getenv("EVENKEEL_UPDATE") != nullptr));
        run.hash = hash;
    }
    if (std::getenv("EVENKEEL_UPDATE") != nullptr) pin(runs);
}

TEST_CASE("another seed is another run", "[program][determinism]")
{
    CHECK(hash_of_run({"01-round-robin", "1", ""}, {"--until", "5s"}) != hash_of_run({"01-round-robin", "2", ""}, {"--until", "5s"}));
}

TEST_CASE("looking at a run does not change it", "[program][determinism]")
{
    const TestFolder folder;
    const Pinned run{"04-bad-networks", "1", ""};
    CHECK(hash_of_run(run, {"--until", "30s"}) == hash_of_run(run, {"--until", "30s", "--journal", folder / "journal.jsonl", "--metrics", folder / "m.prom",
                                                                    "--capture", folder / "packets.txt"}));
    CHECK(folder.listing() == "journal.jsonl\nm.prom\npackets.txt\n");
}
