#pragma once
// One recorded scenario of HAProxy on the product's own World. The recording's servers are ManualServers, its clients one
// Probe; they hang on one network without latency, so that time passes only where the recording lets it pass: in waits, in
// `until`, and while a request itself needs it.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "balancer/log.hpp"
#include "client/probe.hpp"
#include "config/haproxy.hpp"
#include "world/world.hpp"

namespace evenkeel::replay {

/// A machine with the record's `files`: arrays of lines by their path, or whole texts.
haproxy::Machine machine_of(const nlohmann::json& record);

/// Members of a step, with what counts when they are absent.
std::string text_of(const nlohmann::json& object, const char* key, const std::string& otherwise = "");
std::int64_t number_of(const nlohmann::json& object, const char* key, std::int64_t otherwise = 0);

/// Where a recorded request stands.
struct Request {
    std::uint64_t id = 0;
    std::uint32_t probe = 0;            ///< index in the probe's requests
    std::uint16_t client_port = 0;
    bool hold = false;
    std::int32_t reply = 200;
    std::string jar;
    bool was_queued = false;
    std::string reached_server;         ///< its short name, of the last; empty: none so far
    bool reported = false;              ///< its end has been told in a step
    std::vector<std::string> see;       ///< headers that its step asks for
    Message received;                   ///< by the server; kind none: by nobody
};

enum class Standing : std::uint8_t { under_way, queued, held, over };

inline constexpr std::uint32_t balancer_address = 0xc000'020a;      // 192.0.2.10
inline constexpr std::uint32_t client_address = 0xc633'6401;        // 198.51.100.1

/// The site of a recording and what has been asked of it.
struct Site {
    World world;
    std::map<std::string, std::uint32_t> servers;       ///< "backend/server" -> manual server
    std::map<std::string, std::uint32_t> agents;        ///< likewise: who says how the server is
    std::map<std::uint64_t, Request> requests;
    std::map<std::string, std::map<std::string, std::string>> jars;     ///< of cookies: name -> value
    std::int64_t answer_bytes = 200;    ///< of a server's answer, as HAProxy counts them
    bool counts_wire = false;           ///< mode tcp: names and what stands between them count as well
    Instant began;                      ///< the first step
};

/// The site before step 1: every checked server has full health.
Site begin(const haproxy::Settings& settings);

/// Lets all happen that is due until an instant; servers answer at once what nobody holds.
void advance(Site& site, Instant until);
/// Lets the requests have what they need; time passes only for them.
void settle(Site& site);
Standing standing(const Site& site, const Request& request);

// haproxy_dates.cpp
/// Dates in persistence cookies, which a recording has as `{date-3600}`, seconds since the first step: put in, and taken out of a
/// line of the log to the nearest 100 s.
std::string with_cookie_dates(std::string_view text, Instant began);
std::string without_cookie_dates(std::string_view line, Instant began);

/// The request of a step, the port it comes to, and the client's own.
Message message_of(Site& site, const nlohmann::json& step, std::uint64_t id);
Endpoint endpoint_for(const Site& site, const nlohmann::json& step);
/// What is to be known of a request's connection: its port; and whoever comes by IPv6 has come to an address of that kind.
void come_in(Site& site, Request& request);

// haproxy_clients.cpp
/// A client that connects and says nothing; one that speaks later on, or says that it sends nothing more; one that goes, by FIN or RST.
void connect_only(Site& site, const nlohmann::json& step, std::uint64_t id);
/// Bytes of a recording are characters of Latin-1; ours may be any.
std::string bytes_as_recorded(std::string_view text);
void say(Site& site, const nlohmann::json& step, std::uint64_t id);
void shut_client(Site& site, std::uint64_t id);
void hang_up(Site& site, std::uint64_t id);
void reset_client(Site& site, std::uint64_t id);

/// Does one step and gives what is to be compared with its `expect`. Steps other than req, release, hangup, wait and
/// backend must have been refused before.
nlohmann::json perform(Site& site, const nlohmann::json& step);

inline const haproxy::Settings& settings_of(const Site& site) { return *site.world.balancers.front().settings; }

}  // namespace evenkeel::replay
