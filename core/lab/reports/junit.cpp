#include "lab/reports/junit.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel {

namespace {

/// For attributes and text. `printable` has made control bytes and invalid UTF-8 visible; XML 1.0 allows the rest.
std::string escaped(std::string_view text)
{
    std::string result;
    for (const char c : printable(text, 4'000)) {
        switch (c) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&quot;"; break;
        case '\'': result += "&apos;"; break;
        default: result += c;
        }
    }
    return result;
}

std::string decimal_points(std::int64_t millipoints) { return fmt::format("{}.{:03}", millipoints / 1000, millipoints % 1000); }

std::string message(const Grade& grade, const CheckResult& check, std::size_t which)
{
    const SeedCheck& worst = grade.seeds[check.worst].checks[which];
    const bool hidden = grade.seeds[check.worst].hidden;
    return fmt::format("{}{}, needs {}", hidden ? "about " : "", worst.has_value ? value_text(worst.measured, check.unit) : "no data", check.needed);
}

std::string details(const Explanation& why)
{
    std::string text = escaped(why.sentence) + "\n";
    if (why.look_at.line > 0) text += escaped(fmt::format("Look at {}:{}", why.look_at.file, why.look_at.line)) + "\n";
    for (const Cause& cause : why.chain) text += escaped(fmt::format("{}  {}", to_clock(cause.at), cause.sentence)) + "\n";
    return text;
}

std::string test_case(const Grade& grade, const CheckResult& check, std::size_t which)
{
    const std::string points = check.has_points ? fmt::format(" ({}/{})", whole_points(check.millipoints), check.most_millipoints / 1000) : " (gate)";
    const std::string name = escaped(check.id + " " + check.title + points);
    const Explanation& why = grade.seeds[check.worst].checks[which].explanation;
    std::string text = fmt::format("    <testcase classname=\"evenkeel.{}\" name=\"{}\" time=\"0\"", escaped(grade.lab), name);
    if (why.look_at.line > 0) text += fmt::format(" file=\"{}\" line=\"{}\"", escaped(why.look_at.file), why.look_at.line);
    text += ">\n      <properties>\n";
    text += fmt::format("        <property name=\"points\" value=\"{}\"/>\n        <property name=\"most\" value=\"{}\"/>\n", decimal_points(check.millipoints), check.most_millipoints / 1000);
    text += "      </properties>\n";
    if (!check.is_full)
        text += fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", check.gate_holds ? "threshold" : "gate", escaped(message(grade, check, which)), details(why));
    return text + "    </testcase>\n";
}

std::string error_case(const Grade& grade)
{
    std::string all;
    for (const Diagnostic& diagnostic : grade.diagnostics) all += escaped(to_text(diagnostic)) + "\n";
    return fmt::format("    <testcase classname=\"evenkeel.{}\" name=\"submission\" time=\"0\">\n      <error type=\"submission\" message=\"This submission cannot be graded.\">{}</error>\n    </testcase>\n",
                       escaped(grade.lab), all);
}

}  // namespace

std::string junit_report(const Grade& grade)
{
    std::string cases;
    std::size_t failures = 0;
    for (std::size_t i = 0; i < grade.checks.size(); ++i) {
        cases += test_case(grade, grade.checks[i], i);
        failures += grade.checks[i].is_full ? 0 : 1;
    }
    if (!grade.gradable) cases = error_case(grade);
    const std::size_t tests = grade.gradable ? grade.checks.size() : 1;
    const std::string counts = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" time=\"0\"", tests, grade.gradable ? failures : 0, grade.gradable ? 0 : 1);
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    text += fmt::format("<testsuites name=\"evenkeel\" {}>\n  <testsuite name=\"{}\" {}>\n", counts, escaped(grade.lab), counts);
    if (grade.gradable)
        text += fmt::format("    <properties>\n      <property name=\"score\" value=\"{}\"/>\n      <property name=\"passed\" value=\"{}\"/>\n      <property name=\"engine\" value=\"{}\"/>\n    </properties>\n",
                            decimal_points(grade.millipoints), grade.passed, escaped(grade.engine_version));
    return text + cases + "  </testsuite>\n</testsuites>\n";
}

}  // namespace evenkeel
