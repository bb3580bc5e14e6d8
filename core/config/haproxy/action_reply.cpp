// What deny, tarpit and return answer: status, headers, body.

#include <algorithm>
#include <iterator>

#include "config/haproxy/actions.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

struct Reply {
    std::int32_t status = 0;
    std::vector<HeaderFormat> headers;
    std::string type;
    std::string source;             ///< the word that has named a body
    Format body;
    Token file;                     ///< of errorfile
    std::string section;            ///< of errorfiles
    bool simulated = true;
};

bool is_body(std::string_view word) { return word == "file" || word == "lf-file" || word == "string" || word == "lf-string"; }

/// string, lf-string, file, lf-file: the text of the body.
bool read_body(Reader& reader, std::string_view keyword, std::string_view word, const Token& value, Reply& reply, Fault& said)
{
    Token text = value;
    if (word.ends_with("file")) {
        auto content = read_body_file(reader, value, said);
        if (!content) return false;
        text.text = std::move(*content);
    }
    ReadFormat read;
    if (word.starts_with("lf-") && !text.text.empty()) {
        if (!read_format(reader, keyword, text, read, said)) return false;
    } else {
        read.format.text = text.text;
    }
    reply.body = std::move(read.format);
    reply.simulated = reply.simulated && read.simulated;
    return true;
}

/// One word of a reply and what belongs to it; false and `said` at a mistake, `done` when the word is none of a reply's.
bool read_word(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, bool is_return, Reply& reply, bool& done, Fault& said)
{
    const std::string& word = words[index];
    const Token& value = words.token(index + 1);
    const bool is_source = is_body(word) || word == "errorfile" || word == "errorfiles" || word == "default-errorfiles";
    if (is_source && !reply.source.empty()) return said = fault(sentence::reply_second_body, words.token(index).column, {{"word", word}, {"first", reply.source}}), false;
    if (word == "status" || (word == "deny_status" && !is_return)) {
        if (value.text.empty()) return said = fault(sentence::status_expects, value.column, {{"keyword", "status"}}), false;
        reply.status = static_cast<std::int32_t>(std::clamp<std::int64_t>(leading_integer(value.text), -1, 99999));
        if (reply.status < 200 || reply.status > 599) return said = fault(sentence::status_unexpected, value.column, {{"word", std::to_string(reply.status)}}), false;
        index += 2;
    } else if (word == "default-errorfiles") {
        reply.source = word;
        ++index;
    } else if (word == "content-type" || is_source) {
        if (value.text.empty()) {
            const std::string_view what = word == "content-type" ? "ctype" : word == "string" ? "str" : word == "errorfiles" ? "name" : word.ends_with("file") && word != "errorfile" ? "file" : "fmt";
            return said = fault(sentence::reply_expects, value.column, {{"keyword", word}, {"what", what}}), false;
        }
        if (is_body(word) && !read_body(reader, keyword, word, value, reply, said)) return false;
        if (word == "content-type") reply.type = value.text;
        else reply.source = word;
        if (word == "errorfile") reply.file = value;
        if (word == "errorfiles") reply.section = value.text;
        index += 2;
    } else if (word == "hdr") {
        if (value.text.empty() || !words.has(index + 2)) return said = fault(sentence::reply_header, value.column), false;
        ReadFormat read;
        if (!read_format(reader, keyword, words.token(index + 2), read, said)) return false;
        reply.headers.push_back({value.text, read.format});
        reply.simulated = reply.simulated && read.simulated;
        index += 3;
    } else {
        done = true;
    }
    return true;
}

bool has_page(std::int32_t status)
{
    constexpr std::int32_t pages[] = {200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 421, 422, 425, 429, 500, 501, 502, 503, 504};
    return std::find(std::begin(pages), std::end(pages), status) != std::end(pages);
}

}  // namespace

bool read_reply(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, std::int32_t status, RuleAction action, ReadAction& read, Fault& said)
{
    Reply reply;
    reply.status = status;
    const bool is_return = action == RuleAction::return_status;
    bool done = false;
    while (!done && words.has(index) && !is_condition(words[index]))
        if (!read_word(reader, keyword, words, index, is_return, reply, done, said)) return false;
    const bool is_page = reply.source == "default-errorfiles" || reply.source.starts_with("errorfile");
    const bool default_page = reply.source == "default-errorfiles" || (reply.source.empty() && reply.headers.empty() && reply.type.empty() && !is_return);
    if (default_page && !has_page(reply.status)) {
        said = fault(sentence::status_without_page, words.token(index).column, {{"status", std::to_string(reply.status)}});
        return false;
    }
    const bool has_body = is_body(reply.source);
    if (reply.source.starts_with("lf-") && reply.type.empty()) {
        said = fault(sentence::reply_format_without_type, words.token(index).column);
        return false;
    }
    if (has_body && reply.type.empty() && !reply.body.text.empty()) {
        said = fault(sentence::reply_without_type, words.token(index).column);
        return false;
    }
    std::shared_ptr<const ErrorPage> page;
    if (reply.source == "errorfile") {
        page = read_error_file(reader, reply.file, reply.status, said);
        if (!page) return false;
    }
    const auto type_is_unused = [&](std::string_view why) {
        if (!reply.type.empty()) reader.warn(words.token(1), sentence::reply_type_unused, {{"type", reply.type}, {"why", why}});
        reply.type.clear();
    };
    if (is_page) {
        type_is_unused("when used with an erorrfile");
        if (!reply.headers.empty()) reader.warn(words.token(1), sentence::reply_headers_unused);
        reply.headers.clear();
    } else if (!has_body) {
        type_is_unused("because neither errorfile nor payload defined");
    } else if (reply.body.text.empty()) {
        type_is_unused("when used with an empty payload");
    }
    if (!reply.section.empty()) reader.proxy().reply_sections.push_back({reply.section, reply.status, reader.line});
    read.is_final = true;
    if (!reply.simulated) return true;
    read.rule = make_rule(action, "", reply.body, reply.status);
    read.rule->page = std::move(page);
    read.rule->expression = reply.section;      // the page is looked up when all sections are known
    read.rule->has_page = default_page;
    read.rule->has_body = has_body;
    read.rule->headers = reply.headers;
    if (!reply.type.empty()) read.rule->headers.push_back({"Content-Type", {reply.type, false, {}}});
    return true;
}

}  // namespace evenkeel::haproxy
