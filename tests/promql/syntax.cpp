#include "promql/syntax.hpp"

#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "promql/literals.hpp"
#include "promql/sentences.hpp"
#include "source_folder.hpp"

using namespace evenkeel;
using namespace evenkeel::promql;

namespace {

/// The first problem as Prometheus would print it; empty for an expression that is right.
std::string problem_of(std::string_view expression)
{
    const Parsed<Query> parsed = parse(expression);
    return parsed.diagnostics.empty() ? std::string() : prometheus_text(parsed.diagnostics.front());
}

/// The tree with every parenthesis written, so that precedence can be seen.
std::string tree(const Query& query, NodeId id)
{
    const Node& node = query[id];
    if (const auto* is = std::get_if<NumberLiteral>(&node.is)) return to_decimal_text(is->value);
    if (const auto* is = std::get_if<VectorSelector>(&node.is)) return is->name;
    if (const auto* is = std::get_if<Parentheses>(&node.is)) return tree(query, is->inner);
    if (const auto* is = std::get_if<Unary>(&node.is)) return std::string(is->negative ? "-" : "+") + tree(query, is->inner);
    if (const auto* is = std::get_if<Binary>(&node.is))
        return "(" + tree(query, is->left) + " " + std::string(word_of(is->operation)) + " " + tree(query, is->right) + ")";
    return "?";
}
std::string tree(std::string_view expression)
{
    const Parsed<Query> parsed = parse(expression);
    return parsed.diagnostics.empty() ? tree(parsed.config, parsed.config.root) : problem_of(expression);
}

}  // namespace

TEST_CASE("operators bind as in Prometheus: ^ before signs before * before + before comparisons before and before or",
          "[promql][syntax]")
{
    CHECK(tree("a + b * c ^ d") == "(a + (b * (c ^ d)))");
    CHECK(tree("a - b - c") == "((a - b) - c)");
    CHECK(tree("a ^ b ^ c") == "(a ^ (b ^ c))");
    CHECK(tree("-a ^ b") == "-(a ^ b)");
    CHECK(tree("-a * b") == "(-a * b)");
    CHECK(tree("a ^ -b * c") == "((a ^ -b) * c)");
    CHECK(tree("2 ^ -3 ^ 2") == "(2 ^ -(3 ^ 2))");
    CHECK(tree("a or b and c unless d") == "(a or ((b and c) unless d))");
    CHECK(tree("a > b + c and d == e") == "((a > (b + c)) and (d == e))");
    CHECK(tree("a atan2 b % c") == "((a atan2 b) % c)");
    CHECK(tree("-1") == "-1");
    CHECK(tree("--1") == "1");
    CHECK(tree("A OR b AND c") == "(A or (b and c))");
}

TEST_CASE("a keyword is a metric's name where an operand stands, and a label's name in braces and label lists",
          "[promql][syntax]")
{
    CHECK(tree("and and and") == "(and and and)");
    CHECK(tree("sum == count") == "(sum == count)");
    CHECK(tree("offset + by") == "(offset + by)");
    CHECK(problem_of("up{by=\"x\", on=\"y\"}").empty());
    CHECK(problem_of("sum by (group_left, bool, avg, or, start,) (up)").empty());
    CHECK(problem_of("on + 1") == "1:1: parse error: unexpected <on>");
}

