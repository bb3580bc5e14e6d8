#include "web/nginx_proxy.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "web/nginx_answer.hpp"
#include "web/nginx_match.hpp"

namespace evenkeel::nginx {

namespace {

/// With a URI part in proxy_pass it replaces the location's prefix; without one the target goes on as it came.
std::string upstream_target(const Location& location, std::string_view target, std::string_view path)
{
    if (location.proxy_uri.empty()) return std::string(target);
    const std::size_t question = target.find('?');
    const std::string_view arguments = question == std::string_view::npos ? std::string_view() : target.substr(question);
    return location.proxy_uri + std::string(path.substr(std::min(location.prefix.size(), path.size()))) + std::string(arguments);
}

void set_header(Message& request, const AddHeader& header, const std::string& value, const VariableScope& scope, Context& context)
{
    TextTable& texts = context.network.texts;
    if (equal_ignoring_case(header.name, "Host")) {
        request.host = texts.intern(value);
    } else if (equal_ignoring_case(header.name, "X-Forwarded-For")) {
        const auto address = parse_address(value);
        request.forwarded_for = address ? *address : value.empty() ? Address{} : scope.client.address;
    } else if (equal_ignoring_case(header.name, "Cookie")) {
        request.cookie = texts.intern(value);
    } else if (!equal_ignoring_case(header.name, "Connection") && !value.empty()) {
        request.headers = texts.intern(std::string(texts[request.headers]) + header.name + ": " + value + '\n');
    }
}

}  // namespace

Message upstream_request(const Nginx& web, const NginxClient& client, const Location& location, Context& context)
{
    TextTable& texts = context.network.texts;
    const std::string target(texts[client.request.path]);
    const std::string path = normalised(target);
    Message request = client.request;
    request.close = true;
    request.path = texts.intern(upstream_target(location, target, path));
    const std::string proxy_host = location.proxy_port == 80 ? location.proxy_host : location.proxy_host + ':' + std::to_string(location.proxy_port);
    request.host = texts.intern(proxy_host);
    VariableScope scope = scope_of(web, client, path, context);
    scope.proxy_host = proxy_host;
    for (const AddHeader& header : location.proxy_headers) {
        scope.host = texts[client.request.host];    // interning may have moved the texts
        scope.target = texts[client.request.path];
        set_header(request, header, expand(header.value, scope), scope, context);
    }
    return request;
}

}  // namespace evenkeel::nginx
