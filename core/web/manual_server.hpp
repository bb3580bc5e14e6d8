#pragma once
// A server that answers when it is told to: for replaying recorded scenarios. Health checks (requests without a number)
// are answered at once, with a status that can be set.

#include <cstdint>
#include <vector>

#include "net/connection.hpp"
#include "net/context.hpp"

namespace evenkeel {

/// A request it holds.
struct HeldRequest {
    Socket socket;
    Message request;
};

struct ManualServer {
    ServiceId service;
    Endpoint endpoint;
    ListenerId listener;
    std::int32_t check_status = 200;
    bool speaks_first = false;          ///< an agent: says its text to whoever connects
    TextId text;
    bool answers_at_once = false;       ///< without being told, with 200
    std::vector<HeldRequest> held;      ///< in order of arrival
    std::vector<Socket> waiting;        ///< accepted, request not yet here
};

void start(ManualServer& server, Context& context);
/// The port closes; held requests live on. `start` opens it again.
void close_port(ManualServer& server, Context& context);
/// Answers a held request and closes its connection; false when it holds no request of this number.
bool answer(ManualServer& server, std::uint64_t request, const Message& with, Context& context);
/// Closes a held request's connection without an answer, or with bytes that are none; false when it holds none of this number.
bool drop(ManualServer& server, std::uint64_t request, TextId instead, Context& context);

void handle(ManualServer& server, const Notice& notice, Context& context);

}  // namespace evenkeel
