#pragma once
// Converters: what becomes of a sample on its way through `,lower,field(2,/)`. Source: HAProxy 2.6, src/sample.c, recorded from 2.6.12.
//
// Differs: texts are cut at 16 kB; utime and ltime know the commonest fields of a date; json escapes as for ASCII.

#include <optional>
#include <string>
#include <string_view>

#include "balancer/sample.hpp"

namespace evenkeel::haproxy {

struct RequestView;

SampleValue truth_value(bool value);
SampleValue number_value(std::int64_t value);
SampleValue text_value(std::string_view value);
SampleValue address_value(const Address& value);

/// As HAProxy casts samples. Nothing where it cannot: a word as an address, an empty text as a number.
std::string text_of(const SampleValue& value);
std::optional<std::int64_t> number_of(const SampleValue& value);
std::optional<Address> address_of(const SampleValue& value);
/// "10.0.0.1" at the front of a text, whatever follows.
std::optional<Address> leading_ipv4(std::string_view text);
/// The bytes that hashes and `hex` see: an address's four or sixteen, a number's eight.
std::string bytes_of(const SampleValue& value);
/// A number's digits at the start of a text; 0 without any.
std::int64_t leading_number(std::string_view text);

/// One converter; nothing when there is no result. `view` is for those that look at variables and backends.
std::optional<SampleValue> convert(const Converter& converter, SampleValue value, const RequestView& view);

}  // namespace evenkeel::haproxy
