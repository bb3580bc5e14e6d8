#include "base/hash.hpp"

#include <catch2/catch_test_macros.hpp>

#include "base/pool.hpp"
#include "base/ring.hpp"

using namespace evenkeel;

namespace {

struct Inner {
    std::int32_t number = 1;
    std::string text;
    friend bool operator==(const Inner&, const Inner&) = default;
};
struct Outer {
    Inner inner;
    std::vector<Inner> list;
    std::array<std::uint8_t, 3> bytes{};
    std::variant<Inner, std::int64_t> either;
    std::map<std::string, std::int32_t> table;
    Pool<Inner> pool;
    Ring<Inner> ring;
    std::shared_ptr<const Inner> shared;
    double ratio = 0;
    bool flag = false;
};

}  // namespace

TEST_CASE("the fields of a struct are counted without a list", "[base]")
{
    CHECK(field_count<Inner>() == 2);
    CHECK(field_count<Outer>() == 10);
    std::size_t seen = 0;
    Outer outer;
    for_each_field(outer, [&](auto&) { ++seen; });
    CHECK(seen == 10);
}

TEST_CASE("each field changes the hash", "[base]")
{
    const std::uint64_t before = hash_of(Outer{});
    const auto changed = [&](auto change) {
        Outer outer;
        change(outer);
        return hash_of(outer) != before;
    };
    CHECK(changed([](Outer& o) { o.inner.number = 2; }));
    CHECK(changed([](Outer& o) { o.inner.text = "x"; }));
    CHECK(changed([](Outer& o) { o.list.emplace_back(); }));
    CHECK(changed([](Outer& o) { o.bytes[2] = 1; }));
    CHECK(changed([](Outer& o) { o.either = std::int64_t{1}; }));
    CHECK(changed([](Outer& o) { o.table["x"] = 0; }));
    CHECK(changed([](Outer& o) { o.pool.take(); }));
    CHECK(changed([](Outer& o) { o.ring.push({}); }));
    CHECK(changed([](Outer& o) { o.shared = std::make_shared<const Inner>(); }));
    CHECK(changed([](Outer& o) { o.ratio = 1; }));
    CHECK(changed([](Outer& o) { o.flag = true; }));
}

TEST_CASE("shared chunks are hashed by content, not by address", "[base]")
{
    Outer a;
    Outer b;
    a.shared = std::make_shared<const Inner>();
    b.shared = std::make_shared<const Inner>();
    CHECK(hash_of(a) == hash_of(b));
}

TEST_CASE("texts that differ only in where they are cut have different hashes", "[base]")
{
    CHECK(hash_of(std::vector<std::string>{"ab", "c"}) != hash_of(std::vector<std::string>{"a", "bc"}));
}

TEST_CASE("a slot that is used again no longer holds its old generation", "[base]")
{
    Pool<Inner> pool;
    const Id<Inner> first = pool.take();
    const std::uint32_t generation = pool.generation(first);
    CHECK(pool.holds(first, generation));
    pool.give_back(first);
    CHECK_FALSE(pool.holds(first, generation));
    const Id<Inner> second = pool.take();
    CHECK(second == first);
    CHECK_FALSE(pool.holds(second, generation));
    CHECK(pool[second] == Inner{});
}

TEST_CASE("a ring gives back what it was given, in order, however it grows", "[base]")
{
    Ring<std::int32_t> ring;
    std::int32_t in = 0;
    std::int32_t out = 0;
    for (std::int32_t round = 0; round < 50; ++round) {
        for (std::int32_t i = 0; i < round % 7 + 2; ++i) ring.push(in++);
        for (std::int32_t i = 0; i < round % 5 + 1; ++i) CHECK(ring.pop() == out++);
    }
    while (!ring.empty()) CHECK(ring.pop() == out++);
    CHECK(in == out);
}
