#pragma once
// `typed` and `json` of show stat and show info: every field with its place, what it tells, and the type of its value.
//
// Source: recorded from 2.6.12 (tests/golden/haproxy-api/typed.json). Differs: descriptions (`desc`) are left out.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace evenkeel::haproxy {

enum class ShownAs : std::uint8_t { text, typed, json };
/// The last of `typed` and `json` among a command's words counts; others are passed over.
ShownAs shown_as(std::span<const std::string_view> words);

/// One value with its name.
struct ShownField {
    std::string_view name;
    std::string value;
};
/// Whose line it is: 'F', 'B' or 'S', and its numbers.
struct ShownObject {
    char kind = 'F';
    std::int64_t proxy = 0;
    std::int64_t id = 0;
};

/// A line of show stat; `fields` in the order of its columns. As JSON: one array.
std::string object_text(const ShownObject& object, std::span<const ShownField> fields, ShownAs as);
/// All of show info.
std::string process_text(std::span<const ShownField> fields, ShownAs as);

}  // namespace evenkeel::haproxy
