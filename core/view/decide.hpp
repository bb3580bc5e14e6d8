#pragma once
// Which server each request of a file would get, and why, without a lab: `evenkeel decide`.
//
// The product's own balancer decides, on a network without latency: rules, persistence, the algorithm, slots and queues. Servers
// answer as long after a request as it `holds`; they are never checked and all up until an event says otherwise.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "balancer/settings.hpp"
#include "base/diagnostic.hpp"
#include "base/time.hpp"

namespace evenkeel::view {

inline constexpr std::size_t most_decide_bytes = 4u << 20;
inline constexpr std::size_t most_decide_requests = 10'000;
inline constexpr std::size_t most_decide_events = 1'000;

struct DecideRequest {
    std::string method = "GET";
    std::string path = "/";
    std::string host = "www.example.org";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string source = "198.51.100.1";
    std::string jar;                ///< requests of one jar send back the cookies that its answers have set; empty: none
    std::int64_t port = 0;          ///< 0: the first bind's
    Instant at;
    Duration holds;
};

/// A command of the runtime API at a moment.
struct DecideEvent {
    Instant at;
    std::string command;
};

struct DecideFile {
    std::vector<DecideRequest> requests;    ///< in the order of the file; those of one instant are asked in this order
    std::vector<DecideEvent> events;        ///< one of the same instant as a request comes before it
};

/// Reads a file of requests; every problem with its line and column.
Parsed<DecideFile> read_decide(std::string_view text, std::string file);

enum class Verdict : std::uint8_t { server, waits, denied, redirected, answered, no_server, failed };
/// "server", "waits", "denied", "redirected", "answered", "no server", "failed".
std::string_view to_word(Verdict verdict);

struct Decision {
    Verdict verdict = Verdict::failed;
    std::string backend;            ///< empty: none was chosen
    std::string server;             ///< empty: none was chosen
    std::int32_t status = 0;        ///< of the balancer's own answer; 0: a server answers
    std::string location;           ///< of a redirection
    std::string queue;              ///< where it waited first: "app" or "app/s1"; empty: nowhere
    Instant at;                     ///< it was asked
    Instant decided;                ///< it got its server, or its answer
    std::string why_id;             ///< of the catalogue; empty: no server was chosen
    std::string why;
};

struct Decided {
    std::vector<Decision> decisions;        ///< by DecideFile::requests
    std::vector<std::string> answers;       ///< by DecideFile::events, as the socket would say it
};

/// `backend` not empty: its servers are asked directly, frontends and their rules are left out.
Decided decide(const haproxy::Settings& settings, const DecideFile& file, std::string_view backend = {});

/// One line a request: what was decided and why.
std::string decisions_text(const DecideFile& file, const Decided& decided);
/// The same as JSON (docs/decide.md).
std::string decisions_json(const DecideFile& file, const Decided& decided);

}  // namespace evenkeel::view
