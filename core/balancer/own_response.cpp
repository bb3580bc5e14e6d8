// Answers of the balancer's own, with the sizes that HAProxy 2.6.12's log gives for them (tests/golden/haproxy-log/own-answers.json).

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "balancer/format.hpp"
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

Message page(Process& p, std::int32_t status, std::string_view headers)
{
    return response(p, status, size_of(errors, status, usual_error) + size_of_lines(headers), headers);
}

const ErrorLocation* location_of(const std::vector<ErrorLocation>& all, std::int32_t status)
{
    const auto found = std::find_if(all.begin(), all.end(), [&](const ErrorLocation& each) { return each.status == status; });
    return found == all.end() ? nullptr : &*found;
}

Message moved(Process& p, const ErrorLocation& elsewhere)
{
    const std::int64_t size = size_of(redirections, elsewhere.code, usual_redirection) + static_cast<std::int64_t>(elsewhere.location.size());
    return response(p, elsewhere.code, size, fmt::format("Location: {}\n", elsewhere.location));
}

}  // namespace

Message own_response(Process& p, const Stream& stream, std::int32_t status, std::string_view headers)
{
    const ErrorLocation* elsewhere = stream.backend == no_index ? nullptr : location_of(p.backend(stream).error_locations, status);
    if (elsewhere == nullptr) elsewhere = location_of(p.frontend(stream).error_locations, status);
    return elsewhere != nullptr ? moved(p, *elsewhere) : page(p, status, headers);
}

Message own_response(Process& p, std::uint32_t frontend, std::int32_t status)
{
    const ErrorLocation* elsewhere = location_of(p.settings().frontends[frontend].error_locations, status);
    return elsewhere != nullptr ? moved(p, *elsewhere) : page(p, status, {});
}

namespace {

/// The header lines that a rule gives its answer.
std::string lines_of(Process& p, const Stream& stream, const Message* response, const HttpRule& rule)
{
    std::string lines;
    for (const HeaderFormat& header : rule.headers) lines += fmt::format("{}: {}\n", header.name, render(p, stream, response, header.value));
    return lines;
}

std::int64_t digits_of(std::size_t number) { return static_cast<std::int64_t>(fmt::format("{}", number).size()); }

}  // namespace

Message refusal(Process& p, const Stream& stream, const Message* answer, const HttpRule& rule, std::int32_t otherwise)
{
    if (rule.has_body) return returned_response(p, stream, answer, rule);
    return own_response(p, stream, rule.status != 0 ? rule.status : otherwise, lines_of(p, stream, answer, rule));
}

Message returned_response(Process& p, const Stream& stream, const Message* answer, const HttpRule& rule)
{
    const std::int32_t status = rule.status != 0 ? rule.status : 200;
    if (rule.has_page) return own_response(p, stream, status);
    const std::string lines = lines_of(p, stream, answer, rule);
    std::int64_t bytes = bare_answer + static_cast<std::int64_t>(reason_phrase(status).size()) + size_of_lines(lines);
    if (rule.has_body) {
        const std::size_t body = render(p, stream, answer, rule.value).size();
        bytes += static_cast<std::int64_t>(body) + digits_of(body) - 1;
    }
    return response(p, status, bytes, lines);
}

Message authentication(Process& p, const Stream& stream, const HttpRule& rule)
{
    const std::string& realm = rule.name.empty() ? (stream.backend == no_index ? p.frontend(stream).name : p.backend(stream).name) : rule.name;
    return own_response(p, stream, 401, fmt::format("WWW-Authenticate: Basic realm=\"{}\"\n", realm));
}

Message redirection(Process& p, const HttpRule& rule, std::string_view location)
{
    const std::int32_t status = rule.status != 0 ? rule.status : 302;
    std::int64_t size = size_of(redirections, status, usual_redirection) + static_cast<std::int64_t>(location.size());
    if (!rule.set_cookie.empty()) size += static_cast<std::int64_t>(std::string_view("set-cookie").size() + rule.set_cookie.size());
    Message answer = response(p, status, size, fmt::format("Location: {}\n", location));
    answer.cookie = p.context.network.texts.intern(rule.set_cookie);
    return answer;
}

}  // namespace evenkeel::haproxy