TEST_CASE("numbers are read as Go reads them", "[promql][syntax]")
{
    CHECK(tree("0x1F") == "31");
    CHECK(tree("010") == "8");
    CHECK(tree("08") == "8");
    CHECK(tree("1_000_000") == "1000000");
    CHECK(tree(".5e1") == "5");
    CHECK(tree("5m") == "300");
    CHECK(tree("1h30m500ms") == "5400.5");
    CHECK(tree("Inf") == "+Inf");
    CHECK(tree("-inf") == "-Inf");
    CHECK(tree("NaN") == "NaN");
    CHECK(tree("9223372036854775808") == "9223372036854776000");
    CHECK(problem_of("1e") == "1:1: parse error: bad number or duration syntax: \"1e\"");
    CHECK(problem_of("1__0").starts_with("1:1: parse error: bad number or duration syntax"));
    CHECK(problem_of("1e999").starts_with("1:1: parse error: error parsing number"));
    CHECK(problem_of("5mm") == "1:1: parse error: bad number or duration syntax: \"5mm\"");
    CHECK(problem_of("1m1h").starts_with("1:1: parse error: not a valid duration string"));
    CHECK(problem_of("up[1.5h]").starts_with("1:4: parse error: not a valid duration string"));
}

TEST_CASE("strings have Go's escapes, in three kinds of quotes", "[promql][syntax]")
{
    const auto text = [](std::string_view expression) {
        const Parsed<Query> parsed = parse(expression);
        REQUIRE(parsed.diagnostics.empty());
        return std::get<StringLiteral>(parsed.config[parsed.config.root].is).value;
    };
    CHECK(text(R"("a\"b\n")") == "a\"b\n");
    CHECK(text(R"('a\'b')") == "a'b");
    CHECK(text(R"(`a\"b`)") == "a\\\"b");
    CHECK(text(R"("\x41\101\u00e9\U0001F600")") == "AA\u00e9\U0001F600");
    CHECK(problem_of(R"("\q")") == "1:1: parse error: unknown escape sequence U+0071 'q'");
    CHECK(problem_of(R"("\xg0")").starts_with("1:1: parse error: illegal character U+0067 'g'"));
    CHECK(problem_of(R"("\ud800")") == "1:1: parse error: escape sequence is an invalid Unicode code point");
    CHECK(problem_of("\"a") == "1:1: parse error: unterminated quoted string");
    CHECK(problem_of("\"a\nb\"") == "1:1: parse error: unterminated quoted string");
    CHECK(problem_of("`a\nb`").empty());
    CHECK(problem_of("\"\xff\"") == "1:1: parse error: invalid UTF-8 rune");
}

TEST_CASE("names beyond the classic ones stand in quotes inside braces", "[promql][syntax]")
{
    CHECK(problem_of("{\"http.requests\"}").empty());
    CHECK(problem_of("{\"http.requests\", \"my-label\"=\"x\"}").empty());
    CHECK(problem_of("sum by (\"my-label\") ({\"http.requests\"})").empty());
    CHECK(problem_of("sum by (\"\") (up)").starts_with("1:9: parse error: unexpected string"));
    CHECK(problem_of("up{\"down\"}") == "1:1: parse error: metric name must not be set twice: \"up\" or \"down\"");
    CHECK(problem_of("up{__name__=\"down\"}") == "1:1: parse error: metric name must not be set twice: \"up\" or \"down\"");
}

TEST_CASE("comments and line breaks are space, and positions count lines and bytes", "[promql][syntax]")
{
    CHECK(problem_of("sum( # all\n  up) # done").empty());
    CHECK(problem_of("up{ # web\n job=\"web\" }").empty());
    CHECK(problem_of("up +\n  # nothing\n  ?") == "3:3: parse error: unexpected character: '?'");
    CHECK(problem_of("\"\u00e9\" ?") == "1:6: parse error: unexpected character: '?'");
    CHECK(problem_of("# only this") == "1:1: parse error: no expression found in input");
    CHECK(problem_of("") == "unknown position: parse error: no expression found in input");
}

