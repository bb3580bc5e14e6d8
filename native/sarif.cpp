#include "sarif.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "lab/catalogue.hpp"
#include "sentences.hpp"
#include "version.hpp"

namespace evenkeel::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string_view line_of(const Files& texts, const Location& at)
{
    const auto found = texts.find(at.file);
    if (found == texts.end() || at.line <= 0) return {};
    const std::vector<std::string_view> lines = split(found->second, '\n');
    return static_cast<std::size_t>(at.line) <= lines.size() ? lines[static_cast<std::size_t>(at.line) - 1] : std::string_view{};
}

/// Characters, not bytes: those that do not continue another one.
std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// From the column to the end of its word.
Json region_of(const Location& at, std::string_view line)
{
    const std::size_t from = std::min(line.size(), static_cast<std::size_t>(std::max(at.column, 1)) - 1);
    const std::size_t to = std::min(line.find_first_of(" \t\r", from), line.size());
    return {{"startLine", at.line},
            {"startColumn", characters(line.substr(0, from)) + 1},
            {"endLine", at.line},
            {"endColumn", characters(line.substr(0, std::max(to, from))) + 1}};
}

/// A relative reference of RFC 3986: what a URI may not hold is written as %NN.
std::string uri_of(std::string_view path)
{
    constexpr std::string_view plain = "-._~/!$&'()*+,;=@";
    std::string uri;
    for (const char c : path) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || plain.find(c) != std::string_view::npos;
        if (kept) uri += c;
        else uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return uri;
}

Json location_of(const Diagnostic& diagnostic, std::string_view line)
{
    Json place{{"artifactLocation", {{"uri", uri_of(diagnostic.at.file)}}}};
    if (diagnostic.at.line > 0) place["region"] = region_of(diagnostic.at, line);
    return Json::array({Json{{"physicalLocation", place}}});
}

std::string_view level_of(Severity severity) { return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note"; }

const Sentence* sentence_of(std::string_view id)
{
    for (const Sentence& sentence : sentences())
        if (sentence.id == id) return &sentence;
    return find_sentence(id);
}

Json rule_of(const Diagnostic& diagnostic)
{
    const Sentence* sentence = sentence_of(diagnostic.id);
    const std::string text{sentence != nullptr ? sentence->text : diagnostic.what};
    const std::string explanation{sentence != nullptr && !sentence->explanation.empty() ? sentence->explanation : text};
    return {{"id", diagnostic.id},
            {"shortDescription", {{"text", text}}},
            {"fullDescription", {{"text", explanation}}},
            {"help", {{"text", fmt::format("evenkeel explain {}", diagnostic.id)}}},
            {"defaultConfiguration", {{"level", level_of(diagnostic.severity)}}}};
}

/// What stays when lines move: the rule, the words of the line, and which of several equal ones it is.
struct Fingerprints {
    std::map<std::uint64_t, std::size_t> seen;

    std::string of(const Diagnostic& diagnostic, std::string_view line)
    {
        Hash hash;
        for (const std::string_view word : {std::string_view{diagnostic.id}, std::string_view{diagnostic.at.file}, trim(line)}) add(hash, word);
        return fmt::format("{:016x}:{}", hash.value(), ++seen[hash.value()]);
    }
};

Json result_of(const Diagnostic& diagnostic, std::size_t rule, std::string_view line, Fingerprints& fingerprints)
{
    const std::string message = diagnostic.repair.empty() ? diagnostic.what : fmt::format("{}; {}", diagnostic.what, diagnostic.repair);
    Json result{{"ruleId", diagnostic.id}, {"ruleIndex", rule}, {"level", level_of(diagnostic.severity)}, {"message", {{"text", message}}}};
    if (!diagnostic.at.file.empty()) result["locations"] = location_of(diagnostic, line);
    result["partialFingerprints"] = {{"primaryLocationLineHash", fingerprints.of(diagnostic, line)}};
    return result;
}

}  // namespace

std::string sarif_report(std::span<const Diagnostic> diagnostics, const Files& texts)
{
    Json rules = Json::array();
    Json results = Json::array();
    std::map<std::string, std::size_t> rule_numbers;
    Fingerprints fingerprints;
    for (const Diagnostic& diagnostic : diagnostics) {
        const auto [rule, fresh] = rule_numbers.emplace(diagnostic.id, rule_numbers.size());
        if (fresh) rules.push_back(rule_of(diagnostic));
        results.push_back(result_of(diagnostic, rule->second, line_of(texts, diagnostic.at), fingerprints));
    }
    const std::string number{version()};
    const Json driver{{"name", "evenkeel"}, {"semanticVersion", number}, {"rules", rules}};
    const Json run{{"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", results}};
    const Json report{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace evenkeel::cli
