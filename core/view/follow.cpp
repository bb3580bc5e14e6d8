#include "view/follow.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "balancer/why.hpp"
#include "net/http_words.hpp"
#include "view/compare.hpp"

namespace evenkeel::view {

namespace {

/// Longer than any lab waits for anything.
constexpr std::uint64_t most_events = 3'000'000;

/// The request's connections, by the endpoint that opened each, and since when it has them.
using Ways = std::map<Endpoint, Instant>;

class Follower {
public:
    Follower(const Session& session, const std::string& visitors, Instant from) : run_(session.timeline), wanted_(visitors), end_(end_of(session))
    {
        if (from < run_.present.now) seek(run_, from);
        // Going on from here never jumps to what was played before.
        while (run_.frames.size() > 1 && run_.frames.back().now > run_.present.now) run_.frames.pop_back();
        run_.most_frames = 1;
        World& world = run_.present;
        world.network.capture.on = true;
        for (const Visitors& each : world.visitors) begun_.push_back(each.requests_begun);
    }

    /// The next request, or of those until an instant the one of that number.
    Followed go(std::optional<std::uint64_t> number, Instant until)
    {
        number_ = number;
        for (std::uint64_t events = 0; events < most_events && !ended(); ++events) {
            if (class_ && !has_chosen_) farms_before_ = farms();
            if (seek_some(run_, end_, 1) || (!class_ && world().now > until)) break;
            if (!class_) find_request();
            if (class_) look();
            else run_.present.network.capture.records.clear();
        }
        if (!class_ || !ended()) return {};
        finish();
        return std::move(found_);
    }

private:
    Timeline run_;
    std::string wanted_;
    Instant end_;
    std::vector<std::uint64_t> begun_;      ///< by class: requests before
    std::optional<std::size_t> class_;
    Ways ways_;
    std::map<std::uint32_t, haproxy::Phase> phases_;    ///< by balancer
    std::map<std::uint32_t, std::string> chosen_;
    std::optional<std::uint64_t> number_;       ///< wanted; none: any
    bool has_chosen_ = false;                   ///< a balancer has, so that its farms need not be remembered any longer
    std::vector<std::vector<haproxy::Farm>> farms_before_;      ///< by balancer, before the present event
    Followed found_;

    const World& world() const { return run_.present; }
    std::string host_of(ServiceId service) const
    {
        const HostId host = world().network.services[service.index].host;
        return world().network.hosts[host.index].name;
    }

    void find_request()
    {
        for (std::size_t i = 0; i < world().visitors.size(); ++i) {
            const Visitors& visitors = world().visitors[i];
            const bool asks = visitors.requests_begun > begun_[i];
            begun_[i] = visitors.requests_begun;
            if (!asks || (!wanted_.empty() && visitors.settings->name != wanted_)) continue;
            // The one that has begun last: the others were there before this event.
            std::uint64_t last = 0;
            for (const auto& slot : visitors.sessions.slots)
                if (slot.used && slot.thing.wanted_at == world().now) last = std::max(last, slot.thing.request);
            if (number_ && last != *number_) continue;
            class_ = i;
            found_.visitors = visitors.settings->name;
            found_.began = world().now;
            found_.request = last;
            return;
        }
    }

    const Fate* fate() const
    {
        if (!class_) return nullptr;
        const auto& latest = world().visitors[*class_].fates.latest;
        const auto is_ours = [&](const Fate& one) { return one.request == found_.request && one.began == found_.began; };
        const auto at = std::find_if(latest.begin(), latest.end(), is_ours);
        return at == latest.end() ? nullptr : &*at;
    }
    bool ended() const { return fate() != nullptr; }

    /// Remembers who opened this connection, and when it was seen.
    void take(const Socket& socket)
    {
        if (!socket || !world().network.connections.holds(socket.connection, socket.generation)) return;
        ways_.emplace(world().network.connections[socket.connection].ends[0].endpoint, world().now);
    }
    bool has(const Socket& socket) const
    {
        if (!socket || !world().network.connections.holds(socket.connection, socket.generation)) return false;
        return ways_.contains(world().network.connections[socket.connection].ends[0].endpoint);
    }

    void tell(const std::string& at, std::string what) { found_.hops.push_back({world().now, at, "", std::move(what), false, "", {}}); }

    std::vector<std::vector<haproxy::Farm>> farms() const
    {
        std::vector<std::vector<haproxy::Farm>> all;
        for (const Balancer& balancer : world().balancers) all.push_back(balancer.farms);
        return all;
    }

