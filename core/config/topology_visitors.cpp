#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "config/topology_parts.hpp"
#include "config/topology_words.hpp"

namespace evenkeel {

namespace words = topology_words;

namespace {

using nlohmann::json;

constexpr std::int64_t most_users = 100'000;
constexpr std::int64_t most_percent = 100'000;
constexpr std::size_t most_steps = 1'000;
constexpr std::size_t most_paths = 1'000;
constexpr std::int64_t most_requests_per_session = 10'000;

bool is_path(std::string_view path)
{
    return path.starts_with('/') && path.size() <= 2000 && path.find(' ') == std::string_view::npos && printable(path, 2000) == path;
}

/// "never" or a duration.
void read_limit_of_time(const Fields& fields, std::string_view key, Duration& into)
{
    const json* value = fields.find(key);
    if (value != nullptr && value->is_string() && value->get_ref<const std::string&>() == "never") into = Duration{-1};
    else fields.duration(key, into, 1_ms, longest_duration);
}

/// `to`: "http://www.shop.test:8080/": host and port; a path in it is the only path unless `paths` says otherwise.
void read_target(const Fields& fields, const Topology& topology, VisitorSettings& settings, std::string& path)
{
    if (!fields.require("to")) return;
    std::string url;
    fields.text("to", url);
    if (url.empty()) return;
    std::string_view rest = url;
    const auto refuse = [&] { fields.problems().add(words::bad_url, fields.pointer_of("to"), {{"value", printable(url, 100)}}); };
    if (!rest.starts_with("http://")) return refuse();
    rest.remove_prefix(7);
    const std::size_t slash = rest.find('/');
    std::string_view host = rest.substr(0, slash);
    path = slash == std::string_view::npos ? "/" : std::string(rest.substr(slash));
    const std::size_t colon = host.rfind(':');
    if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
        const auto port = parse_integer(host.substr(colon + 1), 1, 65535);
        if (!port) return refuse();
        settings.port = static_cast<std::uint16_t>(*port);
        host = host.substr(0, colon);
    }
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (host.empty() || !is_path(path)) return refuse();
    settings.host = lower(host);
    if (parse_address(settings.host)) return;
    const bool known = std::any_of(topology.names.begin(), topology.names.end(), [&](const NameSettings& name) { return name.name == settings.host; });
    if (!known) fields.problems().add(words::no_name, fields.pointer_of("to"), {{"name", printable(settings.host, 60)}});
}

void read_open(const Fields& fields, VisitorSettings& settings)
{
    static constexpr std::array<std::string_view, 2> keys{"poisson", "regular"};
    const Fields open(fields.problems(), *fields.find("open"), fields.pointer_of("open"), keys);
    if (open.has("poisson") == open.has("regular")) {
        fields.problems().add(words::poisson_or_regular, open.pointer(), {});
        return;
    }
    settings.arrivals = open.has("poisson") ? ArrivalKind::poisson : ArrivalKind::regular;
    const std::string_view key = open.has("poisson") ? keys[0] : keys[1];
    std::string rate;
    open.text(key, rate);
    if (rate.empty()) return;
    if (const auto read = parse_rate_per_1000s(rate)) settings.rate_per_1000s = *read;
    else fields.problems().add(words::no_rate, open.pointer_of(key), {{"value", printable(rate, 40)}});
}

void read_arrivals(const Fields& fields, VisitorSettings& settings)
{
    static constexpr std::array<std::string_view, 2> keys{"users", "think"};
    if (fields.has("open") == fields.has("closed")) {
        fields.problems().add(words::open_or_closed, fields.pointer(), {});
        return;
    }
    if (fields.has("open")) return read_open(fields, settings);
    const Fields closed(fields.problems(), *fields.find("closed"), fields.pointer_of("closed"), keys);
    settings.arrivals = ArrivalKind::closed;
    if (closed.require("users")) closed.integer("users", settings.users, 1, most_users);
    closed.distribution("think", settings.think);
}

LoadStep read_step(JsonProblems& problems, const json& value, const std::string& pointer)
{
    static constexpr std::array<std::string_view, 3> keys{"at", "percent", "ramp"};
    const Fields fields(problems, value, pointer, keys);
    LoadStep step;
    if (fields.require("at")) fields.instant("at", step.at);
    if (fields.require("percent")) fields.integer("percent", step.percent, 0, most_percent);
    fields.flag("ramp", step.ramp);
    return step;
}

/// The elements of a list, if the key is there and is one.
template <class Read>
void each_element(const Fields& fields, std::string_view key, std::size_t most, Read&& read)
{
    const json* list = fields.find(key);
    if (list == nullptr) return;
    const json one = list->is_array() ? json() : json::array({*list});
    const json& elements = list->is_array() ? *list : one;
    if (elements.size() > most)
        fields.problems().add(words::too_many, fields.pointer_of(key), {{"what", key}, {"number", std::to_string(elements.size())}, {"most", std::to_string(most)}});
    for (std::size_t i = 0; i < elements.size() && i < most; ++i) read(elements[i], list->is_array() ? child(fields.pointer_of(key), i) : fields.pointer_of(key));
}

void read_load(const Fields& fields, VisitorSettings& settings)
{
    each_element(fields, "load", most_steps, [&](const json& value, const std::string& pointer) {
        const LoadStep step = read_step(fields.problems(), value, pointer);
        if (!settings.load.empty() && step.at <= settings.load.back().at) fields.problems().add(words::steps_in_disorder, pointer, {});
        else settings.load.push_back(step);
    });
    const bool starts_idle = !settings.load.empty() && settings.load.front().at == Instant{};
    const bool all_idle = std::all_of(settings.load.begin(), settings.load.end(), [](const LoadStep& step) { return step.percent == 0; });
    if (starts_idle && all_idle) fields.problems().add(words::nobody_comes, fields.pointer_of("load"), {});
}

Method read_method(const Fields& fields)
{
    constexpr std::array<std::string_view, 6> names{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"};
    std::string name = "GET";
    fields.text("method", name);
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<Method>(found - names.begin());
    fields.problems().add(words::no_method, fields.pointer_of("method"), {{"value", printable(name, 40)}});
    return Method::get;
}

PathChoice read_path(JsonProblems& problems, const json& value, const std::string& pointer)
{
    static constexpr std::array<std::string_view, 5> keys{"path", "name", "method", "weight", "bytes"};
    PathChoice choice;
    if (value.is_string()) {
        read_text(problems, value, pointer, choice.path);
    } else {
        const Fields fields(problems, value, pointer, keys);
        if (value.is_object() && fields.require("path")) fields.text("path", choice.path);
        fields.text("name", choice.name);
        choice.method = read_method(fields);
        fields.integer("weight", choice.weight, 0, 1'000'000);
        fields.integer("bytes", choice.request_bytes, 1, 1'000'000'000);
    }
    if (!is_path(choice.path)) problems.add(words::bad_path, pointer, {{"value", printable(choice.path, 100)}});
    return choice;
}

void read_paths(const Fields& fields, VisitorSettings& settings, const std::string& path_of_url)
{
    each_element(fields, "paths", most_paths, [&](const json& value, const std::string& pointer) {
        settings.paths.push_back(read_path(fields.problems(), value, pointer));
    });
    if (!fields.has("paths")) {
        settings.paths.emplace_back();
        if (!path_of_url.empty()) settings.paths.back().path = path_of_url;
    }
    if (std::all_of(settings.paths.begin(), settings.paths.end(), [](const PathChoice& choice) { return choice.weight == 0; }))
        fields.problems().add(words::no_paths, fields.pointer_of("paths"), {});
}

/// "requests": 3 or [1, 10].
void read_session_length(const Fields& session, VisitorSettings& settings)
{
    const json* requests = session.find("requests");
    if (requests == nullptr) return;
    const std::string pointer = session.pointer_of("requests");
    std::int64_t least = 1;
    std::int64_t most = 1;
    if (requests->is_array() && requests->size() == 2) {
        if (!read_integer(session.problems(), (*requests)[0], child(pointer, std::size_t{0}), least, 1, most_requests_per_session)) return;
        if (!read_integer(session.problems(), (*requests)[1], child(pointer, std::size_t{1}), most, 1, most_requests_per_session)) return;
    } else {
        if (!read_integer(session.problems(), *requests, pointer, least, 1, most_requests_per_session)) return;
        most = least;
    }
    if (least > most) {
        session.problems().add(words::least_above_most, pointer, {{"least", std::to_string(least)}, {"most", std::to_string(most)}});
        return;
    }
    settings.requests_per_session_least = least;
    settings.requests_per_session_most = most;
}

void read_session(const Fields& fields, VisitorSettings& settings)
{
    static constexpr std::array<std::string_view, 4> keys{"requests", "think", "keep_alive", "cookies"};
    if (!fields.has("session")) return;
    const Fields session(fields.problems(), *fields.find("session"), fields.pointer_of("session"), keys);
    read_session_length(session, settings);
    session.distribution("think", settings.think);
    session.flag("keep_alive", settings.keep_alive);
    session.flag("cookies", settings.cookies);
}

void read_retries(const Fields& fields, VisitorSettings& settings)
{
    static constexpr std::array<std::string_view, 6> keys{"count", "pause", "statuses", "timeout", "backoff", "budget"};
    if (!fields.has("retries")) return;
    const json& value = *fields.find("retries");
    if (value.is_number()) return fields.integer("retries", settings.retries, 0, 100);
    const Fields retries(fields.problems(), value, fields.pointer_of("retries"), keys);
    if (value.is_object() && retries.require("count")) retries.integer("count", settings.retries, 0, 100);
    retries.distribution("pause", settings.retry_pause);
    retries.duration("timeout", settings.retry_timeout, 1_ms, longest_duration);
    retries.integer("backoff", settings.retry_backoff, 1, 10);
    retries.share("budget", settings.retry_budget_ppm);
    each_element(retries, "statuses", 100, [&](const json& status, const std::string& pointer) {
        std::int64_t number = 0;
        if (read_integer(fields.problems(), status, pointer, number, 100, 599)) settings.retry_statuses.push_back(static_cast<std::int32_t>(number));
    });
}

}  // namespace

VisitorSettings read_visitors(JsonProblems& problems, const Topology& topology, const std::string& name, const json& value, const std::string& pointer)
{
    static constexpr std::array<std::string_view, 15> keys{"from", "to", "open", "closed", "load", "paths", "session", "addresses", "connect_timeout", "give_up",
                                                           "retries", "begins", "ends", "limit", "name_lifetime"};
    const Fields fields(problems, value, pointer, keys);
    VisitorSettings settings;
    settings.name = name;
    if (!value.is_object()) {
        settings.paths.emplace_back();
        return settings;
    }
    if (fields.require("from")) fields.text("from", settings.network);
    if (!settings.network.empty()) find_network(problems, topology, settings.network, fields.pointer_of("from"));
    std::string path;
    read_target(fields, topology, settings, path);
    read_arrivals(fields, settings);
    read_load(fields, settings);
    read_paths(fields, settings, path);
    read_session(fields, settings);
    fields.integer("addresses", settings.addresses, 1, 1024);
    read_limit_of_time(fields, "connect_timeout", settings.connect_timeout);
    read_limit_of_time(fields, "give_up", settings.give_up);
    read_retries(fields, settings);
    fields.instant("begins", settings.begins);
    fields.instant("ends", settings.ends);
    if (settings.ends <= settings.begins) problems.add(words::ends_before_begin, fields.pointer_of("ends"), {});
    fields.integer("limit", settings.limit, 1, 1'000'000'000);
    fields.duration("name_lifetime", settings.name_lifetime, {}, longest_duration);
    return settings;
}

}  // namespace evenkeel
