#pragma once
// Sample fetches: what an expression takes of a request, an answer, the connection, the process; and its converters run on it.
//
// Source: HAProxy 2.6 (src/http_fetch.c, src/backend.c, src/tcp_sample.c), recorded from 2.6.12.
// Differs: a body is all there when rules run, whatever its size; where only its size is known, req.body gives nothing, and where that
// is not known either, neither does its length. rand draws by number, so that a run can be repeated; dates count from the beginning of the run, 1 January 1970.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "balancer/convert.hpp"
#include "balancer/farm.hpp"
#include "balancer/http_text.hpp"
#include "balancer/sample.hpp"
#include "balancer/settings.hpp"
#include "balancer/stream.hpp"

namespace evenkeel::haproxy {

struct CheckPlace;
struct CheckTalk;
struct Process;
struct TableView;

/// What conditions and expressions look at. Header lines are "Name: value\n" each, with Host and Cookie among them.
struct RequestView {
    std::string_view method;
    std::string_view target;            ///< with query; may be absolute
    std::string_view headers;
    Address source;
    std::uint16_t destination_port = 0;
    bool tls = false;
    std::uint32_t backend = no_index;   ///< the one chosen, for nbsrv without a name
    bool in_response = false;           ///< an answer is looked at: of the request, its connection and its method alone are known
    /// What has come of a request: in mode http it is always a whole one.
    enum class Came : std::uint8_t { nothing, request, other_bytes } came = Came::request;
    std::string_view bytes;             ///< mode tcp: what the side that is looked at has sent so far
    std::int64_t bytes_size = -1;       ///< -1: mode http, where nobody looks into a buffer
    bool may_grow = false;              ///< more of it may come: an inspect-delay is not over
    std::int32_t status = 0;            ///< of the answer
    std::string_view response_headers;
    std::string_view body;              ///< of the request or the answer that is looked at, where it is known
    TableView* tables = nullptr;        ///< for counters; none: there are none
    Process* process = nullptr;         ///< for what only a running process knows; none: there is none, and that is not known
    SessionId session;                  ///< with `process`; none in a check
    const CheckPlace* check = nullptr;  ///< a check is under way, and no request
    CheckTalk* talk = nullptr;          ///< with `check`
    const Settings* settings = nullptr;
    std::span<const Farm> farms;        ///< by backend
};

/// The value of an expression; of several (a header's) the last, unless the expression counts. Nothing: there is no such thing.
std::optional<SampleValue> sample_of(const SampleExpression& expression, const RequestView& view);
/// True where the values of an expression may be others once more has come.
bool may_change(const SampleExpression& expression, const RequestView& view);
/// All values, as ACLs see them.
std::vector<SampleValue> samples_of(const SampleExpression& expression, const RequestView& view);

/// Usable servers of a backend by name; nothing without such a backend.
std::optional<SampleValue> servers_up(const RequestView& view, std::string_view backend);

/// Variables by their name with its scope. Those of a request live as long as it does; there are at most 1,000 of each scope.
/// The value of one that is set; null otherwise.
const SampleValue* find_variable(const RequestView& view, std::string_view name);
/// Nothing happens where a condition does not hold.
void set_variable(const RequestView& view, std::string_view name, const SampleValue& value, VariableConditions conditions = 0);
void unset_variable(const RequestView& view, std::string_view name);

}  // namespace evenkeel::haproxy
