// Steps of clients that do other things than ask and wait: they connect and say nothing, speak late, or go.

#include "verify/haproxy_replay.hpp"
#include "world/lifecycle.hpp"

namespace evenkeel::replay {

namespace {

using nlohmann::json;

/// What the client does, and what comes of it at once.
template <class Do>
void by_client(Site& site, std::uint64_t id, bool is_over, Do&& deed)
{
    const auto found = site.requests.find(id);
    if (found == site.requests.end()) return;
    Context context = context_of(site.world);
    deed(site.world.probes.front(), found->second, context);
    deliver_notices(site.world);
    if (is_over) {
        found->second.hold = false;
        found->second.reported = true;
    }
    settle(site);
}

}  // namespace

std::string bytes_as_recorded(std::string_view text)
{
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool is_pair = (byte & 0xfe) == 0xc2 && i + 1 < text.size();
        bytes += is_pair ? static_cast<char>((byte & 0x03) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3f)) : text[i];
    }
    return bytes;
}

/// A client that connects and says nothing.
void connect_only(Site& site, const json& step, std::uint64_t id)
{
    Message nothing;
    nothing.request = id;
    Request request;
    request.id = id;
    request.hold = request.reported = true;
    Context context = context_of(site.world);
    request.probe = ask(site.world.probes.front(), nothing, endpoint_for(site, step), parse_address(text_of(step, "src", "198.51.100.1")).value_or(Address{}), context);
    come_in(site, request);
    deliver_notices(site.world);
    site.requests.emplace(id, request);
    settle(site);
}

void hang_up(Site& site, std::uint64_t id)
{
    by_client(site, id, true, [](Probe& probe, const Request& request, Context& context) { evenkeel::hang_up(probe, request.probe, context); });
}

void reset_client(Site& site, std::uint64_t id)
{
    by_client(site, id, true, [](Probe& probe, const Request& request, Context& context) { reset(probe, request.probe, context); });
}

void shut_client(Site& site, std::uint64_t id)
{
    by_client(site, id, false, [](Probe& probe, const Request& request, Context& context) { close_half(probe, request.probe, context); });
}

void say(Site& site, const json& step, std::uint64_t id)
{
    Message message = message_of(site, step, id);
    if (step.contains("text")) {
        const std::string text = bytes_as_recorded(text_of(step, "text"));
        message = {};
        message.kind = MessageKind::bytes;
        message.request = id;
        message.headers = site.world.network.texts.intern(text);
        message.bytes = static_cast<std::int64_t>(text.size());
    } else if (const auto found = site.requests.find(id); found != site.requests.end()) {
        found->second.hold = step.value("hold", false);
        found->second.reported = step.value("early", false);
    }
    by_client(site, id, false, [&](Probe& probe, const Request& request, Context& context) { evenkeel::say(probe, request.probe, message, context); });
}

}  // namespace evenkeel::replay
