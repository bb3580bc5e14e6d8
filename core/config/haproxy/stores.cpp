#include "config/haproxy/stores.hpp"

#include <algorithm>
#include <iterator>

#include "balancer/stick_table.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::string_view plain_stores[] = {"server_id", "gpt0", "gpc0", "conn_cnt", "conn_cur", "sess_cnt", "http_req_cnt", "http_err_cnt", "bytes_in_cnt", "bytes_out_cnt", "gpc1", "server_key", "http_fail_cnt"};
constexpr std::string_view rate_stores[] = {"gpc0_rate", "conn_rate", "sess_rate", "http_req_rate", "http_err_rate", "bytes_in_rate", "bytes_out_rate", "gpc1_rate", "http_fail_rate"};
constexpr std::string_view array_stores[] = {"gpt", "gpc", "gpc_rate"};

/// One item of the list. Of several commas between its parentheses the last one parts the arguments, as HAProxy has it.
struct Store {
    std::string_view name;
    bool has_argument = false;
    bool has_second = false;
    std::string_view first;
    std::string_view second;
};

/// The next item; whatever follows its parentheses up to the comma is not looked at. False: they do not close.
bool take_store(std::string_view& rest, Store& store)
{
    const std::size_t end = std::min(rest.find_first_of(",("), rest.size());
    store.name = rest.substr(0, end);
    rest.remove_prefix(end);
    if (rest.starts_with('(')) {
        const std::size_t close = rest.find(')');
        if (close == std::string_view::npos) return false;
        const std::string_view arguments = rest.substr(1, close - 1);
        rest.remove_prefix(close + 1);
        store.has_argument = true;
        store.has_second = arguments.find(',') != std::string_view::npos;
        store.first = arguments.substr(0, arguments.find(','));
        if (store.has_second) store.second = arguments.substr(arguments.rfind(',') + 1);
    }
    rest.remove_prefix(std::min(rest.find(','), rest.size()));
    if (!rest.empty()) rest.remove_prefix(1);
    return true;
}

/// Notes it in the table, where its name is that of a counter: a server is kept in any case.
void keep(StickTableSettings& table, std::string_view name, Duration period, std::int64_t length)
{
    for (std::size_t i = 0; i < counter_kinds; ++i) {
        const auto counter = static_cast<Counter>(i);
        if (name_of(counter) != name) continue;
        table.stored[i] = period;
        if (is_array(counter)) table.lengths[i - (counter_kinds - array_kinds)] = static_cast<std::uint8_t>(length);
    }
}

Fault read_store(Reader& reader, const Token& value, const Store& store, StickTableSettings& table)
{
    const auto wrong = [&](const Sentence& sentence) { return fault(sentence, value.column, {{"name", store.name}}); };
    const bool is_array = is_in(array_stores, store.name);
    const bool is_rate = is_in(rate_stores, store.name) || store.name == "gpc_rate";
    if (!is_array && !is_rate && store.has_argument) return wrong(sentence::store_unexpected_argument);
    if ((is_array || is_rate) && !store.has_argument) return wrong(sentence::store_missing_argument);
    std::int64_t length = 1;
    if (is_array) {
        length = leading_integer(store.first);
        if (length < 1 || length > most_elements) return wrong(sentence::store_array_size);
        if (!is_rate && store.has_second) return wrong(sentence::store_unexpected_argument);
        if (is_rate && !store.has_second) return wrong(sentence::store_missing_argument);
    }
    std::int64_t period = 0;
    if (is_rate) {
        const ReadTime time = read_time(reader, is_array ? store.second : store.first, "ms");
        if (time.fault != TimeFault::none || (is_array ? store.second : store.first).empty()) return wrong(sentence::store_error);
        period = time.value;
    }
    keep(table, store.name, milliseconds(period), length);
    return {};
}

struct Overridden {
    Counter array;
    Counter single;
    Counter other;
    std::string_view shown;
};
constexpr Overridden overridden[] = {
    {Counter::gpt, Counter::gpt0, Counter::gpt0, "gpt0"},
    {Counter::gpc, Counter::gpc0, Counter::gpc1, "gpc[0/1]"},
    {Counter::gpc_rate, Counter::gpc0_rate, Counter::gpc1_rate, "gpc[0/1]_rate"},
};

}  // namespace

Fault read_stores(Reader& reader, const Token& value, StickTableSettings& table, std::vector<std::string>& enabled)
{
    std::string_view rest = value.text;
    while (!rest.empty()) {
        Store store;
        if (!take_store(rest, store)) return fault(sentence::store_parenthesis, value.column, {{"name", store.name}});
        if (!is_in(plain_stores, store.name) && !is_in(rate_stores, store.name) && !is_in(array_stores, store.name))
            return fault(sentence::store_unknown, value.column, {{"name", store.name}});
        if (std::find(enabled.begin(), enabled.end(), store.name) != enabled.end()) {
            reader.warn(value, sentence::store_enabled, {{"name", store.name}});
            continue;
        }
        if (const Fault said = read_store(reader, value, store, table)) return said;
        enabled.emplace_back(store.name);
    }
    for (const Overridden& pair : overridden) {
        const bool both = length_of(table, pair.array) > 0 && (length_of(table, pair.single) > 0 || length_of(table, pair.other) > 0);
        if (both) return fault(sentence::store_overridden, value.column, {{"array", name_of(pair.array)}, {"single", pair.shown}});
    }
    return {};
}

}  // namespace evenkeel::haproxy
