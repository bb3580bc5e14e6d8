// Connections as Linux makes them, with every time computed by hand. One network, 10 ms one way, unless a test says otherwise.

#include <catch2/catch_test_macros.hpp>

#include "net/mini.hpp"

using namespace evenkeel;
using namespace evenkeel::mini;

namespace {

constexpr std::uint16_t port = 80;

struct Pair {
    Mini mini;
    LanId lan;
    HostId client_host;
    HostId server_host;
    ServiceId client;
    ServiceId server;
    ListenerId listener;
    Socket socket;      ///< the client's end
    Socket accepted;    ///< the server's end
};

const Endpoint server_endpoint{*parse_address("10.0.1.11"), port};

/// Two hosts and a listener with this backlog.
Pair two_hosts(std::int64_t backlog = 128, Quality quality = {10_ms, {}, 0, 0})
{
    Pair pair;
    pair.lan = add_lan(pair.mini, "dmz", "10.0.1.0/24", quality);
    pair.client_host = add_host(pair.mini, "lb-01", pair.lan, "10.0.1.10");
    pair.server_host = add_host(pair.mini, "web-01", pair.lan, "10.0.1.11");
    pair.client = add_by_hand(pair.mini, pair.client_host, "client");
    pair.server = add_by_hand(pair.mini, pair.server_host, "server");
    Context around = context(pair.mini);
    pair.listener = listen(around, pair.server, {}, port, backlog, 7);
    return pair;
}

void connect_now(Pair& pair)
{
    Context around = context(pair.mini);
    pair.socket = connect(around, pair.client, server_endpoint, 5);
}

void accept_now(Pair& pair)
{
    Context around = context(pair.mini);
    pair.accepted = accept(around, pair.listener, 6);
}

/// Connected and accepted at 30 ms.
Pair connected(std::int64_t backlog = 128, Quality quality = {10_ms, {}, 0, 0})
{
    Pair pair = two_hosts(backlog, quality);
    connect_now(pair);
    run_until(pair.mini, Instant{} + 30_ms);
    accept_now(pair);
    deliver(pair.mini);
    return pair;
}

void send_now(Pair& pair, const Socket& from, const Message& message)
{
    Context around = context(pair.mini);
    send(around, from, message);
}

void close_now(Pair& pair, const Socket& socket)
{
    Context around = context(pair.mini);
    close(around, socket);
}

}  // namespace

TEST_CASE("a handshake takes one round trip for the client and one and a half for the server", "[net]")
{
    Pair pair = two_hosts();
    connect_now(pair);
    run_until(pair.mini, Instant{} + 1_s);
    // SYN 0..10, SYN-ACK 10..20, ACK 20..30.
    CHECK(when(pair.mini, pair.client, NoticeKind::established) == Instant{} + 20_ms);
    CHECK(when(pair.mini, pair.server, NoticeKind::accept_ready) == Instant{} + 30_ms);
    CHECK(pair.mini.network.listeners[pair.listener.index].half_open == 0);
    accept_now(pair);
    Context around = context(pair.mini);
    CHECK(to_text(peer_of(around, pair.accepted)) == "10.0.1.10:32768");
    CHECK(to_text(local_of(around, pair.accepted)) == "10.0.1.11:80");
}

TEST_CASE("a request and its answer arrive one latency after they were sent", "[net]")
{
    Pair pair = connected();
    send_now(pair, pair.socket, request_of(pair.mini, "/", 400));
    run_until(pair.mini, Instant{} + 40_ms);
    CHECK(when(pair.mini, pair.server, NoticeKind::received) == Instant{} + 40_ms);
    Context around = context(pair.mini);
    CHECK(receive(around, pair.accepted).kind == MessageKind::request);
    send_now(pair, pair.accepted, answer_of(200, 1000));
    run_until(pair.mini, Instant{} + 50_ms);
    CHECK(when(pair.mini, pair.client, NoticeKind::received) == Instant{} + 50_ms);
    CHECK(receive(around, pair.socket).status == 200);
}

