#pragma once
// Shell text as a tree. One tree is one complete command line; the next is read only after it ran, as bash does it, so that what
// stands before a syntax error counts.

#include <memory>
#include <string>
#include <vector>

#include "config/installer/traced.hpp"

namespace evenkeel::installer {

struct Node;

/// A part of a word: letters as written, or what is put in when the script runs.
struct Part {
    enum class Kind : std::uint8_t { literal, parameter, command, arithmetic, not_understood };
    Kind kind = Kind::literal;
    bool quoted = false;
    Offset at = nowhere;
    Traced text;                           ///< literal: the letters; arithmetic: the expression
    std::string name;                      ///< parameter: of the variable
    std::string index;                     ///< parameter: between [ and ]
    std::string operation;                 ///< parameter: ":-", "##", "/", …; "length" for ${#name}
    std::vector<Part> argument;            ///< parameter: behind the operation
    std::vector<Part> replacement;         ///< parameter: behind the second / of ${name/pattern/replacement}
    std::shared_ptr<const Node> commands;  ///< command
};

struct Word {
    std::vector<Part> parts;
    Offset at = nowhere;
};

struct Assignment {
    std::string name;
    std::string index;
    bool adds = false;                     ///< +=
    bool array = false;
    Word value;
    std::vector<Word> elements;
    Offset at = nowhere;
};

struct Redirection {
    enum class Kind : std::uint8_t { input, output, append, both, both_append, duplicate, here_document, here_string };
    Kind kind = Kind::output;
    int descriptor = 1;
    Word target;
    std::shared_ptr<std::vector<Part>> body;   ///< of a here-document: read when its line is over
    Offset at = nowhere;
};

enum class Connector : std::uint8_t { then, and_then, or_else };

struct Node {
    enum class Kind : std::uint8_t { simple, list, pipeline, group, subshell, condition, for_each, for_count, loop, choice, function, arithmetic };
    Kind kind = Kind::simple;
    Offset at = nowhere;
    bool negated = false;                  ///< pipeline: "!"; loop: until
    std::vector<Assignment> assignments;   ///< simple
    std::vector<Word> words;               ///< simple; for_each: the list; choice: the word
    std::vector<Redirection> redirections;
    std::string name;                      ///< for_each: the variable; function
    bool has_list = false;                 ///< for_each: "in" was written
    Traced expression;                     ///< arithmetic, for_count ("a; b; c")
    std::vector<Node> children;            ///< list, pipeline; condition: test, body, test, body, …, [else]; loops: [test,] body
    std::vector<Connector> connectors;     ///< list: what stands before each child
    std::vector<std::vector<Word>> patterns;   ///< choice: of each child
    std::shared_ptr<const Node> body;      ///< function
};

}  // namespace evenkeel::installer
