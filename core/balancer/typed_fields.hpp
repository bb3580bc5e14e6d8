#pragma once
// The fields of show stat and show info: their tables, and the forms `typed`, `json` and `desc` that show every one with its place, what
// it tells, and the type of its value.
//
// Source: recorded from 2.6.12 (tests/golden/haproxy-api).

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace evenkeel::haproxy {

/// What there is to say of a field whoever has it. Three letters say where its value comes from, of what nature it is, and how far it reaches.
struct FieldKind {
    std::string_view name;
    std::string_view tags;
    std::string_view type;
    std::string_view description;
};
/// The columns of `show stat`, in their order; "-" parts those of modules from the others and has no place (stat_columns.cpp).
std::span<const FieldKind> stat_columns();

struct Figure {
    std::int64_t place = 0;
    FieldKind kind;
};
/// The figures of `show info`, in their order (info_figures.cpp).
std::span<const Figure> info_figures();

enum class ShownAs : std::uint8_t { text, typed, json };
/// How a command's words want it: the last of `typed` and `json` counts; other words are passed over.
struct Shown {
    ShownAs as{};
    bool described = false;         ///< desc; JSON has no place for it
    bool in_fractions = false;      ///< float, of show info
};
Shown shown_as(std::span<const std::string_view> words);

/// One value with its name.
struct ShownField {
    std::string_view name;
    std::string value;
    bool is_fraction = false;       ///< a number that need not be whole
};
/// Whose line it is: 'F', 'B' or 'S', and its numbers.
struct ShownObject {
    char kind = 'F';
    std::int64_t proxy = 0;
    std::int64_t id = 0;
};

/// A line of show stat; `fields` in the order of its columns. As JSON: one array. Not for ShownAs::text.
std::string object_text(const ShownObject& object, std::span<const ShownField> fields, const Shown& shown);
/// All of show info.
std::string process_text(std::span<const ShownField> fields, const Shown& shown);

/// `show schema json`.
std::string_view json_schema();

}  // namespace evenkeel::haproxy
