#include "promql/sentences.hpp"

#include <array>

namespace evenkeel {

namespace {

using namespace promql::sentences;

constexpr std::array all{
    no_expression, unclosed_parenthesis, unclosed_bracket, unexpected_right_parenthesis, unexpected_left_bracket,
    unexpected_right_bracket, unexpected_left_brace, unexpected_character, unexpected_character_in_braces,
    unexpected_character_in_brackets, unexpected_after_equals, unexpected_after_exclamation,
    unexpected_after_exclamation_in_braces, unexpected_colon, colon_before_duration, unexpected_duration_character,
    unexpected_end_in_duration, unexpected_end_in_braces, unterminated_string, unterminated_raw_string, invalid_utf8,
    escape_not_terminated, unknown_escape, illegal_in_escape, invalid_code_point, bad_number, unexpected, unexpected_in,
    unexpected_expected, unknown_function, experimental_function, experimental_aggregation, no_aggregation_arguments,
    aggregation_arguments, trailing_comma, number_not_readable, duration_not_readable, duration_out_of_range,
    duration_not_positive, duration_expression, offset_misplaced, offset_twice, at_misplaced, at_twice, at_out_of_bounds,
    range_misplaced, range_after_offset, range_after_at, regular_expression, type_expected, bool_without_comparison,
    comparison_needs_bool, label_twice, operand_type, matching_without_vectors, grouping_of_set, set_with_scalar,
    arguments_exact, arguments_least, arguments_most, unary_type, subquery_type, name_twice, empty_matchers, too_long,
    too_deep, too_many_samples, duplicate_result, many_to_one, ambiguous_group, many_to_many, parameter_nan,
    parameter_overflow, invalid_label, invalid_destination_label, invalid_source_label, invalid_regular_expression,
    step_too_small, range_type,
};

}  // namespace

std::span<const Sentence> promql_sentences() { return all; }

}  // namespace evenkeel
