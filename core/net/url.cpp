#include "net/url.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel {

namespace {

constexpr std::uint16_t port_of(bool secure) { return secure ? 443 : 80; }

/// "http" of "http://…"; empty when the text does not begin with a scheme.
std::string_view scheme_of(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || text.find_first_of("/?#") < colon) return {};
    return text.substr(0, colon);
}

/// "a/b/../c" without its steps up and "." (RFC 3986 section 5.2.4). `path` begins with "/".
std::string without_dots(std::string_view path)
{
    std::vector<std::string_view> kept;
    const std::vector<std::string_view> names = split(path.substr(1), '/');
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool up = names[i] == "..";
        if (up && !kept.empty()) kept.pop_back();
        if (!up && names[i] != ".") kept.push_back(names[i]);
        else if (i + 1 == names.size()) kept.emplace_back();
    }
    std::string whole;
    for (const std::string_view name : kept) whole.append("/").append(name);
    return whole.empty() ? "/" : whole;
}

/// `path` may be followed by a query, which is left as it is.
std::string normal(std::string_view path)
{
    const std::size_t query = std::min(path.find('?'), path.size());
    return without_dots(path.substr(0, query)).append(path.substr(query));
}

/// "host:port", "[::1]:port", a user's name before it is dropped.
bool read_authority(std::string_view authority, Url& url)
{
    authority.remove_prefix(authority.rfind('@') + 1);      // npos + 1 is 0
    const std::size_t bracket = authority.starts_with("[") ? authority.find(']') : 0;
    if (bracket == std::string_view::npos) return false;
    const std::size_t colon = authority.find(':', bracket);
    const std::string_view host = authority.substr(0, colon);
    url.host = lower(bracket > 0 ? host.substr(1, host.size() - 2) : host);
    url.port = port_of(url.secure);
    if (colon == std::string_view::npos || colon + 1 == authority.size()) return !url.host.empty();
    const auto port = parse_integer(authority.substr(colon + 1), 1, 65535);
    if (port) url.port = static_cast<std::uint16_t>(*port);
    return port && !url.host.empty();
}

/// What follows "//".
std::optional<Url> read_after_slashes(std::string_view text, bool secure)
{
    Url url;
    url.secure = secure;
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    if (!read_authority(text.substr(0, end), url)) return std::nullopt;
    const std::string_view rest = text.substr(end);
    url.path = normal(rest.starts_with("/") ? std::string(rest) : "/" + std::string(rest));
    return url;
}

}  // namespace

std::optional<Url> parse_url(std::string_view text)
{
    text = text.substr(0, text.find('#'));
    const std::string scheme = lower(scheme_of(text));
    if (scheme != "http" && scheme != "https") return std::nullopt;
    text.remove_prefix(scheme.size() + 1);
    if (!text.starts_with("//")) return std::nullopt;
    return read_after_slashes(text.substr(2), scheme == "https");
}

std::optional<Url> resolve_reference(const Url& base, std::string_view reference)
{
    reference = reference.substr(0, reference.find('#'));
    if (!scheme_of(reference).empty()) return parse_url(reference);
    if (reference.starts_with("//")) return read_after_slashes(reference.substr(2), base.secure);
    Url url = base;
    if (reference.empty()) return url;
    const std::string_view page = std::string_view(base.path).substr(0, base.path.find('?'));
    if (reference.starts_with("/")) url.path = normal(reference);
    else if (reference.starts_with("?")) url.path = std::string(page).append(reference);
    else url.path = normal(std::string(page.substr(0, page.rfind('/') + 1)).append(reference));
    return url;
}

std::string to_text(const Url& url)
{
    const std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
    const std::string port = url.port == port_of(url.secure) ? "" : fmt::format(":{}", url.port);
    return fmt::format("{}://{}{}{}", url.secure ? "https" : "http", host, port, url.path);
}

}  // namespace evenkeel
