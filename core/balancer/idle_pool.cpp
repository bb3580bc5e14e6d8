// http-reuse: which connection a request may take, which ones are kept for others, and when those that are too many are closed.
//
// Source: HAProxy 2.6 (src/backend.c, connect_server and conn_backend_get; include/haproxy/server.h, srv_add_to_idle_list;
// src/server.c, srv_cleanup_idle_conns); recorded from 2.6.12 (tests/golden/haproxy-log/reuse-*.json, retried-on-*.json).

#include <algorithm>
#include <utility>

#include "balancer/process.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr Duration purge_delay{5 * ns_per_s};       // pool-purge-delay

IdlePool& pool_of(Process& p, std::uint32_t backend, ServerId server) { return p.balancer.backends[backend].servers[server.index].pool; }

/// Connections of `mode tcp` and of `http-reuse never` are for nobody else.
bool is_shared(const Process& p, const ServerLink& link)
{
    const Backend& backend = p.settings().backends[link.backend];
    return link.server && !link.owner && backend.mode == Mode::http && backend.http_reuse != HttpReuse::never;
}

/// All three make a request safe to be sent on a connection that may just be closing.
bool is_retried(const RetryOn& retry_on) { return retry_on.connection_failure && retry_on.empty_response && retry_on.response_timeout; }

LinkId take_first(std::vector<LinkId>& links)
{
    if (links.empty()) return {};
    const LinkId taken = links.front();
    links.erase(links.begin());
    return taken;
}

/// No more wait than were lately used at once, but for one of each kind.
bool has_room(const IdlePool& pool, bool is_safe)
{
    if (pool.safe.empty() && (is_safe || pool.idle.empty())) return true;
    return pool.used + waiting_in(pool) <= std::max(pool.used, pool.needed);
}

}  // namespace

LinkId take_idle(Process& p, const Stream& stream)
{
    if (!stream.server) return {};
    const Backend& backend = p.backend(stream);
    const bool first = p.balancer.sessions[stream.session].requests <= 1 && !is_retried(backend.retry_on);
    if (backend.http_reuse == HttpReuse::never || (backend.http_reuse == HttpReuse::safe && first)) return {};
    IdlePool& pool = pool_of(p, stream.backend, stream.server);
    if (backend.http_reuse != HttpReuse::aggressive || !first)
        if (const LinkId link = take_first(pool.idle)) return link;
    return take_first(pool.safe);
}

void begin_use(Process& p, LinkId id)
{
    ServerLink& link = p.balancer.links[id];
    if (!link.server || link.owner) return;
    IdlePool& pool = pool_of(p, link.backend, link.server);
    ++pool.used;
    pool.used_most = std::max(pool.used_most, pool.used);
    pool.needed = std::max(pool.needed, pool.used);
    link.is_used = is_shared(p, link);
    if (!link.is_used) --pool.used;
}

void end_use(Process& p, LinkId id)
{
    ServerLink& link = p.balancer.links[id];
    if (std::exchange(link.is_used, false)) --pool_of(p, link.backend, link.server).used;
}

bool keep_idle(Process& p, LinkId id)
{
    const ServerLink& link = p.balancer.links[id];
    const bool is_safe = link.requests > 1;
    IdlePool& pool = pool_of(p, link.backend, link.server);
    if (!is_shared(p, link) || !has_room(pool, is_safe)) return false;
    (is_safe ? pool.safe : pool.idle).push_back(id);
    if (!std::exchange(pool.is_watched, true)) set_timer(p, TimerKind::purge, p.balancer.first_places[link.backend] + link.server.index, purge_delay);
    return true;
}

void forget_idle(Process& p, LinkId id)
{
    const ServerLink& link = p.balancer.links[id];
    if (!link.server) return;
    IdlePool& pool = pool_of(p, link.backend, link.server);
    std::erase(pool.idle, id);
    std::erase(pool.safe, id);
}

void purge_idle(Process& p, std::uint32_t number)
{
    const ServerPlace place = p.balancer.places[number];
    IdlePool& pool = pool_of(p, place.backend, place.server);
    pool.is_watched = false;
    if (waiting_in(pool) == 0) return;
    const std::int64_t exceeding = pool.used + waiting_in(pool) - std::max(pool.used_most, pool.needed);
    pool.needed = std::max((pool.needed + pool.used_most) / 2, pool.used_most);
    pool.used_most = pool.used;
    for (std::int64_t closed = 0; closed < (exceeding + 1) / 2; ++closed) {
        const LinkId link = !pool.idle.empty() ? pool.idle.front() : pool.safe.empty() ? LinkId{} : pool.safe.front();
        if (!link) break;
        drop_link(p, link);
    }
    if (waiting_in(pool) == 0) return;
    pool.is_watched = true;
    set_timer(p, TimerKind::purge, number, purge_delay);
}

void drop_idle_links(Process& p, std::uint32_t backend, ServerId server)
{
    const IdlePool pool = pool_of(p, backend, server);
    for (const LinkId id : pool.idle) drop_link(p, id);
    for (const LinkId id : pool.safe) drop_link(p, id);
}

}  // namespace evenkeel::haproxy
