// cut, grep, head, tail and wc: what is usually put behind a pipe.

#include <algorithm>

#include <re2/re2.h>

#include "base/text.hpp"
#include "config/installer/regular_expression.hpp"
#include "console/commands/texts.hpp"

namespace evenkeel::console {

namespace {

std::vector<std::string_view> lines_of(std::string_view text)
{
    if (text.ends_with('\n')) text.remove_suffix(1);
    else if (text.empty()) return {};
    return split(text, '\n');
}

std::string joined(std::span<const std::string_view> lines)
{
    std::string text;
    for (const std::string_view line : lines) text.append(line).append("\n");
    return text;
}

constexpr std::int64_t most_lines = 1'000'000;

/// The number of `-n N`, `-nN` or `-N`; 10 without one; nothing for other words.
std::optional<std::int64_t> line_count(const Command& words)
{
    if (words.size() == 1) return 10;
    std::string_view number = words[1].text;
    if (words.size() == 3 && number == "-n") number = words[2].text;
    else if (words.size() == 2 && number.starts_with("-n")) number.remove_prefix(2);
    else if (words.size() == 2 && number.starts_with("-")) number.remove_prefix(1);
    else return std::nullopt;
    return parse_integer(number, 0, most_lines);
}

void check_count(Reading& reading)
{
    if (!line_count(reading.words)) reading.not_simulated(reading.words[1], "'" + printable(reading.words[1].text, 40) + "'", "-n and a number of lines");
}

Printed run_head(const Command& words, std::string_view input)
{
    const std::vector<std::string_view> lines = lines_of(input);
    const auto most = static_cast<std::size_t>(line_count(words).value_or(10));
    return {joined(std::span(lines).first(std::min(most, lines.size()))), {}, 0, true};
}

Printed run_tail(const Command& words, std::string_view input)
{
    const std::vector<std::string_view> lines = lines_of(input);
    const auto most = static_cast<std::size_t>(line_count(words).value_or(10));
    return {joined(std::span(lines).last(std::min(most, lines.size()))), {}, 0, true};
}

struct Grep {
    bool inverted = false;
    bool counts = false;
    bool ignores_case = false;
    bool extended = false;
    bool fixed = false;
    const Word* pattern = nullptr;
    const Word* unknown = nullptr;
};

Grep read_grep(const Command& words)
{
    Grep grep;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string_view text = words[i].text;
        if (grep.pattern == nullptr && text.size() > 1 && text[0] == '-' && text.find_first_not_of("vciEF", 1) == std::string_view::npos) {
            for (const char c : text.substr(1)) (c == 'v' ? grep.inverted : c == 'c' ? grep.counts : c == 'i' ? grep.ignores_case : c == 'E' ? grep.extended : grep.fixed) = true;
        } else if (grep.pattern == nullptr && !text.starts_with('-')) {
            grep.pattern = &words[i];
        } else {
            grep.unknown = &words[i];
        }
    }
    return grep;
}

std::optional<std::string> expression_of(const Grep& grep)
{
    if (grep.fixed) return RE2::QuoteMeta(grep.pattern->text);
    return installer::to_re2(grep.pattern->text, grep.extended);
}

RE2::Options options_of(const Grep& grep)
{
    RE2::Options options = installer::regular_expression_options();
    options.set_case_sensitive(!grep.ignores_case);
    options.set_log_errors(false);
    return options;
}

void check_grep(Reading& reading)
{
    const Grep grep = read_grep(reading.words);
    if (grep.unknown != nullptr) return reading.not_simulated(*grep.unknown, "'" + printable(grep.unknown->text, 40) + "'", "-i, -v, -c, -E, -F and one pattern");
    if (grep.pattern == nullptr) return reading.not_simulated(reading.words.front(), "no pattern", "grep DOWN");
    const auto expression = expression_of(grep);
    if (!expression || !RE2(*expression, options_of(grep)).ok()) reading.not_simulated(*grep.pattern, "this pattern", "-F looks for the text as it is");
}

Printed run_grep(const Command& words, std::string_view input)
{
    const Grep grep = read_grep(words);
    const RE2 expression(expression_of(grep).value_or(""), options_of(grep));
    std::vector<std::string_view> found;
    for (const std::string_view line : lines_of(input))
        if (RE2::PartialMatch(line, expression) != grep.inverted) found.push_back(line);
    return {grep.counts ? std::to_string(found.size()) + "\n" : joined(found), {}, found.empty() ? 1 : 0, true};
}

struct Cut {
    char delimiter = '\t';
    std::vector<std::size_t> fields;        ///< from 1
    const Word* unknown = nullptr;
};

Cut read_cut(const Command& words)
{
    constexpr std::int64_t most_fields = 1'000;
    Cut cut;
    for (std::size_t i = 1; i < words.size(); ++i) {
        std::string_view text = words[i].text;
        const std::string_view option = text.substr(0, 2);
        std::string_view value = text.substr(std::min<std::size_t>(text.size(), 2));
        if (value.empty() && i + 1 < words.size()) value = words[++i].text;
        if (option == "-d" && value.size() == 1) cut.delimiter = value[0];
        else if (option == "-f" && cut.fields.empty()) {
            for (const std::string_view part : split(value, ',')) {
                const std::vector<std::string_view> ends = split(part, '-');
                const auto least = parse_integer(ends.front(), 1, most_fields);
                const auto most = parse_integer(ends.back(), 1, most_fields);
                if (!least || !most || ends.size() > 2) cut.unknown = &words[i];
                else for (std::int64_t field = *least; field <= *most; ++field) cut.fields.push_back(static_cast<std::size_t>(field));
            }
        } else cut.unknown = &words[i];
    }
    std::sort(cut.fields.begin(), cut.fields.end());
    cut.fields.erase(std::unique(cut.fields.begin(), cut.fields.end()), cut.fields.end());
    if (cut.fields.empty()) cut.unknown = &words.front();
    return cut;
}

void check_cut(Reading& reading)
{
    if (const Cut cut = read_cut(reading.words); cut.unknown != nullptr) reading.not_simulated(*cut.unknown, "anything but -d and -f", "cut -d, -f1,2,18");
}

Printed run_cut(const Command& words, std::string_view input)
{
    const Cut cut = read_cut(words);
    std::string text;
    for (const std::string_view line : lines_of(input)) {
        const std::vector<std::string_view> fields = split(line, cut.delimiter);
        if (fields.size() == 1) {       // a line without the delimiter stays
            text.append(line).append("\n");
            continue;
        }
        bool first = true;
        for (const std::size_t field : cut.fields) {
            if (field > fields.size()) break;
            if (!std::exchange(first, false)) text += cut.delimiter;
            text += fields[field - 1];
        }
        text += '\n';
    }
    return {std::move(text), {}, 0, true};
}

void check_word_count(Reading& reading)
{
    if (reading.words.size() != 2 || reading.words[1].text != "-l") reading.not_simulated(reading.words.front(), "anything but -l", "wc -l");
}

Printed run_word_count(const Command&, std::string_view input) { return {std::to_string(std::count(input.begin(), input.end(), '\n')) + "\n", {}, 0, true}; }

}  // namespace

const Filter cut{"cut", check_cut, run_cut};
const Filter grep{"grep", check_grep, run_grep};
const Filter head{"head", check_count, run_head};
const Filter tail{"tail", check_count, run_tail};
const Filter word_count{"wc", check_word_count, run_word_count};

}  // namespace evenkeel::console
