// The report a student reads first: score, one row an objective, what fell short and why, the runs.

#include "lab/reports/text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lab/reports/layout.hpp"
#include "lab/sentences.hpp"

namespace evenkeel {

namespace {

/// Nothing that came from a lab or a submission reaches the terminal as it is.
std::string safe(std::string_view text) { return printable(text, 2'000); }

std::string points_text(std::int64_t millipoints)
{
    if (millipoints % 1000 == 0) return std::to_string(millipoints / 1000);
    return fmt::format("{}.{}", millipoints / 1000, (millipoints % 1000) / 100);
}

Ink ink_of(const CheckResult& check)
{
    if (check.is_full) return Ink::good;
    return check.millipoints > 0 && check.gate_holds ? Ink::middling : Ink::bad;
}

/// Left and right ends of one line, if they fit, else two lines.
std::string ends_of_line(const std::string& left, Ink left_ink, const std::string& right, Ink right_ink, const TextOptions& options)
{
    const int gap = options.width - columns(left) - columns(right);
    const std::string between = gap >= 2 ? std::string(static_cast<std::size_t>(gap), ' ') : "\n";
    return inked(left, left_ink, options) + between + inked(right, right_ink, options) + "\n";
}

std::string heading(const Grade& grade, const TextOptions& options)
{
    const Ink ink = grade.passed ? Ink::good : Ink::bad;
    const std::string dash = options.unicode ? "–" : "-";
    std::string verdict = fmt::format("{} {} passes from {}", grade.passed ? "passed" : "not passed", dash, points_text(grade.pass_millipoints));
    std::string text = ends_of_line(safe(grade.title), Ink::heading, fmt::format("{} of 100", points_text(grade.millipoints)), ink, options);
    text += ends_of_line(safe(grade.lab), Ink::faint, verdict, ink, options);
    if (grade.gate_failed) text += wrapped(grade_says.gate_failed.text, 0, options, Ink::bad);
    return text;
}

/// One objective as the cells of a row.
struct Row {
    std::string title;
    std::string points;
    std::string bar;
    std::string measured;
    std::string needed;
    Ink ink = Ink::plain;
};

constexpr int bar_width = 12;

std::string gate_word(const CheckResult& check) { return check.gate_holds ? "gate holds" : "gate FAILS"; }

Row row_of(const Grade& grade, const CheckResult& check, std::size_t which, const TextOptions& options)
{
    Row row;
    row.title = safe(check.title);
    row.ink = ink_of(check);
    if (check.has_points) {
        row.points = fmt::format("{}/{}", points_text(check.millipoints), check.most_millipoints / 1000);
        row.bar = bar(static_cast<double>(check.millipoints) / static_cast<double>(check.most_millipoints), bar_width, options);
    } else {
        row.bar = gate_word(check);
    }
    const SeedResult& seed = grade.seeds[check.worst];
    const SeedCheck& worst = seed.checks[which];
    row.measured = worst.has_value ? safe(value_text(worst.measured, check.unit)) : "no data";
    if (seed.hidden) row.measured = "about " + row.measured;
    row.needed = safe(check.needed);
    return row;
}

/// An objective with points that is a gate too has a second row.
Row gate_row(const CheckResult& check)
{
    return {"  which is also a gate", "", gate_word(check), "", safe(gate_text(check.gate, check.unit)), check.gate_holds ? Ink::good : Ink::bad};
}

std::string table(const Grade& grade, const TextOptions& options)
{
    std::vector<Row> rows;
    for (std::size_t i = 0; i < grade.checks.size(); ++i) {
        const CheckResult& check = grade.checks[i];
        rows.push_back(row_of(grade, check, i, options));
        if (check.has_points && check.gate.kind != Gate::Kind::none) rows.push_back(gate_row(check));
    }
    int title = columns("Objective");
    int points = columns("Points");
    int measured = columns("Measured");
    int needed = columns("Needed");
    for (const Row& row : rows) {
        title = std::max(title, columns(row.title));
        points = std::max(points, columns(row.points));
        measured = std::max(measured, columns(row.measured));
        needed = std::max(needed, columns(row.needed));
    }
    const int rest = points + bar_width + measured + needed + 8;
    // Where the titles do not fit beside the rest, each stands on a line of its own: a cut title says nothing.
    const bool beside = title + rest <= options.width;
    const int first = beside ? title : 1;
    std::string text = inked(fmt::format("{}  {}  {}  {}  {}", padded_right(beside ? "Objective" : "", first), padded_left("Points", points),
                                         std::string(bar_width, ' '), padded_left("Measured", measured), "Needed"), Ink::faint, options) + "\n";
    for (const Row& row : rows) {
        if (!beside) text += wrapped(row.title, 0, options);
        text += fmt::format("{}  {}  {}  {}  {}\n", padded_right(beside ? row.title : "", first), inked(padded_left(row.points, points), row.ink, options),
                            inked(padded_right(row.bar, bar_width), row.ink, options), inked(padded_left(row.measured, measured), row.ink, options), row.needed);
    }
    return text;
}

std::string chain_text(const Explanation& explanation, int indent, const TextOptions& options)
{
    std::string text;
    for (const Cause& cause : explanation.chain) {
        const std::string clock = to_clock(cause.at);
        std::string sentence = wrapped(safe(cause.sentence), indent + columns(clock) + 2, options);
        const std::string lead = std::string(static_cast<std::size_t>(indent), ' ') + inked(clock, Ink::faint, options) + "  ";
        text += lead + sentence.substr(std::min(sentence.size(), static_cast<std::size_t>(indent + columns(clock) + 2)));
    }
    if (explanation.more_causes > 0) text += wrapped(fmt::format("and {} more like these in the journal", grouped(explanation.more_causes)), indent, options);
    return text;
}

std::string place_text(const Location& at) { return at.line > 0 ? fmt::format("{}:{}:{}", safe(at.file), at.line, std::max(1, at.column)) : ""; }

std::string shortfall(const Grade& grade, const CheckResult& check, std::size_t which, const TextOptions& options)
{
    const SeedResult& seed = grade.seeds[check.worst];
    const SeedCheck& worst = seed.checks[which];
    const std::string points = check.has_points ? fmt::format("{} of {} points", points_text(check.millipoints), check.most_millipoints / 1000) : "gate";
    std::string text = "  " + inked(safe(check.title), Ink::heading, options) + (options.unicode ? " – " : " - ") + inked(points, ink_of(check), options) + "\n";
    if (seed.hidden) {
        const std::string measured = worst.has_value ? value_text(worst.measured, check.unit) : "nothing";
        const std::string index = std::to_string(seed.index);
        return text + wrapped(safe(fill(grade_says.hidden_seed.text, {{"index", index}, {"measured", measured}, {"needed", check.needed}})), 4, options);
    }
    const Explanation& why = worst.explanation;
    text += wrapped(safe(why.sentence), 4, options);
    std::string facts = fmt::format("Measured {}, needed {}", why.measured, why.needed);
    if (why.first_violation != never) facts += fmt::format(", short from {} on", to_clock(why.first_violation));
    text += wrapped(safe(facts) + ".", 4, options, Ink::faint);
    if (const std::string place = place_text(why.look_at); !place.empty()) text += "    Look at " + inked(place, Ink::heading, options) + "\n";
    return text + chain_text(why, 6, options);
}

std::string runs(const Grade& grade, const TextOptions& options)
{
    std::string text = inked("Runs", Ink::heading, options) + "\n";
    for (const SeedResult& seed : grade.seeds) {
        std::string missed;
        for (std::size_t i = 0; i < seed.checks.size(); ++i)
            if (!seed.checks[i].is_full) missed += (missed.empty() ? "" : ", ") + safe(grade.checks[i].id);
        const std::string outcome = missed.empty() ? "all met" : "short: " + missed;
        if (seed.hidden) text += fmt::format("  hidden {}  {}\n", seed.index, outcome);
        else
            text += fmt::format("  seed {}  {} points  {}\n", seed.seed, points_text(seed.millipoints),
                                inked(fmt::format("state {:016x}, {} events", seed.state_hash, grouped(seed.events)), Ink::faint, options)) +
                    wrapped(outcome, 4, options);
    }
    return text;
}

std::string warnings(const Grade& grade, const TextOptions& options)
{
    std::vector<Diagnostic> worth_reading;
    for (const Diagnostic& diagnostic : grade.diagnostics)
        if (diagnostic.severity != Severity::note) worth_reading.push_back(diagnostic);
    if (worth_reading.empty()) return "";
    return "\n" + inked("What the configuration readers say (not graded)", Ink::heading, options) + "\n" + text_diagnostics(worth_reading, options);
}

}  // namespace

std::string text_diagnostics(std::span<const Diagnostic> diagnostics, const TextOptions& options)
{
    if (diagnostics.empty()) return "";
    std::vector<const Diagnostic*> ordered;
    for (const Diagnostic& diagnostic : diagnostics) ordered.push_back(&diagnostic);
    std::stable_sort(ordered.begin(), ordered.end(), [](const Diagnostic* a, const Diagnostic* b) { return a->severity > b->severity; });
    std::string text;
    std::array<std::size_t, 3> counts{};
    for (const Diagnostic* diagnostic : ordered) {
        ++counts[static_cast<std::size_t>(diagnostic->severity)];
        const Ink ink = diagnostic->severity == Severity::error ? Ink::bad : diagnostic->severity == Severity::warning ? Ink::middling : Ink::faint;
        text += inked(safe(to_text(*diagnostic)), ink, options) + "\n";
    }
    const auto counted = [](std::size_t n, std::string_view what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); };
    std::vector<std::string> parts;
    if (counts[2] > 0) parts.push_back(counted(counts[2], "error"));
    if (counts[1] > 0) parts.push_back(counted(counts[1], "warning"));
    if (counts[0] > 0) parts.push_back(counted(counts[0], "note"));
    return text + inked(join(parts, ", "), Ink::faint, options) + "\n";
}

std::string text_explanation(const Lab& lab, const Explanation& explanation, const TextOptions& options)
{
    const Objective* objective = find_objective(lab, explanation.objective);
    std::string text = inked(safe(objective != nullptr ? objective->title : explanation.objective), Ink::heading, options) + "\n";
    text += wrapped(safe(fmt::format("Measured {}, needed {}.", explanation.measured, explanation.needed)), 2, options);
    text += wrapped(explanation.sentence.empty() ? "Nothing fell short in this run." : safe(explanation.sentence), 2, options);
    if (explanation.first_violation != never) text += wrapped(fmt::format("Short from {} on.", to_clock(explanation.first_violation)), 2, options);
    if (const std::string place = place_text(explanation.look_at); !place.empty()) text += "  Look at " + inked(place, Ink::heading, options) + "\n";
    if (!explanation.chain.empty()) text += "\n" + inked("What happened", Ink::heading, options) + "\n" + chain_text(explanation, 2, options);
    return text;
}

std::string text_report(const Grade& grade, const TextOptions& options)
{
    if (!grade.gradable) {
        const std::string head = inked(safe(grade.title), Ink::heading, options) + "\n" + inked("This submission cannot be graded.", Ink::bad, options) + "\n\n";
        return head + text_diagnostics(grade.diagnostics, options);
    }
    std::string text = heading(grade, options) + "\n" + table(grade, options);
    bool first = true;
    for (std::size_t i = 0; i < grade.checks.size(); ++i) {
        if (grade.checks[i].is_full) continue;
        text += first ? "\n" + inked("What fell short", Ink::heading, options) + "\n" : "\n";
        first = false;
        text += shortfall(grade, grade.checks[i], i, options);
    }
    return text + warnings(grade, options) + "\n" + runs(grade, options);
}

}  // namespace evenkeel