TEST_CASE("what the lexer cannot read is told where it begins, in Prometheus' words", "[promql][syntax]")
{
    CHECK(problem_of("(up") == "1:4: parse error: unclosed left parenthesis");
    CHECK(problem_of("up)") == "1:4: parse error: unexpected right parenthesis ')'");
    CHECK(problem_of("up[5m") == "1:6: parse error: unclosed left bracket");
    CHECK(problem_of("up]") == "1:3: parse error: unexpected right bracket ']'");
    CHECK(problem_of("up[5m:[") == "1:7: parse error: unexpected left bracket '['");
    CHECK(problem_of("up[:5m]") == "1:5: parse error: unexpected colon before duration in duration expression");
    CHECK(problem_of("up[5m:1m:1m]") == "1:9: parse error: unexpected colon ':'");
    CHECK(problem_of("up[foo]") == "1:4: parse error: unexpected character in duration expression: 'f'");
    CHECK(problem_of("up[") == "1:4: parse error: unexpected end of input in duration expression");
    CHECK(problem_of("up{") == "1:4: parse error: unexpected end of input inside braces");
    CHECK(problem_of("up{{") == "1:4: parse error: unexpected left brace '{'");
    CHECK(problem_of("up{job+1}") == "1:7: parse error: unexpected character inside braces: '+'");
    CHECK(problem_of("up{job!\"x\"}") == "1:7: parse error: unexpected character after '!' inside braces: '\"'");
    CHECK(problem_of("a =~ b") == "1:3: parse error: unexpected character after '=': '~'");
    CHECK(problem_of("a ! b") == "1:3: parse error: unexpected character after '!': ' '");
}

TEST_CASE("a word out of place is told with what was being read and what was expected", "[promql][syntax]")
{
    CHECK(problem_of("up down") == "1:4: parse error: unexpected identifier \"down\"");
    CHECK(problem_of("sum(up down)") == "1:8: parse error: unexpected identifier \"down\" in aggregation");
    CHECK(problem_of("sum(rate(up[5m] 1))") == "1:17: parse error: unexpected number \"1\" in aggregation");
    CHECK(problem_of("rate(up[5m] 1)") == "1:13: parse error: unexpected number \"1\"");
    CHECK(problem_of("sum by job (up)") == "1:8: parse error: unexpected identifier \"job\" in grouping opts, expected \"(\"");
    CHECK(problem_of("sum by (job instance) (up)") ==
          "1:13: parse error: unexpected identifier \"instance\" in grouping opts, expected \",\" or \")\"");
    CHECK(problem_of("sum by (1) (up)") == "1:9: parse error: unexpected number \"1\" in grouping opts, expected label");
    CHECK(problem_of("up{job}") == "1:7: parse error: unexpected \"}\" in label matching, expected label matching operator");
    CHECK(problem_of("up{job=web}") == "1:8: parse error: unexpected identifier \"web\" in label matching, expected string");
    CHECK(problem_of("up{job=\"a\" b=\"c\"}") ==
          "1:12: parse error: unexpected identifier \"b\" in label matching, expected \",\" or \"}\"");
    CHECK(problem_of("up{,}") == "1:4: parse error: unexpected \",\" in label matching, expected identifier or \"}\"");
    CHECK(problem_of("up offset x").starts_with("1:11: parse error: unexpected identifier \"x\" in offset, expected number"));
    CHECK(problem_of("up @ x") == "1:6: parse error: unexpected identifier \"x\" in @, expected timestamp");
    CHECK(problem_of("up[5m 1m]") ==
          "1:7: parse error: unexpected duration \"1m\" in subquery or range, expected \":\" or \"]\"");
    CHECK(problem_of("up = 1") == "1:4: parse error: unexpected \"=\"");
    CHECK(problem_of("a + group_left b") == "1:5: parse error: unexpected <group_left>");
    CHECK(problem_of("up == ") == "1:7: parse error: unexpected end of input");
}

