// `evenkeel serve`, spoken to over a raw connection.
#include "native/scenarios.hpp"
#include "native/served.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <memory>

namespace {

std::vector<std::string> on_a_free_port(const TestFolder& folder, std::vector<std::string> more = {})
{
    std::vector<std::string> arguments{"--port", "0", "--site", folder / "site"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

void make_lab(const TestFolder& folder)
{
    std::filesystem::create_directory(folder / "labs");
    REQUIRE(run_program({"lab", "new", folder / "labs/42-mine", "--title", "My own lab"}).code == 0);
}

}  // namespace

TEST_CASE("serve says where it is, and gives the page with its headers", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    const Served served{on_a_free_port(folder)};
    CHECK(served.first_line() == fmt::format("Evenkeel at http://127.0.0.1:{}/ (Ctrl+C ends it)", served.port()));
    const Answer page = served.get("/");
    CHECK(page.status == 200);
    CHECK(page.body == "<!doctype html><title>Lab</title>\n");
    CHECK(page["content-type"] == "text/html; charset=utf-8");
    CHECK(page["content-length"] == std::to_string(page.body.size()));
    CHECK(page["cache-control"] == "no-cache");
    CHECK(page["x-content-type-options"] == "nosniff");
    CHECK(page["referrer-policy"] == "no-referrer");
    CHECK(page["content-security-policy"] ==
          "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; "
          "base-uri 'none'; form-action 'none'");
    CHECK(served.get("/index.html?test=1").body == page.body);
    CHECK(served.get("/lab.wasm")["content-type"] == "application/wasm");
    CHECK(served.get("/lab.wasm").body == std::string("\0asm", 4));
}

TEST_CASE("serve answers only for its own names, with its port", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    const Served served{on_a_free_port(folder)};
    const auto status_for = [&](const std::string& host_lines) { return served.ask(fmt::format("GET / HTTP/1.1\r\n{}\r\n", host_lines)).status; };
    const int port = served.port();
    for (const char* own : {"127.0.0.1", "localhost", "LocalHost", "[::1]"}) {
        INFO(own);
        CHECK(status_for(fmt::format("Host: {}:{}\r\n", own, port)) == 200);
        CHECK(status_for(fmt::format("Host: {}:{}\r\n", own, port + 1)) == 421);
        CHECK(status_for(fmt::format("Host: {}\r\n", own)) == 421);
    }
    CHECK(status_for(fmt::format("Host: evil.test:{}\r\n", port)) == 421);
    CHECK(status_for(fmt::format("Host: localhost.evil.test:{}\r\n", port)) == 421);
    CHECK(status_for("") == 421);
    CHECK(status_for(fmt::format("Host: localhost:{0}\r\nHost: evil.test:{0}\r\n", port)) == 421);
    const Answer foreign = served.ask("GET /labs/index.json HTTP/1.1\r\nHost: evil.test\r\n\r\n");
    CHECK(foreign.status == 421);
    CHECK(foreign.body == fmt::format("error: this server is not 'evil.test'; it answers for 127.0.0.1:{0}, localhost:{0}, [::1]:{0} [EK-CLI-0028]\n", port));
    CHECK(served.ask(fmt::format("POST / HTTP/1.1\r\nHost: evil.test:{}\r\nContent-Length: 1\r\n\r\nx", port)).status == 421);
}

TEST_CASE("serve at all addresses answers for the one that it was reached at", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    const Served served{on_a_free_port(folder, {"--host", "0.0.0.0"})};
    const auto status_at = [&](const char* address, const char* host) {
        const Connection connection{served.port(), address};
        connection.send(fmt::format("GET / HTTP/1.0\r\nHost: {}:{}\r\n\r\n", host, served.port()));
        return connection.read_all().substr(9, 3);
    };
    CHECK(status_at("127.0.0.1", "127.0.0.1") == "200");
    CHECK(status_at("127.0.0.2", "127.0.0.2") == "200");
    CHECK(status_at("127.0.0.1", "127.0.0.2") == "421");
    CHECK(status_at("127.0.0.1", "0.0.0.0") == "200");
}

TEST_CASE("serve never leaves the site's folder", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    std::filesystem::create_symlink(folder / "secret.txt", folder / "site/link.txt");
    std::filesystem::create_directory_symlink("/etc", folder / "site/etc");
    const Served served{on_a_free_port(folder)};
    for (const char* path :
         {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/x/../../secret.txt", "/..\\secret.txt", "/..%5csecret.txt",
          "/%252e%252e/secret.txt", "//secret.txt", "/.hidden", "/./.hidden", "/link.txt", "/etc/hostname", "/lab.js/", "/lab.js/x", "/index.html%00.js",
          "/%00", "/nothing", "/site", "/%u002e%u002e/secret.txt", "/labs/../secret.txt", "/labs/..%2f..%2fsecret.txt", "secret.txt", "http://x/secret.txt"}) {
        const Answer answer = served.get(path);
        INFO(path);
        CHECK(answer.status == 404);
        CHECK(answer.body.find("secret\n") == std::string::npos);
        CHECK(answer.body.find("hidden\n") == std::string::npos);
    }
    CHECK(served.get("/nothing").body == "error: there is no '/nothing' here [EK-CLI-0030]\n");
    CHECK(served.get("/nothing")["x-content-type-options"] == "nosniff");
}

TEST_CASE("serve answers GET and HEAD, and nothing else", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    const Served served{on_a_free_port(folder)};
    const Answer head = served.get("/lab.js", "", "HEAD");
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(head["content-length"] == "22");
    CHECK(head["etag"] == served.get("/lab.js")["etag"]);
    CHECK(served.get("/nothing", "", "HEAD").status == 404);
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}) {
        INFO(method);
        const Answer with_body = served.ask(fmt::format("{} / HTTP/1.1\r\nHost: {}\r\nContent-Length: 5\r\n\r\nhello", method, served.host()));
        CHECK(with_body.status == 405);
        CHECK(with_body["allow"] == "GET, HEAD");
        CHECK(with_body["content-security-policy"] != "");
    }
    CHECK(served.ask("BREW / HTTP/1.1\r\nHost: x\r\n\r\n").status == 400);
}

