#include "lab/roles.hpp"

#include <algorithm>
#include <vector>

#include "base/hash.hpp"
#include "sim/random.hpp"

namespace evenkeel {

namespace {

/// What makes hosts alike, as one number.
std::uint64_t likeness(const HostSettings& host)
{
    Hash hash;
    add(hash, host.cores);
    for (const LinkSettings& link : host.links) {
        add(hash, link.network);
        add(hash, link.quality);
    }
    for (const RunSettings& run : host.run) {
        add(hash, run.kind);
        add(hash, run.name);
        add(hash, run.application);
    }
    return hash.value();
}

void exchange(std::string& name, const Roles& roles)
{
    const std::size_t slash = std::min(name.find('/'), name.size());
    const auto found = roles.find(name.substr(0, slash));
    if (found != roles.end()) name = found->second + name.substr(slash);
}

void exchange(Kill& a, const Roles& roles) { exchange(a.service, roles); }
void exchange(Stop& a, const Roles& roles) { exchange(a.service, roles); }
void exchange(Start& a, const Roles& roles) { exchange(a.service, roles); }
void exchange(Hang& a, const Roles& roles) { exchange(a.service, roles); }
void exchange(Resume& a, const Roles& roles) { exchange(a.service, roles); }
void exchange(Reload& a, const Roles& roles) { exchange(a.service, roles); }
void exchange(PowerOff& a, const Roles& roles) { exchange(a.host, roles); }
void exchange(PowerOn& a, const Roles& roles) { exchange(a.host, roles); }
void exchange(Slow& a, const Roles& roles) { exchange(a.host, roles); }
void exchange(Errors& a, const Roles& roles) { exchange(a.host, roles); }
void exchange(CutLink& a, const Roles& roles) { exchange(a.host, roles); }
void exchange(Impair& a, const Roles& roles) { exchange(a.host, roles); }
void exchange(Divide& a, const Roles& roles)
{
    for (std::string& host : a.island) exchange(host, roles);
}
void exchange(Surge&, const Roles&) {}
void exchange(ChangeName&, const Roles&) {}
void exchange(Operate&, const Roles&) {}    // typed by a person who sees the names

}  // namespace

Roles permuted_roles(const Topology& topology, std::uint64_t seed)
{
    std::map<std::uint64_t, std::vector<std::string>> groups;
    for (const HostSettings& host : topology.hosts) groups[likeness(host)].push_back(host.name);
    Roles roles;
    std::uint32_t first_draw = 0;
    for (const HostSettings& host : topology.hosts) {
        // Groups in the order of their first host: the order of hashes means nothing.
        const std::vector<std::string>& group = groups[likeness(host)];
        if (group.front() != host.name) continue;
        std::vector<std::string> shuffled = group;
        for (std::size_t i = shuffled.size(); i > 1; --i) {
            const auto other = below(draw(seed, {Purpose::role_permutation, 0}, first_draw++), static_cast<std::uint32_t>(i));
            std::swap(shuffled[i - 1], shuffled[other]);
        }
        for (std::size_t i = 0; i < group.size(); ++i) roles[group[i]] = shuffled[i];
    }
    return roles;
}

Action with_roles(Action action, const Roles& roles)
{
    std::visit([&](auto& chosen) { exchange(chosen, roles); }, action);
    return action;
}

}  // namespace evenkeel
