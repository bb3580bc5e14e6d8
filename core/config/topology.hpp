#pragma once
// The `topology` object of a lab.json (or of topology.json): who is there, as plain values. Reading it gives every problem
// with its JSON pointer.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/catalogue.hpp"
#include "base/diagnostic.hpp"
#include "client/settings.hpp"
#include "net/network.hpp"
#include "web/settings.hpp"

namespace evenkeel {

struct NetworkSettings {
    std::string name;
    Prefix prefix;
    Quality quality;
};

/// `"on": { "dmz": "10.0.1.11" }`, or an object with address and the quality of this link.
struct LinkSettings {
    std::string network;
    Address address;
    Quality quality;
};

/// `"run": { "haproxy": "lb-01/haproxy.cfg", "nginx": "web-01/nginx.conf", "app": { … } }`.
struct RunSettings {
    ServiceKind kind{};
    std::string name;               ///< "haproxy", "nginx", "app": "web-01/nginx" names the service
    std::string file;               ///< configuration file, of haproxy and nginx
    ApplicationSettings application;
};

struct HostSettings {
    std::string name;
    std::int64_t cores = 1;
    std::vector<LinkSettings> links;
    std::vector<RunSettings> run;
};

struct NameSettings {
    std::string name;
    std::vector<Address> addresses;
    Duration ttl{300'000'000'000};
};

struct Topology {
    LevelOfDetail detail = LevelOfDetail::packets;
    std::vector<NetworkSettings> networks;
    std::vector<HostSettings> hosts;
    std::vector<NameSettings> names;
    std::vector<VisitorSettings> visitors;
};

/// `pointer` is where the object stands in its document ("/topology"); `file` the document's name.
Parsed<Topology> read_topology(const nlohmann::json& object, const std::string& file, const std::string& pointer);

/// All that read_topology() says, for the catalogue.
std::span<const Sentence> topology_sentences();

}  // namespace evenkeel
