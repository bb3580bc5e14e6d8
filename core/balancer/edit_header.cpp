#include "balancer/edit_header.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

std::string without_header(std::string_view lines, std::string_view name)
{
    std::string kept;
    for (const std::string_view line : split(lines, '\n'))
        if (!line.empty() && !equal_ignoring_case(line.substr(0, line.find(':')), name)) kept += fmt::format("{}\n", line);
    return kept;
}

bool edit_request_field(TextTable& texts, Message& request, const HttpRule& rule)
{
    const std::string_view value = rule.action == RuleAction::del_header ? std::string_view{} : rule.value;
    if (equal_ignoring_case(rule.name, "host")) request.host = texts.intern(value);
    else if (equal_ignoring_case(rule.name, "cookie")) request.cookie = texts.intern(value);
    else if (equal_ignoring_case(rule.name, "x-forwarded-for")) request.forwarded_for = parse_address(value).value_or(Address{});
    else return false;
    return true;
}

bool edit_response_field(TextTable& texts, Message& response, const HttpRule& rule)
{
    if (!equal_ignoring_case(rule.name, "set-cookie")) return false;
    if (rule.action == RuleAction::del_header) response.cookie = {};
    else if (rule.action == RuleAction::set_header || !response.cookie) response.cookie = texts.intern(rule.value);
    else response.cookie = texts.intern(fmt::format("{}\n{}", texts[response.cookie], rule.value));
    return true;
}

}  // namespace

void edit_header(TextTable& texts, Message& message, const HttpRule& rule)
{
    if (message.kind == MessageKind::response ? edit_response_field(texts, message, rule) : edit_request_field(texts, message, rule)) return;
    const std::string_view lines = texts[message.headers];
    std::string edited = rule.action == RuleAction::add_header ? std::string(lines) : without_header(lines, rule.name);
    if (rule.action != RuleAction::del_header) edited += fmt::format("{}: {}\n", rule.name, rule.value);
    message.headers = texts.intern(edited);
}

}  // namespace evenkeel::haproxy
