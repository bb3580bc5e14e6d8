#include "web/nginx_variables.hpp"

#include <array>

#include "base/text.hpp"
#include "net/http_words.hpp"

namespace evenkeel::nginx {

namespace {

std::string_view arguments_of(std::string_view target)
{
    const std::size_t question = target.find('?');
    return question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
}

/// $host: the Host header in lower case without its port, else the server's name.
std::string host_variable(const VariableScope& scope)
{
    if (scope.host.empty()) return std::string(scope.server_name);
    std::string host = lower(scope.host);
    if (const std::size_t colon = host.rfind(':'); colon != std::string::npos && host.find(']', colon) == std::string::npos) host.resize(colon);
    return host;
}

struct Variable {
    std::string_view name;
    std::string (*value)(const VariableScope&);
};

constexpr std::array<Variable, 19> variables{{
    {"args", [](const VariableScope& scope) { return std::string(arguments_of(scope.target)); }},
    {"document_uri", [](const VariableScope& scope) { return std::string(scope.path); }},
    {"host", host_variable},
    {"hostname", [](const VariableScope& scope) { return std::string(scope.hostname); }},
    {"http_host", [](const VariableScope& scope) { return std::string(scope.host); }},
    {"proxy_add_x_forwarded_for", [](const VariableScope& scope) { return to_text(scope.client.address); }},
    {"proxy_host", [](const VariableScope& scope) { return std::string(scope.proxy_host); }},
    {"query_string", [](const VariableScope& scope) { return std::string(arguments_of(scope.target)); }},
    {"remote_addr", [](const VariableScope& scope) { return to_text(scope.client.address); }},
    {"remote_port", [](const VariableScope& scope) { return std::to_string(scope.client.port); }},
    {"request_method", [](const VariableScope& scope) { return std::string(method_name(scope.method)); }},
    {"request_uri", [](const VariableScope& scope) { return std::string(scope.target); }},
    {"scheme", [](const VariableScope&) { return std::string("http"); }},
    {"server_addr", [](const VariableScope& scope) { return to_text(scope.own.address); }},
    {"server_name", [](const VariableScope& scope) { return std::string(scope.server_name); }},
    {"server_port", [](const VariableScope& scope) { return std::to_string(scope.own.port); }},
    {"server_protocol", [](const VariableScope&) { return std::string("HTTP/1.1"); }},
    {"status", [](const VariableScope& scope) { return std::to_string(scope.status); }},
    {"uri", [](const VariableScope& scope) { return std::string(scope.path); }},
}};

constexpr auto names = [] {
    std::array<std::string_view, variables.size()> all{};
    for (std::size_t i = 0; i < variables.size(); ++i) all[i] = variables[i].name;
    return all;
}();

bool is_name_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

const Variable* find_variable(std::string_view name)
{
    for (const Variable& variable : variables)
        if (equal_ignoring_case(variable.name, name)) return &variable;
    return nullptr;
}

}  // namespace

std::span<const std::string_view> known_variables() { return names; }

std::string expand(std::string_view text, const VariableScope& scope)
{
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] != '$') {
            result += text[at++];
            continue;
        }
        const bool braces = at + 1 < text.size() && text[at + 1] == '{';
        std::size_t end = at + (braces ? 2 : 1);
        const std::size_t begin = end;
        while (end < text.size() && is_name_letter(text[end])) ++end;
        const Variable* variable = find_variable(text.substr(begin, end - begin));
        const std::size_t next = braces && end < text.size() ? end + 1 : end;
        if (variable != nullptr) result += variable->value(scope);
        else if (begin == end) result += text.substr(at, next - at);
        at = next;
    }
    return result;
}

}  // namespace evenkeel::nginx
