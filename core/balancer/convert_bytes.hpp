#pragma once
// Converters that look at bytes: digests, checksums, numbers and hexadecimal digits of bytes. For convert.cpp only.

#include <optional>

#include "balancer/convert.hpp"

namespace evenkeel::haproxy {

std::string_view text_at(const Converter& converter, std::size_t i);
/// An argument that is left out or empty: `otherwise`.
std::int64_t number_at(const Converter& converter, std::size_t i, std::int64_t otherwise = 0);

SampleValue binary_value(std::string bytes);

/// Nothing where there is no result; `view` for variables.
std::optional<SampleValue> convert_bytes(const Converter& converter, const SampleValue& value, const RequestView& view);

/// in_table(TABLE), table_…(TABLE): what a table has under the key that the value is.
std::optional<SampleValue> convert_by_table(const Converter& converter, const SampleValue& value, const RequestView& view);

}  // namespace evenkeel::haproxy
