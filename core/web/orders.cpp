// Orders: what requests with POST do to the one database behind all applications, as truth knows it.

#include "web/application.hpp"

namespace evenkeel {

void carry_out(Application& application, std::uint64_t request, Context& context)
{
    const Service& self = context.network.services[application.service.index];
    const auto count_as = [&](MeterId& id, TruthMetric metric) {
        if (!id) id = meter(context.meters, metric, {context.network.hosts[self.host.index].name, self.name});
        count(context.meters, id);
    };
    count_as(application.orders_meter, TruthMetric::service_orders_total);
    if (context.network.orders.find(request) == nullptr) context.network.orders.add(request, application.service.index);
    else count_as(application.duplicate_orders_meter, TruthMetric::service_duplicate_orders_total);
}

}  // namespace evenkeel
