#pragma once
// Words of a configuration file, each with the place where it stands.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace evenkeel {

/// One word as the program understands it (quotes and escapes resolved). The column counts bytes of the line from 1.
struct Token {
    std::string text;
    int column = 0;
};

/// The words of one directive. Reading past the end gives an empty word at the end of the line, so that readers can look
/// at the argument they want without asking first whether there is one.
class Words {
public:
    Words() = default;
    Words(std::vector<Token> tokens, int line, int end_column);

    const Token& token(std::size_t index) const { return index < tokens_.size() ? tokens_[index] : end_; }
    const std::string& operator[](std::size_t index) const { return token(index).text; }
    bool has(std::size_t index) const { return !token(index).text.empty(); }
    std::size_t size() const { return tokens_.size(); }
    int line() const { return line_; }
    /// The words from `first` on.
    Words from(std::size_t first) const;
    /// The same words with the first `count` removed, as if they had never been written.
    Words without_first(std::size_t count) const { return from(count); }
    /// The same words, the last one written twice.
    Words with_last_twice() const;

private:
    std::vector<Token> tokens_;
    Token end_;
    int line_ = 0;
};

/// Bytes as valid UTF-8: each maximal invalid part becomes U+FFFD, the rest stays.
std::string as_utf8(std::string_view bytes);

}  // namespace evenkeel
