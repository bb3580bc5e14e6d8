#include "config/installer.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/installer/sentences.hpp"
#include "config/installer/shell.hpp"
#include "config/token.hpp"

namespace evenkeel::installer {

namespace {

static_assert(WrittenFile::no_place == packaged);

#define SENTENCE(name, id, text, repair, explanation) sentence::name,
constexpr Sentence all_sentences[] = {
#include "config/installer/sentences.def"
};
#undef SENTENCE

std::vector<std::uint32_t> line_starts(std::string_view text)
{
    std::vector<std::uint32_t> starts{0};
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') starts.push_back(static_cast<std::uint32_t>(i + 1));
    return starts;
}

Location place_of(const Import& import, Offset at)
{
    if (at >= WrittenFile::no_place) return {import.script, 0, 0};
    const auto after = std::upper_bound(import.lines.begin(), import.lines.end(), at);
    const auto line = after - import.lines.begin();
    return {import.script, static_cast<int>(line), static_cast<int>(at - *(after - 1)) + 1};
}

/// Scripts for /bin/sh are read by dash on Debian.
bool is_for_dash(std::string_view text)
{
    const std::string_view first = text.substr(0, text.find('\n'));
    if (!first.starts_with("#!")) return false;
    return trim(first).ends_with("/sh") || trim(first).ends_with("/dash") || first.find("/sh ") != std::string_view::npos || first.find("env sh") != std::string_view::npos;
}

Traced whole_script(std::string_view text)
{
    Traced script;
    script.bytes = text;
    script.from.resize(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) script.from[i] = static_cast<Offset>(i);
    return script;
}

void tell_unknown(Shell& shell, const std::string& path, const File& file)
{
    const auto reason = shell.reasons.find(file.text.unknown_at);
    if (reason == shell.reasons.end()) return;
    const std::string shown = printable(path, 200);
    const std::string what = printable(reason->second.what, 80);
    const Severity severity = is_configuration(path) ? Severity::error : Severity::warning;
    shell.said.emplace_back(file.text.unknown_at, say(severity, *reason->second.sentence, {}, {{"path", shown}, {"what", what}, {"command", what}}));
}

void gather(Shell& shell, Import& import)
{
    for (auto& [path, file] : shell.memory.files) {
        if (!file.changed || !file.exists || file.folder) continue;
        if (import.files.size() >= most_files) {
            shell.say(Severity::error, sentence::too_many_files, nowhere, {{"most", std::to_string(most_files)}});
            break;
        }
        if (!file.text.known()) tell_unknown(shell, path, file);
        const bool began = std::find(file.text.from.begin(), file.text.from.end(), packaged) != file.text.from.end();
        import.files.push_back({path, file.text.bytes, file.text.known(), began, std::move(file.text.from)});
    }
}

}  // namespace

Import read_installer(std::string_view text, std::string name)
{
    Import import;
    import.script = std::move(name);
    Shell shell;
    if (text.size() > most_script_bytes) {
        import.lines = {0};
        import.diagnostics.push_back(say(Severity::error, sentence::script_too_large, {import.script, 0, 0}, {{"most", std::to_string(most_script_bytes)}}));
        return import;
    }
    import.lines = line_starts(text);
    if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
        import.diagnostics.push_back(say(Severity::error, sentence::script_binary, place_of(import, static_cast<Offset>(nul))));
        return import;
    }
    run_text(shell, whole_script(text), {}, is_for_dash(text));
    gather(shell, import);
    if (import.files.empty() && shell.said.empty()) shell.say(Severity::error, sentence::writes_nothing, nowhere);
    std::stable_sort(shell.said.begin(), shell.said.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [at, diagnostic] : shell.said) {
        diagnostic.at = place_of(import, at);
        diagnostic.what = as_utf8(diagnostic.what);
        diagnostic.repair = as_utf8(diagnostic.repair);
        import.diagnostics.push_back(std::move(diagnostic));
    }
    return import;
}

Location place_in_script(const Import& import, const WrittenFile& file, int line, int column)
{
    if (line <= 0) return {import.script, 0, 0};
    std::size_t begin = 0;
    for (int i = 1; i < line; ++i) {
        const std::size_t feed = file.text.find('\n', begin);
        if (feed == std::string::npos) break;
        begin = feed + 1;
    }
    const std::size_t feed = file.text.find('\n', begin);
    const std::size_t end = feed == std::string::npos ? file.text.size() : feed;
    std::size_t at = std::min(begin + static_cast<std::size_t>(std::max(column, 1) - 1), end);
    if (at >= file.from.size()) at = file.from.empty() ? 0 : file.from.size() - 1;
    if (file.from.empty() || file.from[at] >= WrittenFile::no_place) return {file.path, line, column};
    return place_of(import, file.from[at]);
}

std::vector<int> line_map(const Import& import, const WrittenFile& file)
{
    std::vector<int> map;
    for (std::size_t begin = 0; begin < file.text.size();) {
        map.push_back(file.from[begin] >= WrittenFile::no_place ? 0 : place_of(import, file.from[begin]).line);
        const std::size_t feed = file.text.find('\n', begin);
        begin = feed == std::string::npos ? file.text.size() : feed + 1;
    }
    return map;
}

std::string_view packaged_text(std::string_view path)
{
    for (const PackagedFile& file : packaged_files())
        if (file.path == path) return file.text;
    return {};
}

std::span<const Sentence> installer_sentences() { return all_sentences; }

}  // namespace evenkeel::installer
