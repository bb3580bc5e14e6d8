// Words: letters, the three kinds of quotes, and what $ and ` put in.

#include <algorithm>

#include "config/installer/parser.hpp"
#include "config/installer/sentences.hpp"

namespace evenkeel::installer {

namespace {

constexpr std::string_view special_names = "@*#?-$!0123456789";

bool is_name_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

bool plain_text(const Word& word)
{
    return std::all_of(word.parts.begin(), word.parts.end(), [](const Part& part) { return part.kind == Part::Kind::literal; });
}

}  // namespace

void Parser::add(std::vector<Part>& parts, char byte, Offset at, bool quoted)
{
    if (parts.empty() || parts.back().kind != Part::Kind::literal || parts.back().quoted != quoted) {
        Part part;
        part.quoted = quoted;
        part.at = at;
        parts.push_back(std::move(part));
    }
    parts.back().text.append(byte, at);
}

/// A word; nothing when none stands here. Quotes with nothing between them are a word.
std::optional<Word> Parser::word(std::string_view more_ends)
{
    Word made;
    made.at = place();
    const std::size_t start = position_;
    while (!ended()) {
        const char c = peek();
        if (more_ends.find(c) != std::string_view::npos) break;
        if ((c == '<' || c == '>') && peek(1) == '(' && position_ == start) {
            // Process substitution: read, so that what follows is; what it does is not known.
            position_ += 2;
            Part part;
            part.kind = Part::Kind::not_understood;
            part.at = made.at;
            list(false);
            if (peek() == ')') ++position_;
            else unexpected();
            made.parts.push_back(std::move(part));
            continue;
        }
        if (c == ' ' || c == '\t' || c == '\n' || c == ';' || c == '&' || c == '|' || c == '<' || c == '>' || c == '(' || c == ')') break;
        if (c == '\'') single_quotes(made.parts);
        else if (c == '"') double_quotes(made.parts);
        else if (c == '$') dollar(made.parts, false);
        else if (c == '`') backtick(made.parts, false);
        else if (starts("\\\n")) position_ += 2;
        else if (c == '\\' && position_ + 1 < source_.size()) {
            add(made.parts, peek(1), source_.from[position_ + 1], true);
            position_ += 2;
        } else {
            add(made.parts, c, place(), false);
            ++position_;
        }
    }
    if (position_ == start || fault_) return std::nullopt;
    return made;
}

void Parser::single_quotes(std::vector<Part>& parts)
{
    const Offset at = place();
    const std::size_t end = source_.bytes.find('\'', position_ + 1);
    if (end == std::string::npos) return refuse(sentence::unended_quote, at, "'");
    Part part;
    part.quoted = true;
    part.at = at;
    part.text = source_.slice(position_ + 1, end);
    parts.push_back(std::move(part));
    position_ = end + 1;
}

void Parser::ansi_quotes(std::vector<Part>& parts)
{
    const Offset at = place();
    position_ += 2;
    Part part;
    part.quoted = true;
    part.at = at;
    while (!ended() && peek() != '\'') {
        const Offset here = place();
        if (peek() == '\\') {
            if (const auto letters = escape(source_.bytes, position_, EscapeStyle::ansi)) {
                part.text.append(*letters, here);
                continue;
            }
        }
        part.text.append(peek(), here);
        ++position_;
    }
    if (ended()) return refuse(sentence::unended_quote, at, "'");
    ++position_;
    parts.push_back(std::move(part));
}

void Parser::double_quotes(std::vector<Part>& parts)
{
    const Offset at = place();
    ++position_;
    Part nothing;
    nothing.quoted = true;
    nothing.at = at;
    parts.push_back(nothing);
    while (!ended() && peek() != '"') {
        const char c = peek();
        if (c == '$') dollar(parts, true);
        else if (c == '`') backtick(parts, true);
        else if (starts("\\\n")) position_ += 2;
        else if (c == '\\' && (peek(1) == '$' || peek(1) == '`' || peek(1) == '"' || peek(1) == '\\')) {
            add(parts, peek(1), source_.from[position_ + 1], true);
            position_ += 2;
        } else {
            add(parts, c, place(), true);
            ++position_;
        }
    }
    if (ended()) return refuse(sentence::unended_quote, at, "\"");
    ++position_;
}

void Parser::dollar(std::vector<Part>& parts, bool quoted)
{
    const Offset at = place();
    const char next = peek(1);
    if (next == '\'' && !quoted && !dash_) return ansi_quotes(parts);
    if (next == '"' && !quoted && !dash_) return void(++position_);
    Part part;
    part.quoted = quoted;
    part.at = at;
    if (next == '{') return braced(parts, quoted);
    if (next == '(' && peek(2) == '(') {
        position_ += 1;
        part.kind = Part::Kind::arithmetic;
        part.text = double_parenthesis();
        return parts.push_back(std::move(part));
    }
    if (next == '(') {
        if (++nesting_ > most_nesting) return refuse(sentence::too_deep, at);
        position_ += 2;
        part.kind = Part::Kind::command;
        part.commands = std::make_shared<const Node>(list(false));
        if (!fault_ && peek() != ')') return unexpected();
        ++position_;
        --nesting_;
        return parts.push_back(std::move(part));
    }
    part.kind = Part::Kind::parameter;
    if (next != '\0' && special_names.find(next) != std::string_view::npos) {
        part.name = next;
        position_ += 2;
        return parts.push_back(std::move(part));
    }
    std::size_t end = position_ + 1;
    while (end < source_.size() && is_name_letter(source_.bytes[end])) ++end;
    if (end == position_ + 1) {
        add(parts, '$', at, quoted);
        return void(++position_);
    }
    part.name = source_.bytes.substr(position_ + 1, end - position_ - 1);
    position_ = end;
    parts.push_back(std::move(part));
}

/// ${name}, ${#name}, ${name[index]} and the operations behind a name.
void Parser::braced(std::vector<Part>& parts, bool quoted)
{
    const Offset at = place();
    if (++nesting_ > most_nesting) return refuse(sentence::too_deep, at);
    position_ += 2;
    Part part;
    part.kind = Part::Kind::parameter;
    part.quoted = quoted;
    part.at = at;
    bool length = false;
    if (peek() == '#' && peek(1) != '}' && peek(1) != ':') length = true, ++position_;
    if (peek() == '!') part.kind = Part::Kind::not_understood, ++position_;
    if (peek() != '\0' && special_names.find(peek()) != std::string_view::npos) {
        part.name = peek();
        ++position_;
        while (part.name[0] >= '1' && part.name[0] <= '9' && peek() >= '0' && peek() <= '9') part.name += peek(), ++position_;
    } else {
        while (!ended() && is_name_letter(peek())) part.name += peek(), ++position_;
    }
    if (peek() == '[') {
        const std::size_t end = source_.bytes.find(']', position_);
        if (end == std::string::npos) return unexpected();
        part.index = source_.bytes.substr(position_ + 1, end - position_ - 1);
        position_ = end + 1;
    }
    if (length) {
        part.operation = "length";
    } else if (peek() != '}') {
        constexpr std::string_view operations[] = {":-", ":=", ":?", ":+", "##", "%%", "//", "/#", "/%", "^^", ",,", "-", "=", "?", "+", "#", "%", "/", ":", "^", ","};
        for (const std::string_view each : operations)
            if (part.operation.empty() && starts(each)) part.operation = each;
        if (part.operation.empty() || part.name.empty()) return refuse(sentence::bad_substitution, at);
        position_ += part.operation.size();
        const bool replaces = part.operation[0] == '/';
        part.argument = argument(replaces ? "/}" : "}", quoted);
        if (replaces && peek() == '/') {
            ++position_;
            part.replacement = argument("}", quoted);
        }
    }
    if (ended()) return refuse(sentence::unended_quote, at, "${");
    if (peek() != '}' || part.name.empty()) return refuse(sentence::bad_substitution, at);
    ++position_;
    --nesting_;
    parts.push_back(std::move(part));
}

/// What stands behind an operation of ${…}, up to one of `ends`.
std::vector<Part> Parser::argument(std::string_view ends, bool quoted)
{
    std::vector<Part> parts;
    while (!ended() && ends.find(peek()) == std::string_view::npos) {
        const char c = peek();
        if (c == '"') double_quotes(parts);
        else if (c == '\'' && !quoted) single_quotes(parts);
        else if (c == '$') dollar(parts, quoted);
        else if (c == '`') backtick(parts, quoted);
        else if (starts("\\\n")) position_ += 2;
        else if (c == '\\' && position_ + 1 < source_.size()) {
            const bool stays = quoted && std::string_view("$`\"\\}").find(peek(1)) == std::string_view::npos;
            if (stays) add(parts, c, place(), true);
            add(parts, peek(1), source_.from[position_ + 1], true);
            position_ += 2;
        } else {
            add(parts, c, place(), false);
            ++position_;
        }
    }
    return parts;
}

void Parser::backtick(std::vector<Part>& parts, bool quoted)
{
    const Offset at = place();
    if (nesting_ + 1 > most_nesting) return refuse(sentence::too_deep, at);
    Traced inside;
    ++position_;
    while (!ended() && peek() != '`') {
        const bool removed = peek() == '\\' && (peek(1) == '`' || peek(1) == '\\' || peek(1) == '$' || (quoted && peek(1) == '"'));
        if (removed) ++position_;
        inside.append(peek(), place());
        ++position_;
    }
    if (ended()) return refuse(sentence::unended_quote, at, "`");
    ++position_;
    Parser parser(std::move(inside), dash_, nesting_ + 1);
    Part part;
    part.kind = Part::Kind::command;
    part.quoted = quoted;
    part.at = at;
    part.commands = std::make_shared<const Node>(parser.list(false));
    if (parser.position_ < parser.source_.size()) parser.unexpected();
    if (parser.fault_) fault_ = parser.fault_;
    parts.push_back(std::move(part));
}

/// Behind << or <<-: the delimiter. The text is read at the end of the line.
void Parser::here_document(Redirection& redirection, bool strip)
{
    blanks();
    const std::size_t start = position_;
    const auto delimiter = word();
    if (!delimiter) return unexpected();
    Pending pending;
    pending.body = redirection.body = std::make_shared<std::vector<Part>>();
    pending.strip = strip;
    pending.at = redirection.at;
    pending.literal = std::any_of(delimiter->parts.begin(), delimiter->parts.end(), [](const Part& part) { return part.quoted; });
    // A delimiter is taken as it is written: nothing is put into it.
    if (!plain_text(*delimiter)) pending.delimiter = source_.bytes.substr(start, position_ - start);
    else
        for (const Part& part : delimiter->parts) pending.delimiter += part.text.bytes;
    pending_.push_back(std::move(pending));
}

void Parser::read_here_documents()
{
    std::vector<Pending> pending;
    pending.swap(pending_);
    for (Pending& each : pending) {
        Traced text;
        bool found = false;
        while (position_ < source_.size() && !found) {
            const std::size_t line_feed = source_.bytes.find('\n', position_);
            const std::size_t end = line_feed == std::string::npos ? source_.size() : line_feed;
            while (each.strip && position_ < end && peek() == '\t') ++position_;
            found = std::string_view(source_.bytes).substr(position_, end - position_) == each.delimiter;
            const std::size_t next = line_feed == std::string::npos ? end : end + 1;
            if (!found) text.append(source_.slice(position_, next));
            position_ = next;
        }
        if (!found) unended_.push_back(each.at);
        if (each.literal) {
            Part part;
            part.quoted = true;
            part.at = each.at;
            part.text = std::move(text);
            each.body->push_back(std::move(part));
            continue;
        }
        if (nesting_ + 1 > most_nesting) return refuse(sentence::too_deep, each.at);
        Parser inside(std::move(text), dash_, nesting_ + 1);
        *each.body = inside.here_text();
        if (inside.fault_) fault_ = inside.fault_;
    }
}

std::vector<Part> Parser::here_text()
{
    std::vector<Part> parts;
    while (!ended()) {
        const char c = peek();
        if (c == '$') dollar(parts, true);
        else if (c == '`') backtick(parts, true);
        else if (starts("\\\n")) position_ += 2;
        else if (c == '\\' && (peek(1) == '$' || peek(1) == '`' || peek(1) == '\\')) {
            add(parts, peek(1), source_.from[position_ + 1], true);
            position_ += 2;
        } else {
            add(parts, c, place(), true);
            ++position_;
        }
    }
    return parts;
}

}  // namespace evenkeel::installer