TEST_CASE("a port nobody listens on answers RST after one round trip", "[net]")
{
    Pair pair = two_hosts();
    Context around = context(pair.mini);
    connect(around, pair.client, {server_endpoint.address, 81}, 1);
    run_until(pair.mini, Instant{} + 1_s);
    CHECK(when(pair.mini, pair.client, NoticeKind::refused) == Instant{} + 20_ms);
    CHECK(pair.mini.network.connections.size() == 0);
}

TEST_CASE("an address without a host is given up after 134 s", "[net]")
{
    // Linux 6.18: five waits of 1 s, then 2, 4, 8, 16, 32, and 67 s for the last.
    Pair pair = two_hosts();
    Context around = context(pair.mini);
    connect(around, pair.client, {*parse_address("10.0.1.99"), port}, 1);
    run_until(pair.mini, Instant{} + 200_s);
    CHECK(when(pair.mini, pair.client, NoticeKind::unanswered) == Instant{} + 134_s);
    CHECK(pair.mini.network.connections.size() == 0);
}

TEST_CASE("an address outside every network is refused at once", "[net]")
{
    Pair pair = two_hosts();
    Context around = context(pair.mini);
    connect(around, pair.client, {*parse_address("192.0.2.1"), port}, 1);
    run_until(pair.mini, Instant{});
    CHECK(when(pair.mini, pair.client, NoticeKind::refused) == Instant{});
}

TEST_CASE("a host reaches itself over loopback", "[net]")
{
    Pair pair = two_hosts();
    const ServiceId local = add_by_hand(pair.mini, pair.server_host, "local");
    Context around = context(pair.mini);
    connect(around, local, {*parse_address("127.0.0.1"), port}, 1);
    run_until(pair.mini, Instant{} + 1_s);
    // 10 us one way.
    CHECK(when(pair.mini, local, NoticeKind::established) == Instant{} + 20_us);
}

TEST_CASE("a full accept queue drops SYNs until somebody accepts", "[net]")
{
    // Backlog 0 holds one connection, as Linux counts.
    Pair pair = two_hosts(0);
    connect_now(pair);
    run_until(pair.mini, Instant{} + 100_ms);
    const ServiceId second = add_by_hand(pair.mini, pair.client_host, "second");
    Context around = context(pair.mini);
    connect(around, second, server_endpoint, 1);
    run_until(pair.mini, Instant{} + 500_ms);
    CHECK(pair.mini.network.listeners[pair.listener.index].overflows == 1);
    CHECK(when(pair.mini, second, NoticeKind::established) == never);
    accept_now(pair);
    run_until(pair.mini, Instant{} + 2_s);
    // SYN at 0.1 s dropped; again at 1.1 s; SYN-ACK back at 1.12 s.
    CHECK(when(pair.mini, second, NoticeKind::established) == Instant{} + 1120_ms);
}

TEST_CASE("an ACK that finds the accept queue full leaves a client that believes it is connected", "[net]")
{
    Pair pair = two_hosts(0);
    const ServiceId second = add_by_hand(pair.mini, pair.client_host, "second");
    connect_now(pair);
    Context around = context(pair.mini);
    connect(around, second, server_endpoint, 1);
    run_until(pair.mini, Instant{} + 500_ms);
    // Both SYNs found the queue empty at 10 ms; of the ACKs at 30 ms the second is dropped.
    CHECK(when(pair.mini, second, NoticeKind::established) == Instant{} + 20_ms);
    CHECK(times(pair.mini, pair.server, NoticeKind::accept_ready) == 1);
    CHECK(pair.mini.network.listeners[pair.listener.index].half_open == 1);
    accept_now(pair);
    run_until(pair.mini, Instant{} + 2_s);
    // The server's SYN-ACK of 10 ms is sent again at 1.01 s, its ACK comes at 1.03 s.
    CHECK(times(pair.mini, pair.server, NoticeKind::accept_ready) == 2);
    CHECK(pair.mini.seen.back().at == Instant{} + 1030_ms);
}

