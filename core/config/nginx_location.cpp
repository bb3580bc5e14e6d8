#include <algorithm>

#include "base/text.hpp"
#include "config/nginx_server.hpp"
#include "config/nginx_values.hpp"
#include "config/nginx_words.hpp"

namespace evenkeel {

namespace words = nginx_words;

namespace {

using nginx::AddHeader;
using nginx::Handler;
using nginx::Location;

/// Array directives are inherited all or nothing: the innermost level that has one hides all outside.
std::vector<const NginxNode*> all_inherited(const NginxChain& chain, std::string_view name)
{
    std::vector<const NginxNode*> found;
    for (const NginxNode* level : chain) {
        for (const NginxNode& child : level->children)
            if (child.name() == name) found.push_back(&child);
        if (!found.empty()) break;
    }
    return found;
}

/// A directive of this level alone.
const NginxNode* find_own(const NginxChain& chain, std::string_view name)
{
    return find_inherited({chain.front()}, name);
}

std::vector<AddHeader> read_headers(const NginxChain& chain, std::string_view name, NginxProblems& problems)
{
    std::vector<AddHeader> headers;
    for (const NginxNode* node : all_inherited(chain, name)) {
        const bool has_third = node->arguments() == 3;
        if (has_third && node->argument(3) != "always")
            problems.add(Severity::error, words::invalid_parameter, *node, {{"value", printable(node->argument(3), 60)}, {"repair", "only \"always\" may stand here"}});
        headers.push_back({node->argument(1), node->argument(2), has_third});
    }
    return headers;
}

bool is_url(std::string_view text) { return text.starts_with("http://") || text.starts_with("https://") || text.starts_with("$scheme"); }

void read_return(const NginxNode& node, Location& location, NginxProblems& problems)
{
    location.handler = Handler::return_status;
    const std::string& first = node.argument(1);
    const auto code = parse_integer(first, 0, 999);
    if (code) {
        location.status = static_cast<std::int32_t>(*code);
        if (node.arguments() == 2) location.text = node.argument(2);
        return;
    }
    if (node.arguments() == 1 && is_url(first)) {
        location.status = 302;
        location.text = first;
        return;
    }
    problems.add(Severity::error, words::invalid_code, node, {{"value", printable(first, 60)}});
}

const NginxNode* find_upstream(const NginxNode& http, std::string_view name)
{
    for (const NginxNode& node : http.children)
        if (node.name() == "upstream" && node.argument(1) == name) return &node;
    return nullptr;
}

/// A group stands for its first server; told when that loses something.
void use_group(const NginxNode& group, const NginxNode& node, Location& location, NginxProblems& problems)
{
    std::vector<const NginxNode*> servers;
    for (const NginxNode& child : group.children)
        if (child.name() == "server") servers.push_back(&child);
    if (servers.empty()) return;
    if (servers.size() > 1) problems.add(Severity::warning, words::proxy_not_built, node, {{"what", "to a group of servers"}, {"lost", "all requests go to its first server"}});
    const UpstreamUrl url = parse_upstream(servers.front()->argument(1));
    location.proxy_address = literal_address(url.host);
    location.proxy_port = url.port;
    if (is_any(location.proxy_address)) location.proxy_host = url.host;
}

void read_proxy(const NginxNode& node, const NginxNode& block, const NginxNode& http, Location& location, NginxProblems& problems)
{
    location.handler = Handler::proxy;
    std::string_view url = node.argument(1);
    if (url.find('$') != std::string_view::npos)
        return problems.add(Severity::warning, words::proxy_not_built, node, {{"what", "with variables"}, {"lost", "its requests are answered 502"}});
    const bool tls = url.starts_with("https://");
    if (!tls && !url.starts_with("http://")) return problems.add(Severity::error, words::invalid_prefix, node);
    if (tls) problems.add(Severity::warning, words::proxy_not_built, node, {{"what", "over https"}, {"lost", "it goes on as plain HTTP"}});
    url.remove_prefix(tls ? 8 : 7);
    if (url.starts_with("unix:"))
        return problems.add(Severity::warning, words::proxy_not_built, node, {{"what", "to a unix socket"}, {"lost", "its requests are answered 502"}});
    const UpstreamUrl upstream = parse_upstream(url);
    if (upstream.problem == UpstreamProblem::no_host) return problems.add(Severity::error, words::no_host, node, {{"value", printable(url, 100)}});
    if (upstream.problem == UpstreamProblem::invalid_port) return problems.add(Severity::error, words::invalid_upstream_port, node, {{"value", printable(url, 100)}});
    const bool by_pattern = block.arguments() > 0 && (block.argument(1).starts_with('~') || block.argument(1).starts_with('@'));
    if (by_pattern && !upstream.uri.empty()) return problems.add(Severity::error, words::uri_in_regex, node);
    location.proxy_host = upstream.host;
    location.proxy_port = upstream.has_port || !tls ? upstream.port : std::uint16_t{443};
    location.proxy_uri = upstream.uri.starts_with('?') ? '/' + upstream.uri : upstream.uri;
    location.proxy_address = literal_address(upstream.host);
    if (const NginxNode* group = find_upstream(http, upstream.host); group != nullptr && !upstream.has_port) use_group(*group, node, location, problems);
}

/// `try_files $uri $uri/ =404` is what serving files does anyhow.
void tell_try_files(const NginxNode& node, NginxProblems& problems)
{
    for (std::size_t i = 1; i <= node.arguments(); ++i) {
        const std::string& word = node.argument(i);
        const bool usual = i < node.arguments() ? word == "$uri" || word == "$uri/" : word == "=404";
        if (usual) continue;
        return problems.add(Severity::warning, words::not_built, node, {{"name", "try_files"}, {"lost", "only the file of the URI itself is looked for"}});
    }
}

void read_place(const NginxNode& node, Location& location)
{
    if (node.name() != "location") return;
    std::string_view path = node.argument(node.arguments());
    std::string_view modifier = node.arguments() == 2 ? std::string_view(node.argument(1)) : std::string_view();
    if (node.arguments() == 1) {
        if (path.starts_with('=')) modifier = path.substr(0, 1);
        else if (path.starts_with("^~")) modifier = path.substr(0, 2);
        path.remove_prefix(modifier.size());
    }
    location.prefix = path;
    location.exact = modifier == "=";
}

void read_files(const NginxChain& chain, Location& location)
{
    location.root = "/usr/share/nginx/html";
    if (const NginxNode* alias = find_own(chain, "alias")) {
        location.root = alias->argument(1);
        location.root_is_alias = true;
    } else if (const NginxNode* root = find_inherited(chain, "root")) {
        location.root = root->argument(1);
        while (location.root.size() > 1 && location.root.back() == '/') location.root.pop_back();
    }
    const NginxNode* index = find_inherited(chain, "index");
    if (index == nullptr) return;
    location.index.clear();
    for (std::size_t i = 1; i <= index->arguments(); ++i) location.index.push_back(index->argument(i));
}

void read_time(const NginxChain& chain, std::string_view name, Duration& into)
{
    if (const NginxNode* node = find_inherited(chain, name))
        if (const auto time = parse_nginx_time(node->argument(1))) into = *time;
}

}  // namespace

nginx::Location read_nginx_location(const NginxChain& chain, const NginxNode& http, NginxProblems& problems)
{
    const NginxNode& own = *chain.front();
    nginx::Location location;
    location.at = {own.line, own.column};
    read_place(own, location);
    read_files(chain, location);
    location.headers = read_headers(chain, "add_header", problems);
    location.proxy_headers = read_headers(chain, "proxy_set_header", problems);
    read_time(chain, "proxy_connect_timeout", location.proxy_connect_timeout);
    read_time(chain, "proxy_read_timeout", location.proxy_read_timeout);
    if (const NginxNode* proxy = find_own(chain, "proxy_pass")) read_proxy(*proxy, own, http, location, problems);
    if (const NginxNode* tried = find_own(chain, "try_files")) tell_try_files(*tried, problems);
    if (const NginxNode* returned = find_own(chain, "return")) read_return(*returned, location, problems);
    return location;
}

}  // namespace evenkeel
