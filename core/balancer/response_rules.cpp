// http-response and http-after-response: the backend's rules first, then the frontend's.

#include "balancer/edit_header.hpp"
#include "balancer/sticking.hpp"

namespace evenkeel::haproxy {

namespace {

void refuse_response(Process& p, StreamId id, const HttpRule& rule)
{
    Stream& stream = p.balancer.streams[id];
    ++p.balancer.frontends[stream.frontend].dresp;
    ++p.farm(stream).counters.dresp;
    ++p.farm(stream).servers[stream.server.index].counters.dresp;
    end_stream(p, id, {'P', 'H'}, own_response(p, rule.status != 0 ? rule.status : 502, rule.value));
}

/// Rules up to one that ends them; gives one that puts an answer of its own in place of this one.
const HttpRule* run(Process& p, const Stream& stream, const std::vector<HttpRule>& rules, Message& response)
{
    for (const HttpRule& rule : rules) {
        if (!is_met(p, stream, rule.condition, &response)) continue;
        switch (rule.action) {
        case RuleAction::set_header:
        case RuleAction::add_header:
        case RuleAction::del_header: edit_header(p.context.network.texts, response, rule); break;
        case RuleAction::set_status: response.status = rule.status; break;
        case RuleAction::increment_gpc0:
        case RuleAction::increment_gpc1:
        case RuleAction::set_gpt0: change_tracked(p, rule, tracked_by(p, stream)); break;
        case RuleAction::allow: return nullptr;
        case RuleAction::deny:
        case RuleAction::return_status:
        case RuleAction::redirect_location: return &rule;
        case RuleAction::redirect_scheme:
        case RuleAction::redirect_prefix:
        case RuleAction::reject:
        case RuleAction::tarpit:
        case RuleAction::track:
        case RuleAction::disable_l7_retry: break;   // not in answers: the reader names them
        }
    }
    return nullptr;
}

}  // namespace

bool apply_response_rules(Process& p, StreamId id, Message& response)
{
    const Stream& stream = p.balancer.streams[id];
    const std::vector<HttpRule>* lists[] = {&p.backend(stream).response_rules, &p.frontend(stream).response_rules};
    for (const std::vector<HttpRule>* rules : lists) {
        const HttpRule* refusal = run(p, stream, *rules, response);
        if (refusal == nullptr) continue;
        if (refusal->action == RuleAction::deny) return refuse_response(p, id, *refusal), false;
        const bool redirects = refusal->action == RuleAction::redirect_location;
        end_stream(p, id, {'L', 'H'}, redirects ? redirection(p, refusal->status, refusal->value) : returned_response(p, refusal->status, refusal->value));
        return false;
    }
    return true;
}

void apply_after_response_rules(Process& p, const Stream& stream, Message& response)
{
    if (stream.backend != no_index) run(p, stream, p.backend(stream).after_response_rules, response);
    run(p, stream, p.frontend(stream).after_response_rules, response);
}

}  // namespace evenkeel::haproxy
