// Where an answer sends its client: Location, the method of the next request, and when a program has had enough.
// Source: RFC 9110 section 15.4; the Fetch Standard's "HTTP-redirect fetch"; each program's limits as recorded (program.cpp).

#include <algorithm>

#include "base/text.hpp"
#include "client/user_agent_parts.hpp"
#include "net/http_words.hpp"
#include "net/url.hpp"

namespace evenkeel::user_agent {

namespace {

constexpr bool keeps_the_body(std::int32_t status) { return status == 307 || status == 308; }
constexpr bool is_permanent(std::int32_t status) { return status == 301 || status == 308; }

Url url_of(const AgentRequest& request) { return {request.secure, request.host, request.port, request.path}; }

TextId address_of(const AgentRequest& request, Context& context) { return context.network.texts.intern(to_text(url_of(request))); }

Method next_method(const Following& following, Method method, std::int32_t status)
{
    if (following.keeps_method || keeps_the_body(status) || method == Method::head) return method;
    if (status == 303 || (status == 302 && following.found_becomes_get)) return Method::get;
    return method == Method::post ? Method::get : method;
}

bool follows(const Following& following, Method method, std::int32_t status)
{
    if (!is_redirect(status) || following.most == 0) return false;
    if (!following.simple_methods_only || method == Method::get || method == Method::head) return true;
    return method == Method::post && !keeps_the_body(status);
}

/// Would the next address be one too many?
bool is_enough(const Following& following, const std::vector<TextId>& followed, TextId next)
{
    if (static_cast<std::int64_t>(followed.size()) >= following.most) return true;
    std::vector<TextId> places = followed;
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return std::count(followed.begin(), followed.end(), next) >= following.most_to_one || static_cast<std::int64_t>(places.size()) >= following.most_places;
}

Hop hop(UserAgent& agent, TransferId id, std::int32_t status, const std::string& location, Context& context)
{
    Transfer& transfer = agent.transfers[id];
    const Following& following = program_of(agent, transfer).following;
    const std::optional<Url> next = resolve_reference(url_of(transfer.request), location);
    if (!next) return Hop::none;
    const TextId address = context.network.texts.intern(to_text(*next));
    if (is_enough(following, transfer.followed, address)) return Hop::too_many;
    transfer.followed.push_back(address);
    const Method method = next_method(following, transfer.request.method, status);
    if (method != transfer.request.method) transfer.request.body = 0;
    transfer.request.method = method;
    transfer.request.host = next->host;
    transfer.request.port = next->port;
    transfer.request.path = next->path;
    transfer.request.secure = next->secure;
    transfer.host = context.network.texts.intern(next->host);
    return Hop::made;
}

/// How long an answer of this status may be used for the next request; negative: not at all.
Duration lifetime(std::int32_t status, std::string_view headers)
{
    const std::string rule = lower(header_line(headers, "Cache-Control"));
    if (rule.find("no-store") != std::string::npos || rule.find("no-cache") != std::string::npos) return no_limit;
    const std::size_t age = rule.find("max-age=");
    if (age == std::string::npos) return is_permanent(status) ? never - Instant{} : no_limit;
    const std::string_view number = std::string_view(rule).substr(age + 8, rule.find_first_of(", ", age) - age - 8);
    const std::int64_t seconds = parse_integer(number, 0, 1'000'000'000).value_or(0);
    return seconds > 0 ? 1_s * seconds : no_limit;
}

void keep(UserAgent& agent, const Transfer& transfer, const std::string& location, Context& context)
{
    const TextId from = address_of(transfer.request, context);
    const Duration good_for = lifetime(transfer.status, context.network.texts[transfer.headers]);
    std::erase_if(agent.redirects, [&](const KeptRedirect& kept) { return kept.from == from; });
    if (good_for.ns < 0) return;
    const Instant expires = good_for < never - context.now ? context.now + good_for : never;
    agent.redirects.push_back({from, context.network.texts.intern(location), transfer.status, expires});
}

}  // namespace

Hop follow_answer(UserAgent& agent, TransferId id, Context& context)
{
    const Transfer& transfer = agent.transfers[id];
    const Following& following = program_of(agent, transfer).following;
    const Method method = transfer.request.method;
    const std::string location(header_line(context.network.texts[transfer.headers], "Location"));
    if (location.empty() || !follows(following, method, transfer.status)) return Hop::none;
    if (following.keeps_permanent && method == Method::get) keep(agent, transfer, location, context);
    return hop(agent, id, transfer.status, location, context);
}

Hop follow_kept(UserAgent& agent, TransferId id, Context& context)
{
    const Transfer& transfer = agent.transfers[id];
    if (agent.redirects.empty() || transfer.request.method != Method::get) return Hop::none;
    const TextId address = address_of(transfer.request, context);
    const auto kept = std::find_if(agent.redirects.begin(), agent.redirects.end(), [&](const KeptRedirect& each) { return each.from == address && context.now < each.expires; });
    if (kept == agent.redirects.end()) return Hop::none;
    return hop(agent, id, kept->status, std::string(context.network.texts[kept->location]), context);
}

}  // namespace evenkeel::user_agent
