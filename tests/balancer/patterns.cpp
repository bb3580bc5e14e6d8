// Look-ups in maps and lists beside the recordings: the trees find what going through all would find, whatever comes and goes.

#include <map>
#include <random>

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include "balancer/acl.hpp"
#include "balancer/convert.hpp"
#include "balancer/patterns.hpp"
#include "config/haproxy.hpp"
#include "seeds.hpp"

using namespace evenkeel;
using namespace evenkeel::haproxy;

namespace {

PatternSet set_for(Match match, bool ignore_case = false)
{
    PatternSet set;
    PatternUse use;
    use.match = match;
    use.ignore_case = ignore_case;
    add_use(set, use);
    return set;
}

void put(PatternSet& set, const std::string& pattern, const std::string& value = {})
{
    PatternEntry entry;
    entry.pattern = pattern;
    entry.value = value;
    entry.version = set.version;
    REQUIRE(add_entry(set, std::move(entry)));
}

std::string found(const PatternSet& set, Match match, const SampleValue& value)
{
    const auto* entry = find_entry(set, 0, match, value);
    return entry == nullptr ? "none" : entry->second.pattern;
}

/// The same by going through all: the longest that is a beginning, the first of equal ones.
std::uint64_t longest_by_hand(const PatternSet& set, std::string_view text)
{
    std::uint64_t best = 0;
    for (const auto& [number, entry] : set.entries)
        if (entry.version == set.version && text.starts_with(entry.pattern) && (best == 0 || entry.pattern.size() > set.entries.at(best).pattern.size())) best = number;
    return best;
}

std::uint64_t narrowest_by_hand(const PatternSet& set, const Address& address)
{
    std::uint64_t best = 0;
    const auto length = [&](std::uint64_t number) { return network_of_word(set.entries.at(number).pattern)->length; };
    for (const auto& [number, entry] : set.entries)
        if (entry.version == set.version && contains(*network_of_word(entry.pattern), address) && (best == 0 || length(number) > length(best))) best = number;
    return best;
}

std::string word(std::mt19937& random)
{
    std::string text;
    for (auto left = random() % 6; left > 0; --left) text += "ab/"[random() % 3];
    return text;
}

std::string network(std::mt19937& random)
{
    const auto length = random() % 33;
    return fmt::format("10.{}.{}.{}/{}", random() % 2, random() % 4, random() % 4, length);
}

}  // namespace

TEST_CASE("of several beginnings the longest is found, as going through all finds it, while entries come and go", "[balancer][patterns]")
{
    for (std::uint64_t seed = 1; seed <= seed_count(30); ++seed) {
        std::mt19937 random(static_cast<std::uint32_t>(seed));
        PatternSet set = set_for(Match::begins);
        for (int step = 0; step < 200; ++step) {
            if (random() % 4 != 0) put(set, word(random));
            else remove_entries(set, word(random));
            const std::string text = word(random) + word(random);
            INFO("seed " << seed << ", step " << step << ", text '" << text << "'");
            const auto* entry = find_entry(set, 0, Match::begins, text_value(text));
            REQUIRE((entry == nullptr ? 0 : entry->first) == longest_by_hand(set, text));
        }
    }
}

TEST_CASE("of several networks the narrowest is found, as going through all finds it, while entries come and go", "[balancer][patterns]")
{
    for (std::uint64_t seed = 1; seed <= seed_count(30); ++seed) {
        std::mt19937 random(static_cast<std::uint32_t>(seed));
        PatternSet set = set_for(Match::address);
        for (int step = 0; step < 200; ++step) {
            if (random() % 4 != 0) put(set, network(random));
            else remove_entries(set, network(random));
            const Address address = ipv4(0x0a00'0000u | (random() % 2) << 16 | (random() % 4) << 8 | (random() % 4));
            INFO("seed " << seed << ", step " << step << ", address " << to_text(address));
            const auto* entry = find_entry(set, 0, Match::address, address_value(address));
            REQUIRE((entry == nullptr ? 0 : entry->first) == narrowest_by_hand(set, address));
        }
    }
}

TEST_CASE("of equal keys the one that came first counts, until it goes", "[balancer][patterns]")
{
    PatternSet set = set_for(Match::exact);
    put(set, "/a", "first");
    put(set, "/a", "second");
    CHECK(find_entry(set, 0, Match::exact, text_value("/a"))->second.value == "first");
    REQUIRE(remove_entry(set, set.entries.begin()->first));
    CHECK(find_entry(set, 0, Match::exact, text_value("/a"))->second.value == "second");
    CHECK(found(set, Match::exact, text_value("/A")) == "none");
}

TEST_CASE("without case the first pattern that fits counts", "[balancer][patterns]")
{
    PatternSet set = set_for(Match::exact, true);
    put(set, "/Path");
    put(set, "/path");
    CHECK(found(set, Match::exact, text_value("/PATH")) == "/Path");
}

TEST_CASE("what another version holds does not match", "[balancer][patterns]")
{
    PatternSet set = set_for(Match::begins);
    put(set, "/a");
    set.latest = 1;
    PatternEntry next;
    next.pattern = "/a/b";
    next.version = 1;
    REQUIRE(add_entry(set, next));
    CHECK(found(set, Match::begins, text_value("/a/b/c")) == "/a");
    set.version = 1;
    CHECK(found(set, Match::begins, text_value("/a/b/c")) == "/a/b");
    CHECK(found(set, Match::begins, text_value("/a")) == "none");
    remove_older(set, 1);
    CHECK(set.entries.size() == 1);
}

TEST_CASE("a set takes no more than its limit, and fewer where it is gone through one by one", "[balancer][patterns]")
{
    PatternSet tree = set_for(Match::exact);
    PatternSet list = set_for(Match::ends);
    PatternEntry entry;
    entry.pattern = "x";
    std::size_t in_tree = 0;
    std::size_t in_list = 0;
    while (in_tree < 2 * most_patterns && add_entry(tree, entry)) ++in_tree;
    while (in_list < 2 * most_patterns && add_entry(list, entry)) ++in_list;
    CHECK(in_tree == most_patterns);
    CHECK(in_list == most_listed_patterns);
}

TEST_CASE("relative paths begin where default-path says", "[config][haproxy][patterns]")
{
    const std::string text = "global\n    default-path {}\ndefaults\n    mode http\n    timeout connect 1s\n    timeout client 1s\n    timeout server 1s\n"
                             "frontend f\n    bind :80\n    http-request deny if {{ path -f list.lst }}\n    default_backend b\nbackend b\n    server s 10.0.0.1:80\n";
    const auto asked = [&](const std::string& words) {
        std::string path;
        Machine machine;
        machine.path = "/etc/haproxy/haproxy.cfg";
        machine.open = [&](std::string_view name) { return path = name, std::optional<std::string>("/x\n"); };
        REQUIRE_FALSE(has_error(read_haproxy(fmt::format(fmt::runtime(text), words), "lb-01/haproxy.cfg", machine).diagnostics));
        return path;
    };
    CHECK(asked("current") == "list.lst");
    CHECK(asked("config") == "/etc/haproxy/list.lst");
    CHECK(asked("parent") == "/etc/haproxy/../list.lst");
    CHECK(asked("origin /srv") == "/srv/list.lst");
}
