#include "kept_file.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "lab/json_reader.hpp"
#include "sentences.hpp"
#include "view/keep.hpp"

namespace evenkeel::cli {

namespace {

using Json = nlohmann::ordered_json;

/// Beyond what a lab's texts and a long session's deeds come to.
constexpr std::size_t most_bytes = 4u << 20;
constexpr std::size_t longest_id = 80;

/// One value of the file, and its JSON pointer.
struct Point {
    const std::string& file;
    const Json& value;
    std::string pointer;
};

[[noreturn]] void refuse(const Point& point, std::string_view expected)
{
    throw Failure(ExitCode::not_gradable, say(Severity::error, messages::kept_value, {point.file, 0, 0},
                                              {{"pointer", point.pointer.empty() ? "/" : point.pointer}, {"expected", expected}}));
}

void expect(bool holds, const Point& point, std::string_view expected)
{
    if (!holds) refuse(point, expected);
}

Point member(const Point& object, const char* key)
{
    const auto found = object.value.find(key);
    if (found == object.value.end()) refuse(object, fmt::format("an object with '{}'", key));
    return {object.file, *found, object.pointer + "/" + key};
}

const std::string& text_of(const Point& point)
{
    expect(point.value.is_string(), point, "a text");
    return point.value.get_ref<const std::string&>();
}

bool is_id(std::string_view text)
{
    const auto belongs = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !text.empty() && text.size() <= longest_id && std::all_of(text.begin(), text.end(), belongs);
}

std::int64_t instant_of(const Point& point)
{
    const auto ns = point.value.is_string() ? parse_integer(point.value.get_ref<const std::string&>(), 0) : std::nullopt;
    if (!ns) refuse(point, "nanoseconds, as a text of digits");
    return *ns;
}

void look_at_texts(const Point& point)
{
    const auto is_text = [](const Json& one) { return one.is_string(); };
    expect(point.value.is_object() && std::all_of(point.value.begin(), point.value.end(), is_text), point, "an object of texts");
}

/// Gives when it was done.
std::int64_t look_at_deed(const Point& deed)
{
    expect(deed.value.is_object(), deed, "an object");
    if (deed.value.contains("node")) {
        text_of(member(deed, "node"));
        text_of(member(deed, "choice"));
    } else {
        look_at_texts(member(deed, "texts"));
    }
    return instant_of(member(deed, "at"));
}

void look_at_deeds(const Point& did)
{
    expect(did.value.is_array() && did.value.size() <= view::most_kept, did, fmt::format("a list of at most {} deeds", view::most_kept));
    std::int64_t latest = 0;
    for (std::size_t i = 0; i < did.value.size(); ++i) {
        const Point deed{did.file, did.value[i], fmt::format("{}/{}", did.pointer, i)};
        const std::int64_t at = look_at_deed(deed);
        expect(at >= latest, deed, "a deed no earlier than the one before it");
        latest = at;
    }
}

void look_at_format(const Point& point)
{
    expect(point.value.is_number_integer(), point, "a whole number");
    if (point.value == view::keep_format) return;
    throw Failure(ExitCode::not_gradable, say(Severity::error, messages::kept_format, {point.file, 0, 0},
                                              {{"format", point.value.dump()}, {"own", std::to_string(view::keep_format)}}));
}

Kept looked_at(const Point& session)
{
    expect(session.value.is_object(), session, "the object that the page keeps of a session");
    look_at_format(member(session, "format"));
    const Point lab = member(session, "lab");
    expect(is_id(text_of(lab)), lab, "the id of a lab");
    const Point seed = member(session, "seed");
    expect(seed.value.is_number_unsigned(), seed, "a whole number from 0");
    for (const char* texts : {"texts", "began_with"})
        if (session.value.contains(texts)) look_at_texts(member(session, texts));
    look_at_deeds(member(session, "did"));
    instant_of(member(session, "now"));
    return {session.file, text_of(lab), seed.value.get<std::uint64_t>(), session.value};
}

}  // namespace

Kept read_kept(const std::string& path)
{
    const std::string text = read_file(path, {Trust::named_by_user, most_bytes, ExitCode::wrong_use});
    const std::string file = path == "-" ? "standard input" : printable(path, 1000);
    if (const auto problem = json_problem(text, file, most_bytes)) throw Failure(ExitCode::not_gradable, *problem);
    const Json document = Json::parse(text, nullptr, false);
    if (document.is_object() && document.contains("kept")) return looked_at(member({file, document, ""}, "kept"));
    return looked_at({file, document, ""});
}

}  // namespace evenkeel::cli
