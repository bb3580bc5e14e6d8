#include "balancer/not_simulated.hpp"

#include <array>

#include "balancer/scheduler.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::array<Sentence, 5> sentences{{
    {"EK-HAP-0901", "not simulated yet: balance {algorithm}", "use roundrobin, leastconn, first, or source with the map-based hash",
     "HAProxy knows this algorithm; the simulator does not have it yet, so nobody would be served as the file says."},
    {"EK-HAP-0902", "not simulated yet: slowstart of server {server}", "", "After a failure the server would get its full share at once."},
    {"EK-HAP-0903", "not simulated yet: cookie of server {server}", "", "Visitors would not come back to the server that their cookie names."},
    {"EK-HAP-0904", "not simulated yet: timeout {name}", "", "This time limit would never strike."},
    {"EK-HAP-0905", "not simulated yet: TLS on a bind line", "", "Handshakes, certificates and versions are not modelled: the port would speak plain text."},
}};

std::string_view word_of(const Balance& balance)
{
    switch (balance.algorithm) {
    case Algorithm::roundrobin: return "roundrobin";
    case Algorithm::static_rr: return "static-rr";
    case Algorithm::leastconn: return "leastconn";
    case Algorithm::first: return "first";
    case Algorithm::source: return balance.hash_type == HashType::consistent ? "source, hash-type consistent" : "source";
    case Algorithm::uri: return "uri";
    case Algorithm::url_param: return "url_param";
    case Algorithm::hdr: return "hdr";
    case Algorithm::random: return "random";
    case Algorithm::hash: return "hash";
    case Algorithm::uniform: return "uniform";
    }
    return "";
}

struct Finder {
    const std::string& file;
    std::vector<Diagnostic> found;

    void add(const Sentence& sentence, const Place& at, std::initializer_list<Argument> arguments = {})
    {
        found.push_back(say(Severity::warning, sentence, {file, at.line, at.column}, arguments));
    }

    void timeouts(const Timeouts& timeouts, const Place& at)
    {
        if (timeouts.tarpit != unset) add(sentences[3], at, {{"name", "tarpit"}});
        if (timeouts.client_fin != unset) add(sentences[3], at, {{"name", "client-fin"}});
        if (timeouts.server_fin != unset) add(sentences[3], at, {{"name", "server-fin"}});
    }

    void backend(const Backend& backend)
    {
        if (!make_scheduler(backend.balance))
            add(sentences[0], backend.balance.at.line != 0 ? backend.balance.at : backend.at, {{"algorithm", word_of(backend.balance)}});
        timeouts(backend.timeouts, backend.at);
        for (const Server& server : backend.servers) {
            if (server.slowstart.ns > 0) add(sentences[1], server.at, {{"server", server.name}});
            if (!server.cookie.empty()) add(sentences[2], server.at, {{"server", server.name}});
        }
    }
};

}  // namespace

std::vector<Diagnostic> not_simulated(const Settings& settings, const std::string& file)
{
    Finder finder{file, {}};
    for (const Frontend& frontend : settings.frontends) {
        finder.timeouts(frontend.timeouts, frontend.at);
        for (const Bind& bind : frontend.binds)
            if (bind.tls) finder.add(sentences[4], bind.at);
    }
    for (const Backend& backend : settings.backends) finder.backend(backend);
    return std::move(finder.found);
}

std::span<const Sentence> not_simulated_sentences() { return sentences; }

}  // namespace evenkeel::haproxy
