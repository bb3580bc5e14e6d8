// Where it is not known which way a script goes, it goes all of them: what is equal afterwards is known.

#include <algorithm>
#include <set>

#include "config/installer/sentences.hpp"
#include "config/installer/shell.hpp"

namespace evenkeel::installer {

namespace {

std::size_t weight(const Memory& memory)
{
    std::size_t bytes = 0;
    for (const auto& [path, file] : memory.files) bytes += file.text.size() + 64;
    for (const auto& [name, values] : memory.variables)
        for (const auto& [number, value] : values) bytes += value.size() + 64;
    return bytes;
}

bool same(const File& a, const File& b)
{
    return a.exists == b.exists && a.folder == b.folder && a.text.bytes == b.text.bytes && a.text.known() == b.text.known();
}
bool same(const Values& a, const Values& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) { return x.first == y.first && x.second.bytes == y.second.bytes && x.second.known() == y.second.known(); });
}

/// What `other` has otherwise becomes unknown in `memory`.
void merge(Shell& shell, Memory& memory, Memory& other, Offset at, const Sentence& sentence)
{
    std::set<std::string> paths;
    for (const auto& [path, file] : memory.files) paths.insert(path);
    for (const auto& [path, file] : other.files) paths.insert(path);
    for (const std::string& path : paths) {
        const auto mine = memory.files.find(path);
        const auto theirs = other.files.find(path);
        if (mine != memory.files.end() && theirs != other.files.end() && same(mine->second, theirs->second)) continue;
        File& file = mine != memory.files.end() ? mine->second : memory.files[path] = theirs->second;
        const bool folder = file.folder && (theirs == other.files.end() || theirs->second.folder);
        if (theirs != other.files.end() && file.text.empty()) file.text = theirs->second.text;
        file.exists = file.changed = true;
        if (folder) continue;
        shell.note_reason(at, sentence, "");
        file.text.spoil(at);
    }
    for (auto& [name, values] : other.variables) {
        Values& mine = memory.variables[name];
        if (same(mine, values)) continue;
        mine = {{0, shell.unknown(at, sentence, "$" + name)}};
    }
    for (auto& [name, values] : memory.variables)
        if (other.variables.count(name) == 0 && !values.empty()) values = {{0, shell.unknown(at, sentence, "$" + name)}};
    for (auto& [name, body] : other.functions) memory.functions.emplace(name, body);
    for (auto& [from, to] : other.links) memory.links.emplace(from, to);
    if (memory.status != other.status) memory.status = std::nullopt;
}

}  // namespace

void either(Shell& shell, const std::vector<std::function<void()>>& ways, Offset at, const Sentence& sentence)
{
    const Memory before = shell.memory;
    std::vector<Memory> results;
    for (const auto& way : ways) {
        if (!shell.spend(weight(before), at)) return;
        shell.memory = before;
        way();
        if (shell.stopped) return;
        results.push_back(std::move(shell.memory));
    }
    // A way that leaves (exit 1, return) is taken to be the one for a machine on which nothing works.
    const auto goes_on = [](const Memory& memory) { return memory.leaving == Leaving::no; };
    const auto first = std::find_if(results.begin(), results.end(), goes_on);
    const bool all_go_on = std::all_of(results.begin(), results.end(), goes_on);
    const bool any_goes_on = first != results.end();
    if (any_goes_on && !all_go_on) shell.say(Severity::note, sentence::stops_here, at);
    Memory merged = any_goes_on ? *first : results[0];
    for (Memory& result : results)
        if (!any_goes_on || goes_on(result)) merge(shell, merged, result, at, sentence);
    shell.memory = std::move(merged);
}

}  // namespace evenkeel::installer
