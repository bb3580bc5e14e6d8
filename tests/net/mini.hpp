#pragma once
// A world of networks, visitors and web servers only, and of services moved by hand: what it takes to test TCP and the
// services at its ends without the rest.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client/visitor.hpp"
#include "net/context.hpp"
#include "net/wire.hpp"
#include "web/application.hpp"
#include "web/nginx.hpp"

namespace evenkeel::mini {

/// A notice that came to a service which is moved by hand.
struct Seen {
    Instant at;
    Notice notice;
};

struct Mini {
    Instant now;
    std::uint64_t seed = 1;
    EventQueue queue;
    Network network;
    Meters meters;
    Journal journal;
    std::vector<Visitors> visitors;
    std::vector<Application> applications;
    std::vector<Nginx> nginxes;
    std::vector<Seen> seen;
};

inline Context context(Mini& mini) { return {mini.now, mini.seed, mini.queue, mini.network, mini.meters, mini.journal}; }

LanId add_lan(Mini& mini, std::string_view name, std::string_view prefix, const Quality& quality);
HostId add_host(Mini& mini, std::string_view name, LanId lan, std::string_view address);
/// A service without a mind: its notices are kept in `seen`.
ServiceId add_by_hand(Mini& mini, HostId host, std::string_view name);
ServiceId add_application(Mini& mini, HostId host, const ApplicationSettings& settings);
ServiceId add_nginx(Mini& mini, HostId host, const nginx::Settings& settings);
ServiceId add_visitors(Mini& mini, HostId host, const VisitorSettings& settings);

/// Lets time pass: everything due up to and including the instant happens.
void run_until(Mini& mini, Instant until);
/// Hands over what calls made by hand have brought about.
void deliver(Mini& mini);

/// When a service moved by hand was first told of something; `never` if it was not.
Instant when(const Mini& mini, ServiceId service, NoticeKind kind);
/// How often.
std::size_t times(const Mini& mini, ServiceId service, NoticeKind kind);
/// The listener of the last accept_ready of a service.
ListenerId ready_listener(const Mini& mini, ServiceId service);

/// The value of a truth meter; 0 if there is none with these labels.
std::int64_t value(const Mini& mini, TruthMetric metric, const std::vector<std::string>& labels);

/// A request or an answer of so many bytes on the wire.
Message request_of(Mini& mini, std::string_view path, std::int64_t bytes);
Message answer_of(std::int32_t status, std::int64_t bytes);

}  // namespace evenkeel::mini
