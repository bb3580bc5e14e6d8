#include "calc/capacity.hpp"

#include <algorithm>

#include "base/math.hpp"
#include "base/text.hpp"
#include "calc/birth_death.hpp"
#include "calc/sentences.hpp"

namespace evenkeel::calc {

namespace {

constexpr double load_least = 1e-9;     // below it every wait is lost among rounding
constexpr double load_most = 1'000'000;

double erlang_b(std::int64_t servers, double erlangs)
{
    double blocked = 1.0;
    for (std::int64_t k = 1; k <= servers; ++k) blocked = erlangs * blocked / (static_cast<double>(k) + erlangs * blocked);
    return blocked;
}

double wait_quantile(double q, double waiting_share, double rate)
{
    return q <= 1.0 - waiting_share ? 0.0 : math::ln(waiting_share / (1.0 - q)) / rate;
}

std::vector<Diagnostic> problems_of(std::int64_t servers, double load)
{
    std::vector<Diagnostic> problems;
    check_range(problems, "the number of servers", static_cast<double>(servers), 1, count_most);
    check_range(problems, "the load", load, load_least, load_most);
    return problems;
}

}  // namespace

Parsed<Queue> queue(const QueueQuestion& question)
{
    Parsed<Queue> answer{{}, problems_of(question.servers, question.load)};
    const double load = question.load;
    const auto servers = static_cast<double>(question.servers);
    if (answer.diagnostics.empty() && load >= 1.0)
        answer.diagnostics.push_back(say(Severity::error, says.no_steady_state, {}, {{"load", to_text(load)}, {"erlangs", to_text(servers * load)}}));
    if (!answer.diagnostics.empty()) return answer;

    Queue& queue = answer.config;
    const double rate = servers * (1.0 - load);
    queue.offered_erlangs = servers * load;
    queue.erlang_b = erlang_b(question.servers, queue.offered_erlangs);
    queue.erlang_c = queue.erlang_b / (1.0 - load * (1.0 - queue.erlang_b));
    queue.mean_wait = queue.erlang_c / rate;
    queue.mean_response = queue.mean_wait + 1.0;
    queue.mean_queue = queue.mean_wait * queue.offered_erlangs;
    queue.mean_in_system = queue.mean_queue + queue.offered_erlangs;
    queue.wait_p50 = wait_quantile(0.5, queue.erlang_c, rate);
    queue.wait_p90 = wait_quantile(0.9, queue.erlang_c, rate);
    queue.wait_p99 = wait_quantile(0.99, queue.erlang_c, rate);
    return answer;
}

Parsed<BoundedQueue> bounded_queue(const BoundedQueueQuestion& question)
{
    Parsed<BoundedQueue> answer{{}, problems_of(question.servers, question.load)};
    check_range(answer.diagnostics, "the capacity", static_cast<double>(question.capacity), 1, count_most);
    if (answer.diagnostics.empty() && question.capacity < question.servers)
        answer.diagnostics.push_back(say(Severity::error, says.capacity_below_servers, {},
                                         {{"capacity", std::to_string(question.capacity)}, {"servers", std::to_string(question.servers)}}));
    if (!answer.diagnostics.empty()) return answer;

    const auto servers = static_cast<double>(question.servers);
    const double erlangs = servers * question.load;
    const auto last = static_cast<std::size_t>(question.capacity);
    const std::vector<double> states = stationary(last, [&](std::size_t k) { return erlangs / std::min(static_cast<double>(k), servers); });
    BoundedQueue& queue = answer.config;
    queue.loss = states[last];
    queue.p_empty = states[0];
    double refused_not = 0;     // 1 - loss would lose digits where nearly all is refused
    for (std::size_t k = 0; k <= last; ++k) {
        queue.mean_in_system += static_cast<double>(k) * states[k];
        if (k < last) refused_not += states[k];
    }
    queue.throughput = erlangs * refused_not;
    queue.mean_response_of_accepted = queue.mean_in_system / queue.throughput;
    queue.utilisation = queue.throughput / servers;
    return answer;
}

Figures figures_of(const Queue& queue)
{
    return {{"offered_erlangs", queue.offered_erlangs, "servers busy in the mean"},
            {"erlang_b", queue.erlang_b, "share refused if nobody could wait (Erlang B)"},
            {"erlang_c", queue.erlang_c, "share that waits (Erlang C)"},
            {"mean_wait", queue.mean_wait, "mean wait"},
            {"mean_response", queue.mean_response, "mean response"},
            {"mean_queue", queue.mean_queue, "requests waiting in the mean"},
            {"mean_in_system", queue.mean_in_system, "requests waiting or in service in the mean"},
            {"wait_p50", queue.wait_p50, "half wait at most"},
            {"wait_p90", queue.wait_p90, "90 % wait at most"},
            {"wait_p99", queue.wait_p99, "99 % wait at most"}};
}

Figures figures_of(const BoundedQueue& queue)
{
    return {{"loss", queue.loss, "share refused"},
            {"p_empty", queue.p_empty, "share of time with nobody there"},
            {"mean_in_system", queue.mean_in_system, "requests waiting or in service in the mean"},
            {"throughput", queue.throughput, "accepted per mean service time"},
            {"mean_response_of_accepted", queue.mean_response_of_accepted, "mean response of the accepted"},
            {"utilisation", queue.utilisation, "share of time a server is busy"}};
}

}  // namespace evenkeel::calc
