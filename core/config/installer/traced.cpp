#include "config/installer/traced.hpp"

#include <algorithm>

namespace evenkeel::installer {

void Traced::append(const Traced& other)
{
    if (known()) unknown_at = other.unknown_at;
    const std::size_t count = other.size();          // `other` may be this
    bytes.append(other.bytes, 0, count);
    for (std::size_t i = 0; i < count; ++i) from.push_back(other.from[i]);
}

void Traced::append(char byte, Offset at)
{
    bytes += byte;
    from.push_back(at);
}

void Traced::append(std::string_view text, Offset at)
{
    bytes += text;
    from.insert(from.end(), text.size(), at);
}

void Traced::spoil(Offset at)
{
    if (known()) unknown_at = at;
}

Traced Traced::slice(std::size_t begin, std::size_t end) const
{
    begin = std::min(begin, size());
    end = std::clamp(end, begin, size());
    Traced part;
    part.bytes = bytes.substr(begin, end - begin);
    part.from.assign(from.begin() + static_cast<std::ptrdiff_t>(begin), from.begin() + static_cast<std::ptrdiff_t>(end));
    part.unknown_at = unknown_at;
    return part;
}

void Traced::clear()
{
    bytes.clear();
    from.clear();
    unknown_at = nowhere;
}

Traced traced(std::string_view text, Offset at)
{
    Traced made;
    made.append(text, at);
    return made;
}

Traced unknown_text(Offset at)
{
    Traced made;
    made.unknown_at = at;
    return made;
}

}  // namespace evenkeel::installer
