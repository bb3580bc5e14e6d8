#pragma once
// THE tables of keys that lab.json may have: read here, held equal to labs/schema/lab.schema.json by a test.

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace evenkeel {

inline constexpr std::array<std::string_view, 20> lab_keys{"$schema", "format", "id", "title", "minutes", "requires", "concepts", "duration", "pass",
                                                           "seeds", "topology", "editable", "commands", "faults", "phases", "hidden", "steps", "answers", "objectives", "comment"};
inline constexpr std::array<std::string_view, 4> phase_keys{"name", "from", "to", "comment"};
inline constexpr std::array<std::string_view, 3> hidden_keys{"permute", "shift", "comment"};
inline constexpr std::array<std::string_view, 15> objective_keys{"id", "title", "points", "unit", "zero_at", "full_at", "gate", "measure", "who",
                                                                 "at", "phase", "sentence", "because", "look_at", "comment"};
inline constexpr std::array<std::string_view, 4> question_keys{"id", "question", "unit", "comment"};
inline constexpr std::array<std::string_view, 2> gate_keys{"at_least", "at_most"};

/// Of a fault, beside the keyword of its action.
inline constexpr std::array<std::string_view, 4> fault_keys{"at", "for", "name", "comment"};
inline constexpr std::array<std::string_view, 1> drawn_time_keys{"uniform"};

// Of actions that take an object.
inline constexpr std::array<std::string_view, 2> slow_keys{"host", "percent"};
inline constexpr std::array<std::string_view, 4> errors_keys{"host", "status", "share", "path"};
inline constexpr std::array<std::string_view, 2> cut_keys{"host", "network"};
inline constexpr std::array<std::string_view, 6> impair_keys{"host", "network", "latency", "jitter", "loss", "bandwidth"};
inline constexpr std::array<std::string_view, 2> partition_keys{"network", "island"};
inline constexpr std::array<std::string_view, 2> surge_keys{"visitors", "percent"};
inline constexpr std::array<std::string_view, 2> change_name_keys{"name", "addresses"};

/// The keywords of actions, in the order of `Action`.
std::span<const std::string_view> action_keywords();

/// What `because`, `look_at` and `permute` may hold.
std::vector<std::string_view> journal_words();
inline constexpr std::array<std::string_view, 4> look_at_words{"server", "check", "backend", "frontend"};
inline constexpr std::array<std::string_view, 1> permute_words{"roles"};

/// Words that a sentence may use beside the labels of its measure.
inline constexpr std::array<std::string_view, 10> placeholder_words{"measured", "needed", "value", "fault", "fault_end", "fault_name", "fault_text", "last",
                                                                    "violation", "title"};

}  // namespace evenkeel
