#include "balancer/why.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "balancer/hash_key.hpp"
#include "balancer/sticking.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// In the order of the table below.
enum class Reason : std::uint8_t { cookie, table, only_backup, only_server, turn, static_turn, load, room, draw, map, ring, keyless, queue, redispatch, rule, last_server };

constexpr std::array<Sentence, 16> sentences{{
    {"EK-HAP-0911", "cookie {cookie} names {server}", "", "A client whose cookie names a server goes there; the balance algorithm is not asked."},
    {"EK-HAP-0912", "stick table {table} has an entry for {key}: {server}", "",
     "A stick rule has found the request's key in its table. The server stored there gets the request; the balance algorithm is not asked."},
    {"EK-HAP-0913", "no active server is usable: {server} is the first usable backup", "",
     "Without option allbackups the first usable backup in the order of the file serves alone, whatever the algorithm."},
    {"EK-HAP-0914", "{server} is the only usable server", "", "With one usable server there is nothing to choose."},
    {"EK-HAP-0915", "{algorithm}: {server} is next in turn; weight {weight} of {total}", "",
     "Servers are taken in turn, a heavier one more often, and its turns are spread evenly."},
    {"EK-HAP-0916", "static-rr: {server} has slot {slot} of {total} of the map, which is next", "",
     "Each server has as many slots of the map as its weight; the slots are taken one after another."},
    {"EK-HAP-0917", "leastconn: {server} has {load} under way at weight {weight}; no server has less for its weight, and it has waited longest among equals", "",
     "leastconn takes the server with the lowest load for its weight; of equals the one whose load has not changed for longest. Idle servers are all equal."},
    {"EK-HAP-0918", "first: {server} is the first by number that has room, {load} under way of {limit}", "",
     "balance first fills one server after another, in the order of their ids, up to each one's maxconn."},
    {"EK-HAP-0919", "random: of {draws} servers drawn {server} has the least under way for its weight", "",
     "balance random draws a few servers and takes the least loaded of them."},
    {"EK-HAP-0920", "hash of {what} is {hash}: slot {slot} of {total} of the map belongs to {server}", "",
     "The hash modulo the total weight is a slot of the map. When a server comes or goes the map is made anew and most keys move."},
    {"EK-HAP-0921", "hash of {what} is {hash}: the nearest point of the ring, {point}, belongs to {server}", "",
     "Each server has 16 points of the ring for each unit of weight; the nearest one in either direction takes the key. When a server leaves, only its keys move."},
    {"EK-HAP-0922", "{what} is not in the request: {server} is next in turn", "", "A hash algorithm without anything to hash deals requests out in turn."},
    {"EK-HAP-0923", "the request waited in the queue of {queue}: {server} was the first with a free slot", "",
     "Whoever waits gets the next free slot; the balance algorithm is not asked again."},
    {"EK-HAP-0924", "option redispatch: after {retries} failed attempts elsewhere {server} was chosen", "",
     "A request whose server cannot be reached is balanced again, and the server that failed is avoided."},
    {"EK-HAP-0925", "use-server names {server}, and its condition holds", "",
     "The first use-server rule that holds and whose server is not down sends the request there; cookie, tables and the balance algorithm are not asked."},
    {"EK-HAP-0926", "the client's connection has one of its own to {server}", "",
     "With option prefer-last-server and http-reuse never, and where NTLM or Negotiate has authenticated it, a client's connection stays with the server that it has a connection to."},
}};

Why say_why(Reason reason, std::initializer_list<Argument> arguments)
{
    const Sentence& sentence = sentences[static_cast<std::size_t>(reason)];
    return {sentence.id, fill(sentence.text, arguments)};
}

std::string number(std::int64_t value) { return fmt::format("{}", value); }

/// What a hash algorithm hashes, in words: "uri '/a'", "source 10.0.0.1".
std::string hashed_words(const Balance& balance, const RequestView& request)
{
    switch (balance.algorithm) {
    case Algorithm::source: return "source " + to_text(request.source);
    case Algorithm::uri: return fmt::format("uri '{}'", printable(std::string(hashed_uri(balance, request.target)), 80));
    case Algorithm::url_param: return fmt::format("url_param {} '{}'", balance.argument, query_parameter(request.target, balance.argument).value_or(""));
    case Algorithm::hdr: {
        const std::vector<std::string_view> values = header_values(request.headers, balance.argument);
        return fmt::format("hdr({}) '{}'", balance.argument, values.empty() ? "" : printable(std::string(values.front()), 80));
    }
    default: return fmt::format("{} {}", to_word(balance.algorithm), balance.argument);
    }
}

struct Chosen {
    Process& p;
    const Stream& stream;
    const Farm& before;
    const Backend& backend;
    std::string server;             ///< "backend/name"

    const ServerState& state() const { return before.servers[stream.server.index]; }
};

std::int64_t weight_of(const Chosen& chosen) { return chosen.state().weight_user; }

std::int64_t total_weight(const Chosen& chosen)
{
    const FarmView view = view_of(chosen.before);
    std::int64_t total = 0;
    for (const ServerState& server : view.servers)
        if (server.usable && server.backup == view.backups) total += server.weight_user;
    return total;
}

