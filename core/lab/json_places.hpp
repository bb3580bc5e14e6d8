#pragma once
// Where each value of a JSON document stands: the library that reads JSON forgets it, and messages need it.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"

namespace evenkeel {

/// The places of one document, by JSON pointer (RFC 6901).
class JsonPlaces {
public:
    JsonPlaces() = default;
    /// The text must be valid JSON, nested at most LabLimits::nesting deep.
    JsonPlaces(std::string_view text, std::string file);

    /// Of the value; for a pointer that leads nowhere (a key that is missing) that of the nearest parent.
    Location value(std::string_view pointer) const;
    /// Of the key, where the pointer leads to a member of an object.
    Location key(std::string_view pointer) const;
    /// Pointers of the keys that stand a second time in their object, in order.
    const std::vector<std::pair<std::string, std::size_t>>& repeated() const { return repeated_; }
    Location at(std::size_t offset) const;

private:
    struct Place {
        std::size_t key = 0;
        std::size_t value = 0;
    };
    friend struct JsonScanner;

    std::string file_;
    std::map<std::string, Place, std::less<>> places_;
    std::vector<std::pair<std::string, std::size_t>> repeated_;
    std::vector<std::size_t> line_starts_{0};
};

/// One step of a pointer: '~' and '/' escaped.
std::string pointer_to(std::string_view parent, std::string_view key);
std::string pointer_to(std::string_view parent, std::size_t index);

/// How deep objects and lists are nested, at most; counts brackets outside strings, for text of any kind.
std::size_t json_depth(std::string_view text);

}  // namespace evenkeel
