// Log-format strings: text, `%name`, `%{flags}name`, `%[sample]`, `%%`.

#include <algorithm>
#include <iterator>

#include "balancer/text_parts.hpp"
#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::string_view variables[] = {
    "o", "B", "CC", "CS", "H", "HM", "HP", "HPO", "HQ", "HU", "HV", "ID", "ST", "T", "Ta", "Tc", "Td", "Th", "Ti", "Tl", "Tq", "Tr", "TR", "Ts",
    "Tt", "Tu", "Tw", "U", "ac", "b", "bc", "bi", "bp", "bq", "ci", "cp", "f", "fc", "fi", "fp", "ft", "hr", "hrl", "hs", "hsl", "lc", "ms", "pid",
    "r", "rc", "rt", "s", "sc", "si", "sp", "sq", "sslc", "sslv", "t", "tr", "trg", "trl", "ts", "tsc",
};

/// What only HTTP has.
constexpr std::string_view http_variables[] = {"CC", "CS", "HM", "HP", "HPO", "HQ", "HU", "HV", "Ta", "Ti", "Tq", "Tr", "TR", "r", "tr", "trg", "trl"};

bool is_blank_or_digit(char c) { return c == ' ' || c == '\t' || (c >= '0' && c <= '9'); }

}  // namespace

bool read_log_format(Reader& reader, std::string_view text, const Token& at, std::uint32_t where, std::string_view context, Fault& said, ReadFormat* read)
{
    const std::string_view outer_context = reader.late_context;
    std::string literal;
    bool varies = false;
    std::size_t i = 0;
    const auto place = [&] { return Token{"", at.column + static_cast<int>(i)}; };
    while (i < text.size()) {
        if (text[i] != '%') {
            literal += text[i++];
            continue;
        }
        ++i;
        if (i >= text.size()) {
            said = fault(sentence::format_truncated, at.column + static_cast<int>(i));
            return false;
        }
        if (text[i] == '%') {
            literal += text[i++];
            continue;
        }
        if (is_blank_or_digit(text[i])) {
            said = fault(sentence::format_unexpected, at.column + static_cast<int>(i), {{"character", text.substr(i, 1)}, {"position", std::to_string(i)}, {"text", text}});
            return false;
        }
        if (!begins_format_item(text[i]) && text[i] != '{') {
            varies = true;      // HAProxy leaves out the '%' before anything else
            continue;
        }
        std::size_t name = i;
        if (text[i] == '{') {
            name = text.find('}', i);
            if (name == std::string_view::npos) {
                said = fault(sentence::format_unfinished, at.column + static_cast<int>(i), {{"what", "log-format arguments"}});
                return false;
            }
            ++name;
            if (name == text.size() || !begins_format_item(text[name])) {
                said = fault(sentence::format_modifier, at.column + static_cast<int>(i), {{"modifier", text.substr(i - 1, name - i + 1)}});
                return false;
            }
        }
        if (name < text.size() && text[name] == '[') {
            varies = true;
            const std::string shown(text.substr(name + 1));
            reader.late_context = context;
            std::size_t index = 0;
            Fault inner;
            i = name + 1;
            const Words expression({{shown, place().column}}, reader.line, at.column + static_cast<int>(text.size()));
            std::string_view behind;
            const auto sample = read_sample(reader, expression, index, inner, &behind);
            reader.late_context = outer_context;
            if (!sample) {
                said = fault(sentence::format_sample, place().column, {{"sample", shown}, {"why", inner.text}});
                return false;
            }
            const std::string_view inside = text.substr(i, text.size() - i - behind.size());
            if (!behind.starts_with(']')) {
                said = behind.empty() ? fault(sentence::format_bracket, place().column, {{"sample", inside}})
                                      : fault(sentence::format_bracket_found, place().column, {{"sample", inside}, {"found", behind.substr(0, 1)}});
                return false;
            }
            if ((sample->fetch->where & where) == 0) {
                said = fault(sentence::format_unavailable, place().column, {{"sample", shown}, {"source", sources_text(sample->fetch->name)}});
                return false;
            }
            if (read != nullptr) {
                const auto modelled = simulated_sample(reader, *sample, where);
                read->simulated = read->simulated && modelled;
                read->format.samples.push_back(modelled.value_or(SampleExpression{}));
            }
            i += inside.size() + 1;
            continue;
        }
        std::size_t stop = name;
        while (stop < text.size() && is_format_name(text[stop])) ++stop;
        // HAProxy takes the longest word and refuses it when it is none of its own.
        const std::string_view word = text.substr(name, stop - name);
        if (std::find(std::begin(variables), std::end(variables), word) == std::end(variables)) {
            said = fault(sentence::format_variable, at.column + static_cast<int>(i), {{"word", word}});
            return false;
        }
        const bool needs_http_mode = std::find(std::begin(http_variables), std::end(http_variables), word) != std::end(http_variables);
        if (needs_http_mode && reader.proxy().mode != Mode::http) {
            said = fault(sentence::format_http_only, at.column + static_cast<int>(i), {{"word", word}});
            return false;
        }
        varies = true;
        if (read != nullptr) read->variables.emplace_back(word);
        i = stop;
    }
    if (read != nullptr) {
        read->format.varies = varies;
        read->format.text = varies ? std::string(text) : literal;
    }
    return true;
}

}  // namespace evenkeel::haproxy
