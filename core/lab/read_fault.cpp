// The faults of a lab.json: when, how long, and the one action. Each action has its function; a forgotten one does not compile.

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "config/topology_parts.hpp"
#include "lab/lab_keys.hpp"
#include "lab/lab_reader.hpp"
#include "lab/sentences.hpp"

namespace evenkeel {

namespace {

template <class T>
struct As {};

template <class... Each>
constexpr std::array<std::string_view, sizeof...(Each)> keywords(As<std::variant<Each...>>)
{
    return {Each::keyword...};
}
constexpr auto all_keywords = keywords(As<FaultAction>{});

/// Actions that name one service or one host and nothing else.
template <class T>
std::optional<Action> on_service(LabReader& reader, const JsonPoint& value)
{
    auto service = reader.known_text(value, "service", reader.names.services);
    return service ? std::optional<Action>(T{std::move(*service)}) : std::nullopt;
}
template <class T>
std::optional<Action> on_host(LabReader& reader, const JsonPoint& value)
{
    auto host = reader.known_text(value, "host", reader.names.hosts);
    return host ? std::optional<Action>(T{std::move(*host)}) : std::nullopt;
}

std::optional<Action> read(As<Kill>, LabReader& reader, const JsonPoint& value) { return on_service<Kill>(reader, value); }
std::optional<Action> read(As<Stop>, LabReader& reader, const JsonPoint& value) { return on_service<Stop>(reader, value); }
std::optional<Action> read(As<Start>, LabReader& reader, const JsonPoint& value) { return on_service<Start>(reader, value); }
std::optional<Action> read(As<Hang>, LabReader& reader, const JsonPoint& value) { return on_service<Hang>(reader, value); }
std::optional<Action> read(As<Resume>, LabReader& reader, const JsonPoint& value) { return on_service<Resume>(reader, value); }
std::optional<Action> read(As<PowerOff>, LabReader& reader, const JsonPoint& value) { return on_host<PowerOff>(reader, value); }
std::optional<Action> read(As<PowerOn>, LabReader& reader, const JsonPoint& value) { return on_host<PowerOn>(reader, value); }

std::optional<Action> read(As<Slow>, LabReader& reader, const JsonPoint& value)
{
    if (!reader.json.object(value, slow_keys)) return std::nullopt;
    const auto host = reader.known_member(value, "host", "host", reader.names.hosts);
    const auto point = reader.json.member(value, "percent", true);
    const auto percent = point ? reader.json.integer(*point, "percent", 1, 1'000'000) : std::nullopt;
    if (!host || !percent) return std::nullopt;
    return Slow{*host, *percent};
}

std::optional<Action> read(As<Errors>, LabReader& reader, const JsonPoint& value)
{
    if (!reader.json.object(value, errors_keys)) return std::nullopt;
    Errors errors;
    const auto host = reader.known_member(value, "host", "host", reader.names.hosts);
    if (const auto status = reader.json.member(value, "status"))
        errors.status = static_cast<std::int32_t>(reader.json.integer(*status, "status", 400, 599).value_or(500));
    if (const auto share = reader.json.member(value, "share")) errors.share_ppm = reader.json.share_ppm(*share).value_or(1'000'000);
    if (const auto path = reader.json.member(value, "path")) errors.path = reader.json.text(*path).value_or("");
    if (!host) return std::nullopt;
    errors.host = *host;
    return errors;
}

std::optional<Action> read(As<CutLink>, LabReader& reader, const JsonPoint& value)
{
    if (!reader.json.object(value, cut_keys)) return std::nullopt;
    const auto host = reader.known_member(value, "host", "host", reader.names.hosts);
    const auto network = reader.known_member(value, "network", "network", reader.names.networks);
    if (!host || !network) return std::nullopt;
    return CutLink{*host, *network, true};
}

std::int64_t bandwidth(LabReader& reader, const JsonPoint& value)
{
    const auto written = reader.json.text(value);
    const auto rate = written ? parse_bandwidth(*written) : std::nullopt;
    if (written && !rate) reader.json.unknown_word(value, "bandwidth", *written, std::span<const std::string_view>{});
    return rate.value_or(0);
}

std::optional<Action> read(As<Impair>, LabReader& reader, const JsonPoint& value)
{
    if (!reader.json.object(value, impair_keys)) return std::nullopt;
    Impair impair;
    const auto network = reader.known_member(value, "network", "network", reader.names.networks);
    if (const auto host = reader.json.member(value, "host")) impair.host = reader.known_text(*host, "host", reader.names.hosts).value_or("");
    if (const auto latency = reader.json.member(value, "latency")) impair.quality.latency = reader.json.duration(*latency).value_or(Duration{});
    if (const auto jitter = reader.json.member(value, "jitter")) impair.quality.jitter = reader.json.duration(*jitter).value_or(Duration{});
    if (const auto loss = reader.json.member(value, "loss")) impair.quality.loss_ppm = reader.json.share_ppm(*loss).value_or(0);
    if (const auto rate = reader.json.member(value, "bandwidth")) impair.quality.bits_per_second = bandwidth(reader, *rate);
    if (!network) return std::nullopt;
    impair.network = *network;
    return impair;
}

std::optional<Action> read(As<Divide>, LabReader& reader, const JsonPoint& value)
{
    if (!reader.json.object(value, partition_keys)) return std::nullopt;
    Divide divide;
    const auto network = reader.known_member(value, "network", "network", reader.names.networks);
    if (const auto island = reader.json.member(value, "island", true))
        for (const JsonPoint& element : reader.json.elements(*island, "hosts", LabLimits::hosts))
            if (auto host = reader.known_text(element, "host", reader.names.hosts)) divide.island.push_back(std::move(*host));
    if (!network || divide.island.empty()) return std::nullopt;
    divide.network = *network;
    return divide;
}

std::optional<Action> read(As<Surge>, LabReader& reader, const JsonPoint& value)
{
    if (!reader.json.object(value, surge_keys)) return std::nullopt;
    Surge surge;
    if (const auto visitors = reader.json.member(value, "visitors"))
        surge.visitors = reader.known_text(*visitors, "visitors", reader.names.visitors).value_or("");
    const auto point = reader.json.member(value, "percent", true);
    const auto percent = point ? reader.json.integer(*point, "percent", 0, 100'000) : std::nullopt;
    if (!percent) return std::nullopt;
    surge.percent = *percent;
    return surge;
}

/// The settings are put in when the run begins: the service reads its own file again.
std::optional<Action> read(As<Reload>, LabReader& reader, const JsonPoint& value)
{
    const auto service = reader.known_text(value, "service", reader.names.services);
    if (!service) return std::nullopt;
    Reload reload;
    reload.service = *service;
    return reload;
}

std::optional<Action> read(As<ChangeName>, LabReader& reader, const JsonPoint& value)
{
    if (!reader.json.object(value, change_name_keys)) return std::nullopt;
    ChangeName change;
    const auto name = reader.known_member(value, "name", "name", reader.names.names);
    if (const auto addresses = reader.json.member(value, "addresses", true))
        for (const JsonPoint& element : reader.json.elements(*addresses, "addresses", 16)) {
            const auto written = reader.json.text(element);
            const auto address = written ? parse_address(*written) : std::nullopt;
            if (address) change.addresses.push_back(*address);
            else if (written) reader.json.unknown_word(element, "address", *written, std::span<const std::string_view>{});
        }
    if (!name) return std::nullopt;
    change.name = *name;
    return change;
}

template <class... Each>
std::optional<Action> read_any(As<std::variant<Each...>>, std::string_view keyword, LabReader& reader, const JsonPoint& value)
{
    std::optional<Action> action;
    ((keyword == Each::keyword ? void(action = read(As<Each>{}, reader, value)) : void()), ...);
    return action;
}

/// `at`: an instant, or {"uniform": [from, to]}.
bool read_time(LabReader& reader, const JsonPoint& point, LabFault& fault)
{
    if (!point.value->is_object()) {
        const auto at = reader.instant(point);
        if (at) fault.least = fault.most = *at;
        return at.has_value();
    }
    if (!reader.json.object(point, drawn_time_keys)) return false;
    const auto range = reader.json.member(point, "uniform", true);
    if (!range) return false;
    const std::vector<JsonPoint> ends = reader.json.elements(*range, "instants", 2);
    if (ends.size() != 2) {
        reader.json.say(Severity::error, lab_says.wrong_type, range->pointer, {{"expected", "two instants"}, {"got", "another number of them"}});
        return false;
    }
    const auto least = reader.instant(ends[0]);
    const auto most = reader.instant(ends[1]);
    if (!least || !most) return false;
    if (*most < *least) {
        reader.json.say(Severity::error, lab_says.range_reversed, range->pointer, {{"least", to_clock(*least)}, {"most", to_clock(*most)}});
        return false;
    }
    fault.least = *least;
    fault.most = *most;
    return true;
}

/// The one key of a fault that is the keyword of an action.
std::optional<std::string> action_of(LabReader& reader, const JsonPoint& fault)
{
    std::optional<std::string> found;
    for (const auto& [key, point] : reader.json.members(fault)) {
        if (std::find(all_keywords.begin(), all_keywords.end(), key) == all_keywords.end()) continue;
        if (found) reader.json.say_of_key(Severity::error, lab_says.two_actions, point.pointer, {{"first", *found}, {"second", key}});
        else found = key;
    }
    if (!found) reader.json.say(Severity::error, lab_says.no_action, fault.pointer, {{"known", fmt::format("{}", fmt::join(all_keywords, ", "))}});
    return found;
}

void read_fault(LabReader& reader, const JsonPoint& point)
{
    std::vector<std::string_view> keys(fault_keys.begin(), fault_keys.end());
    keys.insert(keys.end(), all_keywords.begin(), all_keywords.end());
    if (!reader.json.object(point, keys)) return;
    LabFault fault;
    fault.name = fmt::format("fault-{}", reader.lab.faults.size() + 1);
    fault.at = reader.json.places().value(point.pointer);
    if (const auto name = reader.json.member(point, "name")) fault.name = reader.json.text(*name).value_or(fault.name);
    const auto same = [&](const LabFault& other) { return other.name == fault.name; };
    if (std::any_of(reader.lab.faults.begin(), reader.lab.faults.end(), same))
        reader.json.say(Severity::error, lab_says.id_twice, point.pointer, {{"what", "fault"}, {"word", printable(fault.name, 60)}});
    const auto length = reader.json.member(point, "for");
    if (length) fault.length = reader.json.duration(*length).value_or(until_the_end);
    const auto at = reader.json.member(point, "at", true);
    const bool has_time = at && read_time(reader, *at, fault);
    const auto keyword = action_of(reader, point);
    const auto action = keyword ? read_action(reader, *keyword, *reader.json.member(point, *keyword)) : std::nullopt;
    if (has_time && fault.most + reader.lab.hidden.shift > Instant{} + reader.lab.duration)
        reader.json.say(Severity::warning, lab_says.shift_past_end, at->pointer, {{"instant", to_clock(fault.most + reader.lab.hidden.shift)}});
    if (action && reader.lab.topology.detail == LevelOfDetail::requests && needs_packets(*action))
        reader.json.say(Severity::error, lab_says.fault_needs_packets, point.pointer, {{"action", *keyword}});
    if (!has_time || !action) return;
    fault.action = *action;
    reader.lab.faults.push_back(std::move(fault));
}

}  // namespace

std::span<const std::string_view> action_keywords() { return all_keywords; }

std::optional<Action> read_action(LabReader& reader, std::string_view keyword, const JsonPoint& value)
{
    return read_any(As<FaultAction>{}, keyword, reader, value);
}

void read_faults(LabReader& reader, const JsonPoint& list)
{
    for (const JsonPoint& element : reader.json.elements(list, "faults", LabLimits::faults)) read_fault(reader, element);
}

}  // namespace evenkeel
