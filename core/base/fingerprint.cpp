#include "base/fingerprint.hpp"

namespace evenkeel {

namespace {

constexpr std::size_t edge = 28;

std::size_t place_of(char c)
{
    if (c >= 'a' && c <= 'z') return static_cast<std::size_t>(c - 'a') + 1;
    if (c >= 'A' && c <= 'Z') return static_cast<std::size_t>(c - 'A') + 1;
    return c >= '0' && c <= '9' ? 27 : edge;
}

}  // namespace

void add_word(Fingerprint& print, std::string_view word)
{
    std::size_t from = edge;
    for (const char c : word) {
        const std::size_t to = place_of(c);
        print[to] = 1;
        ++print[32 * from + to];
        from = to;
    }
    ++print[32 * from + edge];
}

std::int64_t distance(const Fingerprint& a, const Fingerprint& b)
{
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] < b[i] ? b[i] - a[i] : a[i] - b[i];
    return sum;
}

}  // namespace evenkeel
