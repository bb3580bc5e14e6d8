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

nlohmann::json recordings() { return nlohmann::json::parse(file_text("tests/golden/installers/recorded.json")); }

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

}  // namespace

TEST_CASE("an installer's files are those that bash leaves, byte for byte", "[config][import]")
{
    const nlohmann::json recorded = recordings();
    CHECK(recorded.at("cases").size() >= 30);
    for (const auto& one : recorded.at("cases")) {
        INFO(one.at("name").get<std::string>());
        CHECK(file_text("tests/golden/installers/" + one.at("name").get<std::string>()) == one.at("script").get<std::string>());
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
}

TEST_CASE("what Debian's package puts in haproxy.cfg is what the labs begin with", "[config][import]")
{
    const std::string lab = file_text("labs/04-two-servers-one-address/files/lb-01/haproxy.cfg");
    const std::string_view packaged = installer::packaged_text("/etc/haproxy/haproxy.cfg");
    REQUIRE(!packaged.empty());
    CHECK(lab.starts_with(packaged));
    CHECK(lab.substr(packaged.size()).starts_with("\n# Debian's file ends here."));
}