TEST_CASE("listeners of one port share new connections", "[net]")
{
    Pair pair = two_hosts(4096);
    const ServiceId other = add_by_hand(pair.mini, pair.server_host, "other");
    Context around = context(pair.mini);
    listen(around, other, {}, port, 4096, 0);
    for (std::uint32_t i = 0; i < 400; ++i) connect(around, pair.client, server_endpoint, i);
    run_until(pair.mini, Instant{} + 1_s);
    const std::size_t here = times(pair.mini, pair.server, NoticeKind::accept_ready);
    CHECK(here + times(pair.mini, other, NoticeKind::accept_ready) == 400);
    // A fair coin thrown 400 times stays within 4 standard deviations (40) of 200.
    CHECK(here > 160);
    CHECK(here < 240);
}

TEST_CASE("a listener of the address itself goes before one of all addresses", "[net]")
{
    Pair pair = two_hosts();
    const ServiceId exact = add_by_hand(pair.mini, pair.server_host, "exact");
    Context around = context(pair.mini);
    listen(around, exact, server_endpoint.address, port, 128, 0);
    connect_now(pair);
    run_until(pair.mini, Instant{} + 1_s);
    CHECK(times(pair.mini, exact, NoticeKind::accept_ready) == 1);
}

TEST_CASE("a closed connection leaves nothing behind", "[net]")
{
    Pair pair = connected();
    close_now(pair, pair.socket);
    run_until(pair.mini, Instant{} + 40_ms);
    CHECK(when(pair.mini, pair.server, NoticeKind::peer_closed) == Instant{} + 40_ms);
    close_now(pair, pair.accepted);
    run_until(pair.mini, Instant{} + 1_s);
    CHECK(when(pair.mini, pair.client, NoticeKind::peer_closed) == Instant{} + 50_ms);
    CHECK(pair.mini.network.connections.size() == 0);
    CHECK_FALSE(is_open(context(pair.mini), pair.accepted));
}

TEST_CASE("what is sent to an end that has closed is answered by RST", "[net]")
{
    Pair pair = connected();
    close_now(pair, pair.socket);                       // 30 ms; FIN arrives at 40 ms
    run_until(pair.mini, Instant{} + 40_ms);
    send_now(pair, pair.accepted, answer_of(200, 100)); // arrives at 50 ms, RST back at 60 ms
    run_until(pair.mini, Instant{} + 1_s);
    CHECK(when(pair.mini, pair.server, NoticeKind::reset) == Instant{} + 60_ms);
    CHECK(pair.mini.network.connections.size() == 0);
}

TEST_CASE("an end that has closed one way still gets what the other one sends, until that closes too", "[net]")
{
    Pair pair = connected();
    Context around = context(pair.mini);
    close_half(around, pair.socket);
    run_until(pair.mini, Instant{} + 50_ms);
    CHECK(times(pair.mini, pair.server, NoticeKind::peer_closed) == 1);
    CHECK_FALSE(can_send(around, pair.socket));
    send_now(pair, pair.accepted, answer_of(200, 500));
    run_until(pair.mini, Instant{} + 80_ms);
    CHECK(times(pair.mini, pair.client, NoticeKind::received) == 1);
    CHECK(receive(around, pair.socket).status == 200);
    close_now(pair, pair.accepted);
    run_until(pair.mini, Instant{} + 200_ms);
    CHECK(times(pair.mini, pair.client, NoticeKind::peer_closed) == 1);
    CHECK(times(pair.mini, pair.server, NoticeKind::reset) == 0);
    CHECK(pair.mini.network.connections.size() == 0);
}

TEST_CASE("what is sent to an end that has closed one way and then left is answered by RST", "[net]")
{
    Pair pair = connected();
    Context around = context(pair.mini);
    close_half(around, pair.socket);
    run_until(pair.mini, Instant{} + 50_ms);
    close_now(pair, pair.socket);
    send_now(pair, pair.accepted, answer_of(200, 500));
    run_until(pair.mini, Instant{} + 100_ms);
    CHECK(times(pair.mini, pair.client, NoticeKind::received) == 0);
    CHECK(times(pair.mini, pair.server, NoticeKind::reset) == 1);
}

