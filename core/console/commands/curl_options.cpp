#include "console/commands/curl.hpp"

#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel::console {

namespace {

enum class Takes : std::uint8_t { nothing, value };
struct Option {
    char letter;
    std::string_view name;
    Takes takes;
    /// Nothing to do: the option changes what is not simulated, or what is so anyhow.
    void (*set)(CurlCall&, std::string_view value);
};

void add_header(CurlCall& call, std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return;
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trim(line.substr(colon + 1));
    if (equal_ignoring_case(name, "host")) call.host_header = value;
    else if (equal_ignoring_case(name, "cookie")) call.cookie = value;
    else if (!value.empty()) call.headers += fmt::format("{}: {}\n", name, value);
}

/// Seconds, with parts of one.
void set_time(CurlCall& call, Duration& limit, std::string_view value, std::string_view option)
{
    constexpr double longest = 86'400;
    const auto number = parse_number(value);
    if (number && *number >= 0 && *number <= longest) limit = {static_cast<std::int64_t>(*number * 1000) * ns_per_ms};
    else if (call.error.empty()) {
        call.error = fmt::format("curl: option {}: expected a proper numerical parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n", option);
        call.exit_code = 2;
    }
}

const std::array<Option, 23> options{{
    {'s', "silent", Takes::nothing, [](CurlCall& call, std::string_view) { call.silent = true; }},
    {'S', "show-error", Takes::nothing, [](CurlCall& call, std::string_view) { call.shows_errors = true; }},
    {'f', "fail", Takes::nothing, [](CurlCall& call, std::string_view) { call.fails = true; }},
    {'i', "include", Takes::nothing, [](CurlCall& call, std::string_view) { call.with_head = true; }},
    {'I', "head", Takes::nothing, [](CurlCall& call, std::string_view) { call.only_head = true; }},
    {'o', "output", Takes::value, [](CurlCall& call, std::string_view value) { value == "/dev/null" ? void(call.discards = true) : void(call.what = "a file to write to"); }},
    {'w', "write-out", Takes::value, [](CurlCall& call, std::string_view value) { call.write_out = value; }},
    {'H', "header", Takes::value, [](CurlCall& call, std::string_view value) { value.starts_with('@') ? void(call.what = "a file of headers") : add_header(call, value); }},
    {'X', "request", Takes::value, [](CurlCall& call, std::string_view value) { call.method = value; }},
    {'m', "max-time", Takes::value, [](CurlCall& call, std::string_view value) { set_time(call, call.limit, value, "-m"); }},
    {'\0', "connect-timeout", Takes::value, [](CurlCall& call, std::string_view value) { set_time(call, call.connect_limit, value, "--connect-timeout"); }},
    {'d', "data", Takes::value, [](CurlCall& call, std::string_view value) {
        if (value.starts_with('@')) call.what = "a file to send";
        if (call.has_body) call.body += '&';
        call.body += value;
        call.has_body = true;
    }},
    {'b', "cookie", Takes::value, [](CurlCall& call, std::string_view value) { value.find('=') == std::string_view::npos ? void(call.what = "a file of cookies") : void(call.cookie = value); }},
    {'A', "user-agent", Takes::value, [](CurlCall& call, std::string_view value) { add_header(call, fmt::format("User-Agent: {}", value)); }},
    {'u', "user", Takes::value, [](CurlCall& call, std::string_view value) { value.find(':') == std::string_view::npos ? void(call.what = "a password to type") : void(call.user = value); }},
    {'k', "insecure", Takes::nothing, [](CurlCall&, std::string_view) {}},
    {'4', "ipv4", Takes::nothing, [](CurlCall&, std::string_view) {}},
    {'N', "no-buffer", Takes::nothing, [](CurlCall&, std::string_view) {}},
    {'q', "disable", Takes::nothing, [](CurlCall&, std::string_view) {}},
    {'\0', "http1.1", Takes::nothing, [](CurlCall&, std::string_view) {}},
    {'\0', "no-progress-meter", Takes::nothing, [](CurlCall&, std::string_view) {}},
    {'\0', "no-keepalive", Takes::nothing, [](CurlCall&, std::string_view) {}},
    {'\0', "url", Takes::value, [](CurlCall& call, std::string_view value) { call.url = value; }},
}};

/// Options that curl has and that are not simulated: without this list they would be called unknown.
constexpr std::array<std::string_view, 39> other_options{
    "-0", "-1", "-2", "-3", "-6", "-B", "-C", "-D", "-E", "-F", "-G", "-J", "-K", "-L", "-M", "-O", "-P", "-Q", "-R", "-T",
    "-U", "-V", "-Y", "-Z", "-a", "-c", "-e", "-g", "-h", "-j", "-l", "-n", "-p", "-r", "-t", "-v", "-x", "-y", "-z"};
constexpr std::array<std::string_view, 21> other_names{
    "location", "verbose", "proxy", "cacert", "cert", "compressed", "data-raw", "data-binary", "data-urlencode", "form", "get", "http2",
    "http1.0", "http3", "interface", "json", "limit-rate", "parallel", "resolve", "connect-to", "retry"};

const Option* option_of(std::string_view name)
{
    const auto found = std::find_if(options.begin(), options.end(), [&](const Option& each) { return each.name == name; });
    return found == options.end() ? nullptr : &*found;
}
const Option* option_of(char letter)
{
    const auto found = std::find_if(options.begin(), options.end(), [&](const Option& each) { return each.letter == letter && letter != '\0'; });
    return found == options.end() ? nullptr : &*found;
}

struct CurlReader {
    const Command& words;
    CurlCall call{};
    std::size_t next = 1;

