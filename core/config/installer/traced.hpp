#pragma once
// Text that remembers where in the script each of its bytes was written.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace evenkeel::installer {

/// An offset in the script. Two offsets stand for no place.
using Offset = std::uint32_t;
inline constexpr Offset nowhere = 0xffff'ffff;       ///< "known" as the place of something unknown
inline constexpr Offset packaged = 0xffff'fffe;      ///< the byte came with a Debian package

struct Traced {
    std::string bytes;
    std::vector<Offset> from;                        ///< one a byte
    /// Where the first thing in it stands that is known only when the script runs; `nowhere` when all is known.
    Offset unknown_at = nowhere;

    bool known() const { return unknown_at == nowhere; }
    bool empty() const { return bytes.empty(); }
    std::size_t size() const { return bytes.size(); }
    void append(const Traced& other);
    void append(char byte, Offset at);
    void append(std::string_view text, Offset at);   ///< every byte from one place
    void spoil(Offset at);                           ///< from here on unknown
    Traced slice(std::size_t begin, std::size_t end) const;
    void clear();

    friend bool operator==(const Traced&, const Traced&) = default;
};

Traced traced(std::string_view text, Offset at);
Traced unknown_text(Offset at);

}  // namespace evenkeel::installer