TEST_CASE("calls and aggregations are checked for their names and arguments", "[promql][syntax]")
{
    CHECK(problem_of("nosuch(up)") == "1:1: parse error: unknown function with name \"nosuch\"");
    CHECK(parse("histogram_quantil(0.9, up)").diagnostics.front().repair == "did you mean 'histogram_quantile'?");
    CHECK(problem_of("mad_over_time(up[5m])") == "1:1: parse error: function \"mad_over_time\" is not enabled");
    CHECK(problem_of("limitk(1, up)").starts_with("1:1: parse error: limitk() is experimental"));
    CHECK(problem_of("sum()") == "1:1: parse error: no arguments for aggregate expression provided");
    CHECK(problem_of("topk(up)")
              .starts_with("1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1"));
    CHECK(problem_of("1 + floor()") == "1:5: parse error: expected 1 argument(s) in call to \"floor\", got 0");
    CHECK(problem_of("round()") == "1:1: parse error: expected at least 1 argument(s) in call to \"round\", got 0");
    CHECK(problem_of("round(up, 1, 2)") == "1:1: parse error: expected at most 2 argument(s) in call to \"round\", got 3");
    CHECK(problem_of("hour(up, 1)") == "1:1: parse error: expected at most 1 argument(s) in call to \"hour\", got 2");
    CHECK(problem_of("hour()").empty());
    CHECK(problem_of("label_join(up, \"a\", \",\", \"b\", \"c\", \"d\")").empty());
    CHECK(problem_of("rate(up)") ==
          "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector");
    CHECK(problem_of("floor(up,)") == "1:9: parse error: trailing commas not allowed in function call args");
    CHECK(problem_of("sum(1)") == "1:5: parse error: expected type instant vector in aggregation expression, got scalar");
    CHECK(problem_of("topk(\"1\", up)") == "1:6: parse error: expected type scalar in aggregation parameter, got string");
}

TEST_CASE("operators are checked for the types of their sides", "[promql][syntax]")
{
    CHECK(problem_of("1 > 2") == "1:3: parse error: comparisons between scalars must use BOOL modifier");
    CHECK(problem_of("a + bool b") == "1:3: parse error: bool modifier can only be used on comparison operators");
    CHECK(problem_of("up and 1") == "1:1: parse error: set operator \"and\" not allowed in binary scalar expression");
    CHECK(problem_of("1 + up[5m]") == "1:5: parse error: binary expression must contain only scalar and instant vector types");
    CHECK(problem_of("a + on(x) 1") == "1:1: parse error: vector matching only allowed between instant vectors");
    CHECK(problem_of("a and on(x) group_left b") == "1:1: parse error: no grouping allowed for \"and\" operation");
    CHECK(problem_of("a * on(x) group_left(x) b") ==
          "1:3: parse error: label \"x\" must not occur in ON and GROUP clause at once");
    CHECK(problem_of("-up[5m]").starts_with("1:1: parse error: unary expression only allowed"));
    CHECK(problem_of("-\"a\"").starts_with("1:1: parse error: unary expression only allowed"));
    CHECK(problem_of("1[5m:]") == "1:1: parse error: subquery is only allowed on instant vector, got scalar instead");
}

TEST_CASE("offset, @ and ranges stand where they can, once, and are more than nothing", "[promql][syntax]")
{
    CHECK(problem_of("up offset 5m @ 10").empty());
    CHECK(problem_of("up @ start() offset -5m").empty());
    CHECK(problem_of("up[5m] @ 1h offset 300").empty());
    CHECK(problem_of("rate(up[5m])[1h:] offset 1d @ end()").empty());
    CHECK(problem_of("sum(up) offset 5m")
              .starts_with("1:1: parse error: offset modifier must be preceded by an instant vector selector"));
    CHECK(problem_of("(up) @ 5").starts_with("1:1: parse error: @ modifier must be preceded by"));
    CHECK(problem_of("up offset 1m offset 2m") == "1:1: parse error: offset may not be set multiple times");
    CHECK(problem_of("up @ 1 @ 2") == "1:1: parse error: @ <timestamp> may not be set multiple times");
    CHECK(problem_of("up @ Inf").starts_with("1:1: parse error: timestamp out of bounds for @ modifier"));
    CHECK(problem_of("up offset 1m [5m]") == "1:14: parse error: no offset modifiers allowed before range");
    CHECK(problem_of("up @ 1 [5m]") == "1:8: parse error: no @ modifiers allowed before range");
    CHECK(problem_of("sum(up)[5m]") == "1:8: parse error: ranges only allowed for vector selectors");
    CHECK(problem_of("up[0s]") == "1:4: parse error: duration must be greater than 0");
    CHECK(problem_of("up[-5m]") == "1:4: parse error: duration must be greater than 0");
    CHECK(problem_of("up[5m:0s]") == "1:7: parse error: duration must be greater than 0");
    CHECK(problem_of("up[5m+1m]") == "1:4: parse error: experimental duration expression is not enabled");
    CHECK(problem_of("up offset (5m)") == "1:12: parse error: experimental duration expression is not enabled");
    CHECK(problem_of("up[1e12]") == "1:4: parse error: duration out of range");
}

