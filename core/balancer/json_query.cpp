#include "balancer/json_query.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "balancer/convert.hpp"
#include "balancer/text_codes.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr int deepest = 20;

/// Walks over one value after the other. `ok` is false as soon as something is no JSON.
struct Walker {
    std::string_view rest;
    bool ok = true;

    void skip_blanks()
    {
        while (!rest.empty() && (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || rest[0] == '\r')) rest.remove_prefix(1);
    }
    char next()
    {
        skip_blanks();
        return rest.empty() ? '\0' : rest[0];
    }
    bool take(char c)
    {
        if (next() != c) return false;
        rest.remove_prefix(1);
        return true;
    }
    void expect(char c) { ok = take(c) && ok; }

    /// A text in quotes, without them.
    std::string_view text()
    {
        expect('"');
        for (std::size_t i = 0; ok && i < rest.size(); ++i) {
            if (rest[i] == '\\') {
                ++i;
            } else if (rest[i] == '"') {
                const std::string_view found = rest.substr(0, i);
                rest.remove_prefix(i + 1);
                return found;
            }
        }
        ok = false;
        return {};
    }

    /// Any value; what it covers.
    std::string_view value(int depth = 0)
    {
        const char first = next();
        const std::string_view from = rest;
        if (depth > deepest) ok = false;
        if (!ok) return {};
        if (first == '"') text();
        else if (first == '{' || first == '[') members(first, depth);
        else plain();
        return from.substr(0, from.size() - rest.size());
    }

private:
    void members(char open, int depth)
    {
        const char close = open == '{' ? '}' : ']';
        rest.remove_prefix(1);
        if (take(close)) return;
        while (ok) {
            if (open == '{') {
                skip_blanks();
                text();
                expect(':');
            }
            value(depth + 1);
            if (take(close)) return;
            expect(',');
        }
    }
    /// A number, true, false, null.
    void plain()
    {
        for (const std::string_view word : {std::string_view("true"), std::string_view("false"), std::string_view("null")}) {
            if (!rest.starts_with(word)) continue;
            rest.remove_prefix(word.size());
            return;
        }
        const std::size_t end = std::min(rest.find_first_not_of("+-0123456789.eE"), rest.size());
        ok = end > 0 && (rest[0] == '-' || (rest[0] >= '0' && rest[0] <= '9'));
        if (ok) rest.remove_prefix(end);
    }
};

/// The value of a name, or of the number in brackets; nothing without it.
std::optional<std::string_view> member(std::string_view json, std::string_view name)
{
    Walker walker{json};
    if (!walker.take('{') || walker.take('}')) return {};
    while (walker.ok) {
        walker.skip_blanks();
        const std::string_view found = walker.text();
        walker.expect(':');
        const std::string_view value = walker.value();
        if (walker.ok && found == name) return value;
        if (!walker.take(',')) return {};
    }
    return {};
}
std::optional<std::string_view> element(std::string_view json, std::int64_t place)
{
    Walker walker{json};
    if (!walker.take('[') || walker.take(']')) return {};
    for (std::int64_t i = 0; walker.ok; ++i) {
        const std::string_view value = walker.value();
        if (walker.ok && i == place) return value;
        if (!walker.take(',')) return {};
    }
    return {};
}

std::optional<std::string_view> found_at(std::string_view json, std::string_view path)
{
    if (!path.starts_with('$')) return {};
    path.remove_prefix(1);
    std::optional<std::string_view> at = json;
    while (at && !path.empty()) {
        const bool is_member = path[0] == '.';
        if (!is_member && path[0] != '[') return {};
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find_first_of(is_member ? ".[" : "]"), path.size());
        const std::string_view step = path.substr(0, end);
        path.remove_prefix(is_member ? end : std::min(end + 1, path.size()));
        if (is_member) at = member(*at, step);
        else at = element(*at, parse_integer(step).value_or(-1));
    }
    return at;
}

/// Escapes resolved; nothing for one that is unknown.
std::optional<std::string> unescaped(std::string_view text)
{
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            result += text[i];
            continue;
        }
        if (++i >= text.size()) return {};
        if (text[i] == 'u') {
            const auto code = i + 4 < text.size() ? from_hex(text.substr(i + 1, 4)) : std::nullopt;
            if (!code || *code > 0xff) return {};
            result += static_cast<char>(*code);
            i += 4;
            continue;
        }
        const std::size_t letter = letters.find(text[i]);
        if (letter == std::string_view::npos) return {};
        result += meant[letter];
    }
    return result;
}

/// printf's %g of a number that is written in digits, reckoned with these: no rounding of binary fractions comes between.
std::string six_digits(std::string_view number)
{
    const bool negative = number.starts_with('-');
    std::string digits;
    std::int64_t exponent = 0;          // of the first digit
    bool behind_point = false;
    std::size_t i = negative ? 1 : 0;
    for (; i < number.size() && number[i] != 'e' && number[i] != 'E'; ++i) {
        if (number[i] == '.') {
            behind_point = true;
        } else if (digits.empty() && number[i] == '0') {
            exponent -= behind_point ? 1 : 0;
        } else {
            digits += number[i];
            exponent += behind_point ? 0 : 1;
        }
    }
    if (digits.empty()) return negative ? "-0" : "0";
    exponent -= 1;
    if (i < number.size()) {
        std::string_view power = number.substr(i + 1);
        if (power.starts_with('+')) power.remove_prefix(1);
        exponent += std::clamp<std::int64_t>(leading_number(power), -400, 400);
    }
    const bool up = digits.size() > 6 && digits[6] >= '5';
    digits = digits.substr(0, 6);
    for (std::size_t place = digits.size(); up && place-- > 0;) {
        if (digits[place] != '9') {
            ++digits[place];
            break;
        }
        digits[place] = '0';
        if (place == 0) {
            digits.insert(0, 1, '1');
            ++exponent;
        }
    }
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
    const std::string sign = negative ? "-" : "";
    if (exponent < -4 || exponent >= 6)
        return fmt::format("{}{}{}{}e{}{:02}", sign, digits[0], digits.size() > 1 ? "." : "", digits.substr(1), exponent < 0 ? '-' : '+', exponent < 0 ? -exponent : exponent);
    if (exponent < 0) return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    const auto before = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= before) return sign + digits + std::string(before - digits.size(), '0');
    return sign + digits.substr(0, before) + "." + digits.substr(before);
}

}  // namespace

std::optional<SampleValue> json_query(std::string_view json, std::string_view path, bool as_integer)
{
    const auto found = found_at(json, path);
    if (!found || found->empty()) return {};
    const char first = (*found)[0];
    if (first == '"') {
        const auto text = unescaped(found->substr(1, found->size() - 2));
        return text ? std::optional(text_value(*text)) : std::nullopt;
    }
    if (*found == "true" || *found == "false") return truth_value(*found == "true");
    if (first != '-' && (first < '0' || first > '9')) return {};
    return as_integer ? number_value(leading_number(*found)) : text_value(six_digits(*found));
}

}  // namespace evenkeel::haproxy
