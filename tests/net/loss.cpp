// What is lost is sent again: the times of Linux's timers, computed by hand. One network, 10 ms one way.

#include <catch2/catch_test_macros.hpp>

#include "net/mini.hpp"

using namespace evenkeel;
using namespace evenkeel::mini;

namespace {

const Endpoint server_endpoint{*parse_address("10.0.1.11"), 80};

struct Pair {
    Mini mini;
    LanId lan;
    HostId client_host;
    HostId server_host;
    ServiceId client;
    ServiceId server;
    ListenerId listener;
    Socket socket;
    Socket accepted;
};

Pair connecting()
{
    Pair pair;
    pair.lan = add_lan(pair.mini, "dmz", "10.0.1.0/24", {10_ms, {}, 0, 0});
    pair.client_host = add_host(pair.mini, "lb-01", pair.lan, "10.0.1.10");
    pair.server_host = add_host(pair.mini, "web-01", pair.lan, "10.0.1.11");
    pair.client = add_by_hand(pair.mini, pair.client_host, "client");
    pair.server = add_by_hand(pair.mini, pair.server_host, "server");
    Context around = context(pair.mini);
    pair.listener = listen(around, pair.server, {}, 80, 128, 0);
    return pair;
}

void connect_now(Pair& pair)
{
    Context around = context(pair.mini);
    pair.socket = connect(around, pair.client, server_endpoint, 5);
}

/// Connected and accepted at 30 ms.
Pair connected()
{
    Pair pair = connecting();
    connect_now(pair);
    run_until(pair.mini, Instant{} + 30_ms);
    Context around = context(pair.mini);
    pair.accepted = accept(around, pair.listener, 6);
    return pair;
}

void cut(Pair& pair, bool is_cut) { pair.mini.network.attachments[1].cut = is_cut; }    // the server's link

void send_request(Pair& pair)
{
    const Message message = request_of(pair.mini, "/", 400);
    Context around = context(pair.mini);
    send(around, pair.socket, message);
}

}  // namespace

TEST_CASE("a lost SYN is sent again after 1 s", "[net]")
{
    Pair pair = connecting();
    cut(pair, true);
    connect_now(pair);
    run_until(pair.mini, Instant{} + 500_ms);
    cut(pair, false);
    run_until(pair.mini, Instant{} + 2_s);
    CHECK(when(pair.mini, pair.client, NoticeKind::established) == Instant{} + 1020_ms);
}

TEST_CASE("a lost SYN-ACK is made good by the client's SYN or the server's timer, whichever comes first", "[net]")
{
    Pair pair = connecting();
    connect_now(pair);
    run_until(pair.mini, Instant{} + 5_ms);     // the SYN is past the cut
    cut(pair, true);
    run_until(pair.mini, Instant{} + 500_ms);
    CHECK(pair.mini.network.listeners[pair.listener.index].half_open == 1);
    cut(pair, false);
    run_until(pair.mini, Instant{} + 2_s);
    // The client's SYN goes again at 1 s and arrives at 1.01 s, the very moment of the server's timer.
    CHECK(when(pair.mini, pair.client, NoticeKind::established) == Instant{} + 1020_ms);
    CHECK(when(pair.mini, pair.server, NoticeKind::accept_ready) == Instant{} + 1030_ms);
    CHECK(times(pair.mini, pair.server, NoticeKind::accept_ready) == 1);
}

TEST_CASE("a lost ACK leaves the server half open until it repeats its SYN-ACK", "[net]")
{
    Pair pair = connecting();
    connect_now(pair);
    run_until(pair.mini, Instant{} + 15_ms);    // the SYN-ACK is under way
    cut(pair, true);
    run_until(pair.mini, Instant{} + 25_ms);
    CHECK(when(pair.mini, pair.client, NoticeKind::established) == Instant{} + 20_ms);
    cut(pair, false);
    run_until(pair.mini, Instant{} + 2_s);
    // SYN-ACK sent first at 10 ms, again at 1.01 s; ACK back at 1.03 s.
    CHECK(when(pair.mini, pair.server, NoticeKind::accept_ready) == Instant{} + 1030_ms);
}

TEST_CASE("data after a lost ACK completes the handshake by itself", "[net]")
{
    Pair pair = connecting();
    connect_now(pair);
    run_until(pair.mini, Instant{} + 15_ms);
    cut(pair, true);
    run_until(pair.mini, Instant{} + 25_ms);
    cut(pair, false);
    send_request(pair);
    run_until(pair.mini, Instant{} + 500_ms);
    CHECK(when(pair.mini, pair.server, NoticeKind::accept_ready) == Instant{} + 35_ms);
}

TEST_CASE("a half-open connection whose client has gone is given up after 63 s", "[net]")
{
    // tcp_synack_retries 5: waits of 1, 2, 4, 8, 16 and 32 s from 10 ms on.
    Pair pair = connecting();
    connect_now(pair);
    run_until(pair.mini, Instant{} + 15_ms);    // the SYN-ACK is under way
    pair.mini.network.hosts[pair.client_host.index].powered = false;
    Context around = context(pair.mini);
    forget_all_of(around, pair.client_host);
    run_until(pair.mini, Instant{} + 63009_ms);
    CHECK(pair.mini.network.listeners[pair.listener.index].half_open == 1);
    run_until(pair.mini, Instant{} + 63010_ms);
    CHECK(pair.mini.network.listeners[pair.listener.index].half_open == 0);
    CHECK(pair.mini.network.connections.size() == 0);
}

