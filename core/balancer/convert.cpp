#include "balancer/convert.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "balancer/civil_date.hpp"
#include "balancer/convert_bytes.hpp"
#include "balancer/convert_map.hpp"
#include "balancer/fetch.hpp"
#include "balancer/fetch_process.hpp"
#include "balancer/json_query.hpp"
#include "balancer/regex.hpp"
#include "balancer/text_codes.hpp"
#include "balancer/text_parts.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::size_t most_text = 16'384;
constexpr std::int64_t least_number = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t most_number = std::numeric_limits<std::int64_t>::max();

// ---- numbers: what would overflow stops at the end

/// Two negative numbers are more than HAProxy's own check of its limits takes: it gives the greatest number (recorded).
std::int64_t sum(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    const bool overflows = __builtin_add_overflow(a, b, &result);
    if (a < 0 && b < 0) return overflows || result == least_number ? least_number : most_number;
    return overflows ? most_number : result;
}

std::int64_t wrapped_sum(std::int64_t a, std::int64_t b) { return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b)); }

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
    case Conversion::subtract: return b == least_number ? difference(a, b) : sum(a, -b);
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

std::optional<SampleValue> as_text(std::optional<std::string> text)
{
    if (!text) return {};
    return text_value(std::string_view(*text).substr(0, most_text));
}

/// What HAProxy keeps of a number for a date.
constexpr std::int64_t most_date = 0x007f'ffff'ffff'ffff;

/// http_date: parts of a second stand behind the point as they are, without zeros before them.
std::string http_date(std::int64_t value, std::string_view unit)
{
    const std::int64_t in_second = unit == "ms" ? 1000 : unit == "us" ? 1'000'000 : 1;
    const std::string text = date_text(value / in_second & most_date, "%a, %d %b %Y %H:%M:%S");
    return in_second == 1 ? text + " GMT" : fmt::format("{}.{} GMT", text, value % in_second);
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
    case Conversion::http_date: return text_value(http_date(wrapped_sum(*number, number_at(converter, 0)), text_at(converter, 1)));
    case Conversion::utc_time: return text_value(date_text((*number & most_date) + number_at(converter, 1), text_at(converter, 0)));
    case Conversion::network_order: {
        std::string bytes;
        for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(*number >> shift & 0xff);
        return binary_value(std::move(bytes));
    }
    default: break;
    }
    std::int64_t operand = number_at(converter, 0);
    const std::string_view named = text_at(converter, 0);
    if (!named.empty() && named[0] != '-' && (named[0] < '0' || named[0] > '9')) {
        const SampleValue* value = find_variable(view, named);
        const auto of_variable = value == nullptr ? std::nullopt : number_of(*value);
        if (!of_variable) return {};
        operand = *of_variable;
    }
    return number_value(calculated(converter.conversion, *number, operand));
}

std::string concatenated(const Converter& converter, std::string text, const RequestView& view)
{
    text += text_at(converter, 0);
    if (const SampleValue* value = text_at(converter, 1).empty() ? nullptr : find_variable(view, text_at(converter, 1))) text += text_of(*value);
    return text + std::string(text_at(converter, 2));
}

/// add_item(DELIMITER,[VARIABLE],[SUFFIX]): nothing is added where there is neither.
std::string with_item(const Converter& converter, std::string text, const RequestView& view)
{
    const SampleValue* value = text_at(converter, 1).empty() ? nullptr : find_variable(view, text_at(converter, 1));
    if (value == nullptr && text_at(converter, 2).empty()) return text;
    if (!text.empty()) text += text_at(converter, 0);
    if (value != nullptr) text += text_of(*value);
    return text + std::string(text_at(converter, 2));
}

