#include "web/nginx_answer.hpp"

#include <algorithm>
#include <array>

#include "net/http_words.hpp"
#include "web/nginx_match.hpp"

namespace evenkeel::nginx {

namespace {

constexpr std::int64_t head_bytes = 160;        // status line, Server, Date, Content-Type, Content-Length, Connection
constexpr std::int64_t file_head_bytes = 80;    // Last-Modified, ETag and Accept-Ranges besides
constexpr std::int64_t error_page_bytes = 153;  // the built-in 404 page
constexpr std::int64_t usual_file_bytes = 612;  // the packaged index.html

bool takes_headers(std::int32_t status)
{
    constexpr std::array<std::int32_t, 10> statuses{200, 201, 204, 206, 301, 302, 303, 304, 307, 308};
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

/// "http://shop.test/x" for a path of this site: with the Host asked for, without its port, and nginx's own port if it is not 80.
std::string absolute(const VariableScope& scope, std::string_view path)
{
    std::string host = expand("$host", scope);
    if (host.empty()) host = to_text(scope.own.address);
    const std::string port = scope.own.port == 80 ? std::string() : ':' + std::to_string(scope.own.port);
    return "http://" + host + port + std::string(path);
}

const SiteFile* find_file(const Settings& settings, std::string_view path)
{
    const auto found = std::find_if(settings.files.begin(), settings.files.end(), [&](const SiteFile& file) { return file.path == path; });
    return found == settings.files.end() ? nullptr : &*found;
}

std::string file_name(const Location& location, std::string_view path)
{
    return location.root + std::string(location.root_is_alias ? path.substr(std::min(location.prefix.size(), path.size())) : path);
}

bool has_folder(const Settings& settings, const std::string& folder)
{
    return std::any_of(settings.files.begin(), settings.files.end(), [&](const SiteFile& file) { return file.path.starts_with(folder); });
}

}  // namespace

VariableScope scope_of(const Nginx& web, const NginxClient& client, std::string_view path, const Context& context)
{
    const Network& network = context.network;
    VariableScope scope;
    scope.hostname = network.hosts[network.services[web.service.index].host.index].name;
    scope.host = network.texts[client.request.host];
    const Server& server = web.settings->servers[client.server];
    if (!server.names.empty()) scope.server_name = server.names.front();
    scope.target = network.texts[client.request.path];
    scope.path = path;
    if (is_open(context, client.socket)) {
        scope.client = peer_of(context, client.socket);
        scope.own = local_of(context, client.socket);
    }
    scope.method = client.request.method;
    return scope;
}

Message own_answer(const Nginx& web, const NginxClient& client, std::int32_t status, std::int64_t body_bytes, std::string_view headers, Context& context)
{
    Message answer;
    answer.kind = MessageKind::response;
    answer.method = client.request.method;
    answer.status = status;
    answer.bytes = head_bytes + static_cast<std::int64_t>(headers.size()) + (client.request.method == Method::head ? 0 : body_bytes);
    answer.request = client.request.request;
    answer.path = client.request.path;
    answer.headers = context.network.texts.intern(headers);
    answer.answered_by = context.network.services[web.service.index].host;
    // ngx_http_special_response_handler: after these the rest of the request is not worth reading.
    constexpr std::array<std::int32_t, 5> closing{400, 413, 414, 500, 501};
    answer.close = std::find(closing.begin(), closing.end(), status) != closing.end();
    return answer;
}

Message error_page(const Nginx& web, const NginxClient& client, std::int32_t status, Context& context)
{
    return own_answer(web, client, status, error_page_bytes, {}, context);
}

Message redirect(const Nginx& web, const NginxClient& client, std::string_view path, Context& context)
{
    const VariableScope scope = scope_of(web, client, path, context);
    const std::size_t question = scope.target.find('?');
    const std::string arguments(question == std::string_view::npos ? std::string_view() : scope.target.substr(question));
    return own_answer(web, client, 301, error_page_bytes, "Location: " + absolute(scope, std::string(path) + arguments) + '\n', context);
}

Message returned(const Nginx& web, const NginxClient& client, const Location& location, std::string_view path, Context& context)
{
    VariableScope scope = scope_of(web, client, path, context);
    scope.status = location.status;
    const std::string text = expand(location.text, scope);
    if (is_redirect(location.status))
        return own_answer(web, client, location.status, error_page_bytes, "Location: " + (text.starts_with('/') ? absolute(scope, text) : text) + '\n', context);
    if (location.text.empty() && location.status >= 400) return error_page(web, client, location.status, context);
    Message answer = own_answer(web, client, location.status, static_cast<std::int64_t>(text.size()), {}, context);
    if (client.request.method != Method::head) answer.body = context.network.texts.intern(text);
    return answer;
}

Message from_file(const Nginx& web, const NginxClient& client, const Location& location, std::string_view path, Context& context)
{
    const Method method = client.request.method;
    if (method != Method::get && method != Method::head) return error_page(web, client, 405, context);
    const auto found = [&](std::int64_t bytes) {
        Message answer = own_answer(web, client, 200, bytes, {}, context);
        answer.bytes += file_head_bytes;
        return answer;
    };
    if (web.settings->files.empty()) return found(usual_file_bytes);
    const std::string name = file_name(location, path);
    if (!name.ends_with('/')) {
        if (const SiteFile* file = find_file(*web.settings, name)) return found(file->bytes);
        if (has_folder(*web.settings, name + '/')) return redirect(web, client, std::string(path) + '/', context);
        return error_page(web, client, 404, context);
    }
    for (const std::string& index : location.index)
        if (const SiteFile* file = find_file(*web.settings, name + index)) return found(file->bytes);
    return error_page(web, client, has_folder(*web.settings, name) ? 403 : 404, context);
}

void add_headers(const Nginx& web, const NginxClient& client, const Location& location, Message& answer, Context& context)
{
    if (location.headers.empty()) return;
    const std::string path = normalised(context.network.texts[client.request.path]);
    VariableScope scope = scope_of(web, client, path, context);
    scope.status = answer.status;
    std::string lines;
    for (const AddHeader& header : location.headers) {
        if (!header.always && !takes_headers(answer.status)) continue;
        const std::string value = expand(header.value, scope);
        if (!value.empty()) lines += header.name + ": " + value + '\n';
    }
    if (lines.empty()) return;
    answer.bytes += static_cast<std::int64_t>(lines.size());
    answer.headers = context.network.texts.intern(std::string(context.network.texts[answer.headers]) + lines);
}

}  // namespace evenkeel::nginx
