// Answers of the balancer's own, with the sizes that HAProxy 2.6.12's log gives for them (tests/golden/haproxy-log/own-answers.json, error-files.json).

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "balancer/format.hpp"
#include "balancer/reasons.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// Whole, and what of it HEAD does not get.
struct Size {
    std::int32_t status = 0;
    std::int64_t whole = 0;
    std::int64_t content = 0;
};

constexpr std::array<Size, 19> errors{{
    {200, 150, 58}, {400, 206, 90}, {401, 215, 112}, {403, 192, 93}, {404, 182, 83}, {405, 255, 146}, {407, 215, 112}, {408, 232, 110}, {410, 209, 114}, {413, 214, 106},
    {421, 214, 104}, {422, 228, 116}, {425, 179, 80}, {429, 225, 117}, {500, 208, 97}, {501, 242, 136}, {502, 209, 107}, {503, 217, 107}, {504, 198, 92},
}};
constexpr Size usual_error = errors[17];
constexpr std::array<Size, 5> redirections{{{301, 72}, {302, 81}, {303, 85}, {307, 94}, {308, 73}}};     // and the location
constexpr Size usual_redirection = redirections[1];
constexpr std::int64_t bare_server_redirection = 96;    // and the location
constexpr std::int64_t bare_answer = 47;            // and its reason phrase; "content-length" and a digit are in it
constexpr std::int64_t bare_file = 32;              // and its reason phrase
constexpr std::string_view first_line_mark = "status ";     // no request target begins like this

template <std::size_t N>
const Size& size_of(const std::array<Size, N>& sizes, std::int32_t status, const Size& otherwise)
{
    const auto found = std::find_if(sizes.begin(), sizes.end(), [&](const Size& size) { return size.status == status; });
    return found == sizes.end() ? otherwise : *found;
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
    return response(p, status, size_of(errors, status, usual_error).whole + size_of_lines(headers), headers);
}

const ErrorPage* page_of(const ErrorPages& all, std::int32_t status)
{
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each->status == status; });
    return found == all.end() ? nullptr : found->get();
}

std::int64_t digits_of(std::size_t number) { return static_cast<std::int64_t>(fmt::format("{}", number).size()); }

/// An answer without a page: its own header lines, and a body or none.
Message bare(Process& p, std::int32_t status, std::string_view lines, std::string_view body)
{
    const std::int64_t bytes = bare_answer + static_cast<std::int64_t>(reason_of(status).size()) + size_of_lines(lines);
    Message answer = response(p, status, bytes + static_cast<std::int64_t>(body.size()) + digits_of(body.size()) - 1, lines);
    answer.body = p.context.network.texts.intern(body);
    return answer;
}

/// What the first line says is for the client; the log has the status whose place the answer takes.
Message with_first_line(Process& p, Message answer, std::int32_t code)
{
    if (code != answer.status) answer.path = p.context.network.texts.intern(fmt::format("{}{}", first_line_mark, code));
    return answer;
}

/// HEAD gets the lines of an answer alone. `content`: how long the rest of it is.
Message for_method(const Stream& stream, Message answer, std::int64_t content)
{
    if (stream.received.method != Method::head) return answer;
    answer.bytes -= content;
    answer.body = {};
    return answer;
}

Message for_method(const Process& p, const Stream& stream, Message answer)
{
    const auto content = static_cast<std::int64_t>(p.context.network.texts[answer.body].size());
    return for_method(stream, std::move(answer), content);
}

/// A file as it stands.
Message from_file(Process& p, const ErrorPage& file)
{
    Message answer = response(p, file.status, bare_file + static_cast<std::int64_t>(file.reason.size()) + size_of_lines(file.headers) + static_cast<std::int64_t>(file.content.size()), {});
    answer.body = p.context.network.texts.intern(file.content);
    std::string lines;
    std::string cookies;
    for (const std::string_view line : split(file.headers, '\n')) {
        constexpr std::string_view cookie = "set-cookie: ";
        if (line.starts_with(cookie)) cookies += fmt::format("{}{}", cookies.empty() ? "" : "\n", line.substr(cookie.size()));
        else if (!line.empty()) lines += fmt::format("{}\n", line);
    }
    answer.headers = p.context.network.texts.intern(lines);
    answer.cookie = p.context.network.texts.intern(cookies);
    return with_first_line(p, std::move(answer), file.code);
}

/// `texts` renders a format; before there is a request nothing varies.
template <class Render>
Message from_page(Process& p, const ErrorPage& page, Render&& text_of)
{
    switch (page.kind) {
    case PageKind::file: return from_file(p, page);
    case PageKind::empty: {
        Message nothing;
        nothing.status = page.status;
        return nothing;
    }
    case PageKind::elsewhere: {
        const std::int64_t size = size_of(redirections, page.code, usual_redirection).whole + static_cast<std::int64_t>(page.location.size());
        return with_first_line(p, response(p, page.status, size, fmt::format("Location: {}\n", page.location)), page.code);
    }
    case PageKind::reply: break;
    }
    std::string lines;
    for (const HeaderFormat& header : page.formats) lines += fmt::format("{}: {}\n", header.name, text_of(header.value));
    return bare(p, page.code, lines, page.has_body ? text_of(page.body) : std::string());
}

}  // namespace

