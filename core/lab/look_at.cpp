#include "lab/look_at.hpp"

#include <algorithm>
#include <utility>

namespace evenkeel {

namespace {

/// A server of a file and the backend that it stands in.
struct Found {
    const haproxy::Backend* backend = nullptr;
    const haproxy::Server* server = nullptr;
};

bool has_address(const Topology& topology, const std::string& host, const Address& address)
{
    for (const HostSettings& settings : topology.hosts) {
        if (settings.name != host) continue;
        return std::any_of(settings.links.begin(), settings.links.end(), [&](const LinkSettings& link) { return link.address == address; });
    }
    return false;
}

/// By the host behind its address, or by the name that the file gives it.
Found find_server(const haproxy::Settings& settings, const Topology& topology, const Culprit& culprit)
{
    Found found;
    for (const haproxy::Backend& backend : settings.backends) {
        if (!culprit.backend.empty() && backend.name != culprit.backend) continue;
        if (found.backend == nullptr) found.backend = &backend;
        for (const haproxy::Server& server : backend.servers) {
            const bool is_it = server.name == culprit.server || server.host_name == culprit.server || has_address(topology, culprit.server, server.address);
            if (!culprit.server.empty() && is_it) return {&backend, &server};
        }
    }
    return found;
}

haproxy::Place place_in(const haproxy::Settings& settings, LookAt what, const Found& found)
{
    if (what == LookAt::check && found.backend != nullptr && found.backend->check_at.line > 0) return found.backend->check_at;
    if (what == LookAt::check && found.server != nullptr && found.server->check_at.line > 0) return found.server->check_at;
    if ((what == LookAt::check || what == LookAt::server) && found.server != nullptr) return found.server->at;
    if (what != LookAt::frontend && found.backend != nullptr && found.backend->at.line > 0) return found.backend->at;
    return settings.frontends.empty() ? haproxy::Place{1, 1} : settings.frontends.front().at;
}

}  // namespace

Location place_to_look_at(const Submission& submission, LookAt what, const Culprit& culprit)
{
    if (what == LookAt::nothing) return {};
    for (const auto& [file, settings] : submission.site.haproxy) {
        if (!settings) continue;
        const haproxy::Place place = place_in(*settings, what, find_server(*settings, submission.site.topology, culprit));
        return {file, place.line, place.column};
    }
    return {};
}

}  // namespace evenkeel
