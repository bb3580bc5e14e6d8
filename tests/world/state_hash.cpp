// The state hash covers every field of the world: each is changed in turn, and the hash must change.

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "base/hash.hpp"
#include "world/world.hpp"

using namespace evenkeel;

namespace {

/// Walks over every field of a world by reflection, changes it, looks at the hash and puts it back. Of long sequences the
/// first two elements are walked, of empty ones an element made for the purpose.
struct Walk {
    World& world;
    std::uint64_t before;
    std::uint64_t changes = 0;
    std::vector<std::string> unseen;    ///< paths whose change did not change the hash

    void look(const std::string& path)
    {
        ++changes;
        if (state_hash(world) == before) unseen.push_back(path);
    }

    template <class T>
    void number(T& value, const std::string& path)
    {
        const T kept = value;
        if constexpr (std::is_same_v<T, bool>) value = !value;
        else if constexpr (std::is_enum_v<T>) value = static_cast<T>(static_cast<std::underlying_type_t<T>>(static_cast<std::underlying_type_t<T>>(value) ^ 1));
        else if constexpr (std::is_floating_point_v<T>) value = value + 1;
        else value = static_cast<T>(value ^ 1);
        look(path);
        value = kept;
    }

    template <class Sequence>
    void sequence(Sequence& values, const std::string& path)
    {
        const bool was_empty = values.empty();
        values.emplace_back();
        look(path + ".size");
        if (!was_empty) values.pop_back();
        const std::uint64_t outer = before;
        before = state_hash(world);
        for (std::size_t i = 0; i < values.size() && i < 2; ++i) walk(values[i], path + "[" + std::to_string(i) + "]");
        before = outer;
        if (was_empty) values.pop_back();
    }

    template <class T>
    void walk(T& value, const std::string& path)
    {
        if constexpr (requires { typename T::not_state; }) {
            static_cast<void>(value);
        } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
            number(value, path);
        } else if constexpr (std::is_same_v<T, std::string>) {
            value.push_back('x');
            look(path);
            value.pop_back();
        } else if constexpr (hash_detail::IsShared<T>::value) {
            shared(value, path);
        } else if constexpr (hash_detail::IsOptional<T>::value) {
            optional(value, path);
        } else if constexpr (hash_detail::IsVariant<T>::value) {
            std::visit([&](auto& alternative) { walk(alternative, path); }, value);
        } else if constexpr (hash_detail::IsPairLike<T>::value) {
            walk(value.second, path);
        } else if constexpr (requires { typename T::mapped_type; }) {
            map(value, path);
        } else if constexpr (requires { value.emplace_back(); value.pop_back(); }) {
            sequence(value, path);
        } else if constexpr (requires { std::tuple_size<T>::value; value.size(); }) {
            for (std::size_t i = 0; i < value.size(); ++i) walk(value[i], path + "[" + std::to_string(i) + "]");
        } else {
            std::size_t field = 0;
            for_each_field(value, [&](auto& inner) { walk(inner, path + "." + std::to_string(field++)); });
        }
    }

    template <class Inner>
    void shared(std::shared_ptr<const Inner>& pointer, const std::string& path)
    {
        const std::shared_ptr<const Inner> kept = pointer;
        auto copy = std::make_shared<Inner>(kept ? *kept : Inner{});
        pointer = copy;
        const std::uint64_t outer = before;
        if (!kept) look(path);
        before = state_hash(world);
        walk(*copy, path + "->");
        before = outer;
        pointer = kept;
    }

    template <class Inner>
    void optional(std::optional<Inner>& value, const std::string& path)
    {
        const std::optional<Inner> kept = value;
        if (!kept) value.emplace();
        if (!kept) look(path);
        const std::uint64_t outer = before;
        before = state_hash(world);
        walk(*value, path + "->");
        before = outer;
        value = kept;
    }

    template <class Map>
    void map(Map& values, const std::string& path)
    {
        const Map kept = values;
        values[typename Map::key_type{}];
        if (values.size() != kept.size()) look(path + ".size");
        const std::uint64_t outer = before;
        before = state_hash(world);
        walk(values.begin()->second, path + "{}");
        before = outer;
        values = kept;
    }
};

}  // namespace

TEST_CASE("the state hash covers every field of the world", "[world]")
{
    World world;
    Walk walk{world, state_hash(world), 0, {}};
    walk.walk(world, "world");
    INFO("changed " << walk.changes << " fields");
    for (const std::string& path : walk.unseen) INFO("not covered: " << path);
    CHECK(walk.unseen.empty());
    CHECK(walk.changes > 500);
    CHECK(state_hash(world) == walk.before);
}
