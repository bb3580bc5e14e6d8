#include "web/manual_server.hpp"

#include <algorithm>
#include <utility>

namespace evenkeel {

namespace {

constexpr std::int64_t backlog = 128;

bool same(const Socket& socket, const Notice& notice)
{
    return socket.connection == notice.connection && socket.generation == notice.generation;
}

/// Sends a final answer. Like the recorded servers it keeps a connection only for who asks for that, and never one of a check.
void reply(ManualServer& server, const HeldRequest& held, Message message, Context& context)
{
    message.kind = MessageKind::response;
    message.request = held.request.request;
    message.close = held.request.close || held.request.request == 0 || server.answers_at_once;
    message.answered_by = context.network.services[server.service.index].host;
    send(context, held.socket, message);
    if (message.close) close(context, held.socket);
    else server.waiting.push_back(held.socket);
}

void speak(TextId text, const Socket& socket, Context& context)
{
    Message message;
    message.kind = MessageKind::bytes;
    message.headers = text;
    message.bytes = static_cast<std::int64_t>(context.network.texts[text].size());
    send(context, socket, message);
    close(context, socket);
}

void take_request(ManualServer& server, const Socket& socket, Context& context)
{
    const HeldRequest held{socket, receive(context, socket)};
    const bool check = held.request.request == 0;
    if (!check && !server.answers_at_once) {
        server.held.push_back(held);
        return;
    }
    Message message;
    message.status = check ? server.check_status : 200;
    reply(server, held, message, context);
}

}  // namespace

void start(ManualServer& server, Context& context)
{
    if (server.listener) return;
    server.listener = listen(context, server.service, server.endpoint.address, server.endpoint.port, backlog, 0);
}

void close_port(ManualServer& server, Context& context)
{
    if (server.listener) close_listener(context, std::exchange(server.listener, ListenerId{}));
}

bool answer(ManualServer& server, std::uint64_t request, const Message& with, Context& context)
{
    const auto held = std::find_if(server.held.begin(), server.held.end(), [&](const HeldRequest& h) { return h.request.request == request; });
    if (held == server.held.end()) return false;
    const HeldRequest answered = *held;
    server.held.erase(held);
    reply(server, answered, with, context);
    return true;
}

bool drop(ManualServer& server, std::uint64_t request, TextId instead, Context& context)
{
    const auto held = std::find_if(server.held.begin(), server.held.end(), [&](const HeldRequest& h) { return h.request.request == request; });
    if (held == server.held.end()) return false;
    const Socket socket = held->socket;
    server.held.erase(held);
    if (instead) speak(instead, socket, context);
    else close(context, socket);
    return true;
}

void handle(ManualServer& server, const Notice& notice, Context& context)
{
    switch (notice.kind) {
    case NoticeKind::accept_ready:
        while (const Socket socket = accept(context, notice.listener, 0)) {
            if (server.speaks_first) speak(server.text, socket, context);
            else server.waiting.push_back(socket);
        }
        return;
    case NoticeKind::received: break;
    case NoticeKind::peer_closed:
    case NoticeKind::reset: {
        // A client that went away: a held request stays held, as a real server would notice only when it answers.
        const auto gone = std::find_if(server.waiting.begin(), server.waiting.end(), [&](const Socket& s) { return same(s, notice); });
        if (gone == server.waiting.end()) return;
        close(context, *gone);
        server.waiting.erase(gone);
        return;
    }
    case NoticeKind::established:
    case NoticeKind::refused:
    case NoticeKind::unanswered: return;
    }
    const auto socket = std::find_if(server.waiting.begin(), server.waiting.end(), [&](const Socket& s) { return same(s, notice); });
    if (socket == server.waiting.end()) return;
    const Socket found = *socket;
    server.waiting.erase(socket);
    take_request(server, found, context);
}

}  // namespace evenkeel
