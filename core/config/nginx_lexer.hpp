#pragma once
// nginx's way of cutting a text into words and directives (ngx_conf_read_token).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/nginx_syntax.hpp"

namespace evenkeel {

enum class NginxEnd : std::uint8_t {
    semicolon,
    block_opens,
    block_closes,
    file,
    unexpected,         ///< `what` stands where it must not
    unfinished,         ///< the file ends within a directive
    too_long,           ///< `what` is the quotation mark that is probably missing
};

/// The words up to the next ';' or brace.
struct NginxStatement {
    std::vector<NginxWord> words;
    NginxEnd end{};
    char what = 0;
    int line = 1;           ///< where its end stands
    int column = 1;
};

class NginxLexer {
public:
    explicit NginxLexer(std::string_view text) : text_(text) {}
    NginxStatement next();

private:
    bool at_end() const { return at_ >= text_.size(); }
    void step();
    /// Reads one word; false when it ended in an error, which `statement` then holds.
    bool read_word(NginxStatement& statement);
    NginxStatement ended(NginxStatement statement, NginxEnd end, char what = 0) const;

    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    int column_ = 1;
};

}  // namespace evenkeel