    void wrong(std::string_view option, std::string_view why)
    {
        if (!call.error.empty()) return;
        call.error = fmt::format("curl: option {}: {}\ncurl: try 'curl --help' or 'curl --manual' for more information\n", printable(option), why);
        call.exit_code = 2;
    }
    void set(const Option& option, std::string_view value)
    {
        option.set(call, value);
        if (!call.what.empty() && call.unknown == nullptr) call.unknown = &words[next - 1];
    }
    void not_simulated(const Word& word, std::string_view option)
    {
        if (call.unknown != nullptr) return;
        call.unknown = &word;
        call.what = option;
    }

    void long_option(const Word& word)
    {
        const std::string_view name = std::string_view(word.text).substr(2);
        const Option* option = option_of(name);
        if (option == nullptr) {
            if (std::find(other_names.begin(), other_names.end(), name) != other_names.end()) return not_simulated(word, word.text);
            return wrong(word.text, "is unknown");
        }
        if (option->takes == Takes::nothing) return set(*option, {});
        if (next == words.size()) return wrong(word.text, "requires parameter");
        set(*option, words[next++].text);
    }

    void short_options(const Word& word)
    {
        for (std::size_t i = 1; i < word.text.size() && call.error.empty(); ++i) {
            const std::string name{'-', word.text[i]};
            const Option* option = option_of(word.text[i]);
            if (option == nullptr) {
                if (std::find(other_options.begin(), other_options.end(), name) != other_options.end()) return not_simulated(word, name);
                return wrong(name, "is unknown");
            }
            if (option->takes == Takes::nothing) {
                set(*option, {});
                continue;
            }
            if (i + 1 < word.text.size()) return set(*option, std::string_view(word.text).substr(i + 1));
            if (next == words.size()) return wrong(name, "requires parameter");
            return set(*option, words[next++].text);
        }
    }

    void refuse_url(std::string_view text, int exit_code)
    {
        call.error = text;
        call.exit_code = exit_code;
    }

    void read_url(const Word& word)
    {
        std::string_view rest = call.url;
        if (const std::size_t scheme_end = rest.find("://"); scheme_end != std::string_view::npos) {
            const std::string scheme = lower(rest.substr(0, scheme_end));
            rest.remove_prefix(scheme_end + 3);
            if (scheme == "https") return not_simulated(word, "TLS");
            if (scheme != "http") return refuse_url(fmt::format("curl: (1) Protocol \"{}\" not supported or disabled in libcurl\n", printable(scheme)), 1);
        }
        rest = rest.substr(0, rest.find('#'));
        const std::size_t path_at = std::min(rest.find_first_of("/?"), rest.size());
        std::string_view host = rest.substr(0, path_at);
        call.path = std::string(rest.substr(path_at));
        if (!call.path.starts_with('/')) call.path = '/' + call.path;
        constexpr std::string_view malformed = "curl: (3) URL using bad/illegal format or missing URL\n";
        const auto is_bad = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; };
        if (host.empty() || std::any_of(rest.begin(), rest.end(), is_bad)) return refuse_url(malformed, 3);
        if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) {
            const std::string_view user = host.substr(0, at);
            if (user.find('%') != std::string_view::npos) return not_simulated(word, "a name and password with percent signs");
            if (call.user.empty()) call.user = fmt::format("{}{}", user, user.find(':') == std::string_view::npos ? ":" : "");
            host.remove_prefix(at + 1);
            if (host.empty()) return refuse_url(malformed, 3);
        }
        call.host_header = call.host_header.empty() ? std::string(host) : call.host_header;
        const std::size_t bracket = host.rfind(']');
        const std::size_t colon = host.rfind(':');
        if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
            const auto port = parse_integer(host.substr(colon + 1), 0, 65535);
            if (!port) return refuse_url(malformed, 3);
            call.port = static_cast<std::uint16_t>(*port);
            host = host.substr(0, colon);
        }
        if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
        call.host = host;
        // A name is sent without the port that is usual.
        if (call.host_header.ends_with(":80") && call.port == 80) call.host_header.resize(call.host_header.size() - 3);
    }

    CurlCall read()
    {
        const Word* url = nullptr;
        while (next < words.size() && call.error.empty()) {
            const Word& word = words[next++];
            if (word.text.starts_with("--")) long_option(word);
            else if (word.text.size() > 1 && word.text[0] == '-') short_options(word);
            else if (url != nullptr) not_simulated(word, "a second URL");
            else call.url = (url = &word)->text;
        }
        if (!call.error.empty()) return std::move(call);
        const bool is_missing = call.url.empty();
        if (words.size() == 1) refuse_url("curl: try 'curl --help' or 'curl --manual' for more information\n", 2);
        else if (is_missing) refuse_url("curl: no URL specified!\ncurl: try 'curl --help' or 'curl --manual' for more information\n", 2);
        else read_url(url != nullptr ? *url : words.back());
        if (call.has_body && call.only_head && call.error.empty()) {
            call.error = "Warning: You can only select one HTTP request method! You asked for both POST \nWarning: (-d, --data) and HEAD (-I, --head).\n";
            call.exit_code = 2;
        }
        return std::move(call);
    }
};

}  // namespace

CurlCall read_curl(const Command& words) { return CurlReader{words}.read(); }

std::string_view method_of(const CurlCall& call)
{
    if (!call.method.empty()) return call.method;
    return call.only_head ? "HEAD" : call.has_body ? "POST" : "GET";
}

}  // namespace evenkeel::console
