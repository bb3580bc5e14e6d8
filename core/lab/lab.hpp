#pragma once
// One exercise, as its lab.json says: what is there, what may be changed, what goes wrong, and how it is judged.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/time.hpp"
#include "config/topology.hpp"
#include "world/action.hpp"

namespace evenkeel {

/// Texts by their path, "lb-01/haproxy.cfg". Core opens no file: whoever calls it has read them.
using Files = std::map<std::string, std::string>;

/// Where a submission has the answers to a lab's questions.
inline constexpr std::string_view answers_file = "answers.json";

/// Where a submission has what its operator typed.
inline constexpr std::string_view runbook_file = "runbook.txt";

/// The format of lab.json that this program reads, and of the results it writes.
inline constexpr std::int64_t lab_format = 1;

/// A length of a fault that lasts until the end of the run.
inline constexpr Duration until_the_end{-1};

/// Something that goes wrong: an action that begins at an instant drawn in [least, most] and is undone after `length`.
struct LabFault {
    std::string name;               ///< "fault-1" when the lab gives none
    Instant least;
    Instant most;
    Duration length = until_the_end;
    Action action;
    Location at;                    ///< in lab.json
};

/// A named span of the run, for the time line, and for objectives that look at a part of it.
struct Phase {
    std::string name;
    Instant begins;
    Instant ends;
};

/// A condition that must hold on every seed, or the lab is capped at half of its points.
struct Gate {
    enum class Kind : std::uint8_t { none, at_least, at_most };
    Kind kind = Kind::none;
    double threshold = 0;
};

/// What the feedback points at in the submitted configuration.
enum class LookAt : std::uint8_t { nothing, server, check, backend, frontend };

/// One thing that is measured and judged. It has points, or is a gate, or both.
struct Objective {
    std::string id;
    std::string title;
    std::int64_t points = 0;        ///< of 100 in the whole lab
    std::string unit;               ///< "s", "%" (a ratio shown as per cent), "" for a count
    double zero_at = 0;             ///< no points from here on
    double full_at = 0;             ///< all points up to here; linear between
    Gate gate;
    std::string measure;            ///< PromQL over truth metrics that gives one value
    std::string who;                ///< PromQL whose greatest element names the culprit; its labels fill the sentence
    Instant evaluated_at = never;   ///< `at`, or the end of `phase`; `never` = end of the run
    std::string phase;
    std::string sentence;           ///< shown when it falls short; {placeholders}
    std::vector<std::string> because;   ///< kinds of journal entries that explain it
    LookAt look_at = LookAt::nothing;
    Location at;                    ///< in lab.json
};

/// A figure that a student is to find: answers.json gives it by its id, objectives use it as $answer(ID).
struct Question {
    std::string id;
    std::string question;
    std::string unit;
};

/// What hidden seeds do on top of drawing other numbers.
struct Hidden {
    bool permute_roles = false;     ///< which of several alike hosts a fault strikes
    Duration shift;                 ///< faults and phases begin later by up to this
};

struct Lab {
    std::string id;                 ///< the folder's name
    std::string title;
    std::int64_t minutes = 0;       ///< what a student needs
    std::vector<std::string> requires_labs;
    std::vector<std::string> concepts;
    Duration duration;              ///< of a run, simulated
    std::int64_t pass = 80;         ///< points to pass
    std::vector<std::uint64_t> seeds;   ///< the public ones
    Topology topology;
    std::vector<std::string> editable;
    std::vector<std::string> commands;
    std::vector<LabFault> faults;
    std::vector<Phase> phases;
    Hidden hidden;
    std::vector<std::string> steps; ///< per "## Step N" of the guide: PromQL that gives a value once the step is done
    std::vector<Question> answers;
    std::vector<Objective> objectives;  ///< at least one; the points of all make 100
};

/// Reads a lab.json. Each diagnostic has `file:line:column`, and the JSON pointer in its text. Warnings are lint: the lab
/// can be used. What needs other files (start files, other labs) is in lint.hpp.
Parsed<Lab> read_lab(std::string_view lab_json_text, std::string file);

/// Limits on what a lab.json may ask for; reaching one is a diagnostic that names it.
struct LabLimits {
    static constexpr std::size_t bytes = 256 * 1024;
    static constexpr std::size_t nesting = 32;
    static constexpr std::size_t hosts = 200;
    static constexpr std::size_t faults = 200;
    static constexpr std::size_t phases = 50;
    static constexpr std::size_t steps = 50;
    static constexpr std::size_t objectives = 50;
    static constexpr std::size_t questions = 50;
    static constexpr std::size_t seeds = 100;
    static constexpr std::size_t text = 2'000;                  ///< bytes of one title, sentence or query
    static constexpr std::int64_t visitors_per_s = 100'000;
    static constexpr Duration duration{24 * 3600 * ns_per_s};
};

/// The objective with an id; none if there is no such one.
const Objective* find_objective(const Lab& lab, std::string_view id);

}  // namespace evenkeel
