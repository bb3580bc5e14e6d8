#pragma once
// set-header, add-header, del-header, replace-header and replace-value on a message; set-path and its kin on a target.

#include <string>
#include <string_view>

#include "balancer/settings.hpp"
#include "net/message.hpp"

namespace evenkeel::haproxy {

/// Host, Cookie and X-Forwarded-For of a request, and Set-Cookie of an answer, have fields of their own; all else is lines.
/// `value`: the rule's text as it reads now.
void edit_header(TextTable& texts, Message& message, const HttpRule& rule, std::string_view value);

/// set-method, set-path and the other rules that change a request's method or target.
void edit_target(TextTable& texts, Message& request, const HttpRule& rule, std::string_view value);

}  // namespace evenkeel::haproxy
