// sed: its options, and which files it changes.

#include <algorithm>

#include "config/installer/commands/commands.hpp"
#include "config/installer/sed.hpp"
#include "config/installer/sentences.hpp"

namespace evenkeel::installer {

namespace {

struct SedCall {
    bool in_place = false;
    std::string suffix;
    bool quiet = false;
    bool extended = false;
    bool has_script = false;
    bool understood = true;
    Traced script;
    std::vector<Traced> files;
};

void add_script(SedCall& made, const Traced& text, Offset at)
{
    if (made.has_script) made.script.append('\n', at);
    made.script.append(text);
    made.has_script = true;
}

/// Letters behind one dash; true when the next word belongs to the last of them.
bool read_letters(SedCall& made, const Traced& word, Offset at)
{
    for (std::size_t i = 1; i < word.size(); ++i) {
        switch (word.bytes[i]) {
        case 'n': made.quiet = true; break;
        case 'E': case 'r': made.extended = true; break;
        case 's': case 'u': break;
        case 'i':
            made.in_place = true;
            made.suffix = word.bytes.substr(i + 1);
            return false;
        case 'e':
            if (i + 1 == word.size()) return true;
            add_script(made, word.slice(i + 1, word.size()), at);
            return false;
        default: made.understood = false; return false;
        }
    }
    return false;
}

SedCall read_call(const Call& call)
{
    SedCall made;
    std::vector<Traced> others;
    bool only_operands = false;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const Traced& word = call.words[i];
        if (only_operands || word.size() < 2 || word.bytes[0] != '-') others.push_back(word);
        else if (word.bytes == "--") only_operands = true;
        else if (word.bytes == "--quiet" || word.bytes == "--silent") made.quiet = true;
        else if (word.bytes == "--regexp-extended") made.extended = true;
        else if (word.bytes.starts_with("--in-place")) made.in_place = true, made.suffix = word.size() > 11 ? word.bytes.substr(11) : "";
        else if (word.bytes.starts_with("--expression=")) add_script(made, word.slice(13, word.size()), call.at);
        else if (word.bytes[1] == '-') made.understood = false;
        else if (read_letters(made, word, call.at) && i + 1 < call.words.size()) add_script(made, call.words[++i], call.at);
    }
    if (!made.has_script && !others.empty()) {
        add_script(made, others.front(), call.at);
        others.erase(others.begin());
    }
    made.files = std::move(others);
    made.understood = made.understood && made.has_script && made.suffix.find_first_of("*/") == std::string::npos;
    return made;
}

void edit(Shell& shell, const SedCall& sed, std::vector<SedCommand> commands, const Traced& file, Offset at)
{
    const std::string path = shell.full_path(file.bytes);
    const auto text = shell.read(path, at);
    if (!text) return void(shell.memory.status = 2);
    if (!sed.suffix.empty()) shell.write(path + sed.suffix, *text, at);
    // Of an unknown text nothing is known afterwards either.
    Traced made = text->known() ? run_sed_script(shell, commands, *text, sed.quiet, at) : *text;
    shell.write(path, std::move(made), at);
}

}  // namespace

void run_sed(Shell& shell, Call& call)
{
    const SedCall sed = read_call(call);
    shell.memory.status = 0;
    if (!sed.understood || (sed.in_place && std::any_of(sed.files.begin(), sed.files.end(), [](const Traced& file) { return !file.known(); }))) return not_understood(shell, call);
    if (!sed.script.known() && sed.in_place) {
        for (const Traced& file : sed.files) shell.write(shell.full_path(file.bytes), sed.script, call.at);
        return;
    }
    auto commands = parse_sed(sed.script, sed.extended);
    if (!commands) return not_understood(shell, call);
    if (sed.in_place) {
        for (const Traced& file : sed.files) edit(shell, sed, *commands, file, call.at);
        return;
    }
    Traced text;
    if (sed.files.empty()) text = input_of(shell, call);
    for (const Traced& file : sed.files) {
        const auto one = file.known() ? shell.read(shell.full_path(file.bytes), call.at) : std::optional<Traced>(file);
        if (!one) shell.memory.status = 2;
        else if (shell.spend(one->size(), call.at)) text.append(*one);
    }
    shell.put(call.streams.out, run_sed_script(shell, *commands, text, sed.quiet, call.at), call.at);
}

}  // namespace evenkeel::installer
