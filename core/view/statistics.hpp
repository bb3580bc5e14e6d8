#pragma once
// HAProxy's statistics page, from the answer to `show stat`.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace evenkeel::view {

/// A heading over columns: "Queue" over "Cur", "Max", "Limit".
struct ColumnGroup {
    std::string title;
    std::vector<std::string> columns;
};

/// One proxy: its frontend, its servers, its backend.
struct ProxyStatistics {
    std::string proxy;
    std::vector<std::vector<std::string>> rows;     ///< of each row a name, then a cell for each column of the groups
};

/// The page's columns, in its order; the name of a row comes before them.
const std::vector<ColumnGroup>& statistics_columns();

/// The cells of the page, as its table has them: "7s UP", "L7OK/200 in 1ms", "2/2"; empty where it has none. Wants the whole CSV with
/// its first line; anything else gives no proxies. Source: src/stats.c, compared with a page recorded from 2.6.12.
/// Differs: large numbers have no space between thousands.
std::vector<ProxyStatistics> statistics_of(std::string_view show_stat);

/// "1m5s", "2h3m", "0s": HAProxy's human_time of whole seconds, the two largest units that are not 0.
std::string human_time(std::int64_t seconds);

}  // namespace evenkeel::view
