#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace evenkeel {

namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Edits between two words: insert, delete, replace, swap of neighbours (optimal string alignment).
std::size_t edits(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::vector<std::size_t> next(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = row[j - 1] + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
            next[j] = std::min({replaced, row[j] + 1, next[j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) next[j] = std::min(next[j], before[j - 2] + 1);
        }
        std::swap(before, row);
        std::swap(row, next);
    }
    return row[b.size()];
}

/// The length of the UTF-8 sequence at the front of text, 0 if it is invalid (overlong, surrogate, cut, beyond U+10FFFF).
std::size_t utf8_length(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    if (first == 0xe0 && byte(1) < 0xa0) return 0;
    if (first == 0xed && byte(1) > 0x9f) return 0;
    if (first == 0xf0 && byte(1) < 0x90) return 0;
    if (first == 0xf4 && byte(1) > 0x8f) return 0;
    return length;
}

/// Characters that reorder or hide what stands around them (U+200E..200F, U+202A..202E, U+2066..2069, U+FEFF), and C1 controls.
bool is_deceptive(std::string_view character)
{
    if (character.size() == 2) return static_cast<unsigned char>(character[0]) == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
    if (character == "\xef\xbb\xbf") return true;
    if (character.size() != 3 || character[0] != '\xe2') return false;
    const auto second = static_cast<unsigned char>(character[1]);
    const auto third = static_cast<unsigned char>(character[2]);
    if (second == 0x80) return third == 0x8e || third == 0x8f || (third >= 0xa8 && third <= 0xae);
    return second == 0x81 && third >= 0xa6 && third <= 0xa9;
}

}  // namespace

std::string_view trim(std::string_view text)
{
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    parts.push_back(text);
    return parts;
}

std::string join(std::span<const std::string> parts, std::string_view separator)
{
    std::string text;
    for (const std::string& part : parts) {
        if (&part != parts.data()) text += separator;
        text += part;
    }
    return text;
}

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char& c : result) c = lower(c);
    return result;
}

bool equal_ignoring_case(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::int64_t> parse_integer(std::string_view text, std::int64_t least, std::int64_t most)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    if (number < least || number > most) return std::nullopt;
    return number;
}

std::optional<double> parse_number(std::string_view text)
{
    const bool plain = !text.empty() && text.size() < 400 &&
                       std::all_of(text.begin(), text.end(), [](char c) {
                           return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
                       });
    if (!plain) return std::nullopt;
    const std::string copy(text);
    char* end = nullptr;
    const double number = std::strtod(copy.c_str(), &end);  // correctly rounded in glibc and musl; "C" locale throughout
    if (end != copy.c_str() + copy.size()) return std::nullopt;
    return number;
}

std::string to_text(double number)
{
    if (number != number) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Inf" : "+Inf";
    return fmt::format("{}", number);
}

std::optional<std::string_view> nearest_word(std::string_view written, std::span<const std::string_view> known)
{
    if (written.size() > 64) return std::nullopt;
    std::optional<std::string_view> nearest;
    std::size_t least = std::max<std::size_t>(1, written.size() / 3) + 1;
    for (const std::string_view word : known) {
        const std::size_t distance = edits(written, word);
        if (distance >= least || distance >= word.size()) continue;
        least = distance;
        nearest = word;
    }
    return nearest;
}

std::string did_you_mean(std::string_view word) { return "did you mean '" + std::string(word) + "'?"; }

std::string printable(std::string_view text, std::size_t most)
{
    std::string result;
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        const std::string_view character = text.substr(0, std::max<std::size_t>(1, length));
        if (result.size() + character.size() > most) return result + "…";
        const bool control = length == 1 && (static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7f);
        if (length == 0 || control || is_deceptive(character)) {
            for (const char c : character) result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            result += character;
        }
        text.remove_prefix(character.size());
    }
    return result;
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8_length(text.substr(at));
        if (length == 0) return at;
        at += length;
    }
    return std::nullopt;
}

}  // namespace evenkeel
