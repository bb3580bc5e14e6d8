#pragma once
// The hash of a state: explicit widths, little endian, no padding, no address, no NaN. Equal states have equal hashes
// with every compiler; it is a checksum against divergence, not against an adversary.

#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/reflect.hpp"

namespace evenkeel {

/// Takes 64-bit words one after the other; the multiply-xorshift step of splitmix64 between them.
class Hash {
public:
    constexpr void word(std::uint64_t value)
    {
        std::uint64_t x = state_ ^ value;
        x += 0x9e3779b97f4a7c15u;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
        state_ = x ^ (x >> 31);
    }
    constexpr std::uint64_t value() const { return state_; }

private:
    std::uint64_t state_ = 0x6576656e6b65656cu;  // "evenkeel"
};

template <class T>
void add(Hash& hash, const T& value);

namespace hash_detail {

template <class T>
struct IsPairLike : std::false_type {};
template <class A, class B>
struct IsPairLike<std::pair<A, B>> : std::true_type {};
template <class T>
struct IsVariant : std::false_type {};
template <class... Each>
struct IsVariant<std::variant<Each...>> : std::true_type {};
template <class T>
struct IsShared : std::false_type {};
template <class T>
struct IsShared<std::shared_ptr<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
concept Sequence = requires(const T& t) {
    t.begin();
    t.end();
    t.size();
};

inline void add_text(Hash& hash, std::string_view text)
{
    hash.word(text.size());
    for (std::size_t at = 0; at < text.size(); at += 8) {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < 8 && at + i < text.size(); ++i)
            word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[at + i])) << (8 * i);
        hash.word(word);
    }
}

}  // namespace hash_detail

/// Adds all of a value: numbers and enums by value, doubles by their bits, text and containers with their size, shared
/// chunks by content, aggregates field by field. A type that declares `not_state` is left out.
template <class T>
void add(Hash& hash, const T& value)
{
    if constexpr (requires { typename T::not_state; }) {
        // An onlooker's notes: no part of what is hashed.
    } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
        hash.word(static_cast<std::uint64_t>(value));
    } else if constexpr (std::is_same_v<T, double>) {
        assert(value == value);
        std::uint64_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        hash.word(bits);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        hash_detail::add_text(hash, value);
    } else if constexpr (hash_detail::IsPairLike<T>::value) {
        add(hash, value.first);
        add(hash, value.second);
    } else if constexpr (hash_detail::IsVariant<T>::value) {
        hash.word(value.index());
        std::visit([&](const auto& alternative) { add(hash, alternative); }, value);
    } else if constexpr (hash_detail::IsShared<T>::value || hash_detail::IsOptional<T>::value) {
        hash.word(value ? 1 : 0);
        if (value) add(hash, *value);
    } else if constexpr (hash_detail::Sequence<T>) {
        hash.word(static_cast<std::uint64_t>(value.size()));
        for (const auto& element : value) add(hash, element);
    } else {
        for_each_field(value, [&](const auto& field) { add(hash, field); });
    }
}

/// The hash of one value alone.
template <class T>
std::uint64_t hash_of(const T& value)
{
    Hash hash;
    add(hash, value);
    return hash.value();
}

}  // namespace evenkeel
