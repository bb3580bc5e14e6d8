#include "config/installer/regular_expression.hpp"

namespace evenkeel::installer {

namespace {

/// A bracket expression from "[" on; nothing when it does not end. Moves index behind it.
std::optional<std::string> bracket(std::string_view text, std::size_t& index)
{
    std::string made = "[";
    std::size_t i = index + 1;
    if (i < text.size() && text[i] == '^') made += '^', ++i;
    const std::size_t first = i;
    for (; i < text.size() && (text[i] != ']' || i == first); ++i) {
        if (text[i] == '[' && i + 1 < text.size() && text[i + 1] == ':') {
            const std::size_t end = text.find(":]", i);
            if (end == std::string_view::npos) return std::nullopt;
            made += text.substr(i, end + 2 - i);
            i = end + 1;
        } else if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == 't')) {
            made += text.substr(i, 2);
            ++i;
        } else {
            if (text[i] == '\\' || text[i] == '[' || text[i] == ']') made += '\\';
            made += text[i];
        }
    }
    if (i >= text.size()) return std::nullopt;
    index = i + 1;
    return made + "]";
}

constexpr std::string_view special_of_re2 = "\\^$.|?*+()[]{}";

class Translation {
public:
    Translation(std::string_view text, bool extended) : text_(text), extended_(extended) {}

    std::optional<std::string> made()
    {
        for (std::size_t i = 0; i < text_.size();) {
            const char c = text_[i];
            if (c == '[') {
                const auto set = bracket(text_, i);
                if (!set) return std::nullopt;
                put(*set);
            } else if (c == '\\') {
                if (i + 1 >= text_.size() || !escaped(text_[i + 1])) return std::nullopt;
                i += 2;
            } else {
                plain(c, i);
                ++i;
            }
        }
        return result_;
    }

private:
    void put(std::string_view text)
    {
        result_ += text;
        at_start_ = false;
    }
    void open(std::string_view text)
    {
        result_ += text;
        at_start_ = true;
    }

    /// A backslash and this.
    bool escaped(char c)
    {
        if (c >= '1' && c <= '9') return false;
        if (!extended_ && (c == '(' || c == '|')) return open(std::string(1, c)), true;
        if (!extended_ && std::string_view("){}+?").find(c) != std::string_view::npos) return put(std::string(1, c)), true;
        if (c == '<' || c == '>') return put("\\b"), true;
        if (c == '`') return put("^"), true;
        if (c == '\'') return put("$"), true;
        if (std::string_view("nrtfvsSwWbB").find(c) != std::string_view::npos) return put(std::string("\\") + c), true;
        literal(c);
        return true;
    }

    void literal(char c)
    {
        if (special_of_re2.find(c) != std::string_view::npos) result_ += '\\';
        result_ += c;
        at_start_ = false;
    }

    void plain(char c, std::size_t i)
    {
        if (c == '.') return put(".");
        if (c == '*') return at_start_ ? literal(c) : put("*");
        if (c == '^') return extended_ || at_start_ ? void(result_ += '^') : literal(c);
        if (c == '$') {
            const std::string_view rest = text_.substr(i + 1);
            const bool last = rest.empty() || rest.starts_with(extended_ ? ")" : "\\)") || rest.starts_with(extended_ ? "|" : "\\|");
            return extended_ || last ? put("$") : literal(c);
        }
        if (extended_ && (c == '(' || c == '|')) return open(std::string(1, c));
        if (extended_ && std::string_view("){}+?").find(c) != std::string_view::npos) return put(std::string(1, c));
        literal(c);
    }

    std::string_view text_;
    bool extended_;
    std::string result_;
    bool at_start_ = true;
};

}  // namespace

RE2::Options regular_expression_options()
{
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_longest_match(true);
    options.set_log_errors(false);
    options.set_dot_nl(true);
    options.set_max_mem(1 << 20);
    return options;
}

std::optional<std::string> to_re2(std::string_view expression, bool extended) { return Translation(expression, extended).made(); }

}  // namespace evenkeel::installer
