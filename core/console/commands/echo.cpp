// echo and printf.

#include "base/text.hpp"
#include "console/commands/texts.hpp"

namespace evenkeel::console {

namespace {

/// \\n, \\t and \\\\; another backslash stays.
std::string unescaped(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
        if (next == 'n') result += '\n';
        else if (next == 't') result += '\t';
        else if (next == '\\') result += '\\';
        else result += text[i];
        if (next == 'n' || next == 't' || next == '\\') ++i;
    }
    return result;
}

bool is_option(std::string_view word) { return word.size() > 1 && word[0] == '-' && word.find_first_not_of("neE", 1) == std::string_view::npos; }

Printed run_echo(const Command& words, std::string_view)
{
    bool line_end = true;
    bool escapes = false;
    std::size_t i = 1;
    for (; i < words.size() && is_option(words[i].text); ++i)
        for (const char c : std::string_view(words[i].text).substr(1)) {
            if (c == 'n') line_end = false;
            else escapes = c == 'e';
        }
    std::string text;
    for (std::size_t first = i; i < words.size(); ++i) text += (i == first ? "" : " ") + words[i].text;
    if (escapes) text = unescaped(text);
    return {line_end ? text + "\n" : text, {}, 0, true};
}

void check_printf(Reading& reading)
{
    if (reading.words.size() < 2) return reading.not_simulated(reading.words.front(), "to print nothing", "printf 'show info\\n'");
    if (reading.words.size() > 2) return reading.not_simulated(reading.words[2], "a second argument", "write it into the first");
    if (reading.words[1].text.find('%') != std::string::npos) reading.not_simulated(reading.words[1], "a format with %", "write the text itself");
}

}  // namespace

const Filter echo{"echo", [](Reading&) {}, run_echo};
const Filter print_formatted{"printf", check_printf, [](const Command& words, std::string_view) { return Printed{unescaped(words[1].text), {}, 0, true}; }};

}  // namespace evenkeel::console
