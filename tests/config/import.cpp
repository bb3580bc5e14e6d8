// Installers taken apart: against what the real bash left when it ran them (tests/golden/installers), and what is said where that
// cannot be known.
#include "config/import.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "source_folder.hpp"

using namespace evenkeel;

namespace {

std::string file_text(const std::string& path)
{
    std::ifstream file{source_folder() / path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

nlohmann::json recordings(const std::string& name = "recorded") { return nlohmann::json::parse(file_text("tests/golden/installers/" + name + ".json")); }

installer::Import read(std::string_view script) { return installer::read_installer(script, "install.sh"); }

std::string said(const installer::Import& import)
{
    std::string all;
    for (const Diagnostic& diagnostic : import.diagnostics) all += to_text(diagnostic) + "\n";
    return all;
}

const installer::WrittenFile* find(const installer::Import& import, std::string_view path)
{
    const auto found = std::find_if(import.files.begin(), import.files.end(), [&](const auto& file) { return file.path == path; });
    return found == import.files.end() ? nullptr : &*found;
}

std::string text_of(const installer::Import& import, std::string_view path = "/etc/haproxy/haproxy.cfg")
{
    const auto* file = find(import, path);
    return file == nullptr ? "no such file" : file->known ? file->text : "not known";
}

bool has(const installer::Import& import, std::string_view id, int line)
{
    return std::any_of(import.diagnostics.begin(), import.diagnostics.end(), [&](const Diagnostic& d) { return d.id == id && d.at.line == line; });
}

/// What the real bash left is what is found, and nothing else.
void check_against(const nlohmann::json& one)
{
    const installer::Import import = read(one.at("script").get<std::string>());
    INFO(said(import));
    for (const auto& [path, text] : one.at("files").items()) {
        INFO(path);
        CHECK(text_of(import, path) == text.get<std::string>());
    }
    for (const installer::WrittenFile& file : import.files) {
        INFO(file.path);
        CHECK((one.at("files").contains(file.path) || file.text == installer::packaged_text(file.path)));
        CHECK(file.from.size() == file.text.size());
    }
}

}  // namespace

TEST_CASE("an installer's files are those that bash leaves, byte for byte", "[config][import]")
{
    const nlohmann::json recorded = recordings();
    CHECK(recorded.at("cases").size() >= 30);
    for (const auto& one : recorded.at("cases")) {
        INFO(one.at("name").get<std::string>());
        CHECK(file_text("tests/golden/installers/" + one.at("name").get<std::string>()) == one.at("script").get<std::string>());
        check_against(one);
    }
}

TEST_CASE("so are eighty installers that were made by seed", "[config][import]")
{
    const nlohmann::json recorded = recordings("by-seed");
    CHECK(recorded.at("cases").size() == 80);
    for (const auto& one : recorded.at("cases")) {
        INFO(one.at("script").get<std::string>());
        check_against(one);
    }
}

TEST_CASE("what Debian's package puts in haproxy.cfg is what the labs begin with", "[config][import]")
{
    const std::string lab = file_text("labs/04-two-servers-one-address/files/lb-01/haproxy.cfg");
    const std::string_view packaged = installer::packaged_text("/etc/haproxy/haproxy.cfg");
    REQUIRE(!packaged.empty());
    CHECK(lab.starts_with(packaged));
    CHECK(lab.substr(packaged.size()).starts_with("\n# Debian's file ends here."));
}

TEST_CASE("each line of an imported file knows its line of the script", "[config][import]")
{
    const installer::Import import = read("#!/bin/bash\nA='frontend f\n bind :80'\necho \"$A\" > /etc/haproxy/haproxy.cfg\ncat >> /etc/haproxy/haproxy.cfg <<E\nbackend b\n  server $X a:80\nE\n");
    const auto* file = find(import, "/etc/haproxy/haproxy.cfg");
    REQUIRE(file != nullptr);
    CHECK(installer::line_map(import, *file) == std::vector<int>{2, 3, 6, 7});
    CHECK(installer::place_in_script(import, *file, 1, 1) == Location{"install.sh", 2, 4});
    CHECK(installer::place_in_script(import, *file, 2, 2) == Location{"install.sh", 3, 2});
    CHECK(installer::place_in_script(import, *file, 4, 11) == Location{"install.sh", 7, 13});
}

TEST_CASE("what HAProxy would say of an imported file stands at the script's line and column", "[config][import]")
{
    const installer::Import import = import_script("apt-get install haproxy\necho 'listen l' >> /etc/haproxy/haproxy.cfg\nsed -i '$ a \\  bind :80\\n  balanse roundrobin' /etc/haproxy/haproxy.cfg\n", "install.sh");
    const auto found = std::find_if(import.diagnostics.begin(), import.diagnostics.end(), [](const Diagnostic& d) { return d.severity == Severity::error; });
    REQUIRE(found != import.diagnostics.end());
    CHECK(found->at == Location{"install.sh", 3, 28});
    CHECK(found->what.starts_with("unknown keyword 'balanse' in 'listen' section"));
}

TEST_CASE("an error of a site or an nginx.conf that a script writes stands at the script's line", "[config][import]")
{
    const installer::Import import = import_script(
        "cat > /etc/nginx/sites-available/shop <<E\nserver {\n  listen 8080;\n  rooot /var/www;\n}\nE\nln -s /etc/nginx/sites-available/shop /etc/nginx/sites-enabled/shop\n"
        "echo 'events {} http { include /etc/nginx/sites-enabled/*; sendfile maybe; }' | sudo tee /etc/nginx/nginx.conf\n",
        "install.sh");
    std::vector<std::string> errors;
    for (const Diagnostic& each : import.diagnostics)
        if (each.severity == Severity::error) errors.push_back(std::to_string(each.at.line) + " " + each.what);
    INFO(said(import));
    REQUIRE(errors.size() == 2);
    CHECK(errors[0].starts_with("8 "));
    CHECK(errors[0].find("sendfile") != std::string::npos);
    CHECK(errors[1] == "4 unknown directive \"rooot\"");
    REQUIRE(find(import, "/etc/nginx/sites-available/shop") != nullptr);
    CHECK(find(import, "/etc/nginx/sites-available/shop")->known);
}

TEST_CASE("snippets that a script writes are read where a site includes them", "[config][import]")
{
    const installer::Import import = import_script(
        "echo 'proxy_set_header Host $host;' > /etc/nginx/snippets/proxy.conf\n"
        "echo 'server { listen 80; location / { include snippets/proxy.conf; proxy_pass http://10.0.0.1; } }' > /etc/nginx/conf.d/shop.conf\n",
        "install.sh");
    INFO(said(import));
    CHECK(import.diagnostics.empty());
    CHECK(import.files.size() == 2);
}

TEST_CASE("a message about a line of the package names the package's file", "[config][import]")
{
    const installer::Import import = import_script("sed -i 's/^defaults/&x/' /etc/haproxy/haproxy.cfg\n", "install.sh");
    const bool named = std::any_of(import.diagnostics.begin(), import.diagnostics.end(), [](const Diagnostic& d) { return d.at.file == "/etc/haproxy/haproxy.cfg" && d.at.line > 19; });
    CHECK(named);
}

TEST_CASE("what is known only when a script runs is said where it stands, and no text is made up", "[config][import]")
{
    const auto unknown = [](const std::string& script, std::string_view id, int line) {
        const installer::Import import = read(script);
        INFO(script << said(import));
        CHECK(has(import, id, line));
        CHECK(text_of(import) == "not known");
    };
    const std::string to = " >> /etc/haproxy/haproxy.cfg\n";
    unknown("\necho \"server $(hostname -I):80\"" + to, "EK-SHL-0010", 2);
    unknown("IP=$(curl -s ifconfig.me)\n\necho \"server $IP:80\"" + to, "EK-SHL-0010", 1);
    unknown("echo $HOSTNAME" + to, "EK-SHL-0010", 1);
    unknown("if ping -c1 web-01; then\n echo a" + to + "else\n echo b" + to + "fi\n", "EK-SHL-0011", 1);
    unknown("while read -r line; do\n echo $line" + to + "done < /home/me/servers.txt\n", "EK-SHL-0010", 1);
    unknown("\nwhile ping -c1 web-01; do\n echo up" + to + "done\n", "EK-SHL-0012", 2);
    unknown("cp /etc/haproxy/haproxy.cfg.dist /etc/haproxy/x; cat /home/me/haproxy.cfg" + to, "EK-SHL-0013", 1);
    unknown("\n\npython3 edit.py /etc/haproxy/haproxy.cfg\n", "EK-SHL-0014", 3);
    unknown("curl -o /etc/haproxy/haproxy.cfg http://192.0.2.1/haproxy.cfg\n", "EK-SHL-0010", 1);
    unknown("sed -i 'N;P;D' /etc/haproxy/haproxy.cfg\n", "EK-SHL-0014", 1);
}

TEST_CASE("both ways of an unknown condition may lead to one text", "[config][import]")
{
    const installer::Import import = read("if which haproxy; then echo there; else apt-get install haproxy; fi\necho 'backend b' > /etc/haproxy/haproxy.cfg\n");
    CHECK(import.diagnostics.empty());
    CHECK(text_of(import) == "backend b\n");
    const installer::Import left = read("ping -c1 web-01 || exit 1\necho 'backend b' > /etc/haproxy/haproxy.cfg\n");
    CHECK(text_of(left) == "backend b\n");
    CHECK(has(left, "EK-SHL-0017", 1));
}

TEST_CASE("a command that is not known is named, and so is a target", "[config][import]")
{
    CHECK(has(read("true\nfrobnicate --all\n"), "EK-SHL-0015", 2));
    CHECK(has(read("echo a > $(mktemp)\n"), "EK-SHL-0016", 1));
    CHECK(has(read("apt-get update; service haproxy restart\n"), "EK-SHL-0019", 0));
}

TEST_CASE("what stands before a syntax error counts, as it does in bash", "[config][import]")
{
    const installer::Import import = read("echo a > /etc/haproxy/haproxy.cfg\nfi\necho b > /etc/haproxy/haproxy.cfg\n");
    CHECK(text_of(import) == "a\n");
    CHECK(has(import, "EK-SHL-0005", 2));
    CHECK(has(read("echo 'a > /etc/haproxy/haproxy.cfg\n"), "EK-SHL-0007", 1));
    CHECK(has(read("if true; then echo a\n"), "EK-SHL-0006", 1));
    CHECK(has(read("echo ${a!b} > /etc/haproxy/haproxy.cfg\n"), "EK-SHL-0008", 1));
    CHECK(has(read("cat > /etc/haproxy/haproxy.cfg <<E\na\n"), "EK-SHL-0009", 1));
}

TEST_CASE("hostile scripts are refused by name, after bounded work", "[config][import]")
{
    const auto refused = [](const std::string& script, std::string_view id) {
        const installer::Import import = read(script);
        INFO(said(import).substr(0, 500));
        CHECK(std::any_of(import.diagnostics.begin(), import.diagnostics.end(), [&](const Diagnostic& d) { return d.id == id && d.severity == Severity::error; }));
        CHECK(import.diagnostics.size() <= 200);
        std::size_t bytes = 0;
        for (const installer::WrittenFile& file : import.files) bytes += file.text.size();
        CHECK(bytes <= 16'000'000);
        CHECK(import.files.size() <= 64);
    };
    const auto repeated = [](const std::string& text, int count) {
        std::string all;
        for (int i = 0; i < count; ++i) all += text;
        return all;
    };
    refused("a=x\n" + repeated("a=$a$a\n", 40) + "echo $a > /etc/haproxy/haproxy.cfg\n", "EK-SHL-0003");
    refused("while true; do echo x; done\n", "EK-SHL-0003");
    refused("while true; do echo x >> /etc/haproxy/haproxy.cfg; done\n", "EK-SHL-0003");
    refused("for ((;;)); do :; done\n", "EK-SHL-0003");
    refused("f() { f; }\nf\n", "EK-SHL-0004");
    refused("f() { f & f; }; f\n", "EK-SHL-0004");
    refused("a='eval \"$a\"'; eval \"$a\"\n", "EK-SHL-0004");
    refused(repeated("$(", 500), "EK-SHL-0004");
    refused(repeated("{ ", 500), "EK-SHL-0004");
    refused(repeated("( ", 500), "EK-SHL-0004");
    refused(repeated("if true; then ", 500), "EK-SHL-0004");
    refused(repeated("${a:-", 500), "EK-SHL-0004");
    refused("for i in {1..200}; do echo x > /etc/f$i; done\n", "EK-SHL-0018");
    refused(std::string(300'000, '\n'), "EK-SHL-0001");
    refused(std::string("echo a\0b\n", 9), "EK-SHL-0002");
    refused("s='" + repeated("a", 100'000) + "'\nfor i in {1..900}; do sed -i \"s/.*/$s/;s/a/" + repeated("b", 50'000) + "/g\" /etc/haproxy/haproxy.cfg; done\n", "EK-SHL-0003");
    refused("s='" + repeated("a", 100'000) + "'\nfor i in {1..900}; do x=${s//*b*c*d/}; done\n", "EK-SHL-0003");
    refused("printf '%4000s' " + repeated("a ", 60'000) + " > /etc/x.cfg\n", "EK-SHL-0003");
}

TEST_CASE("paths of a script never lead out: they are absolute and without ..", "[config][import]")
{
    const installer::Import import = read("cd /etc/haproxy\necho a > ../../../../../../tmp/../etc/haproxy/./a.cfg\necho b > ~/../x.cfg\nln -s /etc/haproxy/a.cfg /tmp/l; ln -s /tmp/m /tmp/m; echo c > /tmp/m; echo d >> /tmp/l\n");
    CHECK(text_of(import, "/etc/haproxy/a.cfg") == "a\nd\n");
    CHECK(text_of(import, "/x.cfg") == "b\n");
    for (const installer::WrittenFile& file : import.files) CHECK((file.path.starts_with('/') && file.path.find("..") == std::string::npos));
}

TEST_CASE("an import as JSON holds every file with its line map", "[config][import]")
{
    const nlohmann::json json = nlohmann::json::parse(json_import(import_script("echo 'backend b' > /etc/haproxy/haproxy.cfg\ndate > /root/now\n", "install.sh")));
    CHECK(json.at("files").at(0).at("path") == "/etc/haproxy/haproxy.cfg");
    CHECK(json.at("files").at(0).at("text") == "backend b\n");
    CHECK(json.at("files").at(0).at("lines") == nlohmann::json{1});
    CHECK(json.at("files").at(1).at("known") == false);
    CHECK_FALSE(json.at("files").at(1).contains("text"));
}
