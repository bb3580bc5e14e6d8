#include "net/http_words.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace evenkeel {

namespace {

constexpr std::array<std::string_view, 10> method_names{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "OTHER"};

}  // namespace

std::string_view method_name(Method method) { return method_names[static_cast<std::size_t>(method)]; }

Method method_of(std::string_view name)
{
    const auto found = std::find(method_names.begin(), method_names.end(), name);
    return found == method_names.end() ? Method::other : static_cast<Method>(found - method_names.begin());
}

std::string_view reason_phrase(std::int32_t status)
{
    constexpr std::array<std::pair<std::int32_t, std::string_view>, 25> phrases{{
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {410, "Gone"},
        {413, "Content Too Large"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
    }};
    const auto found = std::find_if(phrases.begin(), phrases.end(), [&](const auto& phrase) { return phrase.first == status; });
    return found == phrases.end() ? std::string_view() : found->second;
}

std::string_view header_line(std::string_view headers, std::string_view name)
{
    for (const std::string_view line : split(headers, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && equal_ignoring_case(line.substr(0, colon), name)) return trim(line.substr(colon + 1));
    }
    return {};
}

}  // namespace evenkeel
