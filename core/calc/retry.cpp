#include "calc/retry.hpp"

namespace evenkeel::calc {

Parsed<Retry> retry(const RetryQuestion& question)
{
    Parsed<Retry> answer;
    check_range(answer.diagnostics, "the probability of a failure", question.failure_probability, 0, 1);
    check_range(answer.diagnostics, "the number of retries", static_cast<double>(question.retries), 0, 1000);
    if (!answer.diagnostics.empty()) return answer;

    const double p = question.failure_probability;
    double attempts = 0.0;
    double all_failed = 1.0;
    for (std::int64_t i = 0; i <= question.retries; ++i) {
        attempts += all_failed;
        all_failed *= p;
    }
    // (1 - p)(1 + p + … + p^r) is 1 - p^(r + 1) without the loss of digits where p is near 1.
    answer.config = {attempts, (1.0 - p) * attempts, attempts * attempts * attempts};
    return answer;
}

Figures figures_of(const Retry& retry)
{
    return {{"load_amplification", retry.load_amplification, "attempts a request"},
            {"success_probability", retry.success_probability, "share of requests that succeed"},
            {"amplification_three_layers", retry.amplification_three_layers, "attempts if three layers each retry"}};
}

}  // namespace evenkeel::calc
