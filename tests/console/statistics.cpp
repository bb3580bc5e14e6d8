// The balancer's own statistics, as somebody gets them who asks for their address.

#include "console/desk.hpp"

using namespace evenkeel;
using typing::Terminal;
using typing::usual_cfg;

namespace {

const std::string with_page = usual_cfg + R"(
listen statistics
    bind *:8404
    mode http
    stats enable
    stats uri /stats
    stats refresh 10s
    stats auth ann:secret
    stats admin if TRUE
)";

}  // namespace

TEST_CASE("curl gets the statistics page with the right password, and a question for it without", "[console]")
{
    Terminal type{with_page};
    CHECK(type("curl -s -o /dev/null -w '%{http_code}' http://10.0.1.10:8404/stats").text == "401");
    CHECK(type("curl -s -o /dev/null -w '%{http_code}' -u ann:wrong http://10.0.1.10:8404/stats").text == "401");
    const std::string page = type("curl -s -i -u ann:secret http://10.0.1.10:8404/stats").text;
    CHECK(page.starts_with("HTTP/1.1 200 OK\r\ncache-control: no-cache\r\ncontent-type: text/html\r\nrefresh: 10\r\ntransfer-encoding: chunked\r\n\r\n<!DOCTYPE html>"));
    CHECK(page.find("<h2>apps</h2>") != std::string::npos);
    CHECK(type("curl -s http://ann:secret@10.0.1.10:8404/stats").text.starts_with("<!DOCTYPE html>"));
}

TEST_CASE("the page's numbers are those of show stat", "[console]")
{
    Terminal type{with_page};
    run_until(type.world, Instant{} + 20_s);
    const std::string csv = type("curl -s -u ann:secret 'http://10.0.1.10:8404/stats;csv'").text;
    const std::string shown = type("echo 'show stat' | socat stdio /run/haproxy/admin.sock").text;
    const auto row = [](const std::string& text) { return text.substr(text.find("apps,app1,"), text.find('\n', text.find("apps,app1,")) - text.find("apps,app1,")); };
    CHECK(csv.starts_with("# pxname,svname,"));
    CHECK_FALSE(row(csv).empty());
    CHECK(row(csv).substr(0, 40) == row(shown).substr(0, 40));
    CHECK(type("curl -s -I -u ann:secret 'http://10.0.1.10:8404/stats;json'").text.find("content-type: application/json\r\n") != std::string::npos);
}

TEST_CASE("the page's form takes a server out of the farm", "[console]")
{
    Terminal type{with_page};
    CHECK(type("curl -s -i -u ann:secret -d 's=app1&action=maint&b=apps' http://10.0.1.10:8404/stats").text.find("location: /stats;st=DONE\r\n") != std::string::npos);
    CHECK(type("echo 'show servers state' | socat stdio /run/haproxy/admin.sock").text.find("app1 10.0.1.21 0 1 ") != std::string::npos);
    CHECK(type("curl -s -i -u ann:secret -d 's=app1&action=maint&b=nowhere' http://10.0.1.10:8404/stats").text.find("st=ERRP") != std::string::npos);
}
