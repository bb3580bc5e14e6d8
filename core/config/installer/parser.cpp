// Commands: lists, pipelines, compound commands, redirections.

#include "config/installer/parser.hpp"

#include <algorithm>
#include <cctype>

#include "config/installer/sentences.hpp"

namespace evenkeel::installer {

namespace {

bool is_list_end(std::string_view word)
{
    constexpr std::string_view ends[] = {"then", "else", "elif", "fi", "do", "done", "esac", "}"};
    return std::find(std::begin(ends), std::end(ends), word) != std::end(ends);
}

Word literal_word(std::string_view text, Offset at)
{
    Word word;
    word.at = at;
    Part part;
    part.at = at;
    part.text = traced(text, at);
    word.parts.push_back(std::move(part));
    return word;
}

}  // namespace

std::optional<Node> Parser::next()
{
    empty_lines();
    if (ended()) return std::nullopt;
    Node line = list(true);
    if (!fault_ && !line.children.empty()) {
        blanks();
        if (position_ < source_.size() && peek() != '\n') unexpected();
        line_end();
    } else if (!fault_) {
        unexpected();
    }
    if (fault_) return std::nullopt;
    return line;
}

/// Commands up to a word that ends them, or up to the end of the line.
Node Parser::list(bool one_line)
{
    Node made;
    made.kind = Node::Kind::list;
    made.at = place();
    while (!fault_) {
        if (one_line) blanks();
        else empty_lines();
        if (ended() || peek() == '\n' || peek() == ')' || starts(";;") || is_list_end(reserved())) break;
        Node child = and_or();
        if (fault_) break;
        made.connectors.push_back(Connector::then);
        made.children.push_back(std::move(child));
        blanks();
        if (starts(";;")) break;
        if (peek() == ';' || peek() == '&') ++position_;
        else if (peek() == '\n' && !one_line) line_end();
        else break;
    }
    return made;
}

Node Parser::and_or()
{
    Node made;
    made.kind = Node::Kind::list;
    made.at = place();
    Connector connector = Connector::then;
    while (!fault_) {
        Node child = pipeline();
        made.connectors.push_back(connector);
        made.children.push_back(std::move(child));
        blanks();
        if (starts("&&")) connector = Connector::and_then;
        else if (starts("||")) connector = Connector::or_else;
        else break;
        position_ += 2;
        empty_lines();
    }
    if (made.children.size() == 1) {
        Node only = std::move(made.children[0]);
        return only;
    }
    return made;
}

Node Parser::pipeline()
{
    Node made;
    made.kind = Node::Kind::pipeline;
    made.at = place();
    while (take_reserved("!")) made.negated = !made.negated, blanks();
    while (!fault_) {
        made.children.push_back(command());
        blanks();
        if (peek() != '|' || starts("||") || ended()) break;
        position_ += starts("|&") ? 2 : 1;
        empty_lines();
    }
    if (made.children.size() == 1 && !made.negated) {
        Node only = std::move(made.children[0]);
        return only;
    }
    return made;
}

Node Parser::command()
{
    blanks();
    if (++nesting_ > most_nesting) refuse(sentence::too_deep, place());
    Node made;
    const Offset at = place();
    if (fault_) return made;
    if (starts("((")) {
        made.kind = Node::Kind::arithmetic;
        made.expression = double_parenthesis();
    } else if (peek() == '(') {
        ++position_;
        made.kind = Node::Kind::subshell;
        made.children.push_back(list(false));
        if (!fault_ && (ended() || peek() != ')')) unexpected();
        else ++position_;
    } else if (const std::string_view word = reserved(); !word.empty() && word != "[[") {
        made = compound(word);
    } else {
        made = simple();
        made.at = at;
        --nesting_;
        return made;
    }
    made.at = at;
    redirections(made);
    --nesting_;
    return made;
}

/// From "((" to "))": what stands between.
Traced Parser::double_parenthesis()
{
    const Offset at = place();
    const std::size_t start = position_ += 2;
    int open = 0;
    while (!ended()) {
        if (peek() == '(') ++open;
        if (peek() == ')' && open == 0) {
            if (peek(1) != ')') break;
            const std::size_t end = position_;
            position_ += 2;
            return source_.slice(start, end);
        }
        if (peek() == ')') --open;
        ++position_;
    }
    refuse(sentence::unended_quote, at, "((");
    return {};
}

void Parser::redirections(Node& node)
{
    do blanks();
    while (!fault_ && redirection(node));
}

bool Parser::redirection(Node& node)
{
    std::size_t digits = 0;
    while (peek(digits) >= '0' && peek(digits) <= '9' && digits < 3) ++digits;
    const bool of_both = peek() == '&' && peek(1) == '>' && !dash_;
    const std::size_t start = of_both ? 1 : digits;
    const char sign = peek(start);
    if ((sign != '<' && sign != '>') || (peek(start + 1) == '(' && digits == 0 && !of_both)) return false;
    Redirection made;
    made.at = place();
    made.descriptor = sign == '<' ? 0 : 1;
    if (digits > 0) made.descriptor = std::stoi(source_.bytes.substr(position_, digits));
    position_ += start;
    using enum Redirection::Kind;
    const auto take = [&](std::string_view text, Redirection::Kind kind) {
        if (!starts(text)) return false;
        position_ += text.size();
        made.kind = kind;
        return true;
    };
    bool strip = false;
    if (sign == '<') {
        if (take("<<<", here_string)) {
        } else if (take("<<-", here_document)) strip = true;
        else if (take("<<", here_document)) {
        } else if (take("<&", duplicate)) {
        } else if (take("<>", input)) {
        } else take("<", input);
    } else if (of_both) {
        if (!take(">>", both_append)) take(">", both);
    } else if (take(">>", append) || take(">|", output) || take(">&", duplicate)) {
    } else {
        take(">", output);
    }
    if (made.kind == here_document) {
        this->here_document(made, strip);
    } else {
        blanks();
        auto target = word();
        if (!target) return unexpected(), false;
        made.target = std::move(*target);
    }
    node.redirections.push_back(std::move(made));
    return true;
}

bool Parser::assignment(Node& node)
{
    const std::string_view rest = this->rest();
    std::size_t end = 0;
    while (end < rest.size() && (std::isalnum(static_cast<unsigned char>(rest[end])) != 0 || rest[end] == '_')) ++end;
    Assignment made;
    made.at = place();
    made.name = rest.substr(0, end);
    if (!is_name(made.name)) return false;
    if (end < rest.size() && rest[end] == '[') {
        const std::size_t close = rest.find_first_of("] \n", end);
        if (close == std::string_view::npos || rest[close] != ']') return false;
        made.index = rest.substr(end + 1, close - end - 1);
        end = close + 1;
    }
    made.adds = rest.substr(end).starts_with("+=");
    if (!made.adds && !rest.substr(end).starts_with("=")) return false;
    position_ += end + (made.adds ? 2 : 1);
    if (peek() == '(' && !dash_) {
        made.array = true;
        ++position_;
        for (empty_lines(); !ended() && peek() != ')'; empty_lines()) {
            auto element = word();
            if (!element) return unexpected(), false;
            made.elements.push_back(std::move(*element));
        }
        if (ended()) return refuse(sentence::unended_quote, made.at, "("), false;
        ++position_;
    } else if (auto value = word()) {
        made.value = std::move(*value);
    }
    made.value.at = made.at;
    node.assignments.push_back(std::move(made));
    return true;
}

/// [[ … ]]: its operators are words here, < and && among them.
void Parser::double_bracket(Node& node)
{
    while (!fault_) {
        empty_lines();
        if (ended()) return refuse(sentence::unexpected_end, place());
        const Offset at = place();
        bool is_operator = false;
        for (const std::string_view each : {"&&", "||", "(", ")", "<", ">"}) {
            if (!starts(each)) continue;
            node.words.push_back(literal_word(each, at));
            position_ += each.size();
            is_operator = true;
            break;
        }
        if (is_operator) continue;
        auto each = word();
        if (!each) return unexpected();
        const auto text = bare(*each);
        node.words.push_back(std::move(*each));
        if (text == "]]") return;
        if (text != "=~") continue;
        // A regular expression has parentheses and bars of its own: it ends at a blank.
        blanks();
        const std::size_t start = position_;
        while (!ended() && peek() != ' ' && peek() != '\n') ++position_;
        node.words.push_back(literal_word(source_.bytes.substr(start, position_ - start), at));
    }
}

Node Parser::simple()
{
    Node made;
    while (!fault_) {
        blanks();
        if (ended()) break;
        if (redirection(made)) continue;
        if (fault_) break;
        if (made.words.empty() && assignment(made)) continue;
        const Offset at = place();
        const bool first = made.words.empty();
        auto each = word();
        if (!each) break;
        const auto text = bare(*each);
        if (first && text && peek() == '(' && made.assignments.empty() && made.redirections.empty()) {
            ++position_;
            blanks();
            if (peek() != ')') return unexpected(), made;
            ++position_;
            return function(*text, at);
        }
        made.words.push_back(std::move(*each));
        if (first && text == "[[" && !dash_) double_bracket(made);
        // declare x=(…), local a=(…): the array belongs to the command.
        if (!first && peek() == '(') return unexpected(), made;
    }
    if (!fault_ && made.words.empty() && made.assignments.empty() && made.redirections.empty()) unexpected();
    return made;
}

}  // namespace evenkeel::installer
