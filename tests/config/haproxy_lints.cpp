// Each lint where it belongs, and silence where it does not; what removed directives are called today.
#include "config/haproxy.hpp"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

using namespace evenkeel;

namespace {

const std::string base = "defaults\n mode http\n timeout connect 5s\n timeout client 5s\n timeout server 5s\n";
const std::string backend = "backend b\n balance roundrobin\n server s 192.0.2.1:80 check\n";

/// "line:column name" of each lint, in order.
std::vector<std::string> lints(const std::string& text)
{
    std::vector<std::string> found;
    for (const Diagnostic& diagnostic : haproxy::read_haproxy(text, "haproxy.cfg").diagnostics)
        if (haproxy::kind_of(diagnostic.id) == haproxy::SentenceKind::lint)
            found.push_back(std::to_string(diagnostic.at.line) + ":" + std::to_string(diagnostic.at.column) + " " + std::string(haproxy::lint_name(diagnostic.id)));
    return found;
}

std::string repair_of(const std::string& line)
{
    for (const Diagnostic& diagnostic : haproxy::read_haproxy(base + "frontend f\n bind :80\n " + line + "\n default_backend b\n" + backend, "haproxy.cfg").diagnostics)
        if (haproxy::lint_name(diagnostic.id) == "haproxy/removed-directive") return diagnostic.repair;
    return "no lint";
}

using Lints = std::vector<std::string>;

}  // namespace

TEST_CASE("a removed directive comes with the line that does its work today", "[config][haproxy][lint]")
{
    CHECK(repair_of(R"(reqadd X-Forwarded-Proto:\ https)") == "write 'http-request set-header X-Forwarded-Proto https'");
    CHECK(repair_of(R"(reqadd X-Note:\ two\ words if { ssl_fc })") == "write 'http-request set-header X-Note \"two words\" if { ssl_fc }'");
    CHECK(repair_of(R"(rspadd X-Served-By:\ a\ b)") == "write 'http-response set-header X-Served-By \"a b\"'");
    CHECK(repair_of(R"(reqirep ^Host:\ (.*) Host:\ www.example.org)") == "write 'http-request replace-header Host (.*) www.example.org'");
    CHECK(repair_of(R"(reqrep ^([^\ :]*)\ /old/(.*) \1\ /new/\2)") == R"(write 'http-request replace-path /old/(.*) "/new/\\1"')");
    CHECK(repair_of("reqidel ^X-Secret:") == "write 'http-request del-header X-Secret'");
    CHECK(repair_of("rspidel ^Server:") == "write 'http-response del-header Server'");
    CHECK(repair_of("block if { path_beg /admin }") == "write 'http-request deny if { path_beg /admin }'");
    CHECK(repair_of("monitor-net 10.0.0.0/8") == "write 'http-request return status 200 if { src 10.0.0.0/8 }'");
    CHECK(repair_of("clitimeout 50000") == "write 'timeout client 50000'");
    CHECK(repair_of("reqpass ^Good") == "");
    CHECK(repair_of("http-request set-header X y") == "no lint");
}

TEST_CASE("the lines that stand for removed ones are accepted", "[config][haproxy][lint]")
{
    for (const char* old : {R"(reqadd X-Note:\ two\ words)", R"(rspadd X-A:\ b)", R"(reqirep ^Host:\ (.*) Host:\ www.example.org)", R"(reqrep ^([^\ :]*)\ /old/(.*) \1\ /new/\2)",
                            "reqidel ^X-Secret:", "rspidel ^Server:", "block if { path_beg /admin }", "monitor-net 10.0.0.0/8", R"(reqideny ^User-Agent:\ bad)"}) {
        const std::string repair = repair_of(old);
        INFO(repair);
        REQUIRE(repair.size() > 8);
        const std::string line = repair.substr(7, repair.size() - 8);
        CHECK(haproxy::exit_status(haproxy::read_haproxy(base + "frontend f\n bind :80\n " + line + "\n default_backend b\n" + backend, "haproxy.cfg").diagnostics) == 0);
    }
}

TEST_CASE("of two default_backend lines the last wins, and that is said", "[config][haproxy][lint]")
{
    CHECK(lints(base + "frontend f\n bind :80\n default_backend b\n default_backend c\n" + backend + "backend c\n server s 192.0.2.2:80 check\n") == Lints{"9:18 haproxy/two-default-backends"});
    CHECK(lints(base + "frontend f\n bind :80\n default_backend b\n default_backend b\n" + backend) == Lints{});
    CHECK(lints(base + "frontend f\n bind :80\n default_backend b\n" + backend) == Lints{});
}