std::optional<SampleValue> convert_text(const Converter& converter, const SampleValue& value, const RequestView& view)
{
    std::string text = text_of(value);
    switch (converter.conversion) {
    case Conversion::lower: return text_value(lower(text));
    case Conversion::upper:
        std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        return text_value(text);
    case Conversion::length: return number_value(static_cast<std::int64_t>(text.size()));
    case Conversion::field:
    case Conversion::word: {
        const auto part = converter.conversion == Conversion::field ? field_of : word_of;
        const std::string found = part(text, number_at(converter, 0), text_at(converter, 1), number_at(converter, 2, 1));
        return found.empty() ? std::nullopt : std::optional(text_value(found));
    }
    case Conversion::from_base64:
    case Conversion::from_url_base64: {
        auto bytes = converter.conversion == Conversion::from_base64 ? from_base64(text) : from_url_base64(text);
        return bytes ? std::optional(binary_value(std::move(*bytes))) : std::nullopt;
    }
    case Conversion::from_hex_number: {
        const auto number = from_hex(text);
        return number ? std::optional(number_value(*number)) : std::nullopt;
    }
    case Conversion::url_decode: return as_text(url_decoded(text, number_at(converter, 0) != 0));
    case Conversion::url_encode: return as_text(url_encoded(text));
    case Conversion::replace_matches: {
        const std::string_view flags = text_at(converter, 2);
        return as_text(replaced_by_regex(text, std::string(text_at(converter, 0)), text_at(converter, 1), flags.find('i') != std::string_view::npos, flags.find('g') != std::string_view::npos));
    }
    case Conversion::concatenate: return as_text(concatenated(converter, std::move(text), view));
    case Conversion::compare: {
        const SampleValue* other = find_variable(view, text_at(converter, 0));
        return other == nullptr ? std::nullopt : std::optional(number_value(text.compare(text_of(*other))));
    }
    case Conversion::left_trim: return text_value(trimmed(std::move(text), text_at(converter, 0), true));
    case Conversion::right_trim: return text_value(trimmed(std::move(text), text_at(converter, 0), false));
    case Conversion::json: return as_text(json_escaped(text, text_at(converter, 0)));
    case Conversion::json_query: return json_query(text, text_at(converter, 0), text_at(converter, 1) == "int");
    case Conversion::add_item: return as_text(with_item(converter, std::move(text), view));
    case Conversion::cut_line_end: return text_value(text.substr(0, text.find_first_of("\r\n")));
    case Conversion::host_only: return text_value(host_without_port(text));
    case Conversion::port_only: return number_value(port_behind_host(text));
    case Conversion::language: {
        const std::string_view preferred = preferred_of(text, text_at(converter, 0));
        if (!preferred.empty()) return text_value(preferred);
        return text_at(converter, 1).empty() ? std::nullopt : std::optional(text_value(text_at(converter, 1)));
    }
    case Conversion::server_queue: {
        SampleExpression queue;
        queue.fetch = Fetch::server_queue;
        queue.argument = text;
        return sample_of(queue, view);
    }
    default: return {};
    }
}

}  // namespace

std::string_view text_at(const Converter& converter, std::size_t i) { return i < converter.texts.size() ? std::string_view(converter.texts[i]) : std::string_view{}; }
std::int64_t number_at(const Converter& converter, std::size_t i, std::int64_t otherwise)
{
    return i < converter.numbers.size() && !text_at(converter, i).empty() ? converter.numbers[i] : otherwise;
}

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
    for (const char c : text.substr(negative || text.starts_with('+') ? 1 : 0)) {
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
    if (value.kind != SampleKind::text) return {};
    if (const auto old = leading_ipv4(value.text)) return old;
    return parse_address(value.text);
}

std::optional<Address> leading_ipv4(std::string_view text)
{
    const std::string_view front = text.substr(0, text.find_first_not_of("0123456789."));
    const auto address = std::count(front.begin(), front.end(), '.') == 3 ? parse_address(front) : std::nullopt;
    return address && is_ipv4(*address) ? address : std::nullopt;
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
    case Conversion::look_up: return looked_up(converter, value, view);
    case Conversion::set_variable: set_variable(view, text_at(converter, 0), value, converter.conditions); return value;
    case Conversion::unset_variable: unset_variable(view, text_at(converter, 0)); return value;
    case Conversion::hash_crc32:
    case Conversion::hash_djb2:
    case Conversion::hash_sdbm:
    case Conversion::hash_wt6:
    case Conversion::hash_crc32c:
    case Conversion::hash_xxh32:
    case Conversion::hash_xxh64:
    case Conversion::hash_xxh3:
    case Conversion::sha1:
    case Conversion::sha2:
    case Conversion::digest:
    case Conversion::hmac:
    case Conversion::numbers_of_bytes:
    case Conversion::hex_of_bytes:
    case Conversion::hex:
    case Conversion::base64:
    case Conversion::url_base64:
    case Conversion::bytes:
    case Conversion::equals_secret: return convert_bytes(converter, value, view);
    case Conversion::in_table:
    case Conversion::of_table: return convert_by_table(converter, value, view);
    case Conversion::capture_request:
    case Conversion::capture_response: keep_in_capture(view, converter.conversion == Conversion::capture_response, number_at(converter, 0), text_of(value)); return value;
    case Conversion::network: return network_of(converter, value);
    case Conversion::servers_up: return servers_up(view, text_of(value));
    case Conversion::not_:
    case Conversion::truth:
    case Conversion::is_odd:
    case Conversion::is_even:
    case Conversion::choose:
    case Conversion::http_date:
    case Conversion::utc_time:
    case Conversion::network_order:
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
