#pragma once
// The pieces of a topology that have a file of their own.

#include <optional>
#include <string>
#include <string_view>

#include "config/json_fields.hpp"
#include "config/topology.hpp"

namespace evenkeel {

/// latency, jitter, bandwidth and loss of a network or a link.
void read_quality(const Fields& fields, Quality& quality);

/// `run` of a host.
void read_run(const Fields& host, HostSettings& settings);

/// One class of visitors. Networks and names must have been read.
VisitorSettings read_visitors(JsonProblems& problems, const Topology& topology, const std::string& name, const nlohmann::json& value, const std::string& pointer);

/// The network of a name; null, and told, when there is none.
const NetworkSettings* find_network(JsonProblems& problems, const Topology& topology, const std::string& name, const std::string& pointer);

/// "200/s", "90/min", "0.5/s" in occasions per 1000 s; nothing for other text, for 0 and for more than 100,000 a second.
std::optional<std::int64_t> parse_rate_per_1000s(std::string_view text);
/// "100Mbit/s", "1Gbit/s", "64kbit/s" in bits per second.
std::optional<std::int64_t> parse_bandwidth(std::string_view text);

}  // namespace evenkeel
