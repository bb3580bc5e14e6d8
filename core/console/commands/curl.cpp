// curl URL: one request over the simulated network; its answer takes its time.
// Differs: no TLS, no redirects followed (-L), no files; it keeps no connection, since it ends. A page whose text is not known is
// a line in parentheses. Without -s no progress is shown, as on a terminal.

#include "console/commands/curl.hpp"

#include <fmt/format.h>

#include "balancer/text_codes.hpp"
#include "base/text.hpp"
#include "net/http_words.hpp"

namespace evenkeel::console {

namespace {

bool names_header(std::string_view headers, std::string_view name)
{
    for (const std::string_view line : split(headers, '\n'))
        if (equal_ignoring_case(line.substr(0, line.find(':')), name)) return true;
    return false;
}

void read(Reading& reading)
{
    const CurlCall call = read_curl(reading.words);
    if (call.unknown != nullptr) return reading.not_simulated(*call.unknown, call.what, "curl -s -S -f -i -I -o /dev/null -w FORMAT -H -X -d -b -A -u -m --connect-timeout");
    if (!call.error.empty()) return;
    AskByHand request{call.host, call.port, evenkeel::method_of(method_of(call)), call.path, call.host_header, {}, call.cookie, call.body, call.connect_limit, call.limit};
    if (!names_header(call.headers, "user-agent")) request.headers += "User-Agent: curl/7.88.1\n";
    if (!names_header(call.headers, "accept")) request.headers += "Accept: */*\n";
    if (!call.user.empty() && !names_header(call.headers, "authorization")) request.headers += fmt::format("Authorization: Basic {}\n", haproxy::base64(call.user));
    request.headers += call.headers;
    if (call.has_body) request.headers += fmt::format("Content-Length: {}\nContent-Type: application/x-www-form-urlencoded\n", call.body.size());
    reading.operate.effect = std::move(request);
}

}  // namespace

const Tool curl_tool{"curl", read, print_curl};

}  // namespace evenkeel::console
