#include "balancer/sticking.hpp"

#include <algorithm>
#include <utility>


namespace evenkeel::haproxy {

namespace {

constexpr std::size_t most_stores = 8;      // of one stream

std::optional<std::string> key_of(const StickTableSettings& table, const SampleExpression& expression, const RequestView& request)
{
    const std::optional<SampleValue> value = sample_of(expression, request);
    return value ? table_key_of(table, *value) : std::nullopt;
}

/// The server of the stream's backend that an entry names, by name before number.
ServerId server_of(const Backend& backend, const StickEntry& entry)
{
    for (std::uint32_t i = 0; i < backend.servers.size(); ++i)
        if (!entry.server_name.empty() && backend.servers[i].name == entry.server_name) return {i};
    for (std::uint32_t i = 0; i < backend.servers.size(); ++i)
        if (entry.server_id != 0 && backend.servers[i].id == entry.server_id) return {i};
    return {};
}

void follow_entry(Process& p, Stream& stream, const StickEntry& entry)
{
    const ServerId server = server_of(p.backend(stream), entry);
    if (!server) return;
    const bool stopped = p.farm(stream).servers[server.index].state == Operational::stopped;
    if (!stopped || leads_to_stopped(p, stream)) choose_directly(stream, server, ChosenBy::stick_table);
}

void note_store(Process& p, Stream& stream, std::uint32_t table, std::string key)
{
    if (stream.stores.size() >= most_stores || !reserve_entry(p.balancer.tables[table], p.settings().tables[table], p.context.now)) return;
    stream.stores.push_back({table, std::move(key)});
}

bool will_store(const Stream& stream, std::uint32_t table)
{
    return std::any_of(stream.stores.begin(), stream.stores.end(), [&](const PendingStore& store) { return store.table == table; });
}

/// Where a fetch looks: the tracked entry, the same key in another table, or the source address in a table.
TrackedEntry place_of(TableView& view, const CounterFetch& fetch, std::string_view name, const Address& source)
{
    TrackedEntry place;
    std::optional<std::string> key;
    if (fetch.slot < tracked_slots) {
        place = view.tracked[fetch.slot];
        if (place.table == no_index || name.empty()) return place;
        key = view.tables[place.table].entries[place.entry].key;
    }
    const std::vector<StickTableSettings>& all = view.settings.tables;
    const auto named = std::find_if(all.begin(), all.end(), [&](const StickTableSettings& table) { return table.name == name; });
    if (named == all.end()) return {};
    if (fetch.slot == tracked_slots) key = key_of_address(*named, source);
    if (!key) return {};
    place.table = static_cast<std::uint32_t>(named - all.begin());
    StickTable& table = view.tables[place.table];
    const StickTableSettings& settings = *named;
    // Whoever changes what is counted of a source makes its entry; whoever reads finds none.
    using enum CounterFetch::Use;
    const bool changes = fetch.use == increment || fetch.use == clear || fetch.use == connections_counted;
    const bool makes = changes && fetch.slot == tracked_slots && !is_array(fetch.tally.counter);
    place.entry = makes ? get_entry(table, settings, *key, view.now) : find_entry(table, settings, *key, view.now);
    return place;
}

/// The rate that counts along with a counter.
Tally rate_of(const StickTableSettings& settings, Tally tally)
{
    if (tally.counter == Counter::gpc) return {Counter::gpc_rate, tally.index};
    return kept_as(settings, tally.counter == Counter::gpc1 ? Counter::gpc1_rate : Counter::gpc0_rate);
}

/// An element is asked for by its number; what has a name may be the first or second of an array.
Tally kept_as(const StickTableSettings& settings, Tally tally) { return is_array(tally.counter) ? tally : kept_as(settings, tally.counter); }

/// Counts one, in the counter and in its rate, as far as the table keeps them. What there is then: of a rate alone its present period.
std::uint64_t increment(StickTable& table, const StickTableSettings& settings, EntryId entry, Tally tally, Instant now)
{
    const Tally counted = kept_as(settings, tally);
    const Tally rate = rate_of(settings, tally);
    add(table, settings, entry, rate, now);
    add(table, settings, entry, counted, now);
    const RateCounter* count = counter_of(table, entry, counted);
    if (count == nullptr) count = counter_of(table, entry, rate);
    if (count == nullptr) return 0;
    touch(table, settings, entry, now);
    return count->current;
}

}  // namespace

std::optional<std::string> table_key_of(const StickTableSettings& table, const SampleValue& value)
{
    if (value.kind == SampleKind::address) return key_of_address(table, value.address);
    const bool is_number = value.kind == SampleKind::number || value.kind == SampleKind::truth;
    if (is_number && (table.type == KeyType::ip || table.type == KeyType::ipv6)) return key_of_address(table, ipv4(static_cast<std::uint32_t>(value.number)));
    if (is_number && table.type == KeyType::binary) return key_of_text(table, bytes_of(value));
    if (table.type == KeyType::ip) {
        const auto address = leading_ipv4(value.text);
        return address ? key_of_address(table, *address) : std::nullopt;
    }
    return key_of_text(table, text_of(value));
}

std::optional<std::int64_t> fetch_counter(TableView& view, const SampleExpression& expression, const Address& source)
{
    const CounterFetch& fetch = expression.counter;
    const TrackedEntry place = place_of(view, fetch, expression.argument, source);
    if (fetch.use == CounterFetch::Use::is_tracked) return place.table != no_index && place.entry ? 1 : 0;
    if (place.table == no_index) return {};
    if (!place.entry) return 0;
    StickTable& table = view.tables[place.table];
    if (fetch.use == CounterFetch::Use::trackers) return table.entries[place.entry].references;
    const StickTableSettings& settings = view.settings.tables[place.table];
    if (fetch.use == CounterFetch::Use::increment) return static_cast<std::int64_t>(increment(table, settings, place.entry, fetch.tally, view.now));
    if (fetch.use == CounterFetch::Use::connections_counted) {
        add(table, settings, place.entry, Counter::conn_cnt, view.now);
        touch(table, settings, place.entry, view.now);
    }
    const Tally tally = kept_as(settings, fetch.tally);
    const std::optional<std::uint64_t> value = value_of(table, settings, place.entry, tally, view.now);
    if (!value) return {};
    if (fetch.use == CounterFetch::Use::clear) *counter_of(table, place.entry, tally) = {};
    return static_cast<std::int64_t>(fetch.in_kilobytes ? *value >> 10 : *value);
}

void apply_stick_rules(Process& p, StreamId id)
{
    Stream& stream = p.balancer.streams[id];
    for (const StickRule& rule : p.backend(stream).stick_rules) {
        if (rule.in_response || (rule.stores && will_store(stream, rule.table)) || !is_met(p, stream, rule.condition)) continue;
        const StickTableSettings& settings = p.settings().tables[rule.table];
        StickTable& table = p.balancer.tables[rule.table];
        const std::optional<std::string> key = key_of(settings, rule.key, StreamView(p, stream).request);
        if (!key) continue;
        if (rule.matches) {
            if (const EntryId entry = find_entry(table, settings, *key, p.context.now)) {
                if (!stream.assigned) follow_entry(p, stream, table.entries[entry]);
                touch(table, settings, entry, p.context.now);
            }
        }
        if (rule.stores) note_store(p, stream, rule.table, *key);
    }
}

void give_up_stores(Process& p, Stream& stream)
{
    for (const PendingStore& store : std::exchange(stream.stores, {})) give_back_reserved(p.balancer.tables[store.table]);
}

void store_sticking(Process& p, StreamId id, const Message* response)
{
    Stream& stream = p.balancer.streams[id];
    const Backend& backend = p.backend(stream);
    for (const StickRule& rule : backend.stick_rules) {
        if (!rule.in_response || response == nullptr || will_store(stream, rule.table)) continue;
        const StickTableSettings& settings = p.settings().tables[rule.table];
        if (!is_met(p, stream, rule.condition, response)) continue;
        if (const auto key = key_of(settings, rule.key, StreamView(p, stream, response).request)) note_store(p, stream, rule.table, *key);
    }
    if (!stream.server || backend.servers[stream.server.index].non_stick) return give_up_stores(p, stream);
    const Server& server = backend.servers[stream.server.index];
    for (const PendingStore& store : std::exchange(stream.stores, {})) {
        const StickTableSettings& settings = p.settings().tables[store.table];
        StickTable& table = p.balancer.tables[store.table];
        const EntryId entry = use_reserved(table, settings, store.key, stream.begun);      // as old as its place
        table.entries[entry].server_id = server.id;
        table.entries[entry].server_name = server.name;
        touch(table, settings, entry, p.context.now);
    }
}

void track(Process& p, const HttpRule& rule, std::array<TrackedEntry, tracked_slots>& tracked, const RequestView& request, bool is_request)
{
    TrackedEntry& slot = tracked[rule.slot];
    if (slot.table != no_index) return;
    const StickTableSettings& settings = p.settings().tables[rule.table];
    StickTable& table = p.balancer.tables[rule.table];
    const std::optional<std::string> key = key_of(settings, rule.key, request);
    const EntryId entry = key ? get_entry(table, settings, *key, p.context.now) : EntryId{};
    if (!entry) return;
    slot = {rule.table, entry};
    ++table.entries[entry].references;
    touch(table, settings, entry, p.context.now);
    for (const Counter counter : {Counter::conn_cur, Counter::conn_cnt, Counter::conn_rate}) add(table, settings, entry, counter, p.context.now);
    if (!is_request) return;
    for (const Counter counter : {Counter::http_req_cnt, Counter::http_req_rate}) add(table, settings, entry, counter, p.context.now);
}

namespace {

bool has_expression(const HttpRule& rule) { return rule.key.fetch != Fetch::none; }

/// Tags are numbers of 32 bits.
void change_entry(Process& p, const HttpRule& rule, const TrackedEntry& place, std::int64_t number)
{
    if (place.table == no_index) return;
    const StickTableSettings& settings = p.settings().tables[place.table];
    StickTable& table = p.balancer.tables[place.table];
    if (rule.action == RuleAction::increment_counter) {
        increment(table, settings, place.entry, rule.tally, p.context.now);
    } else if (RateCounter* tag = counter_of(table, place.entry, kept_as(settings, rule.tally))) {
        tag->current = static_cast<std::uint32_t>(number);
        touch(table, settings, place.entry, p.context.now);
    }
}

}  // namespace

void change_tracked(Process& p, const HttpRule& rule, const std::array<TrackedEntry, tracked_slots>& tracked, const RequestView& view)
{
    if (!has_expression(rule)) return change_entry(p, rule, tracked[rule.slot], rule.number);
    const auto value = sample_of(rule.key, view);
    if (const auto number = value ? number_of(*value) : std::nullopt) change_entry(p, rule, tracked[rule.slot], *number);
}

void change_tracked(Process& p, const Stream& stream, const Message* response, const HttpRule& rule)
{
    if (!has_expression(rule)) return change_entry(p, rule, tracked_by(p, stream)[rule.slot], rule.number);
    StreamView view(p, stream, response);
    change_tracked(p, rule, view.tables.tracked, view.request);
}

std::array<TrackedEntry, tracked_slots> tracked_by(const Process& p, const Stream& stream)
{
    std::array<TrackedEntry, tracked_slots> tracked = p.balancer.sessions[stream.session].tracked;
    for (std::size_t i = 0; i < tracked.size(); ++i)
        if (stream.tracked[i].table != no_index) tracked[i] = stream.tracked[i];
    return tracked;
}

void count_tracked(Process& p, const std::array<TrackedEntry, tracked_slots>& tracked, Counter count, Counter rate, std::uint64_t events)
{
    for (const TrackedEntry& place : tracked) {
        if (place.table == no_index) continue;
        const StickTableSettings& settings = p.settings().tables[place.table];
        StickTable& table = p.balancer.tables[place.table];
        add(table, settings, place.entry, count, p.context.now, events);
        add(table, settings, place.entry, rate, p.context.now, events);
        touch(table, settings, place.entry, p.context.now);
    }
}

void stop_tracking(Process& p, std::array<TrackedEntry, tracked_slots>& tracked)
{
    for (TrackedEntry& place : tracked) {
        if (place.table == no_index) continue;
        const StickTableSettings& settings = p.settings().tables[place.table];
        StickTable& table = p.balancer.tables[place.table];
        if (RateCounter* current = counter_of(table, place.entry, Counter::conn_cur)) {
            if (current->current > 0) --current->current;
            touch(table, settings, place.entry, p.context.now);
        }
        release_entry(table, settings, place.entry, p.context.now);
        place = {};
    }
}

}  // namespace evenkeel::haproxy
