// Converters that ask a stick table. Source: HAProxy 2.6, src/stick_table.c, recorded from 2.6.12.

#include <algorithm>

#include "balancer/convert_bytes.hpp"
#include "balancer/sticking.hpp"

namespace evenkeel::haproxy {

namespace {

/// Of an entry that is not there table_idle and table_expire have what is given for this, or nothing; everything else is 0.
std::optional<SampleValue> absent(const Converter& converter)
{
    const bool is_time = converter.table_use == TableUse::idle || converter.table_use == TableUse::expires;
    if (is_time && text_at(converter, 1).empty()) return {};
    return number_value(is_time ? number_at(converter, 1) : 0);
}

std::optional<SampleValue> told(const Converter& converter, StickTable& table, const StickTableSettings& settings, EntryId id, Instant now)
{
    const StickEntry& entry = table.entries[id];
    const std::int64_t left = settings.expire == unset ? 0 : std::max<std::int64_t>(0, (entry.expires - now).ns / ns_per_ms);
    switch (converter.table_use) {
    case TableUse::trackers: return number_value(entry.references + 1);      // whoever asks holds it too
    case TableUse::server_number: return entry.server_id == 0 ? std::nullopt : std::optional(number_value(entry.server_id));
    case TableUse::expires: return number_value(left);
    case TableUse::idle: return number_value(settings.expire == unset ? 0 : settings.expire.ns / ns_per_ms - left);
    case TableUse::counter:
    case TableUse::kilobytes: break;
    }
    const Tally tally = is_array(converter.tally.counter) ? converter.tally : kept_as(settings, converter.tally.counter);
    const auto value = value_of(table, settings, id, tally, now);
    if (!value) return {};
    return number_value(static_cast<std::int64_t>(converter.table_use == TableUse::kilobytes ? *value >> 10 : *value));
}

}  // namespace

std::optional<SampleValue> convert_by_table(const Converter& converter, const SampleValue& value, const RequestView& view)
{
    if (view.tables == nullptr) return {};
    const std::vector<StickTableSettings>& all = view.tables->settings.tables;
    const auto named = std::find_if(all.begin(), all.end(), [&](const StickTableSettings& table) { return table.name == text_at(converter, 0); });
    if (named == all.end()) return {};
    const auto key = table_key_of(*named, value);
    if (!key) return {};
    StickTable& table = view.tables->tables[static_cast<std::size_t>(named - all.begin())];
    const EntryId entry = find_entry(table, *named, *key, view.tables->now);
    if (converter.conversion == Conversion::in_table) return truth_value(static_cast<bool>(entry));
    return entry ? told(converter, table, *named, entry, view.tables->now) : absent(converter);
}

}  // namespace evenkeel::haproxy
