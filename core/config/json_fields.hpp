#pragma once
// Reading JSON objects that people write: every problem is told with its JSON pointer, none stops the reading.

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/catalogue.hpp"
#include "base/time.hpp"
#include "net/address.hpp"
#include "sim/distribution.hpp"

namespace evenkeel {

/// Collects what is wrong with one document.
struct JsonProblems {
    std::string file;
    std::vector<Diagnostic> diagnostics;

    /// `pointer` is an RFC 6901 pointer; the diagnostic's place is "lab.json#/topology/hosts/lb-01".
    void add(const Sentence& sentence, const std::string& pointer, std::initializer_list<Argument> arguments, Severity severity = Severity::error);
};

/// A pointer one step deeper, escaped as RFC 6901 says.
std::string child(const std::string& pointer, std::string_view key);
std::string child(const std::string& pointer, std::size_t index);

/// "a string", "an object", …: the type of a value as a person would call it.
std::string_view type_name(const nlohmann::json& value);

/// One JSON object and where it stands. A reading function leaves its target alone when the key is absent or wrong; what is
/// wrong has then been told. Objects that are no object at all are told once and read as empty.
class Fields {
public:
    Fields(JsonProblems& problems, const nlohmann::json& object, std::string pointer, std::span<const std::string_view> known);

    bool has(std::string_view key) const { return find(key) != nullptr; }
    /// The value of a key; null when it is absent.
    const nlohmann::json* find(std::string_view key) const;
    /// Tells when a key is absent; true when it is there.
    bool require(std::string_view key) const;
    std::string pointer_of(std::string_view key) const { return child(pointer_, key); }
    const std::string& pointer() const { return pointer_; }
    JsonProblems& problems() const { return problems_; }

    void text(std::string_view key, std::string& into) const;
    void flag(std::string_view key, bool& into) const;
    void integer(std::string_view key, std::int64_t& into, std::int64_t least, std::int64_t most) const;
    void duration(std::string_view key, Duration& into, Duration least, Duration most) const;
    void instant(std::string_view key, Instant& into) const;
    /// "2%" or a number from 0 to 1.
    void share(std::string_view key, std::int64_t& ppm) const;
    void address(std::string_view key, Address& into) const;
    /// "20ms", or an object with one of fixed, exponential, uniform, lognormal, pareto, erlang,
    /// hyperexponential.
    void distribution(std::string_view key, Distribution& into) const;

private:
    JsonProblems& problems_;
    const nlohmann::json* object_;
    std::string pointer_;
};

/// The same readings for a value that is not the field of an object (an element of a list).
bool read_text(JsonProblems& problems, const nlohmann::json& value, const std::string& pointer, std::string& into);
bool read_integer(JsonProblems& problems, const nlohmann::json& value, const std::string& pointer, std::int64_t& into, std::int64_t least, std::int64_t most);
bool read_duration(JsonProblems& problems, const nlohmann::json& value, const std::string& pointer, Duration& into, Duration least, Duration most);
bool read_address(JsonProblems& problems, const nlohmann::json& value, const std::string& pointer, Address& into);

/// The table of what can be said here, EK-LAB-10nn.
std::span<const Sentence> json_sentences();

/// The longest time that a lab may name: a day.
inline constexpr Duration longest_duration{24 * 3600 * ns_per_s};

}  // namespace evenkeel
