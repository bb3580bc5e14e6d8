// SYN, FIN and RST that are lost, late or out of order: every connection ends, and nothing of an old one comes back.
// One network, 10 ms one way; every time computed by hand.

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
    pair.socket = connect(around, pair.client, server_endpoint, 5);
    return pair;
}

/// Connected and accepted at 30 ms.
Pair connected()
{
    Pair pair = connecting();
    run_until(pair.mini, Instant{} + 30_ms);
    Context around = context(pair.mini);
    pair.accepted = accept(around, pair.listener, 6);
    return pair;
}

void cut(Pair& pair, bool is_cut) { pair.mini.network.attachments[1].cut = is_cut; }    // the server's link

void send_now(Pair& pair, const Socket& from)
{
    const Message message = request_of(pair.mini, "/", 400);
    Context around = context(pair.mini);
    send(around, from, message);
}

void close_now(Pair& pair, const Socket& socket)
{
    Context around = context(pair.mini);
    close(around, socket);
}

void power_off(Pair& pair, HostId host)
{
    pair.mini.network.hosts[host.index].powered = false;
    Context around = context(pair.mini);
    forget_all_of(around, host);
}

}  // namespace

TEST_CASE("a lost RST leaves a half-open connection until the SYN-ACK is sent again", "[net]")
{
    Pair pair = connecting();
    run_until(pair.mini, Instant{} + 15_ms);    // the SYN-ACK is under way
    close_now(pair, pair.socket);
    cut(pair, true);                            // takes the RST of 20 ms
    run_until(pair.mini, Instant{} + 25_ms);
    cut(pair, false);
    CHECK(pair.mini.network.listeners[pair.listener.index].half_open == 1);
    run_until(pair.mini, Instant{} + 2_s);      // SYN-ACK again at 1.01 s, RST at 1.03 s
    CHECK(pair.mini.network.listeners[pair.listener.index].half_open == 0);
    CHECK(pair.mini.network.connections.size() == 0);
}

TEST_CASE("a lost RST makes the sender of data try again and hear it then", "[net]")
{
    Pair pair = connected();
    power_off(pair, pair.server_host);
    pair.mini.network.hosts[pair.server_host.index].powered = true;
    send_now(pair, pair.socket);                // 30 ms, arrives at 40 ms where nobody knows of it
    run_until(pair.mini, Instant{} + 35_ms);
    cut(pair, true);                            // takes the RST of 40 ms
    run_until(pair.mini, Instant{} + 45_ms);
    cut(pair, false);
    run_until(pair.mini, Instant{} + 2_s);      // again at 250 ms
    CHECK(when(pair.mini, pair.client, NoticeKind::reset) == Instant{} + 270_ms);
}

TEST_CASE("a lost RST of an end that has closed is told when the data comes again", "[net]")
{
    Pair pair = connected();
    close_now(pair, pair.accepted);             // FIN at 30 ms, acknowledged at 50 ms
    run_until(pair.mini, Instant{} + 60_ms);
    send_now(pair, pair.socket);                // arrives at 70 ms
    run_until(pair.mini, Instant{} + 65_ms);
    cut(pair, true);
    run_until(pair.mini, Instant{} + 75_ms);
    cut(pair, false);
    run_until(pair.mini, Instant{} + 2_s);      // again at 280 ms
    CHECK(when(pair.mini, pair.client, NoticeKind::reset) == Instant{} + 300_ms);
    CHECK(pair.mini.network.connections.size() == 0);
}

TEST_CASE("an end that has closed does not wait for a peer that lost its power", "[net]")
{
    Pair pair = connected();
    close_now(pair, pair.socket);               // FIN at 30 ms, acknowledged at 50 ms: FIN_WAIT2
    run_until(pair.mini, Instant{} + 60_ms);
    power_off(pair, pair.server_host);
    run_until(pair.mini, Instant{} + 120_s);
    CHECK(pair.mini.network.connections.size() == 0);
}

TEST_CASE("an end that has closed does not wait for a peer that has given up", "[net]")
{
    Pair pair = connected();
    close_now(pair, pair.socket);
    run_until(pair.mini, Instant{} + 60_ms);
    cut(pair, true);
    close_now(pair, pair.accepted);             // its FIN never arrives
    run_until(pair.mini, Instant{} + 2000_s);
    CHECK(pair.mini.network.connections.size() == 0);
}

