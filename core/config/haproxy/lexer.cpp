#include "config/haproxy/lexer.hpp"

#include <optional>
#include <utility>

namespace evenkeel::haproxy {

namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_digit(char c)
{
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Walks one line. HAProxy works on C strings: the end of the line reads as NUL.
class Lexer {
public:
    Lexer(const RawLine& line, std::string_view file, std::string_view section) : line_(line), file_(file), section_(section) {}

    LexedLine run()
    {
        while (is_space(at(0))) ++in_;
        if (at(0) == '\0') return finish();
        begin_word();
        while (result_.fault == LineFault::none && step()) {
        }
        if (result_.fault == LineFault::none && quote_ != none) fail(LineFault::quote, quote_);
        return finish();
    }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    char at(std::size_t ahead) const { return in_ + ahead < line_.text.size() ? line_.text[in_ + ahead] : '\0'; }

    void fail(LineFault fault, std::size_t where)
    {
        if (result_.fault != LineFault::none) return;
        result_.fault = fault;
        result_.fault_position = static_cast<int>(where) + 1;
    }

    void begin_word()
    {
        words_.push_back({"", static_cast<int>(in_) + 1});
        if (words_.size() == most_words) last_word_position_ = written_ + 1;
    }

    void emit(char c)
    {
        words_.back().text += c;
        ++written_;
    }

    void end_word()
    {
        ++written_;
        begin_word();
    }

    /// Reads one thing; false at the end of the line.
    bool step()
    {
        const char c = at(0);
        if (c == '\0' || c == '\n' || c == '\r') return false;
        if (c == '#' && !in_single_ && !in_double_) return false;
        if (c == '"' && !in_single_) {
            toggle(in_double_);
        } else if (c == '\'' && !in_double_) {
            toggle(in_single_);
        } else if (c == '\\' && !in_single_) {
            escape();
        } else if (is_space(c) && !in_single_ && !in_double_) {
            while (is_space(at(0))) ++in_;
            end_word();
        } else if (c == '$' && in_double_) {
            variable();
        } else {
            emit(c);
            ++in_;
        }
        return true;
    }

    void toggle(bool& inside)
    {
        inside = !inside;
        quote_ = inside ? in_ : none;
        ++in_;
    }

    /// A backslash before one of these gives it literally; before anything else it stays.
    void escape()
    {
        const char next = at(1);
        char sent = '\\';
        switch (next) {
        case ' ':
        case '\\':
        case '#':
        case '\'':
        case '"': sent = next; break;
        case 't': sent = '\t'; break;
        case 'n': sent = '\n'; break;
        case 'r': sent = '\r'; break;
        case '$': sent = in_double_ ? '$' : '\\'; break;
        case 'x': {
            const int high = hex_digit(at(2));
            const int low = high < 0 ? -1 : hex_digit(at(3));
            if (low < 0) return fail(LineFault::hexadecimal, in_);
            emit(static_cast<char>(high * 16 + low));
            in_ += 4;
            return;
        }
        default: break;
        }
        const bool taken = sent != '\\' || next == '\\';
        emit(sent);
        in_ += taken ? 2 : 1;
    }

    /// `$NAME`, `${NAME}`, `${NAME-default}`, `${NAME[*]}`; only inside double quotes.
    void variable()
    {
        const std::size_t dollar = in_++;
        std::size_t brace = none;
        if (at(0) == '{') brace = in_++;
        const std::size_t start = in_;
        if (!is_letter(at(0)) && at(0) != '_' && at(0) != '.') return fail(LineFault::variable_name, in_);
        if (at(0) == '.') ++in_;
        while (is_letter(at(0)) || is_digit(at(0)) || at(0) == '_') ++in_;
        const std::string name(line_.text.substr(start, in_ - start));
        std::optional<std::string> value = pseudo_variable(name);
        bool expands = false;
        if (at(0) == '[' && brace != none) {
            if (at(1) != '*' || at(2) != ']') return fail(LineFault::expansion, in_);
            in_ += 3;
            expands = true;
        }
        if (brace != none) {
            if (at(0) == '-') {
                const std::size_t from = ++in_;
                while (at(0) != '\0' && at(0) != '}') ++in_;
                if (!value) value = std::string(line_.text.substr(from, in_ - from));
            }
            if (at(0) != '}') return fail(LineFault::brace, brace);
            ++in_;
        }
        result_.variables.push_back({name, static_cast<int>(dollar) + 1});
        if (value) insert(*value, expands);
    }

    void insert(std::string_view value, bool expands)
    {
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (!expands || !is_space(value[i])) {
                emit(value[i]);
                continue;
            }
            while (i + 1 < value.size() && is_space(value[i + 1])) ++i;
            end_word();
        }
    }

    std::optional<std::string> pseudo_variable(const std::string& name) const
    {
        if (name == ".FILE") return std::string(file_);
        if (name == ".LINE") return std::to_string(line_.number);
        if (name == ".SECTION") return std::string(section_);
        return std::nullopt;
    }

    LexedLine finish()
    {
        if (!words_.empty() && words_.size() > 1 && words_.back().text.empty() && ended_by_space()) words_.pop_back();
        if (result_.fault == LineFault::none && words_.size() > most_words) {
            result_.fault = LineFault::too_many_words;
            result_.fault_position = static_cast<int>(last_word_position_);
            result_.fault_word = words_[most_words - 1].text;
            words_.resize(most_words);
        }
        result_.words = Words(std::move(words_), line_.number, static_cast<int>(line_.text.size()) + 1);
        return std::move(result_);
    }

    /// Whether the last word began behind blanks and nothing, not even quotes, followed.
    bool ended_by_space() const
    {
        const std::size_t start = static_cast<std::size_t>(words_.back().column) - 1;
        return start == in_;
    }

    const RawLine& line_;
    std::string_view file_;
    std::string_view section_;
    LexedLine result_;
    std::vector<Token> words_;
    std::size_t in_ = 0;
    std::size_t written_ = 0;
    std::size_t last_word_position_ = 0;
    std::size_t quote_ = none;
    bool in_single_ = false;
    bool in_double_ = false;
};

}  // namespace

std::vector<RawLine> split_lines(std::string_view text)
{
    std::vector<RawLine> lines;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        RawLine line{number, text.substr(0, end), end != std::string_view::npos, false};
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const std::size_t nul = line.text.find('\0');
        if (nul != std::string_view::npos) {
            line.text = line.text.substr(0, nul);
            line.has_line_feed = false;
            line.has_nul = true;
        }
        lines.push_back(line);
    }
    return lines;
}

LexedLine lex(const RawLine& line, std::string_view file, std::string_view section)
{
    return Lexer(line, file, section).run();
}

}  // namespace evenkeel::haproxy
