#include "lab/explain.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lab/grader.hpp"
#include "lab/look_at.hpp"
#include "lab/queries.hpp"
#include "lab/sentences.hpp"

namespace evenkeel {

namespace {

/// Truth is sampled this often.
constexpr Duration sample_distance{ns_per_s};
/// At most so many values are looked at for a first violation; beyond, in strides that are then refined.
constexpr std::int64_t most_questions = 4'000;
/// So many entries of one kind are shown; the journal has them all.
constexpr std::size_t most_of_a_kind = 2;

bool is_short(const Objective& objective, const Query::Answer& answer)
{
    if (!gate_holds(objective.gate, answer.has_value, answer.value)) return true;
    return objective.points > 0 && millipoints_for(objective, answer.value) < objective.points * 1000;
}

/// Walks back from the end while samples fall short: the value need not be monotonic, so there is no bisection. A sample
/// without a value (nothing had happened yet) does not fall short. With more samples than `most_questions` the walk takes
/// strides, and the last stride is walked again one by one.
Instant first_violation(const Query& query, const World& world, const Objective& objective, Instant end)
{
    const auto falls_short = [&](Instant at) {
        const Query::Answer answer = query.ask(world.truth, at);
        return answer.has_value && is_short(objective, answer);
    };
    if (!falls_short(end)) return never;
    const std::int64_t samples = end.ns / sample_distance.ns;
    std::int64_t stride = samples / most_questions + 1;
    Instant earliest = end;
    while (true) {
        const Instant earlier = earliest.ns >= stride * sample_distance.ns ? earliest - sample_distance * stride : Instant{};
        // Off the grid, as the end may be: step to the sample before it.
        const Instant on_grid{earlier.ns / sample_distance.ns * sample_distance.ns};
        if (on_grid < earliest && falls_short(on_grid)) earliest = on_grid;
        else if (stride == 1) return earliest;
        else stride = 1;
    }
}

/// What is known about one shortfall; fills the sentence and finds the reasons.
struct Case {
    const RunResult& run;
    const Objective& objective;
    Query::Answer answer;
    Query::Answer who;
    const FaultRecord* fault = nullptr;
    Instant violation = never;
    Instant end;
};

const FaultRecord* fault_of(const World& world, const Labels& labels, Instant violation)
{
    const std::string_view name = value_of(labels, "fault");
    const FaultRecord* latest = nullptr;
    for (const FaultRecord& fault : world.faults) {
        if (!name.empty() && fault.name == name) return &fault;
        if (fault.begins <= violation) latest = &fault;
    }
    return latest;
}

std::string label(const Case& subject, std::string_view name)
{
    const std::string_view of_who = value_of(subject.who.labels, name);
    return std::string(of_who.empty() ? value_of(subject.answer.labels, name) : of_who);
}

Culprit culprit_of(const Case& subject)
{
    Culprit culprit{label(subject, "server"), label(subject, "backend")};
    if (culprit.server.empty()) culprit.server = label(subject, "host");
    if (culprit.server.empty() && subject.fault != nullptr) culprit.server = subject.fault->host;
    return culprit;
}

std::string last_request(const Case& subject)
{
    if (subject.fault == nullptr || !subject.fault->last_request) return "";
    return to_clock(subject.fault->begins + Duration{subject.run.world.meters.values[subject.fault->last_request.index]});
}

/// The fault's own words, as its journal entry has them: "nginx killed".
std::string fault_text(const Case& subject)
{
    if (subject.fault == nullptr || subject.fault->entry == no_entry) return "";
    for (const Detail& detail : entry(subject.run.world.journal, subject.fault->entry).details)
        if (detail.name == "fault") return detail.value;
    return "";
}

std::string filled(const Case& subject, const std::string& measured)
{
    const Culprit culprit = culprit_of(subject);
    const bool has_fault = subject.fault != nullptr;
    std::vector<Detail> words{
        {"measured", measured},
        {"needed", needed_text(subject.objective)},
        {"value", subject.who.has_value ? value_text(subject.who.value, "") : ""},
        {"title", subject.objective.title},
        {"violation", subject.violation == never ? "" : to_clock(subject.violation)},
        {"fault", has_fault ? to_clock(subject.fault->begins) : ""},
        {"fault_end", has_fault ? to_clock(std::min(subject.fault->ends, subject.end)) : ""},
        {"fault_name", has_fault ? subject.fault->name : ""},
        {"fault_text", fault_text(subject)},
        {"last", last_request(subject)},
        {"server", culprit.server},
        {"reason", subject.answer.problem.empty() ? "the query gave no value" : subject.answer.problem},
    };
    for (const Labels* labels : {&subject.who.labels, &subject.answer.labels})
        for (const Label& one : *labels) words.push_back({one.name, one.value});
    std::vector<Argument> arguments;
    for (const Detail& word : words) arguments.push_back({word.name, word.value});
    if (!subject.answer.has_value) return fill(grade_says.no_data.text, arguments);
    return fill(subject.objective.sentence.empty() ? grade_says.measured.text : std::string_view{subject.objective.sentence}, arguments);
}

bool concerns(const JournalEntry& one, const Culprit& culprit)
{
    if (culprit.server.empty() || one.place == culprit.server || one.place.starts_with(culprit.server + "/")) return true;
    return std::any_of(one.details.begin(), one.details.end(), [&](const Detail& detail) {
        return detail.value == culprit.server || (!culprit.backend.empty() && detail.value == culprit.backend + "/" + culprit.server);
    });
}

std::int64_t distance(Instant a, Instant b) { return a < b ? (b - a).ns : (a - b).ns; }

/// From where to where entries can be reasons: while the fault lasts that the culprit's labels name, and its echo; else the
/// whole run.
struct Span {
    Instant begins;
    Instant ends = never;
};
Span span_of_reasons(const Case& subject)
{
    constexpr Duration echo{10 * ns_per_s};
    if (subject.fault == nullptr || label(subject, "fault").empty()) return {};
    return {subject.fault->begins, subject.fault->ends == never ? never : subject.fault->ends + echo};
}

/// The entries of a kind that can be reasons: those about the culprit, or all if none is.
std::vector<EntryNumber> reasons(const Journal& journal, std::uint16_t kind, const Span& span, const Culprit& culprit)
{
    std::vector<EntryNumber> about_culprit;
    std::vector<EntryNumber> others;
    for (EntryNumber number = 0; number < size(journal); ++number) {
        const JournalEntry& one = entry(journal, number);
        if (one.kind != kind || one.at < span.begins || span.ends < one.at) continue;
        (concerns(one, culprit) ? about_culprit : others).push_back(number);
    }
    return about_culprit.empty() ? others : about_culprit;
}

/// Of each kind of `because` the entries nearest to the violation, then whatever caused them.
void tell_causes(const Case& subject, Explanation& explanation)
{
    const Journal& journal = subject.run.world.journal;
    const Instant anchor = subject.violation != never ? subject.violation : subject.fault != nullptr ? subject.fault->begins : subject.end;
    std::set<EntryNumber> chosen;
    for (const std::string& word : subject.objective.because) {
        std::vector<EntryNumber> found = reasons(journal, static_cast<std::uint16_t>(journal_kind(word)), span_of_reasons(subject), culprit_of(subject));
        std::stable_sort(found.begin(), found.end(), [&](EntryNumber a, EntryNumber b) {
            return distance(entry(journal, a).at, anchor) < distance(entry(journal, b).at, anchor);
        });
        const std::size_t shown = std::min(most_of_a_kind, found.size());
        explanation.more_causes += found.size() - shown;
        chosen.insert(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(shown));
    }
    std::set<EntryNumber> causes;
    for (const EntryNumber number : chosen)
        for (EntryNumber cause = entry(journal, number).cause; cause != no_entry && causes.insert(cause).second;) cause = entry(journal, cause).cause;
    if (subject.fault != nullptr && subject.fault->entry != no_entry) causes.insert(subject.fault->entry);
    chosen.insert(causes.begin(), causes.end());
    for (const EntryNumber number : chosen) {
        const JournalEntry& one = entry(journal, number);
        explanation.chain.push_back({number, one.at, std::string(to_word(static_cast<JournalKind>(one.kind))), sentence(one)});
    }
}

}  // namespace

Instant evaluated_at(const Lab& lab, const RunResult& run, const Objective& objective)
{
    const Instant end = Instant{} + lab.duration;
    return objective.evaluated_at == never ? end : std::min(objective.evaluated_at + run.shift, end);
}

Explanation explain(const Lab& lab, const Submission& submission, const RunResult& run, const Objective& objective)
{
    const Query measure(with_answers(objective.measure, submission.answers));
    const Instant end = evaluated_at(lab, run, objective);
    Case subject{run, objective, measure.ask(run.world.truth, end), {}, nullptr, never, end};
    Explanation explanation;
    explanation.objective = objective.id;
    for (const std::string& id : answers_in(objective.measure))
        if (!submission.answers.contains(id)) subject.answer.problem = fill(answer_says.no_answer.text, {{"id", id}});
    const bool falls_short = !subject.answer.has_value || is_short(objective, subject.answer);
    if (subject.answer.has_value) subject.violation = first_violation(measure, run.world, objective, end);
    if (!objective.who.empty()) subject.who = Query(with_answers(objective.who, submission.answers)).ask(run.world.truth, end);
    subject.fault = fault_of(run.world, subject.who.labels.empty() ? subject.answer.labels : subject.who.labels, subject.violation);
    explanation.measured = subject.answer.has_value ? value_text(subject.answer.value, objective.unit, needed_value(objective)) : "nothing";
    explanation.needed = needed_text(objective);
    explanation.first_violation = subject.violation;
    if (falls_short) explanation.sentence = filled(subject, explanation.measured);
    tell_causes(subject, explanation);
    explanation.look_at = place_to_look_at(submission, objective.look_at, culprit_of(subject));
    return explanation;
}

}  // namespace evenkeel
