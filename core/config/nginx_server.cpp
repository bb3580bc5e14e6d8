#include "config/nginx_server.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "config/nginx_values.hpp"
#include "config/nginx_words.hpp"

namespace evenkeel {

namespace words = nginx_words;

namespace {

using nginx::Listen;
using nginx::Location;
using nginx::Server;

std::string endpoint_text(const Listen& listen) { return (is_any(listen.address) ? "0.0.0.0" : to_text(listen.address)) + ':' + std::to_string(listen.port); }

bool same_place(const Listen& a, const Listen& b) { return a.address == b.address && a.port == b.port; }

bool is_listen_parameter(std::string_view word)
{
    constexpr std::string_view plain[] = {"default_server", "default", "ssl", "http2", "proxy_protocol", "deferred", "bind", "reuseport", "spdy"};
    constexpr std::string_view valued[] = {"setfib=", "fastopen=", "backlog=", "rcvbuf=", "sndbuf=", "accept_filter=", "ipv6only=", "so_keepalive="};
    return std::any_of(std::begin(plain), std::end(plain), [&](std::string_view each) { return each == word; }) ||
           std::any_of(std::begin(valued), std::end(valued), [&](std::string_view each) { return word.starts_with(each) && word.size() > each.size(); });
}

struct ServerReader {
    const NginxNode& http;
    nginx::Settings& settings;
    NginxProblems& problems;

    void listen(const NginxNode& node, const NginxNode& server_node, Server& server)
    {
        Listen listen;
        const std::string& written = node.argument(1);
        switch (parse_listen(written, listen)) {
        case ListenProblem::none: break;
        case ListenProblem::invalid_port: return problems.add(Severity::error, words::invalid_port, node, {{"value", printable(written, 60)}});
        case ListenProblem::unknown_host: return problems.add(Severity::error, words::listen_host, node, {{"value", printable(written, 60)}});
        case ListenProblem::unix_socket: return problems.add(Severity::warning, words::not_built, node, {{"name", "listen unix:"}, {"lost", "nobody connects there"}});
        }
        for (std::size_t i = 2; i <= node.arguments(); ++i) {
            const std::string& parameter = node.argument(i);
            if (!is_listen_parameter(parameter)) {
                problems.add(Severity::error, words::invalid_parameter, node, {{"value", printable(parameter, 60)}, {"repair", ""}});
                continue;
            }
            listen.default_server = listen.default_server || parameter == "default_server" || parameter == "default";
            if (parameter == "ssl") tls(node, server_node);
        }
        const bool ipv6_any = written.starts_with("[::]");
        if (ipv6_any) return ipv6_wildcard(node, server_node, listen);
        if (listen.default_server) check_default(node, listen);
        for (const Listen& other : server.listens)
            if (same_place(other, listen)) return problems.add(Severity::error, words::duplicate_default, node, {{"endpoint", endpoint_text(listen)}});
        server.listens.push_back(listen);
    }

    /// [::] takes IPv6 alone; beside a wildcard for IPv4 nothing is lost.
    void ipv6_wildcard(const NginxNode& node, const NginxNode& server_node, const Listen& listen)
    {
        const bool has_other = std::any_of(server_node.children.begin(), server_node.children.end(), [&](const NginxNode& each) {
            return each.name() == "listen" && !each.argument(1).starts_with("[::]");
        });
        if (!has_other) problems.add(Severity::warning, words::only_ipv6, node, {{"port", std::to_string(listen.port)}});
    }

    void tls(const NginxNode& node, const NginxNode& server_node)
    {
        const NginxNode* certificate = find_inherited({&server_node, &http}, "ssl_certificate");
        if (certificate == nullptr) problems.add(Severity::error, words::no_certificate, server_node);
        else problems.add(Severity::warning, words::tls_not_built, node);
    }

    void check_default(const NginxNode& node, const Listen& listen)
    {
        for (const Server& server : settings.servers)
            for (const Listen& other : server.listens)
                if (other.default_server && same_place(other, listen)) problems.add(Severity::error, words::duplicate_default, node, {{"endpoint", endpoint_text(listen)}});
    }

    void names(const NginxNode& node, Server& server)
    {
        for (std::size_t i = 1; i <= node.arguments(); ++i) {
            if (node.argument(i).starts_with('~')) problems.add(Severity::warning, words::name_not_built, node);
            else server.names.push_back(lower(node.argument(i)));
        }
    }

