// Who asks for the statistics of a section, and what they get. Recorded from HAProxy 2.6.12 (tests/golden/haproxy-log/statistics.json).
// Differs: the page for browsers is written in words and marks of our own, so its size is not HAProxy's.

#include "balancer/statistics_page.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "balancer/authorization.hpp"
#include "balancer/http_text.hpp"
#include "balancer/show.hpp"
#include "balancer/sticking.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

std::string_view target_of(const Process& p, const Stream& stream) { return path_and_query(p.context.network.texts[stream.request.path]); }

bool asks_for(const Process& p, const Stream& stream, const StatisticsPage& page)
{
    const Method method = stream.received.method;
    return (method == Method::get || method == Method::head || method == Method::post) && target_of(p, stream).starts_with(page.uri);
}

/// From here on the log has <STATS> for a server, and times of one that needed none.
void begin(Process& p, Stream& stream)
{
    stream.chosen_by = ChosenBy::statistics;
    stream.times.assigned = stream.times.connected = p.context.now;
}

/// Whoever is refused gets the right answer; log and counters have one that says "bad request", of the size of both, and two
/// requests that their client is said to have given up.
void refuse(Process& p, StreamId id, Termination termination, Message answer)
{
    const Stream& stream = p.balancer.streams[id];
    const std::uint32_t backend = backend_in_log(p, stream);
    if (backend != no_index) p.balancer.farms[backend].counters.cli_abrt += 2;
    answer.bytes += own_response(p, stream, 400).bytes;
    end_stream(p, id, termination, told_as(p, std::move(answer), 400));
}

void deny(Process& p, StreamId id)
{
    const Stream& stream = p.balancer.streams[id];
    ++p.balancer.frontends[stream.frontend].dreq;
    if (stream.backend != no_index) ++p.farm(stream).counters.dreq;
    refuse(p, id, {'P', 'R'}, own_response(p, stream, 403));
}

void ask_who(Process& p, StreamId id, std::string_view realm)
{
    const Stream& stream = p.balancer.streams[id];
    count_intercepted(p, stream);
    refuse(p, id, {'L', 'R'}, unauthorized(p, stream, realm));
}

/// True when nobody comes in.
bool is_refused(Process& p, StreamId id, const StatisticsPage& page)
{
    const Stream& stream = p.balancer.streams[id];
    for (const HttpRule& rule : page.rules) {
        if (!is_met(p, stream, rule.condition)) continue;
        if (rule.action == RuleAction::allow) return false;
        if (rule.action == RuleAction::deny) return deny(p, id), true;
        return ask_who(p, id, rule.name.empty() ? page.realm : rule.name), true;
    }
    if (page.users.empty() || is_known_user(page.users, StreamView(p, stream).request)) return false;
    return ask_who(p, id, page.realm), true;
}

/// The lines of the sections that the page shows.
std::string in_scope(std::string csv, const std::vector<std::string>& scope)
{
    if (scope.empty()) return csv;
    std::string kept;
    for (const std::string_view line : split(csv, '\n')) {
        const std::string_view section = line.substr(0, line.find(','));
        if (line.starts_with('#') || std::find(scope.begin(), scope.end(), section) != scope.end()) kept += fmt::format("{}\n", line);
    }
    return kept;
}

struct Content {
    std::string_view type;
    std::string text;
};

/// What follows the address says what is shown and how: ";csv", ";up", "?scope=…" and so on, wherever it stands.
Content content_of(Process& p, const StatisticsPage& page, std::string_view wishes)
{
    const auto has = [&](std::string_view word) { return wishes.find(word) != std::string_view::npos; };
    std::vector<std::string_view> words{"show", "stat"};
    if (has(";up")) words.push_back("up");
    if (has(";no-maint")) words.push_back("no-maint");
    const auto shown = [&] {
        std::string text = show_stat(p, words);
        text.pop_back();        // the empty line at the end is the socket's
        return text;
    };
    if (has(";csv")) return {"text/plain", in_scope(shown(), page.scope)};
    if (has(";json")) return words.push_back("json"), Content{"application/json", shown()};
    if (has(";typed")) return words.push_back("typed"), Content{"text/plain", shown()};
    return {"text/html", statistics_html(in_scope(shown(), page.scope))};
}

Message page_for(Process& p, const Stream& stream, const StatisticsPage& page)
{
    const std::string_view wishes = target_of(p, stream).substr(page.uri.size());
    const Content content = content_of(p, page, wishes);
    std::string lines = fmt::format("Cache-Control: no-cache\nContent-Type: {}\n", content.type);
    if (page.refresh_s > 0 && wishes.find(";norefresh") == std::string_view::npos) lines += fmt::format("Refresh: {}\n", page.refresh_s);
    if (stream.received.method != Method::head) lines += "Transfer-Encoding: chunked\n";
    return own_answer(p, stream, 200, lines, content.text);
}

/// A browser's form changes servers; it is sent back to the page, whose address says what came of it.
Message change_for(Process& p, StreamId id, const StatisticsPage& page)
{
    const Stream& asking = p.balancer.streams[id];
    const bool may = std::any_of(page.admin.begin(), page.admin.end(), [&](const Condition& condition) { return is_met(p, asking, condition); });
    const std::string form(p.context.network.texts[asking.request.body]);
    const std::string code = may ? change_by_statistics(p, form) : "DENY";
    // A change may let other requests in: the stream may lie elsewhere now.
    return own_answer(p, p.balancer.streams[id], 303, fmt::format("Cache-Control: no-cache\nContent-Type: text/plain\nContent-Length: 0\nLocation: {};st={}\n", page.uri, code), {});
}

}  // namespace

bool answered_by_statistics(Process& p, StreamId id, const StatisticsPage* page)
{
    if (page == nullptr || !asks_for(p, p.balancer.streams[id], *page)) return false;
    begin(p, p.balancer.streams[id]);
    if (is_refused(p, id, *page)) return true;
    Stream& stream = p.balancer.streams[id];
    count_intercepted(p, stream);
    stream.times.answered = p.context.now;
    const Message answer = stream.received.method == Method::post ? change_for(p, id, *page) : page_for(p, stream, *page);
    capture_headers(p, id, &answer);
    end_stream(p, id, {'L', 'R'}, answer);
    return true;
}

}  // namespace evenkeel::haproxy
