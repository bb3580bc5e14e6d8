// Captured packets in tcpdump's manner.

#include <catch2/catch_test_macros.hpp>

#include "net/capture_text.hpp"
#include "net/mini.hpp"

using namespace evenkeel;
using namespace evenkeel::mini;

TEST_CASE("a captured exchange reads as tcpdump would print it", "[net]")
{
    Mini mini;
    const LanId lan = add_lan(mini, "dmz", "10.0.1.0/24", {10_ms, {}, 0, 0});
    const HostId lb = add_host(mini, "lb-01", lan, "10.0.1.10");
    const HostId web = add_host(mini, "web-01", lan, "10.0.1.11");
    const ServiceId client = add_by_hand(mini, lb, "client");
    const ServiceId server = add_by_hand(mini, web, "server");
    run_until(mini, Instant{} + 1_s);
    mini.network.capture.on = true;
    Context around = context(mini);
    const ListenerId listener = listen(around, server, {}, 80, 128, 0);
    const Socket socket = connect(around, client, {*parse_address("10.0.1.11"), 80}, 1);
    run_until(mini, Instant{} + 1030_ms);
    Context later = context(mini);
    const Socket accepted = accept(later, listener, 1);
    send(later, socket, request_of(mini, "/cart?id=7", 400));
    run_until(mini, Instant{} + 1040_ms);
    Context last = context(mini);
    receive(last, accepted);
    send(last, accepted, answer_of(503, 1000));
    close(last, accepted);
    run_until(mini, Instant{} + 1045_ms);

    std::vector<std::string> lines;
    for (const PacketRecord& packet : mini.network.capture.records) lines.push_back(to_text(packet, mini.network.texts));
    REQUIRE(lines.size() >= 6);
    CHECK(lines[0] == "00:00:01.000000 IP 10.0.1.10.32768 > 10.0.1.11.80: Flags [S], seq 0, length 0");
    CHECK(lines[1] == "00:00:01.010000 IP 10.0.1.11.80 > 10.0.1.10.32768: Flags [S.], seq 0, ack 1, length 0");
    CHECK(lines[2] == "00:00:01.020000 IP 10.0.1.10.32768 > 10.0.1.11.80: Flags [.], ack 1, length 0");
    CHECK(lines[3] == "00:00:01.030000 IP 10.0.1.10.32768 > 10.0.1.11.80: Flags [P.], seq 1, ack 1, length 400: HTTP: GET /cart?id=7 HTTP/1.1");
    CHECK(lines[4] == "00:00:01.040000 IP 10.0.1.11.80 > 10.0.1.10.32768: Flags [.], ack 2, length 0");
    CHECK(lines[5] == "00:00:01.040000 IP 10.0.1.11.80 > 10.0.1.10.32768: Flags [P.], seq 1, ack 2, length 1000: HTTP: HTTP/1.1 503 Service Unavailable");
}

TEST_CASE("what was lost and what is sent again is marked", "[net]")
{
    PacketRecord packet;
    packet.at = Instant{} + 3661500_ms;
    packet.source = {*parse_address("2001:db8::1"), 40000};
    packet.destination = {*parse_address("2001:db8::2"), 443};
    packet.flags = flag_syn;
    packet.lost = true;
    packet.again = true;
    CHECK(to_text(packet, {}) == "01:01:01.500000 IP6 2001:db8::1.40000 > 2001:db8::2.443: Flags [S], seq 0, length 0 [again] [lost]");
    packet.flags = flag_rst;
    packet.lost = packet.again = false;
    CHECK(to_text(packet, {}) == "01:01:01.500000 IP6 2001:db8::1.40000 > 2001:db8::2.443: Flags [R], seq 0, length 0");
}
