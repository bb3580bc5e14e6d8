// http-response and http-after-response: the backend's rules first, then the frontend's.

#include "balancer/edit_header.hpp"
#include "balancer/format.hpp"
#include "balancer/reasons.hpp"
#include "balancer/sticking.hpp"

namespace evenkeel::haproxy {

namespace {

/// An answer in place of the server's: for the log that one never came, but its size counts.
void answer_instead(Process& p, StreamId id, Termination termination, const Message& response, Message answer)
{
    p.balancer.streams[id].times.answered = Instant{-1};
    answer.bytes += response.bytes;
    end_stream(p, id, termination, answer);
}

void refuse_response(Process& p, StreamId id, const Message& response, const HttpRule& rule)
{
    Stream& stream = p.balancer.streams[id];
    ++p.balancer.frontends[stream.frontend].dresp;
    ++p.farm(stream).counters.dresp;
    if (ServerCounters* counters = p.server_counters(stream)) ++counters->dresp;
    answer_instead(p, id, {'P', 'H'}, response, refusal(p, stream, &response, rule, 502));
}

/// The client never learns of the answer, which counts as if it had, and of a request that was denied.
void drop_silently(Process& p, StreamId id, const Message& response)
{
    Stream& stream = p.balancer.streams[id];
    ++p.balancer.frontends[stream.frontend].dreq;
    ++p.farm(stream).counters.dreq;
    stream.times.answered = Instant{-1};
    p.balancer.sessions[stream.session].silent = true;
    end_stream(p, id, {'P', 'R'}, response, true);
}

/// Rules up to one that ends them; gives one that puts an answer of its own in place of this one.
const HttpRule* run(Process& p, const Stream& stream, const std::vector<HttpRule>& rules, Message& response)
{
    for (const HttpRule& rule : rules) {
        if (!is_met(p, stream, rule.condition, &response)) continue;
        switch (rule.action) {
        case RuleAction::set_header:
        case RuleAction::add_header:
        case RuleAction::del_header:
        case RuleAction::replace_header:
        case RuleAction::replace_value: {
            const std::string value = render_header(p, stream, &response, rule.value);
            edit_header(p.context.network.texts, response, rule, value);
            break;
        }
        case RuleAction::set_variable:
        case RuleAction::set_variable_format:
        case RuleAction::unset_variable: change_variable(p, stream, &response, rule); break;
        case RuleAction::capture: keep_capture(p, stream, &response, rule); break;
        case RuleAction::set_map:
        case RuleAction::del_map:
        case RuleAction::add_acl:
        case RuleAction::del_acl: change_patterns(p, stream, &response, rule); break;
        case RuleAction::set_status: response.status = rule.status; break;
        case RuleAction::set_log_level: set_log_level(p, stream, rule); break;
        case RuleAction::increment_counter:
        case RuleAction::set_tag: change_tracked(p, stream, &response, rule); break;
        case RuleAction::allow: return nullptr;
        case RuleAction::deny:
        case RuleAction::silent_drop:
        case RuleAction::return_status:
        case RuleAction::redirect_location: return &rule;
        case RuleAction::redirect_scheme:
        case RuleAction::redirect_prefix:
        case RuleAction::reject:
        case RuleAction::tarpit:
        case RuleAction::close_server:
        case RuleAction::track:
        case RuleAction::authenticate:
        case RuleAction::set_method:
        case RuleAction::set_path:
        case RuleAction::set_path_and_query:
        case RuleAction::set_query:
        case RuleAction::set_uri:
        case RuleAction::replace_path:
        case RuleAction::replace_path_and_query:
        case RuleAction::replace_uri:
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
        const HttpRule* own = run(p, stream, *rules, response);
        if (own == nullptr) continue;
        if (own->action == RuleAction::silent_drop) return drop_silently(p, id, response), false;
        if (own->action == RuleAction::deny) return refuse_response(p, id, response, *own), false;
        const bool redirects = own->action == RuleAction::redirect_location;
        answer_instead(p, id, {'L', 'H'}, response, redirects ? redirection(p, *own, render(p, stream, &response, own->value)) : returned_response(p, stream, &response, *own));
        return false;
    }
    return true;
}

void apply_after_response_rules(Process& p, const Stream& stream, Message& response, bool from_server)
{
    const std::int32_t status = response.status;
    const std::int64_t before = from_server ? 0 : size_of_header_lines(p, response);
    if (stream.backend != no_index) run(p, stream, p.backend(stream).after_response_rules, response);
    run(p, stream, p.frontend(stream).after_response_rules, response);
    if (from_server) return;
    response.bytes += size_of_header_lines(p, response) - before;
    if (response.status != status) response.bytes += static_cast<std::int64_t>(reason_of(response.status).size()) - static_cast<std::int64_t>(page_reason_of(status).size());
}

}  // namespace evenkeel::haproxy
