#include "web/status_meters.hpp"

#include <string>

namespace evenkeel {

void count_status(StatusMeters& statuses, ServiceId service, std::int32_t status, Context& context)
{
    for (const StatusMeter& known : statuses.meters)
        if (known.status == status) return count(context.meters, known.meter);
    const Service& self = context.network.services[service.index];
    const MeterId id = meter(context.meters, TruthMetric::service_requests_total,
                             {context.network.hosts[self.host.index].name, self.name, std::to_string(status)});
    statuses.meters.push_back({status, id});
    count(context.meters, id);
}

std::int32_t forced_on(const ForcedStatus& forced, ServiceId service, std::uint64_t number, const Context& context)
{
    if (forced.share_ppm == 0) return 0;
    const std::uint64_t bits = draw(context.seed, {Purpose::application_error, service.index | fault_owner}, number);
    return happens(bits, forced.share_ppm) ? forced.status : 0;
}

}  // namespace evenkeel
