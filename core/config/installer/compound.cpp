// Compound commands: { … }, if, for, while, case, functions.

#include "config/installer/parser.hpp"
#include "config/installer/sentences.hpp"

namespace evenkeel::installer {

std::optional<std::string> bare(const Word& word)
{
    if (word.parts.size() != 1 || word.parts[0].kind != Part::Kind::literal || word.parts[0].quoted) return std::nullopt;
    return word.parts[0].text.bytes;
}

Node Parser::compound(std::string_view word)
{
    if (word == "{") {
        Node made;
        take_reserved(word);
        made.kind = Node::Kind::group;
        made.children.push_back(body_until("}"));
        return made;
    }
    if (word == "if") return condition();
    if (word == "for") return for_loop();
    if (word == "while" || word == "until") return loop(word == "until");
    if (word == "case") return choice();
    if (word == "function") {
        const Offset at = place();
        take_reserved(word);
        blanks();
        const auto name = this->word();
        if (!name || !bare(*name)) return unexpected(), Node{};
        blanks();
        if (peek() == '(') ++position_, blanks(), peek() == ')' ? void(++position_) : unexpected();
        return function(*bare(*name), at);
    }
    unexpected();
    return {};
}

Node Parser::body_until(std::string_view word)
{
    Node body = list(false);
    if (!fault_ && body.children.empty()) unexpected();
    expect(word);
    return body;
}

Node Parser::condition()
{
    Node made;
    made.kind = Node::Kind::condition;
    take_reserved("if");
    while (!fault_) {
        made.children.push_back(body_until("then"));
        made.children.push_back(list(false));
        if (!fault_ && made.children.back().children.empty()) unexpected();
        if (take_reserved("elif")) continue;
        if (take_reserved("else")) made.children.push_back(body_until("fi"));
        else expect("fi");
        break;
    }
    return made;
}

Node Parser::for_loop()
{
    Node made;
    made.kind = Node::Kind::for_each;
    take_reserved("for");
    blanks();
    if (starts("((")) {
        made.kind = Node::Kind::for_count;
        made.expression = double_parenthesis();
    } else {
        const auto name = word();
        if (!name || !bare(*name) || !is_name(*bare(*name))) return unexpected(), made;
        made.name = *bare(*name);
        empty_lines();
        if (starts("in") && (peek(2) == ' ' || peek(2) == '\t' || peek(2) == '\n' || peek(2) == ';')) {
            position_ += 2;
            made.has_list = true;
            for (blanks(); !ended(); blanks()) {
                auto each = word();
                if (!each) break;
                made.words.push_back(std::move(*each));
            }
        }
    }
    blanks();
    if (peek() == ';') ++position_;
    expect("do");
    made.children.push_back(body_until("done"));
    return made;
}

Node Parser::loop(bool until)
{
    Node made;
    made.kind = Node::Kind::loop;
    made.negated = until;
    take_reserved(until ? "until" : "while");
    made.children.push_back(body_until("do"));
    made.children.push_back(body_until("done"));
    return made;
}

Node Parser::choice()
{
    Node made;
    made.kind = Node::Kind::choice;
    take_reserved("case");
    blanks();
    auto subject = word();
    if (!subject) return unexpected(), made;
    made.words.push_back(std::move(*subject));
    empty_lines();
    if (!starts("in")) return unexpected(), made;
    position_ += 2;
    while (!fault_) {
        empty_lines();
        if (ended()) return unexpected(), made;
        if (take_reserved("esac")) break;
        if (peek() == '(') ++position_;
        std::vector<Word> patterns;
        while (!fault_) {
            blanks();
            auto pattern = word();
            if (!pattern) return unexpected(), made;
            patterns.push_back(std::move(*pattern));
            blanks();
            if (peek() != '|') break;
            ++position_;
        }
        if (peek() != ')') return unexpected(), made;
        ++position_;
        made.patterns.push_back(std::move(patterns));
        made.children.push_back(list(false));
        empty_lines();
        if (starts(";;")) position_ += peek(2) == '&' ? 3 : 2;
    }
    return made;
}

Node Parser::function(std::string name, Offset at)
{
    Node made;
    made.kind = Node::Kind::function;
    made.at = at;
    made.name = std::move(name);
    empty_lines();
    made.body = std::make_shared<const Node>(command());
    return made;
}

}  // namespace evenkeel::installer
