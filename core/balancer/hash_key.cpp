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

/// The text that is hashed; none: fall back.
std::optional<std::string> hashed_text(const Balance& balance, const RequestView& request)
{
    switch (balance.algorithm) {
    case Algorithm::uri: return std::string(hashed_uri(balance, request.target));
    case Algorithm::hash: {
        const std::optional<SampleValue> value = sample_of(balance.sample, request);
        return value ? std::optional<std::string>(bytes_of(*value)) : std::nullopt;
    }
    case Algorithm::url_param: {
        auto value = query_parameter(request.target, balance.argument);
        if (!value && request.method == "POST") value = form_parameter(request.body, balance.argument);
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

}  // namespace evenkeel::haproxy
