// The way of a request at the level of detail `requests`: the farm's choice, slots and queues as ever, nothing else.
//
// A request takes a slot or waits, goes to its server and comes back. The rows of `show stat` count it as they would count a
// request of the level `packets`; rows of connections stay at 0, for there are none.

#include <fmt/format.h>

#include "balancer/hash_key.hpp"
#include "balancer/process.hpp"

namespace evenkeel::haproxy {

namespace {

/// Queues hold streams; here an exchange stands for its stream, by the same number.
StreamId stream_of(ExchangeId id) { return {id.index}; }

std::uint32_t backend_of(const Process& p, const Exchange& exchange)
{
    return p.settings().frontends[exchange.tag >> 16].default_backend;
}

std::optional<std::uint32_t> hash_key_of(const Process& p, std::uint32_t backend, const Exchange& exchange)
{
    const TextTable& texts = p.context.network.texts;
    const std::string lines = fmt::format("Host: {}\n", texts[exchange.host]);
    RequestView request;
    request.method = "GET";
    request.target = texts[exchange.target];
    request.headers = lines;
    request.source = exchange.source;
    request.backend = backend;
    return hash_key(p.settings().backends[backend].balance, request);
}

std::uint32_t place_of(const Process& p, std::uint32_t backend, ServerId server) { return p.balancer.first_places[backend] + server.index; }

const Way& way_to(Process& p, std::uint32_t place, const Exchange& exchange)
{
    Balancer& balancer = p.balancer;
    if (balancer.ways.empty()) balancer.ways.resize(balancer.places.size());
    Way& way = balancer.ways[place];
    if (way.to) return way;
    const ServerPlace& where = balancer.places[place];
    const std::uint16_t client_port = p.settings().frontends[exchange.tag >> 16].binds[exchange.tag & 0xffff].port;
    const Endpoint to = endpoint_of(p, where.backend, where.server, client_port);
    way = find_way(p.context, balancer.service, to.address, to.port);
    return way;
}

void answer_by_itself(Process& p, ExchangeId id, std::int32_t status)
{
    Exchange& exchange = p.context.network.exchanges[id];
    exchange.status = status;
    tell_status(p, exchange.tag >> 16, backend_of(p, exchange), {}, status);
    send(p.context, id, exchange.visitor, Leg::answer, exchange.way_to_site);
}

void leave_queue(Process& p, std::uint32_t backend, Exchange& exchange)
{
    exchange.waiting = Id<Exchange>::none;
    tell_queue(p, backend);
}

void give_up(Process& p, ExchangeId id, ServerId server)
{
    const std::uint32_t backend = backend_of(p, p.context.network.exchanges[id]);
    Farm& farm = p.balancer.farms[backend];
    ++farm.counters.econ;
    if (server) ++farm.servers[server.index].counters.econ;
    --farm.streams;
    --farm.counters.scur;
    answer_by_itself(p, id, 503);
}

/// To the server, whose slot has been taken.
void pass_on(Process& p, ExchangeId id, std::uint32_t backend, ServerId server)
{
    Exchange& exchange = p.context.network.exchanges[id];
    ServerState& state = p.balancer.farms[backend].servers[server.index];
    exchange.place = place_of(p, backend, server);
    state.last_first_choice = p.context.now;
    count(p.context.meters, p.balancer.backends[backend].servers[server.index].meters.first_choices);
    ++state.counters.stot;
    state.counters.smax = std::max(state.counters.smax, ++state.counters.scur);
    exchange.balancer = p.balancer.service;
    const Way& way = way_to(p, exchange.place, exchange);
    exchange.way_to_server = way.latency;
    if (way.to) return send(p.context, id, way.to, Leg::request, way.latency);
    exchange.status = 0;
    answer(p.context, id);
}

void wait(Process& p, ExchangeId id, std::uint32_t backend, ServerId server)
{
    p.context.network.exchanges[id].waiting = wait_for(p.balancer.farms[backend], stream_of(id), server).index;
    tell_queue(p, backend);
}

void assign(Process& p, ExchangeId id, std::uint32_t backend)
{
    const Exchange& exchange = p.context.network.exchanges[id];
    Farm& farm = p.balancer.farms[backend];
    Flow flow{{}, &p.balancer.generator, p.context.seed, exchange.number};
    if (is_hash(farm.algorithm)) flow.key = skips_hashing(farm) ? 0 : hash_key_of(p, backend, exchange);
    const Choice choice = choose(farm, flow);
    if (choice.kind == ChoiceKind::all_full) return wait(p, id, backend, {});
    if (choice.kind == ChoiceKind::nobody) return give_up(p, id, {});
    ++farm.counters.lbtot;
    ++farm.servers[choice.server.index].counters.lbtot;
    switch (admission(farm, choice.server)) {
    case Admission::slot:
        take_slot(farm, choice.server);
        p.context.network.exchanges[id].has_slot = true;
        return pass_on(p, id, backend, choice.server);
    case Admission::queue: return wait(p, id, backend, choice.server);
    case Admission::queue_full: return give_up(p, id, choice.server);
    }
}

void let_go_on(Process& p, std::uint32_t backend, const std::vector<Called>& called)
{
    for (const Called& each : called) {
        const ExchangeId id{each.stream.index};
        leave_queue(p, backend, p.context.network.exchanges[id]);
        p.context.network.exchanges[id].has_slot = each.has_slot;
        if (each.server) pass_on(p, id, backend, each.server);
        else assign(p, id, backend);
    }
}

void begin_exchange(Process& p, ExchangeId id)
{
    const Exchange& exchange = p.context.network.exchanges[id];
    ++p.balancer.frontends[exchange.tag >> 16].req_tot;
    const std::uint32_t backend = backend_of(p, exchange);
    Farm& farm = p.balancer.farms[backend];
    ++farm.streams;
    ++farm.counters.stot;
    farm.counters.smax = std::max(farm.counters.smax, ++farm.counters.scur);
    assign(p, id, backend);
}

void end_exchange(Process& p, ExchangeId id)
{
    Exchange& exchange = p.context.network.exchanges[id];
    const ServerPlace place = p.balancer.places[exchange.place];
    Farm& farm = p.balancer.farms[place.backend];
    --farm.servers[place.server.index].counters.scur;
    const bool refused = exchange.status == 0;
    if (refused) exchange.status = 503;
    tell_status(p, exchange.tag >> 16, place.backend, refused ? ServerId{} : place.server, exchange.status);
    exchange.balancer = {};
    if (exchange.has_slot) release_slot(farm, place.server);
    if (!somebody_waits(farm, place.server)) {
        --farm.streams;
        --farm.counters.scur;
        return send(p.context, id, exchange.visitor, Leg::answer, exchange.way_to_site);
    }
    // Others go on while this request still counts in the limit that minconn sets, and again when it does not: dispatch.cpp.
    const std::vector<Called> called = dequeue(farm, place.server);
    --farm.streams;
    --farm.counters.scur;
    const std::vector<Called> more = dequeue(farm, place.server);
    send(p.context, id, exchange.visitor, Leg::answer, exchange.way_to_site);
    let_go_on(p, place.backend, called);
    let_go_on(p, place.backend, more);
}

}  // namespace

}  // namespace evenkeel::haproxy

namespace evenkeel {

void handle(Balancer& balancer, const Parcel& parcel, Context& context)
{
    haproxy::Process p{balancer, context};
    if (parcel.leg == Leg::request) haproxy::begin_exchange(p, parcel.exchange);
    else haproxy::end_exchange(p, parcel.exchange);
}

}  // namespace evenkeel
