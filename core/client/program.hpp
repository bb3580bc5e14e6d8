#pragma once
// Real programs as clients: how each connects, keeps connections, waits and tries again. One row a program (program.cpp).
//
// Source: recorded from Chromium 156, Firefox ESR 153, curl 7.88.1, wget 1.21.3, Python 3.11 urllib, requests 2.34 with
// urllib3 2.7, Node 20.20 fetch (undici 6.24); what was not recorded says so in program.cpp.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace evenkeel {

enum class ProgramKind : std::uint8_t { chromium, firefox, curl, wget, urllib, requests, node, count_ };

inline constexpr Duration no_limit{-1};

/// What a program does while an address of several does not answer.
enum class SlowAddress : std::uint8_t {
    waits,          ///< until the kernel or a limit gives it up
    races,          ///< the next one too, whichever is first
    races_families, ///< likewise, but only an address of the other family
    gives_up,       ///< the next one instead
};

struct Connecting {
    Duration limit = no_limit;              ///< for all addresses together
    Duration limit_per_address = no_limit;
    SlowAddress slow{};
    Duration slow_after;
    bool next_after_failure = true;         ///< a refused or given up address is followed by the next
    bool remembers_failures = false;        ///< later connections begin with another address
    bool once_more = false;                 ///< a host that has not answered within `limit` before is given it twice
};

struct Keeping {
    bool keeps = true;                      ///< false: each request asks for `Connection: close`
    std::int64_t per_host = 0;              ///< connections at once to one host and port; 0: no limit
    std::int64_t ready_for_visit = 0;       ///< a visit sees to it that there are so many, used or not
    Duration idle_limit = no_limit;         ///< closed after this time without a request
    Duration stale_after = no_limit;        ///< not closed, but not used again after this time
    Duration unused_stale_after = no_limit; ///< likewise, one that never carried a request
    bool heeds_hint = false;                ///< the server's `Keep-Alive: timeout=` less 2 s
    bool ignores_surplus = false;           ///< bytes after the answer do not end the connection
    bool closes_after_408 = false;
    bool first_free = false;                ///< a request goes at once to the connection made first that is free, or has one made and waits for that
};

struct Waiting {
    Duration answer = no_limit;             ///< from the request to the head of the answer
    Duration body = no_limit;               ///< between two parts of the body
    Duration whole = no_limit;              ///< for one try of one request
};

/// A request is repeated at once, on another connection, when nothing of its answer came. Counted are the requests sent.
struct Repeating {
    std::int64_t on_kept = 1;               ///< as long as it was sent on a connection that lay ready
    std::int64_t on_fresh = 1;              ///< on any connection, for methods that change nothing
    bool after_408_on_kept = false;
};

enum class Backoff : std::uint8_t { doubling, linear, doubling_from_second };

/// Trying again after a pause, as far as a program is told to.
struct Trying {
    std::int64_t tries = 1;
    Backoff backoff{};
    Duration pause;                         ///< doubling: 1, 2, 4 … times this; linear: 1, 2, 3 …; from_second: 0, 2, 4 …
    Duration longest_pause;
    std::vector<std::int32_t> statuses;
    bool after_refusal = false;
    bool after_time_out = false;
    bool after_no_answer = false;           ///< reset or closed before an answer
    bool after_cut = false;                 ///< in the body
    bool safe_methods_only = false;         ///< but after a failure to connect
    bool heeds_retry_after = false;
    bool told_by_retry_after = false;       ///< 413, 429, 503 with Retry-After are tried again, whatever `statuses` says
    bool resumes = false;                   ///< asks for the rest with Range
    bool from_the_beginning = false;        ///< where it was asked at first, not where it was sent to
    bool fails_when_used_up = false;        ///< with a status in hand
};

/// Where an answer sends it with Location.
struct Following {
    std::int64_t most = 0;                  ///< redirects of one request; 0: it shows the answer instead
    std::int64_t most_places = INT64_MAX;   ///< different addresses
    std::int64_t most_to_one = INT64_MAX;   ///< to the same address
    bool keeps_method = false;              ///< whatever the status says, as a method given by hand
    bool found_becomes_get = false;         ///< after a 302 every method but HEAD, not POST alone
    bool simple_methods_only = false;       ///< GET and HEAD, and POST where it becomes GET; others show the answer
    bool from_head = false;                 ///< asks there before the answer's connection is free again
    bool keeps_permanent = false;           ///< 301 and 308, and those with max-age, are not asked again
};

/// Questions to the name server beside those for a name's addresses, A and AAAA.
struct Asking {
    bool https_record = false;
    bool https_record_once = false;         ///< not when a name is asked again
    bool a_twice_on_renewal = false;
    bool heeds_ttl = true;                  ///< false: `name_lifetime` alone counts
};

/// Requests for one URL at the same time.
enum class SameUrl : std::uint8_t {
    at_once,
    one_by_one,         ///< each waits for the head of the one before
    after_the_first,    ///< all others wait for the first answer
};

enum class Icon : std::uint8_t { none, once, each_visit };

struct Program {
    ProgramKind kind{};
    Connecting connecting;
    Keeping keeping;
    Waiting waiting;
    Repeating repeating;
    Trying trying;
    Following following;
    SameUrl same_url{};
    Icon icon{};                            ///< asked for after a visit
    bool renews_posts = false;              ///< a form sent by a visit says `Cache-Control: max-age=0`
    bool takes_noise = false;               ///< what is not HTTP is a page all the same
    bool ends_after_step = false;           ///< one process a step: nothing is kept for the next
    Duration visit_lead;                    ///< from the first SYN of a visit to its request
    Duration shows_after;                   ///< from the answer of a visit until its page is shown
    Duration pause;                         ///< its own work between two requests, and between two steps
    Asking asking;
    Duration name_lifetime;                 ///< a name is asked again after this time or its own, whichever is longer; 0: always
};

/// As it comes out of its package, without options.
const Program& program(ProgramKind kind);
std::string_view name_of(ProgramKind kind);

/// How a request ended.
enum class TransferEnd : std::uint8_t {
    answered,
    no_address,
    refused,
    connect_time_out,
    answer_time_out,
    body_time_out,
    whole_time_out,
    reset,              ///< before an answer
    closed,             ///< without an answer
    cut,                ///< in the body, by FIN
    cut_by_reset,
    not_http,
    used_up,            ///< every try ended with a status that is tried again
    too_many_redirects,
    count_,
};

/// What the program says of it: "net::ERR_EMPTY_RESPONSE", "52", "ConnectionResetError". Empty for an answer.
std::string_view error_of(ProgramKind kind, TransferEnd end);

}  // namespace evenkeel
