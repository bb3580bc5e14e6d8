#include "promql/literals.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel::promql {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int digit_value(char c)
{
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 16;
}

/// The text without its underscores; nothing if one does not stand between digits (or after a base prefix).
std::optional<std::string> without_underscores(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            result += text[i];
            continue;
        }
        const bool after_prefix = i == 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
        const bool before = i > 0 && (digit_value(text[i - 1]) < 16 || after_prefix);
        const bool after = i + 1 < text.size() && digit_value(text[i + 1]) < 16;
        if (!before || !after) return std::nullopt;
    }
    return result;
}

/// A whole number with a base prefix, or octal with a leading 0; nothing if it is not one or does not fit 63 bits.
std::optional<double> parse_whole(std::string_view digits)
{
    int base = 10;
    if (digits.size() > 2 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) {
        base = 16;
        digits.remove_prefix(2);
    } else if (digits.size() > 1 && digits[0] == '0') {
        base = 8;
        digits.remove_prefix(1);
    }
    if (digits.empty()) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : digits) {
        const int digit = digit_value(c);
        if (digit >= base) return std::nullopt;
        if (value >
            (static_cast<std::uint64_t>(INT64_MAX) - static_cast<std::uint64_t>(digit)) / static_cast<std::uint64_t>(base))
            return std::nullopt;
        value = value * static_cast<std::uint64_t>(base) + static_cast<std::uint64_t>(digit);
    }
    return static_cast<double>(value);
}

/// True for what strtod may be given: decimal or hexadecimal digits with at most one point and an exponent ('p', and
/// required, for hexadecimal).
bool is_float_syntax(std::string_view text)
{
    std::size_t i = 0;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    const bool hexadecimal = text.size() > i + 2 && text[i] == '0' && (text[i + 1] == 'x' || text[i + 1] == 'X');
    if (hexadecimal) i += 2;
    const int base = hexadecimal ? 16 : 10;
    bool digits = false;
    bool point = false;
    for (; i < text.size(); ++i) {
        if (text[i] == '.' && !point)
            point = true;
        else if (digit_value(text[i]) < base)
            digits = true;
        else
            break;
    }
    if (!digits) return false;
    if (i == text.size()) return !hexadecimal;
    const char exponent = hexadecimal ? 'p' : 'e';
    if (text[i] != exponent && text[i] != exponent - 'a' + 'A') return false;
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    return i < text.size() && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), is_digit);
}

std::string escaped(std::int32_t code, char quote)
{
    if (code == quote || code == '\\') return std::string{'\\', static_cast<char>(code)};
    switch (code) {
    case '\a': return "\\a";
    case '\b': return "\\b";
    case '\f': return "\\f";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    case '\v': return "\\v";
    default: break;
    }
    if (code < 0x20 || code == 0x7f) return fmt::format("\\x{:02x}", code);
    std::string text;
    append_utf8(text, code);
    return text;
}

}  // namespace

Character character_at(std::string_view text, std::size_t position)
{
    if (position >= text.size()) return {};
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[position + i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const std::string_view rest = text.substr(position, length);
    if (rest.size() < length || first_invalid_utf8(rest)) return {replacement_character, 1};
    std::int32_t code = first & (0x7f >> length);
    for (std::size_t i = 1; i < length; ++i) code = (code << 6) | (byte(i) & 0x3f);
    return {code, length};
}

void append_utf8(std::string& text, std::int32_t code)
{
    const auto add = [&](std::int32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = replacement_character;
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xc0 | (code >> 6));
        add(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        add(0xe0 | (code >> 12));
        add(0x80 | ((code >> 6) & 0x3f));
        add(0x80 | (code & 0x3f));
    } else {
        add(0xf0 | (code >> 18));
        add(0x80 | ((code >> 12) & 0x3f));
        add(0x80 | ((code >> 6) & 0x3f));
        add(0x80 | (code & 0x3f));
    }
}

std::string quoted(std::string_view text)
{
    std::string result = "\"";
    for (std::size_t at = 0; at < text.size();) {
        const Character c = character_at(text, at);
        const bool invalid = c.code == replacement_character && c.length == 1;
        result += invalid ? fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at])) : escaped(c.code, '"');
        at += c.length;
    }
    return result + '"';
}

std::string quoted_character(std::int32_t code) { return "'" + escaped(code < 0 ? replacement_character : code, '\'') + "'"; }

