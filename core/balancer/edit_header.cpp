#include "balancer/edit_header.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "balancer/acl.hpp"
#include "balancer/regex.hpp"
#include "base/text.hpp"
#include "net/http_words.hpp"

namespace evenkeel::haproxy {

namespace {

struct Line {
    std::string name;
    std::string value;
};
using Lines = std::vector<Line>;

Lines lines_of(const TextTable& texts, const Message& message)
{
    Lines lines;
    const bool response = message.kind == MessageKind::response;
    if (message.host) lines.push_back({"Host", std::string(texts[message.host])});
    for (const std::string_view line : split(texts[message.headers], '\n')) {
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos) lines.push_back({std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
    }
    if (message.cookie && !response) lines.push_back({"Cookie", std::string(texts[message.cookie])});
    if (message.cookie && response)
        for (const std::string_view cookie : split(texts[message.cookie], '\n')) lines.push_back({"Set-Cookie", std::string(cookie)});
    if (!is_any(message.forwarded_for)) lines.push_back({"X-Forwarded-For", to_text(message.forwarded_for)});
    return lines;
}

void put_lines(TextTable& texts, Message& message, const Lines& lines)
{
    const bool response = message.kind == MessageKind::response;
    std::string host;
    std::string cookies;
    std::string others;
    message.forwarded_for = {};
    for (const Line& line : lines) {
        if (!response && equal_ignoring_case(line.name, "host")) {
            host = line.value;
        } else if (equal_ignoring_case(line.name, response ? "set-cookie" : "cookie")) {
            cookies += (cookies.empty() ? "" : response ? "\n" : "; ") + line.value;
        } else if (const auto address = parse_address(line.value); address && !response && equal_ignoring_case(line.name, "x-forwarded-for")) {
            message.forwarded_for = *address;
        } else {
            others += fmt::format("{}: {}\n", line.name, line.value);
        }
    }
    message.host = texts.intern(host);
    message.cookie = texts.intern(cookies);
    message.headers = texts.intern(others);
}

/// Each value between commas by itself; those that match are put in place without the blanks around them.
std::string replaced_values(const std::string& text, const HttpRule& rule, std::string_view replacement)
{
    std::string result;
    for (const std::string_view value : split(text, ',')) {
        const auto replaced = expanded_match(trim(value), rule.expression, replacement);
        if (!result.empty()) result += ',';
        result += replaced ? *replaced : std::string(value);
    }
    return result;
}

void edit(Lines& lines, const HttpRule& rule, std::string_view value)
{
    const auto is_named = [&](const Line& line) { return equal_ignoring_case(line.name, rule.name); };
    switch (rule.action) {
    case RuleAction::set_header: std::erase_if(lines, is_named); break;
    case RuleAction::del_header:
        std::erase_if(lines, [&](const Line& line) { return matches_text(rule.match, lower(line.name), rule.name, rule.match != Match::regex); });
        return;
    case RuleAction::replace_header:
        for (Line& line : lines)
            if (is_named(line)) line.value = expanded_match(line.value, rule.expression, value).value_or(line.value);
        return;
    case RuleAction::replace_value:
        for (Line& line : lines)
            if (is_named(line)) line.value = replaced_values(line.value, rule, value);
        return;
    default: break;
    }
    lines.push_back({rule.name, std::string(value)});
}

/// Scheme and authority of a target in absolute form; empty for one that begins with its path.
std::string_view before_path(std::string_view target)
{
    return target.starts_with('/') ? std::string_view{} : target.substr(0, target.size() - path_and_query(target).size());
}

/// A target in absolute form names the host too.
void put_uri(TextTable& texts, Message& request, std::string_view uri)
{
    request.path = texts.intern(uri);
    const std::size_t scheme = uri.find("://");
    if (uri.starts_with('/') || scheme == std::string_view::npos) return;
    const std::string_view rest = uri.substr(scheme + 3);
    request.host = texts.intern(rest.substr(0, rest.find_first_of("/?")));
}

}  // namespace

void edit_header(TextTable& texts, Message& message, const HttpRule& rule, std::string_view value)
{
    Lines lines = lines_of(texts, message);
    edit(lines, rule, value);
    put_lines(texts, message, lines);
}

void edit_target(TextTable& texts, Message& request, const HttpRule& rule, std::string_view value)
{
    const std::string target(texts[request.path]);
    const std::string_view path = path_of(target);
    const std::string_view query = target.find('?') == std::string::npos ? std::string_view{} : std::string_view(target).substr(target.find('?'));
    const auto put = [&](std::string_view new_path, std::string_view new_query) {
        request.path = texts.intern(fmt::format("{}{}{}", before_path(target), new_path, new_query));
    };
    switch (rule.action) {
    case RuleAction::set_method: request.method = method_of(value); return;
    case RuleAction::set_path: return put(value, query);
    case RuleAction::set_path_and_query: return put(value, "");
    case RuleAction::set_query: return put(path, value.empty() ? std::string{} : fmt::format("?{}", value));
    case RuleAction::set_uri: return put_uri(texts, request, value);
    case RuleAction::replace_path:
        if (const auto replaced = expanded_match(path, rule.expression, value)) put(*replaced, query);
        return;
    case RuleAction::replace_path_and_query:
        if (const auto replaced = expanded_match(path_and_query(target), rule.expression, value)) put(*replaced, "");
        return;
    case RuleAction::replace_uri:
        if (const auto replaced = expanded_match(target, rule.expression, value)) put_uri(texts, request, *replaced);
        return;
    default: return;
    }
}

}  // namespace evenkeel::haproxy
