#pragma once
// set-header, add-header and del-header on a message.

#include "balancer/settings.hpp"
#include "net/message.hpp"

namespace evenkeel::haproxy {

/// Host, Cookie and X-Forwarded-For of a request, and Set-Cookie of an answer, have fields of their own; all else is lines.
void edit_header(TextTable& texts, Message& message, const HttpRule& rule);

}  // namespace evenkeel::haproxy
