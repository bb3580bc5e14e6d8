#pragma once
// A network with one balancer, servers that answer when told and clients made by hand: the balancer's own world, small enough
// for tests of the process alone.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "balancer/balancer.hpp"
#include "client/probe.hpp"
#include "net/wire.hpp"
#include "web/manual_server.hpp"

namespace stage {

using namespace evenkeel;

struct Stage {
    Instant now;
    EventQueue queue;
    Network network;
    Meters meters;
    Journal journal;
    Balancer balancer;
    Probe probe;
    std::vector<ManualServer> servers;
    std::uint64_t asked = 0;

    Context context() { return {now, 1, queue, network, meters, journal}; }

    /// Servers of all backends, one host each by address, and the balancer at 10.0.0.2; 1 ms each way.
    explicit Stage(const haproxy::Settings& settings)
    {
        Lan lan;
        lan.name = "lab";
        lan.prefix = parse_prefix("10.0.0.0/16").value();
        lan.quality.latency = 1_ms;
        network.lans.push_back(lan);
        balancer.settings = std::make_shared<const haproxy::Settings>(settings);
        balancer.keep_log = true;
        balancer.service = add_service(add_host("lb-01", ipv4(0x0a00'0002)), ServiceKind::balancer, "haproxy", 0);
        probe.service = add_service(add_host("client", ipv4(0x0a00'0001)), ServiceKind::probe, "client", 0);
        for (const haproxy::Backend& backend : settings.backends)
            for (const haproxy::Server& server : backend.servers) {
                ManualServer manual;
                manual.endpoint = {server.address, server.port};
                manual.service = add_service(add_host(server.name, server.address), ServiceKind::manual_server, server.name, servers.size());
                servers.push_back(manual);
            }
        Context c = context();
        for (ManualServer& server : servers) start(server, c);
        start(balancer, c);
        deliver();
    }

    HostId add_host(const std::string& name, const Address& address)
    {
        Host host;
        host.name = name;
        network.hosts.push_back(host);
        Attachment link;
        link.host = {static_cast<std::uint32_t>(network.hosts.size() - 1)};
        link.lan = {0};
        link.address = address;
        attach(network, link);
        return link.host;
    }

    ServiceId add_service(HostId host, ServiceKind kind, const std::string& name, std::size_t index)
    {
        Service service;
        service.name = name;
        service.host = host;
        service.kind = kind;
        service.index = static_cast<std::uint32_t>(index);
        network.services.push_back(service);
        return {static_cast<std::uint32_t>(network.services.size() - 1)};
    }

    void hand_over(const Notice& notice, Context& c)
    {
        const Service& service = network.services[notice.service.index];
        if (service.kind == ServiceKind::balancer) handle(balancer, notice, c);
        else if (service.kind == ServiceKind::probe) handle(probe, notice, c);
        else handle(servers[service.index], notice, c);
    }

    void deliver()
    {
        Context c = context();
        while (!network.notices.empty()) hand_over(network.notices.pop(), c);
    }

    void run(Duration length)
    {
        const Instant until = now + length;
        while (queue.next() <= until) {
            const Event event = queue.pop();
            now = event.at;
            Context c = context();
            if (event.kind == EventKind::packet_arrives) handle_packet(c, event);
            else if (event.kind == EventKind::retransmit) handle_retransmit(c, event);
            else handle(balancer, event, c);
            deliver();
        }
        now = until;
    }

    Message request(std::string_view path, bool close_after)
    {
        Message message;
        message.kind = MessageKind::request;
        message.request = ++asked;
        message.path = network.texts.intern(path);
        message.host = network.texts.intern("www.shop.test");
        message.bytes = 100;
        message.close = close_after;
        return message;
    }

    /// A request by a client of its own; gives its number, from 1.
    std::uint64_t ask(std::string_view path = "/", std::uint16_t port = 80)
    {
        Context c = context();
        evenkeel::ask(probe, request(path, true), {ipv4(0x0a00'0002), port}, {}, c);
        deliver();
        run(10_ms);
        return asked;
    }

    const ProbeRequest& of(std::uint64_t number) const
    {
        return *std::find_if(probe.requests.begin(), probe.requests.end(), [&](const ProbeRequest& r) { return r.request.request == number; });
    }
    /// Status of the answer; 0 when the connection ended without one, -1 while there is none.
    std::int32_t status(std::uint64_t number) const
    {
        const ProbeRequest& request = of(number);
        if (request.phase == ProbePhase::answered) return request.answer.status;
        return request.phase == ProbePhase::failed ? 0 : -1;
    }
    /// The server that holds a request: its index over all backends, or -1.
    int holder(std::uint64_t number) const
    {
        for (std::size_t i = 0; i < servers.size(); ++i)
            for (const HeldRequest& held : servers[i].held)
                if (held.request.request == number) return static_cast<int>(i);
        return -1;
    }
    void answer(std::uint64_t number, std::int32_t status = 200)
    {
        Message message;
        message.status = status;
        message.bytes = 200;
        Context c = context();
        evenkeel::answer(servers[static_cast<std::size_t>(holder(number))], number, message, c);
        deliver();
        run(10_ms);
    }
    void close_server(std::size_t index)
    {
        Context c = context();
        close_port(servers[index], c);
        deliver();
    }
    void open_server(std::size_t index)
    {
        Context c = context();
        start(servers[index], c);
        deliver();
    }
    void hang_up(std::uint64_t number)
    {
        Context c = context();
        evenkeel::hang_up(probe, static_cast<std::uint32_t>(&of(number) - probe.requests.data()), c);
        deliver();
        run(10_ms);
    }
    const haproxy::LogRecord& log(std::uint64_t number) const
    {
        return *std::find_if(balancer.log.begin(), balancer.log.end(), [&](const haproxy::LogRecord& r) { return r.request == number; });
    }
    std::string letters(std::uint64_t number) const { return {log(number).termination[0], log(number).termination[1]}; }
    const haproxy::ServerState& server(std::uint32_t index) const { return balancer.farms[0].servers[index]; }
};

}  // namespace stage
