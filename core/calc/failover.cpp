#include "calc/failover.hpp"

#include <cmath>

#include "base/math.hpp"

namespace evenkeel::calc {

Parsed<Failover> failover(const FailoverQuestion& question)
{
    Parsed<Failover> answer;
    constexpr double most = 1e9;
    check_range(answer.diagnostics, "the rate of writes", question.writes_per_s, 0, most);
    check_range(answer.diagnostics, "the replication delay", question.replication_delay_s, 0, most);
    check_range(answer.diagnostics, "the time until a promotion", question.detect_and_promote_s, 0, most);
    if (!answer.diagnostics.empty()) return answer;

    const double on_their_way = question.writes_per_s * question.replication_delay_s;
    answer.config = {on_their_way, std::sqrt(on_their_way), math::exp(-on_their_way), question.writes_per_s * question.detect_and_promote_s, 0.0};
    return answer;
}

Figures figures_of(const Failover& failover)
{
    return {{"expected_lost_writes_async", failover.expected_lost_writes_async, "acknowledged writes lost in the mean, asynchronous"},
            {"lost_writes_sd", failover.lost_writes_sd, "standard deviation of that"},
            {"p_no_loss", failover.p_no_loss, "probability that none is lost"},
            {"refused_writes_during_failover", failover.refused_writes_during_failover, "writes refused until the promotion"},
            {"expected_lost_writes_semisync", failover.expected_lost_writes_semisync, "acknowledged writes lost, semi-synchronous"}};
}

}  // namespace evenkeel::calc
