// Labs as the page gets them.
#include "lab/bundle.hpp"

#include <catch2/catch_test_macros.hpp>

#include <nlohmann/json.hpp>

#include "lab/folder.hpp"
#include "lab/lint.hpp"

using namespace evenkeel;

namespace {

nlohmann::json bundled(std::string_view id, const Files& files)
{
    const Parsed<std::string> bundle = bundle_lab(id, files);
    CHECK(bundle.diagnostics.empty());
    return nlohmann::json::parse(bundle.config);
}

}  // namespace

TEST_CASE("a lab's bundle holds its own files, byte for byte", "[lab][bundle]")
{
    for (const std::string& id : lab_ids()) {
        INFO(id);
        const Files files = folder("labs/" + id);
        const auto json = bundled(id, files);
        CHECK(json["id"] == id);
        CHECK(json["files"]["lab.json"] == files.at("lab.json"));
        CHECK(json["files"]["guide.md"] == files.at("guide.md"));
        for (const auto& [path, text] : files_below(files, "files/")) CHECK(json["files"]["files/" + path] == text);
    }
}

TEST_CASE("no answer is in a lab's bundle", "[lab][bundle]")
{
    Files files = new_lab("99-small", "A small lab");
    files["also/lb-01/haproxy.cfg"] = "another answer";
    files["sample/lb-01/haproxy.cfg"] = "a sample";
    files["guide.fr.md"] = "# Un petit lab";
    files["solutions.md"] = "not the folder of that name";
    const auto json = bundled("99-small", files);
    std::vector<std::string> paths;
    for (const auto& [path, text] : json["files"].items()) paths.push_back(path);
    CHECK(paths == std::vector<std::string>{"files/lb-01/haproxy.cfg", "guide.fr.md", "guide.md", "lab.json", "solutions.md"});
}

TEST_CASE("what JSON cannot hold is an error with its line, and spoils nothing else", "[lab][bundle]")
{
    Files files = new_lab("99-small", "A small lab");
    files["files/lb-01/haproxy.cfg"] = "global\n    # caf\xe9\n";
    files["wrong/latin-1/lb-01/haproxy.cfg"] = "\xe9";
    const Parsed<std::string> bundle = bundle_lab("99-small", files);
    REQUIRE(bundle.diagnostics.size() == 1);
    CHECK(to_text(bundle.diagnostics[0]) == "files/lb-01/haproxy.cfg:2: error: a byte that is not UTF-8; save the file as UTF-8 [EK-LAB-0041]");
    const auto json = nlohmann::json::parse(bundle.config);
    CHECK_FALSE(json["files"].contains("files/lb-01/haproxy.cfg"));
    CHECK(json["files"].contains("guide.md"));
}

TEST_CASE("the index has what a list of labs shows", "[lab][bundle]")
{
    const LabText labs[] = {{"07-first", with(small_lab(), "A small lab", "Café")}, {"mine", small_lab()}};
    const Parsed<std::string> index = bundle_index(labs);
    CHECK_FALSE(has_error(index.diagnostics));
    CHECK(index.config ==
          "[{\"id\":\"07-first\",\"number\":7,\"title\":\"Café\",\"minutes\":20,\"requires\":[],\"concepts\":[\"backend\",\"server\"]},"
          "{\"id\":\"mine\",\"number\":null,\"title\":\"A small lab\",\"minutes\":20,\"requires\":[],\"concepts\":[\"backend\",\"server\"]}]\n");
}

TEST_CASE("a lab with errors is in the index, with them", "[lab][bundle]")
{
    const LabText labs[] = {{"01-half", "{ \"title\": "}, {"02-whole", small_lab()}};
    const Parsed<std::string> index = bundle_index(labs);
    CHECK(has_error(index.diagnostics));
    const auto json = nlohmann::json::parse(index.config);
    REQUIRE(json.size() == 2);
    CHECK(json[0]["title"] == "01-half");
    CHECK(json[0]["errors"].get<std::string>().starts_with("01-half/lab.json:1:"));
    CHECK_FALSE(json[1].contains("errors"));
}

TEST_CASE("a lab's number is what its id begins with", "[lab][bundle]")
{
    CHECK(lab_number("07-words") == 7);
    CHECK(lab_number("007-words") == 7);
    CHECK(lab_number("words-07") == std::nullopt);
    CHECK(lab_number("07") == std::nullopt);
    CHECK(lab_number("") == std::nullopt);
}
