// The reader beside the program itself: valid files, damaged by chance, are accepted, warned about or refused by both alike. Runs
// where HAProxy 2.6 is installed, and says so where it is not. EVENKEEL_MUTATIONS=N tries N instead of 300.
#include "config/haproxy.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "source_folder.hpp"

using namespace evenkeel;

namespace {

struct Said {
    int exit = 0;
    std::string text;
};

Said run(const std::string& command)
{
    Said said;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return {-1, ""};
    std::array<char, 4096> buffer{};
    for (std::size_t count = 0; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) said.text.append(buffer.data(), count);
    said.exit = ::pclose(pipe);
    return said;
}

std::string program_verdict(const std::string& text, const std::filesystem::path& path)
{
    std::ofstream{path, std::ios::binary} << text;
    const Said said = run("env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin timeout 20 haproxy -c -f " + path.string());
    if (said.exit != 0) return "refused";
    return said.text.find("[WARNING]") != std::string::npos ? "warned" : "accepted";
}

std::string our_verdict(const std::string& text)
{
    const auto parsed = haproxy::read_haproxy(text, "haproxy.cfg");
    if (haproxy::exit_status(parsed.diagnostics) != 0) return "refused";
    const bool warned = std::any_of(parsed.diagnostics.begin(), parsed.diagnostics.end(), [](const Diagnostic& d) {
        return haproxy::kind_of(d.id) == haproxy::SentenceKind::program && haproxy::is_printed(d) && !haproxy::is_alert(d);
    });
    return warned ? "warned" : "accepted";
}

/// Files of ours that name no certificate, so that nothing but the text decides: recorded cases, recorded runs, the labs.
std::vector<std::string> own_files()
{
    std::vector<std::filesystem::path> paths;
    for (const char* folder : {"tests/golden/haproxy-verdicts", "tests/golden/haproxy", "labs"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(source_folder() / folder)) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> texts;
    const auto take = [&](const std::string& text) {
        if (text.find(" crt ") == std::string::npos && text.find('\0') == std::string::npos && text.size() > 200) texts.push_back(text);
    };
    for (const auto& path : paths) {
        std::ifstream file{path, std::ios::binary};
        if (path.filename() == "haproxy.cfg") take({std::istreambuf_iterator<char>(file), {}});
        if (path.extension() != ".json" || path.string().find("golden") == std::string::npos) continue;
        const nlohmann::json json = nlohmann::json::parse(file);
        if (json.contains("cfg")) {
            std::string text;
            for (const auto& line : json.at("cfg")) text += line.get<std::string>() + "\n";
            take(text);
        }
        if (json.contains("cases"))
            for (const auto& one : json.at("cases"))
                if (one.at("verdict") != "error") take(one.at("text"));
    }
    return texts;
}

class Damage {
public:
    explicit Damage(std::uint64_t seed) : state_(seed) {}

    std::size_t below(std::size_t bound)
    {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::size_t>((state_ >> 33) % bound);
    }

    std::string of(const std::string& text)
    {
        std::vector<std::string> lines;
        for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
        if (!lines.empty() && lines.back().empty()) lines.pop_back();
        bool cut = false;
        for (std::size_t changes = 1 + below(2); changes > 0; --changes) cut = change(lines) || cut;
        std::string made = join(lines, "\n");
        if (!cut) made += '\n';
        return made;
    }

private:
    static std::vector<std::string> words_of(const std::string& line)
    {
        std::vector<std::string> words;
        for (const std::string_view word : split(line, ' '))
            if (!word.empty()) words.emplace_back(word);
        return words;
    }

    /// True when the end of the text was cut off.
    bool change(std::vector<std::string>& lines)
    {
        const std::size_t at = below(lines.size());
        const std::size_t other = below(lines.size());
        const std::size_t kind = below(11);
        if (kind == 0 && lines.size() > 1) lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
        else if (kind == 1) lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), lines[at]);
        else if (kind == 2 || kind == 3) std::swap(lines[at], lines[other]);
        else if (kind == 4) return cut(lines);
        else lines[at] = changed_line(lines[at], kind);
        return false;
    }

    bool cut(std::vector<std::string>& lines)
    {
        std::string& last = lines.back();
        last.resize(below(last.size() + 1));
        return below(2) == 0;
    }

    std::string changed_line(const std::string& line, std::size_t kind)
    {
        std::vector<std::string> words = words_of(line);
        if (words.empty()) return line;
        const std::size_t at = below(words.size());
        std::string& word = words[at];
        if (kind == 5) words.erase(words.begin() + static_cast<std::ptrdiff_t>(at));
        else if (kind == 6) words.insert(words.begin() + static_cast<std::ptrdiff_t>(at), std::string(word));
        else if (kind == 7) std::swap(word, words[below(words.size())]);
        else if (kind == 8) misspell(words[0]);
        else if (kind == 9) misspell(word);
        else number(words);
        return " " + join(words, " ");
    }

    void misspell(std::string& word)
    {
        const std::size_t at = below(word.size());
        const std::size_t kind = below(3);
        if (kind == 0) word.erase(at, 1);
        else if (kind == 1) word.insert(at, 1, word[at]);
        else std::swap(word[at], word[at == 0 ? word.size() - 1 : at - 1]);
    }

    void number(std::vector<std::string>& words)
    {
        constexpr std::string_view values[] = {"0", "-1", "1", "5x", "30s", "99999999999", "65536", "5us", "", "1.5", "300"};
        for (std::string& word : words)
            if (!word.empty() && word.find_first_not_of("0123456789smhdu") == std::string::npos) word = values[below(std::size(values))];
    }

    std::uint64_t state_;
};

}  // namespace

TEST_CASE("damaged files get the verdict of the HAProxy that is installed here", "[config][haproxy][program-haproxy]")
{
    if (run("haproxy -v").text.find("HAProxy version 2.6.") != 0) SKIP("HAProxy 2.6 is not installed here: no damaged file was compared with it");
    const char* wanted = std::getenv("EVENKEEL_MUTATIONS");
    const auto count = static_cast<int>(parse_integer(wanted == nullptr ? "300" : wanted, 1, 1'000'000).value_or(300));
    const auto path = std::filesystem::temp_directory_path() / ("evenkeel-mutation-" + std::to_string(::getpid()) + ".cfg");
    std::vector<std::string> texts;
    for (const std::string& text : own_files())
        if (program_verdict(text, path) != "refused") texts.push_back(text);
    REQUIRE(texts.size() > 20);
    Damage damage(2600);
    int equal = 0;
    std::string differ;
    for (int i = 0; i < count; ++i) {
        const std::string text = damage.of(texts[damage.below(texts.size())]);
        const std::string program = program_verdict(text, path);
        const std::string ours = our_verdict(text);
        if (program == ours) ++equal;
        else differ += "=== mutation " + std::to_string(i) + ": HAProxy " + program + ", here " + ours + "\n" + text;
    }
    std::filesystem::remove(path);
    WARN(equal << " of " << count << " damaged files get HAProxy's verdict\n" << differ);
    CHECK(equal * 100 >= count * 98);
}
