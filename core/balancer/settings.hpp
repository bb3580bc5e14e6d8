#pragma once
// What a haproxy.cfg says, as plain values: written by config/haproxy, read by the balancer. Names are HAProxy's.
//
// Everything is resolved: defaults sections are merged, references are indices, times are durations. A time that was not
// set is `unset` (HAProxy: infinite, or the documented fallback).

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "balancer/check_settings.hpp"
#include "balancer/log_level.hpp"
#include "balancer/patterns.hpp"
#include "balancer/sample.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace evenkeel::haproxy {

inline constexpr Duration unset{-1};
inline constexpr std::uint32_t no_index = 0xffff'ffff;

/// Where a setting stands in its file, for messages and the journal. Both count from 1.
struct Place {
    std::int32_t line = 0;
    std::int32_t column = 0;
};

enum class Mode : std::uint8_t { tcp, http };

/// `timeout …`, section 16 of the reference: unset = infinite, with the documented fallbacks applied by the reader's
/// users (queue and tarpit fall back to connect, http_keep_alive to http_request, that to client).
struct Timeouts {
    Duration connect = unset;
    Duration client = unset;
    Duration server = unset;
    Duration queue = unset;
    Duration check = unset;
    Duration http_request = unset;
    Duration http_keep_alive = unset;
    Duration tunnel = unset;
    Duration tarpit = unset;
    Duration client_fin = unset;
    Duration server_fin = unset;
};

/// One `acl` line or anonymous `{ … }`: true when a pattern of any set matches.
struct Criterion {
    std::string name;               ///< empty for an anonymous one
    SampleExpression sample;
    Match match{};
    std::vector<PatternsOf> patterns;   ///< of its files, then its own words
    Place at;
};

/// A named ACL (several lines of one name are alternatives) or an anonymous criterion, perhaps negated.
struct Term {
    std::vector<std::uint32_t> any_of;  ///< indices into Settings::criteria
    bool negated = false;
};
/// `if …` in disjunctive form: any of the lists, in which all must hold. Empty = always. `unless` is folded in by `inverted`.
struct Condition {
    std::vector<std::vector<Term>> any;
    bool inverted = false;
};

struct Bind {
    Address address;                ///< any: every address of the host
    std::uint16_t port = 0;
    bool tls = false;
    bool accept_proxy = false;
    std::uint32_t id = 0;           ///< given, or numbered from 1
    std::string name;
    std::int64_t maxconn = 0;       ///< of this listener; 0: none of its own
    Place at;
};

struct UseBackend {
    Condition condition;
    std::uint32_t backend = no_index;
    Format name;                    ///< varies: names the backend of each request; unknown: the default one
    Place at;
};

