#include "net/mini.hpp"

#include <algorithm>
#include <cassert>

namespace evenkeel::mini {

namespace {

ServiceId add_service(Mini& mini, HostId host, std::string_view name, ServiceKind kind, std::size_t index)
{
    Service service;
    service.name = name;
    service.host = host;
    service.kind = kind;
    service.index = static_cast<std::uint32_t>(index);
    mini.network.services.push_back(std::move(service));
    return {static_cast<std::uint32_t>(mini.network.services.size() - 1)};
}

template <class Component, class Settings>
ServiceId add_component(Mini& mini, std::vector<Component>& components, HostId host, std::string_view name, ServiceKind kind, const Settings& settings)
{
    const ServiceId id = add_service(mini, host, name, kind, components.size());
    components.emplace_back();
    components.back().settings = std::make_shared<const Settings>(settings);
    components.back().service = id;
    Context around = context(mini);
    start(components.back(), around);
    deliver(mini);
    return id;
}

void hand_over(Mini& mini, const Notice& notice)
{
    const Service& service = mini.network.services[notice.service.index];
    Context around = context(mini);
    switch (service.kind) {
    case ServiceKind::visitor: return handle(mini.visitors[service.index], notice, around);
    case ServiceKind::application: return handle(mini.applications[service.index], notice, around);
    case ServiceKind::nginx: return handle(mini.nginxes[service.index], notice, around);
    default: mini.seen.push_back({mini.now, notice});
    }
}

void hand_over(Mini& mini, const Event& event)
{
    Context around = context(mini);
    switch (event.kind) {
    case EventKind::packet_arrives: return handle_packet(around, event);
    case EventKind::retransmit: return handle_retransmit(around, event);
    case EventKind::visitor_timer: return handle(mini.visitors[mini.network.services[event.service].index], event, around);
    case EventKind::application_timer: return handle(mini.applications[mini.network.services[event.service].index], event, around);
    case EventKind::nginx_timer: return handle(mini.nginxes[mini.network.services[event.service].index], event, around);
    default: assert(false);
    }
}

bool is_about(const Seen& seen, ServiceId service, NoticeKind kind) { return seen.notice.service == service && seen.notice.kind == kind; }

}  // namespace

LanId add_lan(Mini& mini, std::string_view name, std::string_view prefix, const Quality& quality)
{
    Lan lan;
    lan.name = name;
    lan.prefix = *parse_prefix(prefix);
    lan.quality = quality;
    mini.network.lans.push_back(std::move(lan));
    return {static_cast<std::uint32_t>(mini.network.lans.size() - 1)};
}

HostId add_host(Mini& mini, std::string_view name, LanId lan, std::string_view address)
{
    Host host;
    host.name = name;
    const HostId id{static_cast<std::uint32_t>(mini.network.hosts.size())};
    mini.network.hosts.push_back(std::move(host));
    Attachment attachment;
    attachment.host = id;
    attachment.lan = lan;
    attachment.address = *parse_address(address);
    attach(mini.network, std::move(attachment));
    return id;
}

ServiceId add_by_hand(Mini& mini, HostId host, std::string_view name) { return add_service(mini, host, name, ServiceKind::probe, 0); }

ServiceId add_application(Mini& mini, HostId host, const ApplicationSettings& settings)
{
    return add_component(mini, mini.applications, host, "app", ServiceKind::application, settings);
}

ServiceId add_nginx(Mini& mini, HostId host, const nginx::Settings& settings)
{
    return add_component(mini, mini.nginxes, host, "nginx", ServiceKind::nginx, settings);
}

ServiceId add_visitors(Mini& mini, HostId host, const VisitorSettings& settings)
{
    return add_component(mini, mini.visitors, host, settings.name, ServiceKind::visitor, settings);
}

void run_until(Mini& mini, Instant until)
{
    deliver(mini);
    while (mini.queue.next() <= until) {
        const Event event = mini.queue.pop();
        mini.now = event.at;
        hand_over(mini, event);
        deliver(mini);
    }
    mini.now = until;
}

void deliver(Mini& mini)
{
    while (!mini.network.notices.empty()) hand_over(mini, mini.network.notices.pop());
}

Instant when(const Mini& mini, ServiceId service, NoticeKind kind)
{
    const auto found = std::find_if(mini.seen.begin(), mini.seen.end(), [&](const Seen& seen) { return is_about(seen, service, kind); });
    return found == mini.seen.end() ? never : found->at;
}

std::size_t times(const Mini& mini, ServiceId service, NoticeKind kind)
{
    return static_cast<std::size_t>(std::count_if(mini.seen.begin(), mini.seen.end(), [&](const Seen& seen) { return is_about(seen, service, kind); }));
}

ListenerId ready_listener(const Mini& mini, ServiceId service)
{
    for (auto seen = mini.seen.rbegin(); seen != mini.seen.rend(); ++seen)
        if (is_about(*seen, service, NoticeKind::accept_ready)) return seen->notice.listener;
    return {};
}

std::int64_t value(const Mini& mini, TruthMetric metric, const std::vector<std::string>& labels)
{
    const auto found = mini.meters.numbers.find({metric, labels});
    return found == mini.meters.numbers.end() ? 0 : mini.meters.values[found->second];
}

Message request_of(Mini& mini, std::string_view path, std::int64_t bytes)
{
    Message message;
    message.kind = MessageKind::request;
    message.path = mini.network.texts.intern(path);
    message.bytes = bytes;
    message.request = 1;
    return message;
}

Message answer_of(std::int32_t status, std::int64_t bytes)
{
    Message message;
    message.kind = MessageKind::response;
    message.status = status;
    message.bytes = bytes;
    message.request = 1;
    return message;
}

}  // namespace evenkeel::mini
