#include "balancer/acl.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <re2/re2.h>

#include "balancer/sticking.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// RE2: linear time on hostile input, equal results everywhere. What was compiled is kept for the next time: it follows from
/// the text alone, so it is no part of a world's state.
const re2::RE2& compiled(const std::string& expression, bool ignore_case)
{
    constexpr std::size_t most = 1024;
    static thread_local std::map<std::pair<std::string, bool>, std::unique_ptr<re2::RE2>> known;
    if (known.size() > most) known.clear();
    std::unique_ptr<re2::RE2>& found = known[{expression, ignore_case}];
    if (!found) {
        re2::RE2::Options options;
        options.set_case_sensitive(!ignore_case);
        options.set_log_errors(false);
        options.set_encoding(re2::RE2::Options::EncodingLatin1);
        found = std::make_unique<re2::RE2>(expression, options);
    }
    return *found;
}

char lower_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal(std::string_view a, std::string_view b, bool ignore_case) { return ignore_case ? equal_ignoring_case(a, b) : a == b; }

bool contains(std::string_view text, std::string_view wanted, bool ignore_case)
{
    const auto same = [&](char a, char b) { return ignore_case ? lower_letter(a) == lower_letter(b) : a == b; };
    return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(), same) != text.end() || wanted.empty();
}

/// A whole word between delimiters: the components of a path or a domain. Delimiters around the wanted word do not count.
bool contains_word(std::string_view text, std::string_view wanted, std::string_view delimiters, bool ignore_case)
{
    const auto is_delimiter = [&](char c) { return delimiters.find(c) != std::string_view::npos; };
    while (!wanted.empty() && is_delimiter(wanted.front())) wanted.remove_prefix(1);
    while (!wanted.empty() && is_delimiter(wanted.back())) wanted.remove_suffix(1);
    for (std::size_t at = 0; at + wanted.size() <= text.size(); ++at) {
        if (at > 0 && !is_delimiter(text[at - 1])) continue;
        if (is_delimiter(text[at])) continue;
        const std::size_t end = at + wanted.size();
        if (equal(text.substr(at, wanted.size()), wanted, ignore_case) && (end == text.size() || is_delimiter(text[end]))) return true;
    }
    return false;
}

bool in_ranges(const Criterion& criterion, std::int64_t number)
{
    for (std::size_t i = 0; i < criterion.least.size(); ++i)
        if (number >= criterion.least[i] && number <= criterion.most[i]) return true;
    return false;
}

bool value_matches(const Criterion& criterion, const std::string& value, std::string_view text)
{
    const bool ignore_case = criterion.ignore_case;
    switch (criterion.match) {
    case Match::exact: return equal(text, value, ignore_case);
    case Match::begins: return equal(text.substr(0, value.size()), value, ignore_case);
    case Match::ends: return text.size() >= value.size() && equal(text.substr(text.size() - value.size()), value, ignore_case);
    case Match::contains: return contains(text, value, ignore_case);
    case Match::directory: return contains_word(text, value, "/?", ignore_case);
    case Match::domain: return contains_word(text, value, "/?.:", ignore_case);
    case Match::regex: return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled(value, ignore_case));
    case Match::length:
    case Match::address:
    case Match::integer:
    case Match::found: return false;
    }
    return false;
}

const Farm* farm_named(const Settings& settings, std::span<const Farm> farms, std::string_view name, std::uint32_t otherwise)
{
    for (std::size_t i = 0; i < settings.backends.size() && i < farms.size(); ++i)
        if (name.empty() ? i == otherwise : settings.backends[i].name == name) return &farms[i];
    return nullptr;
}

/// `srv_is_up(B/S)`: not in maintenance, and not taken down by its checks if it has any.
bool is_up(const Settings& settings, std::span<const Farm> farms, std::string_view name, std::uint32_t otherwise)
{
    const std::size_t slash = name.find('/');
    const std::string_view backend = slash == std::string_view::npos ? std::string_view{} : name.substr(0, slash);
    const std::string_view wanted = slash == std::string_view::npos ? name : name.substr(slash + 1);
    const Farm* farm = farm_named(settings, farms, backend, otherwise);
    if (farm == nullptr) return false;
    const std::vector<Server>& servers = settings.backends[static_cast<std::size_t>(farm - farms.data())].servers;
    for (std::size_t i = 0; i < servers.size(); ++i) {
        const ServerState& server = farm->servers[i];
        if (servers[i].name == wanted) return server.admin != Administrative::maintenance && server.state != Operational::stopped;
    }
    return false;
}

/// A request's target, method and header lines are gone when its answer is there.
bool is_of_request(Fetch fetch)
{
    return fetch == Fetch::path || fetch == Fetch::url || fetch == Fetch::method || fetch == Fetch::header || fetch == Fetch::header_count;
}

