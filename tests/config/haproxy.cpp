#include "config/haproxy.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "source_folder.hpp"
#include "verify/config_verdict.hpp"

using namespace evenkeel;

namespace {

nlohmann::json read_json(const std::filesystem::path& path)
{
    std::ifstream file{path};
    return nlohmann::json::parse(file);
}

const std::string base =
    "global\n\tlog /dev/log local0\n\ndefaults\n\tlog global\n\tmode http\n\ttimeout connect 5s\n\ttimeout client 50s\n\ttimeout server 50s\n";

haproxy::Settings settings_of(const std::string& text)
{
    const auto parsed = haproxy::read_haproxy(text, "haproxy.cfg");
    for (const Diagnostic& diagnostic : parsed.diagnostics) {
        INFO(to_text(diagnostic));
        CHECK(diagnostic.severity != Severity::error);
    }
    return parsed.config;
}

}  // namespace

TEST_CASE("what students hand in is judged as HAProxy 2.6.12 judges it, and gets the lints it deserves", "[config][haproxy]")
{
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(source_folder() / "tests/golden/student-configs")) {
        if (!entry.path().filename().string().starts_with("haproxy-")) continue;
        const Outcome outcome = verify_config_verdict(read_json(entry.path()));
        INFO(entry.path().filename().string() << ": " << outcome.message);
        CHECK(outcome.verdict == Verdict::passed);
        ++files;
    }
    CHECK(files == 12);
}

