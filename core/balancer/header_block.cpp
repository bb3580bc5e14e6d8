#include "balancer/header_block.hpp"

#include "base/text.hpp"

namespace evenkeel::haproxy {

std::string header_block(std::string_view headers)
{
    std::string block;
    for (const std::string_view line : split(headers, '\n')) {
        if (line.empty()) continue;
        const std::size_t colon = line.find(':');
        block += lower(line.substr(0, colon)) + ": ";
        block += colon == std::string_view::npos ? std::string_view{} : trim(line.substr(colon + 1));
        block += "\r\n";
    }
    return block + "\r\n";
}

namespace {

/// A length as HAProxy writes it: below 240 one byte, else its low bits first.
std::string length_prefix(std::size_t length)
{
    if (length < 240) return std::string(1, static_cast<char>(length));
    std::string bytes(1, static_cast<char>(length | 240));
    for (length = (length - 240) >> 4; length >= 128; length = (length - 128) >> 7) bytes += static_cast<char>(length | 128);
    return bytes + static_cast<char>(length);
}

}  // namespace

std::string header_block_binary(std::string_view headers)
{
    std::string block;
    for (const std::string_view line : split(headers, '\n')) {
        if (line.empty()) continue;
        const std::size_t colon = line.find(':');
        const std::string name = lower(line.substr(0, colon));
        const std::string_view value = colon == std::string_view::npos ? std::string_view{} : trim(line.substr(colon + 1));
        block += length_prefix(name.size()) + name + length_prefix(value.size());
        block += value;
    }
    return block + std::string(2, '\0');
}

}  // namespace evenkeel::haproxy
