#include "console/command_line.hpp"

#include <utility>

#include "base/text.hpp"
#include "console/sentences.hpp"

namespace evenkeel::console {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
/// What a shell would do something with.
bool is_refused(char c) { return std::string_view(";&<>()$`").find(c) != std::string_view::npos; }

struct Splitter {
    std::string_view line;
    Location at;
    std::size_t next = 0;
    Parsed<std::vector<Command>> result{};
    Command command{};

    bool is_over() const { return next >= line.size() || !result.diagnostics.empty(); }
    Location place(std::size_t offset) const { return {at.file, at.line, at.column + static_cast<int>(offset)}; }
    void refuse(const Sentence& sentence, std::size_t offset, std::initializer_list<Argument> arguments)
    {
        result.diagnostics.push_back(say(Severity::error, sentence, place(offset), arguments));
    }
    void refuse_syntax() { refuse(says.syntax, next, {{"what", printable(line.substr(next, line.substr(next, 2) == "&&" || line.substr(next, 2) == "$(" ? 2 : 1))}}); }

    void quoted(std::string& word)
    {
        const std::size_t begin = next;
        const char quote = line[next++];
        while (next < line.size() && line[next] != quote) {
            if (quote == '"' && (line[next] == '$' || line[next] == '`')) return refuse_syntax();
            const bool escapes = quote == '"' && line[next] == '\\' && next + 1 < line.size() && std::string_view("\"\\$`").find(line[next + 1]) != std::string_view::npos;
            if (escapes) ++next;
            word += line[next++];
        }
        if (next == line.size()) return refuse(says.open_quote, begin, {{"quote", std::string_view(&quote, 1)}});
        ++next;
    }

    void word()
    {
        Word word{{}, place(next).column};
        while (!is_over() && !is_blank(line[next]) && line[next] != '|') {
            const char c = line[next];
            if (c == '\'' || c == '"') {
                quoted(word.text);
            } else if (is_refused(c)) {
                refuse_syntax();
            } else if (c == '\\' && next + 1 < line.size()) {
                word.text += line[next + 1];
                next += 2;
            } else {
                word.text += c;
                ++next;
            }
        }
        command.push_back(std::move(word));
    }

    void end_command()
    {
        if (command.empty()) return refuse(says.no_command, next, {{"example", "systemctl status haproxy"}});
        result.config.push_back(std::exchange(command, {}));
    }

    Parsed<std::vector<Command>> split()
    {
        bool piped = false;
        while (!is_over()) {
            if (is_blank(line[next])) {
                ++next;
            } else if (line[next] == '#') {
                break;
            } else if (line[next] == '|') {
                if (line.substr(next, 2) == "||") return refuse(says.syntax, next, {{"what", "||"}}), std::move(result);
                end_command();
                piped = true;
                ++next;
            } else {
                word();
            }
        }
        if (result.diagnostics.empty() && (piped || !command.empty())) end_command();
        return std::move(result);
    }
};

}  // namespace

Parsed<std::vector<Command>> read_command_line(std::string_view line, const Location& at) { return Splitter{line, at}.split(); }

}  // namespace evenkeel::console
