#include "web/status_meters.hpp"

#include <string>

namespace evenkeel {

namespace {

MeterId make_meter(const Context& context, ServiceId service, std::int32_t status)
{
    const Service& self = context.network.services[service.index];
    return meter(context.meters, TruthMetric::service_requests_total, {context.network.hosts[self.host.index].name, self.name, std::to_string(status)});
}

}  // namespace

void count_status(StatusMeters& statuses, ServiceId service, std::int32_t status, Context& context)
{
    if (!statuses.usual.meter) statuses.usual = {status, make_meter(context, service, status)};
    if (statuses.usual.status == status) return count(context.meters, statuses.usual.meter);
    for (const StatusMeter& known : statuses.others)
        if (known.status == status) return count(context.meters, known.meter);
    statuses.others.push_back({status, make_meter(context, service, status)});
    count(context.meters, statuses.others.back().meter);
}

std::int32_t forced_on(const ForcedStatus& forced, ServiceId service, std::uint64_t number, std::string_view target, const Context& context)
{
    if (forced.share_ppm == 0) return 0;
    if (!forced.path.empty() && target.substr(0, target.find('?')) != forced.path) return 0;
    const std::uint64_t bits = draw(context.seed, {Purpose::application_error, service.index | fault_owner}, number);
    return happens(bits, forced.share_ppm) ? forced.status : 0;
}

}  // namespace evenkeel
