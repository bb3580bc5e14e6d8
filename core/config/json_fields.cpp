#include "config/json_fields.hpp"

#include <array>
#include <cmath>
#include <optional>

#include "base/text.hpp"

namespace evenkeel {

namespace {

using nlohmann::json;

constexpr std::array<Sentence, 10> sentences{{
    {"EK-LAB-1001", "{key} is {found}, not {expected}", "", "The value has another JSON type than the format says: quotes too many or too few, or a list in place of a single value."},
    {"EK-LAB-1002", "unknown key '{key}'", "did you mean '{nearest}'?", "The format does not know this key, so what it was meant to say would be lost."},
    {"EK-LAB-1003", "unknown key '{key}'", "known here: {known}", "The format does not know this key, so what it was meant to say would be lost."},
    {"EK-LAB-1004", "'{key}' is missing", "", "The object cannot be understood without this key."},
    {"EK-LAB-1005", "{key} is {value}, outside {least} to {most}", "", "A bound of the simulator, or a value that means nothing."},
    {"EK-LAB-1006", "'{value}' is no duration", "write a number with its unit: \"20ms\", \"1.5s\", \"10m\", \"1h\"", "Durations are strings with a unit, so that nobody has to guess it."},
    {"EK-LAB-1007", "'{value}' is no address", "write \"10.0.1.11\" or \"2001:db8::11\"", "An IPv4 or IPv6 address without port and prefix length."},
    {"EK-LAB-1008", "'{value}' is no share", "write \"2%\" or 0.02", "A share lies between 0% and 100%."},
    {"EK-LAB-1009", "this is no distribution of times", "write \"20ms\", {\"exponential\": \"20ms\"}, {\"uniform\": [\"10ms\", \"30ms\"]}, {\"lognormal\": {\"median\": \"20ms\", \"sigma\": 0.8}} {\"pareto\": {\"mean\": \"20ms\", \"shape\": 2.5}}, {\"erlang\": {\"mean\": \"20ms\", \"phases\": 4}} or {\"hyperexponential\": {\"share\": \"90%\", \"first\": \"5ms\", \"second\": \"155ms\"}}", "How long something takes is one time, or one of seven distributions of times."},
    {"EK-LAB-1010", "{key} is empty", "", "Something must be named here."},
}};
const Sentence& wrong_type = sentences[0];
const Sentence& unknown_key_near = sentences[1];
const Sentence& unknown_key = sentences[2];
const Sentence& missing_key = sentences[3];
const Sentence& out_of_range = sentences[4];
const Sentence& no_duration = sentences[5];
const Sentence& no_address = sentences[6];
const Sentence& no_share = sentences[7];
const Sentence& no_distribution = sentences[8];
const Sentence& empty_value = sentences[9];

const json empty_object = json::object();

/// The last step of a pointer: what a message calls the value.
std::string last_step(const std::string& pointer)
{
    const std::size_t slash = pointer.rfind('/');
    return slash == std::string::npos ? "the document" : '\'' + pointer.substr(slash + 1) + '\'';
}

void tell_type(JsonProblems& problems, const json& value, const std::string& pointer, std::string_view expected)
{
    problems.add(wrong_type, pointer, {{"key", last_step(pointer)}, {"found", type_name(value)}, {"expected", expected}});
}

std::string quoted_list(std::span<const std::string_view> words)
{
    std::vector<std::string> all;
    for (const std::string_view word : words) all.emplace_back(word);
    return join(all, ", ");
}

/// Parts per million of "2%" or "0.5%"; nothing for other text.
std::optional<std::int64_t> parse_share(std::string_view text)
{
    if (!text.ends_with('%')) return {};
    const auto percent = parse_number(trim(text.substr(0, text.size() - 1)));
    if (!percent || !(*percent >= 0) || *percent > 100) return {};
    return static_cast<std::int64_t>(*percent * 10'000 + 0.5);
}

/// A number with six decimals kept, in millionths.
bool read_millionths(const json& value, std::int64_t& into, double least, double most)
{
    if (!value.is_number()) return false;
    const double number = value.get<double>();
    if (!(number >= least) || number > most) return false;
    into = static_cast<std::int64_t>(number * 1e6 + 0.5);
    return true;
}

bool read_two_times(JsonProblems& problems, const json& value, const std::string& pointer, Distribution& into)
{
    if (!value.is_array() || value.size() != 2) return false;
    return read_duration(problems, value[0], child(pointer, std::size_t{0}), into.a, {}, longest_duration) &&
           read_duration(problems, value[1], child(pointer, std::size_t{1}), into.b, into.a, longest_duration);
}

/// {"median": "20ms", "sigma": 0.8} or {"mean": "20ms", "shape": 2.5}.
bool read_shaped(JsonProblems& problems, const json& value, const std::string& pointer, std::array<std::string_view, 2> keys, double least, Distribution& into)
{
    if (!value.is_object()) return false;
    const Fields fields(problems, value, pointer, keys);
    if (!fields.require(keys[0]) || !fields.require(keys[1])) return true;  // told already
    fields.duration(keys[0], into.a, {}, longest_duration);
    return read_millionths(*fields.find(keys[1]), into.shape_millionths, least, 20);
}

/// {"mean": "20ms", "phases": 4}.
bool read_erlang(JsonProblems& problems, const json& value, const std::string& pointer, Distribution& into)
{
    constexpr std::array<std::string_view, 2> keys{"mean", "phases"};
    if (!value.is_object()) return false;
    const Fields fields(problems, value, pointer, keys);
    if (!fields.require("mean") || !fields.require("phases")) return true;  // told already
    std::int64_t phases = 1;
    fields.duration("mean", into.a, {}, longest_duration);
    fields.integer("phases", phases, 1, 100);
    into.kind = DistributionKind::erlang;
    into.shape_millionths = phases * 1'000'000;
    return true;
}

/// {"share": "90%", "first": "5ms", "second": "155ms"}: with that share exponential with the first mean, else with the second.
bool read_hyperexponential(JsonProblems& problems, const json& value, const std::string& pointer, Distribution& into)
{
    constexpr std::array<std::string_view, 3> keys{"share", "first", "second"};
    if (!value.is_object()) return false;
    const Fields fields(problems, value, pointer, keys);
    if (!fields.require("share") || !fields.require("first") || !fields.require("second")) return true;  // told already
    into.kind = DistributionKind::hyperexponential;
    fields.share("share", into.shape_millionths);
    fields.duration("first", into.a, {}, longest_duration);
    fields.duration("second", into.b, {}, longest_duration);
    return true;
}

bool read_kind(JsonProblems& problems, std::string_view kind, const json& value, const std::string& pointer, Distribution& into)
{
    if (kind == "fixed" || kind == "exponential") {
        into.kind = kind == "fixed" ? DistributionKind::fixed : DistributionKind::exponential;
        read_duration(problems, value, pointer, into.a, {}, longest_duration);
        return true;
    }
    if (kind == "uniform") {
        into.kind = DistributionKind::uniform;
        return read_two_times(problems, value, pointer, into);
    }
    if (kind == "lognormal") {
        into.kind = DistributionKind::lognormal;
        return read_shaped(problems, value, pointer, {"median", "sigma"}, 0, into);
    }
    if (kind == "pareto") {
        into.kind = DistributionKind::pareto;
        return read_shaped(problems, value, pointer, {"mean", "shape"}, 1.01, into);
    }
    if (kind == "erlang") return read_erlang(problems, value, pointer, into);
    if (kind == "hyperexponential") return read_hyperexponential(problems, value, pointer, into);
    return false;
}

}  // namespace

void JsonProblems::add(const Sentence& sentence, const std::string& pointer, std::initializer_list<Argument> arguments, Severity severity)
{
    diagnostics.push_back(say(severity, sentence, {file + '#' + pointer, 0, 0}, arguments));
}

std::string child(const std::string& pointer, std::string_view key)
{
    std::string result = pointer + '/';
    for (const char c : key) {
        if (c == '~') result += "~0";
        else if (c == '/') result += "~1";
        else result += c;
    }
    return result;
}

std::string child(const std::string& pointer, std::size_t index) { return pointer + '/' + std::to_string(index); }

std::string_view type_name(const json& value)
{
    if (value.is_object()) return "an object";
    if (value.is_array()) return "a list";
    if (value.is_string()) return "a string";
    if (value.is_boolean()) return "true or false";
    if (value.is_number_integer()) return "a whole number";
    if (value.is_number()) return "a number";
    return "null";
}

Fields::Fields(JsonProblems& problems, const json& object, std::string pointer, std::span<const std::string_view> known)
    : problems_(problems), object_(object.is_object() ? &object : &empty_object), pointer_(std::move(pointer))
{
    if (!object.is_object()) tell_type(problems, object, pointer_, "an object");
    for (auto field = object_->begin(); field != object_->end(); ++field) {
        const std::string& key = field.key();
        bool found = false;
        for (const std::string_view each : known) found = found || each == key;
        if (found) continue;
        const std::string shown = printable(key, 60);
        const auto near = key.size() > 64 ? std::nullopt : nearest_word(key, known);    // it would take long, and be no slip
        if (near) problems.add(unknown_key_near, child(pointer_, key), {{"key", shown}, {"nearest", *near}});
        else problems.add(unknown_key, child(pointer_, key), {{"key", shown}, {"known", quoted_list(known)}});
    }
}

const json* Fields::find(std::string_view key) const
{
    const auto found = object_->find(std::string(key));
    return found == object_->end() ? nullptr : &*found;
}

bool Fields::require(std::string_view key) const
{
    if (has(key)) return true;
    problems_.add(missing_key, pointer_, {{"key", key}});
    return false;
}

void Fields::text(std::string_view key, std::string& into) const
{
    if (const json* value = find(key)) read_text(problems_, *value, pointer_of(key), into);
}

void Fields::flag(std::string_view key, bool& into) const
{
    const json* value = find(key);
    if (value == nullptr) return;
    if (value->is_boolean()) into = value->get<bool>();
    else tell_type(problems_, *value, pointer_of(key), "true or false");
}

void Fields::integer(std::string_view key, std::int64_t& into, std::int64_t least, std::int64_t most) const
{
    if (const json* value = find(key)) read_integer(problems_, *value, pointer_of(key), into, least, most);
}

void Fields::duration(std::string_view key, Duration& into, Duration least, Duration most) const
{
    if (const json* value = find(key)) read_duration(problems_, *value, pointer_of(key), into, least, most);
}

void Fields::instant(std::string_view key, Instant& into) const
{
    Duration since;
    if (const json* value = find(key))
        if (read_duration(problems_, *value, pointer_of(key), since, {}, longest_duration)) into = Instant{} + since;
}

void Fields::share(std::string_view key, std::int64_t& ppm) const
{
    const json* value = find(key);
    if (value == nullptr) return;
    if (value->is_string()) {
        const std::string& written = value->get_ref<const std::string&>();
        if (const auto read = parse_share(written)) ppm = *read;
        else problems_.add(no_share, pointer_of(key), {{"value", printable(written, 40)}});
    } else if (value->is_number()) {
        const double number = value->get<double>();
        if (number >= 0 && number <= 1) ppm = static_cast<std::int64_t>(number * 1'000'000 + 0.5);
        else problems_.add(no_share, pointer_of(key), {{"value", to_text(number)}});
    } else {
        tell_type(problems_, *value, pointer_of(key), "a share such as \"2%\"");
    }
}

void Fields::address(std::string_view key, Address& into) const
{
    if (const json* value = find(key)) read_address(problems_, *value, pointer_of(key), into);
}

void Fields::distribution(std::string_view key, Distribution& into) const
{
    const json* value = find(key);
    if (value == nullptr) return;
    const std::string pointer = pointer_of(key);
    Distribution read;
    if (value->is_string()) {
        if (read_duration(problems_, *value, pointer, read.a, {}, longest_duration)) into = read;
        return;
    }
    const bool understood = value->is_object() && value->size() == 1 &&
                            read_kind(problems_, value->begin().key(), value->begin().value(), child(pointer, value->begin().key()), read);
    if (understood) into = read;
    else problems_.add(no_distribution, pointer, {});
}

bool read_text(JsonProblems& problems, const json& value, const std::string& pointer, std::string& into)
{
    if (!value.is_string()) {
        tell_type(problems, value, pointer, "a string");
        return false;
    }
    if (value.get_ref<const std::string&>().empty()) {
        problems.add(empty_value, pointer, {{"key", last_step(pointer)}});
        return false;
    }
    into = value.get<std::string>();
    return true;
}

bool read_integer(JsonProblems& problems, const json& value, const std::string& pointer, std::int64_t& into, std::int64_t least, std::int64_t most)
{
    if (!value.is_number_integer()) {
        tell_type(problems, value, pointer, "a whole number");
        return false;
    }
    const bool huge = value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
    const std::int64_t number = huge ? INT64_MAX : value.get<std::int64_t>();
    if (number < least || number > most) {
        problems.add(out_of_range, pointer, {{"key", last_step(pointer)}, {"value", value.dump()}, {"least", std::to_string(least)}, {"most", std::to_string(most)}});
        return false;
    }
    into = number;
    return true;
}

bool read_duration(JsonProblems& problems, const json& value, const std::string& pointer, Duration& into, Duration least, Duration most)
{
    if (!value.is_string()) {
        tell_type(problems, value, pointer, "a duration such as \"20ms\"");
        return false;
    }
    const std::string& written = value.get_ref<const std::string&>();
    const auto read = parse_duration(written);
    if (!read) {
        problems.add(no_duration, pointer, {{"value", printable(written, 40)}});
        return false;
    }
    if (*read < least || *read > most) {
        problems.add(out_of_range, pointer, {{"key", last_step(pointer)}, {"value", printable(written, 40)}, {"least", to_text(least)}, {"most", to_text(most)}});
        return false;
    }
    into = *read;
    return true;
}

bool read_address(JsonProblems& problems, const json& value, const std::string& pointer, Address& into)
{
    std::string written;
    if (!read_text(problems, value, pointer, written)) return false;
    const auto read = parse_address(written);
    if (!read) {
        problems.add(no_address, pointer, {{"value", printable(written, 60)}});
        return false;
    }
    into = *read;
    return true;
}

std::span<const Sentence> json_sentences() { return sentences; }

}  // namespace evenkeel
