#include "lab/json_reader.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lab/lab.hpp"
#include "lab/sentences.hpp"

namespace evenkeel {

namespace {

using nlohmann::json;

/// Takes everything, and remembers the first error.
struct ErrorFinder : nlohmann::json_sax<json> {
    std::size_t position = 0;
    std::string reason;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception& error) override
    {
        position = at;
        reason = error.what();
        // "[json.exception…] parse error at line 1, column 2: reason": the place is said in our own way.
        if (const std::size_t end = reason.find(": "); end != std::string::npos) reason = reason.substr(end + 2);
        return false;
    }
};

std::string_view kind_of(const json& value)
{
    switch (value.type()) {
    case json::value_t::null: return "null";
    case json::value_t::object: return "an object";
    case json::value_t::array: return "a list";
    case json::value_t::string: return "a text";
    case json::value_t::boolean: return "true or false";
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
    case json::value_t::number_float: return "a number";
    case json::value_t::binary:
    case json::value_t::discarded: break;
    }
    return "something else";
}

}  // namespace

std::optional<Diagnostic> json_problem(std::string_view text, const std::string& file, std::size_t most_bytes)
{
    if (text.size() > most_bytes)
        return say(Severity::error, lab_says.too_large, {file, 0, 0}, {{"bytes", std::to_string(text.size())}, {"most", std::to_string(most_bytes)}});
    if (json_depth(text) > LabLimits::nesting) return say(Severity::error, lab_says.too_deep, {file, 0, 0}, {{"most", std::to_string(LabLimits::nesting)}});
    ErrorFinder finder;
    if (json::sax_parse(text, &finder)) return std::nullopt;
    const std::size_t offset = std::min(finder.position == 0 ? 0 : finder.position - 1, text.size());
    const std::string_view before = text.substr(0, offset);
    const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
    const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return say(Severity::error, lab_says.not_json, {file, line, static_cast<int>(offset - line_start) + 1}, {{"reason", printable(finder.reason)}});
}

JsonReader::JsonReader(std::string_view text, std::string file, std::vector<Diagnostic>& diagnostics)
    : file_(std::move(file)), diagnostics_(diagnostics)
{
    if (std::optional<Diagnostic> problem = json_problem(text, file_, LabLimits::bytes)) {
        diagnostics_.push_back(std::move(*problem));
        return;
    }
    document_ = std::make_unique<json>(json::parse(text, nullptr, false));
    places_ = JsonPlaces(text, file_);
    for (const auto& [pointer, offset] : places_.repeated()) add(Severity::error, lab_says.key_twice, places_.at(offset), pointer, {});
}

JsonReader::~JsonReader() = default;

std::optional<JsonPoint> JsonReader::document() const
{
    if (document_ == nullptr) return std::nullopt;
    return JsonPoint{document_.get(), ""};
}

void JsonReader::add(Severity severity, const Sentence& sentence, Location at, const std::string& pointer, std::initializer_list<Argument> arguments)
{
    const std::string shown = pointer.empty() ? "/" : printable(pointer);
    std::vector<Argument> all{{"pointer", shown}};
    all.insert(all.end(), arguments);
    diagnostics_.push_back({severity, std::string(sentence.id), std::move(at), fill(sentence.text, all), fill(sentence.repair, all)});
}

void JsonReader::say(Severity severity, const Sentence& sentence, const std::string& pointer, std::initializer_list<Argument> arguments)
{
    add(severity, sentence, places_.value(pointer), pointer, arguments);
}

void JsonReader::say_of_key(Severity severity, const Sentence& sentence, const std::string& pointer, std::initializer_list<Argument> arguments)
{
    add(severity, sentence, places_.key(pointer), pointer, arguments);
}

void JsonReader::wrong_type(const JsonPoint& point, std::string_view expected)
{
    const std::string got = point.value->is_primitive() && !point.value->is_null()
                                ? printable(point.value->dump(-1, ' ', false, json::error_handler_t::replace), 60)
                                : std::string(kind_of(*point.value));
    say(Severity::error, lab_says.wrong_type, point.pointer, {{"expected", expected}, {"got", got}});
}

bool JsonReader::object(const JsonPoint& point, std::span<const std::string_view> known_keys)
{
    if (!point.value->is_object()) {
        wrong_type(point, "an object");
        return false;
    }
    for (const auto& [key, inner] : point.value->items()) {
        if (std::find(known_keys.begin(), known_keys.end(), key) != known_keys.end()) continue;
        say_of_key(Severity::error, lab_says.unknown_key, pointer_to(point.pointer, key), {{"key", printable(key, 60)}, {"repair", repair_of(key, known_keys)}});
    }
    return true;
}

std::vector<std::pair<std::string, JsonPoint>> JsonReader::members(const JsonPoint& point) const
{
    std::vector<std::pair<std::string, JsonPoint>> all;
    if (!point.value->is_object()) return all;
    for (const auto& [key, inner] : point.value->items()) all.push_back({key, {&inner, pointer_to(point.pointer, key)}});
    return all;
}

