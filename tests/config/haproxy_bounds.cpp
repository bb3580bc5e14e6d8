// Files that are too much: refused by name, after bounded work, and never a crash.
#include "config/haproxy.hpp"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

using namespace evenkeel;

namespace {

const std::string base = "defaults\n mode http\n timeout connect 5s\n timeout client 5s\n timeout server 5s\n";

std::string repeated(const std::string& text, int count)
{
    std::string all;
    all.reserve(text.size() * static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) all += text;
    return all;
}

struct Judged {
    std::string last_error;
    std::size_t said = 0;
    std::size_t bytes_said = 0;
    haproxy::Settings settings;
};

Judged judge(const std::string& text)
{
    Judged judged;
    auto parsed = haproxy::read_haproxy(text, "haproxy.cfg");
    judged.settings = std::move(parsed.config);
    judged.said = parsed.diagnostics.size();
    for (const Diagnostic& diagnostic : parsed.diagnostics) {
        judged.bytes_said += diagnostic.what.size() + diagnostic.repair.size();
        if (diagnostic.severity == Severity::error) judged.last_error = diagnostic.what;
    }
    return judged;
}

}  // namespace

TEST_CASE("ten thousand servers are refused by name, and no more than a thousand are read", "[config][haproxy][bounds]")
{
    std::string text = base + "backend b\n";
    for (int i = 0; i < 10'000; ++i) text += " server s" + std::to_string(i) + " :1\n";
    const Judged judged = judge(text);
    CHECK(judged.last_error == "more than 1000 servers");
    std::size_t servers = 0;
    for (const haproxy::Backend& each : judged.settings.backends) servers += each.servers.size();
    CHECK(servers <= 1000);
}

TEST_CASE("a hundred thousand ACL lines are refused by the file's size, before any is read", "[config][haproxy][bounds]")
{
    const Judged judged = judge(base + "frontend f\n bind :80\n" + repeated(" acl a src 1.1.1.1\n", 100'000));
    CHECK(judged.last_error == "the file is larger than 262144 bytes");
    CHECK(judged.said == 1);
    CHECK(judged.settings.criteria.empty());
}

TEST_CASE("as many ACL lines as a file can hold, used by many rules, are refused by name", "[config][haproxy][bounds]")
{
    const Judged judged = judge(base + "frontend f\n bind :80\n" + repeated(" acl a path /\n", 12'000) + repeated(" http-request deny if a\n", 2'000) + " default_backend b\nbackend b\n server s 192.0.2.1:80 check\n");
    CHECK(judged.last_error == "the conditions of all rules hold more than 500000 criteria");
    CHECK(judged.settings.criteria.size() <= 20'000);
}

TEST_CASE("a line of a megabyte is refused by the file's size; one of as many words as fit, as HAProxy refuses it", "[config][haproxy][bounds]")
{
    CHECK(judge(base + "frontend f\n bind :80\n " + std::string(1 << 20, 'a') + "\n").last_error == "the file is larger than 262144 bytes");
    CHECK(judge(base + "frontend f\n bind :80\n acl a path" + repeated(" /", 100'000) + "\n").last_error.starts_with("too many words, truncating after word 64"));
    const Judged word = judge(base + "frontend f\n bind :80\n " + std::string(200'000, 'a') + "\n");
    CHECK(word.last_error.starts_with("unknown keyword 'aaa"));
    CHECK(word.bytes_said < 1'000'000);
}

TEST_CASE("a file of wrong lines says fifty things and stops, as HAProxy does", "[config][haproxy][bounds]")
{
    const Judged judged = judge(base + "frontend f\n bind :80\n" + repeated(" wrong\n", 30'000));
    CHECK(judged.last_error == "too many fatal errors (50), stopping now.");
    CHECK(judged.said < 60);
}
