// lab.json, top to bottom. Faults and objectives have files of their own.

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "config/host_files.hpp"
#include "lab/lab.hpp"
#include "lab/lab_keys.hpp"
#include "lab/lab_reader.hpp"
#include "lab/sentences.hpp"

namespace evenkeel {

namespace {

bool is_id(std::string_view word)
{
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !word.empty() && word.size() <= 80 && std::all_of(word.begin(), word.end(), fits) && word.front() != '-';
}

void read_text(LabReader& reader, const JsonPoint& root, std::string_view key, std::string& into, bool required)
{
    if (const auto point = reader.json.member(root, key, required))
        if (auto text = reader.json.text(*point)) into = std::move(*text);
}

void read_format(LabReader& reader, const JsonPoint& root)
{
    const auto point = reader.json.member(root, "format", true);
    if (!point) return;
    const auto format = reader.json.integer(*point, "format", 0, INT32_MAX);
    if (format && *format != lab_format) reader.json.say(Severity::error, lab_says.wrong_format, point->pointer, {{"format", std::to_string(*format)}});
}

void read_heading(LabReader& reader, const JsonPoint& root)
{
    read_text(reader, root, "id", reader.lab.id, true);
    if (!reader.lab.id.empty() && !is_id(reader.lab.id))
        reader.json.say(Severity::error, lab_says.bad_id, "/id", {{"word", printable(reader.lab.id, 60)}});
    read_text(reader, root, "title", reader.lab.title, true);
    if (const auto minutes = reader.json.member(root, "minutes", true))
        reader.lab.minutes = reader.json.integer(*minutes, "minutes", 1, 1'000).value_or(0);
    if (const auto concepts = reader.json.member(root, "concepts")) reader.lab.concepts = reader.json.texts(*concepts, "concepts", 50);
    if (const auto commands = reader.json.member(root, "commands")) reader.lab.commands = reader.json.texts(*commands, "commands", 50);
    if (const auto others = reader.json.member(root, "requires")) reader.lab.requires_labs = reader.json.texts(*others, "labs", 50);
    if (const auto pass = reader.json.member(root, "pass")) reader.lab.pass = reader.json.integer(*pass, "pass", 1, 100).value_or(80);
}

void read_duration(LabReader& reader, const JsonPoint& root)
{
    const auto point = reader.json.member(root, "duration", true);
    const auto duration = point ? reader.json.duration(*point) : std::nullopt;
    if (!duration) return;
    reader.lab.duration = *duration;
    if (*duration < Duration{ns_per_s} || *duration > LabLimits::duration)
        reader.json.say(Severity::error, lab_says.out_of_range, point->pointer,
                        {{"what", "duration"}, {"value", to_text(*duration)}, {"least", "1s"}, {"most", to_text(LabLimits::duration)}});
}

void read_seeds(LabReader& reader, const JsonPoint& root)
{
    const auto list = reader.json.member(root, "seeds", true);
    if (!list) return;
    for (const JsonPoint& element : reader.json.elements(*list, "seeds", LabLimits::seeds)) {
        const auto seed = reader.json.integer(element, "a seed", 1, INT64_MAX);
        if (!seed) continue;
        const auto as_unsigned = static_cast<std::uint64_t>(*seed);
        std::vector<std::uint64_t>& seeds = reader.lab.seeds;
        if (std::find(seeds.begin(), seeds.end(), as_unsigned) != seeds.end())
            reader.json.say(Severity::error, lab_says.id_twice, element.pointer, {{"what", "seed"}, {"word", std::to_string(*seed)}});
        seeds.push_back(as_unsigned);
    }
    if (reader.lab.seeds.empty() && list->value->is_array()) reader.json.say(Severity::error, lab_says.fixed_seedless, list->pointer);
}

/// The topology reader sees no text: its places are "lab.json#/topology/hosts", which become line and column here.
void give_line(const JsonPlaces& places, Diagnostic& diagnostic)
{
    const std::size_t hash = diagnostic.at.file.rfind("#/");
    if (diagnostic.at.line != 0 || hash == std::string::npos) return;
    const std::string pointer = diagnostic.at.file.substr(hash + 1);
    diagnostic.at = places.value(pointer);
    diagnostic.what = fmt::format("{}: {}", printable(pointer), diagnostic.what);
}

void read_site(LabReader& reader, const JsonPoint& root, std::vector<Diagnostic>& diagnostics)
{
    const auto point = reader.json.member(root, "topology", true);
    if (!point) return;
    Parsed<Topology> topology = read_topology(*point->value, reader.json.file(), point->pointer);
    for (Diagnostic& diagnostic : topology.diagnostics) {
        give_line(reader.json.places(), diagnostic);
        diagnostics.push_back(std::move(diagnostic));
    }
    reader.lab.topology = std::move(topology.config);
    const std::vector<HostSettings>& hosts = reader.lab.topology.hosts;
    if (hosts.size() > LabLimits::hosts)
        reader.json.say(Severity::error, lab_says.too_many, "/topology/hosts",
                        {{"count", std::to_string(hosts.size())}, {"what", "hosts"}, {"most", std::to_string(LabLimits::hosts)}});
    if (reader.lab.topology.visitors.empty()) reader.json.say(Severity::warning, lab_says.no_visitors, point->pointer);
    for (const VisitorSettings& visitors : reader.lab.topology.visitors) {
        const std::int64_t most = LabLimits::visitors_per_s;
        if (visitors.rate_per_1000s / 1000 <= most && visitors.users <= most) continue;
        reader.json.say(Severity::error, lab_says.out_of_range, pointer_to("/topology/visitors", visitors.name),
                        {{"what", "the rate or number of visitors"}, {"value", std::to_string(std::max(visitors.rate_per_1000s / 1000, visitors.users))}, {"least", "0"}, {"most", std::to_string(most)}});
    }
}

void read_editable(LabReader& reader, const JsonPoint& root)
{
    const auto list = reader.json.member(root, "editable", true);
    if (!list) return;
    for (const JsonPoint& element : reader.json.elements(*list, "files", 64)) {
        const auto file = reader.json.text(element);
        if (!file) continue;
        const std::vector<std::string_view> known(reader.names.files.begin(), reader.names.files.end());
        if (std::find(known.begin(), known.end(), *file) == known.end() && configuration_beside(reader.lab.topology, *file).empty())
            reader.json.say(Severity::error, lab_says.not_editable, element.pointer, {{"file", printable(*file, 80)}, {"repair", repair_of(*file, known)}});
        else if (std::find(reader.lab.editable.begin(), reader.lab.editable.end(), *file) != reader.lab.editable.end())
            reader.json.say(Severity::error, lab_says.id_twice, element.pointer, {{"what", "file"}, {"word", *file}});
        else reader.lab.editable.push_back(*file);
    }
}

void read_phases(LabReader& reader, const JsonPoint& list)
{
    for (const JsonPoint& element : reader.json.elements(list, "phases", LabLimits::phases)) {
        if (!reader.json.object(element, phase_keys)) continue;
        Phase phase;
        read_text(reader, element, "name", phase.name, true);
        const auto from = reader.json.member(element, "from", true);
        const auto to = reader.json.member(element, "to", true);
        const auto begins = from ? reader.instant(*from) : std::nullopt;
        const auto ends = to ? reader.instant(*to) : std::nullopt;
        if (!begins || !ends) continue;
        if (*ends <= *begins)
            reader.json.say(Severity::error, lab_says.range_reversed, element.pointer, {{"least", to_clock(*begins)}, {"most", to_clock(*ends)}});
        const auto same = [&](const Phase& other) { return other.name == phase.name; };
        if (std::any_of(reader.lab.phases.begin(), reader.lab.phases.end(), same))
            reader.json.say(Severity::error, lab_says.id_twice, element.pointer, {{"what", "phase"}, {"word", printable(phase.name, 60)}});
        phase.begins = *begins;
        phase.ends = *ends;
        reader.lab.phases.push_back(std::move(phase));
    }
}

void read_hidden(LabReader& reader, const JsonPoint& point)
{
    if (!reader.json.object(point, hidden_keys)) return;
    if (const auto list = reader.json.member(point, "permute"))
        for (const JsonPoint& element : reader.json.elements(*list, "words", 8)) {
            const auto word = reader.json.text(element);
            if (!word) continue;
            if (*word == "roles") reader.lab.hidden.permute_roles = true;
            else reader.json.unknown_word(element, "thing to permute", *word, std::span<const std::string_view>(permute_words));
        }
    if (const auto shift = reader.json.member(point, "shift")) reader.lab.hidden.shift = reader.json.duration(*shift).value_or(Duration{});
}

}  // namespace

std::optional<Instant> LabReader::instant(const JsonPoint& point)
{
    const auto since_start = json.duration(point);
    if (!since_start) return std::nullopt;
    const Instant at = Instant{} + *since_start;
    if (*since_start <= lab.duration) return at;
    json.say(Severity::error, lab_says.after_the_end, point.pointer, {{"instant", to_text(*since_start)}, {"duration", to_text(lab.duration)}});
    return std::nullopt;
}

std::optional<std::string> LabReader::known_text(const JsonPoint& point, std::string_view what, std::span<const std::string> known)
{
    auto word = json.text(point);
    if (!word || std::find(known.begin(), known.end(), *word) != known.end()) return word;
    json.unknown_word(point, what, *word, known);
    return std::nullopt;
}

std::optional<std::string> LabReader::known_member(const JsonPoint& object, std::string_view key, std::string_view what, std::span<const std::string> known)
{
    const auto point = json.member(object, key, true);
    return point ? known_text(*point, what, known) : std::nullopt;
}

LabNames names_of(const Topology& topology)
{
    LabNames names;
    for (const NetworkSettings& network : topology.networks) names.networks.push_back(network.name);
    for (const NameSettings& name : topology.names) names.names.push_back(name.name);
    for (const VisitorSettings& visitors : topology.visitors) names.visitors.push_back(visitors.name);
    for (const HostSettings& host : topology.hosts) {
        names.hosts.push_back(host.name);
        for (const RunSettings& run : host.run) {
            names.services.push_back(fmt::format("{}/{}", host.name, run.name));
            if (!run.file.empty()) names.files.push_back(run.file);
        }
    }
    std::sort(names.files.begin(), names.files.end());
    names.files.erase(std::unique(names.files.begin(), names.files.end()), names.files.end());
    return names;
}

Parsed<Lab> read_lab(std::string_view lab_json_text, std::string file)
{
    Parsed<Lab> parsed;
    JsonReader json(lab_json_text, std::move(file), parsed.diagnostics);
    const auto root = json.document();
    if (!root || !json.object(*root, lab_keys)) return parsed;
    LabReader reader{json, parsed.config, {}};
    read_format(reader, *root);
    read_heading(reader, *root);
    read_duration(reader, *root);
    read_seeds(reader, *root);
    read_site(reader, *root, parsed.diagnostics);
    reader.names = names_of(parsed.config.topology);
    if (const auto answers = json.member(*root, "answers")) read_questions(reader, *answers);
    if (!parsed.config.answers.empty()) reader.names.files.emplace_back(answers_file);
    read_editable(reader, *root);
    if (const auto hidden = json.member(*root, "hidden")) read_hidden(reader, *hidden);
    if (const auto phases = json.member(*root, "phases")) read_phases(reader, *phases);
    if (const auto steps = json.member(*root, "steps")) read_steps(reader, *steps);
    if (const auto faults = json.member(*root, "faults")) read_faults(reader, *faults);
    if (const auto objectives = json.member(*root, "objectives", true)) read_objectives(reader, *objectives);
    return parsed;
}

const Objective* find_objective(const Lab& lab, std::string_view id)
{
    const auto found = std::find_if(lab.objectives.begin(), lab.objectives.end(), [&](const Objective& o) { return o.id == id; });
    return found == lab.objectives.end() ? nullptr : &*found;
}

}  // namespace evenkeel
