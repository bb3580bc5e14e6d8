// Backslashes in $'…', `echo -e` and `printf`. Recorded from bash 5.2.

#include "config/installer/parser.hpp"

namespace evenkeel::installer {

namespace {

int hexadecimal(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_octal(char c) { return c >= '0' && c <= '7'; }

/// Up to `most` digits from `index` on; false when there is none.
bool read_digits(std::string_view text, std::size_t& index, int most, unsigned base, std::uint32_t& value)
{
    int count = 0;
    value = 0;
    while (count < most && index < text.size()) {
        const int digit = hexadecimal(text[index]);
        if (digit < 0 || static_cast<unsigned>(digit) >= base) break;
        value = value * base + static_cast<std::uint32_t>(digit);
        ++index;
        ++count;
    }
    return count > 0;
}

std::string utf8(std::uint32_t code)
{
    std::string text;
    if (code < 0x80) return text += static_cast<char>(code), text;
    if (code < 0x800) return text += static_cast<char>(0xc0 | (code >> 6)), text += static_cast<char>(0x80 | (code & 0x3f)), text;
    if (code < 0x10000) text += static_cast<char>(0xe0 | (code >> 12));
    else text += static_cast<char>(0xf0 | ((code >> 18) & 7)), text += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    return text += static_cast<char>(0x80 | (code & 0x3f)), text;
}

char simple_escape(char letter)
{
    switch (letter) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'e': case 'E': return '\033';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    case '\\': return '\\';
    default: return '\0';
    }
}

}  // namespace

std::optional<std::string> escape(std::string_view text, std::size_t& index, EscapeStyle style)
{
    if (index + 1 >= text.size()) return std::nullopt;
    const char letter = text[index + 1];
    if (const char made = simple_escape(letter); made != '\0') return index += 2, std::string(1, made);
    const bool quote = letter == '\'' || letter == '"' || letter == '?';
    if (quote && style != EscapeStyle::echo) return index += 2, std::string(1, letter);
    std::size_t digits = index + 2;
    std::uint32_t value = 0;
    if (letter == 'x' && read_digits(text, digits, 2, 16, value)) return index = digits, std::string(1, static_cast<char>(value));
    if ((letter == 'u' && read_digits(text, digits, 4, 16, value)) || (letter == 'U' && read_digits(text, digits, 8, 16, value)))
        return index = digits, utf8(value);
    if (style == EscapeStyle::echo) {
        if (letter != '0') return std::nullopt;
        read_digits(text, digits, 3, 8, value);
        return index = digits, std::string(1, static_cast<char>(value));
    }
    if (!is_octal(letter)) return std::nullopt;
    digits = index + 1;
    read_digits(text, digits, 3, 8, value);
    return index = digits, std::string(1, static_cast<char>(value));
}

}  // namespace evenkeel::installer