TEST_CASE("a SYN that comes late does not bring back a connection that its server has reset", "[net]")
{
    Pair pair = connecting();
    run_until(pair.mini, Instant{} + 5_ms);
    cut(pair, true);                            // takes the SYN-ACK of 10 ms
    run_until(pair.mini, Instant{} + 15_ms);
    cut(pair, false);
    run_until(pair.mini, Instant{} + 990_ms);
    pair.mini.network.lans[0].quality.latency = 2_s;
    run_until(pair.mini, Instant{} + 1005_ms);  // SYN again at 1 s: it arrives at 3 s
    pair.mini.network.lans[0].quality.latency = 10_ms;
    run_until(pair.mini, Instant{} + 1035_ms);  // SYN-ACK again at 1.01 s, ACK at 1.03 s
    Context around = context(pair.mini);
    pair.accepted = accept(around, pair.listener, 6);
    REQUIRE(pair.accepted);
    cut(pair, true);
    abort(around, pair.accepted);               // its RST is lost
    cut(pair, false);
    run_until(pair.mini, Instant{} + 10_s);
    CHECK(times(pair.mini, pair.server, NoticeKind::accept_ready) == 1);
    CHECK(times(pair.mini, pair.client, NoticeKind::reset) == 1);
    CHECK(pair.mini.network.listeners[pair.listener.index].half_open == 0);
    CHECK(pair.mini.network.connections.size() == 0);
}

TEST_CASE("ends that close at the same moment both finish, with and without loss", "[net]")
{
    for (const std::int64_t loss_ppm : {0, 300'000}) {
        Pair pair = connected();
        pair.mini.network.lans[0].quality.loss_ppm = loss_ppm;
        close_now(pair, pair.socket);
        close_now(pair, pair.accepted);
        run_until(pair.mini, Instant{} + 3000_s);
        CHECK(pair.mini.network.connections.size() == 0);
    }
}

TEST_CASE("a FIN that overtakes its message waits for it", "[net]")
{
    Pair pair = connected();
    pair.mini.network.lans[0].quality.latency = 50_ms;
    send_now(pair, pair.socket);
    pair.mini.network.lans[0].quality.latency = 10_ms;
    close_now(pair, pair.socket);
    run_until(pair.mini, Instant{} + 1_s);
    CHECK(when(pair.mini, pair.server, NoticeKind::received) == Instant{} + 80_ms);
    CHECK(when(pair.mini, pair.server, NoticeKind::peer_closed) == Instant{} + 80_ms);
}

TEST_CASE("under loss and jitter every message arrives once, and every connection ends", "[net]")
{
    Pair pair = connecting();
    pair.mini.network.lans[0].quality = {10_ms, 300_ms, 0, 200'000};
    std::vector<Socket> sockets{pair.socket};
    Context around = context(pair.mini);
    for (std::uint32_t i = 1; i < 500; ++i) sockets.push_back(connect(around, pair.client, server_endpoint, i));
    for (int half_second = 1; half_second < 8000; ++half_second) {
        run_until(pair.mini, Instant{} + 500_ms * half_second);
        Context then = context(pair.mini);
        while (accept(then, pair.listener, 6)) {}
        for (const Seen& seen : std::exchange(pair.mini.seen, {})) {
            const Socket socket{seen.notice.connection, seen.notice.generation, seen.notice.side};
            if (!is_open(then, socket)) continue;
            if (seen.notice.kind == NoticeKind::established) {
                send(then, socket, request_of(pair.mini, "/", 400));
            } else if (seen.notice.kind == NoticeKind::received) {
                receive(then, socket);
                if (socket.side == 1) send(then, socket, answer_of(200, 400));
                if (seen.notice.connection.index % 3 == 0) abort(then, socket);
                else close(then, socket);
            } else if (seen.notice.kind == NoticeKind::peer_closed) {
                close(then, socket);
            }
        }
    }
    // Who waits for an answer whose RST was lost waits for ever, as in Linux without keep-alive, unless it has patience.
    Context late = context(pair.mini);
    for (const Socket& socket : sockets) close(late, socket);
    run_until(pair.mini, pair.mini.now + 1000_s);
    CHECK(pair.mini.network.listeners[pair.listener.index].half_open == 0);
    CHECK(pair.mini.network.connections.size() == 0);
}

TEST_CASE("a refusal that is lost is asked for again", "[net]")
{
    Pair pair = connecting();
    Context around = context(pair.mini);
    close_listener(around, pair.listener);
    run_until(pair.mini, Instant{} + 5_ms);
    cut(pair, true);                            // takes the RST of 10 ms
    run_until(pair.mini, Instant{} + 15_ms);
    cut(pair, false);
    run_until(pair.mini, Instant{} + 2_s);
    CHECK(when(pair.mini, pair.client, NoticeKind::refused) == Instant{} + 1020_ms);
}

TEST_CASE("a FIN that nobody acknowledges is given up after eight retransmissions", "[net]")
{
    // Waits of 0.22 s, doubling: 0.22 x (2^9 - 1) = 112.42 s from 30 ms on.
    Pair pair = connected();
    power_off(pair, pair.server_host);
    close_now(pair, pair.socket);
    run_until(pair.mini, Instant{} + 112449_ms);
    CHECK(pair.mini.network.connections.size() == 1);
    run_until(pair.mini, Instant{} + 112450_ms);
    CHECK(pair.mini.network.connections.size() == 0);
}
