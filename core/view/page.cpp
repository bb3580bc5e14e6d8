#include "view/page.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "console/shell.hpp"
#include "lab/explain.hpp"
#include "lab/grader.hpp"
#include "lab/sentences.hpp"
#include "view/choices.hpp"
#include "view/compare.hpp"
#include "view/keep.hpp"
#include "view/inspect.hpp"
#include "view/page_drawings.hpp"
#include "view/scene.hpp"

namespace evenkeel::view {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t journal_shown = 200;

Json ns(Instant at) { return std::to_string(at.ns); }

Instant instant_in(const Json& call, const char* key)
{
    const Json& value = call.at(key);
    if (value.is_number()) return {static_cast<std::int64_t>(value.get<double>())};
    const auto& text = value.get_ref<const std::string&>();
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return {number};
}

Json json_of(const std::vector<Diagnostic>& diagnostics)
{
    Json all = Json::array();
    for (const Diagnostic& one : diagnostics)
        all.push_back({{"severity", to_text(one.severity)}, {"id", one.id}, {"file", one.at.file}, {"line", one.at.line}, {"column", one.at.column}, {"message", one.what}, {"repair", one.repair}});
    return all;
}

Json failure(const Sentence& sentence, std::initializer_list<Argument> arguments = {})
{
    return {{"error", fill(sentence.text, arguments)}, {"id", sentence.id}};
}

Json json_of(const Node& node)
{
    return {{"name", node.name}, {"kind", to_text(node.kind)}, {"state", color_name_of(node.state)}, {"glyph", glyph_of(node.state)}, {"word", node.word},
            {"traffic", node.traffic}, {"detail", node.detail}, {"detail_is_bad", node.detail_is_bad}, {"load", node.load}, {"belief", node.belief},
            {"belief_is_wrong", node.belief_is_wrong}};
}

Json json_of(const Scene& scene)
{
    Json nodes = Json::array();
    for (const Node& node : scene.nodes) nodes.push_back(json_of(node));
    Json edges = Json::array();
    for (const Edge& edge : scene.edges)
        edges.push_back({{"from", scene.nodes[edge.from].name}, {"to", scene.nodes[edge.to].name}, {"in_flight", edge.in_flight}, {"rate", edge.rate}, {"broken", edge.broken}});
    return {{"nodes", nodes}, {"edges", edges}};
}

Json json_of_objectives(const Desk& desk)
{
    const Session& session = *desk.session;
    Json all = Json::array();
    std::int64_t sum = 0;
    bool gates = true;
    for (std::size_t i = 0; i < session.lab.objectives.size(); ++i) {
        const Objective& objective = session.lab.objectives[i];
        const LiveObjective now = live(desk, i);
        sum += now.millipoints;
        gates = gates && (now.gate_holds || !now.has_value);
        all.push_back({{"id", objective.id}, {"title", objective.title}, {"measured", now.has_value ? value_text(now.measured, objective.unit, needed_value(objective)) : "–"},
                       {"has_value", now.has_value}, {"needed", needed_text(objective)}, {"points", whole_points(now.millipoints)}, {"most", objective.points},
                       {"share", objective.points > 0 ? static_cast<double>(now.millipoints) / (1000.0 * static_cast<double>(objective.points)) : now.gate_holds ? 1.0 : 0.0},
                       {"gate", objective.gate.kind != Gate::Kind::none}, {"gate_holds", now.gate_holds}});
    }
    return {{"list", all}, {"points", whole_points(gates ? sum : std::min<std::int64_t>(sum, 50'000))}, {"gates_hold", gates}};
}

Json json_of_branches(const Session& session)
{
    Json all = Json::array();
    for (std::size_t i = 0; i < session.work.branches.size(); ++i) {
        const Branch& branch = *session.work.branches[i];
        const Instant reach = i < session.reach.size() ? session.reach[i].until : Instant{};
        all.push_back({{"name", branch.name}, {"parent", branch.parent}, {"left_at", to_clock(branch.left_at)}, {"reach", to_clock(reach)}, {"deeds", branch.deeds.size()}});
    }
    return all;
}

Json json_of_journal(const World& world, std::uint64_t from)
{
    Json all = Json::array();
    const std::uint64_t count = size(world.journal);
    for (std::uint64_t i = std::max(from, count > journal_shown ? count - journal_shown : 0); i < count; ++i) {
        const JournalEntry& one = entry(world.journal, i);
        all.push_back({{"number", i}, {"at", ns(one.at)}, {"clock", to_clock(one.at)}, {"kind", to_word(static_cast<JournalKind>(one.kind))}, {"place", one.place}, {"sentence", sentence(one)}});
    }
    return all;
}

Json describe_lab(const Session& session)
{
    const Lab& lab = session.lab;
    return {{"id", lab.id}, {"title", lab.title}, {"minutes", lab.minutes}, {"concepts", lab.concepts}, {"editable", lab.editable}, {"pass", lab.pass},
            {"hosts", lab.commands.empty() ? std::vector<std::string_view>{} : console::hosts_of(lab.topology)}, {"commands", console::commands_of(lab.commands)},
            {"duration", ns(end_of(session))}, {"duration_clock", to_clock(end_of(session))}, {"seed", session.seed}};
}

Json state(Desk& desk)
{
    tick_steps(desk);
    const Session& session = *desk.session;
    const World& world = present(session);
    Json faults = Json::array();
    for (const FaultRecord& fault : world.faults)
        faults.push_back({{"name", fault.name}, {"kind", fault.kind}, {"host", fault.host}, {"from", to_clock(fault.begins)}, {"lasts", fault.ends == never}});
    Json differing = nullptr;
    if (session.rival) {
        Json unequal = Json::array();
        for (const Difference& one : differences(session, 50)) unequal.push_back({{"visitors", one.visitors}, {"request", one.request}, {"began", ns(one.began)}, {"at", to_clock(one.began)}, {"here", one.here}, {"there", one.there}});
        differing = {{"branch", session.rival->branch}, {"list", unequal}};
    }
    return {{"now", ns(world.now)}, {"clock", to_clock(world.now)}, {"at_end", world.now >= end_of(session)}, {"reach", ns(reach_of(session))},
            {"playing", desk.transport.playing}, {"speed", desk.transport.speed}, {"measured_speed", desk.transport.measured}, {"behind", is_behind(desk.transport)},
            {"scene", json_of(scene_of(session))}, {"objectives", json_of_objectives(desk)}, {"faults", faults}, {"branches", json_of_branches(session)},
            {"branch", session.work.current}, {"rival", differing}, {"can_undo", !session.past.empty()}, {"can_redo", !session.undone.empty()},
            {"steps", desk.steps_done}, {"not_applied", not_applied(session)}, {"selected", desk.selected}, {"journal", size(world.journal)}, {"typed", world.operated.size()}, {"events", world.events_handled},
            {"bound", to_text(world.reached)}, {"thinned", world.truth.times_thinned > 0}};
}

Json explanation_of(const Desk& desk, const std::string& id)
{
    const Session& session = *desk.session;
    const Objective* objective = find_objective(session.lab, id);
    if (objective == nullptr) return nullptr;
    RunResult run;
    run.world = present(session);
    Lab until_now = session.lab;
    until_now.duration = run.world.now - Instant{};
    const Explanation why = explain(until_now, *current_branch(session).submission, run, *objective);
    Json chain = Json::array();
    for (const Cause& cause : why.chain) chain.push_back({{"at", ns(cause.at)}, {"clock", to_clock(cause.at)}, {"sentence", cause.sentence}});
    return {{"sentence", why.sentence}, {"measured", why.measured}, {"needed", why.needed}, {"chain", chain}, {"more", why.more_causes},
            {"first", why.first_violation == never ? Json(nullptr) : ns(why.first_violation)}, {"first_clock", why.first_violation == never ? "" : to_clock(why.first_violation)},
            {"file", why.look_at.file}, {"line", why.look_at.line}};
}

Json inspection_of(const Session& session, const std::string& node)
{
    const Inspection found = inspect(session, node);
    Json rows = Json::array();
    for (const InspectorRow& row : found.rows) rows.push_back({row.label, row.value});
    Json tables = Json::array();
    for (const InspectorTable& table : found.tables) {
        Json groups = Json::array();
        for (const ColumnGroup& group : table.columns) groups.push_back({{"title", group.title}, {"columns", group.columns}});
        tables.push_back({{"title", table.title}, {"groups", groups}, {"rows", table.rows}});
    }
    const Location line = line_of(session, node);
    return {{"title", found.title}, {"rows", rows}, {"tables", tables}, {"file", line.file}, {"line", line.line}};
}

Json choices_of(const Session& session, const std::string& node)
{
    Json all = Json::array();
    for (const Choice& choice : choices_for(present(session), node)) all.push_back({{"id", choice.id}, {"label", choice.label}, {"key", std::string(1, choice.key)}});
    return all;
}

Json do_to(Desk& desk, const std::string& node, const std::string& id)
{
    if (perform(*desk.session, node, id)) return {{"done", id}};
    return failure(page_says.no_choice, {{"choice", id}, {"node", node}});
}

Json terminal_of(const Session& session)
{
    const World& world = present(session);
    Json lines = Json::array();
    for (const Operated& typed : world.operated) {
        const console::Output output = console::output_of(world, typed);
        lines.push_back({{"at", ns(typed.at)}, {"clock", to_clock(typed.at)}, {"host", typed.host}, {"line", typed.line}, {"text", output.text}, {"exit", output.exit_code}, {"over", output.over}});
    }
    return lines;
}

Json type_into(Session& session, const std::string& host, const std::string& line) { return {{"diagnostics", json_of(type_line(session, host, line))}}; }

Json open(Desk& desk, const Json& call)
{
    const auto files = call.at("files").get<Files>();
    Parsed<Session> opened = open_session(files, call.value("texts", Files{}));
    Json said{{"diagnostics", json_of(opened.diagnostics)}};
    if (has_error(opened.diagnostics)) return said;
    desk = begin_desk(std::move(opened.config));
    if (call.contains("kept") && call.at("kept").is_object()) take_back(*desk.session, call.at("kept"));
    said["lab"] = describe_lab(*desk.session);
    return said;
}

Json json_of(const Followed& one)
{
    Json hops = Json::array();
    for (const Hop& hop : one.hops)
        hops.push_back({{"at", ns(hop.at)}, {"clock", to_clock(hop.at)}, {"from", hop.from}, {"to", hop.to}, {"what", hop.what}, {"lost", hop.lost}, {"why", hop.why}});
    return {{"visitors", one.visitors}, {"request", one.request}, {"began_clock", to_clock(one.began)}, {"outcome", one.outcome}, {"hops", std::move(hops)}};
}

Json follow_as_said(Desk& desk, const Json& call)
{
    if (call.contains("request")) follow_request(desk, call.at("visitors"), call.at("request").get<std::uint64_t>(), instant_in(call, "began"));
    else follow_next(desk);
    return json_of(desk.followed);
}

Json with_session(Desk& desk, const std::string& name, const Json& call)
{
    Session& session = *desk.session;
    ++desk.changes;
    if (name == "state") return state(desk);
    if (name == "play") return play(desk), Json::object();
    if (name == "pause") return pause(desk), Json::object();
    if (name == "speed") return set_speed(desk, call.at("value").get<double>()), Json::object();
    if (name == "seek") return go_to(session, instant_in(call, "at")), Json::object();
    if (name == "step") return pause(desk), step_event(session), Json::object();
    if (name == "follow") return follow_as_said(desk, call);
    if (name == "hop") return go_to_hop(desk, call.at("index").get<std::size_t>()), Json::object();
    if (name == "undo") return {{"done", undo(session)}, {"texts", session.work.texts}};
    if (name == "redo") return {{"done", redo(session)}, {"texts", session.work.texts}};
    if (name == "do") return do_to(desk, call.at("node"), call.at("choice"));
    if (name == "choices") return choices_of(session, call.at("node"));
    if (name == "inspect") return inspection_of(session, call.at("node"));
    if (name == "outlook") return outlook_json(desk, call.at("node"));
    if (name == "plots") return plots_json(desk);
    if (name == "diagram") return diagram_json(desk);
    if (name == "select") return desk.selected = call.at("node").get<std::string>(), Json::object();
    if (name == "node_at") return {{"node", node_at(session, call.at("file"), call.at("line").get<int>())}};
    if (name == "edit") return edit(session, call.at("path"), call.at("text"), call.value("joins", false)), Json{{"diagnostics", json_of(check(session))}};
    if (name == "texts") return session.work.texts;
    if (name == "check") return {{"diagnostics", json_of(check(session))}};
    if (name == "apply") return {{"diagnostics", json_of(apply_texts(session, call.at("how") == "restart" ? Apply::restart : Apply::reload))}};
    if (name == "branch") return show_branch(session, call.at("index").get<std::size_t>()), Json{{"texts", session.work.texts}};
    if (name == "rival") return set_rival(session, call.at("index").is_null() ? std::nullopt : std::optional(call.at("index").get<std::size_t>())), Json::object();
    if (name == "drag") return drag(session, call.at("node"), {call.at("x"), call.at("y")}, call.value("joins", false)), Json::object();
    if (name == "explain") return explanation_of(desk, call.at("objective"));
    if (name == "journal") return json_of_journal(present(session), call.value("from", std::uint64_t{0}));
    if (name == "hash") return {{"hash", fmt::format("{:016x}", state_hash(present(session)))}, {"now", ns(present(session).now)}};
    if (name == "type") return type_into(session, call.at("host"), call.at("line"));
    if (name == "begin") return {{"diagnostics", json_of(begin_anew(session, call.at("runbook")))}};
    if (name == "terminal") return terminal_of(session);
    if (name == "runbook") return {{"text", runbook_of(session)}};
    if (name == "keep") return to_keep(session);
    if (name == "spare_memory") return spare_memory(session), Json::object();
    return failure(page_says.not_a_call, {{"what", name}});
}

}  // namespace

std::string answer(Desk& desk, std::string_view text)
{
    const Json call = Json::parse(text, nullptr, false);
    const std::string name = call.is_object() ? call.value("call", "") : "";
    try {
        if (name == "open") return open(desk, call).dump();
        if (!desk.session) return failure(page_says.no_lab).dump();
        return with_session(desk, name, call).dump();
    } catch (const nlohmann::json::exception&) {
        return failure(page_says.not_a_call, {{"what", name}}).dump();
    }
}

}  // namespace evenkeel::view