Message own_response(Process& p, const Stream& stream, std::int32_t status, std::string_view headers)
{
    const ErrorPage* instead = stream.backend == no_index ? nullptr : page_of(p.backend(stream).error_pages, status);
    if (instead == nullptr) instead = page_of(p.frontend(stream).error_pages, status);
    if (instead == nullptr) return for_method(stream, page(p, status, headers), size_of(errors, status, usual_error).content);
    return for_method(p, stream, from_page(p, *instead, [&](const Format& format) { return render(p, stream, nullptr, format); }));
}

Message own_answer(Process& p, const Stream& stream, std::int32_t status, std::string_view headers, std::string_view content)
{
    if (stream.received.method == Method::head) content = {};
    const std::int64_t lines = bare_file + static_cast<std::int64_t>(reason_of(status).size()) + size_of_lines(headers);
    Message answer = response(p, status, lines + static_cast<std::int64_t>(content.size()), headers);
    answer.body = p.context.network.texts.intern(content);
    return answer;
}

Message told_as(Process& p, Message answer, std::int32_t status)
{
    const std::int32_t code = std::exchange(answer.status, status);
    return with_first_line(p, std::move(answer), code);
}

Message own_response(Process& p, std::uint32_t frontend, std::int32_t status)
{
    const ErrorPage* instead = page_of(p.settings().frontends[frontend].error_pages, status);
    if (instead == nullptr) return page(p, status, {});
    return from_page(p, *instead, [](const Format& format) { return format.text; });
}

Message as_sent(const Process& p, const Message& response)
{
    const std::string_view mark = p.context.network.texts[response.path];
    if (!mark.starts_with(first_line_mark)) return response;
    Message answer = response;
    answer.status = static_cast<std::int32_t>(parse_integer(mark.substr(first_line_mark.size())).value_or(response.status));
    answer.path = {};
    return answer;
}

namespace {

/// The line before that of the content's type.
std::string with_length(std::string_view lines, std::size_t length)
{
    const std::size_t type = std::min(lower(lines).find("content-type:"), lines.size());
    return fmt::format("{}Content-Length: {}\n{}", lines.substr(0, type), length, lines.substr(type));
}

/// The header lines that a rule gives its answer.
std::string lines_of(Process& p, const Stream& stream, const Message* response, const HttpRule& rule)
{
    std::string lines;
    for (const HeaderFormat& header : rule.headers) lines += fmt::format("{}: {}\n", header.name, render_header(p, stream, response, header.value));
    return lines;
}

}  // namespace

Message refusal(Process& p, const Stream& stream, const Message* answer, const HttpRule& rule, std::int32_t otherwise)
{
    if (rule.has_body || rule.page || !rule.headers.empty()) return returned_response(p, stream, answer, rule);
    return own_response(p, stream, rule.status != 0 ? rule.status : otherwise);
}

Message returned_response(Process& p, const Stream& stream, const Message* answer, const HttpRule& rule)
{
    const std::int32_t status = rule.status != 0 ? rule.status : 200;
    if (rule.page) return for_method(p, stream, from_page(p, *rule.page, [&](const Format& format) { return render(p, stream, answer, format); }));
    if (rule.has_page) return own_response(p, stream, status);
    const std::string lines = lines_of(p, stream, answer, rule);
    Message whole = bare(p, status, lines, rule.has_body ? render(p, stream, answer, rule.value) : std::string());
    // HEAD is told how long the content would be.
    const std::size_t length = p.context.network.texts[whole.body].size();
    if (stream.received.method == Method::head && length > 0) whole.headers = p.context.network.texts.intern(with_length(lines, length));
    return for_method(p, stream, std::move(whole));
}

Message authentication(Process& p, const Stream& stream, const HttpRule& rule)
{
    return unauthorized(p, stream, rule.name.empty() ? (stream.backend == no_index ? p.frontend(stream).name : p.backend(stream).name) : rule.name);
}

Message unauthorized(Process& p, const Stream& stream, std::string_view realm)
{
    return own_response(p, stream, 401, fmt::format("WWW-Authenticate: Basic realm=\"{}\"\n", realm));
}

std::int64_t size_of_header_lines(const Process& p, const Message& response)
{
    constexpr std::string_view cookie = "set-cookie";
    const TextTable& texts = p.context.network.texts;
    std::int64_t size = size_of_lines(texts[response.headers]);
    for (const std::string_view line : split(texts[response.cookie], '\n'))
        if (!line.empty()) size += static_cast<std::int64_t>(cookie.size() + line.size());
    return size;
}

Message server_redirection(Process& p, std::string_view location)
{
    return response(p, 302, bare_server_redirection + static_cast<std::int64_t>(location.size()), fmt::format("Location: {}\n", location));
}

Message redirection(Process& p, const HttpRule& rule, std::string_view location)
{
    const std::int32_t status = rule.status != 0 ? rule.status : 302;
    std::int64_t size = size_of(redirections, status, usual_redirection).whole + static_cast<std::int64_t>(location.size());
    if (!rule.set_cookie.empty()) size += static_cast<std::int64_t>(std::string_view("set-cookie").size() + rule.set_cookie.size());
    Message answer = response(p, status, size, fmt::format("Location: {}\n", location));
    answer.cookie = p.context.network.texts.intern(rule.set_cookie);
    return answer;
}

}  // namespace evenkeel::haproxy
