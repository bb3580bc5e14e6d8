// The objectives of a lab.json, and what can be said about their queries and sentences before anything runs.

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lab/lab_keys.hpp"
#include "lab/lab_reader.hpp"
#include "lab/queries.hpp"
#include "lab/sentences.hpp"
#include "meter/journal.hpp"
#include "meter/truth.hpp"

namespace evenkeel {

namespace {

const TruthRow* truth_row(std::string_view name)
{
    for (const TruthRow& row : truth_table())
        if (row.name == name) return &row;
    return nullptr;
}

std::vector<std::string_view> truth_names()
{
    std::vector<std::string_view> names;
    for (const TruthRow& row : truth_table()) names.push_back(row.name);
    return names;
}

/// True if the text has the word, not as a part of a longer one.
bool mentions(std::string_view text, std::string_view word)
{
    return text.find(word) != std::string_view::npos;
}

void check_selector(LabReader& reader, const std::string& pointer, const QuerySelector& selector)
{
    const TruthRow* row = truth_row(selector.metric);
    if (row == nullptr) {
        const auto names = truth_names();
        std::string repair = repair_of(selector.metric, names);
        if (repair.empty() && !selector.metric.starts_with("truth_")) repair = "truth metrics begin with truth_";
        reader.json.say(Severity::error, lab_says.unknown_metric, pointer, {{"metric", printable(selector.metric, 80)}, {"repair", repair}});
        return;
    }
    const auto labels = split(row->labels, ' ');
    for (const QueryMatcher& matcher : selector.matchers) {
        if (std::find(labels.begin(), labels.end(), matcher.label) == labels.end()) {
            reader.json.say(Severity::error, lab_says.unknown_label, pointer,
                            {{"metric", row->name}, {"label", printable(matcher.label, 60)}, {"repair", repair_of(matcher.label, labels)}});
            continue;
        }
        const std::vector<std::string>& hosts = reader.names.hosts;
        const bool names_a_host = matcher.is_literal && std::find(hosts.begin(), hosts.end(), matcher.value) != hosts.end();
        if (names_a_host && reader.lab.hidden.permute_roles && row->labels.find("fault") != std::string_view::npos)
            reader.json.say(Severity::warning, lab_says.literal_host, pointer, {{"host", matcher.value}});
    }
}

/// Looks at a query; gives what it mentions.
QueryUse check_query(LabReader& reader, const JsonPoint& point, const std::string& query)
{
    for (const std::string& id : answers_in(query)) {
        const auto same = [&](const Question& question) { return question.id == id; };
        if (std::any_of(reader.lab.answers.begin(), reader.lab.answers.end(), same)) continue;
        std::vector<std::string_view> known;
        for (const Question& question : reader.lab.answers) known.push_back(question.id);
        reader.json.say(Severity::error, answer_says.unknown_question, point.pointer, {{"id", printable(id, 60)}, {"repair", repair_of(id, known)}});
    }
    QueryUse use = use_of(with_answers(query, {}));
    if (!use.problem.empty()) {
        const std::string where = fmt::format("column {} of the query: {}", use.problem_column + 1, printable(use.problem));
        reader.json.say(Severity::error, lab_says.bad_query, point.pointer, {{"reason", where}, {"repair", ""}});
        return use;
    }
    for (const QuerySelector& selector : use.selectors) check_selector(reader, point.pointer, selector);
    for (const Duration window : use.windows)
        if (window.ns % ns_per_s != 0) reader.json.say(Severity::warning, lab_says.off_the_grid, point.pointer, {{"window", to_text(window)}});
    return use;
}

/// Every {word} of the sentence must be a known one or a label of the queries.
void check_placeholders(LabReader& reader, const JsonPoint& point, const std::string& sentence, const std::vector<QueryUse>& uses)
{
    std::vector<std::string_view> known(placeholder_words.begin(), placeholder_words.end());
    for (const QueryUse& use : uses)
        for (const QuerySelector& selector : use.selectors)
            if (const TruthRow* row = truth_row(selector.metric))
                for (const std::string_view label : split(row->labels, ' ')) known.push_back(label);
    std::string_view rest = sentence;
    while (true) {
        const std::size_t open = rest.find('{');
        const std::size_t close = open == std::string_view::npos ? open : rest.find('}', open);
        if (close == std::string_view::npos) return;
        const std::string_view word = rest.substr(open + 1, close - open - 1);
        if (std::find(known.begin(), known.end(), word) == known.end())
            reader.json.say(Severity::error, lab_says.unknown_placeholder, point.pointer, {{"placeholder", "{" + printable(word, 60) + "}"}, {"repair", repair_of(word, known)}});
        rest.remove_prefix(close + 1);
    }
}

void read_text(LabReader& reader, const JsonPoint& object, std::string_view key, std::string& into, bool required = false)
{
    if (const auto point = reader.json.member(object, key, required))
        if (auto text = reader.json.text(*point)) into = std::move(*text);
}

void read_gate(LabReader& reader, const JsonPoint& point, Objective& objective)
{
    if (!reader.json.object(point, gate_keys)) return;
    const auto least = reader.json.member(point, "at_least");
    const auto most = reader.json.member(point, "at_most");
    if (least.has_value() == most.has_value()) {
        reader.json.say(Severity::error, lab_says.wrong_type, point.pointer, {{"expected", "either 'at_least' or 'at_most'"}, {"got", least ? "both" : "neither"}});
        return;
    }
    const auto threshold = reader.json.number(least ? *least : *most);
    if (threshold) objective.gate = {least ? Gate::Kind::at_least : Gate::Kind::at_most, *threshold};
}

void read_points(LabReader& reader, const JsonPoint& object, Objective& objective)
{
    if (const auto points = reader.json.member(object, "points")) objective.points = reader.json.integer(*points, "points", 0, 100).value_or(0);
    if (const auto gate = reader.json.member(object, "gate")) read_gate(reader, *gate, objective);
    if (objective.points == 0 && objective.gate.kind == Gate::Kind::none) reader.json.say(Severity::error, lab_says.no_purpose, object.pointer);
    const auto zero = reader.json.member(object, "zero_at", objective.points > 0);
    const auto full = reader.json.member(object, "full_at", objective.points > 0);
    if (!zero || !full) return;
    objective.zero_at = reader.json.number(*zero).value_or(0);
    objective.full_at = reader.json.number(*full).value_or(0);
    if (objective.zero_at == objective.full_at)
        reader.json.say(Severity::error, lab_says.equal_thresholds, full->pointer, {{"value", to_text(objective.full_at)}});
}

/// When the measure is asked: at the end of the run, at `at`, or at the end of `phase`.
Duration read_moment(LabReader& reader, const JsonPoint& object, Objective& objective)
{
    Duration length = reader.lab.duration;
    if (const auto at = reader.json.member(object, "at")) objective.evaluated_at = reader.instant(*at).value_or(never);
    const auto phase = reader.json.member(object, "phase");
    if (!phase) return length;
    std::vector<std::string> names;
    for (const Phase& known : reader.lab.phases) names.push_back(known.name);
    const auto name = reader.known_text(*phase, "phase", names);
    if (!name) return length;
    objective.phase = *name;
    const auto found = std::find_if(reader.lab.phases.begin(), reader.lab.phases.end(), [&](const Phase& p) { return p.name == *name; });
    if (objective.evaluated_at == never) objective.evaluated_at = found->ends;
    return found->ends - found->begins;
}

void read_query(LabReader& reader, const JsonPoint& object, std::string_view key, std::string& into, Duration phase, bool has_phase, std::vector<QueryUse>& uses)
{
    const auto point = reader.json.member(object, key, key == "measure");
    const auto text = point ? reader.json.text(*point) : std::nullopt;
    if (!text) return;
    if (!has_phase && mentions(*text, "$phase")) {
        reader.json.say(Severity::error, lab_says.no_phase_for_window, point->pointer);
        return;
    }
    into = with_phase(*text, phase);
    uses.push_back(check_query(reader, *point, into));
}

void read_feedback(LabReader& reader, const JsonPoint& object, Objective& objective, const std::vector<QueryUse>& uses)
{
    const auto sentence = reader.json.member(object, "sentence");
    if (sentence) objective.sentence = reader.json.text(*sentence).value_or("");
    if (objective.sentence.empty()) reader.json.say(Severity::warning, lab_says.no_sentence, object.pointer);
    else check_placeholders(reader, *sentence, objective.sentence, uses);
    if (const auto because = reader.json.member(object, "because"))
        for (const JsonPoint& element : reader.json.elements(*because, "kinds", 32)) {
            const auto word = reader.json.text(element);
            if (!word) continue;
            if (journal_kind(*word) != JournalKind::count_) objective.because.push_back(*word);
            else reader.json.unknown_word(element, "kind of journal entry", *word, std::span<const std::string_view>(journal_words()));
        }
    const auto look_at = reader.json.member(object, "look_at");
    const auto word = look_at ? reader.json.text(*look_at) : std::nullopt;
    if (!word) return;
    const auto found = std::find(look_at_words.begin(), look_at_words.end(), *word);
    if (found == look_at_words.end()) reader.json.unknown_word(*look_at, "thing to look at", *word, std::span<const std::string_view>(look_at_words));
    else objective.look_at = static_cast<LookAt>(found - look_at_words.begin() + 1);
}

void read_objective(LabReader& reader, const JsonPoint& point)
{
    if (!reader.json.object(point, objective_keys)) return;
    Objective objective;
    objective.at = reader.json.places().value(point.pointer);
    read_text(reader, point, "id", objective.id, true);
    read_text(reader, point, "title", objective.title, true);
    read_text(reader, point, "unit", objective.unit);
    const auto same = [&](const Objective& other) { return other.id == objective.id; };
    if (std::any_of(reader.lab.objectives.begin(), reader.lab.objectives.end(), same))
        reader.json.say(Severity::error, lab_says.id_twice, point.pointer, {{"what", "objective"}, {"word", printable(objective.id, 60)}});
    read_points(reader, point, objective);
    const Duration phase = read_moment(reader, point, objective);
    std::vector<QueryUse> uses;
    read_query(reader, point, "measure", objective.measure, phase, !objective.phase.empty(), uses);
    read_query(reader, point, "who", objective.who, phase, !objective.phase.empty(), uses);
    read_feedback(reader, point, objective, uses);
    reader.lab.objectives.push_back(std::move(objective));
}

}  // namespace

std::vector<std::string_view> journal_words()
{
    std::vector<std::string_view> words;
    for (std::size_t i = 0; i < static_cast<std::size_t>(JournalKind::count_); ++i) words.push_back(to_word(static_cast<JournalKind>(i)));
    return words;
}

std::string with_phase(std::string_view measure, Duration phase)
{
    const std::string window = fmt::format("{}ms", phase.ns / ns_per_ms);
    std::string text(measure);
    for (std::size_t at = text.find("$phase"); at != std::string::npos; at = text.find("$phase", at + window.size())) text.replace(at, 6, window);
    return text;
}

void read_steps(LabReader& reader, const JsonPoint& list)
{
    for (const JsonPoint& element : reader.json.elements(list, "steps", LabLimits::steps)) {
        std::string query = reader.json.text(element).value_or("");
        check_query(reader, element, query);
        reader.lab.steps.push_back(std::move(query));
    }
}

void read_objectives(LabReader& reader, const JsonPoint& list)
{
    const std::vector<JsonPoint> elements = reader.json.elements(list, "objectives", LabLimits::objectives);
    for (const JsonPoint& element : elements) read_objective(reader, element);
    std::int64_t sum = 0;
    for (const Objective& objective : reader.lab.objectives) sum += objective.points;
    if (sum != 100 && list.value->is_array()) reader.json.say(Severity::error, lab_says.points_sum, list.pointer, {{"sum", std::to_string(sum)}});
}

}  // namespace evenkeel