TEST_CASE("our own texts are judged as HAProxy 2.6.12 judged them: verdict, exit status, every message, its line", "[config][haproxy]")
{
    int cases = 0;
    for (const auto& entry : std::filesystem::directory_iterator(source_folder() / "tests/golden/haproxy-verdicts")) {
        const nlohmann::json recorded = read_json(entry.path());
        for (nlohmann::json one : recorded.at("cases")) {
            one["program"] = "haproxy";
            const std::string lintless = verify_config_verdict(one).message;
            INFO(entry.path().filename().string() << ", " << one.at("title").get<std::string>() << ": " << lintless);
            CHECK((lintless.empty() || lintless.starts_with("lint too many")));
            ++cases;
        }
    }
    CHECK(cases == 1'585);      // a file that is lost would show;
}

TEST_CASE("a file of the course fills the settings that the balancer runs", "[config][haproxy]")
{
    const haproxy::Settings settings = settings_of(base +
                                                   "frontend shop\n"
                                                   "    bind *:80\n"
                                                   "    acl api path_beg /api\n"
                                                   "    use_backend api if api\n"
                                                   "    default_backend web\n"
                                                   "backend web\n"
                                                   "    balance leastconn\n"
                                                   "    option httpchk GET /health\n"
                                                   "    http-check expect status 200-299\n"
                                                   "    server web-01 10.0.1.11:80 check inter 1500ms fastinter 500ms fall 2 weight 3\n"
                                                   "    server web-02 10.0.1.12:80 check backup\n"
                                                   "backend api\n"
                                                   "    server api-01 10.0.1.21:8080 check\n");
    REQUIRE(settings.frontends.size() == 1);
    REQUIRE(settings.backends.size() == 2);
    const haproxy::Frontend& shop = settings.frontends[0];
    CHECK(shop.mode == haproxy::Mode::http);
    CHECK(shop.binds.at(0).port == 80);
    CHECK(shop.timeouts.client == Duration{50 * ns_per_s});
    CHECK(shop.default_backend == 0);
    REQUIRE(shop.use_backend.size() == 1);
    CHECK(shop.use_backend[0].backend == 1);
    const haproxy::Criterion& api = settings.criteria.at(shop.use_backend[0].condition.any.at(0).at(0).any_of.at(0));
    CHECK(api.sample.fetch == haproxy::Fetch::path);
    CHECK(api.match == haproxy::Match::begins);
    REQUIRE(api.patterns.size() == 1);
    CHECK(settings.patterns.at(api.patterns[0].set)->entries.begin()->second.pattern == "/api");
    const haproxy::Backend& web = settings.backends[0];
    CHECK(web.balance.algorithm == haproxy::Algorithm::leastconn);
    CHECK(web.check.kind == haproxy::CheckKind::http);
    REQUIRE(web.check.rules.size() == 3);
    CHECK(web.check.rules[1].uri.text == "/health");
    CHECK(web.check.rules[2].statuses.at(0).second == 299);
    const haproxy::Server& first = web.servers.at(0);
    CHECK(first.inter == Duration{1'500 * ns_per_ms});
    CHECK(first.fastinter == Duration{500 * ns_per_ms});
    CHECK(first.fall == 2);
    CHECK(first.rise == 2);
    CHECK(first.weight == 3);
    CHECK(first.check);
    CHECK(to_text(Endpoint{first.address, first.port}) == "10.0.1.11:80");
    CHECK(web.servers.at(1).backup);
    CHECK(first.id == 1);
    CHECK(web.servers.at(1).id == 2);
}

TEST_CASE("a listen section is a frontend and a backend of one name", "[config][haproxy]")
{
    const haproxy::Settings settings = settings_of(base + "listen shop\n  bind :80\n  http-request deny if { path /admin }\n  server a 10.0.0.1:80 check\n");
    CHECK(settings.frontends.at(0).name == "shop");
    CHECK(settings.backends.at(0).name == "shop");
    CHECK(settings.frontends[0].default_backend == 0);
    CHECK(settings.frontends[0].request.rules.size() == 1);
    CHECK(settings.backends[0].request.rules.empty());
}

TEST_CASE("every message keeps the place of the word that it is about", "[config][haproxy]")
{
    const auto parsed = haproxy::read_haproxy(base + "backend b\n\tbalance lestconn\n", "lb-01/haproxy.cfg");
    const auto found = std::find_if(parsed.diagnostics.begin(), parsed.diagnostics.end(), [](const Diagnostic& d) { return d.severity == Severity::error; });
    REQUIRE(found != parsed.diagnostics.end());
    CHECK(found->at == Location{"lb-01/haproxy.cfg", 11, 10});
    CHECK(found->repair == "did you mean 'leastconn'?");
}

TEST_CASE("directives without effect are notes, and never a reason to refuse", "[config][haproxy]")
{
    const auto parsed = haproxy::read_haproxy(base + "frontend f\n  bind :80\n  option splice-auto\n", "haproxy.cfg");
    CHECK(haproxy::exit_status(parsed.diagnostics) == 0);
    const bool noted = std::any_of(parsed.diagnostics.begin(), parsed.diagnostics.end(), [](const Diagnostic& d) {
        return d.severity == Severity::note && haproxy::kind_of(d.id) == haproxy::SentenceKind::effect && d.what.find("option splice-auto") != std::string::npos;
    });
    CHECK(noted);
}

TEST_CASE("what is valid but not simulated is a warning that says what is lost", "[config][haproxy]")
{
    const auto parsed = haproxy::read_haproxy(base + "listen f\n  bind :80\n  option transparent\n  server a 10.0.0.1:80 check\n", "haproxy.cfg");
    CHECK(haproxy::exit_status(parsed.diagnostics) == 0);
    const bool warned = std::any_of(parsed.diagnostics.begin(), parsed.diagnostics.end(), [](const Diagnostic& d) {
        return d.severity == Severity::warning && d.what == "'option transparent' is valid but not simulated: the balancer behaves as without it";
    });
    CHECK(warned);
}

TEST_CASE("a rule whose condition cannot be simulated is left out, not run for everybody", "[config][haproxy]")
{
    const haproxy::Settings settings = settings_of(base + "frontend f\n  bind :80\n  http-request deny if { fc_rtt gt 100 }\n");
    CHECK(settings.frontends.at(0).request.rules.empty());
}

TEST_CASE("limits of the reader are named: bytes, servers, rules", "[config][haproxy]")
{
    const auto last_error = [](const std::string& text) {
        const auto parsed = haproxy::read_haproxy(text, "haproxy.cfg");
        std::string said;
        for (const Diagnostic& diagnostic : parsed.diagnostics)
            if (diagnostic.severity == Severity::error) said = diagnostic.what;
        return said;
    };
    CHECK(last_error(std::string(300'000, '\n')) == "the file is larger than 262144 bytes");
    std::string servers = base + "backend b\n";
    for (int i = 0; i < 1001; ++i) servers += " server s" + std::to_string(i) + " 10.0.0.1:80\n";
    CHECK(last_error(servers) == "more than 1000 servers");
    std::string rules = base + "frontend f\n bind :80\n";
    for (int i = 0; i < 10'001; ++i) rules += " redirect prefix / if TRUE\n";
    CHECK(last_error(rules).starts_with("the file is larger"));
    // What sections copy from their defaults counts each time: a small file cannot ask for much memory.
    for (const std::string line : {" http-check comment x\n", " stats auth u{}:p\n"}) {
        std::string copied = base + "defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n";
        for (int i = 0; i < 200; ++i) copied += line.find("{}") == std::string::npos ? line : " stats auth u" + std::to_string(i) + ":p\n";
        for (int i = 0; i < 60; ++i) copied += "backend b" + std::to_string(i) + "\n";
        CHECK(last_error(copied).starts_with("more than 10000 rules"));
    }
}

TEST_CASE("every sentence has an id of its own, an explanation, and every lint a name", "[config][haproxy]")
{
    std::set<std::string_view> ids;
    for (const Sentence& sentence : haproxy::haproxy_sentences()) {
        INFO(sentence.id);
        CHECK(ids.insert(sentence.id).second);
        CHECK(sentence.id.starts_with("EK-HAP-"));
        CHECK(!sentence.text.empty());
        CHECK(!sentence.explanation.empty());
        CHECK((haproxy::kind_of(sentence.id) == haproxy::SentenceKind::lint) == !haproxy::lint_name(sentence.id).empty());
    }
}
