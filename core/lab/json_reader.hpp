#pragma once
// Careful accessors over a JSON document: each problem becomes a diagnostic with file, line, column and JSON pointer, and
// reading goes on.

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/catalogue.hpp"
#include "base/time.hpp"
#include "lab/json_places.hpp"

namespace evenkeel {

/// What keeps a text from being read as JSON: its size, its nesting (LabLimits::nesting), its syntax, with file, line and column.
std::optional<Diagnostic> json_problem(std::string_view text, const std::string& file, std::size_t most_bytes);

/// A value and where it stands.
struct JsonPoint {
    const nlohmann::json* value = nullptr;  ///< never null where one is handed in
    std::string pointer;
};

class JsonReader {
public:
    /// Checks size, nesting, syntax and repeated keys; gives nothing after an error among these. The document is kept
    /// inside, so points stay good as long as the reader.
    JsonReader(std::string_view text, std::string file, std::vector<Diagnostic>& diagnostics);
    ~JsonReader();
    JsonReader(const JsonReader&) = delete;
    JsonReader& operator=(const JsonReader&) = delete;

    /// The whole document; none when it could not be read.
    std::optional<JsonPoint> document() const;

    const JsonPlaces& places() const { return places_; }
    const std::string& file() const { return file_; }

    /// Says something about the value (or the key) at a pointer; {pointer} is put in.
    void say(Severity severity, const Sentence& sentence, const std::string& pointer, std::initializer_list<Argument> arguments = {});
    void say_of_key(Severity severity, const Sentence& sentence, const std::string& pointer, std::initializer_list<Argument> arguments = {});

    /// True for an object all of whose keys are known; false (and said) for anything that is no object.
    bool object(const JsonPoint& point, std::span<const std::string_view> known_keys);
    std::vector<std::pair<std::string, JsonPoint>> members(const JsonPoint& point) const;
    /// The elements of a list; nothing (and said) if it is none or has more than `most`.
    std::vector<JsonPoint> elements(const JsonPoint& point, std::string_view what, std::size_t most);

    /// A member; none if it is not there, which is said if it is `required`.
    std::optional<JsonPoint> member(const JsonPoint& object, std::string_view key, bool required = false);

    std::optional<std::string> text(const JsonPoint& point);
    std::optional<std::int64_t> integer(const JsonPoint& point, std::string_view what, std::int64_t least, std::int64_t most);
    std::optional<double> number(const JsonPoint& point);
    std::optional<bool> boolean(const JsonPoint& point);
    std::optional<Duration> duration(const JsonPoint& point);
    /// A share in parts per million: 0.02, or "2%".
    std::optional<std::int64_t> share_ppm(const JsonPoint& point);
    std::vector<std::string> texts(const JsonPoint& point, std::string_view what, std::size_t most);

    /// Says that a word is not among the known ones, with the nearest of them.
    void unknown_word(const JsonPoint& point, std::string_view what, std::string_view word, std::span<const std::string_view> known);
    void unknown_word(const JsonPoint& point, std::string_view what, std::string_view word, std::span<const std::string> known);

private:
    void wrong_type(const JsonPoint& point, std::string_view expected);
    void add(Severity severity, const Sentence& sentence, Location at, const std::string& pointer, std::initializer_list<Argument> arguments);

    std::string file_;
    JsonPlaces places_;
    std::vector<Diagnostic>& diagnostics_;
    std::unique_ptr<nlohmann::json> document_;
};

/// "did you mean 'interval'?", or "one of: a, b, c" when nothing is near and the list is short, or "".
std::string repair_of(std::string_view word, std::span<const std::string_view> known);

}  // namespace evenkeel
