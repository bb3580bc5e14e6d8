// Small things that every part of the reader asks: argument counts, names, numbers, times, the nearest keyword.

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/fingerprint.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view needed(unsigned capability)
{
    if (capability == is_frontend) return "no frontend";
    if (capability == is_backend) return "no backend";
    return "neither frontend nor backend";
}

Fingerprint fingerprint(std::string_view word)
{
    Fingerprint print{};
    add_word(print, word);
    return print;
}

}  // namespace

bool too_many_arguments(Reader& reader, const Words& words, std::size_t most, std::size_t index)
{
    const Token& extra = words.token(index + most + 1);
    if (extra.text.empty()) return false;
    std::string keyword = words[0];
    for (std::size_t i = 1; i <= index; ++i) keyword.append(" ").append(words[i]);
    reader.fatal(extra, sentence::unexpected_argument, {{"keyword", keyword}, {"word", extra.text}});
    return true;
}

bool ignored_without(Reader& reader, unsigned capability, const Token& keyword, std::string_view hint)
{
    const Proxy& proxy = reader.proxy();
    if (proxy.has(capability) || proxy.has(is_defaults)) return false;
    reader.warn(keyword, sentence::ignored_without_capability,
                {{"keyword", keyword.text}, {"kind", proxy.kind()}, {"name", proxy.name}, {"needed", needed(capability)}, {"hint", hint}});
    return true;
}

bool refused_in_defaults(Reader& reader, const Token& keyword)
{
    if (!reader.proxy().has(is_defaults)) return false;
    reader.fatal(keyword, sentence::not_in_defaults, {{"keyword", keyword.text}});
    return true;
}

bool refused_in_anonymous_defaults(Reader& reader, const Token& keyword)
{
    if (!reader.proxy().has(is_defaults) || !reader.proxy().name.empty()) return false;
    reader.fatal(keyword, sentence::not_in_anonymous_defaults, {{"keyword", keyword.text}});
    return true;
}

std::optional<char> invalid_character(std::string_view name)
{
    if (name.empty()) return '\0';
    for (const char c : name)
        if (!is_letter(c) && !is_digit(c) && c != '.' && c != ':' && c != '_' && c != '-') return c;
    return std::nullopt;
}

std::optional<char> invalid_domain_character(std::string_view name)
{
    if (name.empty()) return '\0';
    for (const char c : name)
        if (!is_letter(c) && !is_digit(c) && c != '.' && c != '_' && c != '-') return c;
    return std::nullopt;
}

std::int64_t leading_integer(std::string_view text, std::size_t& used)
{
    constexpr std::int64_t most = INT64_MAX;
    std::size_t i = 0;
    while (i < text.size() && is_blank(text[i])) ++i;
    const bool negative = i < text.size() && text[i] == '-';
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    const std::size_t digits = i;
    std::int64_t number = 0;
    for (; i < text.size() && is_digit(text[i]); ++i) {
        const int digit = text[i] - '0';
        number = number > (most - digit) / 10 ? most : number * 10 + digit;
    }
    used = i == digits ? 0 : i;
    return negative ? -number : number;
}

std::int64_t leading_integer(std::string_view text)
{
    std::size_t used = 0;
    return leading_integer(text, used);
}

ReadTime read_time(Reader& reader, std::string_view text, std::string_view unit)
{
    constexpr std::uint64_t most = 2147483647;
    constexpr std::uint64_t enough = 1'000'000'000'000'000'000u;
    std::size_t i = 0;
    std::uint64_t value = 0;
    for (; i < text.size() && is_digit(text[i]); ++i) value = value > enough / 10 ? enough : value * 10 + static_cast<std::uint64_t>(text[i] - '0');
    const std::string_view written = text.substr(i);
    if (i == 0 && !written.empty()) return {TimeFault::character, written[0], 0};
    const std::string_view effective = written.empty() ? unit : written;
    std::uint64_t us = 0;
    std::size_t length = 1;
    if (effective.starts_with("us")) us = 1, length = 2;
    else if (effective.starts_with("ms")) us = 1000, length = 2;
    else if (effective[0] == 's') us = 1'000'000;
    else if (effective[0] == 'm') us = 60'000'000;
    else if (effective[0] == 'h') us = 3'600'000'000;
    else if (effective[0] == 'd') us = 86'400'000'000;
    else return {TimeFault::character, effective[0], 0};
    if (written.size() > length)
        reader.cross_warning(sentence::time_with_extra_character, {{"character", written.substr(length, 1)}, {"value", text}});
    const std::uint64_t wanted = unit == "s" ? 1'000'000u : 1000u;
    if (value > (most + 1) * wanted / us) return {TimeFault::overflow, 0, 0};
    const std::uint64_t result = (value * us + wanted - 1) / wanted;
    if (result > most) return {TimeFault::overflow, 0, 0};
    return {TimeFault::none, 0, static_cast<std::int64_t>(result)};
}

Duration milliseconds(std::int64_t count) { return Duration{count * ns_per_ms}; }

std::string_view best_match(std::string_view word, std::initializer_list<std::span<const std::string_view>> lists, std::span<const std::string_view> tolerant)
{
    const Fingerprint wanted = fingerprint(word);
    std::int64_t least = INT64_MAX;
    std::string_view best;
    for (const auto& list : lists) {
        for (const std::string_view known : list) {
            const std::int64_t apart = distance(wanted, fingerprint(known));
            if (apart >= least) continue;
            least = apart;
            best = known;
        }
    }
    const std::int64_t factor = std::find(tolerant.begin(), tolerant.end(), best) != tolerant.end() ? 3 : 2;
    const auto limit = [&](std::string_view text) { return factor * static_cast<std::int64_t>(text.size()); };
    return least > limit(word) || least > limit(best) ? std::string_view{} : best;
}

}  // namespace evenkeel::haproxy