    void conflicts(const NginxNode& node, const Server& server)
    {
        for (const std::string& name : server.names)
            for (const Listen& listen : server.listens)
                for (const Server& other : settings.servers)
                    for (const Listen& its : other.listens)
                        if (same_place(its, listen) && std::find(other.names.begin(), other.names.end(), name) != other.names.end())
                            problems.add_late(Severity::warning, words::conflicting_name, {node.file, node.line, node.column}, {{"name", printable(name, 100)}, {"endpoint", endpoint_text(listen)}});
    }

    /// Why requests do not find a location here; empty if they do.
    std::string_view unbuilt(const NginxNode& node)
    {
        const std::string& first = node.argument(1);
        if (first.starts_with('~')) return "regular expression";
        return first.starts_with('@') ? "named" : std::string_view();
    }

    void location(const NginxNode& node, const NginxNode& server_node, Server& server)
    {
        const std::string& first = node.argument(1);
        constexpr std::string_view modifiers[] = {"=", "~", "~*", "^~"};
        const bool known = std::find(std::begin(modifiers), std::end(modifiers), first) != std::end(modifiers);
        if (node.arguments() == 2 && !known) return problems.add(Severity::error, words::invalid_modifier, node, {{"value", printable(first, 60)}});
        for (const NginxNode& nested : node.children)
            if (nested.name() == "location") problems.add(Severity::warning, words::location_not_built, nested, {{"why", "nested"}});
        Location location = read_nginx_location({&node, &server_node, &http}, http, problems);
        if (const std::string_view why = unbuilt(node); !why.empty()) return problems.add(Severity::warning, words::location_not_built, node, {{"why", why}});
        const bool taken = std::any_of(server.locations.begin(), server.locations.end(), [&](const Location& other) {
            return other.prefix == location.prefix && other.exact == location.exact;
        });
        if (taken) return problems.add(Severity::error, words::duplicate_location, node, {{"name", printable(location.prefix, 100)}});
        server.locations.push_back(std::move(location));
    }

    void server(const NginxNode& node)
    {
        Server server;
        server.at = {node.line, node.column};
        for (const NginxNode& child : node.children)
            if (child.name() == "listen") listen(child, node, server);
        const bool silent = std::none_of(node.children.begin(), node.children.end(), [](const NginxNode& child) { return child.name() == "listen"; });
        if (silent) server.listens.emplace_back();
        for (const NginxNode& child : node.children) {
            if (child.name() == "server_name") names(child, server);
            if (child.name() == "location") location(child, node, server);
        }
        std::stable_sort(server.locations.begin(), server.locations.end(), [](const Location& a, const Location& b) { return a.prefix.size() > b.prefix.size(); });
        Location own = read_nginx_location({&node, &http}, http, problems);
        if (own.handler == nginx::Handler::return_status) server.locations.clear();   // `return` at the server's level comes before any location
        server.locations.push_back(std::move(own));
        if (const NginxNode* timeout = find_inherited({&node, &http}, "keepalive_timeout"))
            if (const auto time = parse_nginx_time(timeout->argument(1))) server.keepalive_timeout = *time;
        if (const NginxNode* requests = find_inherited({&node, &http}, "keepalive_requests"))
            if (const auto number = parse_integer(requests->argument(1), 0)) server.keepalive_requests = *number;
        conflicts(node, server);
        settings.servers.push_back(std::move(server));
    }
};

void check_upstream(const NginxNode& upstream, NginxProblems& problems)
{
    const bool has_server = std::any_of(upstream.children.begin(), upstream.children.end(), [](const NginxNode& child) { return child.name() == "server"; });
    if (has_server) return;
    NginxNode end = upstream;
    end.line = upstream.closing_line;
    end.column = 0;
    problems.add(Severity::error, words::no_servers, end);
}

}  // namespace

const NginxNode* find_inherited(const NginxChain& chain, std::string_view name)
{
    for (const NginxNode* level : chain)
        for (const NginxNode& child : level->children)
            if (child.name() == name) return &child;
    return nullptr;
}

void read_nginx_servers(const NginxNode& http, nginx::Settings& settings, NginxProblems& problems)
{
    ServerReader reader{http, settings, problems};
    for (const NginxNode& node : http.children) {
        if (node.name() == "server") reader.server(node);
        if (node.name() == "upstream") check_upstream(node, problems);
    }
}

}  // namespace evenkeel
