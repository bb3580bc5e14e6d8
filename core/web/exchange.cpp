// An application at the level of detail `requests`: workers and their queue, without connections.

#include "web/application.hpp"

namespace evenkeel {

namespace {

void begin_work(Application& application, ExchangeId id, Context& context)
{
    Exchange& exchange = context.network.exchanges[id];
    exchange.began = context.now;
    exchange.answered_by = context.network.services[application.service.index].host;
    const Work work = draw_work(application, application.service.index, exchange.number, context.network.texts[exchange.target], context);
    exchange.status = work.status;
    schedule(context, work.duration, EventKind::application_timer, static_cast<std::uint16_t>(ApplicationTimer::exchange_done), application.service, id.index,
             context.network.exchanges.generation(id));
}

}  // namespace

void handle(Application& application, const Parcel& parcel, Context& context)
{
    if (application.busy_workers < application.settings->workers) {
        ++application.busy_workers;
        return begin_work(application, parcel.exchange, context);
    }
    if (application.exchanges.count < application.settings->backlog) return application.exchanges.push(parcel.exchange);
    answer(context, parcel.exchange);
}

void finish_exchange(Application& application, const Event& event, Context& context)
{
    const ExchangeId id{event.subject};
    const Exchange& exchange = context.network.exchanges[id];
    count(context.meters, application.busy_meter, (context.now - exchange.began).ns);
    count_status(application.statuses, application.service, exchange.status, context);
    answer(context, id);
    if (application.exchanges.empty()) --application.busy_workers;
    else begin_work(application, application.exchanges.pop(), context);
}

}  // namespace evenkeel
