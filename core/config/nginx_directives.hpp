#pragma once
// THE table of nginx's directives: where each may stand, how many arguments it takes, and what it does here.

#include <cstdint>
#include <span>
#include <string_view>

namespace evenkeel {

inline constexpr std::uint16_t in_main = 1;
inline constexpr std::uint16_t in_events = 2;
inline constexpr std::uint16_t in_http = 4;
inline constexpr std::uint16_t in_server = 8;
inline constexpr std::uint16_t in_location = 16;
inline constexpr std::uint16_t in_upstream = 32;
inline constexpr std::uint16_t in_server_if = 64;
inline constexpr std::uint16_t in_location_if = 128;
inline constexpr std::uint16_t in_limit_except = 256;

struct NginxDirective {
    /// What the first argument must be.
    enum class Value : std::uint8_t { text, flag, number, size, time };
    enum class Effect : std::uint8_t {
        modelled,
        none,       ///< valid, changes nothing that a visitor of the lab could notice
        unbuilt,    ///< valid, would change something, not simulated yet
    };

    std::string_view name;
    std::uint16_t contexts = 0;     ///< in_main, …
    std::uint8_t least = 0;         ///< arguments
    std::uint8_t most = 0;          ///< 99: any number
    bool block = false;
    Value value{};
    Effect effect{};
};

/// In order of the alphabet; a few names have a second row for `upstream`.
std::span<const NginxDirective> nginx_directives();

/// The row of a name, the one for this context if there is one; null for a name that nginx does not know.
const NginxDirective* find_nginx_directive(std::string_view name, std::uint16_t context);

/// Half a sentence on what is missing in a run because a valid directive is not simulated.
std::string_view what_is_lost(std::string_view name);

}  // namespace evenkeel
