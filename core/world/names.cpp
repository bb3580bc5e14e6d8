#include "world/names.hpp"

#include "world/build_words.hpp"

namespace evenkeel {

namespace {

bool is_name(const std::string& host) { return !host.empty() && !host.starts_with('[') && !parse_address(host); }

}  // namespace

Parsed<std::shared_ptr<const haproxy::Settings>> with_addresses(std::shared_ptr<const haproxy::Settings> settings, const Network& network, HostId asker,
                                                                const std::string& file)
{
    Parsed<std::shared_ptr<const haproxy::Settings>> result{settings, {}};
    haproxy::Settings changed = *settings;
    bool has_names = false;
    for (haproxy::Backend& backend : changed.backends) {
        for (haproxy::Server& server : backend.servers) {
            if (server.host_name.empty()) continue;
            has_names = true;
            server.address = look_up(network, asker, server.host_name);
            if (!is_any(server.address)) continue;
            result.diagnostics.push_back(say(Severity::error, words::server_unresolved, {file, server.at.line, server.at.column},
                                             {{"server", server.name}, {"name", server.host_name}}));
        }
    }
    if (has_names) result.config = std::make_shared<const haproxy::Settings>(std::move(changed));
    return result;
}

Parsed<std::shared_ptr<const nginx::Settings>> with_addresses(std::shared_ptr<const nginx::Settings> settings, const Network& network, HostId asker,
                                                              const std::string& file)
{
    Parsed<std::shared_ptr<const nginx::Settings>> result{settings, {}};
    nginx::Settings changed = *settings;
    bool has_names = false;
    for (nginx::Server& server : changed.servers) {
        for (nginx::Location& location : server.locations) {
            if (location.handler != nginx::Handler::proxy || !is_name(location.proxy_host)) continue;
            has_names = true;
            location.proxy_address = look_up(network, asker, location.proxy_host);
            if (!is_any(location.proxy_address)) continue;
            result.diagnostics.push_back(say(Severity::error, words::upstream_unresolved, {file, location.at.line, location.at.column},
                                             {{"name", location.proxy_host}}));
        }
    }
    if (has_names) result.config = std::make_shared<const nginx::Settings>(std::move(changed));
    return result;
}

Reload with_addresses(Reload reload, const Network& network, HostId asker)
{
    const auto take = [&](auto& settings) {
        if (!settings) return;
        auto known = with_addresses(settings, network, asker, {});
        settings = std::move(known.config);
        if (known.diagnostics.empty()) return;
        reload.refused = known.diagnostics.front().what;
        settings = nullptr;
    };
    take(reload.haproxy);
    take(reload.nginx);
    return reload;
}

}  // namespace evenkeel