    /// Asks a copy: fetches may count in tables. The choice was made from the farm as it stood before this event.
    std::string why(std::uint32_t number, haproxy::StreamId stream) const
    {
        World copy = world();
        Context context = context_of(copy);
        const haproxy::Farm* before = nullptr;
        const std::uint32_t backend = copy.balancers[number].streams[stream].backend;
        if (number < farms_before_.size() && backend < farms_before_[number].size()) before = &farms_before_[number][backend];
        return haproxy::why_this_server(copy.balancers[number], context, stream, before).text;
    }

    void tell_choice(std::uint32_t number, haproxy::StreamId stream, const std::string& server)
    {
        tell(host_of(world().balancers[number].service), fmt::format("chooses {}", server));
        found_.hops.back().why = why(number, stream);
        found_.hops.back().stream = stream;
        has_chosen_ = true;
    }

    void look()
    {
        for (const auto& slot : world().visitors[*class_].sessions.slots)
            if (slot.used && slot.thing.request == found_.request && slot.thing.wanted_at == found_.began) take(slot.thing.socket);
        for (std::uint32_t i = 0; i < world().balancers.size(); ++i) look_into(world().balancers[i], i);
        for (const Nginx& web : world().nginxes)
            for (const auto& slot : web.clients.slots)
                if (slot.used && has(slot.thing.socket)) take(slot.thing.upstream);
        keep_packets();
    }

    void look_into(const Balancer& balancer, std::uint32_t number)
    {
        for (std::uint32_t i = 0; i < balancer.streams.slots.size(); ++i) {
            const auto& slot = balancer.streams.slots[i];
            if (!slot.used || !has(balancer.sessions[slot.thing.session].client)) continue;
            const haproxy::Stream& stream = slot.thing;
            if (stream.link) take(balancer.links[stream.link].socket);
            if (stream.backend == haproxy::no_index) return;
            const haproxy::Backend& backend = balancer.settings->backends[stream.backend];
            const std::string lb = host_of(balancer.service);
            const std::string server = stream.assigned && stream.server ? backend.servers[stream.server.index].name : "";
            if (!server.empty() && chosen_[number] != server) tell_choice(number, {i}, server);
            if (stream.phase == haproxy::Phase::queued && phases_[number] != stream.phase) tell(lb, fmt::format("waits in the queue of {}", backend.name));
            if (stream.phase == haproxy::Phase::pausing && phases_[number] != stream.phase) tell(lb, fmt::format("{} refused: pauses before it tries again", server));
            chosen_[number] = server;
            phases_[number] = stream.phase;
            return;
        }
    }

    std::string node_at(const Endpoint& endpoint) const
    {
        for (const Attachment& attachment : world().network.attachments)
            if (attachment.address == endpoint.address) return world().network.hosts[attachment.host.index].name;
        return found_.visitors;
    }

    static std::string words(const PacketRecord& packet, const TextTable& texts)
    {
        std::string what;
        if (packet.kind == MessageKind::request) what = fmt::format("{} {}", method_name(packet.method), texts[packet.path]);
        else if (packet.kind == MessageKind::response) what = fmt::format("{} {}", packet.status, reason_phrase(packet.status));
        else if ((packet.flags & flag_rst) != 0) what = "RST";
        else if ((packet.flags & flag_syn) != 0) what = (packet.flags & flag_ack) != 0 ? "SYN, ACK" : "SYN";
        else if ((packet.flags & flag_fin) != 0) what = "FIN";
        else if ((packet.flags & flag_data) != 0) what = fmt::format("{} bytes", packet.bytes);
        if (!what.empty() && packet.again) what += " again";
        return what;
    }

    /// Of what this event sent, the request's own.
    void keep_packets()
    {
        auto& records = run_.present.network.capture.records;
        for (const PacketRecord& packet : records) {
            const auto way = std::find_if(ways_.begin(), ways_.end(), [&](const auto& one) { return one.first == packet.source || one.first == packet.destination; });
            if (way == ways_.end() || packet.at < way->second) continue;
            std::string what = words(packet, world().network.texts);
            if (!what.empty()) found_.hops.push_back({packet.at, node_at(packet.source), node_at(packet.destination), std::move(what), packet.lost, "", {}});
        }
        records.clear();
    }

    void finish()
    {
        const Fate& end = *fate();
        found_.ended = end.ended;
        found_.outcome = to_text(end, world());
        std::stable_sort(found_.hops.begin(), found_.hops.end(), [](const Hop& a, const Hop& b) { return a.at < b.at; });
        if (found_.hops.size() > most_hops) found_.hops.resize(most_hops);
    }
};

}  // namespace

Followed follow(const Session& session, const std::string& visitors)
{
    return Follower(session, visitors, present(session).now).go({}, end_of(session));
}

Followed follow(const Session& session, const std::string& visitors, std::uint64_t request, Instant began)
{
    return Follower(session, visitors, Instant{std::max<std::int64_t>(0, began.ns - 1)}).go(request, began);
}

}  // namespace evenkeel::view
