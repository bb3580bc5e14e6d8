#include "lab/reports/layout.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace evenkeel {

namespace {

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

std::string repeated(std::string_view what, int times)
{
    std::string text;
    for (int i = 0; i < times; ++i) text += what;
    return text;
}

}  // namespace

std::string inked(std::string_view text, Ink ink, const TextOptions& options)
{
    if (!options.colour || ink == Ink::plain || text.empty()) return std::string(text);
    std::string_view code;
    switch (ink) {
    case Ink::plain: break;
    case Ink::heading: code = "1"; break;
    case Ink::good: code = "32"; break;
    case Ink::bad: code = "31"; break;
    case Ink::middling: code = "33"; break;
    case Ink::faint: code = "2"; break;
    }
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

int columns(std::string_view text) { return static_cast<int>(std::count_if(text.begin(), text.end(), begins_character)); }

std::string padded_left(std::string_view text, int to) { return repeated(" ", to - columns(text)) + std::string(text); }
std::string padded_right(std::string_view text, int to) { return std::string(text) + repeated(" ", to - columns(text)); }

std::string wrapped(std::string_view text, int indent, const TextOptions& options, Ink ink)
{
    const int most = std::max(20, options.width - indent);
    std::string result;
    std::string line;
    const auto end_line = [&] {
        if (!line.empty()) result += repeated(" ", indent) + inked(line, ink, options) + "\n";
        line.clear();
    };
    for (const std::string_view word : split(text, ' ')) {
        if (word.empty()) continue;
        if (!line.empty() && columns(line) + 1 + columns(word) > most) end_line();
        if (!line.empty()) line += ' ';
        line += word;
    }
    end_line();
    return result;
}

std::string bar(double share, int width, const TextOptions& options)
{
    const int full = std::clamp(static_cast<int>(share * width + 0.5), 0, width);
    // A bar that looks full is full, and one that looks empty is empty.
    const int shown = share < 1.0 && full == width ? width - 1 : share > 0.0 && full == 0 ? 1 : full;
    return repeated(options.unicode ? "█" : "#", shown) + repeated(options.unicode ? "·" : ".", width - shown);
}

std::string grouped(std::uint64_t number)
{
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

}  // namespace evenkeel