enum class RuleAction : std::uint8_t {
    deny, redirect_scheme, redirect_location, redirect_prefix, set_header, add_header, del_header, replace_header, replace_value, set_method,
    set_path, set_path_and_query, set_query, set_uri, replace_path, replace_path_and_query, replace_uri, return_status, allow, reject, tarpit,
    track, increment_counter, set_tag, set_status, disable_l7_retry, set_variable, set_variable_format, unset_variable, capture,
    authenticate, set_map, del_map, add_acl, del_acl, silent_drop, close_server, set_log_level,
};
constexpr bool changes_patterns(RuleAction action)
{
    return action == RuleAction::set_map || action == RuleAction::del_map || action == RuleAction::add_acl || action == RuleAction::del_acl;
}
/// A header line of an answer of the balancer's own.
struct HeaderFormat {
    std::string name;
    Format value;
};
/// What an error page is: a file that is sent as it stands; an empty one, which ends the connection without a word; a place to go to
/// (`errorloc`); an answer that is made when it is sent (`http-error … string`).
enum class PageKind : std::uint8_t { file, empty, elsewhere, reply };
/// An answer that takes the place of one of the balancer's own.
struct ErrorPage {
    PageKind kind{};
    std::int32_t status = 0;        ///< of the answer whose place it takes
    std::int32_t code = 0;          ///< of its own first line
    std::string reason;
    std::string headers;            ///< of a file, "name: value\n" each
    std::string content;            ///< of a file
    std::string location;
    std::vector<HeaderFormat> formats;  ///< of a reply
    Format body;
    bool has_body = false;
};
using ErrorPages = std::vector<std::shared_ptr<const ErrorPage>>;  ///< one a status
/// `http-request …`, `http-response …`, `tcp-request …` and `redirect …` rules that are modelled.
struct HttpRule {
    RuleAction action{};
    std::int32_t status = 0;        ///< deny_status, redirect code, return status
    std::string name;               ///< header name; name of the table of `track`; name of a variable; realm
    Match match{};                  ///< of del_header: what its name is compared by
    std::string expression;         ///< regular expression of replace_…
    Format value;                   ///< header value, scheme, location, prefix, target; replacement; body of `return`; of set_map
    Format pattern;                 ///< the key of set_map, del_map, add_acl, del_acl
    std::vector<HeaderFormat> headers;  ///< of deny, tarpit, return
    bool has_body = false;          ///< of deny, tarpit, return: a string or a file
    bool has_page = false;          ///< return … default-errorfiles: the page of an error
    std::shared_ptr<const ErrorPage> page;  ///< of deny, tarpit, return: that of a file or a section http-errors
    std::string set_cookie;         ///< of redirect: a Set-Cookie line
    bool drop_query = false;        ///< of redirect
    bool append_slash = false;
    bool ignore_empty = false;
    SampleExpression key;           ///< of `track`, set-var, capture, set_tag
    std::uint32_t slot = 0;         ///< sc0 to sc2; number of a capture
    std::uint32_t table = no_index; ///< of `track`; of set_map and its kin: the set of patterns
    Tally tally;                    ///< of increment_counter, set_tag
    std::int64_t number = 0;        ///< of set_tag without an expression; length of a capture
    VariableConditions conditions = 0;  ///< of set-var and set-var-fmt
    Condition condition;
    Place at;
};

/// `observe`: which failures of requests count as failures of the server.
enum class Observe : std::uint8_t { none, layer4, layer7 };
/// `on-error`: what `error-limit` of them in a row do.
enum class OnError : std::uint8_t { fastinter, fail_check, sudden_death, mark_down };

