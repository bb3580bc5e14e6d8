// Links that take their time: who queues behind whom, and how long at most.

#include <catch2/catch_test_macros.hpp>

#include "net/mini.hpp"

using namespace evenkeel;
using namespace evenkeel::mini;

namespace {

const Endpoint server_endpoint{*parse_address("10.0.1.11"), 80};

}  // namespace

TEST_CASE("a packet waits at a narrow link for those that came before it, not for those sent before it", "[net]")
{
    Mini mini;
    const LanId lan = add_lan(mini, "dmz", "10.0.1.0/24", {});
    const ServiceId server = add_by_hand(mini, add_host(mini, "web-01", lan, "10.0.1.11"), "server");
    const ServiceId far = add_by_hand(mini, add_host(mini, "far", lan, "10.0.1.12"), "far");
    const ServiceId near = add_by_hand(mini, add_host(mini, "near", lan, "10.0.1.13"), "near");
    mini.network.attachments[0].quality.bits_per_second = 528'000;     // 66 bytes take 1 ms
    mini.network.attachments[1].quality.latency = 100_ms;
    Context around = context(mini);
    listen(around, server, {}, 80, 128, 0);
    connect(around, far, server_endpoint, 0);
    connect(around, near, server_endpoint, 0);
    run_until(mini, Instant{} + 1_s);
    CHECK(when(mini, near, NoticeKind::established) == Instant{} + 2_ms);
    CHECK(when(mini, far, NoticeKind::established) == Instant{} + 202_ms);
}

TEST_CASE("the narrowest link under the largest messages does not overflow the clock", "[net]")
{
    Mini mini;
    const LanId lan = add_lan(mini, "dmz", "10.0.1.0/24", {});
    const ServiceId server = add_by_hand(mini, add_host(mini, "web-01", lan, "10.0.1.11"), "server");
    const ServiceId client = add_by_hand(mini, add_host(mini, "lb-01", lan, "10.0.1.10"), "client");
    Context around = context(mini);
    listen(around, server, {}, 80, 4096, 0);
    std::vector<Socket> sockets;
    for (std::uint32_t i = 0; i < 1300; ++i) sockets.push_back(connect(around, client, server_endpoint, i));
    run_until(mini, Instant{} + 1_s);
    mini.network.attachments[1].quality.bits_per_second = 1'000;       // 1 GB takes 92 days
    Context then = context(mini);
    for (const Socket& socket : sockets) send(then, socket, request_of(mini, "/", 1'000'000'000));
    CHECK(mini.network.attachments[1].out_free_at > mini.now);
    run_until(mini, Instant{} + 60_s);
    CHECK(times(mini, client, NoticeKind::established) == 1300);
}
