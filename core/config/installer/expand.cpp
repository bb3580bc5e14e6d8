// Words become texts: what $ stands for is put in, unquoted values are cut at blanks, patterns look for files.

#include <algorithm>

#include "config/installer/sentences.hpp"
#include "config/installer/shell.hpp"

namespace evenkeel::installer {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }
bool is_pattern_letter(char c) { return c == '*' || c == '?' || c == '['; }

/// The words of one written word, as they grow.
class Fields {
public:
    explicit Fields(Shell& shell) : shell_(shell) {}

    void quoted(const Traced& text)
    {
        present_ = true;
        add(text, true);
    }
    void literal(const Traced& text)
    {
        present_ = present_ || !text.empty();
        for (const char c : text.bytes) pattern_letters_ = pattern_letters_ || is_pattern_letter(c);
        add(text, false);
    }
    /// An unquoted value: blanks in it part words.
    void value(const Traced& text)
    {
        if (!text.known()) present_ = true;
        std::size_t begin = 0;
        while (begin < text.size()) {
            if (is_blank(text.bytes[begin])) {
                next();
                while (begin < text.size() && is_blank(text.bytes[begin])) ++begin;
                continue;
            }
            std::size_t end = begin;
            while (end < text.size() && !is_blank(text.bytes[end])) ++end;
            literal(text.slice(begin, end));
            begin = end;
        }
        if (!text.known()) field_.spoil(text.unknown_at);
    }
    void next()
    {
        if (present_) finish();
        field_.clear();
        pattern_.clear();
        present_ = pattern_letters_ = false;
    }
    std::vector<Traced> take()
    {
        next();
        return std::move(done_);
    }

private:
    void add(const Traced& text, bool quoted)
    {
        if (!shell_.spend(text.size(), text.from.empty() ? nowhere : text.from[0])) return;
        field_.append(text);
        for (const char c : text.bytes) {
            if (quoted && (is_pattern_letter(c) || c == '\\')) pattern_ += '\\';
            pattern_ += c;
        }
    }

    void finish()
    {
        if (pattern_letters_ && field_.known() && pattern_.starts_with('/') && !field_.empty()) {
            const std::size_t before = done_.size();
            for (const auto& [path, file] : shell_.memory.files) {
                std::size_t work = 0;
                const bool same_depth = std::count(path.begin(), path.end(), '/') == std::count(pattern_.begin(), pattern_.end(), '/');
                if (file.exists && same_depth && matches(pattern_, path, work)) done_.push_back(traced(path, field_.from[0]));
                if (!shell_.spend(work, field_.from[0])) return;
            }
            if (done_.size() > before) return;
        }
        done_.push_back(std::move(field_));
    }

    Shell& shell_;
    std::vector<Traced> done_;
    Traced field_;
    std::string pattern_;
    bool present_ = false;
    bool pattern_letters_ = false;
};

Traced joined(const std::vector<Traced>& values, Offset at)
{
    Traced all;
    for (const Traced& value : values) {
        if (&value != values.data()) all.append(' ', at);
        all.append(value);
    }
    return all;
}

Traced calculated(Shell& shell, const Part& part)
{
    const auto number = calculate(shell, part.text.bytes);
    return number ? traced(std::to_string(*number), part.at) : shell.unknown(part.at, sentence::unknown_value, "this calculation");
}

/// What a part that is no parameter stands for.
Traced simple_value(Shell& shell, const Part& part)
{
    switch (part.kind) {
    case Part::Kind::literal: return part.text;
    case Part::Kind::arithmetic: return calculated(shell, part);
    case Part::Kind::command: return output_of(shell, *part.commands, part.at);
    default: return shell.unknown(part.at, sentence::unknown_value, "this expansion");
    }
}

bool starts_with_tilde(const std::vector<Part>& parts)
{
    if (parts.empty() || parts[0].kind != Part::Kind::literal || parts[0].quoted) return false;
    const std::string& text = parts[0].text.bytes;
    return text == "~" || text.starts_with("~/");
}

Traced home_for_tilde(const Traced& text)
{
    Traced path = traced("/root", text.from[0]);
    path.append(text.slice(1, text.size()));
    return path;
}

}  // namespace

std::vector<Traced> expand_fields(Shell& shell, const Word& word)
{
    Fields fields(shell);
    bool first = true;
    for (const Part& part : word.parts) {
        if (shell.stopped) break;
        if (first && starts_with_tilde(word.parts)) {
            fields.literal(home_for_tilde(part.text));
        } else if (part.kind == Part::Kind::parameter) {
            const Parameter parameter = expand_parameter(shell, part);
            for (std::size_t i = 0; i < parameter.values.size(); ++i) {
                if (i > 0) fields.next();
                if (part.quoted) fields.quoted(parameter.values[i]);
                else fields.value(parameter.values[i]);
            }
            // "$@" without arguments is no word at all; "" is one.
            if (part.quoted && parameter.values.empty() && !parameter.is_list) fields.quoted({});
        } else if (part.kind == Part::Kind::literal) {
            if (part.quoted) fields.quoted(part.text);
            else fields.literal(part.text);
        } else {
            const Traced value = simple_value(shell, part);
            if (part.quoted) fields.quoted(value);
            else fields.value(value);
        }
        first = false;
    }
    return fields.take();
}

