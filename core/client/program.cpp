#include "client/program.hpp"

#include <array>

namespace evenkeel {

namespace {

constexpr std::size_t programs = static_cast<std::size_t>(ProgramKind::count_);
constexpr std::size_t ends = static_cast<std::size_t>(TransferEnd::count_);

/// Its "three requests" to a server that always breaks off are the two connections that a visit has ready, and a fresh one.
Program chromium()
{
    Program p;
    p.kind = ProgramKind::chromium;
    p.connecting.slow = SlowAddress::races;
    p.connecting.slow_after = 300_ms;
    p.keeping.per_host = 6;
    p.keeping.ready_for_visit = 2;
    p.keeping.stale_after = 300_s;          // from memory: its kUsedIdleSocketTimeout; idle ones are looked at only when one is needed
    p.keeping.unused_stale_after = 10_s;    // from memory
    p.repeating.on_kept = 100;              // no limit but the number of connections that lie ready
    p.repeating.after_408_on_kept = true;
    p.following.most = 19;
    p.following.keeps_permanent = true;
    p.asking.https_record = true;
    p.same_url = SameUrl::one_by_one;
    p.renews_posts = true;
    p.icon = Icon::each_visit;              // until it gets a picture
    p.shows_after = 100_ms;                 // median of 79 recorded visits
    p.visit_lead = 5_ms;                    // a guess: enough for a connection on a local network
    p.pause = 50_ms;                        // what drives it, a guess
    p.name_lifetime = 60_s;
    return p;
}

Program firefox()
{
    Program p;
    p.kind = ProgramKind::firefox;
    p.connecting.limit = 90_s;
    p.connecting.slow = SlowAddress::races_families;
    p.connecting.slow_after = 250_ms;           // from memory: network.http.connection-retry-timeout; recorded below 0.3 s
    p.connecting.next_after_failure = false;    // in 7 of 9 recordings; in 2 it went on to the next address
    p.connecting.remembers_failures = true;
    p.connecting.once_more = true;              // recorded: 91 s on the first visit, 182 s on the next
    p.keeping.per_host = 6;
    p.keeping.idle_limit = 115_s;
    p.keeping.closes_after_408 = true;
    p.repeating.on_kept = 10;
    p.repeating.on_fresh = 10;
    p.repeating.after_408_on_kept = true;       // from memory: nsHttpConnection, within a second of the request
    p.following.most = 20;
    p.asking = {true, true, true, false};       // recorded; why A comes twice is not known
    p.same_url = SameUrl::after_the_first;
    p.icon = Icon::once;
    p.shows_after = 100_ms;                     // median of 50 recorded visits
    p.pause = 50_ms;
    p.name_lifetime = 60_s;
    return p;
}

Program curl()
{
    Program p;
    p.kind = ProgramKind::curl;
    p.connecting.limit = 300_s;                 // from memory
    p.connecting.slow = SlowAddress::races_families;
    p.connecting.slow_after = 200_ms;           // its constant; recorded 0.3 s
    p.repeating.on_kept = 6;                    // from memory: CONN_MAX_RETRIES 5
    p.trying.pause = 1_s;
    p.trying.longest_pause = 600_s;
    p.trying.statuses = {408, 429, 500, 502, 503, 504};
    p.trying.after_time_out = true;
    p.trying.heeds_retry_after = true;
    p.trying.from_the_beginning = true;
    p.ends_after_step = true;
    p.pause = 100_us;
    p.name_lifetime = 60_s;
    return p;
}

Program wget()
{
    Program p;
    p.kind = ProgramKind::wget;
    p.connecting.remembers_failures = true;
    p.waiting.answer = 900_s;                   // from memory
    p.waiting.body = 900_s;
    p.trying.tries = 20;
    p.trying.backoff = Backoff::linear;
    p.trying.pause = 1_s;
    p.trying.longest_pause = 10_s;
    p.trying.statuses = {504};
    p.trying.after_time_out = true;
    p.trying.after_no_answer = true;
    p.trying.after_cut = true;
    p.trying.resumes = true;
    p.trying.fails_when_used_up = true;
    p.following.most = 20;
    p.takes_noise = true;
    p.ends_after_step = true;
    p.pause = 100_us;
    p.name_lifetime = 3600_s;
    return p;
}

Program urllib()
{
    Program p;
    p.kind = ProgramKind::urllib;
    p.keeping.keeps = false;
    p.following.most = INT64_MAX;
    p.following.most_places = 10;
    p.following.most_to_one = 4;
    p.following.simple_methods_only = true;
    p.pause = 100_us;
    return p;
}

Program requests()
{
    Program p;
    p.kind = ProgramKind::requests;
    p.keeping.ignores_surplus = true;
    p.following.most = 30;
    p.following.found_becomes_get = true;
    p.pause = 100_us;
    return p;
}

Program node()
{
    Program p;
    p.kind = ProgramKind::node;
    p.connecting.limit = 10_s;
    p.connecting.slow = SlowAddress::gives_up;
    p.connecting.slow_after = 250_ms;
    p.keeping.idle_limit = 4_s;
    p.keeping.heeds_hint = true;
    p.keeping.first_free = true;
    p.following.most = 20;
    p.following.from_head = true;
    p.waiting.answer = 300_s;
    p.waiting.body = 300_s;
    p.pause = 100_us;
    return p;
}

std::array<Program, programs> make_programs() { return {chromium(), firefox(), curl(), wget(), urllib(), requests(), node()}; }

using Words = std::array<std::string_view, ends>;

/// In the order of TransferEnd. "-": the program knows no such end.
constexpr std::array<Words, programs> words = {
    Words{"", "net::ERR_NAME_NOT_RESOLVED", "net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_TIMED_OUT", "-", "-", "-", "net::ERR_CONNECTION_RESET",
          "net::ERR_EMPTY_RESPONSE", "net::ERR_CONTENT_LENGTH_MISMATCH", "net::ERR_CONNECTION_RESET", "net::ERR_INVALID_HTTP_RESPONSE", "-", "net::ERR_TOO_MANY_REDIRECTS"},
    Words{"", "neterror:dnsNotFound", "neterror:connectionFailure", "neterror:netTimeout", "-", "-", "-", "neterror:netReset", "neterror:netReset",
          "neterror:netInterrupt", "neterror:netReset", "neterror:netReset", "-", "neterror:redirectLoop"},
    Words{"", "6", "7", "28", "28", "28", "28", "56", "52", "18", "56", "1", "-", "47"},
    Words{"", "4", "4", "4", "4", "4", "4", "4", "4", "4", "4", "4", "4", "8"},
    Words{"", "URLError: [Errno -2]", "URLError: [Errno 111]", "URLError: [Errno 110]", "TimeoutError", "TimeoutError", "-", "ConnectionResetError",
          "RemoteDisconnected", "IncompleteRead", "ConnectionResetError", "BadStatusLine", "-", "HTTPError: infinite loop"},
    Words{"", "NameResolutionError", "NewConnectionError", "ConnectTimeout", "ReadTimeout", "ReadTimeout", "-", "ConnectionResetError",
          "RemoteDisconnected", "ChunkedEncodingError", "ChunkedEncodingError", "BadStatusLine", "RetryError", "TooManyRedirects"},
    Words{"", "fetch failed: ENOTFOUND", "fetch failed: ECONNREFUSED", "fetch failed: UND_ERR_CONNECT_TIMEOUT", "fetch failed: UND_ERR_HEADERS_TIMEOUT",
          "terminated: UND_ERR_BODY_TIMEOUT", "-", "fetch failed: ECONNRESET", "fetch failed: UND_ERR_SOCKET", "terminated: UND_ERR_SOCKET",
          "terminated: ECONNRESET", "fetch failed: HPE_INVALID_CONSTANT", "-", "fetch failed: redirect count exceeded"},
};

constexpr std::array<std::string_view, programs> names = {"chromium", "firefox", "curl", "wget", "urllib", "requests", "node"};

}  // namespace

const Program& program(ProgramKind kind)
{
    static const std::array<Program, programs> all = make_programs();
    return all[static_cast<std::size_t>(kind)];
}

std::string_view name_of(ProgramKind kind) { return names[static_cast<std::size_t>(kind)]; }

std::string_view error_of(ProgramKind kind, TransferEnd end) { return words[static_cast<std::size_t>(kind)][static_cast<std::size_t>(end)]; }

}  // namespace evenkeel
