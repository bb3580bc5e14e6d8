#include "net/network.hpp"

#include <algorithm>
#include <utility>

namespace evenkeel {

HostId find_host(const Network& network, std::string_view name)
{
    for (std::uint32_t i = 0; i < network.hosts.size(); ++i)
        if (network.hosts[i].name == name) return {i};
    return {};
}

namespace {

/// The link of a host that owns an address; none if it has no such link.
AttachmentId attachment_with(const Network& network, const Host& host, const Address& address)
{
    for (const AttachmentId id : host.attachments)
        if (network.attachments[id.index].address == address) return id;
    return {};
}

/// Where an address of a network stands, or belongs, in `by_address`.
auto place_of(const Network& network, LanId lan, const Address& address)
{
    return std::lower_bound(network.by_address.begin(), network.by_address.end(), std::pair{lan.index, address}, [&](AttachmentId id, const auto& wanted) {
        const Attachment& link = network.attachments[id.index];
        return link.lan.index != wanted.first ? link.lan.index < wanted.first : link.address < wanted.second;
    });
}

/// The link of a network that has an address; none if nobody has it.
AttachmentId owner_of(const Network& network, LanId lan, const Address& address)
{
    const auto place = place_of(network, lan, address);
    if (place == network.by_address.end()) return {};
    const Attachment& link = network.attachments[place->index];
    return link.lan == lan && link.address == address ? *place : AttachmentId{};
}

bool is_loopback(const Address& address) { return ipv4_number(address) >> 24 == 127; }

/// The link by which one host knows another: on a network that both are on, else the last.
AttachmentId link_towards(const Network& network, HostId target, HostId asker)
{
    AttachmentId found;
    for (const AttachmentId theirs : network.hosts[target.index].attachments) {
        found = theirs;
        for (const AttachmentId ours : network.hosts[asker.index].attachments)
            if (network.attachments[ours.index].lan == network.attachments[theirs.index].lan) return theirs;
    }
    return found;
}

}  // namespace

ServiceId add_service(Network& network, HostId host, ServiceKind kind, std::string_view name, std::size_t index)
{
    Service service;
    service.host = host;
    service.kind = kind;
    service.name = name;
    service.index = static_cast<std::uint32_t>(index);
    network.services.push_back(std::move(service));
    return {static_cast<std::uint32_t>(network.services.size() - 1)};
}

Address look_up(const Network& network, HostId asker, std::string_view name)
{
    if (name == "localhost") return ipv4(0x7f00'0001);
    if (const HostId host = find_host(network, name); host && !network.hosts[host.index].attachments.empty())
        return network.attachments[link_towards(network, host, asker).index].address;
    const auto record = network.names.records.find(name);
    return record != network.names.records.end() && !record->second.addresses.empty() ? record->second.addresses.front() : Address{};
}

AttachmentId attach(Network& network, Attachment link)
{
    const AttachmentId id{static_cast<std::uint32_t>(network.attachments.size())};
    const auto place = network.by_address.begin() + (place_of(network, link.lan, link.address) - network.by_address.cbegin());
    if (owner_of(network, link.lan, link.address)) *place = id;
    else network.by_address.insert(place, id);
    network.hosts[link.host.index].attachments.push_back(id);
    network.attachments.push_back(std::move(link));
    return id;
}

Route route(const Network& network, HostId from, const Address& to)
{
    const Host& host = network.hosts[from.index];
    if (is_loopback(to) || attachment_with(network, host, to)) return {{}, {}, true, true};
    for (const AttachmentId id : host.attachments) {
        const Attachment& link = network.attachments[id.index];
        const Lan& lan = network.lans[link.lan.index];
        const AttachmentId found = owner_of(network, link.lan, to);
        if (found || contains(lan.prefix, to)) return {id, found, false, true};
    }
    return {};
}

}  // namespace evenkeel
