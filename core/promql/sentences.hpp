#pragma once
// Every sentence that a PromQL expression can earn, with Prometheus' own words where it has them.

#include <span>

#include "base/catalogue.hpp"

namespace evenkeel::promql::sentences {

inline constexpr Sentence no_expression{"EK-PQL-0001", "no expression found in input", "",
                                        "An empty expression has no value. Write a metric's name, a number or a function call."};
inline constexpr Sentence unclosed_parenthesis{"EK-PQL-0002", "unclosed left parenthesis", "add the missing ')'",
                                               "Every '(' needs its ')'. The place is the end of the text, where the parser gave "
                                               "up waiting; the '(' it belongs to stands somewhere before."};
inline constexpr Sentence unclosed_bracket{"EK-PQL-0003", "unclosed left bracket", "add the missing ']'",
                                           "A range like [5m] or a subquery like [5m:1m] ends with ']'."};
inline constexpr Sentence unexpected_right_parenthesis{"EK-PQL-0004", "unexpected right parenthesis {character}",
                                                       "remove it, or add the '(' that it closes",
                                                       "There is a ')' without a '(' before it."};
inline constexpr Sentence unexpected_left_bracket{"EK-PQL-0005", "unexpected left bracket {character}", "",
                                                  "Brackets do not nest: close the first range before another one opens."};
inline constexpr Sentence unexpected_right_bracket{"EK-PQL-0006", "unexpected right bracket {character}", "",
                                                   "There is a ']' without a '[' before it."};
inline constexpr Sentence unexpected_left_brace{"EK-PQL-0007", "unexpected left brace {character}", "",
                                                "Label matchers stand inside one pair of braces."};
inline constexpr Sentence unexpected_character{"EK-PQL-0008", "unexpected character: {character}", "",
                                               "This character has no meaning in PromQL outside a quoted string."};
inline constexpr Sentence unexpected_character_in_braces{
    "EK-PQL-0009", "unexpected character inside braces: {character}", "write label=\"value\", separated by commas",
    "Inside braces stand label matchers: a name, one of = != =~ !~, and a quoted value."};
inline constexpr Sentence unexpected_character_in_brackets{
    "EK-PQL-0010", "unexpected character: {character}, expected ':'", "",
    "Inside brackets stand a duration and, for a subquery, a colon and a step."};
inline constexpr Sentence unexpected_after_equals{"EK-PQL-0011", "unexpected character after '=': {character}",
                                                  "use == to compare; =~ belongs inside braces",
                                                  "Outside braces a comparison is written == ."};
inline constexpr Sentence unexpected_after_exclamation{"EK-PQL-0012", "unexpected character after '!': {character}",
                                                       "use != to compare", "Outside braces '!' only occurs in != ."};
inline constexpr Sentence unexpected_after_exclamation_in_braces{
    "EK-PQL-0013", "unexpected character after '!' inside braces: {character}", "use != or !~",
    "Inside braces '!' begins != (not equal) or !~ (does not match)."};
inline constexpr Sentence unexpected_colon{"EK-PQL-0014", "unexpected colon {character}", "",
                                           "A subquery has one colon: [range:step]."};
inline constexpr Sentence colon_before_duration{"EK-PQL-0015", "unexpected colon before duration in duration expression", "",
                                                "A subquery begins with its range: [range:step]."};
inline constexpr Sentence unexpected_duration_character{
    "EK-PQL-0016", "unexpected character in duration expression: {character}", "write a duration such as 5m",
    "A range is a number with a unit (ms s m h d w y) or a plain number of seconds."};
inline constexpr Sentence unexpected_end_in_duration{"EK-PQL-0017", "unexpected end of input in duration expression", "",
                                                     "The text ends inside brackets."};
inline constexpr Sentence unexpected_end_in_braces{"EK-PQL-0018", "unexpected end of input inside braces", "add the missing '}'",
                                                   "Every '{' needs its '}'."};
inline constexpr Sentence unterminated_string{
    "EK-PQL-0019", "unterminated quoted string", "add the closing quote",
    "A string in quotes ends on the line where it began. Inside braces this is often a forgotten quote after a label's value."};
inline constexpr Sentence unterminated_raw_string{
    "EK-PQL-0020", "unterminated raw string", "add the closing backquote",
    "A string in backquotes ends at the next backquote; backslashes mean nothing in it."};
inline constexpr Sentence invalid_utf8{"EK-PQL-0021", "invalid UTF-8 rune", "", "Strings are UTF-8 text."};
inline constexpr Sentence escape_not_terminated{"EK-PQL-0022", "escape sequence not terminated", "",
                                                "The text ends after a backslash."};
inline constexpr Sentence unknown_escape{"EK-PQL-0023", "unknown escape sequence {character}", "double the backslash",
                                         "In a string the backslash begins an escape. A regular expression that needs one "
                                         "backslash is written with two, or in backquotes."};
inline constexpr Sentence illegal_in_escape{
    "EK-PQL-0024", "illegal character {character} in escape sequence", "",
    "\\x takes two, \\u four and \\U eight hexadecimal digits; an octal escape takes three."};
inline constexpr Sentence invalid_code_point{"EK-PQL-0025", "escape sequence is an invalid Unicode code point", "",
                                             "The number of the escape names no character."};
inline constexpr Sentence bad_number{"EK-PQL-0026", "bad number or duration syntax: {text}", "",
                                     "A number, or a duration: digits and one of ms s m h d w y, as in 90s or 1h30m."};
inline constexpr Sentence unexpected{"EK-PQL-0027", "unexpected {item}", "",
                                     "The parser could not go on with this word here. Look at what stands before it: an "
                                     "operator, a comma or a parenthesis is missing or too many."};
inline constexpr Sentence unexpected_in{"EK-PQL-0028", "unexpected {item} in {context}", "",
                                        "The parser could not go on with this word here."};
inline constexpr Sentence unexpected_expected{"EK-PQL-0029", "unexpected {item} in {context}, expected {expected}", "",
                                              "The parser could not go on with this word here."};
inline constexpr Sentence unknown_function{"EK-PQL-0030", "unknown function with name {name}", "",
                                           "Neither a function nor an aggregation has this name."};
inline constexpr Sentence experimental_function{"EK-PQL-0031", "function {name} is not enabled", "",
                                                "The function is experimental in Prometheus 3.5: a server without "
                                                "--enable-feature=promql-experimental-functions refuses it, and so do we."};
inline constexpr Sentence experimental_aggregation{
    "EK-PQL-0032", "{name}() is experimental and must be enabled with --enable-feature=promql-experimental-functions", "",
    "The aggregation is experimental in Prometheus 3.5: a server without the feature flag refuses it, and so do we."};
inline constexpr Sentence no_aggregation_arguments{"EK-PQL-0033", "no arguments for aggregate expression provided", "",
                                                   "An aggregation needs something to aggregate: sum(up)."};
inline constexpr Sentence aggregation_arguments{
    "EK-PQL-0034", "wrong number of arguments for aggregate expression provided, expected {expected}, got {got}", "",
    "topk, bottomk, quantile and count_values take a parameter and a vector, the other aggregations a vector alone."};
inline constexpr Sentence trailing_comma{"EK-PQL-0035", "trailing commas not allowed in function call args", "remove the comma",
                                         "A label list may end with a comma, the arguments of a call may not."};
inline constexpr Sentence number_not_readable{
    "EK-PQL-0036", "error parsing number: {text} is no number", "",
    "Digits follow Go's rules: 0x begins a hexadecimal number, a leading 0 an octal one."};
inline constexpr Sentence duration_not_readable{
    "EK-PQL-0037", "not a valid duration string: {text}", "",
    "Units go from large to small, each once: 1h30m. A fraction has no unit: write 90m, not 1.5h."};
inline constexpr Sentence duration_out_of_range{"EK-PQL-0038", "duration out of range", "", "Durations reach 292 years."};
inline constexpr Sentence duration_not_positive{"EK-PQL-0039", "duration must be greater than 0", "",
                                                "A range of nothing holds no sample."};
inline constexpr Sentence duration_expression{
    "EK-PQL-0040", "experimental duration expression is not enabled", "write the duration out",
    "Arithmetic on durations is experimental in Prometheus 3.5 and refused without its feature flag."};
inline constexpr Sentence offset_misplaced{
    "EK-PQL-0041", "offset modifier must be preceded by an instant vector selector or range vector selector or a subquery",
    "move the offset to the selector",
    "offset moves the time at which one selector reads. It stands directly behind the selector: sum(up offset 5m)."};
inline constexpr Sentence offset_twice{"EK-PQL-0042", "offset may not be set multiple times", "",
                                       "One selector reads at one offset: add the two."};
inline constexpr Sentence at_misplaced{
    "EK-PQL-0043", "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery",
    "move the @ to the selector", "@ fixes the time at which one selector reads. It stands directly behind the selector."};
inline constexpr Sentence at_twice{"EK-PQL-0044", "@ <timestamp> may not be set multiple times", "",
                                   "One selector reads at one time."};
inline constexpr Sentence at_out_of_bounds{"EK-PQL-0045", "timestamp out of bounds for @ modifier: {number}", "",
                                           "Times are milliseconds in 64 bits."};
inline constexpr Sentence range_misplaced{
    "EK-PQL-0046", "ranges only allowed for vector selectors", "write a subquery: [5m:]",
    "Only a selector has samples to take a range of. For the values of an expression over time write a subquery with a colon."};
inline constexpr Sentence range_after_offset{"EK-PQL-0047", "no offset modifiers allowed before range",
                                             "put the offset behind the range",
                                             "Modifiers follow the whole selector, its range included: x[5m] offset 1h."};
inline constexpr Sentence range_after_at{"EK-PQL-0048", "no @ modifiers allowed before range", "put the @ behind the range",
                                         "Modifiers follow the whole selector, its range included: x[5m] @ 60."};
inline constexpr Sentence regular_expression{"EK-PQL-0049", "error parsing regexp: {problem}", "",
                                             "Regular expressions are RE2's and match the whole value, as if written ^(?:...)$."};
inline constexpr Sentence type_expected{"EK-PQL-0050", "expected type {expected} in {context}, got {got}", "",
                                        "rate() and the *_over_time() functions want a range vector such as x[5m]; most other "
                                        "functions and all operators want an instant vector such as x."};
inline constexpr Sentence bool_without_comparison{
    "EK-PQL-0051", "bool modifier can only be used on comparison operators", "",
    "bool turns the filter of a comparison into 0 or 1; arithmetic filters nothing."};
inline constexpr Sentence comparison_needs_bool{
    "EK-PQL-0052", "comparisons between scalars must use BOOL modifier", "add bool behind the operator",
    "A comparison filters, and a number cannot be filtered away; with bool it gives 0 or 1."};
inline constexpr Sentence label_twice{
    "EK-PQL-0053", "label {name} must not occur in ON and GROUP clause at once", "",
    "A label that both sides must share is in the result anyway; group_left copies further ones."};
inline constexpr Sentence operand_type{
    "EK-PQL-0054", "binary expression must contain only scalar and instant vector types", "",
    "Operators work on numbers and instant vectors. A range vector must go through a function such as rate() first."};
inline constexpr Sentence matching_without_vectors{
    "EK-PQL-0055", "vector matching only allowed between instant vectors", "",
    "on and ignoring pair the series of two vectors; a number pairs with every series by itself."};
inline constexpr Sentence grouping_of_set{"EK-PQL-0056", "no grouping allowed for {operator} operation", "",
                                          "and, or and unless take any number of series on both sides already."};
inline constexpr Sentence set_with_scalar{"EK-PQL-0057", "set operator {operator} not allowed in binary scalar expression",
                                          "use vector() to make a vector of a number",
                                          "and, or and unless compare label sets, and a number has none."};
inline constexpr Sentence arguments_exact{"EK-PQL-0058", "expected {expected} argument(s) in call to {name}, got {got}", "",
                                          "The function takes a fixed number of arguments."};
inline constexpr Sentence arguments_least{"EK-PQL-0059", "expected at least {expected} argument(s) in call to {name}, got {got}",
                                          "", "The function needs more arguments than these."};
inline constexpr Sentence arguments_most{"EK-PQL-0060", "expected at most {expected} argument(s) in call to {name}, got {got}",
                                         "", "The function takes fewer arguments than these."};
inline constexpr Sentence unary_type{"EK-PQL-0061",
                                     "unary expression only allowed on expressions of type scalar or instant vector, got {got}",
                                     "", "A sign applies to a number or to each value of an instant vector."};
inline constexpr Sentence subquery_type{"EK-PQL-0062", "subquery is only allowed on instant vector, got {got} instead", "",
                                        "A subquery evaluates an instant vector again and again; wrap a number in vector()."};
inline constexpr Sentence name_twice{"EK-PQL-0063", "metric name must not be set twice: {name} or {other}", "",
                                     "The metric's name stands before the braces or in them, not both."};
inline constexpr Sentence empty_matchers{
    "EK-PQL-0064", "vector selector must contain at least one non-empty matcher", "name a metric or a label",
    "A selector that would match every series of the server is refused, since it is nearly always a slip."};
inline constexpr Sentence too_long{"EK-PQL-0065", "expression of {length} bytes, at most {most} are read", "",
                                   "A bound against hostile input."};
inline constexpr Sentence too_deep{"EK-PQL-0066", "expression nested more than {most} levels deep", "",
                                   "A bound against hostile input."};
inline constexpr Sentence too_many_samples{
    "EK-PQL-0067", "query processing would load too many samples into memory in query execution",
    "ask for a shorter range or a larger step",
    "The evaluation has a budget of samples and steps, so that one expression cannot stop a run."};
inline constexpr Sentence duplicate_result{"EK-PQL-0068", "vector cannot contain metrics with the same labelset",
                                           "keep the labels that tell the series apart",
                                           "Two results differ only in what was dropped, most often the metric's name."};
inline constexpr Sentence many_to_one{
    "EK-PQL-0069", "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
    "add group_left or group_right, or match on more labels",
    "Several series on one side have the same partner on the other. group_left says that the left side may have many, "
    "group_right the right side."};
inline constexpr Sentence ambiguous_group{
    "EK-PQL-0070", "multiple matches for labels: grouping labels must ensure unique matches", "",
    "Two series of the many side would get the same labels. Name in group_left or group_right only labels that keep them apart."};
inline constexpr Sentence many_to_many{
    "EK-PQL-0071",
    "found duplicate series for the match group {group} on the {side} hand-side of the operation: [{first}, "
    "{second}];many-to-many matching not allowed: matching labels must be unique on one side",
    "match on more labels, or aggregate that side first", "The side that must have one series per match group has two."};
inline constexpr Sentence parameter_nan{"EK-PQL-0072", "Parameter value is NaN", "",
                                        "topk and bottomk need a number of series; a scalar() of nothing is NaN."};
inline constexpr Sentence parameter_overflow{"EK-PQL-0073", "Scalar value {number} overflows int64", "",
                                             "topk and bottomk need a number of series that 64 bits hold."};
inline constexpr Sentence invalid_label{"EK-PQL-0074", "invalid label name {name}", "",
                                        "A label's name is UTF-8 text and not empty."};
inline constexpr Sentence invalid_destination_label{"EK-PQL-0075", "invalid destination label name in {function}(): {name}", "",
                                                    "A label's name is UTF-8 text and not empty."};
inline constexpr Sentence invalid_source_label{"EK-PQL-0076", "invalid source label name in {function}(): {name}", "",
                                               "A label's name is UTF-8 text and not empty."};
inline constexpr Sentence invalid_regular_expression{"EK-PQL-0077", "invalid regular expression in label_replace(): {text}", "",
                                                     "Regular expressions are RE2's and match the whole value."};
inline constexpr Sentence step_too_small{"EK-PQL-0078", "subquery step is shorter than a millisecond", "",
                                         "Samples have a time in milliseconds."};
inline constexpr Sentence range_type{"EK-PQL-0079",
                                     "invalid expression type {got} for range query, must be scalar or instant vector", "",
                                     "A chart has one value per step and series."};

}  // namespace evenkeel::promql::sentences

namespace evenkeel {

/// All of them, for the catalogue.
std::span<const Sentence> promql_sentences();

}  // namespace evenkeel
