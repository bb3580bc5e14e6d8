// The file of `evenkeel decide`, with the place of every problem.

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lab/json_reader.hpp"
#include "lab/sentences.hpp"
#include "net/address.hpp"
#include "view/decide.hpp"

namespace evenkeel::view {

namespace {

constexpr std::array<std::string_view, 3> file_keys{"format", "requests", "events"};
constexpr std::array<std::string_view, 9> request_keys{"method", "path", "host", "headers", "src", "jar", "port", "at", "holds"};
constexpr std::array<std::string_view, 2> event_keys{"at", "command"};
constexpr std::array<std::string_view, 6> methods{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"};
constexpr std::int64_t longest = 24 * 3600 * ns_per_s;
constexpr std::size_t most_headers = 100;

/// "1.5s", or whole nanoseconds.
std::optional<Duration> read_time(JsonReader& reader, const JsonPoint& point)
{
    if (point.value->is_number_integer()) {
        const auto ns = reader.integer(point, "time in ns", 0, longest);
        return ns ? std::optional<Duration>(Duration{*ns}) : std::nullopt;
    }
    const auto time = reader.duration(point);
    if (!time || (time->ns >= 0 && time->ns <= longest)) return time;
    reader.say(Severity::error, lab_says.out_of_range, point.pointer, {{"what", "the time"}, {"value", to_text(*time)}, {"least", "0s"}, {"most", "24h"}});
    return {};
}

void read_into(JsonReader& reader, const JsonPoint& object, std::string_view key, std::string& into)
{
    if (const auto point = reader.member(object, key))
        if (auto text = reader.text(*point)) into = std::move(*text);
}

void read_headers(JsonReader& reader, const JsonPoint& object, DecideRequest& request)
{
    const auto headers = reader.member(object, "headers");
    if (!headers) return;
    if (!headers->value->is_object() || headers->value->size() > most_headers)
        return reader.say(Severity::error, lab_says.wrong_type, headers->pointer, {{"expected", "an object of at most 100 headers"}, {"got", headers->value->type_name()}});
    for (const auto& [name, point] : reader.members(*headers))
        if (auto text = reader.text(point)) request.headers.emplace_back(name, std::move(*text));
}

void read_request(JsonReader& reader, const JsonPoint& point, Instant& last, std::vector<DecideRequest>& into)
{
    DecideRequest request;
    request.at = last;
    if (!reader.object(point, request_keys)) return;
    read_into(reader, point, "method", request.method);
    if (std::find(methods.begin(), methods.end(), request.method) == methods.end()) reader.unknown_word({point.value, pointer_to(point.pointer, "method")}, "method", request.method, methods);
    read_into(reader, point, "path", request.path);
    read_into(reader, point, "host", request.host);
    read_into(reader, point, "jar", request.jar);
    read_into(reader, point, "src", request.source);
    if (!parse_address(request.source))
        reader.say(Severity::error, lab_says.wrong_type, pointer_to(point.pointer, "src"), {{"expected", "an IPv4 or IPv6 address"}, {"got", "'" + printable(request.source, 60) + "'"}});
    read_headers(reader, point, request);
    if (const auto port = reader.member(point, "port")) request.port = reader.integer(*port, "port", 1, 65'535).value_or(0);
    if (const auto at = reader.member(point, "at")) request.at = Instant{} + read_time(reader, *at).value_or(Duration{});
    if (const auto holds = reader.member(point, "holds")) request.holds = read_time(reader, *holds).value_or(Duration{});
    last = request.at;
    into.push_back(std::move(request));
}

void read_event(JsonReader& reader, const JsonPoint& point, std::vector<DecideEvent>& into)
{
    DecideEvent event;
    if (!reader.object(point, event_keys)) return;
    if (const auto at = reader.member(point, "at")) event.at = Instant{} + read_time(reader, *at).value_or(Duration{});
    if (const auto command = reader.member(point, "command", true)) event.command = reader.text(*command).value_or("");
    into.push_back(std::move(event));
}

}  // namespace

Parsed<DecideFile> read_decide(std::string_view text, std::string file)
{
    Parsed<DecideFile> parsed;
    if (const auto problem = json_problem(text, file, most_decide_bytes)) {
        parsed.diagnostics.push_back(*problem);
        return parsed;
    }
    JsonReader reader(text, std::move(file), parsed.diagnostics);
    const auto document = reader.document();
    if (!document || !reader.object(*document, file_keys)) return parsed;
    if (const auto format = reader.member(*document, "format", true)) {
        const auto number = reader.integer(*format, "format", INT64_MIN, INT64_MAX);
        if (number && *number != 1) reader.say(Severity::error, lab_says.wrong_format, format->pointer, {{"format", std::to_string(*number)}});
    }
    Instant last;
    if (const auto requests = reader.member(*document, "requests", true))
        for (const JsonPoint& point : reader.elements(*requests, "requests", most_decide_requests)) read_request(reader, point, last, parsed.config.requests);
    if (const auto events = reader.member(*document, "events"))
        for (const JsonPoint& point : reader.elements(*events, "events", most_decide_events)) read_event(reader, point, parsed.config.events);
    return parsed;
}

}  // namespace evenkeel::view
