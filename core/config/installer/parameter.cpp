// $NAME and ${NAME…}.

#include <algorithm>

#include "base/text.hpp"
#include "config/installer/sentences.hpp"
#include "config/installer/shell.hpp"

namespace evenkeel::installer {

namespace {

/// Variables that only the machine knows. All others are empty until the script sets them, as for root on a fresh machine.
constexpr std::string_view of_the_machine[] = {"HOSTNAME", "RANDOM", "SRANDOM", "SECONDS", "EPOCHSECONDS", "$", "!", "PATH", "PPID", "LINENO", "BASH_VERSION", "_", "LANG", "TERM", "SSH_CLIENT", "SSH_CONNECTION", "0"};

std::optional<std::string_view> of_root(std::string_view name)
{
    if (name == "HOME") return "/root";
    if (name == "USER" || name == "LOGNAME") return "root";
    if (name == "UID" || name == "EUID") return "0";
    if (name == "SHELL") return "/bin/bash";
    if (name == "IFS") return " \t\n";
    if (name == "OSTYPE") return "linux-gnu";
    return std::nullopt;
}

bool is_set(Shell& shell, const std::string& name)
{
    if (name == "@" || name == "*") return !shell.memory.arguments.empty();
    if (name == "#" || name == "?" || of_root(name)) return true;
    if (name.size() == 1 && name[0] >= '1' && name[0] <= '9') return shell.memory.arguments.size() >= static_cast<std::size_t>(name[0] - '0');
    return shell.memory.variables.count(name) != 0;
}

std::optional<std::vector<Traced>> list_values(Shell& shell, const Part& part)
{
    const bool all = part.index == "@" || part.index == "*";
    if (part.name != "@" && part.name != "*" && !all) return std::nullopt;
    if (!all) return shell.memory.arguments;
    std::vector<Traced> values;
    const auto found = shell.memory.variables.find(part.name);
    if (found != shell.memory.variables.end())
        for (const auto& [number, value] : found->second) values.push_back(value);
    return values;
}

Traced element(Shell& shell, const Part& part)
{
    const auto found = shell.memory.variables.find(part.name);
    const auto index = index_of(shell, part.index);
    if (!index) return shell.unknown(part.at, sentence::unknown_value, "${" + part.name + "[" + part.index + "]}");
    if (found == shell.memory.variables.end()) return {};
    std::int64_t number = *index;
    if (number < 0 && !found->second.empty()) number += found->second.rbegin()->first + 1;
    const auto value = found->second.find(number);
    return value == found->second.end() ? Traced{} : value->second;
}

/// # ## % %%: the shortest or longest beginning or end that matches is taken away.
Traced without_match(Shell& shell, const Traced& value, const std::string& operation, const Traced& pattern, Offset at)
{
    const bool front = operation[0] == '#';
    const bool longest = operation.size() == 2;
    std::size_t work = 0;
    for (std::size_t i = 0; i <= value.size() && !shell.stopped; ++i) {
        const std::size_t length = longest ? value.size() - i : i;
        const std::string_view text{value.bytes};
        if (matches(pattern.bytes, front ? text.substr(0, length) : text.substr(text.size() - length), work))
            return front ? value.slice(length, value.size()) : value.slice(0, value.size() - length);
        if (!shell.spend(work, at)) break;
        work = 0;
    }
    return value;
}

/// ${name/pattern/text}: the longest match at each place from the left.
Traced replaced(Shell& shell, const Traced& value, const std::string& operation, const Traced& pattern, const Traced& text, Offset at)
{
    if (pattern.empty()) return value;
    const bool every = operation == "//";
    Traced made;
    made.unknown_at = value.unknown_at;
    const bool plain = pattern.bytes.find_first_of("*?[\\") == std::string::npos;
    bool done = false;
    for (std::size_t i = 0; i < value.size();) {
        std::size_t length = 0;
        const std::string_view rest = std::string_view(value.bytes).substr(i);
        const bool here = !done && (operation != "/#" || i == 0);
        if (here && plain) {
            if (rest.starts_with(pattern.bytes) && (operation != "/%" || rest.size() == pattern.size())) length = pattern.size();
        } else if (here) {
            std::size_t work = 0;
            for (std::size_t n = rest.size(); n > 0 && length == 0 && shell.spend(work + 1, at); --n) {
                work = 0;
                if (operation == "/%" && n != rest.size()) break;
                if (matches(pattern.bytes, rest.substr(0, n), work)) length = n;
            }
        }
        if (length == 0) {
            made.append(value.bytes[i], value.from[i]);
            ++i;
            continue;
        }
        if (!shell.spend(text.size(), at)) break;
        made.append(text);
        i += length;
        done = !every;
    }
    return made;
}

/// ${name:from:count}
Traced part_of(Shell& shell, const Traced& value, const Traced& written, Offset at)
{
    const std::vector<std::string_view> numbers = split(written.bytes, ':');
    const auto from = calculate(shell, numbers[0].empty() ? "0" : numbers[0]);
    const auto count = numbers.size() > 1 ? calculate(shell, numbers[1].empty() ? "0" : numbers[1]) : std::optional<std::int64_t>(INT32_MAX);
    if (!from || !count || !written.known()) return shell.unknown(at, sentence::unknown_value, "this part of a value");
    const auto size = static_cast<std::int64_t>(value.size());
    const std::int64_t begin = std::clamp<std::int64_t>(*from < 0 ? size + *from : *from, 0, size);
    const std::int64_t end = std::clamp<std::int64_t>(*count < 0 ? size + *count : begin + std::min(*count, size), begin, size);
    return value.slice(static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
}

Traced other_case(Traced value, const std::string& operation)
{
    const std::size_t count = operation.size() == 2 ? value.size() : std::min<std::size_t>(1, value.size());
    for (std::size_t i = 0; i < count; ++i) {
        char& c = value.bytes[i];
        if (operation[0] == '^' && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (operation[0] == ',' && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return value;
}

Traced operated(Shell& shell, const Part& part, const Traced& value)
{
    const std::string& operation = part.operation;
    if (operation[0] == '#' || operation[0] == '%') {
        const Traced pattern = expand_pattern(shell, part.argument);
        if (!pattern.known() || !value.known()) return shell.unknown(part.at, sentence::unknown_value, "${" + part.name + "}");
        return without_match(shell, value, operation, pattern, part.at);
    }
    if (operation[0] == '/') {
        const Traced pattern = expand_pattern(shell, part.argument);
        const Traced text = expand_text(shell, part.replacement);
        if (!pattern.known() || !value.known()) return shell.unknown(part.at, sentence::unknown_value, "${" + part.name + "}");
        return replaced(shell, value, operation, pattern, text, part.at);
    }
    if (operation == ":") return part_of(shell, value, expand_text(shell, part.argument), part.at);
    if (operation == "length") return value.known() ? traced(std::to_string(value.size()), part.at) : value;
    return other_case(value, operation);
}

}  // namespace

std::optional<std::int64_t> index_of(Shell& shell, const std::string& index)
{
    return index.empty() ? std::optional<std::int64_t>(0) : calculate(shell, index);
}

Values& variable(Shell& shell, const std::string& name) { return shell.memory.variables[name]; }

Traced value_of(Shell& shell, const std::string& name, Offset at)
{
    Memory& memory = shell.memory;
    if (const auto found = memory.variables.find(name); found != memory.variables.end()) {
        const auto first = found->second.find(0);
        return first == found->second.end() ? Traced{} : first->second;
    }
    if (name == "#") return traced(std::to_string(memory.arguments.size()), at);
    if (name == "?") return memory.status ? traced(std::to_string(*memory.status), at) : shell.unknown(at, sentence::unknown_value, "$?");
    if (name == "PWD") return traced(memory.folder, at);
    if (const auto known = of_root(name)) return traced(*known, at);
    if (name[0] >= '1' && name[0] <= '9') {
        const auto number = parse_integer(name, 1, 10'000);
        return number && static_cast<std::size_t>(*number) <= memory.arguments.size() ? memory.arguments[static_cast<std::size_t>(*number) - 1] : Traced{};
    }
    if (std::find(std::begin(of_the_machine), std::end(of_the_machine), name) != std::end(of_the_machine))
        return shell.unknown(at, sentence::unknown_value, "$" + name);
    return {};
}

Parameter expand_parameter(Shell& shell, const Part& part)
{
    Parameter made;
    if (const auto list = list_values(shell, part)) {
        made.is_list = true;
        if (part.operation == "length") made.values.push_back(traced(std::to_string(list->size()), part.at));
        else
            for (const Traced& each : *list) made.values.push_back(part.operation.empty() ? each : operated(shell, part, each));
        if (!part.operation.empty() && std::string_view("-=?+").find(part.operation.back()) != std::string_view::npos) made.values = *list;
        // "$*" is one word.
        if (part.quoted && (part.name == "*" || part.index == "*") && made.values.size() > 1) {
            Traced all;
            for (const Traced& each : made.values) {
                if (&each != made.values.data()) all.append(' ', part.at);
                if (shell.spend(each.size(), part.at)) all.append(each);
            }
            made.values = {std::move(all)};
        }
        return made;
    }
    const Traced value = part.index.empty() ? value_of(shell, part.name, part.at) : element(shell, part);
    if (part.operation.empty()) return made.values.push_back(value), made;
    const char kind = part.operation.back();
    if (part.operation != "length" && std::string_view("-=?+").find(kind) != std::string_view::npos) {
        const bool given = part.operation[0] == ':' ? !value.empty() || !value.known() : is_set(shell, part.name);
        if (kind == '+') made.values.push_back(given ? expand_text(shell, part.argument) : Traced{});
        else made.values.push_back(given ? value : expand_text(shell, part.argument));
        if (kind == '=' && !given) variable(shell, part.name) = {{0, made.values[0]}};
        if (kind == '?' && !given) shell.memory.leaving = Leaving::exit;
        return made;
    }
    made.values.push_back(operated(shell, part, value));
    return made;
}

}  // namespace evenkeel::installer