Traced expand_text(Shell& shell, const std::vector<Part>& parts)
{
    Traced text;
    for (const Part& part : parts) {
        if (shell.stopped) break;
        Traced value;
        if (part.kind == Part::Kind::parameter) value = joined(expand_parameter(shell, part).values, part.at);
        else if (&part == parts.data() && starts_with_tilde(parts)) value = home_for_tilde(part.text);
        else value = simple_value(shell, part);
        if (!shell.spend(value.size(), part.at)) break;
        text.append(value);
    }
    return text;
}

Traced expand_pattern(Shell& shell, const std::vector<Part>& parts)
{
    Traced pattern;
    for (const Part& part : parts) {
        if (shell.stopped) break;
        const Traced value = part.kind == Part::Kind::parameter ? joined(expand_parameter(shell, part).values, part.at) : simple_value(shell, part);
        if (!shell.spend(value.size(), part.at)) break;
        if (!value.known()) pattern.spoil(value.unknown_at);
        for (std::size_t i = 0; i < value.size(); ++i) {
            const char c = value.bytes[i];
            if (part.quoted && (is_pattern_letter(c) || c == '\\' || c == ']')) pattern.append('\\', value.from[i]);
            pattern.append(c, value.from[i]);
        }
    }
    return pattern;
}

namespace {

constexpr std::size_t most_alternatives = 1000;

/// {1..3}: first and last; nothing for other texts.
std::optional<std::pair<long, long>> range_of(std::string_view text)
{
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos || dots == 0 || dots > 6 || text.size() - dots - 2 > 6 || dots + 2 >= text.size()) return std::nullopt;
    const auto number = [](std::string_view digits) { return std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }); };
    if (!number(text.substr(0, dots)) || !number(text.substr(dots + 2))) return std::nullopt;
    return std::pair{std::stol(std::string(text.substr(0, dots))), std::stol(std::string(text.substr(dots + 2)))};
}

/// The places of "{", its commas and its "}" in a literal; empty when there is no list.
std::vector<std::size_t> list_in(std::string_view text, std::size_t from)
{
    std::vector<std::size_t> places{from};
    int open = 0;
    for (std::size_t i = from; i < text.size(); ++i) {
        if (text[i] == '{') ++open;
        if (text[i] == ',' && open == 1) places.push_back(i);
        if (text[i] == '}' && --open == 0) {
            places.push_back(i);
            const bool is_list = places.size() > 2 || range_of(text.substr(from + 1, i - from - 1));
            return is_list ? places : std::vector<std::size_t>{};
        }
    }
    return {};
}

Word with_middle(const Word& word, std::size_t index, std::size_t begin, std::size_t end, const Traced& middle)
{
    Word made = word;
    Part& part = made.parts[index];
    Traced text = part.text.slice(0, begin);
    text.append(middle);
    text.append(part.text.slice(end, part.text.size()));
    part.text = std::move(text);
    return made;
}

}  // namespace

/// a{b,c} and a{1..3}, where the braces stand in one unquoted piece.
std::vector<Word> expand_braces(const Word& word)
{
    std::vector<Word> done;
    std::vector<Word> open{word};
    while (!open.empty()) {
        Word each = std::move(open.back());
        open.pop_back();
        bool found = false;
        for (std::size_t index = 0; index < each.parts.size() && !found; ++index) {
            const Part& part = each.parts[index];
            if (part.kind != Part::Kind::literal || part.quoted) continue;
            for (std::size_t at = part.text.bytes.find('{'); at != std::string::npos && !found; at = part.text.bytes.find('{', at + 1)) {
                const auto places = list_in(part.text.bytes, at);
                if (places.empty()) continue;
                std::vector<Traced> middles;
                const auto range = range_of(std::string_view(part.text.bytes).substr(at + 1, places.back() - at - 1));
                if (places.size() == 2 && range)
                    for (long i = range->first; middles.size() < most_alternatives; i += range->first <= range->second ? 1 : -1) {
                        middles.push_back(traced(std::to_string(i), part.text.from[at]));
                        if (i == range->second) break;
                    }
                else
                    for (std::size_t i = 0; i + 1 < places.size(); ++i) middles.push_back(part.text.slice(places[i] + 1, places[i + 1]));
                for (std::size_t i = middles.size(); i-- > 0;) open.push_back(with_middle(each, index, at, places.back() + 1, middles[i]));
                found = true;
            }
        }
        if (!found) done.push_back(std::move(each));
        if (done.size() + open.size() > most_alternatives) return {word};
    }
    return done;
}

}  // namespace evenkeel::installer
