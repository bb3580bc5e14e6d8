#include "lab/bundle.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lab/sentences.hpp"

namespace evenkeel {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 4> not_for_students{"solution/", "also/", "wrong/", "sample/"};

bool is_for_students(std::string_view path)
{
    return std::none_of(not_for_students.begin(), not_for_students.end(), [&](std::string_view folder) { return path.starts_with(folder); });
}

/// Titles and messages may hold anything; a replacement character in one of them misleads nobody.
std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

std::string text_of_errors(const std::vector<Diagnostic>& diagnostics)
{
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics)
        if (diagnostic.severity == Severity::error) text += to_text(diagnostic) + "\n";
    return text;
}

Json entry_of(std::string_view id, const Parsed<Lab>& parsed)
{
    const Lab& lab = parsed.config;
    const auto number = lab_number(id);
    Json entry{{"id", id},
               {"number", number ? Json(*number) : Json(nullptr)},
               {"title", lab.title.empty() ? std::string(id) : lab.title},
               {"minutes", lab.minutes},
               {"requires", lab.requires_labs},
               {"concepts", lab.concepts}};
    if (has_error(parsed.diagnostics)) entry["errors"] = text_of_errors(parsed.diagnostics);
    return entry;
}

}  // namespace

Parsed<std::string> bundle_lab(std::string_view id, const Files& folder)
{
    Parsed<std::string> bundle;
    Json files = Json::object();
    for (const auto& [path, text] : folder) {
        if (!is_for_students(path)) continue;
        const auto bad = first_invalid_utf8(text);
        if (!bad) {
            files[path] = text;
            continue;
        }
        const int line = static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*bad), '\n')) + 1;
        bundle.diagnostics.push_back(say(Severity::error, lab_says.not_utf8, {printable(path, 1000), line, 0}));
    }
    bundle.config = text_of(Json{{"id", id}, {"files", std::move(files)}});
    return bundle;
}

Parsed<std::string> bundle_index(std::span<const LabText> labs)
{
    Parsed<std::string> index;
    Json list = Json::array();
    for (const LabText& each : labs) {
        Parsed<Lab> parsed = read_lab(each.lab_json, printable(each.id, 1000) + "/lab.json");
        list.push_back(entry_of(each.id, parsed));
        for (Diagnostic& diagnostic : parsed.diagnostics) index.diagnostics.push_back(std::move(diagnostic));
    }
    index.config = text_of(list);
    return index;
}

std::optional<std::int64_t> lab_number(std::string_view id)
{
    const std::size_t hyphen = id.find('-');
    return hyphen == std::string_view::npos ? std::nullopt : parse_integer(id.substr(0, hyphen), 0, 999'999);
}

}  // namespace evenkeel
