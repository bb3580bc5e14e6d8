#pragma once
// What travels in a data segment: one HTTP request or response, or opaque bytes, as a value of fixed size.

#include <cstdint>

#include "base/id.hpp"
#include "net/address.hpp"
#include "net/text_table.hpp"

namespace evenkeel {

struct Host;
using HostId = Id<Host>;

/// An answer is one message as long as nothing comes between its parts: `response`. Where something does (a pause, an end
/// before its time) it is its head, parts of its body, and the `last` part that completes it. The framing of such a body is
/// in its headers as on the wire: Content-Length, Transfer-Encoding, or neither (the end of the connection ends it).
enum class MessageKind : std::uint8_t { none, request, response, bytes, head, part, last };
enum class Method : std::uint8_t { get, head, post, put, del, options, patch, trace, connect, other };

/// One message. A proxy copies it, changes what it changes and sends it on: nobody shares it, so whoever still works on a
/// request that its client has given up has all it needs.
struct Message {
    MessageKind kind{};
    Method method{};
    bool close = false;             ///< `Connection: close`: the sender ends the connection after this exchange
    bool tls = false;               ///< reached the balancer over TLS
    std::int32_t status = 0;        ///< responses and heads
    std::int64_t bytes = 0;         ///< on the wire, head and body
    std::uint64_t request = 0;      ///< truth: number of the visitor's request, from 1; 0 for health checks
    TextId path;                    ///< request target with its query
    TextId host;                    ///< Host header
    TextId headers;                 ///< other header lines, "Name: value\n" each, interned as one text
    TextId cookie;                  ///< requests: Cookie header; responses: Set-Cookie
    Address forwarded_for;          ///< last address of X-Forwarded-For; any = no such header
    TextId body;                    ///< what its body says, where that is known; its length is in `bytes` in any case
    HostId answered_by;             ///< responses, truth: the host whose application or file made this answer
};

}  // namespace evenkeel