TEST_CASE("serve gives the compressed copy that a client understands", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    const Served served{on_a_free_port(folder)};
    const auto given = [&](std::string_view accepted) {
        const Answer answer = served.get("/lab.js", accepted.empty() ? "" : fmt::format("Accept-Encoding: {}\r\n", accepted));
        CHECK(answer.status == 200);
        CHECK(answer["content-type"] == "text/javascript; charset=utf-8");
        CHECK(answer["vary"] == "Accept-Encoding");
        return answer["content-encoding"] + "|" + answer.body;
    };
    CHECK(given("") == "|export const lab = 1;\n");
    CHECK(given("gzip, deflate, br") == "br|as brotli");
    CHECK(given("gzip, deflate, br;q=0") == "gzip|as gzip");
    CHECK(given("GZIP") == "gzip|as gzip");
    CHECK(given("identity, brotli") == "|export const lab = 1;\n");
    CHECK(given("br;q=0.000, gzip; q=0") == "|export const lab = 1;\n");
    // A file that was edited since is not the one that was compressed.
    std::filesystem::last_write_time(folder / "site/lab.js", std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
    CHECK(given("br") == "|export const lab = 1;\n");
}

TEST_CASE("serve tells who has a file already that it is the same", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    const Served served{on_a_free_port(folder)};
    const std::string tag = served.get("/lab.js")["etag"];
    const std::string tag_of_brotli = served.get("/lab.js", "Accept-Encoding: br\r\n")["etag"];
    CHECK(tag.starts_with('"'));
    CHECK(tag != tag_of_brotli);
    const auto status_with = [&](const std::string& tags) { return served.get("/lab.js", fmt::format("If-None-Match: {}\r\n", tags)).status; };
    CHECK(status_with(tag) == 304);
    CHECK(status_with("\"other\", W/" + tag) == 304);
    CHECK(status_with("*") == 304);
    CHECK(status_with(tag_of_brotli) == 200);
    const Answer same = served.get("/lab.js", fmt::format("If-None-Match: {}\r\n", tag));
    CHECK(same.body.empty());
    CHECK(same["etag"] == tag);
    folder.file("site/lab.js", "export const lab = 2;\n");
    CHECK(status_with(tag) == 200);
}

TEST_CASE("serve makes labs from their folder at each request", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    make_lab(folder);
    folder.file("site/labs/index.json", "[\"of the site\"]");
    const Served served{on_a_free_port(folder, {"--labs", folder / "labs"})};
    const auto index = nlohmann::json::parse(served.get("/labs/index.json").body);
    REQUIRE(index.size() == 1);
    CHECK(index[0]["title"] == "My own lab");
    CHECK(served.get("/labs/index.json")["evenkeel-events"] == "events");
    const Answer before = served.get("/labs/42-mine.json");
    CHECK(before["content-type"] == "application/json");
    CHECK(nlohmann::json::parse(before.body)["files"].contains("guide.md"));
    CHECK(before.body.find("solution/") == std::string::npos);

    folder.file("labs/42-mine/guide.md", "# Changed\n");
    const Answer after = served.get("/labs/42-mine.json", fmt::format("If-None-Match: {}\r\n", before["etag"]));
    CHECK(after.status == 200);
    CHECK(nlohmann::json::parse(after.body)["files"]["guide.md"] == "# Changed\n");

    folder.file("labs/42-mine/lab.json", "{ \"title\": \"half-written");
    const auto broken = nlohmann::json::parse(served.get("/labs/index.json").body);
    CHECK(broken[0]["errors"].get<std::string>().starts_with("42-mine/lab.json:1:"));
    CHECK(served.get("/labs/42-mine.json").status == 200);
    CHECK(served.get("/labs/43-none.json").status == 404);
    std::filesystem::rename(folder / "labs/42-mine", folder / "away");
    const Answer gone = served.get("/labs/index.json");
    CHECK(gone.status == 500);
    CHECK(gone.body.find("no labs were found") != std::string::npos);
}

TEST_CASE("serve gives a service worker that asks for labs anew", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    const Served served{on_a_free_port(folder)};
    const Answer worker = served.get("/service-worker.js", "Accept-Encoding: br\r\n");
    CHECK(worker.body == "const labsAreLive = true;\n");
    CHECK(worker["content-encoding"] == "");
    CHECK(served.get("/service-worker.js", fmt::format("If-None-Match: {}\r\n", worker["etag"])).status == 304);
}

TEST_CASE("serve tells which lab has changed", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    make_lab(folder);
    const Served served{on_a_free_port(folder, {"--labs", folder / "labs"})};
    Connection events{served.port()};
    events.send(fmt::format("GET /events HTTP/1.1\r\nHost: {}\r\n\r\n", served.host()));
    REQUIRE(events.read_until("Content-Type: text/event-stream\r\n"));
    REQUIRE(events.read_until(": evenkeel tells which labs change\n\n"));
    folder.file("labs/42-mine/guide.md", "# Changed\n");
    CHECK(events.read_until("event: lab\ndata: 42-mine\n\n"));
    REQUIRE(run_program({"lab", "new", folder / "labs/43-new"}).code == 0);
    CHECK(events.read_until("event: lab\ndata: 43-new\n\n"));
}

TEST_CASE("only so many pages may wait for changes, and files are given all the same", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    const Served served{on_a_free_port(folder)};
    std::vector<std::unique_ptr<Connection>> listeners;
    for (int i = 0; i < 16; ++i) {
        listeners.push_back(std::make_unique<Connection>(served.port()));
        listeners.back()->send(fmt::format("GET /events HTTP/1.1\r\nHost: {}\r\n\r\n", served.host()));
        REQUIRE(listeners.back()->read_until("text/event-stream"));
    }
    CHECK(served.get("/events").status == 503);
    CHECK(served.get("/").status == 200);
}

TEST_CASE("a second server on the same port says so and ends with 3", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    const Served served{on_a_free_port(folder)};
    const Ran second = run_program({"serve", "--port", std::to_string(served.port()), "--site", folder / "site"});
    CHECK(second.code == 3);
    CHECK(second.out.empty());
    CHECK(second.err == fmt::format("evenkeel: error: port {} is in use by another program; end that one, or choose another port: --port N [EK-CLI-0026]\n", served.port()));
}

TEST_CASE("serve ends cleanly when it is interrupted, whoever is connected", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    for (const int signal : {SIGINT, SIGTERM}) {
        Served served{on_a_free_port(folder)};
        Connection listener{served.port()};
        listener.send(fmt::format("GET /events HTTP/1.1\r\nHost: {}\r\n\r\n", served.host()));
        REQUIRE(listener.read_until("text/event-stream"));
        const Connection silent{served.port()};
        const auto begin = std::chrono::steady_clock::now();
        CHECK(served.end(signal) == 0);
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(8));
    }
    // At once after its first line, too.
    Served served{on_a_free_port(folder)};
    CHECK(served.end(SIGINT) == 0);
}

TEST_CASE("serve refuses what it cannot do before it begins", "[serve]")
{
    const TestFolder folder;
    make_site(folder);
    const auto refused = [&](std::vector<std::string> arguments, std::string_view words) {
        arguments.insert(arguments.begin(), "serve");
        const Ran ran = run_program(arguments);
        INFO(ran.err);
        CHECK(ran.code == 3);
        CHECK(ran.out.empty());
        CHECK(ran.err.find(words) != std::string::npos);
    };
    refused({"--site", folder / "nothing"}, "nothing: error: the page of the browser lab was not found");
    refused({"--site", folder.path().string()}, "EK-CLI-0025");
    refused({"--site", folder / "site", "--labs", folder / "site"}, "no labs were found");
    refused({"--site", folder / "site", "--host", "lab.test"}, "cannot listen at lab.test, port 8080: it is no address in numbers");
    refused({"--site", folder / "site", "--host", "192.0.2.1"}, "this machine has no such address");
    refused({"--site", folder / "site", "--port", "65536"}, "--port");
}
