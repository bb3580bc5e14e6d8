#include "balancer/convert.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "balancer/civil_date.hpp"
#include "balancer/fetch.hpp"
#include "balancer/hashes.hpp"
#include "balancer/regex.hpp"
#include "balancer/text_codes.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::size_t most_text = 16'384;
constexpr std::int64_t least_number = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t most_number = std::numeric_limits<std::int64_t>::max();

std::string_view text_at(const Converter& converter, std::size_t i) { return i < converter.texts.size() ? std::string_view(converter.texts[i]) : std::string_view{}; }
std::int64_t number_at(const Converter& converter, std::size_t i, std::int64_t otherwise = 0) { return i < converter.numbers.size() && !text_at(converter, i).empty() ? converter.numbers[i] : otherwise; }

// ---- numbers: what would overflow stops at the end

std::int64_t sum(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    if (!__builtin_add_overflow(a, b, &result)) return result;
    return b > 0 ? most_number : least_number;
}

std::int64_t product(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    if (!__builtin_mul_overflow(a, b, &result)) return result;
    return (a < 0) == (b < 0) ? most_number : least_number;
}

std::int64_t quotient(std::int64_t a, std::int64_t b)
{
    if (b == 0 || (a == least_number && b == -1)) return most_number;
    return a / b;
}

std::int64_t difference(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    if (!__builtin_sub_overflow(a, b, &result)) return result;
    return b < 0 ? most_number : least_number;
}

std::int64_t calculated(Conversion conversion, std::int64_t a, std::int64_t b)
{
    switch (conversion) {
    case Conversion::add: return sum(a, b);
    case Conversion::subtract: return difference(a, b);
    case Conversion::multiply: return product(a, b);
    case Conversion::divide: return quotient(a, b);
    case Conversion::modulo: return b == 0 || b == -1 ? 0 : a % b;
    case Conversion::negate: return a == least_number ? most_number : -a;
    case Conversion::bit_and: return a & b;
    case Conversion::bit_or: return a | b;
    case Conversion::bit_xor: return a ^ b;
    case Conversion::complement: return ~a;
    default: return a;
    }
}

// ---- texts

bool is_one_of(char c, std::string_view delimiters) { return delimiters.find(c) != std::string_view::npos; }

/// field(i,delimiters[,count]): from 1, or from the end below 0; a count of 0 takes all that follow.
std::string field(std::string_view text, std::int64_t index, std::string_view delimiters, std::int64_t count)
{
    std::vector<std::size_t> starts{0};
    for (std::size_t i = 0; i < text.size(); ++i)
        if (is_one_of(text[i], delimiters)) starts.push_back(i + 1);
    const auto fields = static_cast<std::int64_t>(starts.size());
    const auto end_of = [&](std::int64_t i) { return i + 1 < fields ? starts[static_cast<std::size_t>(i + 1)] - 1 : text.size(); };
    std::int64_t first = index > 0 ? index - 1 : fields + index;
    if (index == 0 || first < 0 || first >= fields) return {};
    std::int64_t last = first;
    if (index > 0) last = count == 0 ? fields - 1 : std::min(fields - 1, first + count - 1);
    else if (count != 1) first = count == 0 ? 0 : std::max<std::int64_t>(0, first - count + 1);
    const std::size_t start = starts[static_cast<std::size_t>(first)];
    return std::string(text.substr(start, end_of(last) - start));
}

/// word(i,delimiters[,count]): as field, where several delimiters are one and those at the ends none.
std::string word(std::string_view text, std::int64_t index, std::string_view delimiters, std::int64_t count)
{
    std::vector<std::pair<std::size_t, std::size_t>> words;
    for (std::size_t i = 0; i < text.size();) {
        while (i < text.size() && is_one_of(text[i], delimiters)) ++i;
        const std::size_t start = i;
        while (i < text.size() && !is_one_of(text[i], delimiters)) ++i;
        if (i > start) words.emplace_back(start, i);
    }
    const auto all = static_cast<std::int64_t>(words.size());
    std::int64_t first = index > 0 ? index - 1 : all + index;
    if (index == 0 || first < 0 || first >= all) return {};
    std::int64_t last = first;
    if (index > 0) last = count == 0 ? all - 1 : std::min(all - 1, first + count - 1);
    else if (count != 1) first = count == 0 ? 0 : std::max<std::int64_t>(0, first - count + 1);
    const std::size_t start = words[static_cast<std::size_t>(first)].first;
    return std::string(text.substr(start, words[static_cast<std::size_t>(last)].second - start));
}

std::string trimmed(std::string text, std::string_view characters, bool left)
{
    const std::size_t edge = left ? text.find_first_not_of(characters) : text.find_last_not_of(characters);
    if (edge == std::string::npos) return {};
    return left ? text.substr(edge) : text.substr(0, edge + 1);
}