TEST_CASE("port 443 without TLS is said, but for mode tcp, which passes TLS on", "[config][haproxy][lint]")
{
    CHECK(lints(base + "frontend f\n bind *:443\n default_backend b\n" + backend) == Lints{"7:7 haproxy/plain-on-443"});
    CHECK(lints(base + "frontend f\n bind *:443 ssl crt /a.pem\n default_backend b\n" + backend) == Lints{});
    CHECK(lints(base + "frontend f\n mode tcp\n bind *:443\n default_backend b\nbackend b\n mode tcp\n server s 192.0.2.1:443 check\n") == Lints{});
    CHECK(lints(base + "frontend f\n bind *:443 crt /a.pem\n default_backend b\n" + backend) == Lints{"7:13 haproxy/crt-without-ssl"});
}

TEST_CASE("plain HTTP to a server's port 443 is said", "[config][haproxy][lint]")
{
    const std::string front = base + "frontend f\n bind :80\n default_backend b\n";
    CHECK(lints(front + "backend b\n server s 192.0.2.1:443 check\n") == Lints{"10:11 haproxy/plain-to-443"});
    CHECK(lints(front + "backend b\n server s 192.0.2.1:443 check ssl verify none\n") == Lints{});
    CHECK(lints(front + "backend b\n default-server ssl verify none\n server s 192.0.2.1:443 check\n") == Lints{});
}

TEST_CASE("the statistics page open to all, or behind the best-known password, is said", "[config][haproxy][lint]")
{
    const std::string front = base + "listen l\n bind :80\n server s 192.0.2.1:80 check\n";
    CHECK(lints(front + " stats enable\n") == Lints{"9:2 haproxy/open-stats"});
    CHECK(lints(front + " stats enable\n stats auth admin:admin\n") == Lints{"10:13 haproxy/weak-password"});
    CHECK(lints(front + " stats enable\n stats auth anna:Rw7-oliv-tafel\n") == Lints{});
    CHECK(lints(front) == Lints{});
}

TEST_CASE("rules about requests in mode tcp are said to never match", "[config][haproxy][lint]")
{
    const std::string front = "defaults\n timeout connect 5s\n timeout client 5s\n timeout server 5s\nfrontend f\n bind :80\n";
    const auto has = [](const Lints& found, const std::string& lint) { return std::find(found.begin(), found.end(), lint) != found.end(); };
    const std::string rules = " acl api path_beg /api\n use_backend b if api\n default_backend b\nbackend b\n server s 192.0.2.1:80 check\n";
    CHECK(has(lints(front + rules), "7:10 haproxy/request-in-tcp-mode"));
    CHECK(has(lints(front + " use_backend b if { hdr(host) -i x }\n default_backend b\nbackend b\n server s 192.0.2.1:80 check\n"), "7:21 haproxy/request-in-tcp-mode"));
    CHECK_FALSE(has(lints(front + " mode http\n" + rules + " mode http\n"), "8:10 haproxy/request-in-tcp-mode"));
    CHECK_FALSE(has(lints(front + " acl local src 10.0.0.0/8\n use_backend b if local\n default_backend b\nbackend b\n server s 192.0.2.1:80 check\n"), "7:12 haproxy/request-in-tcp-mode"));
}

TEST_CASE("a shell script handed in as haproxy.cfg is called one; a configuration under #! is none", "[config][haproxy][lint][import]")
{
    CHECK(lints("#!/usr/bin/env bash\napt-get install -y haproxy\necho 'backend b' >> /etc/haproxy/haproxy.cfg\n") == Lints{"1:1 paste/script"});
    CHECK(lints("#!/usr/bin/env bash\n" + base + "frontend f\n bind :80\n default_backend b\n" + backend) == Lints{});
    const Lints refused = lints(base + "frontend f\n bind :80\n acl many hdr_cnt(x) gt 5 > 3\n default_backend b\n" + backend);
    CHECK(std::none_of(refused.begin(), refused.end(), [](const std::string& lint) { return lint.ends_with("paste/script"); }));
}

TEST_CASE("no lint changes what HAProxy's verdict is", "[config][haproxy][lint]")
{
    const auto parsed = haproxy::read_haproxy(base + "listen l\n bind *:443\n stats enable\n stats auth admin:admin\n server s 192.0.2.1:443 check\n", "haproxy.cfg");
    CHECK(haproxy::exit_status(parsed.diagnostics) == 0);
    CHECK(parsed.diagnostics.size() >= 3);
    for (const Diagnostic& diagnostic : parsed.diagnostics) CHECK(diagnostic.severity != Severity::error);
}

TEST_CASE("a refused file that names maps and error pages is no script", "[config][haproxy][lints]")
{
    const std::string text = base + "frontend f\n bind :80\n # x=1\n errorfile 503 /etc/haproxy/errors/503.http\n http-request deny if { path -f /etc/haproxy/none.lst }\n default_backend b\n" + backend;
    const auto parsed = haproxy::read_haproxy(text, "haproxy.cfg");
    CHECK(haproxy::exit_status(parsed.diagnostics) == 1);
    for (const Diagnostic& diagnostic : parsed.diagnostics) CHECK(haproxy::lint_name(diagnostic.id) != "paste/script");
}