struct Server {
    std::string name;
    std::uint32_t id = 0;           ///< HAProxy's `id`: given, or numbered as section 6 of the reference says
    bool id_is_given = false;
    Address address;
    std::string host_name;          ///< when the file names a host instead of an address
    std::uint16_t port = 0;         ///< 0: the port of the visitor's connection
    bool port_is_offset = false;    ///< `:+N` / `:-N`
    std::int64_t weight = 1;
    std::int64_t maxconn = 0;
    std::int64_t minconn = 0;
    std::int64_t maxqueue = 0;
    bool backup = false;
    bool disabled = false;
    bool check = false;
    Duration inter{2'000'000'000};
    Duration fastinter = unset;
    Duration downinter = unset;
    std::int64_t rise = 2;
    std::int64_t fall = 3;
    Address check_address;          ///< any: that of the server
    std::uint16_t check_port = 0;   ///< 0: that of the server
    Duration slowstart{0};
    bool shutdown_sessions_when_down = false;   ///< on-marked-down shutdown-sessions
    bool shutdown_backup_sessions_when_up = false;  ///< on-marked-up shutdown-backup-sessions
    std::string cookie;
    bool has_own_cookie = false;    ///< the file says it; otherwise `cookie … dynamic` may have made it
    std::string redirect_prefix;    ///< redir: whoever asks by GET or HEAD is sent there; empty: the server is asked
    bool non_stick = false;         ///< what it serves is not stored in stick tables
    Observe observe{};
    std::int64_t error_limit = 10;
    OnError on_error = OnError::fail_check;
    std::uint32_t tracked_backend = no_index;   ///< track BACKEND/SERVER: its state is this server's too
    std::uint32_t tracked_server = no_index;
    bool agent_check = false;
    Address agent_address;          ///< any: that of the server
    std::uint16_t agent_port = 0;
    Duration agent_inter{2'000'000'000};
    Place at;
    Place check_at;                 ///< the word `check`, or {} if absent
};

/// The words of `balance`, and `uniform`, which is no word of HAProxy's: evenly drawn servers, for reckoning only.
enum class Algorithm : std::uint8_t { roundrobin, static_rr, leastconn, first, source, uri, url_param, hdr, random, hash, uniform };
/// As `balance` has it: "static-rr".
constexpr std::string_view to_word(Algorithm algorithm)
{
    constexpr std::string_view words[] = {"roundrobin", "static-rr", "leastconn", "first", "source", "uri", "url_param", "hdr", "random", "hash", "uniform"};
    return words[static_cast<std::size_t>(algorithm)];
}
enum class HashType : std::uint8_t { map_based, consistent };
enum class HashFunction : std::uint8_t { sdbm, djb2, wt6, crc32 };
struct Balance {
    Algorithm algorithm = Algorithm::roundrobin;
    HashType hash_type = HashType::map_based;
    HashFunction hash_function = HashFunction::sdbm;
    bool avalanche = false;
    std::string argument;           ///< of hdr(), url_param; the expression of hash
    SampleExpression sample;        ///< of hash
    std::int64_t draws = 2;         ///< random(N), uniform
    std::int64_t uri_length = 0;    ///< balance uri len N; 0: no limit
    std::int64_t uri_depth = 0;     ///< balance uri depth N; 0: no limit
    bool uri_whole = false;
    bool uri_path_only = false;
    bool use_domain_only = false;   ///< balance hdr(NAME) use_domain_only
    std::int64_t hash_balance_factor = 0;   ///< percent; 0: off
    Place at;
};

/// Passive: the cookie that the application sets names the server as it is.
enum class CookieMode : std::uint8_t { passive, insert, prefix, rewrite };

/// `cookie NAME …` of a backend.
struct PersistenceCookie {
    std::string name;               ///< empty: none
    CookieMode mode = CookieMode::passive;
    bool indirect = false;
    bool preserve = false;
    bool postonly = false;
    std::string attributes;         ///< behind "path=/": "; domain=.shop.test; HttpOnly; Secure"
    Place at;
    std::int64_t maxidle_s = 0;     ///< since the client was last here; 0: for ever
    std::int64_t maxlife_s = 0;     ///< since the client got its first cookie; 0: for ever
    bool dynamic = false;           ///< servers without a cookie of their own get one made of the key, their address and port
    std::string dynamic_key = {};
};

enum class KeyType : std::uint8_t { ip, ipv6, integer, string, binary };
constexpr std::array<Duration, counter_kinds> nothing_stored()
{
    std::array<Duration, counter_kinds> nothing{};
    nothing.fill(unset);
    return nothing;
}
/// `stick-table …` of a section, known by its name.
struct StickTableSettings {
    std::string name;
    KeyType type{};
    std::int64_t length = 31;       ///< characters of a string, bytes of a binary
    std::int64_t size = 0;          ///< entries at most
    Duration expire = unset;        ///< since the last use; unset: never
    bool nopurge = false;           ///< full is full; otherwise the oldest go
    std::array<Duration, counter_kinds> stored = nothing_stored();  ///< unset: not kept; else the period of a rate, 0 for a count
    std::array<std::uint8_t, array_kinds> lengths{};                ///< elements of gpt, gpc and gpc_rate
    Place at;
};

/// `stick on|match|store-request|store-response EXPR`.
struct StickRule {
    bool matches = false;
    bool stores = false;
    bool in_response = false;       ///< store-response
    SampleExpression key;
    std::uint32_t table = no_index;
    Condition condition;
    Place at;
};

/// `use-server NAME if …` of a backend, asked before its cookie and its tables.
struct UseServer {
    std::uint32_t server = no_index;
    Format name;                    ///< varies: names the server of each request; unknown: the algorithm chooses
    Condition condition;
    Place at;
};

/// `force-persist`, `ignore-persist`: the first that holds counts.
struct PersistRule {
    bool forces = false;            ///< cookies and tables lead to servers that are down too; otherwise cookies are not looked at
    Condition condition;
    Place at;
};

/// `retry-on`: after what a request is tried again, as far as `retries` goes. Without the line: failed connections.
struct RetryOn {
    bool connection_failure = true;
    bool empty_response = false;
    bool junk_response = false;
    bool response_timeout = false;
    std::vector<std::int32_t> statuses;
};

/// `http-reuse`: whose connections to servers a request may use. Never: only those that its own client's requests have made;
/// safe: any, but for a client's first request; aggressive: for a first one those that more than one request has used; always: any.
enum class HttpReuse : std::uint8_t { never, safe, aggressive, always };

/// balancer/statistics_page.hpp
struct StatisticsPage;
/// What a section does with requests, one after the other.
struct RequestRules {
    std::vector<HttpRule> rules;        ///< http-request: one that allows ends these alone
    std::shared_ptr<const StatisticsPage> statistics;   ///< none: it has none
    std::vector<HttpRule> redirects;    ///< redirect lines
};

/// `option forwardfor`, `option originalto`: a line with the client's address, or with the one it has asked for.
struct ForwardedHeader {
    std::string name;               ///< empty: the option is off
    bool if_none = false;           ///< only where the request has none yet
    bool has_exception = false;
    Prefix except;                  ///< addresses that are not told
};

/// Where a `log` line sends.
struct LogTarget {
    std::int64_t length = 1024;             ///< of a message with its syslog header
    LogLevel least = LogLevel::debug;       ///< what is less important than this is not sent there
};
constexpr bool takes(const LogTarget& target, LogLevel level) { return level <= target.least; }

/// `option redispatch [N]`: 0 off, -1 at the last retry, N at every N-th, as HAProxy's `redispatch_after`.
struct Backend {
    std::string name;
    std::uint32_t id = 0;           ///< given, or its number among the sections from 2 on
    Mode mode = Mode::tcp;
    Balance balance;
    PersistenceCookie cookie;
    Timeouts timeouts;
    std::int64_t retries = 3;
    std::int64_t redispatch = 0;
    RetryOn retry_on;
    ForwardedHeader forwardfor;     ///< this or the frontend's of the request
    ForwardedHeader originalto;
    bool http_server_close = false;
    bool httpclose = false;
    bool abortonclose = false;
    bool allbackups = false;
    std::int64_t fullconn = 0;      ///< 0: 10 % of the frontends' maxconn
    HttpReuse http_reuse = HttpReuse::safe;
    bool prefer_last_server = false;
    std::int64_t max_keep_alive_queue = -1; ///< no longer queue keeps a client at the server it has a connection to; below 0: any does
    Duration inspect_delay = unset;         ///< of tcp-request content rules; unset: they wait for nothing
    Duration response_inspect_delay = unset;
    HealthCheck check;
    Place check_at;                 ///< of `option httpchk`, or {} if absent
    std::vector<HttpRule> content_rules;    ///< tcp-request content
    std::vector<HttpRule> answer_content_rules;     ///< tcp-response content
    RequestRules request;
    std::vector<HttpRule> response_rules;
    std::vector<HttpRule> after_response_rules;     ///< also on answers of the balancer's own
    ErrorPages error_pages;
    std::string name_header;        ///< http-send-name-header: servers see their name in it; empty: no
    bool persist = false;           ///< option persist: persistence leads to servers that are down too
    std::vector<PersistRule> persist_rules;
    std::vector<UseServer> use_server;
    std::vector<StickRule> stick_rules;
    std::vector<Server> servers;
    Endpoint dispatch;              ///< where all go that persistence gives no server; port 0: the algorithm chooses one
    std::vector<LogTarget> log_targets;     ///< of its servers' going and coming
    Place at;
};

/// `capture request|response header NAME len N`.
struct HeaderCapture {
    std::string name;
    std::int64_t length = 0;
};

/// What a frontend writes into its log, and when. `format` is a log-format string also where an option has named it; empty:
/// a line for each connection that comes, none for requests.
struct LogSettings {
    std::vector<LogTarget> targets; ///< none: nothing is logged
    std::string format;
    Format unique_id;               ///< unique-id-format; empty: ids are empty
    std::string unique_id_header;   ///< the server sees the id in it; empty: it does not
    std::vector<SampleExpression> samples;  ///< of the format
    Format error;                   ///< error-log-format: of connections that end without a request; empty: as others
    bool as_soon_as_possible = false;   ///< option logasap
    bool skips_null = false;            ///< option dontlognull
    bool skips_normal = false;          ///< option dontlog-normal
    bool raises_errors = false;         ///< option log-separate-errors
    std::vector<HeaderCapture> request_captures;
    std::vector<HeaderCapture> response_captures;
    HeaderCapture cookie_capture;       ///< name empty: none
};

struct Frontend {
    std::string name;
    std::uint32_t id = 0;
    Mode mode = Mode::tcp;
    std::vector<Bind> binds;
    Timeouts timeouts;
    std::int64_t maxconn = 0;       ///< 0: the global one
    ForwardedHeader forwardfor;
    ForwardedHeader originalto;
    bool http_server_close = false;
    bool httpclose = false;
    std::vector<HttpRule> connection_rules; ///< tcp-request connection, then session
    std::vector<HttpRule> session_rules;
    std::vector<HttpRule> content_rules;
    Duration inspect_delay = unset;
    RequestRules request;
    std::vector<HttpRule> response_rules;
    std::vector<HttpRule> after_response_rules;
    std::vector<UseBackend> use_backend;
    ErrorPages error_pages;
    std::int64_t session_rate_limit = 0;    ///< rate-limit sessions: a second; 0: none
    std::string monitor_uri;        ///< answered by the balancer itself, before all rules; empty: none
    std::vector<Condition> monitor_fail;    ///< with 503 where one of these holds
    std::uint32_t default_backend = no_index;
    std::uint32_t own_backend = no_index;   ///< of the same `listen` section
    LogSettings log;
    Place at;
};

/// What whoever connects to a stats socket may do; each may do what those before it may.
enum class AccessLevel : std::uint8_t { user, operating, admin };

/// `stats socket PATH|ADDRESS [level user|operator|admin]`.
struct StatsSocket {
    std::string path;               ///< empty: it listens on an address
    AccessLevel level = AccessLevel::operating;
    std::string address;            ///< "ipv4@127.0.0.1:9999"
};

/// `userlist NAME`: who may come in. A password is plain, or crypt(3) has made of it what stands here.
struct User {
    std::string name;
    std::string password;
    bool is_plain = false;
    std::vector<std::string> groups;
};
struct UserList {
    std::string name;
    std::vector<User> users;
};

/// A whole file. A `listen` section is one frontend and one backend of the same name.
struct Settings {
    std::int64_t maxconn = 0;       ///< global; 0: unlimited here
    std::int64_t spread_checks = 0; ///< percent
    std::int64_t connection_rate = 0;   ///< maxconnrate, a second; 0: no limit
    std::int64_t session_rate = 0;      ///< maxsessrate
    std::int64_t tls_rate = 0;          ///< maxsslrate, of no effect
    std::int64_t compression_rate = 0;  ///< maxcomprate, bytes a second, of no effect
    bool disabled_checks = false;
    std::vector<Criterion> criteria;
    std::vector<std::shared_ptr<const PatternSet>> patterns;    ///< as read; a running process has its own
    std::vector<StickTableSettings> tables;
    std::vector<UserList> user_lists;
    std::vector<Frontend> frontends;
    std::vector<Backend> backends;
    std::vector<StatsSocket> sockets;   ///< only those of the file system can be talked to
};

}  // namespace evenkeel::haproxy
