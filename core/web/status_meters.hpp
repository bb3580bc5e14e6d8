#pragma once
// truth_service_requests_total of one service: a meter for each status it has answered.

#include <cstdint>
#include <string_view>
#include <vector>

#include "net/context.hpp"

namespace evenkeel {

struct StatusMeter {
    std::int32_t status = 0;
    MeterId meter;
};

/// `usual` is the first status that was answered; a service mostly has no other.
struct StatusMeters {
    StatusMeter usual;
    std::vector<StatusMeter> others;
};

/// Counts one answered request of a service.
void count_status(StatusMeters& statuses, ServiceId service, std::int32_t status, Context& context);

/// Injected by a fault: this share of a service's requests is answered with `status` whatever was asked.
struct ForcedStatus {
    std::int32_t status = 0;
    std::int64_t share_ppm = 0;
    std::string_view path;          ///< empty: whatever was asked
};

/// The status a fault forces on a request for `target`, or 0. Drawn by service and request number; a health check (request 0) by its
/// own number.
std::int32_t forced_on(const ForcedStatus& forced, ServiceId service, std::uint64_t number, std::string_view target, const Context& context);

/// Owner bit of draws for health checks, whose numbers are counted apart from the visitors'.
inline constexpr std::uint32_t check_owner = 0x4000'0000;
/// Owner bit of the fault's draws, so that a fault does not change which requests fail without it.
inline constexpr std::uint32_t fault_owner = 0x8000'0000;

}  // namespace evenkeel
