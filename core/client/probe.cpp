#include "client/probe.hpp"

namespace evenkeel {

std::uint32_t ask(Probe& probe, const Message& request, const Endpoint& to, const Address& source, Context& context)
{
    const auto index = static_cast<std::uint32_t>(probe.requests.size());
    ProbeRequest begun;
    begun.request = request;
    begun.socket = connect(context, probe.service, to, index, source);
    begun.asked = context.now;
    probe.requests.push_back(begun);
    return index;
}

void say(Probe& probe, std::uint32_t index, const Message& message, Context& context)
{
    ProbeRequest& request = probe.requests[index];
    request.request = message;
    send(context, request.socket, message);
}

std::uint32_t ask_again(Probe& probe, std::uint32_t kept, const Message& request, Context& context)
{
    const auto index = static_cast<std::uint32_t>(probe.requests.size());
    ProbeRequest begun;
    begun.request = request;
    begun.socket = probe.requests[kept].socket;
    begun.asked = begun.connected = context.now;
    begun.phase = ProbePhase::waiting;
    probe.requests.push_back(begun);
    set_token(context, begun.socket, index);
    send(context, begun.socket, request);
    return index;
}

void close_half(Probe& probe, std::uint32_t index, Context& context) { close_half(context, probe.requests[index].socket); }

void limit(Probe& probe, std::uint32_t index, ProbeLimit which, Duration after, Context& context)
{
    schedule(context, after, EventKind::probe_timer, static_cast<std::uint16_t>(which), probe.service, index, 0);
}

void hang_up(Probe& probe, std::uint32_t index, Context& context)
{
    ProbeRequest& request = probe.requests[index];
    request.phase = ProbePhase::hung_up;
    close(context, request.socket);
}

void reset(Probe& probe, std::uint32_t index, Context& context)
{
    ProbeRequest& request = probe.requests[index];
    request.phase = ProbePhase::hung_up;
    abort(context, request.socket);
}

void handle(Probe& probe, const Notice& notice, Context& context)
{
    ProbeRequest& request = probe.requests[notice.token];
    if (request.phase != ProbePhase::connecting && request.phase != ProbePhase::waiting) return;
    switch (notice.kind) {
    case NoticeKind::established:
        request.phase = ProbePhase::waiting;
        request.connected = context.now;
        if (request.request.kind != MessageKind::none) send(context, request.socket, request.request);
        return;
    case NoticeKind::received:
        request.phase = ProbePhase::answered;
        request.answer = receive(context, request.socket);
        if (!request.keeps) break;
        request.ended = context.now;
        return;
    case NoticeKind::accept_ready: return;
    case NoticeKind::peer_closed:
        if (request.lingers) return;
        [[fallthrough]];
    case NoticeKind::refused:
    case NoticeKind::unanswered:
    case NoticeKind::reset:
        request.phase = ProbePhase::failed;
        request.failure = notice.kind;
        break;
    }
    request.ended = context.now;
    close(context, request.socket);
}

void handle(Probe& probe, const Event& event, Context& context)
{
    ProbeRequest& request = probe.requests[event.subject];
    const bool is_late = request.phase == ProbePhase::connecting || (request.phase == ProbePhase::waiting && event.what == static_cast<std::uint16_t>(ProbeLimit::whole));
    if (!is_late) return;
    request.phase = ProbePhase::timed_out;
    request.ended = context.now;
    close(context, request.socket);
}

}  // namespace evenkeel
