// cp, mv, rm, mkdir, touch, ln, install, truncate: what moves whole files.

#include <algorithm>

#include "config/installer/commands/commands.hpp"
#include "config/installer/sentences.hpp"

namespace evenkeel::installer {

namespace {

bool all_known(const std::vector<Traced>& words)
{
    return std::all_of(words.begin(), words.end(), [](const Traced& word) { return word.known(); });
}

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// Where a file named `source` goes: into the folder `target`, or to that name.
std::string place_for(Shell& shell, const std::string& source, const Traced& target)
{
    const std::string path = shell.full_path(target.bytes);
    if (shell.is_folder(path) == true || target.bytes.ends_with('/')) return path + "/" + last_part(source);
    return path;
}

bool copy(Shell& shell, const std::string& source, const std::string& target, Offset at)
{
    const auto text = shell.read(source, at);
    if (!text) return false;
    shell.write(target, *text, at);
    return true;
}

/// `cp A… B` and `mv A… B`; gives the sources that could be read.
void copy_all(Shell& shell, Call& call, bool moves)
{
    std::string options;
    std::vector<Traced> words = operands(call, "tS", options);
    shell.memory.status = 0;
    if (words.size() < 2) return void(shell.memory.status = 1);
    const bool target_first = options.find('t') != std::string::npos && !moves && options.find("--") == std::string::npos && options.find("t ") != std::string::npos;
    if (!all_known(words) || target_first || options.find("--suffix") != std::string::npos) return not_understood(shell, call);
    const Traced target = words.back();
    words.pop_back();
    for (const Traced& word : words) {
        const std::string source = shell.full_path(word.bytes);
        const std::string place = place_for(shell, source, target);
        if (options.find('n') != std::string::npos && options.find("no") == std::string::npos && shell.exists(place) == true) continue;
        if (shell.is_folder(source) == true) {
            // A folder with what is known to be in it.
            const std::string below = source + "/";
            std::vector<std::pair<std::string, Traced>> inside;
            for (const auto& [path, file] : shell.memory.files)
                if (path.starts_with(below) && file.exists && !file.folder && shell.spend(file.text.size(), call.at)) inside.emplace_back(path.substr(below.size()), file.text);
            shell.make_folder(place);
            for (auto& [path, text] : inside) shell.write(place + "/" + path, std::move(text), call.at);
        } else if (!copy(shell, source, place, call.at)) {
            shell.memory.status = 1;
            continue;
        }
        if (moves) shell.remove(source);
    }
}

}  // namespace

void run_cp(Shell& shell, Call& call) { copy_all(shell, call, false); }
void run_mv(Shell& shell, Call& call) { copy_all(shell, call, true); }

void run_rm(Shell& shell, Call& call)
{
    std::string options;
    const auto files = operands(call, "", options);
    shell.memory.status = 0;
    if (!all_known(files)) return not_understood(shell, call);
    for (const Traced& file : files) {
        const std::string path = file.bytes.starts_with('/') ? file.bytes : shell.memory.folder + "/" + file.bytes;
        // A link is removed, not what it leads to.
        if (shell.memory.links.erase(path) == 0) shell.remove(shell.full_path(file.bytes));
    }
}

void run_mkdir(Shell& shell, Call& call)
{
    std::string options;
    for (const Traced& folder : operands(call, "m", options))
        if (folder.known()) shell.make_folder(shell.full_path(folder.bytes));
    shell.memory.status = 0;
}

void run_touch(Shell& shell, Call& call)
{
    std::string options;
    for (const Traced& file : operands(call, "tdr", options))
        if (file.known() && shell.exists(shell.full_path(file.bytes)) != true) shell.append(shell.full_path(file.bytes), {}, call.at);
    shell.memory.status = 0;
}

void run_ln(Shell& shell, Call& call)
{
    std::string options;
    const auto words = operands(call, "tS", options);
    shell.memory.status = 0;
    if (words.size() != 2 || !all_known(words)) return;
    const std::string target = shell.full_path(words[0].bytes);
    const std::string place = place_for(shell, target, words[1]);
    if (place != target) shell.memory.links[place] = target;
}

void run_install(Shell& shell, Call& call)
{
    std::string options;
    const auto words = operands(call, "mogtS", options);
    shell.memory.status = 0;
    if (!all_known(words)) return not_understood(shell, call);
    if (options.find('d') != std::string::npos) {
        for (const Traced& folder : words) shell.make_folder(shell.full_path(folder.bytes));
    } else if (words.size() == 2) {
        const bool typed = words[0].bytes == "/dev/stdin";
        const std::string source = shell.full_path(words[0].bytes);
        if (typed) shell.write(place_for(shell, source, words[1]), input_of(shell, call), call.at);
        else if (!copy(shell, source, place_for(shell, source, words[1]), call.at)) shell.memory.status = 1;
    } else {
        not_understood(shell, call);
    }
}

void run_truncate(Shell& shell, Call& call)
{
    const bool empties = call.words.size() == 4 && call.words[1].bytes == "-s" && call.words[2].bytes == "0" && call.words[3].known();
    if (!empties) return not_understood(shell, call);
    shell.write(shell.full_path(call.words[3].bytes), {}, call.at);
    shell.memory.status = 0;
}

/// curl and wget: what comes from the network is not known.
void run_download(Shell& shell, Call& call)
{
    const Traced text = shell.unknown(call.at, sentence::unknown_value, "what '" + call.name() + "' fetches");
    shell.memory.status = 0;
    bool to_file = false;
    for (std::size_t i = 1; i + 1 < call.words.size(); ++i) {
        const std::string& word = call.words[i].bytes;
        const bool names = call.name() == "curl" ? word == "--output" || (word.starts_with('-') && !word.starts_with("--") && word.ends_with('o'))
                                                 : word == "-O" || word == "--output-document" || (word.starts_with("-q") && word.ends_with('O'));
        if (!names || !call.words[i + 1].known()) continue;
        to_file = true;
        if (call.words[i + 1].bytes == "-") shell.put(call.streams.out, text, call.at);
        else shell.write(shell.full_path(call.words[i + 1].bytes), text, call.at);
    }
    if (!to_file && call.name() == "curl") shell.put(call.streams.out, text, call.at);
}

}  // namespace evenkeel::installer
