#pragma once
// Ids: an index with a type, so that a server's number cannot be passed where a request's is asked for.

#include <compare>
#include <cstdint>

namespace evenkeel {

/// The index of one Thing in the vector or pool that owns it; `none` when there is no such thing.
template <class Thing>
struct Id {
    static constexpr std::uint32_t none = 0xffff'ffff;

    std::uint32_t index = none;

    constexpr explicit operator bool() const { return index != none; }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

}  // namespace evenkeel
