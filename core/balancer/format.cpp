#include "balancer/format.hpp"

#include "balancer/sticking.hpp"

namespace evenkeel::haproxy {

namespace {

std::string rendered(Process& p, const Stream& stream, const Message* response, const Format& format, std::string unique_id, bool merges_blanks = false)
{
    if (!format.varies) return format.text;
    const StreamView view(p, stream, response);
    LogRecord record = record_of(p, stream);
    record.samples = rendered_samples(format.samples, view.request);
    record.unique_id = std::move(unique_id);
    if (response != nullptr) record.status = response->status;
    return (merges_blanks ? text_without_blanks : rule_text)(p.balancer, record, p.context.network.texts, p.context.network.hosts[p.context.network.services[p.balancer.service.index].host.index].name, format.text);
}

}  // namespace

std::vector<std::string> rendered_samples(const std::vector<SampleExpression>& samples, const RequestView& view)
{
    std::vector<std::string> texts;
    for (const SampleExpression& sample : samples) {
        const std::optional<SampleValue> value = sample_of(sample, view);
        std::string text = value ? text_of(*value) : std::string{};
        texts.push_back(text.substr(0, text.find('\0')));      // HAProxy copies texts up to a zero
    }
    return texts;
}

std::string render(Process& p, const Stream& stream, const Message* response, const Format& format)
{
    return rendered(p, stream, response, format, format.varies && format.text.find("ID") != std::string::npos ? unique_id_of(p, stream) : std::string{});
}

std::string render_header(Process& p, const Stream& stream, const Message* response, const Format& format)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const char c : render(p, stream, response, format)) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte >= 0x20 && byte != 0x7f) || c == '\t' || !format.varies) text += c;
        else text += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return text;
}

std::string unique_id_of(Process& p, const Stream& stream)
{
    const Format& format = p.frontend(stream).log.unique_id;
    if (format.text.empty()) return {};
    const StreamId id = p.balancer.sessions[stream.session].stream;
    if (!id) return rendered(p, stream, nullptr, format, {}, true);
    if (p.balancer.streams[id].unique_id.empty()) p.balancer.streams[id].unique_id = rendered(p, stream, nullptr, format, {}, true);
    return p.balancer.streams[id].unique_id;
}

}  // namespace evenkeel::haproxy
