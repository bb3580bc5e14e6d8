// Answers of the balancer's own, with the sizes that HAProxy 2.6.12's log gives for them (tests/golden/haproxy-log/own-answers.json).

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "balancer/process.hpp"
#include "base/text.hpp"
#include "net/http_words.hpp"

namespace evenkeel::haproxy {

namespace {

using Size = std::pair<std::int32_t, std::int64_t>;

constexpr std::array<Size, 19> errors{{
    {200, 150}, {400, 206}, {401, 215}, {403, 192}, {404, 182}, {405, 255}, {407, 215}, {408, 232}, {410, 209}, {413, 214},
    {421, 214}, {422, 228}, {425, 179}, {429, 225}, {500, 208}, {501, 242}, {502, 209}, {503, 217}, {504, 198},
}};
constexpr std::array<Size, 5> redirections{{{301, 72}, {302, 81}, {303, 85}, {307, 94}, {308, 73}}};     // and the location
constexpr std::int64_t usual_error = 217;
constexpr std::int64_t usual_redirection = 81;
constexpr std::int64_t bare_answer = 47;            // and its reason phrase

template <std::size_t N>
std::int64_t size_of(const std::array<Size, N>& sizes, std::int32_t status, std::int64_t otherwise)
{
    const auto found = std::find_if(sizes.begin(), sizes.end(), [&](const Size& size) { return size.first == status; });
    return found == sizes.end() ? otherwise : found->second;
}

/// Names and values count, what stands between them does not.
std::int64_t size_of_lines(std::string_view lines)
{
    std::int64_t size = 0;
    for (const std::string_view line : split(lines, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos) size += static_cast<std::int64_t>(colon + trim(line.substr(colon + 1)).size());
    }
    return size;
}

Message response(Process& p, std::int32_t status, std::int64_t bytes, std::string_view headers)
{
    Message answer;
    answer.kind = MessageKind::response;
    answer.status = status;
    answer.bytes = bytes;
    answer.headers = p.context.network.texts.intern(headers);
    return answer;
}

}  // namespace

Message own_response(Process& p, std::int32_t status, std::string_view headers)
{
    return response(p, status, size_of(errors, status, usual_error) + size_of_lines(headers), headers);
}

Message returned_response(Process& p, std::int32_t status, std::string_view headers)
{
    return response(p, status, bare_answer + static_cast<std::int64_t>(reason_phrase(status).size()) + size_of_lines(headers), headers);
}

Message redirection(Process& p, std::int32_t status, std::string_view location)
{
    const std::int64_t size = size_of(redirections, status, usual_redirection) + static_cast<std::int64_t>(location.size());
    return response(p, status, size, fmt::format("Location: {}\n", location));
}

}  // namespace evenkeel::haproxy
