#pragma once
// What a script has done so far: files, variables, where it stands. Nothing here touches a real file or runs a real command.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "config/installer/parser.hpp"
#include "config/installer/syntax.hpp"

namespace evenkeel::installer {

inline constexpr std::int64_t most_work = 16'000'000;    ///< bytes moved; a command costs 64 besides
inline constexpr int most_depth = 120;                   ///< commands inside commands while they run
inline constexpr std::size_t most_files = 64;
inline constexpr int most_rounds = 10'000;               ///< of one loop

struct File {
    Traced text;
    bool exists = true;
    bool folder = false;
    bool changed = false;              ///< by the script
    friend bool operator==(const File&, const File&) = default;
};

/// A variable: its values by number; a plain one has number 0 alone.
using Values = std::map<std::int64_t, Traced>;

enum class Leaving : std::uint8_t { no, exit, function, loop, round };

/// What a command line may change. Copied where two ways are possible.
struct Memory {
    std::map<std::string, File, std::less<>> files;
    std::map<std::string, std::string, std::less<>> links;
    std::map<std::string, Values, std::less<>> variables;
    std::map<std::string, std::shared_ptr<const Node>, std::less<>> functions;
    std::vector<Traced> arguments;                      ///< $1 …
    std::string folder = "/root";
    std::optional<int> status = 0;                      ///< nothing: known only when the script runs
    Leaving leaving = Leaving::no;
    bool stops_at_failure = false;                      ///< set -e
};

struct Sink {
    enum class Kind : std::uint8_t { none, text, file };
    Kind kind = Kind::none;
    Traced* text = nullptr;
    std::string path;
};

/// Where a command reads and writes. Without input it would wait for somebody to type.
struct Streams {
    const Traced* input = nullptr;
    Sink out;
    Sink error;
};

/// A command with everything put in.
struct Call {
    std::vector<Traced> words;
    Streams streams;
    Offset at = nowhere;
    const std::string& name() const { return words[0].bytes; }
};

/// Why something is unknown: said once for each file that depends on it.
struct Reason {
    const Sentence* sentence = nullptr;
    std::string what;                                   ///< {what} or {command}
};

struct Shell {
    Memory memory;
    std::map<Offset, Reason> reasons;
    std::vector<std::pair<Offset, Diagnostic>> said;    ///< places are put in at the end
    std::int64_t work = 0;
    int depth = 0;
    int in_condition = 0;                               ///< a failing command does not end a script with set -e there
    bool stopped = false;                               ///< a bound was reached
    bool dash = false;

    bool running() const { return !stopped && memory.leaving == Leaving::no; }
    /// Counts work; false when there was too much.
    bool spend(std::size_t amount, Offset at);
    void say(Severity severity, const Sentence& sentence, Offset at, std::initializer_list<Argument> arguments = {});
    /// Text that is not known, and why.
    Traced unknown(Offset at, const Sentence& sentence, std::string_view what);
    void note_reason(Offset at, const Sentence& sentence, std::string_view what);

    // Files (files.cpp)
    std::string full_path(std::string_view path) const;
    /// Nothing: not known whether it is there.
    std::optional<bool> exists(const std::string& path) const;
    std::optional<bool> is_folder(const std::string& path) const;
    /// The text of a file; unknown text where that is not known; nothing when the file is not there.
    std::optional<Traced> read(const std::string& path, Offset at);
    void write(const std::string& path, Traced text, Offset at);
    void append(const std::string& path, const Traced& text, Offset at);
    void remove(const std::string& path);
    void make_folder(const std::string& path);
    void put(const Sink& sink, const Traced& text, Offset at);
};

// ---- expand.cpp, parameter.cpp, glob.cpp, arithmetic.cpp
std::vector<Traced> expand_fields(Shell& shell, const Word& word);
/// One text, not cut at blanks.
Traced expand_text(Shell& shell, const std::vector<Part>& parts);
/// A pattern: what was quoted stands behind backslashes.
Traced expand_pattern(Shell& shell, const std::vector<Part>& parts);
std::vector<Word> expand_braces(const Word& word);
struct Parameter {
    std::vector<Traced> values;         ///< several for $@ and ${a[@]}
    bool is_list = false;
};
Parameter expand_parameter(Shell& shell, const Part& part);
/// * ? [a-z] and backslashes. `work` counts the comparisons made.
bool matches(std::string_view pattern, std::string_view text, std::size_t& work);
/// Whole numbers; nothing when something in it is unknown or wrong.
std::optional<std::int64_t> calculate(Shell& shell, std::string_view expression, int depth = 0);
Values& variable(Shell& shell, const std::string& name);
/// The value of a variable as one text.
Traced value_of(Shell& shell, const std::string& name, Offset at);
std::optional<std::int64_t> index_of(Shell& shell, const std::string& index);

// ---- run.cpp, simple.cpp, ways.cpp
/// Runs a text as `bash -c` and a script do.
void run_text(Shell& shell, const Traced& text, const Streams& streams, bool dash);
void run(Shell& shell, const Node& node, const Streams& streams);
void run_simple(Shell& shell, const Node& node, const Streams& streams);
void run_call(Shell& shell, Call& call);
bool redirect(Shell& shell, const std::vector<Redirection>& redirections, Streams& streams, Traced& input);
/// What `node` prints, line ends at its end removed.
Traced output_of(Shell& shell, const Node& node, Offset at);
/// Each way from the present state; what differs afterwards is unknown.
void either(Shell& shell, const std::vector<std::function<void()>>& ways, Offset at, const Sentence& sentence);

// ---- commands/
using Builtin = void (*)(Shell&, Call&);
/// Nothing for commands that are not understood.
Builtin find_builtin(std::string_view name);
/// Commands that write no configuration: they are passed over.
bool is_harmless(std::string_view name);
/// The files that a command which is not understood may write, by its words; says so, and makes them unknown.
void not_understood(Shell& shell, Call& call);

// ---- packaged.cpp
struct PackagedFile {
    std::string_view path;
    std::string_view text;
};
std::span<const PackagedFile> packaged_files();

/// Where configurations live: what is unknown there is an error.
bool is_configuration(std::string_view path);

}  // namespace evenkeel::installer
