#include "balancer/acl.hpp"

#include <catch2/catch_test_macros.hpp>

#include "balancer/farms.hpp"
#include "balancer/words.hpp"

namespace {

using namespace farms;

/// A criterion with its words.
struct Wanted {
    SampleExpression sample;
    Match match{};
    std::vector<std::string> values;
    bool ignore_case = false;
};

Wanted criterion(Fetch fetch, Match match, std::vector<std::string> values)
{
    Wanted made;
    made.sample.fetch = fetch;
    made.match = match;
    made.values = std::move(values);
    return made;
}

void add(Settings& settings, const Wanted& wanted)
{
    Criterion made;
    made.sample = wanted.sample;
    made.match = wanted.match;
    made.patterns = {add_words(settings, wanted.match, wanted.values, wanted.ignore_case)};
    settings.criteria.push_back(std::move(made));
}

/// One criterion, `if { … }`, on one request.
bool is_true(const Wanted& wanted, const RequestView& request, std::vector<Farm> farms = {}, std::vector<Backend> backends = {})
{
    Settings settings;
    add(settings, wanted);
    settings.backends = std::move(backends);
    Condition condition;
    condition.any = {{Term{{0}, false}}};
    return holds(settings, condition, request, farms);
}

RequestView get(std::string_view target)
{
    RequestView request;
    request.method = "GET";
    request.target = target;
    request.headers = "Host: www.shop.test\nX-Kind: one, \"two, three\"\nX-Kind: four\n";
    return request;
}

}  // namespace

TEST_CASE("path is the target without query, scheme and authority", "[balancer]")
{
    CHECK(path_of("/a/b?c=/d") == "/a/b");
    CHECK(path_of("http://www.shop.test/a?b") == "/a");
    CHECK(path_of("http://www.shop.test") == "");
    CHECK(path_of("*") == "*");
}

TEST_CASE("paths are compared whole, by beginning, end, part, directory and regular expression", "[balancer]")
{
    using enum Match;
    CHECK(is_true(criterion(Fetch::path, exact, {"/a", "/b"}), get("/b")));
    CHECK_FALSE(is_true(criterion(Fetch::path, exact, {"/a"}), get("/a/")));
    CHECK(is_true(criterion(Fetch::path, begins, {"/static"}), get("/static/x.css?v=1")));
    CHECK(is_true(criterion(Fetch::path, ends, {".css"}), get("/static/x.css?v=1")));
    CHECK_FALSE(is_true(criterion(Fetch::url, ends, {".css"}), get("/static/x.css?v=1")));
    CHECK(is_true(criterion(Fetch::path, contains, {"tic/x"}), get("/static/x.css")));
    CHECK(is_true(criterion(Fetch::path, directory, {"img"}), get("/a/img/b.png")));
    CHECK(is_true(criterion(Fetch::path, directory, {"/img/"}), get("/a/img")));
    CHECK_FALSE(is_true(criterion(Fetch::path, directory, {"img"}), get("/a/imgs/b.png")));
    CHECK(is_true(criterion(Fetch::path, regex, {"^/[0-9]+$"}), get("/2026")));
    CHECK_FALSE(is_true(criterion(Fetch::path, regex, {"^/[0-9]+$"}), get("/2026/x")));
}

TEST_CASE("case matters unless -i says that it does not", "[balancer]")
{
    Wanted wanted = criterion(Fetch::path, Match::begins, {"/static"});
    CHECK_FALSE(is_true(wanted, get("/STATIC/x")));
    wanted.ignore_case = true;
    CHECK(is_true(wanted, get("/STATIC/x")));
    wanted = criterion(Fetch::path, Match::regex, {"^/static"});
    wanted.ignore_case = true;
    CHECK(is_true(wanted, get("/STATIC/x")));
}

TEST_CASE("a header is looked at value by value: commas take a line apart, quotes do not", "[balancer]")
{
    CHECK(header_values(get("/").headers, "x-kind") == std::vector<std::string_view>{"one", "\"two, three\"", "four"});
    Wanted wanted = criterion(Fetch::header, Match::exact, {"four"});
    wanted.sample.argument = "X-Kind";
    CHECK(is_true(wanted, get("/")));
    wanted = criterion(Fetch::header, Match::domain, {"shop"});
    wanted.sample.argument = "host";
    CHECK(is_true(wanted, get("/")));
    wanted.values = {"hop"};
    CHECK_FALSE(is_true(wanted, get("/")));
    wanted.match = Match::found;
    CHECK(is_true(wanted, get("/")));
    wanted.sample.argument = "Cookie";
    CHECK_FALSE(is_true(wanted, get("/")));
    wanted.sample.fetch = Fetch::header_count;
    wanted.sample.argument = "X-Kind";
    wanted.match = Match::integer;
    wanted.values = {"3"};
    CHECK(is_true(wanted, get("/")));
    wanted.values = {"4"};
    CHECK_FALSE(is_true(wanted, get("/")));
}

TEST_CASE("addresses, ports, methods and TLS", "[balancer]")
{
    RequestView request = get("/");
    request.source = parse_address("10.1.2.3").value();
    request.destination_port = 8080;
    Wanted wanted = criterion(Fetch::source, Match::address, {"192.0.2.0/24", "10.0.0.0/8"});
    CHECK(is_true(wanted, request));
    request.source = parse_address("11.1.2.3").value();
    CHECK_FALSE(is_true(wanted, request));
    wanted = criterion(Fetch::destination_port, Match::integer, {"8000:8100"});
    CHECK(is_true(wanted, request));
    CHECK(is_true(criterion(Fetch::method, Match::exact, {"POST", "GET"}), request));
    CHECK_FALSE(is_true(criterion(Fetch::tls_frontend, Match::truth, {}), request));
    request.tls = true;
    CHECK(is_true(criterion(Fetch::tls_frontend, Match::truth, {}), request));
}

TEST_CASE("nbsrv and srv_is_up look at the farm as it is now", "[balancer]")
{
    const std::vector<Backend> backends{backend(Algorithm::roundrobin, {1, 1})};
    std::vector<Farm> made{make_farm(backends[0], 200)};
    Wanted enough = criterion(Fetch::servers_up, Match::integer, {"2:"});
    enough.sample.argument = "app";
    Wanted up = criterion(Fetch::server_is_up, Match::truth, {});
    up.sample.argument = "app/s2";
    CHECK(is_true(enough, get("/"), made, backends));
    CHECK(is_true(up, get("/"), made, backends));
    set_stopped(made[0], {1}, {});
    CHECK_FALSE(is_true(enough, get("/"), made, backends));
    CHECK_FALSE(is_true(up, get("/"), made, backends));
}

TEST_CASE("terms side by side must all hold, or gives alternatives, ! and unless turn the sense", "[balancer]")
{
    Settings settings;
    add(settings, criterion(Fetch::always_true, Match::truth, {}));
    add(settings, criterion(Fetch::always_false, Match::truth, {}));
    const auto result = [&](std::vector<std::vector<Term>> any, bool inverted) {
        return holds(settings, Condition{std::move(any), inverted}, get("/"), {});
    };
    const Term yes{{0}, false};
    const Term no{{1}, false};
    CHECK(result({}, false));
    CHECK_FALSE(result({{yes, no}}, false));
    CHECK(result({{no}, {yes}}, false));
    CHECK(result({{yes, Term{{1}, true}}}, false));
    CHECK(result({{Term{{1, 0}, false}}}, false));
    CHECK_FALSE(result({{yes}}, true));
    CHECK(result({{no}}, true));
}
