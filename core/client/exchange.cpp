// Visitors at the level of detail `requests`: a session is one request, asked and answered without a connection.

#include "client/visitor.hpp"

namespace evenkeel {

namespace {

/// The site's first address, as at the start: names do not change at this level.
Way find_site(const Visitors& visitors, const Context& context)
{
    const VisitorSettings& settings = *visitors.settings;
    if (const auto literal = parse_address(settings.host)) return find_way(context, visitors.service, *literal, settings.port);
    const auto record = context.network.names.records.find(settings.host);
    if (record == context.network.names.records.end() || record->second.addresses.empty()) return {};
    return find_way(context, visitors.service, record->second.addresses.front(), settings.port);
}

}  // namespace

void ask(Visitors& visitors, std::uint64_t number, std::uint32_t user, Context& context)
{
    if (!visitors.site.to) visitors.site = find_site(visitors, context);
    ++visitors.requests_begun;
    const ExchangeId id = context.network.exchanges.take();
    Exchange& exchange = context.network.exchanges[id];
    exchange.arrived = context.now;
    exchange.number = world_request_number(visitors, number, context);
    exchange.visitor = visitors.service;
    exchange.user = user;
    exchange.source = client_address(visitors, choose_client(visitors, number, context));
    exchange.path = choose_path(visitors, number, context);
    exchange.target = visitors.path_texts[exchange.path];
    exchange.host = visitors.host_text;
    exchange.tag = visitors.site.tag;
    exchange.way_to_site = visitors.site.latency;
    if (visitors.keep_records) {
        exchange.record = static_cast<std::uint32_t>(visitors.records.size());
        ExchangeRecord record;
        record.number = exchange.number;
        record.arrived = context.now;
        visitors.records.push_back(record);
    }
    if (visitors.site.to) send(context, id, visitors.site.to, Leg::request, visitors.site.latency);
    else take_answer(visitors, id, context);
}

void take_answer(Visitors& visitors, ExchangeId id, Context& context)
{
    const Exchange& exchange = context.network.exchanges[id];
    const std::uint64_t number = exchange.number & ((std::uint64_t{1} << 40) - 1);
    const RequestOutcome outcome = exchange.status == 0 ? RequestOutcome::refused : outcome_of_status(exchange.status);
    count(context.meters, visitors.outcome_meters[static_cast<std::size_t>(outcome)]);
    if (exchange.status != 0) count_answer(visitors, exchange.path, exchange.answered_by, exchange.status, context);
    if (outcome == RequestOutcome::ok) observe(context.meters, visitors.latency, (context.now - exchange.arrived).ns);
    else record_failure(visitors, number, exchange.path, outcome, exchange.answered_by, exchange.status, context);
    tell(visitors.fates, {number, exchange.arrived, context.now, exchange.answered_by, exchange.status, exchange.path, outcome});
    if (visitors.keep_latencies && number > visitors.latencies_from) add(visitors.latencies, (context.now - exchange.arrived).ns);
    if (visitors.keep_records) {
        ExchangeRecord& record = visitors.records[exchange.record];
        record.began = exchange.began;
        record.ended = context.now;
        record.status = exchange.status;
        record.answered_by = exchange.answered_by;
    }
    follow_up(visitors, number, number, exchange.arrived, context);
    context.network.exchanges.give_back(id);
}

}  // namespace evenkeel
