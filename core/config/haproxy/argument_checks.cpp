#include "config/haproxy/argument_checks.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "balancer/text_codes.hpp"
#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"
#include "config/haproxy/variables.hpp"

namespace evenkeel::haproxy {

namespace {

using Arguments = std::span<const std::string>;
using Check = Fault (*)(Arguments, int column);

struct Checked {
    std::string_view name;
    Check check;
};

std::string_view text_at(Arguments arguments, std::size_t i) { return i < arguments.size() ? std::string_view(arguments[i]) : std::string_view{}; }
std::int64_t number_at(Arguments arguments, std::size_t i) { return leading_integer(text_at(arguments, i)); }
bool is_variable(std::string_view name) { return !fault_of_variable(name, name, 0); }

/// A sign and digits, of which there may be none.
bool is_number(std::string_view text)
{
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// What OpenSSL 3 calls a message digest.
bool is_digest(std::string_view name)
{
    constexpr std::string_view known[] = {
        "md4", "md5", "md5-sha1", "ssl3-md5", "ssl3-sha1", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256", "sha3-224", "sha3-256", "sha3-384", "sha3-512",
        "shake128", "shake256", "blake2b512", "blake2s256", "ripemd", "ripemd160", "rmd160", "whirlpool", "sm3", "mdc2",
    };
    std::string word = lower(name);
    if (word.starts_with("rsa-")) word.erase(0, 4);
    return is_in(known, word);
}

Fault date_unit(Arguments arguments, int column)
{
    constexpr std::string_view units[] = {"s", "ms", "us"};
    if (arguments.size() < 2 || is_in(units, arguments[1])) return {};
    return fault(sentence::argument_date_unit, column, {{"word", arguments[1]}});
}

Fault time_unit(Arguments arguments, int column)
{
    if (arguments.empty() || arguments[0] == "us" || arguments[0] == "ms") return {};
    return fault(sentence::argument_time_unit, column, {{"word", arguments[0]}});
}

Fault occurrence(Arguments arguments, int column) { return number_at(arguments, 1) < -10 ? fault(sentence::argument_occurrence, column) : Fault{}; }

Fault payload_place(Arguments arguments, int column)
{
    if (number_at(arguments, 0) < 0) return fault(sentence::argument_payload_first, column);
    if (number_at(arguments, 1) == 0) return fault(sentence::argument_payload_length, column);
    const std::string_view second = text_at(arguments, 2);
    if (second.empty()) return {};
    if (!is_number(second)) return fault(sentence::argument_payload_second, column);
    const double from = static_cast<double>(number_at(arguments, 0)) + static_cast<double>(number_at(arguments, 1)) + static_cast<double>(leading_integer(second));
    return from < 0 ? fault(sentence::argument_payload_negative, column) : Fault{};
}

Fault truth(Arguments arguments, int column)
{
    const std::string word = lower(text_at(arguments, 0));
    return word == "true" || word == "false" || word == "0" || word == "1" ? Fault{} : fault(sentence::argument_truth, column);
}

Fault bytes_in_hexadecimal(Arguments arguments, int column)
{
    const std::string_view digits = text_at(arguments, 0);
    if (digits.empty()) return fault(sentence::null_message, column);
    if (digits.size() % 2 != 0) return fault(sentence::argument_hexadecimal_odd, column);
    const std::size_t wrong = digits.find_first_not_of("0123456789abcdefABCDEF");
    return wrong == std::string_view::npos ? Fault{} : fault(sentence::argument_hexadecimal_digit, column, {{"character", digits.substr(wrong, 1)}});
}

Fault uuid_version(Arguments arguments, int column)
{
    const std::string_view word = text_at(arguments, 0);
    return word.empty() || leading_integer(word) == 4 ? Fault{} : fault(sentence::argument_uuid, column, {{"word", word}});
}

Fault token_of_distcc(Arguments arguments, int column) { return text_at(arguments, 0).size() == 4 ? Fault{} : fault(sentence::argument_distcc, column); }

Fault variable_name(Arguments arguments, int column) { return fault_of_variable(text_at(arguments, 0), text_at(arguments, 0), column); }

Fault variable_and_conditions(Arguments arguments, int column)
{
    if (Fault said = fault_of_variable(text_at(arguments, 0), text_at(arguments, 0), column)) return said;
    for (std::size_t i = 1; i < arguments.size(); ++i)
        if (!variable_condition(arguments[i])) return fault(sentence::variable_condition, column, {{"word", arguments[i]}});
    return {};
}

Fault registered(std::string_view name, int column) { return is_variable(name) ? Fault{} : fault(sentence::argument_variable, column, {{"name", name}}); }

Fault other_variable(Arguments arguments, int column)
{
    return text_at(arguments, 0).empty() ? fault(sentence::argument_variable_missing, column) : registered(arguments[0], column);
}

Fault variable_between(Arguments arguments, int column) { return text_at(arguments, 1).empty() ? Fault{} : registered(arguments[1], column); }

Fault item(Arguments arguments, int column)
{
    if (text_at(arguments, 1).empty() && text_at(arguments, 2).empty()) return fault(sentence::argument_item, column);
    return variable_between(arguments, column);
}

Fault operand(Arguments arguments, int column)
{
    const std::string_view word = text_at(arguments, 0);
    return is_number(word) || is_variable(word) ? Fault{} : fault(sentence::argument_operand, column);
}

Fault digest_name(Arguments arguments, int column) { return is_digest(text_at(arguments, 0)) ? Fault{} : fault(sentence::argument_digest, column); }

/// Base 64, or a variable that holds it.
Fault secret(std::string_view word, std::string_view what, int column)
{
    return word.empty() || is_variable(word) || from_base64(word) ? Fault{} : fault(sentence::argument_secret, column, {{"what", what}});
}

Fault digest_and_key(Arguments arguments, int column)
{
    const Fault said = digest_name(arguments, column);
    return said ? said : secret(text_at(arguments, 1), "key", column);
}

Fault cipher(Arguments arguments, int column)
{
    constexpr std::string_view names[] = {"nonce", "key", "aead_tag"};
    const std::int64_t bits = number_at(arguments, 0);
    if (bits != 128 && bits != 192 && bits != 256) return fault(sentence::argument_key_size, column);
    for (std::size_t i = 0; i < std::size(names); ++i)
        if (Fault said = secret(text_at(arguments, i + 1), names[i], column)) return said;
    return {};
}

Fault digest_bits(Arguments arguments, int column)
{
    const std::int64_t bits = number_at(arguments, 0);
    const bool known = arguments.empty() || bits == 224 || bits == 256 || bits == 384 || bits == 512;
    return known ? Fault{} : fault(sentence::argument_bits, column, {{"bits", std::to_string(bits)}});
}

Fault part_of_text(Arguments arguments, int column)
{
    if (number_at(arguments, 0) == 0) return fault(sentence::argument_index, column);
    return text_at(arguments, 1).empty() ? fault(sentence::argument_separators, column) : Fault{};
}

Fault truncation(Arguments arguments, int column)
{
    if (arguments.size() < 3) return {};
    const std::int64_t value = number_at(arguments, 2);
    return value == 0 || value == 1 ? Fault{} : fault(sentence::argument_truncate, column, {{"value", std::to_string(value)}});
}

Fault pieces_as_numbers(Arguments arguments, int column)
{
    const std::int64_t size = number_at(arguments, 1);
    if (size < 1 || size > 8) return fault(sentence::argument_chunk_range, column, {{"size", std::to_string(size)}});
    return truncation(arguments, column);
}

Fault pieces_in_hexadecimal(Arguments arguments, int column)
{
    const std::int64_t size = number_at(arguments, 1);
    if (arguments.size() > 1 && size <= 0) return fault(sentence::argument_chunk_positive, column, {{"size", std::to_string(size)}});
    return truncation(arguments, column);
}

Fault encoding_of_json(Arguments arguments, int column)
{
    constexpr std::string_view known[] = {"", "ascii", "utf8", "utf8s", "utf8p", "utf8ps"};
    return is_in(known, text_at(arguments, 0)) ? Fault{} : fault(sentence::argument_json, column);
}

Fault output_type(Arguments arguments, int column)
{
    const std::string_view type = text_at(arguments, 1);
    return type.empty() || type == "int" ? Fault{} : fault(sentence::argument_output_type, column);
}

Fault path_in_json(Arguments arguments, int column) { return text_at(arguments, 0).empty() ? fault(sentence::argument_json_path, column) : output_type(arguments, column); }

Fault encoding_of_url(Arguments arguments, int column)
{
    const std::string_view word = text_at(arguments, 0);
    return word.empty() || word == "query" ? Fault{} : fault(sentence::argument_url_encoding, column);
}

Fault flags_of_regex(Arguments arguments, int column)
{
    const std::string_view flags = text_at(arguments, 2);
    const std::size_t wrong = flags.find_first_not_of("ig");
    return wrong == std::string_view::npos ? Fault{} : fault(sentence::argument_regex_flag, column, {{"flag", flags.substr(wrong, 1)}});
}

Fault algorithm_of_token(Arguments arguments, int column)
{
    constexpr std::string_view known[] = {"none", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"};
    const std::string_view name = text_at(arguments, 0);
    return is_in(known, name) || is_variable(name) ? Fault{} : fault(sentence::argument_jwt, column, {{"word", name}});
}

constexpr Checked checked_fetches[] = {
    {"bin", bytes_in_hexadecimal}, {"bool", truth}, {"date", date_unit}, {"distcc_body", token_of_distcc}, {"distcc_param", token_of_distcc},
    {"fc_rtt", time_unit}, {"fc_rttvar", time_unit}, {"hdr", occurrence}, {"hdr_ip", occurrence}, {"hdr_val", occurrence}, {"payload_lv", payload_place},
    {"req.fhdr", occurrence}, {"req.hdr", occurrence}, {"req.hdr_ip", occurrence}, {"req.hdr_val", occurrence}, {"req.payload_lv", payload_place},
    {"res.fhdr", occurrence}, {"res.hdr", occurrence}, {"res.hdr_ip", occurrence}, {"res.hdr_val", occurrence}, {"res.payload_lv", payload_place},
    {"shdr", occurrence}, {"shdr_ip", occurrence}, {"shdr_val", occurrence}, {"uuid", uuid_version}, {"var", variable_name},
};

constexpr Checked checked_converters[] = {
    {"add", operand}, {"add_item", item}, {"aes_gcm_dec", cipher}, {"and", operand}, {"be2dec", pieces_as_numbers}, {"be2hex", pieces_in_hexadecimal},
    {"concat", variable_between}, {"digest", digest_name}, {"div", operand}, {"field", part_of_text}, {"hmac", digest_and_key}, {"http_date", date_unit},
    {"json", encoding_of_json}, {"json_query", path_in_json}, {"jwt_header_query", output_type}, {"jwt_payload_query", output_type},
    {"jwt_verify", algorithm_of_token}, {"mod", operand}, {"mul", operand}, {"or", operand}, {"regsub", flags_of_regex}, {"secure_memcmp", other_variable},
    {"set-var", variable_and_conditions}, {"sha2", digest_bits}, {"strcmp", other_variable}, {"sub", operand}, {"unset-var", variable_and_conditions},
    {"url_enc", encoding_of_url}, {"word", part_of_text}, {"xor", operand},
};

template <typename Table> Fault checked(const Table& table, std::string_view name, Arguments arguments, int column)
{
    const auto found = std::find_if(std::begin(table), std::end(table), [&](const Checked& each) { return each.name == name; });
    return found == std::end(table) ? Fault{} : found->check(arguments, column);
}

}  // namespace

Fault fault_of_fetch(std::string_view name, std::span<const std::string> arguments, int column) { return checked(checked_fetches, name, arguments, column); }
Fault fault_of_converter(std::string_view name, std::span<const std::string> arguments, int column) { return checked(checked_converters, name, arguments, column); }

}  // namespace evenkeel::haproxy
