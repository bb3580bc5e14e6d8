#pragma once
// nginx's grammar: a text becomes a tree of directives that are known, stand where they may and have their arguments.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/nginx.hpp"
#include "config/nginx_directives.hpp"

namespace evenkeel {

struct NginxWord {
    std::string text;       ///< quotes and escapes resolved
    int line = 0;
    int column = 0;
};

/// One directive. nginx tells the line at which it ends: that of its ';' or '{'.
struct NginxNode {
    const NginxDirective* row = nullptr;
    std::vector<NginxWord> words;       ///< the name, then the arguments
    std::vector<NginxNode> children;
    std::string file;
    int line = 0;
    int column = 0;
    int closing_line = 0;               ///< of a block: where its '}' stands
    std::uint32_t order = 0;            ///< in reading order, over all files

    std::string_view name() const { return words.front().text; }
    const std::string& argument(std::size_t i) const { return words[i].text; }
    std::size_t arguments() const { return words.size() - 1; }
};

/// Diagnostics in the order in which nginx would come to them; of each severity the first 500.
struct NginxProblems {
    std::vector<std::pair<std::uint32_t, Diagnostic>> found;
    std::array<std::uint32_t, 3> count_of_severity{};

    bool has_room(Severity severity) { return ++count_of_severity[static_cast<std::size_t>(severity)] <= 500; }
    void add(Severity severity, const Sentence& sentence, const NginxNode& node, std::initializer_list<Argument> arguments = {});
    /// About what nginx looks at only after reading everything.
    void add_late(Severity severity, const Sentence& sentence, Location at, std::initializer_list<Argument> arguments = {});
    std::vector<Diagnostic> in_order();
};

/// The top of a file and everything below it; `children` of a nameless node. An error of grammar ends the reading.
NginxNode read_nginx_tree(std::string_view text, const std::string& file, std::span<const NginxFile> others, std::uint16_t context, NginxProblems& problems);

/// True when the text has `http` or `events` at its top, or nothing at all: then it is a main file.
bool is_nginx_main_file(std::string_view text);

}  // namespace evenkeel
