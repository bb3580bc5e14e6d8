#include "balancer/format.hpp"

#include "balancer/sticking.hpp"

namespace evenkeel::haproxy {

std::vector<std::string> rendered_samples(const std::vector<SampleExpression>& samples, const RequestView& view)
{
    std::vector<std::string> texts;
    for (const SampleExpression& sample : samples) {
        const std::optional<SampleValue> value = sample_of(sample, view);
        texts.push_back(value ? text_of(*value) : std::string{});
    }
    return texts;
}

std::string render(Process& p, const Stream& stream, const Message* response, const Format& format)
{
    if (!format.varies) return format.text;
    const StreamView view(p, stream, response);
    LogRecord record = record_of(p, stream);
    record.samples = rendered_samples(format.samples, view.request);
    if (response != nullptr) record.status = response->status;
    return rule_text(p.balancer, record, p.context.network.texts, p.context.network.hosts[p.context.network.services[p.balancer.service.index].host.index].name, format.text);
}

}  // namespace evenkeel::haproxy