std::optional<SampleValue> network_of(const Converter& converter, const SampleValue& value)
{
    const std::optional<Address> address = address_of(value);
    if (!address) return {};
    const bool old = is_ipv4(*address);
    if (!old && text_at(converter, 1).empty()) return {};
    std::int64_t kept = old ? 96 + number_at(converter, 0) : number_at(converter, 1);
    if (const auto mask = old ? parse_address(text_at(converter, 0)) : std::nullopt; mask && is_ipv4(*mask)) {
        kept = 96;
        for (std::uint32_t bits = ipv4_number(*mask); (bits & 0x8000'0000u) != 0; bits <<= 1) ++kept;
    }
    Address network = *address;
    for (std::int64_t bit = std::clamp<std::int64_t>(kept, 0, 128); bit < 128; ++bit)
        network.bytes[static_cast<std::size_t>(bit / 8)] = static_cast<std::uint8_t>(network.bytes[static_cast<std::size_t>(bit / 8)] & ~(0x80 >> (bit % 8)));
    return address_value(network);
}

SampleValue hashed(const Converter& converter, const SampleValue& value, HashFunction function)
{
    const std::uint32_t hash = hash_of(bytes_of(value), function);
    return number_value(number_at(converter, 0) != 0 ? full_hash(hash) : hash);
}

std::optional<SampleValue> as_text(std::optional<std::string> text)
{
    if (!text) return {};
    return text_value(std::string_view(*text).substr(0, most_text));
}

std::optional<SampleValue> convert_number(const Converter& converter, const SampleValue& value, const RequestView& view)
{
    const std::optional<std::int64_t> number = number_of(value);
    if (!number) return {};
    switch (converter.conversion) {
    case Conversion::not_: return truth_value(*number == 0);
    case Conversion::truth: return truth_value(*number != 0);
    case Conversion::is_odd: return truth_value(*number % 2 != 0);
    case Conversion::is_even: return truth_value(*number % 2 == 0);
    case Conversion::choose: return text_value(text_at(converter, *number != 0 ? 0 : 1));
    case Conversion::http_date: return text_value(date_text(sum(*number, number_at(converter, 0)), "%a, %d %b %Y %H:%M:%S GMT"));
    case Conversion::utc_time: return text_value(date_text(sum(*number, number_at(converter, 1)), text_at(converter, 0)));
    default: break;
    }
    std::int64_t operand = number_at(converter, 0);
    const std::string_view named = text_at(converter, 0);
    if (!named.empty() && named[0] != '-' && (named[0] < '0' || named[0] > '9')) {
        const Variable* variable = find_variable(view, named);
        const auto of_variable = variable == nullptr ? std::nullopt : number_of(variable->value);
        if (!of_variable) return {};
        operand = *of_variable;
    }
    return number_value(calculated(converter.conversion, *number, operand));
}

std::string concatenated(const Converter& converter, std::string text, const RequestView& view)
{
    text += text_at(converter, 0);
    if (const Variable* variable = text_at(converter, 1).empty() ? nullptr : find_variable(view, text_at(converter, 1))) text += text_of(variable->value);
    return text + std::string(text_at(converter, 2));
}

std::optional<SampleValue> convert_text(const Converter& converter, const SampleValue& value, const RequestView& view)
{
    std::string text = text_of(value);
    const auto delimiters = [&] { return text_at(converter, 1); };
    switch (converter.conversion) {
    case Conversion::lower: return text_value(lower(text));
    case Conversion::upper:
        std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        return text_value(text);
    case Conversion::length: return number_value(static_cast<std::int64_t>(text.size()));
    case Conversion::field:
    case Conversion::word: {
        const auto part = converter.conversion == Conversion::field ? field : word;
        const std::string found = part(text, number_at(converter, 0), delimiters(), number_at(converter, 2, 1));
        return found.empty() ? std::nullopt : std::optional(text_value(found));
    }
    case Conversion::from_base64: return as_text(from_base64(text));
    case Conversion::from_hex_number: {
        const auto number = from_hex(text);
        return number ? std::optional(number_value(*number)) : std::nullopt;
    }
    case Conversion::url_decode: return as_text(url_decoded(text, number_at(converter, 0) != 0));
    case Conversion::url_encode: return as_text(url_encoded(text));
    case Conversion::replace_matches: {
        const std::string_view flags = text_at(converter, 2);
        return as_text(replaced_by_regex(text, std::string(text_at(converter, 0)), text_at(converter, 1), is_one_of('i', flags), is_one_of('g', flags)));
    }
    case Conversion::concatenate: return as_text(concatenated(converter, std::move(text), view));
    case Conversion::compare: {
        const Variable* variable = find_variable(view, text_at(converter, 0));
        return variable == nullptr ? std::nullopt : std::optional(number_value(text.compare(text_of(variable->value))));
    }
    case Conversion::left_trim: return text_value(trimmed(std::move(text), text_at(converter, 0), true));
    case Conversion::right_trim: return text_value(trimmed(std::move(text), text_at(converter, 0), false));
    case Conversion::json: return as_text(json_escaped(text));
    default: return {};
    }
}

}  // namespace

SampleValue truth_value(bool value) { return {SampleKind::truth, value ? 1 : 0, {}, {}}; }
SampleValue number_value(std::int64_t value) { return {SampleKind::number, value, {}, {}}; }
SampleValue text_value(std::string_view value) { return {SampleKind::text, 0, {}, std::string(value)}; }
SampleValue address_value(const Address& value) { return {SampleKind::address, 0, value, {}}; }

std::string text_of(const SampleValue& value)
{
    switch (value.kind) {
    case SampleKind::truth:
    case SampleKind::number: return fmt::format("{}", value.number);
    case SampleKind::address: return to_text(value.address);
    case SampleKind::text:
    case SampleKind::binary: break;
    }
    return value.text;
}

std::int64_t leading_number(std::string_view text)
{
    const bool negative = text.starts_with('-');
    std::int64_t number = 0;
    for (const char c : text.substr(negative ? 1 : 0)) {
        if (c < '0' || c > '9') break;
        number = difference(product(number, 10), c - '0');      // below 0 there is one more
    }
    return negative ? number : difference(0, number);
}

std::optional<std::int64_t> number_of(const SampleValue& value)
{
    switch (value.kind) {
    case SampleKind::truth:
    case SampleKind::number: return value.number;
    case SampleKind::address: return is_ipv4(value.address) ? std::optional<std::int64_t>(ipv4_number(value.address)) : std::nullopt;
    case SampleKind::text:
    case SampleKind::binary: break;
    }
    return value.text.empty() ? std::nullopt : std::optional(leading_number(value.text));
}

std::optional<Address> address_of(const SampleValue& value)
{
    if (value.kind == SampleKind::address) return value.address;
    if (value.kind == SampleKind::number) return ipv4(static_cast<std::uint32_t>(value.number));
    return value.kind == SampleKind::text ? parse_address(value.text) : std::nullopt;
}

std::string bytes_of(const SampleValue& value)
{
    if (value.kind == SampleKind::address) {
        const std::string bytes(value.address.bytes.begin(), value.address.bytes.end());
        return is_ipv4(value.address) ? bytes.substr(12) : bytes;
    }
    if (value.kind != SampleKind::number && value.kind != SampleKind::truth) return value.text;
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(static_cast<std::uint64_t>(value.number) >> shift & 0xff);
    return bytes;
}

std::optional<SampleValue> convert(const Converter& converter, SampleValue value, const RequestView& view)
{
    switch (converter.conversion) {
    case Conversion::nothing: return value;
    case Conversion::set_variable: set_variable(view, text_at(converter, 0), value); return value;
    case Conversion::unset_variable: unset_variable(view, text_at(converter, 0)); return value;
    case Conversion::hash_crc32: return hashed(converter, value, HashFunction::crc32);
    case Conversion::hash_djb2: return hashed(converter, value, HashFunction::djb2);
    case Conversion::hash_sdbm: return hashed(converter, value, HashFunction::sdbm);
    case Conversion::hash_wt6: return hashed(converter, value, HashFunction::wt6);
    case Conversion::network: return network_of(converter, value);
    case Conversion::hex: return as_text(hex(bytes_of(value)));
    case Conversion::base64: return as_text(base64(bytes_of(value)));
    case Conversion::servers_up: return servers_up(view, text_of(value));
    case Conversion::bytes: {
        const std::string bytes = bytes_of(value);
        const std::int64_t from = number_at(converter, 0);
        if (from < 0 || from >= static_cast<std::int64_t>(bytes.size())) return text_value("");
        return text_value(std::string_view(bytes).substr(static_cast<std::size_t>(from), static_cast<std::size_t>(std::max<std::int64_t>(0, number_at(converter, 1, most_number)))));
    }
    case Conversion::not_:
    case Conversion::truth:
    case Conversion::is_odd:
    case Conversion::is_even:
    case Conversion::choose:
    case Conversion::http_date:
    case Conversion::utc_time:
    case Conversion::add:
    case Conversion::subtract:
    case Conversion::multiply:
    case Conversion::divide:
    case Conversion::modulo:
    case Conversion::negate:
    case Conversion::bit_and:
    case Conversion::bit_or:
    case Conversion::bit_xor:
    case Conversion::complement: return convert_number(converter, value, view);
    default: return convert_text(converter, value, view);
    }
}

}  // namespace evenkeel::haproxy
