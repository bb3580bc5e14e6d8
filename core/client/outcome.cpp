#include "client/outcome.hpp"

#include <array>

namespace evenkeel {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(RequestOutcome::count_)> words{
    "ok", "client_error", "server_error", "refused", "reset", "closed", "unanswered", "gave_up", "no_address"};

}  // namespace

std::string_view to_word(RequestOutcome outcome) { return words[static_cast<std::size_t>(outcome)]; }

RequestOutcome outcome_of_status(std::int32_t status)
{
    if (status >= 500) return RequestOutcome::server_error;
    return status >= 400 ? RequestOutcome::client_error : RequestOutcome::ok;
}

}  // namespace evenkeel