TEST_CASE("a selector must exclude something", "[promql][syntax]")
{
    for (const char* expression : {"{}", "{job=\"\"}", "{job=~\".*\"}", "{job!=\"x\"}", "{job!~\"x\"}"})
        CHECK(problem_of(expression) == "1:1: parse error: vector selector must contain at least one non-empty matcher");
    for (const char* expression : {"{job=\"x\"}", "{job=~\".+\"}", "{job!=\"\"}", "{__name__=~\"x.*\"}"})
        CHECK(problem_of(expression).empty());
    CHECK(problem_of("up{job=~\"a(\"}") == "1:4: parse error: error parsing regexp: missing closing ): `a(`");
}

TEST_CASE("all errors of types are told, not the first alone", "[promql][syntax]")
{
    CHECK(parse("rate(up) + sum(1) + (1 > 2)").diagnostics.size() == 3);
}

TEST_CASE("length and depth are bounded", "[promql][syntax]")
{
    CHECK(problem_of(std::string(20'000, ' ')).find("at most 16384 are read") != std::string::npos);
    CHECK(problem_of(std::string(5'000, '(')).find("levels deep") != std::string::npos);
    CHECK(problem_of(std::string(5'000, '-') + "1").find("levels deep") != std::string::npos);
    std::string sum = "1";
    for (int i = 0; i < 5'000; ++i) sum += "+1";
    CHECK(problem_of(sum).find("levels deep") != std::string::npos);
    CHECK(problem_of(std::string(100, '(') + "1" + std::string(100, ')')).empty());
}

TEST_CASE("every expression that promtool's rule check refuses is refused at the same place, in its words", "[promql][syntax]")
{
    std::ifstream file(source_folder() / "tests" / "golden" / "promql" / "errors.json");
    const nlohmann::json record = nlohmann::json::parse(file);
    int checked = 0;
    for (const nlohmann::json& one : record["cases"]) {
        const std::string rules = one["rules"];
        for (const std::string line : one["expect"]["text"]) {
            const std::string marker = "could not parse expression: ";
            const std::size_t begin = line.find(marker);
            if (begin == std::string::npos) continue;
            const std::size_t quote = rules.find("expr: ") + 6;
            const std::string expression = nlohmann::json::parse(rules.substr(quote, rules.find('\n', quote) - quote));
            INFO(expression);
            CHECK(problem_of(expression) == line.substr(begin + marker.size()));
            ++checked;
        }
    }
    CHECK(checked > 10);
}

TEST_CASE("every sentence has its own id, and no two functions share a name", "[promql][syntax]")
{
    std::set<std::string_view> ids;
    for (const Sentence& sentence : promql_sentences()) {
        CHECK(sentence.id.starts_with("EK-PQL-"));
        CHECK(ids.insert(sentence.id).second);
        CHECK_FALSE(sentence.explanation.empty());
    }
    std::string_view before;
    for (const Function& function : functions()) {
        CHECK(before < function.name);
        CHECK(find_function(function.name) == &function);
        before = function.name;
    }
    for (const std::string_view name : experimental_functions()) CHECK(find_function(name) == nullptr);
}
