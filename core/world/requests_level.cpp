// What the level of detail `requests` leaves out, told before anything runs.

#include <algorithm>

#include "world/build.hpp"
#include "world/build_words.hpp"

namespace evenkeel {

namespace {

struct Refusals {
    std::vector<Diagnostic> diagnostics;

    void refuse(const std::string& what, const Location& at = {}) { diagnostics.push_back(say(Severity::error, words::needs_packets, at, {{"what", what}})); }
    void warn(const std::string& what, const Location& at) { diagnostics.push_back(say(Severity::warning, words::no_effect, at, {{"what", what}})); }

    void quality(const Quality& quality, const std::string& where)
    {
        if (quality.loss_ppm > 0) refuse("loss on " + where);
        if (quality.jitter.ns > 0) refuse("jitter on " + where);
        if (quality.bits_per_second > 0) refuse("bandwidth of " + where);
    }

    void host(const HostSettings& host)
    {
        for (const LinkSettings& link : host.links) quality(link.quality, "the link of " + host.name);
        for (const RunSettings& run : host.run)
            if (run.kind == ServiceKind::nginx) refuse(host.name + "/" + run.name);
        for (const RunSettings& run : host.run)
            if (!run.application.session_cookie.empty()) refuse("the sessions of " + host.name + "/" + run.name);
    }

    void visitors(const VisitorSettings& visitors)
    {
        const std::string whose = " of visitors '" + visitors.name + "'";
        if (visitors.requests_per_session_most > 1) refuse("a session of several requests" + whose);
        if (visitors.give_up.ns >= 0) refuse("the patience (give_up)" + whose);
        if (visitors.retries > 0) refuse("retries" + whose);
    }

    void frontend(const haproxy::Frontend& frontend, const std::string& file)
    {
        const auto at = [&](const haproxy::Place& place) { return Location{file, place.line, place.column}; };
        for (const auto* rules : {&frontend.request.rules, &frontend.request.redirects, &frontend.connection_rules, &frontend.session_rules, &frontend.content_rules, &frontend.response_rules, &frontend.after_response_rules})
            if (!rules->empty()) refuse("a rule", at(rules->front().at));
        if (!frontend.use_backend.empty()) refuse("use_backend", at(frontend.use_backend.front().at));
        if (frontend.default_backend == haproxy::no_index) refuse("a frontend without default_backend", at(frontend.at));
    }

    void backend(const haproxy::Backend& backend, const std::string& file)
    {
        const auto at = [&](const haproxy::Place& place) { return Location{file, place.line, place.column}; };
        for (const auto* rules : {&backend.request.rules, &backend.request.redirects, &backend.content_rules, &backend.answer_content_rules, &backend.response_rules, &backend.after_response_rules})
            if (!rules->empty()) refuse("a rule", at(rules->front().at));
        if (!backend.stick_rules.empty()) refuse("a stick rule", at(backend.stick_rules.front().at));
        if (!backend.cookie.name.empty()) refuse("a persistence cookie", at(backend.cookie.at));
        if (backend.dispatch.port != 0) refuse("dispatch", at(backend.at));
        for (const haproxy::Server& server : backend.servers)
            if (!server.redirect_prefix.empty()) return refuse("redir", at(server.at));
        for (const haproxy::Server& server : backend.servers)
            if (server.check) return warn("check", at(server.check_at));
    }
};

}  // namespace

std::vector<Diagnostic> refused_at_requests(const Site& site)
{
    Refusals refusals;
    for (const NetworkSettings& network : site.topology.networks) refusals.quality(network.quality, "network '" + network.name + "'");
    for (const HostSettings& host : site.topology.hosts) refusals.host(host);
    for (const VisitorSettings& visitors : site.topology.visitors) refusals.visitors(visitors);
    for (const auto& [file, settings] : site.haproxy) {
        if (!settings) continue;
        for (const haproxy::Frontend& frontend : settings->frontends) refusals.frontend(frontend, file);
        for (const haproxy::Backend& backend : settings->backends) refusals.backend(backend, file);
    }
    return std::move(refusals.diagnostics);
}

}  // namespace evenkeel
