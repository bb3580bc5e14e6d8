#include "net/http_bytes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "net/http_words.hpp"

namespace evenkeel {

namespace {

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_'; }

Message no_http(std::string_view bytes, TextTable& texts)
{
    Message message;
    message.kind = MessageKind::bytes;
    message.bytes = static_cast<std::int64_t>(bytes.size());
    message.body = texts.intern(bytes);
    return message;
}

}  // namespace

Message read_request(std::string_view bytes, TextTable& texts)
{
    const std::size_t line_end = bytes.find('\n');
    const std::string_view line = trim(bytes.substr(0, line_end));
    if (line_end == std::string_view::npos) {
        const bool may_become_one = !line.empty() && is_letter(line[0]) && std::all_of(line.begin(), line.end(), [](char c) { return c >= ' '; });
        return may_become_one ? Message{} : no_http(bytes, texts);
    }
    const std::vector<std::string_view> words = split(line, ' ');
    const bool is_request = words.size() == 3 && words[2].starts_with("HTTP/1.") && !words[1].empty() && (words[1][0] == '/' || words[1][0] == '*' || words[1].find("://") != std::string_view::npos) &&
                            !words[0].empty() && std::all_of(words[0].begin(), words[0].end(), is_letter);
    if (!is_request) return no_http(bytes, texts);
    Message request;
    request.kind = MessageKind::request;
    request.method = method_of(words[0]);
    request.path = texts.intern(words[1]);
    request.close = words[2] == "HTTP/1.0";
    request.bytes = static_cast<std::int64_t>(bytes.size());
    std::string headers;
    std::string_view rest = bytes.substr(line_end + 1);
    for (;;) {
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos) return {};
        const std::string_view header = trim(rest.substr(0, end));
        rest.remove_prefix(end + 1);
        if (header.empty()) break;
        const std::size_t colon = std::min(header.find(':'), header.size());
        const std::string_view name = header.substr(0, colon);
        const std::string_view value = trim(header.substr(std::min(colon + 1, header.size())));
        if (equal_ignoring_case(name, "host")) request.host = texts.intern(value);
        else if (equal_ignoring_case(name, "cookie")) request.cookie = texts.intern(value);
        else headers += fmt::format("{}: {}\n", name, value);
        if (equal_ignoring_case(name, "connection")) request.close = equal_ignoring_case(value, "close");
    }
    request.headers = texts.intern(headers);
    request.body = texts.intern(rest);
    return request;
}

std::string written_answer(const Message& answer, const TextTable& texts)
{
    if (answer.kind == MessageKind::bytes || answer.kind == MessageKind::part || answer.kind == MessageKind::last) return std::string(texts[answer.body]);
    std::string text = fmt::format("HTTP/1.1 {} {}\r\n", answer.status, reason_phrase(answer.status));
    for (const std::string_view line : split(texts[answer.headers], '\n'))
        if (!line.empty()) text += fmt::format("{}\r\n", line);
    for (const std::string_view cookie : split(texts[answer.cookie], '\n'))
        if (!cookie.empty()) text += fmt::format("Set-Cookie: {}\r\n", cookie);
    return text + "\r\n" + std::string(texts[answer.body]);
}

}  // namespace evenkeel
