#include "balancer/hash_key.hpp"

#include <algorithm>
#include <string>

#include "balancer/hashes.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// No hash function: an IPv4 address as a number, an IPv6 one's four words XORed.
std::uint32_t source_key(const Address& source)
{
    if (is_ipv4(source)) return ipv4_number(source);
    std::uint32_t key = 0;
    for (std::size_t i = 0; i < 16; i += 4)
        key ^= static_cast<std::uint32_t>(source.bytes[i]) << 24 | static_cast<std::uint32_t>(source.bytes[i + 1]) << 16 |
               static_cast<std::uint32_t>(source.bytes[i + 2]) << 8 | source.bytes[i + 3];
    return key;
}

std::string binary(const Address& address)
{
    const std::string bytes(address.bytes.begin(), address.bytes.end());
    return is_ipv4(address) ? bytes.substr(12) : bytes;
}

std::string_view query_of(std::string_view target)
{
    const std::size_t mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

/// The target from its path on, query included.
std::string_view path_and_query(std::string_view target)
{
    const std::string_view path = path_of(target);
    if (path.empty()) return {};
    return target.substr(static_cast<std::size_t>(path.data() - target.data()));
}

std::optional<std::string> last_line(std::string_view headers, std::string_view name)
{
    std::optional<std::string> found;
    for (const std::string_view line : split(headers, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && equal_ignoring_case(line.substr(0, colon), name)) found = std::string(trim(line.substr(colon + 1)));
    }
    return found;
}

std::optional<std::string> last_cookie(std::string_view headers, std::string_view name)
{
    std::optional<std::string> found;
    for (const std::string_view line : split(headers, '\n')) {
        if (line.size() < 7 || !equal_ignoring_case(line.substr(0, 7), "cookie:")) continue;
        for (const std::string_view part : split(line.substr(7), ';')) {
            const std::string_view pair = trim(part);
            const std::size_t equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name) found = std::string(pair.substr(equals + 1));
        }
    }
    return found;
}

/// The value of the last Set-Cookie line of this name.
std::optional<std::string> set_cookie(std::string_view headers, std::string_view name)
{
    constexpr std::string_view field = "set-cookie:";
    std::optional<std::string> found;
    for (const std::string_view line : split(headers, '\n')) {
        if (line.size() < field.size() || !equal_ignoring_case(line.substr(0, field.size()), field)) continue;
        const std::string_view pair = trim(line.substr(field.size(), line.find(';') - field.size()));
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) found = std::string(pair.substr(equals + 1));
    }
    return found;
}

/// The text that is hashed; none: fall back.
std::optional<std::string> hashed_text(const Balance& balance, const RequestView& request)
{
    switch (balance.algorithm) {
    case Algorithm::uri: return std::string(hashed_uri(balance, request.target));
    case Algorithm::hash: return sample_of(balance.fetch, balance.fetch_argument, request);
    case Algorithm::url_param: {
        const auto value = query_parameter(request.target, balance.argument);
        return value ? std::optional<std::string>(*value) : std::nullopt;
    }
    case Algorithm::hdr: {
        const std::vector<std::string_view> values = header_values(request.headers, balance.argument);
        if (values.empty() || values.front().empty()) return {};
        return std::string(balance.use_domain_only ? main_domain(values.front()) : values.front());
    }
    case Algorithm::source:
    case Algorithm::roundrobin:
    case Algorithm::static_rr:
    case Algorithm::leastconn:
    case Algorithm::first:
    case Algorithm::random:
    case Algorithm::uniform: break;
    }
    return {};
}

}  // namespace

std::optional<std::uint32_t> hash_key(const Balance& balance, const RequestView& request)
{
    std::uint32_t key = 0;
    if (balance.algorithm == Algorithm::source) {
        key = source_key(request.source);
    } else {
        const std::optional<std::string> text = hashed_text(balance, request);
        if (!text) return {};
        key = hash_of(*text, balance.hash_function);
    }
    return balance.avalanche ? full_hash(key) : key;
}

std::optional<std::string> sample_of(SampleFetch fetch, std::string_view argument, const RequestView& request)
{
    const auto text = [](std::string_view value) { return std::optional<std::string>(value); };
    const bool of_response = fetch == SampleFetch::response_header || fetch == SampleFetch::response_cookie;
    if (fetch != SampleFetch::source && of_response != request.in_response) return {};
    switch (fetch) {
    case SampleFetch::none: return {};
    case SampleFetch::path: return text(path_of(request.target));
    case SampleFetch::path_and_query: return text(path_and_query(request.target));
    case SampleFetch::query: return request.target.find('?') == std::string_view::npos ? std::nullopt : text(query_of(request.target));
    case SampleFetch::url: return text(request.target);
    case SampleFetch::base: return last_line(request.headers, "host").value_or("") + std::string(path_of(request.target));
    case SampleFetch::method: return text(request.method);
    case SampleFetch::source: return binary(request.source);
    case SampleFetch::full_header: return last_line(request.headers, argument);
    case SampleFetch::cookie: return last_cookie(request.headers, argument);
    case SampleFetch::header: {
        const std::vector<std::string_view> values = header_values(request.headers, argument);
        return values.empty() ? std::nullopt : text(values.back());
    }
    case SampleFetch::response_header: {
        const std::vector<std::string_view> values = header_values(request.response_headers, argument);
        return values.empty() ? std::nullopt : text(values.back());
    }
    case SampleFetch::response_cookie: return set_cookie(request.response_headers, argument);
    case SampleFetch::url_param: {
        const auto value = query_parameter(request.target, argument);
        return value ? text(*value) : std::nullopt;
    }
    }
    return {};
}

std::string_view hashed_uri(const Balance& balance, std::string_view target)
{
    std::string_view text = balance.uri_path_only ? path_and_query(target) : target;
    if (balance.uri_length > 0) text = text.substr(0, static_cast<std::size_t>(balance.uri_length));
    std::int64_t slashes = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '/' && ++slashes == balance.uri_depth + 1 && balance.uri_depth > 0) return text.substr(0, i);
        if (text[i] == '?' && !balance.uri_whole) return text.substr(0, i);
    }
    return text;
}

std::string_view main_domain(std::string_view host)
{
    const std::size_t end = host.rfind('.');
    if (end == std::string_view::npos || end == 0) return {};
    const std::size_t before = host.rfind('.', end - 1);
    return before == std::string_view::npos ? host.substr(0, end) : host.substr(before + 1, end - before - 1);
}

std::optional<std::string_view> query_parameter(std::string_view target, std::string_view name)
{
    for (const std::string_view parameter : split(query_of(target), '&')) {
        const std::size_t equals = parameter.find('=');
        if (equals != std::string_view::npos && parameter.substr(0, equals) == name) return parameter.substr(equals + 1);
    }
    return {};
}

}  // namespace evenkeel::haproxy
