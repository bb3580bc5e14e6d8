// echo and printf, as bash 5.2 prints; echo of /bin/sh is dash's.

#include <algorithm>

#include "base/text.hpp"
#include "config/installer/commands/commands.hpp"
#include "config/installer/sentences.hpp"

namespace evenkeel::installer {

namespace {

/// Backslashes resolved; false when \c said to stop.
bool append_escaped(Traced& out, const Traced& text, EscapeStyle style)
{
    out.unknown_at = out.known() ? text.unknown_at : out.unknown_at;
    for (std::size_t i = 0; i < text.size();) {
        const Offset at = text.from[i];
        if (text.bytes[i] == '\\') {
            if (i + 1 < text.size() && text.bytes[i + 1] == 'c') return false;
            if (const auto letters = escape(text.bytes, i, style)) {
                out.append(*letters, at);
                continue;
            }
        }
        out.append(text.bytes[i], at);
        ++i;
    }
    return true;
}

/// "-n", "-neE"; dash knows -n alone.
bool is_echo_option(std::string_view word, bool dash)
{
    if (word.size() < 2 || word[0] != '-') return false;
    return dash ? word == "-n" : word.find_first_not_of("neE", 1) == std::string_view::npos;
}

struct Conversion {
    bool left = false;
    bool zeros = false;
    bool plus = false;
    std::int64_t width = 0;
    std::int64_t precision = -1;
    char letter = 0;
};

constexpr std::int64_t widest = 4096;

class Printer {
public:
    Printer(Shell& shell, const Call& call, std::size_t first) : shell_(shell), call_(call), format_(call.words[first]), next_(first + 1) {}

    std::optional<Traced> print()
    {
        if (!format_.known()) out_.spoil(format_.unknown_at);
        do {
            const std::size_t before = next_;
            if (!once()) break;
            if (next_ == before) break;
        } while (next_ < call_.words.size() && shell_.spend(format_.size() + 8, call_.at));
        if (wrong_) return std::nullopt;
        return std::move(out_);
    }

private:
    /// The format once; false when \c ended it.
    bool once()
    {
        for (std::size_t i = 0; i < format_.size();) {
            const Offset at = format_.from[i];
            const char c = format_.bytes[i];
            if (c == '\\') {
                if (i + 1 < format_.size() && format_.bytes[i + 1] == 'c') return false;
                if (const auto letters = escape(format_.bytes, i, EscapeStyle::printf)) {
                    out_.append(*letters, at);
                    continue;
                }
            } else if (c == '%') {
                if (i + 1 < format_.size() && format_.bytes[i + 1] == '%') {
                    out_.append('%', at);
                    i += 2;
                    continue;
                }
                if (!convert(i, at)) return false;
                continue;
            }
            out_.append(c, at);
            ++i;
        }
        return true;
    }

    Traced argument() { return next_ < call_.words.size() ? call_.words[next_++] : Traced{}; }

    std::int64_t number(std::size_t& i)
    {
        if (i < format_.size() && format_.bytes[i] == '*') {
            ++i;
            return std::clamp<std::int64_t>(parse_integer(argument().bytes).value_or(0), -widest, widest);
        }
        std::int64_t value = 0;
        for (; i < format_.size() && format_.bytes[i] >= '0' && format_.bytes[i] <= '9'; ++i) value = std::min(widest, value * 10 + (format_.bytes[i] - '0'));
        return value;
    }

    bool convert(std::size_t& i, Offset at)
    {
        Conversion conversion;
        for (++i; i < format_.size() && std::string_view("-0+ #").find(format_.bytes[i]) != std::string_view::npos; ++i) {
            conversion.left = conversion.left || format_.bytes[i] == '-';
            conversion.zeros = conversion.zeros || format_.bytes[i] == '0';
            conversion.plus = conversion.plus || format_.bytes[i] == '+';
        }
        conversion.width = number(i);
        if (conversion.width < 0) conversion.left = true, conversion.width = -conversion.width;
        if (i < format_.size() && format_.bytes[i] == '.') ++i, conversion.precision = number(i);
        if (i >= format_.size()) return wrong_ = true, false;
        conversion.letter = format_.bytes[i++];
        switch (conversion.letter) {
        case 's': pad(cut(argument(), conversion.precision), conversion, at); return true;
        case 'c': pad(argument().slice(0, 1), conversion, at); return true;
        case 'b': {
            Traced made;
            const bool goes_on = append_escaped(made, argument(), EscapeStyle::echo);
            pad(cut(std::move(made), conversion.precision), conversion, at);
            return goes_on;
        }
        case 'd': case 'i': case 'u': return integer(conversion, at);
        default: return wrong_ = true, false;
        }
    }

