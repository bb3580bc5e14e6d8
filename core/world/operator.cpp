#include "world/operator.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "balancer/runtime_api.hpp"
#include "base/text.hpp"
#include "world/lifecycle.hpp"
#include "world/names.hpp"
#include "world/world.hpp"

namespace evenkeel {

namespace {

/// Of what the stats socket says so much is kept: of one line, and of all.
constexpr std::size_t most_kept_bytes = 256u << 10;
constexpr std::size_t most_kept_in_all = 16u << 20;

void keep_answer(const World& world, std::string answer, Operated& done)
{
    std::size_t kept = 0;
    for (const Operated& before : world.operated) kept += before.text ? before.text->size() : 0;
    const std::size_t most = std::min(most_kept_bytes, most_kept_in_all - std::min(kept, most_kept_in_all));
    if (answer.size() > most) answer = answer.substr(0, answer.rfind('\n', most) + 1) + "(more was answered than is kept)\n";
    done.text = std::make_shared<const std::string>(std::move(answer));
}

std::string program_line(Instant at, std::string_view host, std::string_view program, std::string_view text)
{
    haproxy::LogRecord line;
    line.at = at;
    return haproxy::syslog_line(line, text, host, program);
}

void note_unit(const World& world, ServiceId id, Operated& done)
{
    done.state = world.network.services[id.index].state;
    done.since = world.network.services[id.index].since;
}

/// A process of the site: systemd knows no visitors.
ServiceId find_unit(const World& world, std::string_view name)
{
    const ServiceId id = find_service(world, name);
    if (!id) return {};
    const ServiceKind kind = world.network.services[id.index].kind;
    return kind == ServiceKind::balancer || kind == ServiceKind::nginx || kind == ServiceKind::application ? id : ServiceId{};
}

bool is_up(ServiceState state) { return state == ServiceState::running || state == ServiceState::hung; }

/// What begins next in a unit's place reads this file, or its own once more. False: a name in it has no address.
template <class Settings>
bool read_again(std::shared_ptr<const Settings>& own, const std::shared_ptr<const Settings>& changed, const World& world, HostId host)
{
    auto known = with_addresses(changed ? changed : own, world.network, host, {});
    if (!known.diagnostics.empty()) return false;
    own = std::move(known.config);
    return true;
}

bool read_again(World& world, ServiceId id, const ManageUnit& unit)
{
    const Service& service = world.network.services[id.index];
    if (service.kind == ServiceKind::balancer) return read_again(world.balancers[service.index].settings, unit.haproxy, world, service.host);
    if (service.kind == ServiceKind::nginx) return read_again(world.nginxes[service.index].settings, unit.nginx, world, service.host);
    return true;
}

void begin_again(World& world, ServiceId id, const ManageUnit& unit, Operated& done)
{
    if (is_up(world.network.services[id.index].state)) return;
    if (unit.unreadable || !read_again(world, id, unit)) {
        done.reply = Reply::unreadable;
        return;
    }
    start_service(world, id);
}

void reload(World& world, ServiceId id, const ManageUnit& unit, Operated& done)
{
    const Service& service = world.network.services[id.index];
    Reload reload{unit.service, unit.haproxy, unit.nginx, {}};
    // Without another file what runs is read once more.
    if (service.kind == ServiceKind::balancer && !reload.haproxy) reload.haproxy = world.balancers[service.index].settings;
    if (service.kind == ServiceKind::nginx && !reload.nginx) reload.nginx = world.nginxes[service.index].settings;
    if (!reload.haproxy && !reload.nginx) done.reply = Reply::no_reload;
    else if (!is_up(service.state)) done.reply = Reply::not_running;
    else if (unit.unreadable) reload = {unit.service, nullptr, nullptr, "its program refuses the file"};
    if (done.reply != Reply::done) return;
    const bool hangs = service.state == ServiceState::hung;
    if (!reload_service(world, reload) && (!hangs || unit.unreadable)) done.reply = Reply::unreadable;
}

/// systemd ends haproxy with SIGTERM, which waits for nobody; so do the others at once here.
void act(World& world, const ManageUnit& unit, Operated& done)
{
    const ServiceId id = find_unit(world, unit.service);
    if (!id) {
        done.reply = Reply::no_service;
        return;
    }
    switch (unit.verb) {
    case UnitVerb::look: break;
    case UnitVerb::stop: stop_service(world, id, false); break;
    case UnitVerb::start: begin_again(world, id, unit, done); break;
    case UnitVerb::restart:
        stop_service(world, id, false);
        begin_again(world, id, unit, done);
        break;
    case UnitVerb::reload: reload(world, id, unit, done); break;
    }
    note_unit(world, find_service(world, unit.service), done);
}

/// systemd's own lines of a unit, out of the world's journal.
std::string systemd_line(const JournalEntry& entry, std::string_view host, std::string_view unit)
{
    const auto kind = static_cast<JournalKind>(entry.kind);
    if (entry.place != host || entry.details.empty() || entry.details.front().value != unit) return {};
    std::string_view verb;
    if (kind == JournalKind::service_started) verb = "Started";
    if (kind == JournalKind::service_stopped) verb = "Stopped";
    if (kind == JournalKind::service_reloaded) verb = "Reloaded";
    return verb.empty() ? std::string{} : program_line(entry.at, host, "systemd[1]", fmt::format("{} {}.service.", verb, unit));
}

/// A line and when: lines of one instant stay in the order in which they were found.
using TimedLine = std::pair<Instant, std::string>;

void add_balancer_lines(const World& world, HostId host, std::vector<TimedLine>& lines)
{
    const std::string& name = world.network.hosts[host.index].name;
    for (const Balancer& balancer : world.balancers) {
        if (world.network.services[balancer.service.index].host != host) continue;
        for (const haproxy::LogRecord& line : balancer.log)
            if (const auto text = haproxy::log_line(balancer, line, world.network.texts, name)) lines.emplace_back(line.at, haproxy::syslog_line(line, *text, name));
    }
}

void act(World& world, const ReadLog& log, Operated& done)
{
    const ServiceId id = find_unit(world, log.service);
    if (!id) {
        done.reply = Reply::no_service;
        return;
    }
    const Service& service = world.network.services[id.index];
    std::vector<TimedLine> lines;
    for (EntryNumber number = 0; number < size(world.journal); ++number) {
        const JournalEntry& each = entry(world.journal, number);
        if (std::string line = systemd_line(each, done.host, service.name); !line.empty()) lines.emplace_back(each.at, std::move(line));
    }
    if (service.kind == ServiceKind::balancer) add_balancer_lines(world, service.host, lines);
    std::stable_sort(lines.begin(), lines.end(), [](const TimedLine& a, const TimedLine& b) { return a.first < b.first; });
    std::string text;
    const auto shown = static_cast<std::size_t>(std::min<std::uint64_t>(lines.size(), log.most));
    for (std::size_t i = lines.size() - shown; i < lines.size(); ++i) {
        std::string& line = lines[i].second;
        if (line[4] == ' ') line[4] = '0';      // "Jan 01", where a log file has "Jan  1"
        text += line;
    }
    done.text = std::make_shared<const std::string>(std::move(text));
}

/// The balancer of a host that was told to listen there, the one that runs before one that ran, and with which level.
struct SocketOwner {
    Balancer* balancer = nullptr;
    haproxy::AccessLevel level{};
};
SocketOwner owner_of(World& world, HostId host, std::string_view path)
{
    SocketOwner owner;
    for (Balancer& balancer : world.balancers) {
        const Service& service = world.network.services[balancer.service.index];
        if (service.host != host || service.successor) continue;
        for (const haproxy::StatsSocket& socket : balancer.settings->sockets)
            if (socket.path == path) owner = {&balancer, socket.level};
    }
    return owner;
}

void act(World& world, const UseSocket& use, Operated& done)
{
    const SocketOwner owner = owner_of(world, find_host(world.network, done.host), use.path);
    if (owner.balancer == nullptr) {
        done.reply = Reply::no_socket;
        return;
    }
    const ServiceState state = world.network.services[owner.balancer->service.index].state;
    done.reply = state == ServiceState::running ? Reply::done : state == ServiceState::hung ? Reply::silent : Reply::not_running;
    if (done.reply != Reply::done) return;
    Context context = context_of(world);
    std::string answer;
    std::string_view rest = use.commands;
    // HAProxy waits for the end of a line, and hangs up when there is none.
    for (std::size_t end = 0; (end = rest.find('\n')) != std::string_view::npos && answer.size() < haproxy::most_answer_bytes; rest.remove_prefix(std::min(end + 1, rest.size()))) {
        // A payload's lines go on up to an empty one.
        if (trim(rest.substr(0, end)).ends_with(haproxy::payload_mark)) end = std::min(rest.find("\n\n", end), rest.size() - 1) + 1;
        answer += haproxy::run_commands(*owner.balancer, rest.substr(0, end), context, owner.level);
    }
    keep_answer(world, std::move(answer), done);
}

Probe& probe_of(World& world, HostId host)
{
    const auto found = std::find_if(world.probes.begin(), world.probes.end(), [&](const Probe& probe) { return world.network.services[probe.service.index].host == host; });
    if (found != world.probes.end()) {
        // It was not the host's power that made it wait.
        world.network.services[found->service.index].state = ServiceState::running;
        return *found;
    }
    Probe probe;
    probe.service = add_service(world.network, host, ServiceKind::probe, "operator", world.probes.size());
    world.probes.push_back(std::move(probe));
    return world.probes.back();
}

void act(World& world, const AskByHand& wanted, Operated& done)
{
    const HostId host = find_host(world.network, done.host);
    const Address address = parse_address(wanted.host).value_or(look_up(world.network, host, wanted.host));
    if (is_any(address)) {
        done.reply = Reply::no_address;
        return;
    }
    Context context = context_of(world);
    Message message;
    message.kind = MessageKind::request;
    message.method = wanted.method;
    message.path = context.network.texts.intern(wanted.path);
    message.host = context.network.texts.intern(wanted.host_header);
    message.headers = context.network.texts.intern(wanted.headers);
    message.cookie = context.network.texts.intern(wanted.cookie);
    message.body = context.network.texts.intern(wanted.body);
    constexpr std::size_t request_line = 18;    // "GET  HTTP/1.1\r\n\r\n"
    message.bytes = static_cast<std::int64_t>(request_line + wanted.path.size() + wanted.host_header.size() + wanted.headers.size() + wanted.body.size());
    Probe& probe = probe_of(world, host);
    done.reply = Reply::asked;
    done.to = {address, wanted.port};
    done.probe = probe.service;
    done.request = ask(probe, message, done.to, {}, context);
    if (wanted.connect_limit.ns > 0) limit(probe, done.request, ProbeLimit::connecting, wanted.connect_limit, context);
    if (wanted.limit.ns > 0) limit(probe, done.request, ProbeLimit::whole, wanted.limit, context);
}

void act(World&, const OnlyPrint&, Operated&) {}

}  // namespace

void operate(World& world, const Operate& action)
{
    record(world.journal, world.now, JournalKind::operator_command, action.host, {{"command", action.line}});
    Operated done;
    done.at = world.now;
    done.host = action.host;
    done.line = action.line;
    done.text = action.file;
    done.beside = action.beside;
    const HostId host = find_host(world.network, action.host);
    if (!host || !world.network.hosts[host.index].powered) done.reply = Reply::no_power;
    else std::visit([&](const auto& effect) { act(world, effect, done); }, action.effect);
    world.operated.push_back(std::move(done));
}

}  // namespace evenkeel
