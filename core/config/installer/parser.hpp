#pragma once
// Reads shell text, line by complete line. Total: any bytes give a tree or a fault.
//
// Differs from bash: no aliases, no history, no coproc, no select; <(…) and >(…) are read and not understood.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/catalogue.hpp"
#include "config/installer/syntax.hpp"

namespace evenkeel::installer {

/// Commands inside commands, expansions inside expansions.
inline constexpr int most_nesting = 40;

/// Why reading stopped.
struct SyntaxFault {
    const Sentence* sentence = nullptr;
    Offset at = nowhere;
    std::string word;
    explicit operator bool() const { return sentence != nullptr; }
};

class Parser {
public:
    /// `dash`: the text is for /bin/sh. `nesting`: how deep the text itself lies in others.
    explicit Parser(Traced source, bool dash = false, int nesting = 0);

    /// The next complete line; nothing at the end, and at a fault.
    std::optional<Node> next();
    const SyntaxFault& fault() const { return fault_; }
    /// Here-documents that the end of the text ended.
    const std::vector<Offset>& unended() const { return unended_; }

    /// The text of a here-document, with what is put into it.
    std::vector<Part> here_text();

private:
    // parser.cpp
    Node list(bool one_line);
    Node and_or();
    Node pipeline();
    Node command();
    Node simple();
    // compound.cpp
    Node compound(std::string_view word);
    Node condition();
    Node for_loop();
    Node loop(bool until);
    Node choice();
    Node function(std::string name, Offset at);
    Node body_until(std::string_view word);
    // parser.cpp
    void redirections(Node& node);
    bool redirection(Node& node);
    void double_bracket(Node& node);
    bool assignment(Node& node);
    Traced double_parenthesis();

    // blanks.cpp
    bool ended() const { return fault_ || position_ >= source_.size(); }
    char peek(std::size_t ahead = 0) const;
    /// What is not read yet; behind a fault the position may lie behind the end.
    std::string_view rest() const { return position_ < source_.size() ? std::string_view(source_.bytes).substr(position_) : std::string_view{}; }
    bool starts(std::string_view text) const { return rest().starts_with(text); }
    Offset place() const;
    void blanks();
    void empty_lines();
    void line_end();
    std::string_view reserved() const;
    bool take_reserved(std::string_view word);
    void expect(std::string_view word);
    void refuse(const Sentence& sentence, Offset at, std::string word = {});
    void unexpected();

    // words.cpp
    std::optional<Word> word(std::string_view more_ends = {});
    void add(std::vector<Part>& parts, char byte, Offset at, bool quoted);
    void single_quotes(std::vector<Part>& parts);
    void ansi_quotes(std::vector<Part>& parts);
    void double_quotes(std::vector<Part>& parts);
    void dollar(std::vector<Part>& parts, bool quoted);
    void braced(std::vector<Part>& parts, bool quoted);
    void backtick(std::vector<Part>& parts, bool quoted);
    std::vector<Part> argument(std::string_view ends, bool quoted);
    void here_document(Redirection& redirection, bool strip);
    void read_here_documents();

    struct Pending {
        std::shared_ptr<std::vector<Part>> body;
        std::string delimiter;
        bool literal = false;
        bool strip = false;
        Offset at = nowhere;
    };

    Traced source_;
    bool dash_ = false;
    int nesting_ = 0;
    std::size_t position_ = 0;
    SyntaxFault fault_;
    std::vector<Pending> pending_;
    std::vector<Offset> unended_;
};

/// What a backslash and the letters behind it stand for in $'…', `echo -e` and `printf`; moves index behind them. Nothing when
/// they stand for themselves.
enum class EscapeStyle : std::uint8_t { ansi, echo, printf };
std::optional<std::string> escape(std::string_view text, std::size_t& index, EscapeStyle style);

bool is_name(std::string_view text);

/// The letters of a word without quotes or anything put in; nothing for other words.
std::optional<std::string> bare(const Word& word);

}  // namespace evenkeel::installer