TEST_CASE("a peer learns that it has been forgotten when it sends something", "[net]")
{
    Pair pair = connected();
    Context around = context(pair.mini);
    forget(around, pair.accepted);
    run_until(pair.mini, Instant{} + 10_s);
    CHECK(times(pair.mini, pair.client, NoticeKind::reset) == 0);
    CHECK(times(pair.mini, pair.client, NoticeKind::peer_closed) == 0);
    send_now(pair, pair.socket, request_of(pair.mini, "/", 200));
    run_until(pair.mini, Instant{} + 11_s);
    CHECK(times(pair.mini, pair.client, NoticeKind::reset) == 1);
}

TEST_CASE("closing with a message unread sends RST", "[net]")
{
    Pair pair = connected();
    send_now(pair, pair.socket, request_of(pair.mini, "/", 400));
    run_until(pair.mini, Instant{} + 40_ms);
    close_now(pair, pair.accepted);
    run_until(pair.mini, Instant{} + 1_s);
    CHECK(when(pair.mini, pair.client, NoticeKind::reset) == Instant{} + 50_ms);
}

TEST_CASE("a process that ends sends FIN on its connections, and its host answers RST", "[net]")
{
    Pair pair = connected();
    Context around = context(pair.mini);
    close_all_of(around, pair.server);
    run_until(pair.mini, Instant{} + 40_ms);
    CHECK(when(pair.mini, pair.client, NoticeKind::peer_closed) == Instant{} + 40_ms);
    around.now = pair.mini.now;
    connect(around, pair.client, server_endpoint, 9);
    run_until(pair.mini, Instant{} + 1_s);
    CHECK(when(pair.mini, pair.client, NoticeKind::refused) == Instant{} + 60_ms);
}

TEST_CASE("a narrow link serializes: packets queue on it in both directions", "[net]")
{
    Pair pair = two_hosts();
    pair.mini.network.attachments[0].quality.bits_per_second = 1'000'000;   // the client's link
    connect_now(pair);
    run_until(pair.mini, Instant{} + 30_ms);
    // A bare packet has 66 bytes: 528 us at 1 Mbit/s. SYN 0.528 + 10, SYN-ACK 10 + 0.528 (coming in): 21.056 ms.
    CHECK(when(pair.mini, pair.client, NoticeKind::established) == Instant{} + 21056_us);
    send_now(pair, pair.socket, request_of(pair.mini, "/", 12'434));
    run_until(pair.mini, Instant{} + 1_s);
    accept_now(pair);
    deliver(pair.mini);
    // ACK: out at 21.584, there at 31.584. The message of 12,500 bytes was sent at 30 ms: 100 ms on the wire, there at 140 ms.
    CHECK(when(pair.mini, pair.server, NoticeKind::accept_ready) == Instant{} + 31584_us);
    Context around = context(pair.mini);
    CHECK(pair.mini.network.connections[pair.accepted.connection].ends[1].message_unread);
    CHECK(receive(around, pair.accepted).bytes == 12'434);
}

TEST_CASE("a message takes its size over the narrow link to arrive", "[net]")
{
    Pair pair = connected();
    pair.mini.network.attachments[0].quality.bits_per_second = 1'000'000;
    send_now(pair, pair.socket, request_of(pair.mini, "/", 12'434));
    run_until(pair.mini, Instant{} + 1_s);
    CHECK(when(pair.mini, pair.server, NoticeKind::received) == Instant{} + 140_ms);
}

TEST_CASE("jitter delays each packet by at most its bound", "[net]")
{
    Pair pair = two_hosts(4096, {10_ms, 5_ms, 0, 0});
    Context around = context(pair.mini);
    for (std::uint32_t i = 0; i < 200; ++i) connect(around, pair.client, server_endpoint, i);
    run_until(pair.mini, Instant{} + 1_s);
    Instant first = never;
    Instant last{};
    for (const Seen& seen : pair.mini.seen) {
        if (seen.notice.kind != NoticeKind::established) continue;
        first = std::min(first, seen.at);
        last = std::max(last, seen.at);
    }
    // Two packets, each 10 to 15 ms: 20 to 30 ms; of 200 sums some lie in the outer tenths.
    CHECK(first >= Instant{} + 20_ms);
    CHECK(last <= Instant{} + 30_ms);
    CHECK(first < Instant{} + 22_ms);
    CHECK(last > Instant{} + 28_ms);
}
