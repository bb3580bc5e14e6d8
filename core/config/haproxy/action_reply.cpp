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
    bool simulated = true;
};

/// One word of a reply and what belongs to it; false and `said` at a mistake, `done` when the word is none of a reply's.
bool read_word(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, bool is_return, Reply& reply, bool& done, Fault& said)
{
    const std::string& word = words[index];
    const Token& value = words.token(index + 1);
    if (word == "status" || (word == "deny_status" && !is_return)) {
        if (value.text.empty()) return said = fault(sentence::status_expects, value.column, {{"keyword", "status"}}), false;
        reply.status = static_cast<std::int32_t>(std::clamp<std::int64_t>(leading_integer(value.text), -1, 99999));
        if (reply.status < 200 || reply.status > 599) return said = fault(sentence::status_unexpected, value.column, {{"word", value.text}}), false;
        index += 2;
    } else if (word == "content-type" || word == "errorfiles" || word == "errorfile" || word == "file" || word == "lf-file" || word == "string" || word == "lf-string") {
        if (value.text.empty()) return said = fault(sentence::reply_value, value.column, {{"keyword", word}}), false;
        ReadFormat read;
        if (word == "lf-string" && !read_format(reader, keyword, value, read, said)) return false;
        if (word == "string") read.format.text = value.text;
        if (word == "content-type") {
            reply.type = value.text;
        } else {
            reply.source = word;
            reply.body = read.format;
            reply.simulated = reply.simulated && read.simulated;
        }
        index += 2;
    } else if (word == "hdr") {
        if (value.text.empty() || !words.has(index + 2)) return said = fault(sentence::reply_header, value.column), false;
        ReadFormat read;
        if (!read_format(reader, keyword, words.token(index + 2), read, said)) return false;
        reply.headers.push_back({value.text, read.format});
        reply.simulated = reply.simulated && read.simulated;
        index += 3;
    } else if (word == "default-errorfiles") {
        reply.source = word;
        ++index;
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
    const bool default_page = reply.source == "default-errorfiles" || (reply.source.empty() && !is_return);
    if (default_page && !has_page(reply.status)) {
        said = fault(sentence::status_without_page, words.token(index).column, {{"status", std::to_string(reply.status)}});
        return false;
    }
    const bool has_body = reply.source == "string" || reply.source == "lf-string" || reply.source == "file" || reply.source == "lf-file";
    if (has_body && reply.type.empty() && (!reply.body.text.empty() || reply.source.ends_with("file"))) {
        said = fault(sentence::reply_without_type, words.token(index).column);
        return false;
    }
    read.is_final = true;
    if (!reply.simulated) return true;
    read.rule = make_rule(action, "", reply.body, reply.status);
    read.rule->has_body = has_body;
    read.rule->has_page = is_return && reply.source == "default-errorfiles";
    if (read.rule->has_body && !reply.type.empty()) read.rule->headers.push_back({"Content-Type", {reply.type, false, {}}});
    read.rule->headers.insert(read.rule->headers.end(), reply.headers.begin(), reply.headers.end());
    return true;
}

}  // namespace evenkeel::haproxy
