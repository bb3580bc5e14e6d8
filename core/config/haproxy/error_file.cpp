#include "config/haproxy/error_file.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

bool is_version_character(char c) { return (c >= '0' && c <= '9') || c == '.' || c == '/' || c == 'H' || c == 'T' || c == 'P'; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_token(char c)
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || others.find(c) != std::string_view::npos;
}

/// Goes through the text; where it cannot go on, `at` is the place that HAProxy names.
class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    ErrorFile parse()
    {
        while (!over() && (text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
        if (!first_line()) return malformed();
        while (!over() && !at_line_end())
            if (!header()) return malformed();
        if (over()) return incomplete();
        skip_line_end();
        return body();
    }

private:
    bool over() const { return at_ >= text_.size(); }
    bool at_line_end() const { return text_[at_] == '\n' || (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n'); }
    void skip_line_end() { at_ += text_[at_] == '\r' ? 2 : 1; }

    ErrorFile malformed() const
    {
        if (over()) return incomplete();
        return {{}, fmt::format("unable to parse headers (error offset: {})", at_)};
    }
    static ErrorFile incomplete() { return {{}, "unable to parse headers (error offset: -2)"}; }

    std::string_view take_line()
    {
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        std::string_view line = text_.substr(at_, end - at_);
        at_ = std::min(end + 1, text_.size());
        if (line.ends_with('\r')) line.remove_suffix(1);
        return line;
    }

    bool first_line()
    {
        const std::size_t start = at_;
        while (!over() && is_version_character(text_[at_])) ++at_;
        const std::string_view version = text_.substr(start, at_ - start);
        const bool ends = !over() && (is_blank(text_[at_]) || text_[at_] == '\n' || text_[at_] == '\r');
        if (!ends) return over();
        if (version.size() != 8 || !version.starts_with("HTTP/") || version[6] != '.') return at_ = start, false;
        while (!over() && is_blank(text_[at_])) ++at_;
        const std::size_t code = at_;
        while (!over() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
        if (over()) return false;
        if (!is_blank(text_[at_]) && text_[at_] != '\n' && text_[at_] != '\r') return false;
        if (at_ - code > 9) return at_ = start, false;
        page_.code = static_cast<std::int32_t>(parse_integer(text_.substr(code, at_ - code)).value_or(0));
        while (!over() && is_blank(text_[at_])) ++at_;
        page_.reason = take_line();
        return true;
    }

    bool header()
    {
        const std::size_t start = at_;
        while (!over() && is_token(text_[at_])) ++at_;
        if (over() || text_[at_] != ':' || at_ == start) return false;
        const std::string name = lower(text_.substr(start, at_ - start));
        ++at_;
        const std::string_view value = trim(take_line());
        page_.headers += fmt::format("{}: {}\n", name, value);
        if (name == "content-length") length_ = parse_integer(value, 0);
        if (name == "transfer-encoding") chunked_ = chunked_ || equal_ignoring_case(value, "chunked");
        return true;
    }

    ErrorFile body()
    {
        page_.content = text_.substr(at_);
        const auto size = static_cast<std::int64_t>(page_.content.size());
        if (chunked_) return {{}, "chunk-encoded payload not supported"};
        if (length_ && *length_ != size) return {{}, fmt::format("payload size does not match the announced content-length ({} != {})", size, *length_)};
        return {std::move(page_), {}};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    ErrorPage page_;
    std::optional<std::int64_t> length_;
    bool chunked_ = false;
};

struct Packaged {
    std::string_view code;
    std::string_view reason;
    std::string_view sentence;
};
constexpr Packaged packaged[] = {
    {"400", "Bad request", "Your browser sent an invalid request."},
    {"403", "Forbidden", "Request forbidden by administrative rules."},
    {"408", "Request Time-out", "Your browser didn't send a complete request in time."},
    {"500", "Internal Server Error", "An internal server error occurred."},
    {"502", "Bad Gateway", "The server returned an invalid or incomplete response."},
    {"503", "Service Unavailable", "No server is available to handle this request."},
    {"504", "Gateway Time-out", "The server didn't respond in time."},
};

}  // namespace

ErrorFile parse_error_file(std::string_view text)
{
    if (text.empty()) {
        ErrorFile nothing;
        nothing.page.kind = PageKind::empty;
        return nothing;
    }
    return Parser(text).parse();
}

std::optional<std::string> packaged_error_file(std::string_view path)
{
    constexpr std::string_view folder = "/etc/haproxy/errors/";
    if (!path.starts_with(folder) || !path.ends_with(".http")) return std::nullopt;
    const std::string_view name = path.substr(folder.size(), path.size() - folder.size() - std::string_view(".http").size());
    const auto found = std::find_if(std::begin(packaged), std::end(packaged), [&](const Packaged& each) { return each.code == name; });
    if (found == std::end(packaged)) return std::nullopt;
    return fmt::format("HTTP/1.0 {0} {1}\r\nCache-Control: no-cache\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n<html><body><h1>{0} {1}</h1>\n{2}\n</body></html>\n\n",
                       found->code, found->reason, found->sentence);
}

}  // namespace evenkeel::haproxy
