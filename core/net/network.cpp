#include "net/network.hpp"

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

bool is_loopback(const Address& address) { return ipv4_number(address) >> 24 == 127; }

}  // namespace

Route route(const Network& network, HostId from, const Address& to)
{
    const Host& host = network.hosts[from.index];
    if (is_loopback(to) || attachment_with(network, host, to)) return {{}, {}, true, true};
    for (const AttachmentId id : host.attachments) {
        const Attachment& link = network.attachments[id.index];
        const Lan& lan = network.lans[link.lan.index];
        AttachmentId found;
        for (std::uint32_t other = 0; other < network.attachments.size(); ++other)
            if (network.attachments[other].lan == link.lan && network.attachments[other].address == to) found = {other};
        if (found || contains(lan.prefix, to)) return {id, found, false, true};
    }
    return {};
}

}  // namespace evenkeel
