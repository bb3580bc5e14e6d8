#include "console/commands/curl.hpp"

#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "net/http_words.hpp"

namespace evenkeel::console {

namespace {

/// What came of a request: times in nanoseconds since it was typed.
struct Outcome {
    int exit_code = 0;
    std::string error;
    const ProbeRequest* request = nullptr;
};

std::int64_t milliseconds(Instant from, Instant to) { return (to - from).ns / ns_per_ms; }

Outcome failure(int exit_code, std::string text) { return {exit_code, fmt::format("curl: ({}) {}\n", exit_code, text), nullptr}; }

Outcome outcome_of(const Showing& showing, const CurlCall& call)
{
    const Operated& typed = showing.typed;
    if (typed.reply != Reply::asked) return failure(6, "Could not resolve host: " + call.host);
    const Service& service = showing.world.network.services[typed.probe.index];
    const ProbeRequest& request = showing.world.probes[service.index].requests[typed.request];
    const std::int64_t took = milliseconds(request.asked, request.ended);
    const std::string unreachable = fmt::format("Failed to connect to {} port {} after {} ms: Couldn't connect to server", call.host, call.port, took);
    Outcome outcome;
    switch (request.phase) {
    case ProbePhase::connecting:
    case ProbePhase::waiting:
    case ProbePhase::hung_up:
    case ProbePhase::answered: break;
    case ProbePhase::timed_out:
        if (request.connected != never) outcome = failure(28, fmt::format("Operation timed out after {} milliseconds with 0 bytes received", took));
        else if (call.limit.ns > 0 && (call.connect_limit.ns == 0 || call.limit <= call.connect_limit)) outcome = failure(28, fmt::format("Connection timed out after {} milliseconds", took));
        else outcome = failure(28, fmt::format("Failed to connect to {} port {} after {} ms: Timeout was reached", call.host, call.port, took));
        break;
    case ProbePhase::failed:
        if (request.failure == NoticeKind::refused) outcome = failure(7, unreachable);
        else if (request.failure == NoticeKind::unanswered) outcome = failure(28, unreachable);
        else if (request.failure == NoticeKind::peer_closed) outcome = failure(52, "Empty reply from server");
        else outcome = failure(56, "Recv failure: Connection reset by peer");
        break;
    }
    outcome.request = &request;
    return outcome;
}

/// True when a HAProxy listens there: it writes names of headers in small letters.
bool is_balancer(const World& world, const Operated& typed)
{
    for (const Listener& listener : world.network.listeners)
        if (listener.port == typed.to.port && world.network.services[listener.service.index].kind == ServiceKind::balancer) {
            if (typed.to.address == listener.address) return true;
            for (const AttachmentId link : world.network.hosts[listener.host.index].attachments)
                if (world.network.attachments[link.index].address == typed.to.address) return true;
            if (world.network.hosts[listener.host.index].name == typed.host && ipv4_number(typed.to.address) >> 24 == 127) return true;
        }
    return false;
}

/// HAProxy 2.6's own pages (recorded: tests/golden/console/pages.json): the line below the title.
constexpr std::array<std::pair<std::int32_t, std::string_view>, 18> pages{{
    {400, "Your browser sent an invalid request."},
    {401, "You need a valid user and password to access this content."},
    {403, "Request forbidden by administrative rules."},
    {404, "The resource could not be found."},
    {405, "A request was made of a resource using a request method not supported by that resource"},
    {407, "You need a valid user and password to access this content."},
    {408, "Your browser didn't send a complete request in time."},
    {410, "The resource is no longer available and will not be available again."},
    {413, "The request entity exceeds the maximum allowed."},
    {421, "Request sent to a non-authoritative server."},
    {422, "The server cannot process the contained instructions."},
    {425, "Your browser sent early data."},
    {429, "You have sent too many requests in a given amount of time."},
    {500, "An internal server error occurred."},
    {501, "The server does not support the functionality required to fulfill the request."},
    {502, "The server returned an invalid or incomplete response."},
    {503, "No server is available to handle this request."},
    {504, "The server didn't respond in time."},
}};

struct Page {
    std::string headers;            ///< "name: value\r\n" each
    std::string body;
};

Page page_of(const World& world, const Operated& typed, const Message& answer)
{
    const bool balanced = is_balancer(world, typed);
    Page page;
    const auto own = std::find_if(pages.begin(), pages.end(), [&](const auto& each) { return each.first == answer.status; });
    if (balanced && !answer.answered_by && !answer.body && own != pages.end()) {
        page.body = fmt::format("<html><body><h1>{} {}</h1>\n{}\n</body></html>\n", answer.status, reason_phrase(answer.status), own->second);
        page.headers = fmt::format("content-length: {}\r\ncache-control: no-cache\r\ncontent-type: text/html\r\n", page.body.size());
    } else if (balanced && !answer.answered_by && answer.status >= 300 && answer.status < 400) {
        page.headers = "content-length: 0\r\n";
    } else if (answer.body) {
        page.body = world.network.texts[answer.body];
    } else {
        const std::string_view by = answer.answered_by ? std::string_view(world.network.hosts[answer.answered_by.index].name) : std::string_view(typed.host);
        page.body = fmt::format("({} bytes from {})\n", answer.bytes, by);
    }
    std::string lines(world.network.texts[answer.headers]);
    if (answer.cookie) lines += fmt::format("Set-Cookie: {}\n", world.network.texts[answer.cookie]);
    const bool is_chunked = lines.find("Transfer-Encoding: chunked") != std::string::npos;
    for (const std::string_view line : split(lines, '\n')) {
        if (line.empty()) continue;
        const std::size_t colon = std::min(line.find(':'), line.size());
        if (answer.body && !is_chunked && balanced && !answer.answered_by && line.starts_with("Content-Type:")) page.headers += fmt::format("content-length: {}\r\n", page.body.size());
        page.headers += (balanced ? lower(line.substr(0, colon)) : std::string(line.substr(0, colon))) + std::string(line.substr(colon)) + "\r\n";
    }
    return page;
}

std::string seconds_of(const ProbeRequest* request, Instant until)
{
    if (request == nullptr || until == never) return "0.000000";
    const std::int64_t us = (until - request->asked).ns / ns_per_us;
    return fmt::format("{}.{:06}", us / 1'000'000, us % 1'000'000);
}

/// The value of a %{variable}; nothing for a name that curl does not know either.
std::optional<std::string> variable(std::string_view name, const Showing& showing, const CurlCall& call, const Outcome& outcome, std::size_t size)
{
    const ProbeRequest* request = outcome.request;
    const bool connected = request != nullptr && request->connected != never;
    const bool answered = request != nullptr && request->phase == ProbePhase::answered;
    if (name == "http_code" || name == "response_code") return fmt::format("{:03}", answered ? request->answer.status : 0);
    if (name == "time_total") return seconds_of(request, request == nullptr ? never : request->ended);
    if (name == "time_connect") return seconds_of(request, request == nullptr ? never : request->connected);
    if (name == "time_pretransfer") return seconds_of(request, request == nullptr ? never : request->connected);
    if (name == "time_starttransfer") return seconds_of(request, answered ? request->ended : never);
    if (name == "time_namelookup" || name == "time_appconnect" || name == "time_redirect") return "0.000000";
    if (name == "size_download") return std::to_string(size);
    if (name == "num_connects") return connected ? "1" : "0";
    if (name == "num_redirects") return "0";
    if (name == "remote_ip") return connected ? to_text(showing.typed.to.address) : std::string{};
    if (name == "remote_port") return connected ? std::to_string(showing.typed.to.port) : "0";
    if (name == "url") return call.url;
    if (name == "url_effective") return call.url.find("://") == std::string::npos ? "http://" + call.host_header + call.path : call.url;
    if (name == "method") return std::string(method_of(call));
    if (name == "exitcode") return std::to_string(outcome.exit_code);
    if (name == "http_version") return answered ? "1.1" : "0";
    if (name == "scheme") return "HTTP";
    if (name == "content_type") return "";
    if (name == "errormsg") return outcome.error.empty() ? std::string{} : outcome.error.substr(outcome.error.find(") ") + 2, outcome.error.size() - outcome.error.find(") ") - 3);
    if (name == "redirect_url") {
        const std::string_view location = answered ? header_line(showing.world.network.texts[request->answer.headers], "location") : std::string_view{};
        return location.starts_with('/') ? "http://" + call.host_header + std::string(location) : std::string(location);
    }
    return std::nullopt;
}

void write_out(Printed& printed, const Showing& showing, const CurlCall& call, const Outcome& outcome, std::size_t size)
{
    const std::string_view format = call.write_out;
    for (std::size_t i = 0; i < format.size(); ++i) {
        const char next = i + 1 < format.size() ? format[i + 1] : '\0';
        if (format[i] == '%' && next == '%') {
            printed.text += '%';
            ++i;
        } else if (format[i] == '%' && next == '{' && format.find('}', i) != std::string_view::npos) {
            const std::size_t end = format.find('}', i);
            const std::string_view name = format.substr(i + 2, end - i - 2);
            if (const auto value = variable(name, showing, call, outcome, size)) printed.text += *value;
            else printed.error += fmt::format("curl: unknown --write-out variable: '{}'\n", name);
            i = end;
        } else if (format[i] == '\\' && (next == 'n' || next == 't' || next == 'r')) {
            printed.text += next == 'n' ? '\n' : next == 't' ? '\t' : '\r';
            ++i;
        } else {
            printed.text += format[i];
        }
    }
}

}  // namespace

Printed print_curl(const Showing& showing)
{
    const CurlCall call = read_curl(showing.words);
    const bool tells = !call.silent || call.shows_errors;
    // What is wrong with an option is told in any case, what is wrong with a transfer is not.
    if (!call.error.empty()) return failed(tells || !call.error.starts_with("curl: (") ? call.error : std::string{}, call.exit_code);
    Outcome outcome = outcome_of(showing, call);
    Printed printed;
    printed.over = outcome.request == nullptr || outcome.request->ended != never;
    if (!printed.over) return printed;
    std::size_t size = 0;
    if (outcome.error.empty()) {
        const Message& answer = outcome.request->answer;
        const Page page = page_of(showing.world, showing.typed, answer);
        const bool fails = call.fails && answer.status >= 400;
        if (fails) outcome = {22, fmt::format("curl: (22) The requested URL returned error: {}\n", answer.status), outcome.request};
        if ((call.with_head || call.only_head) && !call.discards) printed.text += fmt::format("HTTP/1.1 {} {}\r\n{}\r\n", answer.status, reason_phrase(answer.status), page.headers);
        const bool has_body = method_of(call) != "HEAD" && !fails;
        if (has_body && !call.discards) printed.text += page.body;
        if (has_body) size = page.body.size();
    }
    printed.exit_code = outcome.exit_code;
    if (tells) printed.error = outcome.error;
    if (!call.write_out.empty()) write_out(printed, showing, call, outcome, size);
    return printed;
}

}  // namespace evenkeel::console
