// Tables whose columns a run measures: the world of each row, what is compared, and when a table as a whole agrees.

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "base/math.hpp"
#include "base/text.hpp"
#include "verify/theory_statistic.hpp"
#include "verify/theory_table.hpp"

namespace evenkeel::theory {

namespace {

using nlohmann::json;
using workload::Cluster;
using workload::Policy;

constexpr double most_root_mean_square = 2.0;
constexpr std::size_t least_values_for_it = 10;
constexpr double least_expected_for_it = 0.01;
constexpr double busiest_load_of_quantiles = 0.9;
constexpr double busiest_load = 0.95;

/// What a row asks for: a world, or why it is not run.
struct Plan {
    std::optional<Cluster> cluster;
    std::string not_run;
};

Plan refused(std::string why) { return {std::nullopt, std::move(why)}; }

/// Room for rounding in a table's decimal numbers.
bool is_above(double value, double bound) { return value > bound + 1e-9; }

Duration times(double factor) { return {static_cast<std::int64_t>(factor * static_cast<double>(service_mean.ns) + 0.5)}; }
std::int64_t millionths(double share) { return static_cast<std::int64_t>(share * 1e6 + 0.5); }
std::int64_t rate_per_1000s(double per_service) { return static_cast<std::int64_t>(per_service * 1e3 * 1e9 / static_cast<double>(service_mean.ns) + 0.5); }

/// `arrivals` per mean service time, to so many servers with so many workers each.
Cluster cluster_of(double arrivals, std::int64_t servers, std::int64_t workers)
{
    Cluster cluster;
    cluster.policy = Policy::roundrobin;
    cluster.servers = static_cast<std::uint32_t>(servers);
    cluster.workers = workers;
    cluster.rate_per_1000s = rate_per_1000s(arrivals);
    cluster.service.a = service_mean;
    return cluster;
}

bool is_reckonable(std::int64_t servers, double load) { return servers >= 1 && servers <= 10'000 && load > 0 && load < 100; }

Plan plan_mmc(const json& row)
{
    const std::int64_t servers = count_of(row, "servers");
    const double load = number_of(row, "rho");
    if (!is_reckonable(servers, load)) return refused("no servers or no load that can be run");
    if (is_above(load, busiest_load)) return refused("rho above 0.95 settles too slowly");
    return {cluster_of(static_cast<double>(servers) * load, 1, servers), {}};
}

Plan plan_mmck(const json& row)
{
    const std::int64_t servers = count_of(row, "servers");
    const std::int64_t capacity = count_of(row, "capacity");
    const double load = number_of(row, "rho");
    if (!is_reckonable(servers, load) || capacity < servers) return refused("no servers, capacity or load that can be run");
    Cluster cluster = cluster_of(static_cast<double>(servers) * load, 1, servers);
    cluster.backlog = capacity - servers;
    return {cluster, {}};
}

/// The service-time distribution of a row of mg1; none if the product has no such.
std::optional<Distribution> service_of(const json& row)
{
    const std::string service = text_of(row, "service");
    if (service == "deterministic") return Distribution{DistributionKind::fixed, service_mean, {}, 0};
    if (service == "exponential") return Distribution{DistributionKind::exponential, service_mean, {}, 0};
    if (service == "uniform_0_2") return Distribution{DistributionKind::uniform, {}, service_mean * 2, 0};
    if (service == "lognormal")
        return Distribution{DistributionKind::lognormal, times(math::exp(number_of(row, "mu"))), {}, millionths(number_of(row, "sigma"))};
    if (service == "hyperexponential")
        return Distribution{DistributionKind::hyperexponential, times(1 / number_of(row, "rate1")), times(1 / number_of(row, "rate2")), millionths(number_of(row, "p1"))};
    if (service.starts_with("erlang"))
        if (const auto phases = parse_integer(std::string_view(service).substr(6), 1, 100))
            return Distribution{DistributionKind::erlang, service_mean, {}, *phases * 1'000'000};
    return std::nullopt;
}

Plan plan_mg1(const json& row)
{
    const double load = number_of(row, "rho");
    const double scv = number_of(row, "scv");
    const std::optional<Distribution> service = service_of(row);
    if (!service) return refused("no such distribution of service times: " + text_of(row, "service"));
    if (!(load > 0 && load < 1) || !(scv >= 0)) return refused("no load or no scv that can be run");
    if (2 * load * (1 + scv) / ((1 - load) * (1 - load)) > 3000) return refused("settles too slowly: 2 rho (1 + scv) / (1 - rho)² above 3000");
    Cluster cluster = cluster_of(load, 1, 1);
    cluster.service = *service;
    return {cluster, {}};
}

Plan plan_farm(const json& row, std::string_view load_column, Policy policy)
{
    const std::int64_t servers = count_of(row, "servers");
    const double load = number_of(row, load_column);
    if (!is_reckonable(servers, load)) return refused("no servers or no load that can be run");
    Cluster cluster = cluster_of(static_cast<double>(servers) * load, servers, 1);
    cluster.policy = policy;
    return {cluster, {}};
}

Plan plan_gi_m_1(const json& row)
{
    if (is_above(number_of(row, "rho"), busiest_load)) return refused("rho above 0.95 settles too slowly");
    return plan_farm(row, "rho", Policy::roundrobin);
}

Plan plan_jsq_exact(const json& row)
{
    const std::string policy = text_of(row, "policy");
    if (policy != "jsq" && policy != "random2") return refused("no such policy: " + policy);
    return plan_farm(row, "lambda", policy == "jsq" ? Policy::leastconn : Policy::random2);
}

Plan plan_jsq_bounds(const json& row)
{
    if (is_above(number_of(row, "lambda"), busiest_load)) return refused("lambda above 0.95 settles too slowly");
    return plan_farm(row, "lambda", Policy::leastconn);
}

constexpr std::array mmc_columns{Statistic{"mean_wait", Measure::mean_wait},           Statistic{"mean_response", Measure::mean_response},
                                 Statistic{"erlang_c", Measure::waiting},              Statistic{"wait_p50", Measure::wait_quantile, 0.5},
                                 Statistic{"wait_p90", Measure::wait_quantile, 0.9},   Statistic{"wait_p99", Measure::wait_quantile, 0.99}};
constexpr std::array mmck_columns{Statistic{"loss", Measure::refused}, Statistic{"mean_response_of_accepted", Measure::mean_response},
                                  Statistic{"throughput", Measure::throughput}};
constexpr std::array mg1_columns{Statistic{"mean_wait", Measure::mean_wait}, Statistic{"mean_response", Measure::mean_response}};
constexpr std::array gi_m_1_columns{Statistic{"mean_response", Measure::mean_response},      Statistic{"mean_wait", Measure::mean_wait},
                                    Statistic{"p50", Measure::response_quantile, 0.5},       Statistic{"p90", Measure::response_quantile, 0.9},
                                    Statistic{"p99", Measure::response_quantile, 0.99}};
constexpr std::array jsq_columns{Statistic{"mean_response", Measure::mean_response}};

/// THE list: a table, the world of a row, what is compared with which column. Without columns the mean response lies between two.
struct Simulated {
    std::string_view table;
    Plan (*plan)(const json& row);
    std::span<const Statistic> columns;
};
const std::array simulated{
    Simulated{"mmc", plan_mmc, mmc_columns},          Simulated{"mmck", plan_mmck, mmck_columns},           Simulated{"mg1", plan_mg1, mg1_columns},
    Simulated{"gi_m_1", plan_gi_m_1, gi_m_1_columns}, Simulated{"jsq_exact", plan_jsq_exact, jsq_columns}, Simulated{"jsq_bounds", plan_jsq_bounds, {}},
};

const Simulated* find_simulated(std::string_view table)
{
    const auto found = std::find_if(simulated.begin(), simulated.end(), [&](const Simulated& each) { return each.table == table; });
    return found == simulated.end() ? nullptr : &*found;
}

/// Holds the values of one table against theory.
class Comparison {
public:
    explicit Comparison(std::size_t rows)
    {
        report_.way = "simulated";
        report_.rows = rows;
    }

    void value(std::size_t index, const json& row, const Statistic& statistic, const Estimate& got)
    {
        const double expected = number_of(row, statistic.column);
        const double off = std::fabs(got.value - expected);
        ++report_.values;
        if (off <= tolerance(kind_of(statistic.measure), expected, got.standard_error)) ++report_.values_passed;
        else fail(index, row, fmt::format("{}: expected {}, got {:.6g} ± {:.2g}", statistic.column, to_text(expected), got.value, got.standard_error));
        if (!(got.standard_error > 0) || !(expected > least_expected_for_it)) return;
        const double in_errors = off / got.standard_error;
        squares_ += in_errors * in_errors;
        ++squared_;
        if (in_errors < largest_) return;
        largest_ = in_errors;
        where_ = fmt::format("{} of row {}", statistic.column, index + 1);
    }

    void bounds(std::size_t index, const json& row, const Estimate& got)
    {
        const double least = number_of(row, "lower_bound_central_queue");
        const double most = number_of(row, "upper_bound_random");
        ++report_.values;
        const bool inside = got.value >= least - tolerance(Kind::mean, least, got.standard_error) && got.value <= most + tolerance(Kind::mean, most, got.standard_error);
        if (inside) ++report_.values_passed;
        else fail(index, row, fmt::format("mean response: expected {} to {}, got {:.6g} ± {:.2g}", to_text(least), to_text(most), got.value, got.standard_error));
        // How far below the lower bound, or above the upper one.
        const double in_errors = std::max({0.0, least - got.value, got.value - most}) / got.standard_error;
        if (!(in_errors > largest_)) return;
        largest_ = in_errors;
        where_ = fmt::format("row {}", index + 1);
    }

    void not_run(const std::string& why) { count_not_run(report_, why); }
    void row_done() { ++report_.rows_compared; }

    Report finish()
    {
        if (report_.values > 0) report_.largest = fmt::format("largest deviation {:.1f} SE", largest_);
        if (!where_.empty()) report_.largest += fmt::format(" ({})", where_);
        if (squared_ == 0) return report_;
        const double root_mean_square = std::sqrt(squares_ / static_cast<double>(squared_));
        report_.largest += fmt::format(", root mean square {:.2f} over {}", root_mean_square, squared_);
        if (squared_ >= least_values_for_it && !(root_mean_square <= most_root_mean_square) && report_.first_failure.empty())
            report_.first_failure = fmt::format("the table as a whole is off: root mean square {:.2f} SE, at most {}", root_mean_square, most_root_mean_square);
        return report_;
    }

private:
    void fail(std::size_t index, const json& row, const std::string& why)
    {
        if (report_.first_failure.empty()) report_.first_failure = fmt::format("{}: {}", row_name(index, row), why);
    }

    Report report_;
    double squares_ = 0;
    std::size_t squared_ = 0;
    double largest_ = 0;
    std::string where_;
};

bool is_asked(const json& row, const Statistic& statistic)
{
    return kind_of(statistic.measure) != Kind::quantile || !is_above(number_of(row, "rho"), busiest_load_of_quantiles);
}

}  // namespace

bool is_simulated(std::string_view table) { return find_simulated(table) != nullptr; }

Report compare_simulated(std::string_view table, const json& rows, const ForEach& for_each, const RunLength& length)
{
    const Simulated& one = *find_simulated(table);
    std::vector<Plan> plans;
    for (const json& row : rows) plans.push_back(one.plan(row));
    // A run of a million requests is dropped as soon as it is measured: several rows may be under way.
    std::vector<std::vector<Estimate>> measured(rows.size());
    for_each(rows.size(), [&](std::size_t i) {
        if (!plans[i].cluster) return;
        plans[i].cluster->seed = i + 1;
        const Run passed = run(*plans[i].cluster, length);
        for (const Statistic& statistic : one.columns) measured[i].push_back(is_asked(rows[i], statistic) ? estimate(passed, statistic) : Estimate{});
        if (one.columns.empty()) measured[i].push_back(estimate(passed, jsq_columns.front()));
    });

    Comparison comparison(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!plans[i].cluster) {
            comparison.not_run(plans[i].not_run);
            continue;
        }
        for (std::size_t k = 0; k < one.columns.size(); ++k)
            if (is_asked(rows[i], one.columns[k])) comparison.value(i, rows[i], one.columns[k], measured[i][k]);
        if (one.columns.empty()) comparison.bounds(i, rows[i], measured[i].front());
        comparison.row_done();
    }
    return comparison.finish();
}

}  // namespace evenkeel::theory
