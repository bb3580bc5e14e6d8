#include "config/nginx_lexer.hpp"

namespace evenkeel {

namespace {

constexpr std::size_t longest_word = 4095;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// What a word means: \" \' \\ lose their backslash, \t \r \n become the character, other backslashes stay.
std::string unescaped(std::string_view written)
{
    std::string meant;
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (written[i] != '\\' || i + 1 == written.size()) {
            meant += written[i];
            continue;
        }
        const char next = written[i + 1];
        if (next == '"' || next == '\'' || next == '\\') meant += next;
        else if (next == 't') meant += '\t';
        else if (next == 'r') meant += '\r';
        else if (next == 'n') meant += '\n';
        else {
            meant += '\\';
            continue;
        }
        ++i;
    }
    return meant;
}

}  // namespace

void NginxLexer::step()
{
    if (text_[at_] == '\n') {
        ++line_;
        column_ = 1;
    } else {
        ++column_;
    }
    ++at_;
}

NginxStatement NginxLexer::ended(NginxStatement statement, NginxEnd end, char what) const
{
    statement.end = end;
    statement.what = what;
    statement.line = line_;
    statement.column = column_;
    return statement;
}

bool NginxLexer::read_word(NginxStatement& statement)
{
    NginxWord word{{}, line_, column_};
    const char quote = text_[at_] == '"' || text_[at_] == '\'' ? text_[at_] : '\0';
    if (quote != '\0') step();
    const std::size_t begin = at_;
    bool after_dollar = false;
    for (; !at_end(); step()) {
        const char c = text_[at_];
        if (at_ - begin > longest_word) {
            statement = ended(std::move(statement), NginxEnd::too_long, quote == '\0' ? '"' : quote);
            return false;
        }
        if (c == '\\' && at_ + 1 < text_.size()) {
            step();
            after_dollar = false;
            continue;
        }
        if (quote != '\0' ? c == quote : is_space(c) || c == ';' || (c == '{' && !after_dollar)) break;
        after_dollar = c == '$';
    }
    if (at_end()) {
        statement = ended(std::move(statement), NginxEnd::unfinished);
        return false;
    }
    word.text = unescaped(text_.substr(begin, at_ - begin));
    statement.words.push_back(std::move(word));
    if (quote == '\0') return true;
    step();
    if (at_end() || is_space(text_[at_]) || text_[at_] == ';' || text_[at_] == '{') return true;
    if (text_[at_] == ')') return true;
    statement = ended(std::move(statement), NginxEnd::unexpected, text_[at_]);
    return false;
}

NginxStatement NginxLexer::next()
{
    NginxStatement statement;
    while (!at_end()) {
        const char c = text_[at_];
        if (is_space(c)) {
            step();
        } else if (c == '#') {
            while (!at_end() && text_[at_] != '\n') step();
        } else if (c == ';' || c == '{') {
            if (statement.words.empty()) return ended(std::move(statement), NginxEnd::unexpected, c);
            NginxStatement done = ended(std::move(statement), c == ';' ? NginxEnd::semicolon : NginxEnd::block_opens);
            step();
            return done;
        } else if (c == '}') {
            if (!statement.words.empty()) return ended(std::move(statement), NginxEnd::unexpected, c);
            NginxStatement done = ended(std::move(statement), NginxEnd::block_closes);
            step();
            return done;
        } else if (!read_word(statement)) {
            return statement;
        }
    }
    const bool finished = statement.words.empty();
    return ended(std::move(statement), finished ? NginxEnd::file : NginxEnd::unfinished);
}

}  // namespace evenkeel
