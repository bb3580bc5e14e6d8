#pragma once
// nginx's $variables: those that mean something here.

#include <span>
#include <string>
#include <string_view>

#include "net/message.hpp"

namespace evenkeel::nginx {

/// What the variables of one request stand for.
struct VariableScope {
    std::string_view hostname;          ///< of the machine
    std::string_view host;              ///< Host header as sent
    std::string_view server_name;       ///< first name of the server block
    std::string_view target;            ///< request target with arguments
    std::string_view path;              ///< normalised
    std::string_view proxy_host;
    Endpoint client;
    Endpoint own;
    Method method{};
    std::int32_t status = 0;
};

/// Names without the dollar sign, in alphabetical order. nginx ignores their case.
std::span<const std::string_view> known_variables();

/// The text with its variables put in: "$hostname" and "${hostname}". One that is not simulated is empty:
/// the reader has said so.
std::string expand(std::string_view text, const VariableScope& scope);

}  // namespace evenkeel::nginx