std::string unquoted(std::string_view literal)
{
    if (literal.size() < 2) return {};
    const bool raw = literal.front() == '`';
    literal = literal.substr(1, literal.size() - 2);
    if (raw) return std::string(literal);
    std::string result;
    for (std::size_t i = 0; i < literal.size(); ++i) {
        if (literal[i] != '\\' || i + 1 >= literal.size()) {
            result += literal[i];
            continue;
        }
        const char kind = literal[++i];
        constexpr std::string_view letters = "abfnrtv";
        constexpr std::string_view meanings = "\a\b\f\n\r\t\v";
        if (const std::size_t letter = letters.find(kind); letter != std::string_view::npos) {
            result += meanings[letter];
        } else if (kind == 'x' || kind == 'u' || kind == 'U' || is_digit(kind)) {
            const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 3;
            const int base = is_digit(kind) ? 8 : 16;
            if (!is_digit(kind)) ++i;
            std::int32_t code = 0;
            for (std::size_t n = 0; n < digits && i + n < literal.size(); ++n) code = code * base + digit_value(literal[i + n]);
            i += digits - 1;
            if (kind == 'u' || kind == 'U')
                append_utf8(result, code);
            else
                result += static_cast<char>(static_cast<unsigned char>(code));
        } else {
            result += kind;
        }
    }
    return result;
}

std::optional<double> parse_float(std::string_view text)
{
    std::string_view word = text;
    const bool negative = !word.empty() && word.front() == '-';
    if (!word.empty() && (word.front() == '+' || word.front() == '-')) word.remove_prefix(1);
    if (equal_ignoring_case(word, "inf") || equal_ignoring_case(word, "infinity")) return negative ? -HUGE_VAL : HUGE_VAL;
    if (equal_ignoring_case(text, "nan")) return std::nan("");
    const std::optional<std::string> plain = without_underscores(text);
    if (!plain || plain->size() > 400 || !is_float_syntax(*plain)) return std::nullopt;
    const double value = std::strtod(plain->c_str(), nullptr);
    if (std::isinf(value)) return std::nullopt;  // Go: value out of range
    return value;
}

std::optional<double> parse_number_literal(std::string_view text)
{
    if (const std::optional<std::string> plain = without_underscores(text); plain)
        if (const std::optional<double> whole = parse_whole(*plain)) return whole;
    return parse_float(text);
}

std::optional<Duration> parse_duration_literal(std::string_view text)
{
    if (text == "0") return Duration{};
    struct Unit {
        std::string_view name;
        std::int64_t ms;
    };
    constexpr std::int64_t day = 86'400'000;
    constexpr std::array<Unit, 7> units{
        {{"y", 365 * day}, {"w", 7 * day}, {"d", day}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
    constexpr std::int64_t most_ms = INT64_MAX / ns_per_ms;
    std::int64_t total_ms = 0;
    auto unit = units.begin();
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        std::size_t digits = 0;
        while (digits < text.size() && is_digit(text[digits])) ++digits;
        std::size_t letters = digits;
        while (letters < text.size() && !is_digit(text[letters])) ++letters;
        const std::optional<std::int64_t> number = parse_integer(text.substr(0, digits), 0, most_ms);
        const std::string_view name = text.substr(digits, letters - digits);
        unit = std::find_if(unit, units.end(), [&](const Unit& u) { return u.name == name; });
        if (!number || unit == units.end() || *number > (most_ms - total_ms) / unit->ms) return std::nullopt;
        total_ms += *number * unit->ms;
        ++unit;
        text.remove_prefix(letters);
    }
    return Duration{total_ms * ns_per_ms};
}

std::string to_decimal_text(double number)
{
    if (!std::isfinite(number)) return evenkeel::to_text(number);
    std::string text = fmt::format("{}", number);
    const std::size_t e = text.find('e');
    if (e == std::string::npos) {
        if (text.size() > 2 && text.ends_with(".0")) text.resize(text.size() - 2);
        return text;
    }
    int exponent = std::atoi(text.c_str() + e + 1);
    text.resize(e);
    const bool negative = text.front() == '-';
    if (negative) text.erase(0, 1);
    const std::size_t point = text.find('.');
    if (point != std::string::npos) {
        exponent -= static_cast<int>(text.size() - point - 1);
        text.erase(point, 1);
    }
    if (exponent >= 0) {
        text.append(static_cast<std::size_t>(exponent), '0');
    } else {
        const auto decimals = static_cast<std::size_t>(-exponent);
        if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
        text.insert(text.size() - decimals, 1, '.');
    }
    return negative ? "-" + text : text;
}

}  // namespace evenkeel::promql
