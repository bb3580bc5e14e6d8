// The parser's hands: where it stands, what lies between words, and what it says when a word is in the wrong place.

#include <algorithm>
#include <cctype>
#include <iterator>

#include "config/installer/parser.hpp"
#include "config/installer/sentences.hpp"

namespace evenkeel::installer {

namespace {

constexpr std::string_view reserved_words[] = {"if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "{", "}", "!", "[[", "function"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool is_name(std::string_view text)
{
    return !text.empty() && is_letter(text[0]) && std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

Parser::Parser(Traced source, bool dash, int nesting) : source_(std::move(source)), dash_(dash), nesting_(nesting) {}

char Parser::peek(std::size_t ahead) const
{
    return position_ + ahead < source_.size() ? source_.bytes[position_ + ahead] : '\0';
}

Offset Parser::place() const
{
    if (source_.empty()) return 0;
    return source_.from[std::min(position_, source_.size() - 1)];
}

void Parser::blanks()
{
    while (!ended()) {
        if (peek() == ' ' || peek() == '\t') ++position_;
        else if (starts("\\\n")) position_ += 2;
        else break;
    }
    if (peek() != '#' || ended()) return;
    while (!ended() && peek() != '\n') ++position_;
}

void Parser::line_end()
{
    if (!ended() && peek() == '\n') ++position_;
    read_here_documents();
}

void Parser::empty_lines()
{
    for (blanks(); !ended() && peek() == '\n'; blanks()) line_end();
}

/// The reserved word that stands here, unquoted and alone; empty for none.
std::string_view Parser::reserved() const
{
    if (ended()) return {};
    const std::string_view written = rest().substr(0, rest().find_first_of(" \t\n;&|<>()"));
    const auto* found = std::find(std::begin(reserved_words), std::end(reserved_words), written);
    return found == std::end(reserved_words) ? std::string_view{} : *found;
}

bool Parser::take_reserved(std::string_view word)
{
    if (reserved() != word) return false;
    position_ += word.size();
    return true;
}

void Parser::expect(std::string_view word)
{
    empty_lines();
    if (!fault_ && !take_reserved(word)) unexpected();
}

void Parser::refuse(const Sentence& sentence, Offset at, std::string word)
{
    if (!fault_) fault_ = {&sentence, at, std::move(word)};
}

void Parser::unexpected()
{
    if (fault_) return;
    if (position_ >= source_.size()) return refuse(sentence::unexpected_end, place());
    const std::size_t end = rest().find_first_of(" \t\n;&|<>()");
    refuse(sentence::unexpected_word, place(), std::string(rest().substr(0, end == 0 ? 1 : std::min<std::size_t>(end, 40))));
}

}  // namespace evenkeel::installer