    static Traced cut(Traced text, std::int64_t most) { return most < 0 ? text : text.slice(0, static_cast<std::size_t>(most)); }

    bool integer(const Conversion& conversion, Offset at)
    {
        const Traced text = argument();
        if (!text.known()) return out_.spoil(text.unknown_at), true;
        const auto value = text.empty() ? std::optional<std::int64_t>(0) : parse_integer(text.bytes);
        // 010 is octal and 'x a letter's number there: not read here.
        if (!value || (text.size() > 1 && text.bytes[0] == '0')) return wrong_ = true, false;
        std::string digits = std::to_string(*value);
        if (conversion.plus && *value >= 0) digits.insert(digits.begin(), '+');
        if (conversion.zeros && !conversion.left && digits.size() < static_cast<std::size_t>(conversion.width))
            digits.insert(digits[0] == '-' || digits[0] == '+' ? 1 : 0, static_cast<std::size_t>(conversion.width) - digits.size(), '0');
        pad(traced(digits, text.from.empty() ? at : text.from[0]), conversion, at);
        return true;
    }

    void pad(const Traced& text, const Conversion& conversion, Offset at)
    {
        const auto width = static_cast<std::size_t>(conversion.width);
        const std::size_t blanks = text.size() < width ? width - text.size() : 0;
        if (!shell_.spend(text.size() + blanks, at)) return;
        if (!conversion.left) out_.append(std::string(blanks, ' '), at);
        out_.append(text);
        if (conversion.left) out_.append(std::string(blanks, ' '), at);
    }

    Shell& shell_;
    const Call& call_;
    const Traced& format_;
    std::size_t next_;
    Traced out_;
    bool wrong_ = false;
};

}  // namespace

void run_echo(Shell& shell, Call& call)
{
    bool line_end = true;
    bool escapes = shell.dash;
    std::size_t first = 1;
    for (; first < call.words.size() && call.words[first].known() && is_echo_option(call.words[first].bytes, shell.dash); ++first)
        for (const char c : call.words[first].bytes.substr(1)) {
            if (c == 'n') line_end = false;
            if (c == 'e') escapes = true;
            if (c == 'E') escapes = false;
        }
    Traced text;
    Offset end = call.at;
    for (std::size_t i = first; i < call.words.size(); ++i) {
        const Traced& word = call.words[i];
        if (!shell.spend(word.size() + 1, call.at)) return;
        if (!word.from.empty()) end = word.from.back();
        if (i > first) text.append(' ', word.from.empty() ? end : word.from[0]);
        if (!escapes) {
            text.append(word);
        } else if (!append_escaped(text, word, EscapeStyle::echo)) {
            line_end = false;
            break;
        }
    }
    if (line_end) text.append('\n', end);
    shell.put(call.streams.out, text, call.at);
    shell.memory.status = 0;
}

void run_printf(Shell& shell, Call& call)
{
    std::size_t first = 1;
    std::string name;
    if (call.words.size() > 3 && call.words[1].bytes == "-v") name = call.words[2].bytes, first = 3;
    if (call.words.size() > first && call.words[first].bytes == "--") ++first;
    if (first >= call.words.size()) return void(shell.memory.status = 2);
    auto text = Printer(shell, call, first).print();
    if (!text) text = shell.unknown(call.at, sentence::unknown_value, "what this printf prints");
    if (!name.empty()) variable(shell, name) = {{0, std::move(*text)}};
    else shell.put(call.streams.out, *text, call.at);
    shell.memory.status = 0;
}

}  // namespace evenkeel::installer
