#include "config/topology.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "config/json_fields.hpp"
#include "config/topology_parts.hpp"
#include "config/topology_words.hpp"

namespace evenkeel {

namespace words = topology_words;

namespace {

using nlohmann::json;

constexpr std::size_t most_networks = 16;
constexpr std::size_t most_hosts = 256;
constexpr std::size_t most_names = 1000;
constexpr std::size_t most_visitor_classes = 32;

/// Letters, digits, hyphen and dot: what may be a host's name, and is safe in a path and a label.
bool is_name(std::string_view name)
{
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; };
    return !name.empty() && name.size() <= 63 && std::all_of(name.begin(), name.end(), is_letter) && name.front() != '-' && name.front() != '.';
}

/// The members of an object of named things, after their number and names have been looked at.
template <class Read>
void each_member(const Fields& topology, std::string_view key, std::size_t most, Read&& read)
{
    const json* members = topology.find(key);
    if (members == nullptr) return;
    const std::string pointer = topology.pointer_of(key);
    JsonProblems& problems = topology.problems();
    if (!members->is_object()) {
        Fields(problems, *members, pointer, {});    // tells the type
        return;
    }
    if (members->size() > most) problems.add(words::too_many, pointer, {{"what", key}, {"number", std::to_string(members->size())}, {"most", std::to_string(most)}});
    std::size_t number = 0;
    for (auto member = members->begin(); member != members->end() && number < most; ++member, ++number) {
        if (!is_name(member.key())) problems.add(words::bad_name, child(pointer, member.key()), {{"name", printable(member.key(), 60)}});
        else read(member.key(), member.value(), child(pointer, member.key()));
    }
}

LevelOfDetail read_detail(const Fields& topology)
{
    std::string word = "packets";
    topology.text("detail", word);
    if (word == "requests") return LevelOfDetail::requests;
    if (word != "packets") topology.problems().add(words::no_detail, topology.pointer_of("detail"), {{"value", printable(word, 60)}});
    return LevelOfDetail::packets;
}

NetworkSettings read_network(JsonProblems& problems, const std::string& name, const json& value, const std::string& pointer)
{
    static constexpr std::array<std::string_view, 5> keys{"prefix", "latency", "jitter", "bandwidth", "loss"};
    const Fields fields(problems, value, pointer, keys);
    NetworkSettings network;
    network.name = name;
    std::string prefix;
    if (fields.require("prefix")) fields.text("prefix", prefix);
    if (const auto read = parse_prefix(prefix)) network.prefix = *read;
    else if (!prefix.empty()) problems.add(words::no_prefix, fields.pointer_of("prefix"), {{"value", printable(prefix, 60)}});
    read_quality(fields, network.quality);
    return network;
}

/// Addresses that hosts have, on all networks.
using TakenAddresses = std::set<Address>;

void check_address(JsonProblems& problems, const NetworkSettings& network, const Address& address, const std::string& pointer, TakenAddresses& taken)
{
    if (network.prefix.length > 0 && !contains(network.prefix, address))
        problems.add(words::outside_prefix, pointer, {{"address", to_text(address)}, {"network", network.name}, {"prefix", to_text(network.prefix)}});
    if (!taken.insert(address).second) problems.add(words::address_taken, pointer, {{"address", to_text(address)}});
}

void read_links(const Fields& host, const Topology& topology, HostSettings& settings, TakenAddresses& taken)
{
    static constexpr std::array<std::string_view, 5> keys{"address", "latency", "jitter", "bandwidth", "loss"};
    JsonProblems& problems = host.problems();
    if (!host.require("on")) return;
    const json& on = *host.find("on");
    const std::string pointer = host.pointer_of("on");
    if (!on.is_object()) {
        Fields(problems, on, pointer, {});
        return;
    }
    for (auto member = on.begin(); member != on.end(); ++member) {
        const std::string here = child(pointer, member.key());
        const NetworkSettings* network = find_network(problems, topology, member.key(), here);
        LinkSettings link;
        link.network = member.key();
        bool has_address = false;
        if (member.value().is_string()) {
            has_address = read_address(problems, member.value(), here, link.address);
        } else {
            const Fields fields(problems, member.value(), here, keys);
            has_address = fields.require("address") && read_address(problems, *fields.find("address"), fields.pointer_of("address"), link.address);
            read_quality(fields, link.quality);
        }
        if (network == nullptr || !has_address) continue;
        check_address(problems, *network, link.address, here, taken);
        settings.links.push_back(std::move(link));
    }
}

NameSettings read_name(JsonProblems& problems, const std::string& name, const json& value, const std::string& pointer)
{
    static constexpr std::array<std::string_view, 2> keys{"addresses", "ttl"};
    NameSettings settings;
    settings.name = lower(name);
    const auto read_list = [&](const json& list, const std::string& here) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            Address address;
            if (read_address(problems, list[i], child(here, i), address)) settings.addresses.push_back(address);
        }
    };
    if (value.is_string()) {
        Address address;
        if (read_address(problems, value, pointer, address)) settings.addresses.push_back(address);
    } else if (value.is_array()) {
        read_list(value, pointer);
    } else {
        const Fields fields(problems, value, pointer, keys);
        fields.duration("ttl", settings.ttl, {}, longest_duration);
        if (value.is_object() && fields.require("addresses")) {
            const json& list = *fields.find("addresses");
            if (list.is_array()) read_list(list, fields.pointer_of("addresses"));
            else read_list(json::array({list}), fields.pointer_of("addresses"));
        }
    }
    return settings;
}

}  // namespace

Parsed<Topology> read_topology(const json& object, const std::string& file, const std::string& pointer)
{
    static constexpr std::array<std::string_view, 5> keys{"networks", "hosts", "names", "visitors", "detail"};
    JsonProblems problems{file, {}};
    const Fields fields(problems, object, pointer, keys);
    Topology topology;
    TakenAddresses taken;
    if (object.is_object()) {
        fields.require("networks");
        fields.require("hosts");
    }
    topology.detail = read_detail(fields);
    each_member(fields, "networks", most_networks, [&](const std::string& name, const json& value, const std::string& here) {
        topology.networks.push_back(read_network(problems, name, value, here));
    });
    each_member(fields, "hosts", most_hosts, [&](const std::string& name, const json& value, const std::string& here) {
        static constexpr std::array<std::string_view, 3> host_keys{"on", "cores", "run"};
        const Fields host(problems, value, here, host_keys);
        HostSettings settings;
        settings.name = name;
        host.integer("cores", settings.cores, 1, 256);
        if (value.is_object()) read_links(host, topology, settings, taken);
        read_run(host, settings);
        topology.hosts.push_back(std::move(settings));
    });
    each_member(fields, "names", most_names, [&](const std::string& name, const json& value, const std::string& here) {
        topology.names.push_back(read_name(problems, name, value, here));
    });
    each_member(fields, "visitors", most_visitor_classes, [&](const std::string& name, const json& value, const std::string& here) {
        topology.visitors.push_back(read_visitors(problems, topology, name, value, here));
    });
    return {std::move(topology), std::move(problems.diagnostics)};
}

std::span<const Sentence> topology_sentences()
{
    static const std::vector<Sentence> all = [] {
        std::vector<Sentence> sentences(json_sentences().begin(), json_sentences().end());
        sentences.insert(sentences.end(), words::all.begin(), words::all.end());
        return sentences;
    }();
    return all;
}

}  // namespace evenkeel
