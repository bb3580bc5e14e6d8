#pragma once
// Stick tables at work: what rules track, what conditions read, which server a table names. For balancer/*.cpp only.

#include <optional>
#include <span>

#include "balancer/acl.hpp"
#include "balancer/process.hpp"

namespace evenkeel::haproxy {

/// The tables as a condition sees them while a request is under way.
struct TableView {
    const Settings& settings;
    std::span<StickTable> tables;
    std::array<TrackedEntry, tracked_slots> tracked;    ///< the stream's own, else its connection's
    Instant now;
};
/// A stream's request, or the answer to it, as conditions and sample expressions see it.
struct StreamView {
    std::string lines;
    std::string bytes;
    TableView tables;
    RequestView request;

    StreamView(Process& p, const Stream& stream, const Message* response = nullptr);
    StreamView(const StreamView&) = delete;
    StreamView& operator=(const StreamView&) = delete;
};

/// A sample as a key of a table; none: it cannot be one.
std::optional<std::string> table_key_of(const StickTableSettings& table, const SampleValue& value);

/// The number a counter's fetch gives; none: nothing is tracked, or the table does not keep it. Increments and clears as asked.
std::optional<std::int64_t> fetch_counter(TableView& view, const SampleExpression& expression, const Address& source);

/// What the `stick` rules of the stream's backend say: a server, or none. Notes what is to be stored.
void apply_stick_rules(Process& p, StreamId stream);
/// A server has answered (mode http) or is connected (mode tcp): what was noted, and what store-response asks for, is stored.
void store_sticking(Process& p, StreamId stream, const Message* response);
/// What a stream would have stored is not stored any more.
void give_up_stores(Process& p, Stream& stream);

/// Tracks the key of a rule under its slot, unless that is taken.
void track(Process& p, const HttpRule& rule, std::array<TrackedEntry, tracked_slots>& tracked, const RequestView& request, bool is_request);
/// Increments a counter or sets a tag of what is tracked: of a stream, or of a connection that has none yet. A tag whose expression
/// gives no number stays.
void change_tracked(Process& p, const Stream& stream, const Message* response, const HttpRule& rule);
void change_tracked(Process& p, const HttpRule& rule, const std::array<TrackedEntry, tracked_slots>& tracked, const RequestView& view);
/// What a stream has under a slot: its own entry, or its connection's.
std::array<TrackedEntry, tracked_slots> tracked_by(const Process& p, const Stream& stream);
/// Counts an event in all that a stream or a connection tracks.
void count_tracked(Process& p, const std::array<TrackedEntry, tracked_slots>& tracked, Counter count, Counter rate, std::uint64_t events = 1);
void stop_tracking(Process& p, std::array<TrackedEntry, tracked_slots>& tracked);

/// show, clear and set table of the runtime API (table_commands.cpp).
bool is_table_command(std::span<const std::string_view> words);
std::string run_table_command(Process& p, std::span<const std::string_view> words);

}  // namespace evenkeel::haproxy
