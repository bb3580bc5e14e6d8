#pragma once
// How a visitor's request ended: in exactly one of these ways.

#include <cstdint>
#include <string_view>

namespace evenkeel {

/// As truth_client_requests_total{outcome=…} counts them.
enum class RequestOutcome : std::uint8_t {
    ok,             ///< an answer with a status below 400
    client_error,   ///< 4xx
    server_error,   ///< 5xx
    refused,        ///< the last address answered the SYN with RST, or no route leads there
    reset,          ///< RST after the connection stood
    closed,         ///< FIN without an answer
    unanswered,     ///< connecting was given up, by the kernel or by `connect_timeout`
    gave_up,        ///< the visitor's patience ended
    no_address,     ///< the name did not resolve
    count_,
};

std::string_view to_word(RequestOutcome outcome);

/// The outcome of an answer that arrived.
RequestOutcome outcome_of_status(std::int32_t status);

}  // namespace evenkeel
