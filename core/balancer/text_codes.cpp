#include "balancer/text_codes.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace evenkeel::haproxy {

namespace {

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view hex_digits = "0123456789ABCDEF";

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// One character of UTF-8. Whole: its bytes belong together; well formed: and it is written as it must be.
struct Character {
    std::uint32_t code = 0;
    std::size_t bytes = 1;
    bool whole = false;
    bool well_formed = false;
};

Character character_at(std::string_view text)
{
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return {first, 1, true, true};
    const std::size_t size = first >= 0xfc && first < 0xfe ? 6 : first >= 0xf8 && first < 0xfc ? 5 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
    if (size == 0 || first >= 0xfe) return {first, 1, false, false};
    std::uint32_t code = first & (0x7fu >> size);
    std::size_t at = 1;
    for (; at < size && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80; ++at) code = code << 6 | (static_cast<unsigned char>(text[at]) & 0x3f);
    if (at < size) return {code, at, false, false};
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x1'0000, 0x20'0000, 0x400'0000};
    const bool usual = code >= least[size] && code <= 0x10'ffff && (code < 0xd800 || code > 0xdfff) && code < 0xfffe;
    return {code, size, true, usual || (code > 0xffff && code <= 0x10'ffff && code >= least[size])};
}

void append_json(std::string& text, std::uint32_t code)
{
    switch (code) {
    case '"':
    case '\\':
    case '/': text += {'\\', static_cast<char>(code)}; return;
    case '\b': text += "\\b"; return;
    case '\f': text += "\\f"; return;
    case '\n': text += "\\n"; return;
    case '\r': text += "\\r"; return;
    case '\t': text += "\\t"; return;
    default: break;
    }
    if (code >= 0x20 && code <= 0x7e) text += static_cast<char>(code);
    else text += fmt::format("\\u{:04x}", code);
}

}  // namespace

std::string base64(std::string_view bytes)
{
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) text += i + k <= bytes.size() ? base64_digits[group >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

std::optional<std::string> from_base64(std::string_view text)
{
    if (text.size() % 4 != 0) return {};
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    std::string bytes;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        const std::size_t digit = base64_digits.find(c);
        if (digit == std::string_view::npos) return {};
        held = held << 6 | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(held >> bits & 0xff);
    }
    return bytes;
}

std::string hex(std::string_view bytes)
{
    std::string text;
    for (const char c : bytes) {
        text += hex_digits[static_cast<unsigned char>(c) >> 4];
        text += hex_digits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

std::optional<std::int64_t> from_hex(std::string_view text)
{
    std::uint64_t value = 0;
    for (const char c : text) {
        const int digit = hex_digit(c);
        if (digit < 0) return {};
        value = value << 4 | static_cast<std::uint64_t>(digit);
    }
    return static_cast<std::int64_t>(value);
}

std::optional<std::string> bytes_from_hex(std::string_view digits)
{
    std::string bytes;
    if (digits.size() % 2 != 0) return std::nullopt;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto byte = from_hex(digits.substr(i, 2));
        if (!byte) return std::nullopt;
        bytes += static_cast<char>(*byte);
    }
    return bytes;
}

std::optional<std::string> url_decoded(std::string_view text, bool plus)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '?') plus = true;
        if (text[i] == '+' && plus) {
            result += ' ';
        } else if (text[i] == '%') {
            if (i + 2 >= text.size() || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0) return {};
            result += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            result += text[i];
        }
    }
    return result;
}

std::string url_encoded(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        result += plain ? std::string(1, c) : "%" + hex(std::string_view(&c, 1));
    }
    return result;
}

std::string url_base64(std::string_view bytes)
{
    std::string text = base64(bytes);
    while (!text.empty() && text.back() == '=') text.pop_back();
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

std::optional<std::string> from_url_base64(std::string_view text)
{
    std::string usual(text);
    if (usual.find_first_of("+/") != std::string::npos || usual.size() % 4 == 1) return {};
    std::replace(usual.begin(), usual.end(), '-', '+');
    std::replace(usual.begin(), usual.end(), '_', '/');
    std::replace(usual.begin(), usual.end(), '=', '/');      // as HAProxy's table has it (recorded)
    while (usual.size() % 4 != 0) usual += '=';
    return from_base64(usual);
}

std::optional<std::string> json_escaped(std::string_view text, std::string_view encoding)
{
    const bool ascii = encoding.empty() || encoding == "ascii";
    const bool skips = encoding == "utf8s" || encoding == "utf8ps";
    const bool permissive = encoding == "utf8p" || encoding == "utf8ps";
    std::string result;
    while (!text.empty()) {
        const Character character = ascii ? Character{static_cast<unsigned char>(text[0]), 1, true, true} : character_at(text);
        text.remove_prefix(character.bytes);
        const bool good = permissive ? character.whole : character.well_formed;
        if ((!good || character.code > 0xffff) && !skips) return {};
        if (good && character.code <= 0xffff) append_json(result, character.code);
    }
    return result;
}

}  // namespace evenkeel::haproxy