bool counter_matches(const Criterion& criterion, const RequestView& request)
{
    const std::optional<std::int64_t> value = request.tables == nullptr ? std::nullopt : fetch_counter(*request.tables, criterion.counter, request.source);
    if (!value) return false;
    if (criterion.counter.use == CounterFetch::Use::is_tracked) return *value != 0;
    return criterion.match == Match::found || in_ranges(criterion, *value);
}

bool any_value_matches(const Criterion& criterion, std::string_view headers)
{
    const std::vector<std::string_view> values = header_values(headers, criterion.argument);
    return std::any_of(values.begin(), values.end(), [&](std::string_view value) { return matches(criterion, value); });
}

bool criterion_holds(const Settings& settings, const Criterion& criterion, const RequestView& request, std::span<const Farm> farms)
{
    if (is_of_request(criterion.fetch) && request.in_response) return false;
    switch (criterion.fetch) {
    case Fetch::path: return matches(criterion, path_of(request.target));
    case Fetch::url: return matches(criterion, request.target);
    case Fetch::method: return matches(criterion, request.method);
    case Fetch::header: return any_value_matches(criterion, request.headers);
    case Fetch::header_count:
        return in_ranges(criterion, static_cast<std::int64_t>(header_values(request.headers, criterion.argument).size()));
    case Fetch::source:
        return std::any_of(criterion.prefixes.begin(), criterion.prefixes.end(),
                           [&](const Prefix& prefix) { return evenkeel::contains(prefix, request.source); });
    case Fetch::destination_port: return in_ranges(criterion, request.destination_port);
    case Fetch::tls_frontend: return request.tls;
    case Fetch::servers_up: {
        const Farm* farm = farm_named(settings, farms, criterion.argument, request.backend);
        return in_ranges(criterion, farm == nullptr ? 0 : usable_servers(*farm));
    }
    case Fetch::server_is_up: return is_up(settings, farms, criterion.argument, request.backend);
    case Fetch::counter: return counter_matches(criterion, request);
    case Fetch::status: return request.in_response && in_ranges(criterion, request.status);
    case Fetch::response_header: return request.in_response && any_value_matches(criterion, request.response_headers);
    case Fetch::always_true: return true;
    case Fetch::always_false: return false;
    }
    return false;
}

}  // namespace

std::vector<std::string_view> header_values(std::string_view headers, std::string_view name)
{
    std::vector<std::string_view> values;
    for (const std::string_view line : split(headers, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !equal_ignoring_case(line.substr(0, colon), name)) continue;
        const std::string_view rest = line.substr(colon + 1);
        std::size_t start = 0;
        bool quoted = false;
        for (std::size_t i = 0; i <= rest.size(); ++i) {
            if (i < rest.size() && rest[i] == '"') quoted = !quoted;
            if (i < rest.size() && (quoted || rest[i] != ',')) continue;
            values.push_back(trim(rest.substr(start, i - start)));
            start = i + 1;
        }
    }
    return values;
}

std::string_view path_of(std::string_view target)
{
    if (!target.starts_with('/')) {
        const std::size_t scheme = target.find("://");
        if (scheme == std::string_view::npos) return target.substr(0, target.find('?'));
        target.remove_prefix(scheme + 3);
        const std::size_t slash = target.find('/');
        if (slash == std::string_view::npos) return {};
        target.remove_prefix(slash);
    }
    return target.substr(0, target.find('?'));
}

bool matches(const Criterion& criterion, std::string_view text)
{
    switch (criterion.match) {
    case Match::found: return true;
    case Match::length: return in_ranges(criterion, static_cast<std::int64_t>(text.size()));
    case Match::integer: {
        const std::optional<std::int64_t> number = parse_integer(text);
        return number && in_ranges(criterion, *number);
    }
    case Match::address: {
        const std::optional<Address> address = parse_address(text);
        return address && std::any_of(criterion.prefixes.begin(), criterion.prefixes.end(),
                                      [&](const Prefix& prefix) { return evenkeel::contains(prefix, *address); });
    }
    case Match::exact:
    case Match::begins:
    case Match::ends:
    case Match::contains:
    case Match::directory:
    case Match::domain:
    case Match::regex: break;
    }
    return std::any_of(criterion.values.begin(), criterion.values.end(),
                       [&](const std::string& value) { return value_matches(criterion, value, text); });
}

bool holds(const Settings& settings, const Condition& condition, const RequestView& request, std::span<const Farm> farms)
{
    if (condition.any.empty()) return true;
    const auto criterion = [&](std::uint32_t i) { return criterion_holds(settings, settings.criteria[i], request, farms); };
    const auto term = [&](const Term& t) { return std::any_of(t.any_of.begin(), t.any_of.end(), criterion) != t.negated; };
    const auto all = [&](const std::vector<Term>& terms) { return std::all_of(terms.begin(), terms.end(), term); };
    return std::any_of(condition.any.begin(), condition.any.end(), all) != condition.inverted;
}

}  // namespace evenkeel::haproxy
