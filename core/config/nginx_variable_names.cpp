#include "config/nginx_variable_names.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "web/nginx_variables.hpp"

namespace evenkeel {

namespace {

/// Built into nginx 1.22 as Debian builds it.
constexpr std::array<std::string_view, 78> built_in{
    "ancient_browser", "binary_remote_addr", "body_bytes_sent", "bytes_sent", "connection", "connection_requests", "connection_time", "connections_active",
    "connections_reading", "connections_waiting", "connections_writing", "content_length", "content_type", "date_gmt", "date_local", "document_root", "gzip_ratio",
    "https", "invalid_referer", "is_args", "limit_conn_status", "limit_rate", "limit_req_status", "modern_browser", "msec", "msie", "nginx_version", "pid", "pipe",
    "proxy_internal_body_length", "proxy_internal_chunked", "proxy_port", "proxy_protocol_addr", "proxy_protocol_port", "proxy_protocol_server_addr",
    "proxy_protocol_server_port", "realip_remote_addr", "realip_remote_port", "realpath_root", "remote_user", "request", "request_body", "request_body_file",
    "request_completion", "request_filename", "request_id", "request_length", "request_time", "secure_link", "secure_link_expires", "slice_range",
    "ssl_cipher", "ssl_ciphers", "ssl_client_cert", "ssl_client_escaped_cert", "ssl_client_fingerprint", "ssl_client_i_dn", "ssl_client_raw_cert", "ssl_client_s_dn",
    "ssl_client_serial", "ssl_client_v_end", "ssl_client_v_remain", "ssl_client_v_start", "ssl_client_verify", "ssl_curves", "ssl_early_data", "ssl_protocol",
    "ssl_server_name", "ssl_session_id", "ssl_session_reused", "tcpinfo_rtt", "time_iso8601", "time_local", "uid_got", "uid_set", "upstream_addr", "upstream_status", "upstream_response_time"};

constexpr std::array<std::string_view, 9> families{"arg_", "cookie_", "http_", "sent_http_", "sent_trailer_", "upstream_cookie_", "upstream_http_", "upstream_trailer_", "upstream_"};

bool is_name_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

template <class Range>
bool holds(const Range& range, std::string_view name)
{
    return std::find(range.begin(), range.end(), name) != range.end();
}

}  // namespace

std::vector<std::string> variables_in(std::string_view text)
{
    std::vector<std::string> names;
    for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at)) {
        std::size_t begin = at + 1;
        if (begin < text.size() && text[begin] == '{') ++begin;
        std::size_t end = begin;
        while (end < text.size() && is_name_letter(text[end])) ++end;
        if (end > begin) names.push_back(lower(text.substr(begin, end - begin)));
        at = std::max(end, at + 1);
    }
    return names;
}

VariableStanding standing_of(std::string_view name, const std::vector<std::string>& defined)
{
    if (holds(nginx::known_variables(), name)) return VariableStanding::simulated;
    if (holds(built_in, name) || holds(defined, name)) return VariableStanding::valid;
    if (name.size() == 1 && name.front() >= '0' && name.front() <= '9') return VariableStanding::valid;    // a regular expression's group
    const bool of_family = std::any_of(families.begin(), families.end(), [&](std::string_view family) { return name.size() > family.size() && name.starts_with(family); });
    return of_family ? VariableStanding::valid : VariableStanding::unknown;
}

void collect_definitions(const NginxNode& node, std::vector<std::string>& defined)
{
    if (!node.words.empty()) {
        const std::string_view name = node.name();
        std::size_t which = 0;
        if (name == "set" || name == "auth_request_set") which = 1;
        else if (name == "map" || name == "geo" || name == "split_clients") which = node.arguments();
        if (which >= 1 && which <= node.arguments())
            for (std::string& variable : variables_in(node.argument(which))) defined.push_back(std::move(variable));
    }
    for (const NginxNode& child : node.children) collect_definitions(child, defined);
}

}  // namespace evenkeel
