#pragma once
// The parts of reading a lab.json, one file each: faults, objectives. They share the document and what was read so far.

#include <string>
#include <vector>

#include "lab/json_reader.hpp"
#include "lab/lab.hpp"

namespace evenkeel {

/// Names that a lab's parts may refer to, sorted.
struct LabNames {
    std::vector<std::string> hosts;
    std::vector<std::string> services;  ///< "web-01/nginx"
    std::vector<std::string> networks;
    std::vector<std::string> visitors;
    std::vector<std::string> files;     ///< configuration files of services
    std::vector<std::string> names;     ///< of the zone
};
LabNames names_of(const Topology& topology);

struct LabReader {
    JsonReader& json;
    Lab& lab;
    LabNames names;

    /// An instant of the run; nothing (and said) if it is after its end.
    std::optional<Instant> instant(const JsonPoint& point);
    /// A word that must be among the known ones.
    std::optional<std::string> known_text(const JsonPoint& point, std::string_view what, std::span<const std::string> known);
    std::optional<std::string> known_member(const JsonPoint& object, std::string_view key, std::string_view what, std::span<const std::string> known);
};

void read_faults(LabReader& reader, const JsonPoint& list);
void read_questions(LabReader& reader, const JsonPoint& list);
void read_steps(LabReader& reader, const JsonPoint& list);
void read_objectives(LabReader& reader, const JsonPoint& list);

/// The action that a fault names: the value of its keyword. Nothing, and said, if it cannot be read.
std::optional<Action> read_action(LabReader& reader, std::string_view keyword, const JsonPoint& value);

}  // namespace evenkeel
