#include "balancer/http_head.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::array<std::string_view, 28> names{
    "MSG_RQBEFORE", "MSG_RQBEFORE_CR", "MSG_RQMETH", "MSG_RQMETH_SP", "MSG_RQURI", "MSG_RQURI_SP", "MSG_RQVER", "MSG_RQLINE_END", "MSG_RPBEFORE", "MSG_RPBEFORE_CR",
    "MSG_RPVER", "MSG_RPVER_SP", "MSG_RPCODE", "MSG_RPCODE_SP", "MSG_RPREASON", "MSG_RPLINE_END", "MSG_HDR_FIRST", "MSG_HDR_NAME", "MSG_HDR_COL", "MSG_HDR_L1_SP",
    "MSG_HDR_L1_LF", "MSG_HDR_L1_LWS", "MSG_HDR_VAL", "MSG_HDR_L2_LF", "MSG_HDR_L2_LWS", "MSG_LAST_LF", "MSG_CHUNK_SIZE", "MSG_DATA",
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool ends_line(char c) { return c == '\r' || c == '\n'; }
bool is_token(char c) { return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z') || (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos); }
bool is_of_version(char c) { return is_digit(c) || is_capital(c) || c == '/' || c == '.'; }
bool is_of_target(char c) { return c > ' ' && c <= '~' && c != '#'; }

/// "a:80" of http is "a".
std::string_view without_usual_port(std::string_view authority, std::string_view scheme)
{
    const std::string_view port = scheme == "https" ? ":443" : ":80";
    return authority.ends_with(port) ? authority.substr(0, authority.size() - port.size()) : authority;
}

/// Reads a head byte by byte; whoever finds that it cannot go on has ended the reading.
class Reading {
public:
    Reading(std::string_view bytes, std::uint32_t flags) : bytes_(bytes) { reading_.flags = flags; }

    HeadReading request()
    {
        if (skip_blank_lines(HeadState::request_before, HeadState::request_before_lf) && request_line() && headers()) finish_request();
        return reading_;
    }

    HeadReading answer()
    {
        if (skip_blank_lines(HeadState::answer_before, HeadState::answer_before_lf) && status_line() && headers()) finish();
        return reading_;
    }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    HeadReading reading_;
    std::string_view method_;
    std::size_t target_at_ = 0;
    std::string_view target_;
    std::size_t version_at_ = 0;
    std::string_view version_;
    std::optional<std::string_view> host_;
    std::size_t host_at_ = 0;

    bool stop(HeadEnd end, std::size_t at)
    {
        reading_.end = end;
        reading_.at = static_cast<std::uint32_t>(at);
        return false;
    }
    bool refuse(std::size_t at, HeadState state)
    {
        reading_.state = state;
        return stop(HeadEnd::invalid, at);
    }
    /// There is a byte at which `state` can look.
    bool has_more(HeadState state)
    {
        reading_.state = state;
        return at_ < bytes_.size() || stop(HeadEnd::unfinished, bytes_.size());
    }
    char here() const { return bytes_[at_]; }

    template <class Fits>
    bool pass(HeadState state, Fits&& fits)
    {
        while (at_ < bytes_.size() && fits(here())) ++at_;
        return has_more(state);
    }
    /// CR LF, or LF alone; `state` waits for the LF.
    bool line_end(HeadState state)
    {
        if (here() == '\r') {
            ++at_;
            if (!has_more(state)) return false;
            if (here() != '\n') return refuse(at_, state);
        }
        ++at_;
        return true;
    }

    bool skip_blank_lines(HeadState state, HeadState before_lf)
    {
        while (has_more(state) && ends_line(here()))
            if (!line_end(before_lf)) return false;
        if (reading_.end == HeadEnd::unfinished) return false;
        return is_token(here()) || refuse(at_, state);
    }

    bool request_line()
    {
        const std::size_t from = at_;
        if (!pass(HeadState::method, is_token)) return false;
        method_ = bytes_.substr(from, at_ - from);
        if (ends_line(here())) return short_request();
        if (!is_blank(here())) return refuse(at_, HeadState::method);
        if (!pass(HeadState::after_method, is_blank)) return false;
        if (ends_line(here())) return short_request();
        target_at_ = at_;
        if (!pass(HeadState::target, is_of_target)) return false;
        target_ = bytes_.substr(target_at_, at_ - target_at_);
        if (ends_line(here())) return short_request();
        if (!is_blank(here())) return refuse(at_, HeadState::target);
        if (!pass(HeadState::after_target, is_blank)) return false;
        if (ends_line(here())) return short_request();
        version_at_ = at_;
        if (!pass(HeadState::request_version, is_of_version)) return false;
        if (!ends_line(here())) return refuse(at_, HeadState::request_version);
        take_version();
        return line_end(HeadState::request_line_end);
    }

    /// HTTP/0.9, which has no version, is not taken.
    bool short_request()
    {
        const std::size_t at = at_;
        return line_end(HeadState::request_line_end) && refuse(at, HeadState::data);
    }

    void take_version()
    {
        version_ = bytes_.substr(version_at_, at_ - version_at_);
        if (version_.size() == 8 && (version_[5] > '1' || (version_[5] == '1' && version_[7] >= '1'))) reading_.flags |= head_flag::version_1_1;
    }

    bool status_line()
    {
        version_at_ = at_;
        if (!pass(HeadState::answer_version, is_of_version)) return false;
        if (!is_blank(here())) return refuse(at_, HeadState::answer_version);
        take_version();
        if (!pass(HeadState::after_answer_version, is_blank)) return false;
        if (ends_line(here())) return refuse(at_, HeadState::after_answer_version);
        if (!pass(HeadState::status, is_digit)) return false;
        if (!is_blank(here()) && !ends_line(here())) return refuse(at_, HeadState::status);
        return pass(HeadState::reason, [](char c) { return !ends_line(c); }) && line_end(HeadState::answer_line_end);
    }

    bool headers()
    {
        while (has_more(HeadState::first_header)) {
            if (ends_line(here())) return line_end(HeadState::last_lf);
            if (!header()) return false;
        }
        return false;
    }

    bool header()
    {
        const std::size_t from = at_;
        if (!pass(HeadState::header_name, is_token)) return false;
        if (here() != ':' || at_ == from) return refuse(at_, HeadState::header_name);
        const std::string_view name = bytes_.substr(from, at_++ - from);
        if (!pass(HeadState::before_value, is_blank)) return false;
        const std::size_t value_at = at_;
        const bool is_empty = ends_line(here());
        std::size_t value_end = value_at;
        // A line that begins with a blank goes on with the one before it.
        do {
            if (!pass(HeadState::header_value, [](char c) { return !ends_line(c); })) return false;
            value_end = at_;
            if (!line_end(is_empty ? HeadState::empty_value_lf : HeadState::value_lf)) return false;
            if (!has_more(is_empty ? HeadState::after_empty_value : HeadState::after_value)) return false;
        } while (is_blank(here()));
        return take(name, trim(bytes_.substr(value_at, value_end - value_at))) || refuse(value_at, HeadState::after_value);
    }

    /// What a header means for the message; false: it cannot be so.
    bool take(std::string_view name, std::string_view value)
    {
        if (equal_ignoring_case(name, "content-length")) return take_length(value);
        if (equal_ignoring_case(name, "transfer-encoding")) return take_encoding(value);
        if (equal_ignoring_case(name, "connection")) take_connection(value);
        if (equal_ignoring_case(name, "upgrade") && equal_ignoring_case(value, "websocket")) reading_.flags |= head_flag::websocket;
        if (!equal_ignoring_case(name, "host") || (reading_.flags & head_flag::answer) != 0) return true;
        if (host_) return equal_ignoring_case(*host_, value);
        host_ = value;
        host_at_ = static_cast<std::size_t>(value.data() - bytes_.data());
        return true;
    }

    bool take_length(std::string_view value)
    {
        for (const std::string_view each : split(value, ',')) {
            const std::string_view digits = trim(each);
            const auto length = parse_integer(digits);
            if (!length || !std::all_of(digits.begin(), digits.end(), is_digit)) return false;
            if ((reading_.flags & head_flag::content_length) != 0 && *length != reading_.body_length) return false;
            reading_.flags |= head_flag::content_length;
            reading_.body_length = *length;
        }
        return true;
    }

    bool take_encoding(std::string_view value)
    {
        reading_.flags |= head_flag::encoded;
        for (const std::string_view each : split(value, ',')) {
            // `chunked` is the last one, and there is one.
            if ((reading_.flags & head_flag::encoded_chunked) != 0) return false;
            reading_.flags |= equal_ignoring_case(trim(each), "chunked") ? head_flag::encoded_chunked : head_flag::encoded_otherwise;
        }
        if ((reading_.flags & head_flag::encoded_chunked) != 0) reading_.flags |= head_flag::chunked;
        return true;
    }

    void take_connection(std::string_view value)
    {
        for (const std::string_view each : split(value, ',')) {
            const std::string_view word = trim(each);
            if (equal_ignoring_case(word, "close")) reading_.flags |= head_flag::close;
            if (equal_ignoring_case(word, "keep-alive")) reading_.flags |= head_flag::keep_alive;
            if (equal_ignoring_case(word, "upgrade")) reading_.flags |= head_flag::upgrade;
        }
    }

    /// Transfer-Encoding without chunked at its end leaves open how long the body is.
    bool has_open_end() const { return (reading_.flags & head_flag::encoded_otherwise) != 0 && (reading_.flags & head_flag::chunked) == 0; }

    void finish()
    {
        if (has_open_end()) return void(refuse(at_, HeadState::data));
        stop(HeadEnd::whole, at_);
    }

    void finish_request()
    {
        const bool is_http = version_.size() == 8 && version_.starts_with("HTTP/") && is_digit(version_[5]) && version_[6] == '.' && is_digit(version_[7]);
        if (!is_http) return void(refuse(version_at_, HeadState::data));
        if (const auto wrong = contradiction()) return void(refuse(*wrong, HeadState::last_lf));
        finish();
    }

    /// A target that names a host and a Host line that names another one.
    std::optional<std::size_t> contradiction() const
    {
        const std::size_t colon = target_.find("://");
        const std::string_view scheme = target_.substr(0, std::min(colon, target_.size()));
        if (target_.starts_with('/') || target_ == "*") return {};
        std::string_view authority = target_;
        if (colon != std::string_view::npos) authority = target_.substr(colon + 3, target_.find_first_of("/?", colon + 3) - (colon + 3));
        if (method_ == "CONNECT" && authority.find(':') == std::string_view::npos) return target_at_;
        if (!host_ || authority.empty() || equal_ignoring_case(*host_, authority)) return {};
        const bool same = method_ != "CONNECT" && equal_ignoring_case(without_usual_port(*host_, scheme), without_usual_port(authority, scheme));
        return same ? std::nullopt : std::optional(host_at_);
    }
};

HeadReading with_limit(HeadReading reading, std::string_view bytes)
{
    if (reading.end == HeadEnd::unfinished && bytes.size() >= most_head_bytes) {
        reading.end = HeadEnd::invalid;
        reading.at = static_cast<std::uint32_t>(most_head_bytes);
    }
    return reading;
}

}  // namespace

std::string_view name_of(HeadState state) { return names[static_cast<std::size_t>(state)]; }

HeadReading read_request_head(std::string_view bytes)
{
    bytes = bytes.substr(0, most_head_bytes);
    return with_limit(Reading(bytes, head_flag::usual).request(), bytes);
}

HeadReading read_answer_head(std::string_view bytes, bool to_head)
{
    bytes = bytes.substr(0, most_head_bytes);
    return with_limit(Reading(bytes, head_flag::usual | head_flag::answer | (to_head ? head_flag::to_head : 0)).answer(), bytes);
}

}  // namespace evenkeel::haproxy
