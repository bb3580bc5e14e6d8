#include "run_texts.hpp"

#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "console/runbook.hpp"

namespace evenkeel::cli {

namespace {

using Json = nlohmann::ordered_json;

Json journal_object(const JournalEntry& entry, EntryNumber number)
{
    Json details = Json::object();
    for (const Detail& detail : entry.details) details[detail.name] = detail.value;
    const Json cause = entry.cause == no_entry ? Json(nullptr) : Json(entry.cause);
    return {{"number", number},
            {"at_ns", entry.at.ns},
            {"time", to_clock(entry.at)},
            {"kind", to_word(static_cast<JournalKind>(entry.kind))},
            {"place", entry.place},
            {"sentence", sentence(entry)},
            {"cause", cause},
            {"details", details}};
}

/// Backslash, quote and line end are escaped in a label's value, and nothing else.
std::string label_value(std::string_view value)
{
    std::string text;
    for (const char c : value) {
        if (c == '\n') text += "\\n";
        else if (c == '\\' || c == '"') text += {'\\', c};
        else text += c;
    }
    return text;
}

std::string labels_of(const TruthRow& row, const MeterName& name)
{
    if (row.labels.empty()) return {};
    std::string text;
    const std::vector<std::string_view> labels = split(row.labels, ' ');
    for (std::size_t i = 0; i < labels.size() && i < name.label_values.size(); ++i)
        text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", labels[i], label_value(name.label_values[i]));
    return fmt::format("{{{}}}", text);
}

std::string value_of(const TruthRow& row, std::int64_t value)
{
    return row.unit == TruthUnit::seconds ? to_text(seconds(Duration{value})) : std::to_string(value);
}

std::string outcomes_of(const World& world)
{
    std::map<std::string, std::int64_t> outcomes;
    std::int64_t all = 0;
    for (const auto& [name, number] : world.meters.numbers) {
        if (name.metric != TruthMetric::client_requests_total || world.meters.values[number] == 0) continue;
        outcomes[name.label_values.back()] += world.meters.values[number];
        all += world.meters.values[number];
    }
    std::string text = fmt::format("requests    {}", all);
    for (const auto& [outcome, count] : outcomes) text += fmt::format("{}{} {}", &outcome == &outcomes.begin()->first ? ": " : ", ", outcome, count);
    return text + "\n";
}

}  // namespace

std::string summary_text(std::string_view lab, std::uint64_t seed, const World& world, std::string_view more)
{
    std::string text = fmt::format("lab         {}\nseed        {}\nsimulated   {} ({} events)\n", lab, seed, to_text(world.now - Instant{}), world.events_handled);
    text += outcomes_of(world);
    text += fmt::format("journal     {} entries\n{}", size(world.journal), more);
    return text + fmt::format("state hash  {:016x}\n", state_hash(world));
}

std::string journal_lines(const Journal& journal)
{
    std::string text;
    for (EntryNumber number = 0; number < size(journal); ++number)
        text += journal_object(entry(journal, number), number).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    return text;
}

std::string terminal_text(const World& world)
{
    std::string text;
    for (const Operated& typed : world.operated) {
        const console::Output output = console::output_of(world, typed);
        text += console::runbook_line(typed.at, typed.host, typed.line) + output.text;
        if (!text.ends_with('\n')) text += '\n';
        if (!output.over) text += "[still runs at the end]\n";
        else if (output.exit_code != 0) text += fmt::format("[exit code {}]\n", output.exit_code);
    }
    return text;
}

std::string metrics_text(const World& world)
{
    std::string text;
    const TruthRow* last = nullptr;
    for (const auto& [name, number] : world.meters.numbers) {
        const TruthRow& truth = row(name.metric);
        if (&truth != last) {
            text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", truth.name, truth.meaning, truth.name, truth.kind == TruthKind::counter ? "counter" : "gauge");
            last = &truth;
        }
        text += fmt::format("{}{} {} {}\n", truth.name, labels_of(truth, name), value_of(truth, world.meters.values[number]), world.now.ns / ns_per_ms);
    }
    return text;
}

}  // namespace evenkeel::cli
