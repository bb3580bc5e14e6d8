#include "view/keep.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

namespace evenkeel::view {

namespace {

using Json = nlohmann::json;

Instant instant_of(const Json& value)
{
    std::int64_t number = 0;
    if (const auto* text = value.get_ptr<const std::string*>()) std::from_chars(text->data(), text->data() + text->size(), number);
    return {number};
}

/// Empty for what is missing or is no text.
std::string text_of(const Json& value, const char* key)
{
    const auto found = value.find(key);
    const auto* text = found == value.end() ? nullptr : found->get_ptr<const std::string*>();
    return text == nullptr ? std::string{} : *text;
}

bool is_of(const Session& session, const Json& kept)
{
    if (!kept.is_object()) return false;
    const auto format = kept.find("format");
    return format != kept.end() && format->is_number_integer() && *format == keep_format && text_of(kept, "lab") == session.lab.id;
}

/// The texts of an object whose paths may be edited.
Files texts_of(const Session& session, const Json& kept, const char* key)
{
    Files texts;
    const auto found = kept.find(key);
    if (found == kept.end() || !found->is_object()) return texts;
    for (const auto& [path, text] : found->items())
        if (text.is_string() && session.work.texts.contains(path)) texts[path] = text.get<std::string>();
    return texts;
}

void put_in(Session& session, const Files& texts)
{
    for (const auto& [path, text] : texts) session.work.texts[path] = text;
}

bool do_again(Session& session, const Json& deed)
{
    const Instant at = instant_of(deed.value("at", Json{}));
    if (at < Instant{} || at > end_of(session)) return false;
    // Never back: each time all that was done before would be done again, and a text could ask for it thousands of times.
    if (at > present(session).now) go_to(session, at);
    if (deed.contains("host")) {
        put_in(session, texts_of(session, deed, "texts"));
        return !has_error(type_line(session, text_of(deed, "host"), text_of(deed, "line")));
    }
    if (deed.contains("node")) return perform(session, text_of(deed, "node"), text_of(deed, "choice"));
    put_in(session, texts_of(session, deed, "texts"));
    return !has_error(apply_texts(session, Apply::reload));
}

}  // namespace

Json to_keep(const Session& session)
{
    const Branch& branch = current_branch(session);
    Json did = Json::array();
    for (const Said& said : branch.said) {
        if (!said.host.empty()) did.push_back({{"at", std::to_string(said.at.ns)}, {"host", said.host}, {"line", said.line}, {"texts", said.texts}});
        else if (said.node.empty()) did.push_back({{"at", std::to_string(said.at.ns)}, {"texts", said.texts}});
        else did.push_back({{"at", std::to_string(said.at.ns)}, {"node", said.node}, {"choice", said.choice}});
    }
    Json places = Json::object();
    for (const auto& [node, place] : session.work.places) places[node] = {place.x, place.y};
    Files began_with;
    for (const auto& [path, text] : session.work.texts) began_with[path] = branch.submission->files.at(path);
    if (const auto runbook = branch.submission->files.find(std::string(runbook_file)); runbook != branch.submission->files.end()) began_with[runbook->first] = runbook->second;
    return {{"format", keep_format}, {"lab", session.lab.id}, {"seed", session.seed}, {"texts", session.work.texts}, {"began_with", began_with}, {"did", did},
            {"now", std::to_string(present(session).now.ns)}, {"places", places}};
}

TakenBack take_back(Session& session, const Json& kept)
{
    TakenBack result;
    if (!is_of(session, kept)) return {0, 1};
    go_to(session, {});
    const Files beginning = texts_of(session, kept, "began_with");
    put_in(session, beginning);
    const std::string runbook = kept.contains("began_with") ? text_of(kept.at("began_with"), runbook_file.data()) : std::string{};
    if ((!not_applied(session).empty() || runbook != runbook_of(session)) && has_error(begin_anew(session, runbook))) ++result.left_out;
    if (const auto did = kept.find("did"); did != kept.end() && did->is_array())
        for (const Json& deed : *did) {
            const bool is_read = result.done + result.left_out < most_kept && deed.is_object();
            ++(is_read && do_again(session, deed) ? result.done : result.left_out);
            // Taking back is no step of undo; and what undo keeps of every deed would be more memory than a page has.
            session.past.clear();
        }
    go_to(session, instant_of(kept.value("now", Json{})));
    put_in(session, texts_of(session, kept, "texts"));
    if (const auto places = kept.find("places"); places != kept.end() && places->is_object())
        for (const auto& [node, place] : places->items())
            if (place.is_array() && place.size() == 2 && place[0].is_number() && place[1].is_number()) session.work.places[node] = {place[0].get<double>(), place[1].get<double>()};
    session.past.clear();
    session.undone.clear();
    return result;
}

}  // namespace evenkeel::view
