#include "config/topology_parts.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "config/topology_words.hpp"

namespace evenkeel {

namespace words = topology_words;

namespace {

using nlohmann::json;

constexpr Duration longest_latency{10 * ns_per_s};
constexpr std::int64_t head_bytes = 160;        // of an answer whose text is known

/// A path below the lab's files.
bool is_lab_file(std::string_view path)
{
    if (path.empty() || path.size() > 200 || path.front() == '/' || path.find('\\') != std::string_view::npos) return false;
    for (const std::string_view part : split(path, '/'))
        if (part.empty() || part == "." || part == "..") return false;
    return printable(path) == path;
}

void read_file(const Fields& run, std::string_view key, ServiceKind kind, HostSettings& settings)
{
    if (!run.has(key)) return;
    RunSettings service;
    service.kind = kind;
    service.name = key;
    run.text(key, service.file);
    if (!service.file.empty() && !is_lab_file(service.file)) run.problems().add(words::bad_file, run.pointer_of(key), {{"value", printable(service.file, 80)}});
    settings.run.push_back(std::move(service));
}

bool is_header_name(std::string_view name)
{
    return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
}

/// {"X-Served-By": "app-01"} as header lines.
void read_headers(const Fields& app, std::string& lines)
{
    const json* headers = app.find("headers");
    if (headers == nullptr) return;
    const std::string pointer = app.pointer_of("headers");
    if (!headers->is_object()) {
        Fields(app.problems(), *headers, pointer, {});   // tells the type
        return;
    }
    for (auto header = headers->begin(); header != headers->end(); ++header) {
        const std::string here = child(pointer, header.key());
        std::string value;
        if (!is_header_name(header.key())) app.problems().add(words::bad_header, here, {{"value", printable(header.key(), 60)}});
        else if (!read_text(app.problems(), header.value(), here, value)) continue;
        else if (value.size() > 1000 || printable(value, 1000) != value) app.problems().add(words::bad_header, here, {{"value", printable(value, 60)}});
        else lines += header.key() + ": " + value + '\n';
    }
}

/// {"/report": "2s"}: what requests below a path take.
void read_services(const Fields& app, ApplicationSettings& application)
{
    const json* paths = app.find("paths");
    if (paths == nullptr) return;
    const std::string pointer = app.pointer_of("paths");
    std::vector<std::string> names;
    if (paths->is_object())
        for (auto path = paths->begin(); path != paths->end(); ++path) names.push_back(path.key());
    const std::vector<std::string_view> keys(names.begin(), names.end());
    const Fields fields(app.problems(), *paths, pointer, keys);
    for (const std::string& name : names) {
        PathService& path = application.paths.emplace_back();
        path.prefix = name;
        if (!name.starts_with('/') || printable(name, 2000) != name) app.problems().add(words::bad_path, child(pointer, name), {{"value", printable(name, 100)}});
        fields.distribution(name, path.service);
    }
}

/// {"for": "60s", "percent": 300}: how slow a process is after it has begun.
void read_warm_up(const Fields& app, ApplicationSettings& application)
{
    static constexpr std::array<std::string_view, 2> keys{"for", "percent"};
    if (!app.has("warm_up")) return;
    const Fields warm_up(app.problems(), *app.find("warm_up"), app.pointer_of("warm_up"), keys);
    if (warm_up.require("for")) warm_up.duration("for", application.warm_up_for, {}, longest_duration);
    if (warm_up.require("percent")) warm_up.integer("percent", application.warm_up_percent, 100, 100'000);
}

/// "CART": the cookie by which sessions are known.
void read_session_cookie(const Fields& app, ApplicationSettings& application)
{
    app.text("sessions", application.session_cookie);
    if (!application.session_cookie.empty() && !is_header_name(application.session_cookie))
        app.problems().add(words::bad_header, app.pointer_of("sessions"), {{"value", printable(application.session_cookie, 60)}});
}

void read_application(const Fields& run, HostSettings& settings)
{
    static constexpr std::array<std::string_view, 12> keys{"port", "workers", "backlog", "service", "paths", "warm_up", "sessions", "errors", "text", "bytes", "keep_alive", "headers"};
    if (!run.has("app")) return;
    RunSettings service;
    service.kind = ServiceKind::application;
    service.name = "app";
    ApplicationSettings& application = service.application;
    const Fields app(run.problems(), *run.find("app"), run.pointer_of("app"), keys);
    std::int64_t port = application.port;
    app.integer("port", port, 1, 65535);
    application.port = static_cast<std::uint16_t>(port);
    app.integer("workers", application.workers, 1, 10'000);
    app.integer("backlog", application.backlog, 0, 65'535);
    app.distribution("service", application.service);
    read_services(app, application);
    read_warm_up(app, application);
    read_session_cookie(app, application);
    app.share("errors", application.error_ppm);
    app.text("text", application.text);
    if (!application.text.empty()) application.response_bytes = head_bytes + static_cast<std::int64_t>(application.text.size());
    app.integer("bytes", application.response_bytes, 0, 1'000'000'000);
    app.duration("keep_alive", application.keep_alive, {}, longest_duration);
    read_headers(app, application.header);
    settings.run.push_back(std::move(service));
}

}  // namespace

std::optional<std::int64_t> parse_rate_per_1000s(std::string_view text)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return {};
    const auto number = parse_number(trim(text.substr(0, slash)));
    const std::string_view unit = trim(text.substr(slash + 1));
    const double in_1000s = unit == "s" ? 1000 : unit == "min" ? 1000.0 / 60 : unit == "h" ? 1000.0 / 3600 : 0;
    if (!number || in_1000s == 0) return {};
    const double rate = *number * in_1000s + 0.5;
    if (!(rate >= 1) || rate > 100'000'001) return {};
    return static_cast<std::int64_t>(rate);
}

std::optional<std::int64_t> parse_bandwidth(std::string_view text)
{
    struct Unit {
        std::string_view name;
        std::int64_t bits_per_second;
    };
    constexpr std::array<Unit, 3> units{{{"kbit/s", 1'000}, {"Mbit/s", 1'000'000}, {"Gbit/s", 1'000'000'000}}};
    for (const Unit& unit : units) {
        if (!text.ends_with(unit.name)) continue;
        const auto number = parse_integer(trim(text.substr(0, text.size() - unit.name.size())), 1, 1'000'000'000'000 / unit.bits_per_second);
        if (number) return *number * unit.bits_per_second;
    }
    return {};
}

void read_quality(const Fields& fields, Quality& quality)
{
    fields.duration("latency", quality.latency, {}, longest_latency);
    fields.duration("jitter", quality.jitter, {}, longest_latency);
    fields.share("loss", quality.loss_ppm);
    std::string bandwidth;
    fields.text("bandwidth", bandwidth);
    if (bandwidth.empty()) return;
    if (const auto read = parse_bandwidth(bandwidth)) quality.bits_per_second = *read;
    else fields.problems().add(words::no_bandwidth, fields.pointer_of("bandwidth"), {{"value", printable(bandwidth, 40)}});
}

void read_run(const Fields& host, HostSettings& settings)
{
    static constexpr std::array<std::string_view, 3> keys{"haproxy", "nginx", "app"};
    if (!host.has("run")) return;
    const Fields run(host.problems(), *host.find("run"), host.pointer_of("run"), keys);
    read_file(run, "haproxy", ServiceKind::balancer, settings);
    read_file(run, "nginx", ServiceKind::nginx, settings);
    read_application(run, settings);
}

const NetworkSettings* find_network(JsonProblems& problems, const Topology& topology, const std::string& name, const std::string& pointer)
{
    std::vector<std::string_view> known;
    for (const NetworkSettings& network : topology.networks) {
        if (network.name == name) return &network;
        known.push_back(network.name);
    }
    const std::string shown = printable(name, 60);
    const auto near = name.size() > 64 ? std::nullopt : nearest_word(name, known);
    if (near) problems.add(words::no_network_near, pointer, {{"name", shown}, {"nearest", *near}});
    else problems.add(words::no_network, pointer, {{"name", shown}});
    return nullptr;
}

}  // namespace evenkeel
