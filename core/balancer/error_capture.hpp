#pragma once
// What HAProxy keeps of messages it could not read: the last invalid request of a frontend and the last invalid answer of a backend's
// servers, for `show errors`.

#include <cstdint>
#include <string>

#include "balancer/http_head.hpp"
#include "balancer/settings.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace evenkeel::haproxy {

struct ErrorCapture {
    Instant at;
    std::int64_t number = 0;            ///< of the process's captures, from 0
    Endpoint source;                    ///< the client
    std::uint32_t frontend = no_index;
    std::uint32_t backend = no_index;   ///< no_index: the request was invalid
    std::uint32_t server = no_index;
    HeadReading reading;
    std::uint32_t connection_flags = 0; ///< HAProxy's own bits
    std::uint32_t stream_flags = 0;
    std::string bytes;                  ///< what there was to read, at most most_head_bytes
};

}  // namespace evenkeel::haproxy