TEST_CASE("lost data is sent again after the round trip and 200 ms, then twice as late each time", "[net]")
{
    // The handshake's round trip was 20 ms: the first wait is 20 + max(200, 2 x 20) = 220 ms.
    Pair pair = connected();
    cut(pair, true);
    send_request(pair);     // 30 ms; again at 250 and 690 ms
    run_until(pair.mini, Instant{} + 500_ms);
    cut(pair, false);
    run_until(pair.mini, Instant{} + 2_s);
    CHECK(when(pair.mini, pair.server, NoticeKind::received) == Instant{} + 700_ms);
    CHECK(times(pair.mini, pair.server, NoticeKind::received) == 1);
}

TEST_CASE("a lost acknowledgement makes a duplicate that nobody notices", "[net]")
{
    Pair pair = connected();
    send_request(pair);     // 30 ms, arrives at 40 ms
    run_until(pair.mini, Instant{} + 35_ms);
    cut(pair, true);        // takes the acknowledgement of 40 ms
    run_until(pair.mini, Instant{} + 100_ms);
    cut(pair, false);
    pair.mini.network.capture.on = true;
    run_until(pair.mini, Instant{} + 2_s);
    CHECK(times(pair.mini, pair.server, NoticeKind::received) == 1);
    REQUIRE(pair.mini.network.capture.records.size() == 2);
    CHECK(pair.mini.network.capture.records[0].at == Instant{} + 250_ms);   // 30 + 220
    CHECK(pair.mini.network.capture.records[0].again);
}

TEST_CASE("a FIN lost together with the message before it follows when that is acknowledged", "[net]")
{
    Pair pair = connected();
    cut(pair, true);
    send_request(pair);
    Context around = context(pair.mini);
    close(around, pair.socket);     // the FIN follows the message, both lost
    run_until(pair.mini, Instant{} + 100_ms);
    cut(pair, false);
    run_until(pair.mini, Instant{} + 2_s);
    // The message goes again at 250 ms and is acknowledged at 270 ms; then the FIN goes again.
    CHECK(when(pair.mini, pair.server, NoticeKind::received) == Instant{} + 260_ms);
    CHECK(when(pair.mini, pair.server, NoticeKind::peer_closed) == Instant{} + 280_ms);
}

TEST_CASE("packets are lost at the rate of the network", "[net]")
{
    Pair pair = connecting();
    pair.mini.network.lans[0].quality.loss_ppm = 100'000;
    pair.mini.network.listeners[pair.listener.index].backlog = 10'000;
    Context around = context(pair.mini);
    for (std::uint32_t i = 0; i < 2000; ++i) connect(around, pair.client, server_endpoint, i);
    run_until(pair.mini, Instant{} + 20_ms);
    // SYN and SYN-ACK must both pass: 0.9 x 0.9 = 0.81 of 2000 = 1620, standard deviation 17.5; four of them.
    const std::size_t at_once = times(pair.mini, pair.client, NoticeKind::established);
    CHECK(at_once > 1550);
    CHECK(at_once < 1690);
    run_until(pair.mini, Instant{} + 60_s);
    CHECK(times(pair.mini, pair.client, NoticeKind::established) == 2000);
}

TEST_CASE("nothing passes between the sides of a partition, and what waits goes through when it ends", "[net]")
{
    Pair pair = connected();
    pair.mini.network.partitions.push_back({pair.lan, {pair.server_host}, 0});
    send_request(pair);     // 30 ms; again at 250, 690, 1570 ms
    run_until(pair.mini, Instant{} + 1_s);
    CHECK(when(pair.mini, pair.server, NoticeKind::received) == never);
    pair.mini.network.partitions.clear();
    run_until(pair.mini, Instant{} + 3_s);
    CHECK(when(pair.mini, pair.server, NoticeKind::received) == Instant{} + 1580_ms);
}

TEST_CASE("a host that comes back without memory answers RST to what is sent again", "[net]")
{
    Pair pair = connected();
    pair.mini.network.hosts[pair.server_host.index].powered = false;
    Context around = context(pair.mini);
    forget_all_of(around, pair.server_host);
    send_request(pair);     // 30 ms; again at 250, 690, 1570 ms
    run_until(pair.mini, Instant{} + 1_s);
    CHECK(when(pair.mini, pair.client, NoticeKind::reset) == never);
    pair.mini.network.hosts[pair.server_host.index].powered = true;
    run_until(pair.mini, Instant{} + 3_s);
    CHECK(when(pair.mini, pair.client, NoticeKind::reset) == Instant{} + 1590_ms);
    CHECK(pair.mini.network.connections.size() == 0);
}

TEST_CASE("a silent peer is given up after fifteen retransmissions", "[net]")
{
    // tcp_retries2 15: waits of 0.22 s doubling to 120 s: 0.22 x (2^10 - 1) = 225.06 s, then 6 x 120 s: 945.06 s from 30 ms on.
    Pair pair = connected();
    cut(pair, true);
    send_request(pair);
    run_until(pair.mini, Instant{} + 2000_s);
    CHECK(when(pair.mini, pair.client, NoticeKind::reset) == Instant{} + 945090_ms);
}