std::vector<JsonPoint> JsonReader::elements(const JsonPoint& point, std::string_view what, std::size_t most)
{
    std::vector<JsonPoint> all;
    if (!point.value->is_array()) {
        wrong_type(point, "a list");
        return all;
    }
    if (point.value->size() > most) {
        say(Severity::error, lab_says.too_many, point.pointer, {{"count", std::to_string(point.value->size())}, {"what", what}, {"most", std::to_string(most)}});
        return all;
    }
    for (std::size_t i = 0; i < point.value->size(); ++i) all.push_back({&(*point.value)[i], pointer_to(point.pointer, i)});
    return all;
}

std::optional<JsonPoint> JsonReader::member(const JsonPoint& object, std::string_view key, bool required)
{
    if (object.value->is_object()) {
        const auto found = object.value->find(std::string(key));
        if (found != object.value->end()) return JsonPoint{&*found, pointer_to(object.pointer, key)};
    }
    if (required) say(Severity::error, lab_says.missing_key, object.pointer, {{"key", key}});
    return std::nullopt;
}

std::optional<std::string> JsonReader::text(const JsonPoint& point)
{
    if (!point.value->is_string()) {
        wrong_type(point, "a text");
        return std::nullopt;
    }
    std::string value = point.value->get<std::string>();
    if (value.size() > LabLimits::text || value.find('\0') != std::string::npos) {
        wrong_type(point, fmt::format("a text of at most {} bytes", LabLimits::text));
        return std::nullopt;
    }
    return value;
}

std::optional<std::int64_t> JsonReader::integer(const JsonPoint& point, std::string_view what, std::int64_t least, std::int64_t most)
{
    if (!point.value->is_number_integer()) {
        wrong_type(point, "a whole number");
        return std::nullopt;
    }
    const bool too_large = point.value->is_number_unsigned() && point.value->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
    const std::int64_t value = too_large ? INT64_MAX : point.value->get<std::int64_t>();
    if (too_large || value < least || value > most) {
        say(Severity::error, lab_says.out_of_range, point.pointer,
            {{"what", what}, {"value", point.value->dump()}, {"least", std::to_string(least)}, {"most", std::to_string(most)}});
        return std::nullopt;
    }
    return value;
}

std::optional<double> JsonReader::number(const JsonPoint& point)
{
    if (!point.value->is_number()) {
        wrong_type(point, "a number");
        return std::nullopt;
    }
    return point.value->get<double>();
}

std::optional<bool> JsonReader::boolean(const JsonPoint& point)
{
    if (!point.value->is_boolean()) {
        wrong_type(point, "true or false");
        return std::nullopt;
    }
    return point.value->get<bool>();
}

std::optional<Duration> JsonReader::duration(const JsonPoint& point)
{
    const std::optional<std::string> written = text(point);
    if (!written) return std::nullopt;
    const std::optional<Duration> value = parse_duration(*written);
    if (!value || value->ns < 0) {
        say(Severity::error, lab_says.not_a_duration, point.pointer, {{"text", printable(*written, 60)}});
        return std::nullopt;
    }
    return value;
}

std::optional<std::int64_t> JsonReader::share_ppm(const JsonPoint& point)
{
    std::optional<double> share;
    if (point.value->is_string()) {
        const std::string written = point.value->get<std::string>();
        if (!written.empty() && written.back() == '%') share = parse_number(std::string_view{written}.substr(0, written.size() - 1));
        if (share) share = *share / 100.0;
    } else if (point.value->is_number()) {
        share = point.value->get<double>();
    }
    if (!share || !(*share >= 0.0 && *share <= 1.0)) {
        wrong_type(point, "a share from 0 to 1, or like \"2%\"");
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*share * 1'000'000.0 + 0.5);
}

std::vector<std::string> JsonReader::texts(const JsonPoint& point, std::string_view what, std::size_t most)
{
    std::vector<std::string> all;
    for (const JsonPoint& element : elements(point, what, most))
        if (std::optional<std::string> value = text(element)) all.push_back(std::move(*value));
    return all;
}

void JsonReader::unknown_word(const JsonPoint& point, std::string_view what, std::string_view word, std::span<const std::string_view> known)
{
    say(Severity::error, lab_says.unknown_word, point.pointer, {{"what", what}, {"word", printable(word, 60)}, {"repair", repair_of(word, known)}});
}

void JsonReader::unknown_word(const JsonPoint& point, std::string_view what, std::string_view word, std::span<const std::string> known)
{
    const std::vector<std::string_view> views(known.begin(), known.end());
    unknown_word(point, what, word, std::span<const std::string_view>(views));
}

std::string repair_of(std::string_view word, std::span<const std::string_view> known)
{
    if (const auto nearest = nearest_word(word, known)) return did_you_mean(*nearest);
    if (known.empty() || known.size() > 12) return "";
    return fmt::format("one of: {}", fmt::join(known, ", "));
}

}  // namespace evenkeel
