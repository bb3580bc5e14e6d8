#pragma once
// THE list of what is done to a world from outside: faults of a lab, commands of an operator. Each is a value, so that a
// run is its seed and its list of actions.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "balancer/settings.hpp"
#include "net/network.hpp"
#include "web/settings.hpp"
#include "world/operator.hpp"

namespace evenkeel {

/// The process ends at once; its host answers RST. Undone by a start.
struct Kill {
    static constexpr std::string_view keyword = "kill";
    std::string service;            ///< "web-02/nginx"
};
/// The process ends in good order: it finishes what it has begun, new connections get RST. Undone by a start.
struct Stop {
    static constexpr std::string_view keyword = "stop";
    std::string service;
};
struct Start {
    static constexpr std::string_view keyword = "start";
    std::string service;
};
/// The host falls silent and forgets its connections. Undone by power on: its services start.
struct PowerOff {
    static constexpr std::string_view keyword = "power_off";
    std::string host;
};
struct PowerOn {
    static constexpr std::string_view keyword = "power_on";
    std::string host;
};
/// The process does nothing more, but its kernel still accepts connections. Undone by resume.
struct Hang {
    static constexpr std::string_view keyword = "hang";
    std::string service;
};
struct Resume {
    static constexpr std::string_view keyword = "resume";
    std::string service;
};
/// All service times of a host last `percent` / 100 as long; 100 ends it.
struct Slow {
    static constexpr std::string_view keyword = "slow";
    std::string host;
    std::int64_t percent = 100;
};
/// A share of the answers of a host's web server and application is replaced by a status; share 0 ends it. Health checks
/// get it too. With a path only requests for that path get it.
struct Errors {
    static constexpr std::string_view keyword = "errors";
    std::string host;
    std::int32_t status = 500;
    std::int64_t share_ppm = 1'000'000;
    std::string path{};             ///< empty: whatever is asked for
};
/// Nothing passes a host's link to a network.
struct CutLink {
    static constexpr std::string_view keyword = "cut";
    std::string host;
    std::string network;
    bool cut = true;
};
/// A link (or, without a host, a whole network) gets another quality.
struct Impair {
    static constexpr std::string_view keyword = "impair";
    std::string host;
    std::string network;
    Quality quality;
};
/// Nothing passes between the named hosts and the others of a network.
struct Divide {
    static constexpr std::string_view keyword = "partition";
    std::string network;
    std::vector<std::string> island;
    bool divided = true;
};
/// Visitors come at `percent` of their usual rate; 100 ends it.
struct Surge {
    static constexpr std::string_view keyword = "surge";
    std::string visitors;
    std::int64_t percent = 100;
};
/// A service reads its configuration again: a second generation takes new connections, the first finishes its own.
/// Without settings the file was refused and nothing changes but the journal.
struct Reload {
    static constexpr std::string_view keyword = "reload";
    std::string service;
    std::shared_ptr<const haproxy::Settings> haproxy;
    std::shared_ptr<const nginx::Settings> nginx;
    std::string refused;            ///< why, when neither is given
};
/// A name gets other addresses.
struct ChangeName {
    static constexpr std::string_view keyword = "change_name";
    std::string name;
    std::vector<Address> addresses;
};

/// What a lab's fault can be.
using FaultAction = std::variant<Kill, Stop, Start, PowerOff, PowerOn, Hang, Resume, Slow, Errors, CutLink, Impair, Divide, Surge, Reload, ChangeName>;

template <class Variant, class More>
struct Extended;
template <class... Each, class More>
struct Extended<std::variant<Each...>, More> {
    using type = std::variant<Each..., More>;
};
/// The same, or what an operator types.
using Action = Extended<FaultAction, Operate>::type;

/// What ends an action that lasts: kill → start, hang → resume, slow → 100 % … `world` is as it was before the action.
struct World;
Action undo_of(const Action& action, const World& world);

/// True for an action that means nothing at the level of detail `requests`; apply() then does nothing.
bool needs_packets(const Action& action);

/// The host an action is aimed at, or "" (surge, partition of several, name).
std::string target_of(const Action& action);
/// "nginx killed", "answers 500".
std::string to_text(const Action& action);
std::string_view keyword_of(const Action& action);

}  // namespace evenkeel
