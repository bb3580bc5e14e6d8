#include "config/haproxy/modern_line.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// As one word of today's file: in quotes where it has blanks.
std::string as_word(std::string_view text)
{
    if (!text.empty() && text.find_first_of(" \t\"'#\\") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '$') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

std::string rest_of(const Words& words, std::size_t from)
{
    std::string text;
    for (std::size_t i = from; words.has(i); ++i) text += " " + words[i];
    return text;
}

/// "Name: value", an expression's ^ before it: the name and what follows; nothing for other texts.
struct HeaderText {
    std::string name;
    std::string value;
};
std::optional<HeaderText> header_in(std::string_view text)
{
    if (text.starts_with('^')) text.remove_prefix(1);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    const std::string_view name = text.substr(0, colon);
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
    if (!plain) return std::nullopt;
    return HeaderText{std::string(name), std::string(trim(text.substr(colon + 1)))};
}

/// Groups count one less when the first one is gone; nothing when the first one is used again.
std::optional<std::string> without_first_group(std::string_view replacement)
{
    std::string made;
    for (std::size_t i = 0; i < replacement.size(); ++i) {
        made += replacement[i];
        if (replacement[i] != '\\' || i + 1 == replacement.size()) continue;
        char next = replacement[++i];
        if (next == '1') return std::nullopt;
        if (next >= '2' && next <= '9') --next;
        made += next;
    }
    return made;
}

/// reqrep ^([^\ ]*)\ /old(.*) \1\ /new\2: the path behind the method.
std::string replaced_path(const Words& words)
{
    std::string_view expression = words[1];
    std::string_view replacement = words[2];
    if (!expression.starts_with("^(") || !replacement.starts_with("\\1 ")) return "";
    const std::size_t end = expression.find(") ");
    if (end == std::string_view::npos) return "";
    const auto text = without_first_group(replacement.substr(3));
    if (!text) return "";
    return "http-request replace-path " + as_word(expression.substr(end + 2)) + " " + as_word(*text) + rest_of(words, 3);
}

std::string replaced(const Words& words, std::string_view kind)
{
    const auto expression = header_in(words[1]);
    const auto text = header_in(words[2]);
    if (!expression || !text || !equal_ignoring_case(expression->name, text->name)) return kind == "http-request" ? replaced_path(words) : "";
    return std::string(kind) + " replace-header " + expression->name + " " + as_word(expression->value.empty() ? ".*" : expression->value) + " " + as_word(text->value) + rest_of(words, 3);
}

std::string set_header(const Words& words, std::string_view kind)
{
    const auto header = header_in(words[1]);
    return header ? std::string(kind) + " set-header " + header->name + " " + as_word(header->value) + rest_of(words, 2) : "";
}

std::string deleted(const Words& words, std::string_view kind)
{
    const auto header = header_in(words[1]);
    return header ? std::string(kind) + " del-header " + header->name + rest_of(words, 2) : "";
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) { return std::find(list.begin(), list.end(), word) != list.end(); }

}  // namespace

std::string modern_line(const Words& words)
{
    const std::string& word = words[0] == "timeout" ? words[1] : words[0];
    const std::string& value = words[0] == "timeout" ? words[2] : words[1];
    if (word == "reqadd") return set_header(words, "http-request");
    if (word == "rspadd") return set_header(words, "http-response");
    if (word == "reqrep" || word == "reqirep") return replaced(words, "http-request");
    if (word == "rsprep" || word == "rspirep") return replaced(words, "http-response");
    if (word == "reqdel" || word == "reqidel") return deleted(words, "http-request");
    if (word == "rspdel" || word == "rspidel") return deleted(words, "http-response");
    if (is_one_of(word, {"reqdeny", "reqideny", "reqtarpit", "reqitarpit", "reqallow", "reqiallow"})) {
        const auto header = header_in(words[1]);
        const std::string action = word.find("deny") != std::string::npos ? "deny" : word.find("tarpit") != std::string::npos ? "tarpit" : "allow";
        return header ? "http-request " + action + " if { req.fhdr(" + header->name + ") -m reg " + as_word(header->value.empty() ? "." : header->value) + " }" : "";
    }
    if (word == "block") return "http-request deny" + rest_of(words, 1);
    if (word == "redispatch" || word == "redisp") return "option redispatch";
    if (word == "monitor-net") return value.empty() ? "" : "http-request return status 200 if { src " + value + " }";
    if (word == "clitimeout") return "timeout client " + value;
    if (word == "contimeout") return "timeout connect " + value;
    if (word == "srvtimeout") return "timeout server " + value;
    return "";
}

}  // namespace evenkeel::haproxy