Why by_hash(const Chosen& chosen)
{
    const std::optional<std::uint32_t> key = hash_key_of(chosen.p, chosen.stream);
    const StreamView view(chosen.p, chosen.stream);
    const std::string what = hashed_words(chosen.backend.balance, view.request);
    if (!key) return say_why(Reason::keyless, {{"what", what}, {"server", chosen.server}});
    const std::string hash = fmt::format("{:#010x}", *key);
    if (const auto* map = std::get_if<MapHash>(&chosen.before.scheduler); map != nullptr && !map->map.slots.empty())
        return say_why(Reason::map, {{"what", what}, {"hash", hash}, {"slot", number(static_cast<std::int64_t>(*key % map->map.slots.size()))},
                                     {"total", number(static_cast<std::int64_t>(map->map.slots.size()))}, {"server", chosen.server}});
    std::string point = "0";
    if (const auto* ring = std::get_if<ConsistentHash>(&chosen.before.scheduler)) {
        const HashRing& group = ring->rings.groups[view_of(chosen.before).backups ? 1 : 0];
        if (const std::size_t place = nearest(group, *key); place != HashRing::nowhere) point = fmt::format("{:#010x}", group.nodes[place].key);
    }
    return say_why(Reason::ring, {{"what", what}, {"hash", hash}, {"point", point}, {"server", chosen.server}});
}

Why by_algorithm(const Chosen& chosen)
{
    const FarmView view = view_of(chosen.before);
    if (view.backups && chosen.before.first_backup) return say_why(Reason::only_backup, {{"server", chosen.server}});
    if (view.usable_servers == 1) return say_why(Reason::only_server, {{"server", chosen.server}});
    const std::string weight = number(weight_of(chosen));
    const std::string load = number(chosen.state().served + chosen.state().queued);
    switch (chosen.before.algorithm) {
    case Algorithm::roundrobin:
        return say_why(Reason::turn, {{"algorithm", "roundrobin"}, {"server", chosen.server}, {"weight", weight}, {"total", number(total_weight(chosen))}});
    case Algorithm::static_rr: {
        const auto* turn = std::get_if<StaticRoundRobin>(&chosen.before.scheduler);
        const std::size_t slots = turn == nullptr ? 0 : turn->map.slots.size();
        const std::size_t slot = slots == 0 ? 0 : turn->map.turn % slots;
        return say_why(Reason::static_turn, {{"server", chosen.server}, {"slot", number(static_cast<std::int64_t>(slot))}, {"total", number(static_cast<std::int64_t>(slots))}});
    }
    case Algorithm::leastconn: return say_why(Reason::load, {{"server", chosen.server}, {"load", load}, {"weight", weight}});
    case Algorithm::first: {
        const std::string limit = chosen.state().maxconn == 0 ? "any number" : number(chosen.state().maxconn);
        return say_why(Reason::room, {{"server", chosen.server}, {"load", load}, {"limit", limit}});
    }
    case Algorithm::random:
    case Algorithm::uniform: return say_why(Reason::draw, {{"draws", number(chosen.backend.balance.draws)}, {"server", chosen.server}});
    case Algorithm::source:
    case Algorithm::uri:
    case Algorithm::url_param:
    case Algorithm::hdr:
    case Algorithm::hash: return by_hash(chosen);
    }
    return {};
}

/// The first table with a matching rule whose entry names a server.
Why by_table(const Chosen& chosen)
{
    const StreamView view(chosen.p, chosen.stream);
    for (const StickRule& rule : chosen.backend.stick_rules) {
        if (!rule.matches) continue;
        const StickTableSettings& table = chosen.p.settings().tables[rule.table];
        if (const auto key = sample_of(rule.key, view.request))
            return say_why(Reason::table, {{"table", table.name}, {"key", printable(text_of(*key), 80)}, {"server", chosen.server}});
    }
    return say_why(Reason::table, {{"table", chosen.backend.name}, {"key", "it"}, {"server", chosen.server}});
}

Why by_cookie(const Chosen& chosen)
{
    const std::string cookie = fmt::format("{}={}", chosen.backend.cookie.name, chosen.backend.servers[chosen.stream.server.index].cookie);
    return say_why(Reason::cookie, {{"cookie", cookie}, {"server", chosen.server}});
}

}  // namespace

Why why_this_server(Balancer& balancer, Context& context, StreamId id, const Farm* before)
{
    Process p{balancer, context};
    const Stream& stream = balancer.streams[id];
    if (stream.backend == no_index || !stream.server || stream.waiting) return {};
    const Backend& backend = p.backend(stream);
    const Chosen chosen{p, stream, before != nullptr ? *before : balancer.farms[stream.backend], backend, fmt::format("{}/{}", backend.name, backend.servers[stream.server.index].name)};
    if (stream.redispatched) return say_why(Reason::redispatch, {{"retries", number(stream.retries)}, {"server", chosen.server}});
    if (stream.chosen_by == ChosenBy::use_server) return say_why(Reason::rule, {{"server", chosen.server}});
    if (stream.chosen_by == ChosenBy::cookie) return by_cookie(chosen);
    if (stream.chosen_by == ChosenBy::stick_table) return by_table(chosen);
    if (stream.place_in_queue.of_backend > 0) return say_why(Reason::queue, {{"queue", backend.name}, {"server", chosen.server}});
    if (stream.chosen_by == ChosenBy::nobody) return say_why(Reason::last_server, {{"server", chosen.server}});
    return by_algorithm(chosen);
}

StreamId stream_of_request(const Balancer& balancer, std::uint64_t request)
{
    for (std::uint32_t i = 0; i < balancer.streams.slots.size(); ++i)
        if (balancer.streams.slots[i].used && balancer.streams.slots[i].thing.request.request == request) return {i};
    return {};
}

std::span<const Sentence> why_sentences() { return sentences; }

}  // namespace evenkeel::haproxy
