#include "net/exchange.hpp"

#include "net/context.hpp"

namespace evenkeel {

Way find_way(const Context& context, ServiceId from, const Address& to, std::uint16_t port)
{
    const Network& network = context.network;
    const HostId source = network.services[from.index].host;
    const Route way = route(network, source, to);
    if (!way.exists || (!way.loopback && !way.to)) return {};
    const HostId target = way.loopback ? source : network.attachments[way.to.index].host;
    Way found;
    if (!way.loopback) {
        const Attachment& out = network.attachments[way.from.index];
        const Attachment& in = network.attachments[way.to.index];
        found.latency = out.quality.latency + network.lans[out.lan.index].quality.latency + in.quality.latency;
    }
    for (const Listener& listener : network.listeners) {
        if (!listener.open || listener.host != target || listener.port != port) continue;
        if (!is_any(listener.address) && listener.address != to) continue;
        found.to = listener.service;
        found.tag = listener.tag;
        return found;
    }
    return found;
}

void send_later(Context& context, ExchangeId exchange, ServiceId to, Leg leg, Duration latency)
{
    context.queue.push({context.now + latency, 0, EventKind::message_arrives, static_cast<std::uint16_t>(leg), to.index, exchange.index,
                        context.network.exchanges.generation(exchange), 0});
}

void answer(Context& context, ExchangeId id)
{
    const Exchange& exchange = context.network.exchanges[id];
    if (exchange.balancer) send(context, id, exchange.balancer, Leg::answer, exchange.way_to_server);
    else send(context, id, exchange.visitor, Leg::answer, exchange.way_to_site);
}

}  // namespace evenkeel
