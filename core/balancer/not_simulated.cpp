#include "balancer/not_simulated.hpp"

#include <array>

#include "balancer/settings.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::array<Sentence, 4> sentences{{
    {"EK-HAP-0901", "not simulated yet: balance {algorithm}", "hash a fetch that is simulated, like path, base, src, req.hdr(NAME), req.cook(NAME), url_param(NAME)",
     "HAProxy can hash this expression; the simulator cannot, so requests would be dealt out in turn."},
    {"EK-HAP-0902", "not simulated yet: slowstart of server {server}", "", "After a failure the server would get its full share at once."},
    {"EK-HAP-0905", "not simulated yet: TLS on a bind line", "", "Handshakes, certificates and versions are not modelled: the port would speak plain text."},
    {"EK-HAP-0906", "not simulated yet: {command}", "", "HAProxy's runtime API may know this command; the simulator does not have it yet, so nothing is done."},
}};

struct Finder {
    const std::string& file;
    std::vector<Diagnostic> found;

    void add(const Sentence& sentence, const Place& at, std::initializer_list<Argument> arguments = {})
    {
        found.push_back(say(Severity::warning, sentence, {file, at.line, at.column}, arguments));
    }

    void backend(const Backend& backend)
    {
        const Balance& balance = backend.balance;
        if (balance.algorithm == Algorithm::hash && balance.sample.fetch == Fetch::none)
            add(sentences[0], balance.at.line != 0 ? balance.at : backend.at, {{"algorithm", "hash " + balance.argument}});
    }
};

}  // namespace

std::vector<Diagnostic> not_simulated(const Settings& settings, const std::string& file)
{
    Finder finder{file, {}};
    for (const Frontend& frontend : settings.frontends) {
        for (const Bind& bind : frontend.binds)
            if (bind.tls) finder.add(sentences[2], bind.at);
    }
    for (const Backend& backend : settings.backends) finder.backend(backend);
    return std::move(finder.found);
}

std::string not_simulated_command(std::string_view command) { return fill(sentences[3].text, {{"command", command}}); }

std::span<const Sentence> not_simulated_sentences() { return sentences; }

}  // namespace evenkeel::haproxy
