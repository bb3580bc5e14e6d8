// cat, tee, dd, grep: what reads and passes on.

#include <algorithm>

#include <re2/re2.h>

#include "base/text.hpp"
#include "config/installer/commands/commands.hpp"
#include "config/installer/regular_expression.hpp"
#include "config/installer/sentences.hpp"

namespace evenkeel::installer {

std::vector<Traced> operands(const Call& call, std::string_view with_value, std::string& options)
{
    std::vector<Traced> found;
    bool only_operands = false;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const std::string& word = call.words[i].bytes;
        if (!only_operands && word == "--") {
            only_operands = true;
        } else if (only_operands || word.size() < 2 || word[0] != '-') {
            found.push_back(call.words[i]);
        } else {
            options += word.substr(word[1] == '-' ? 0 : 1) + " ";
            if (word[1] != '-' && with_value.find(word.back()) != std::string_view::npos) ++i;
        }
    }
    return found;
}

Traced input_of(Shell& shell, const Call& call)
{
    if (call.streams.input != nullptr) {
        shell.spend(call.streams.input->size(), call.at);
        return *call.streams.input;
    }
    return shell.unknown(call.at, sentence::unknown_value, "what somebody types here");
}

void run_cat(Shell& shell, Call& call)
{
    std::string options;
    std::vector<Traced> files = operands(call, "", options);
    Traced all;
    shell.memory.status = 0;
    if (files.empty()) all = input_of(shell, call);
    for (const Traced& file : files) {
        std::optional<Traced> text;
        if (file.bytes == "-") text = input_of(shell, call);
        else if (file.known()) text = shell.read(shell.full_path(file.bytes), call.at);
        else text = file;
        if (!text) shell.memory.status = 1;
        else if (shell.spend(text->size(), call.at)) all.append(*text);
    }
    if (!options.empty() && options != "u ") all = shell.unknown(call.at, sentence::unknown_value, "what cat does with its options");
    shell.put(call.streams.out, all, call.at);
}

void run_tee(Shell& shell, Call& call)
{
    std::string options;
    const std::vector<Traced> files = operands(call, "", options);
    const bool adds = options.find('a') != std::string::npos;
    const Traced text = input_of(shell, call);
    for (const Traced& file : files) {
        if (!file.known()) {
            shell.say(Severity::error, sentence::target_unknown, call.at);
            continue;
        }
        const std::string path = shell.full_path(file.bytes);
        if (adds) shell.append(path, text, call.at);
        else shell.write(path, text, call.at);
    }
    shell.put(call.streams.out, text, call.at);
    shell.memory.status = 0;
}

void run_dd(Shell& shell, Call& call)
{
    std::string in;
    std::string out;
    bool adds = false;
    bool understood = true;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const std::string& word = call.words[i].bytes;
        if (word.starts_with("if=")) in = word.substr(3);
        else if (word.starts_with("of=")) out = word.substr(3);
        else if (word == "oflag=append") adds = true;
        else if (word != "conv=notrunc" && !word.starts_with("status=") && !word.starts_with("bs=")) understood = false;
        understood = understood && call.words[i].known();
    }
    shell.memory.status = 0;
    if (!understood || in.starts_with("/dev/")) return not_understood(shell, call);
    std::optional<Traced> text = in.empty() ? input_of(shell, call) : shell.read(shell.full_path(in), call.at);
    if (!text) return void(shell.memory.status = 1);
    if (out.empty()) return shell.put(call.streams.out, *text, call.at);
    if (adds) shell.append(shell.full_path(out), *text, call.at);
    else shell.write(shell.full_path(out), std::move(*text), call.at);
}

void run_grep(Shell& shell, Call& call)
{
    std::string options;
    std::vector<Traced> words = operands(call, "eABCmf", options);
    const auto has = [&](char letter) { return options.find(letter) != std::string::npos; };
    const bool simple = options.find_first_not_of("qFEiwxvs -") == std::string::npos && options.find("--") == std::string::npos;
    const auto unsure = [&] {
        shell.memory.status = std::nullopt;
        if (!has('q')) shell.put(call.streams.out, shell.unknown(call.at, sentence::unknown_value, "what grep finds"), call.at);
    };
    if (!simple || words.empty() || !words[0].known() || words.size() > 2) return unsure();
    std::optional<Traced> text = words.size() == 2 && words[1].known() ? shell.read(shell.full_path(words[1].bytes), call.at) : words.size() == 2 ? words[1] : input_of(shell, call);
    if (!text) return void(shell.memory.status = 2);
    if (!text->known()) return unsure();
    std::string pattern = has('F') ? RE2::QuoteMeta(words[0].bytes) : to_re2(words[0].bytes, has('E') || call.name() == "egrep").value_or("(");
    if (has('w')) pattern = "\\b(?:" + pattern + ")\\b";
    if (has('x')) pattern = "^(?:" + pattern + ")$";
    RE2::Options settings = regular_expression_options();
    settings.set_case_sensitive(!has('i'));
    const RE2 expression(pattern, settings);
    if (!expression.ok()) return unsure();
    bool found = false;
    for (std::size_t begin = 0; begin < text->size();) {
        const std::size_t line_feed = text->bytes.find('\n', begin);
        const std::size_t end = line_feed == std::string::npos ? text->size() : line_feed;
        if (RE2::PartialMatch(re2::StringPiece(text->bytes.data() + begin, end - begin), expression) != has('v')) {
            found = true;
            if (!has('q')) {
                Traced line = text->slice(begin, end);
                line.append('\n', call.at);
                shell.put(call.streams.out, line, call.at);
            }
        }
        if (!shell.spend(end - begin + 1, call.at)) return;
        begin = end + 1;
    }
    shell.memory.status = found ? 0 : 1;
}

}  // namespace evenkeel::installer
