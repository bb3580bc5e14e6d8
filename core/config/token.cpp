#include "config/token.hpp"

#include <utility>

#include "base/text.hpp"

namespace evenkeel {

Words::Words(std::vector<Token> tokens, int line, int end_column)
    : tokens_(std::move(tokens)), end_{"", end_column}, line_(line)
{
}

Words Words::from(std::size_t first) const
{
    std::vector<Token> rest;
    for (std::size_t i = first; i < tokens_.size(); ++i) rest.push_back(tokens_[i]);
    return {std::move(rest), line_, end_.column};
}

Words Words::with_last_twice() const
{
    std::vector<Token> tokens = tokens_;
    if (!tokens.empty()) tokens.push_back(tokens.back());
    return {std::move(tokens), line_, end_.column};
}

namespace {

/// How many bytes of an invalid sequence belong together: a lead byte and the continuation bytes it could have had.
std::size_t invalid_length(std::string_view bytes)
{
    const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
    const unsigned first = byte(0);
    if (first < 0xc2 || first > 0xf4) return 1;
    const std::size_t wanted = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const unsigned least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (byte(1) < least || byte(1) > most) return 1;
    std::size_t length = 2;
    while (length < wanted && (byte(length) & 0xc0) == 0x80) ++length;
    return length;
}

}  // namespace

std::string as_utf8(std::string_view bytes)
{
    std::string text;
    while (const auto bad = first_invalid_utf8(bytes)) {
        text += bytes.substr(0, *bad);
        text += "\xef\xbf\xbd";
        bytes.remove_prefix(*bad);
        bytes.remove_prefix(invalid_length(bytes));
    }
    return text.append(bytes);
}

}  // namespace evenkeel
