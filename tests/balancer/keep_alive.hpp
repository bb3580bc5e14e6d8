#pragma once
// A client and a server that keep their connections, for tests of keep-alive and of mode tcp.

#include "balancer/stage.hpp"

namespace stage {

/// Answers each request at once on a connection that stays open, or ends it without an answer.
struct Keeper {
    ServiceId service;
    bool closes_early = false;
    bool silent = false;
    std::int64_t accepted = 0;
    std::int64_t requests = 0;
    Message last;
    std::vector<Socket> sockets;
};

struct Kept : Stage {
    Keeper keeper;
    ServiceId client;
    std::vector<Notice> heard;          ///< by the client
    std::vector<Message> answers;

    /// Another server of the balancer's, at 10.0.9.1:80.
    explicit Kept(const haproxy::Settings& settings) : Stage(settings)
    {
        keeper.service = add_service(add_host("keeper", ipv4(0x0a00'0901)), ServiceKind::nginx, "keeper", 0);
        client = add_service(add_host("keeping client", ipv4(0x0a00'0003)), ServiceKind::visitor, "client", 0);
        Context c = context();
        listen(c, keeper.service, ipv4(0x0a00'0901), 80, 128, 0);
    }

    Socket open(std::uint16_t port = 80)
    {
        Context c = context();
        const Socket socket = connect(c, client, {ipv4(0x0a00'0002), port}, 0);
        run_all(10_ms);
        return socket;
    }
    void say(const Socket& socket, std::string_view path = "/")
    {
        Context c = context();
        send(c, socket, request(path, false));
        run_all(20_ms);
    }
    void leave(const Socket& socket)
    {
        Context c = context();
        close(c, socket);
        run_all(20_ms);
    }
    bool has_heard(NoticeKind kind) const
    {
        return std::any_of(heard.begin(), heard.end(), [&](const Notice& n) { return n.kind == kind; });
    }

    void run_all(Duration length)
    {
        const Instant until = now + length;
        while (queue.next() <= until) {
            const Event event = queue.pop();
            now = event.at;
            Context c = context();
            if (event.kind == EventKind::packet_arrives) handle_packet(c, event);
            else if (event.kind == EventKind::retransmit) handle_retransmit(c, event);
            else handle(balancer, event, c);
            deliver_all();
        }
        now = until;
    }

    void deliver_all()
    {
        Context c = context();
        while (!network.notices.empty()) {
            const Notice notice = network.notices.pop();
            if (notice.service == keeper.service) serve(notice, c);
            else if (notice.service == client) hear(notice, c);
            else hand_over(notice, c);
        }
    }

    void hear(const Notice& notice, Context& c)
    {
        heard.push_back(notice);
        if (notice.kind == NoticeKind::received) answers.push_back(receive(c, {notice.connection, notice.generation, notice.side}));
    }

    void serve(const Notice& notice, Context& c)
    {
        const Socket socket{notice.connection, notice.generation, notice.side};
        if (notice.kind == NoticeKind::accept_ready) {
            keeper.sockets.push_back(accept(c, notice.listener, 0));
            ++keeper.accepted;
        }
        if (notice.kind == NoticeKind::peer_closed) close(c, socket);
        if (notice.kind != NoticeKind::received) return;
        keeper.last = receive(c, socket);
        ++keeper.requests;
        if (keeper.silent) return;
        if (keeper.closes_early) return close(c, socket);
        Message answer;
        answer.kind = MessageKind::response;
        answer.status = 200;
        answer.bytes = 300;
        send(c, socket, answer);
    }
};

}  // namespace stage
