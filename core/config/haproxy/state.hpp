#pragma once
// What HAProxy keeps between lines: proxies as read so far, ACLs, rules, references that resolve later.

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "balancer/statistics_page.hpp"
#include "base/catalogue.hpp"
#include "config/haproxy/fetches.hpp"

namespace evenkeel::haproxy {

/// A sentence with its arguments filled in, not yet said: inner functions return it, the caller knows what stands before it.
struct Fault {
    const Sentence* sentence = nullptr;
    std::string text;
    std::string repair;
    int column = 0;
    explicit operator bool() const { return sentence != nullptr; }
};

Fault fault(const Sentence& sentence, int column, std::initializer_list<Argument> arguments = {});
/// The same fault with words before and behind it.
Fault wrap(Fault inner, std::string_view before, std::string_view behind = {});

enum Capability : unsigned { is_frontend = 1, is_backend = 2, is_defaults = 4 };

/// One criterion of an ACL, with what HAProxy checks about it.
struct AclCriterion {
    std::string keyword;          ///< as HAProxy names it in messages
    std::uint32_t where = 0;
    bool needs_http = false;
    std::uint32_t criterion = no_index;  ///< in Settings::criteria; no_index: not simulated
};
struct Acl {
    std::string name;
    std::uint32_t where = 0;               ///< places where any criterion is known
    std::uint32_t everywhere = ~0u;        ///< places where all are
    bool needs_http = false;
    std::vector<AclCriterion> criteria;
};
struct AclTerm {
    std::string name;                      ///< of an ACL of the proxy: its later lines count too; empty: `anonymous`
    std::uint32_t where = 0;
    AclCriterion anonymous;
    bool negated = false;
};
struct ReadCondition {
    bool present = false;
    bool unless = false;
    int line = 0;
    bool needs_http = false;
    std::vector<std::vector<AclTerm>> any;
};

/// An argument of a fetch that names something which may be declared later.
struct LateArgument {
    std::string kind;             ///< "backend", "frontend", "server", "table", "user list"
    std::string name;
    int position = 0;             ///< from 1
    std::string keyword;          ///< of the fetch or ACL keyword
    std::string converter;        ///< set when it is a converter's
    std::string_view context;     ///< "ACL keyword", "in log-format string in", …
    int line = 0;
    int column = 0;
};

/// A line that names error pages: one, or those of a section `http-errors`.
struct ErrorDraft {
    std::shared_ptr<const ErrorPage> page;
    std::string section;
    std::vector<std::int32_t> statuses; ///< of the section; none: all that it has
    int line = 0;
};

/// An answer of a rule that comes from a section `http-errors`.
struct ReplySection {
    std::string name;
    std::int32_t status = 0;
    int line = 0;
};

/// A set of patterns while it is read.
struct PatternDraft {
    PatternSet set;
    std::map<std::uint64_t, int> lines;    ///< of its file, by entry
};

enum class LogFormat : std::uint8_t { none, http, http_clf, https, tcp, custom };
enum class HttpMode : std::uint8_t { none, close, server_close, keep_alive };
enum class CheckProtocol : std::uint8_t { none, tcp_check, http, external, other };

/// The checks of a section, as they are written.
struct CheckDraft {
    struct List {
        std::vector<CheckRule> rules;
        bool is_inherited = false;  ///< from a defaults section
    };
    List http;
    List tcp;
    std::vector<CheckRule> protocol;    ///< of an option named after one
    bool disable_on_404 = false;
    Place at;                       ///< of option httpchk
};

struct RuleList {
    int count = 0;
    bool last_is_final = false;   ///< the last rule ends the processing and has no condition
    std::vector<HttpRule> rules;  ///< those that are modelled
    std::vector<ReadCondition> conditions;
};

/// `stats …` lines of a section.
struct StatisticsDraft {
    bool on = false;
    bool is_own = false;            ///< not those of a defaults section
    bool has_realm = false;
    StatisticsPage page;            ///< without its rules
    RuleList rules;                 ///< stats http-request
    std::vector<ReadCondition> admin;
};

struct BackendReference {
    std::string name;
    int line = 0;
    int column = 0;
    bool dynamic = false;
    ReadCondition condition;
    Format format;                ///< of a dynamic name
};

struct PersistDraft {
    bool forces = false;
    int line = 0;
    int column = 0;
    ReadCondition condition;
};

struct BindDraft {
    std::vector<Bind> addresses;
    std::string text;
    int line = 0;
    std::int64_t id = 0;          ///< given
    std::int64_t maxconn = 0;     ///< of each of its listeners
    std::string name;
    bool ssl = false;
    int crt = 0;                  ///< certificates named
    bool generate_certificates = false;
    bool verifies = false;        ///< asks clients for certificates
    bool has_ca = false;
    bool bars_versions = false;      ///< no-sslv3, no-tlsv1x
    bool has_version_range = false;  ///< ssl-min-ver, ssl-max-ver, force-…
};

struct ServerDraft {
    Server server;
    int line = 0;
    bool check = false;
    bool agent = false;
    bool ssl = false;
    bool check_ssl = false;
    bool verify_none = false;
    bool has_ca = false;
    bool has_address = true;      ///< false for names that wait for DNS
    std::int64_t forced_id = 0;
    bool unix_socket = false;
    bool redir = false;
    bool maps_ports = false;
    bool tfo = false;
    bool resolvers = false;
    std::string resolvers_name;
    bool init_addr_none = false;
    bool init_addr_libc_then_none = false;
    std::string track;
    int track_column = 0;
    bool agent_port = false;
    bool track_done = false;
};

struct TableDraft {
    bool present = false;
    int line = 0;
    std::string type;
    std::string peers;
    StickTableSettings settings;
};
struct StickDraft {
    std::string table;
    SampleType type{};
    bool store_response = false;
    int line = 0;
    ReadCondition condition;
    std::optional<StickRule> rule;  ///< nothing: valid, but not simulated
};
struct TrackRule {
    std::string table;
    int number = 0;
    int line = 0;
    bool content = false;           ///< of `tcp-request content`
    bool needs_content = false;     ///< its key is not known before the request
};

/// A proxy section as read so far. A `listen` section has both capabilities.
struct Proxy {
    std::string name;
    int line = 0;
    int name_column = 0;
    unsigned capabilities = 0;
    bool disabled = false;
    Mode mode = Mode::tcp;
    Timeouts timeouts;
    std::set<std::string, std::less<>> options;      ///< on
    std::set<std::string, std::less<>> no_options;   ///< switched off here
    HttpMode http_mode = HttpMode::none;
    std::int64_t redispatch = 0;
    ForwardedHeader forwardfor;
    ForwardedHeader originalto;
    LogFormat log_format = LogFormat::none;
    int log_format_line = 0;
    std::string log_format_text;
    LogSettings log;                ///< captures and the format of unique ids; the rest is set when all is read
    bool error_log_format = false;
    int error_log_format_line = 0;
    std::vector<LogTarget> log_targets;
    std::int64_t maxconn = 0;
    std::int64_t fullconn = 0;
    std::int64_t retries = 3;
    RetryOn retry_on;
    std::vector<Acl> acls;
    std::map<std::string, std::size_t, std::less<>> acl_index;
    RuleList http_request;
    RuleList http_response;
    RuleList http_after_response;
    RuleList redirects;
    RuleList connection_rules;      ///< tcp-request: those that are modelled
    RuleList session_rules;
    RuleList content_rules;
    RuleList answer_content_rules;  ///< tcp-response
    int tcp_connection_rules = 0;
    int tcp_session_rules = 0;
    int tcp_content_rules = 0;
    int tcp_response_rules = 0;
    int monitor_fail = 0;
    bool monitor_uri = false;
    std::string monitored;          ///< by monitor-uri
    std::vector<ReadCondition> monitor_conditions;
    std::vector<ErrorDraft> error_pages;    ///< each line's, in their order: the last for a status counts
    std::vector<ReplySection> reply_sections;
    std::string name_header;
    std::int64_t session_rate_limit = 0;
    bool inspect_delay = false;     ///< one is given
    Duration request_inspect_delay = unset;
    Duration response_inspect_delay = unset;
    HttpReuse http_reuse = HttpReuse::safe;
    std::vector<BackendReference> use_backend;
    std::vector<BackendReference> use_server;
    std::vector<PersistDraft> persist_rules;
    std::optional<BackendReference> default_backend;
    Balance balance;
    bool balance_given = false;
    std::int64_t hash_balance_factor = 0;
    Endpoint dispatch;              ///< port 0: none
    std::int64_t max_keep_alive_queue = -1;
    bool transparent = false;
    CheckDraft checks;
    CheckProtocol check_protocol = CheckProtocol::none;
    bool http_check_rules_unused = false;
    bool tcp_check_rules_unused = false;
    int tcp_check_rules = 0;
    bool check_connects_by_tls = false;
    bool check_connect_has_port = false;
    bool http_check_expect = false;
    bool http_check_send_state = false;
    bool external_check_command = false;
    std::string external_check_command_text;
    bool external_check_path = false;
    bool email_alert = false;
    bool email_from = false, email_to = false;
    std::string email_mailers;
    std::string cookie_name;
    PersistenceCookie persistence;
    std::string dynamic_cookie_key;
    bool cookie = false;
    bool rdp_cookie = false;
    StatisticsDraft statistics;
    bool capture_cookie = false;
    std::int64_t capture_length = 0;
    bool request_captures = false;
    bool unique_id_format = false;
    bool load_state_global = false;
    TableDraft table;
    std::vector<StickDraft> stick_rules;
    std::vector<TrackRule> track_rules;
    std::vector<LateArgument> late_arguments;
    std::vector<BindDraft> binds;
    int unique_id_line = 0;
    std::vector<std::pair<std::string, std::int64_t>> capture_ids;  ///< named by rules: "http-request" or "http-response", and the number
    std::vector<ServerDraft> servers;
    ServerDraft default_server;
    std::int64_t forced_id = 0;
    std::uint32_t defaults = no_index;               ///< index of the defaults section it came from
    bool referenced_explicitly = false;
    bool referenced_implicitly = false;
    unsigned rules_used_by = 0;                      ///< defaults with rules: capabilities of who used it

    bool has(unsigned capability) const { return (capabilities & capability) != 0; }
    /// "frontend", "backend", "defaults", and "proxy" for a listen section, as HAProxy says.
    std::string_view kind() const;
};

struct Global {
    std::set<std::string, std::less<>> given;        ///< words that may stand once
    std::int64_t maxconn = 0;
    std::int64_t spread_checks = 0;
    std::int64_t buffer_size = 16384;
    std::vector<LogTarget> log_targets;
    bool external_check = false;
    bool insecure_fork = false;
    bool server_state_file = false;
    bool experimental = false;
    bool ssl_verify_none = false;
    bool ca_base = false;
    std::string crt_base;
    bool description = false;
    bool bars_versions = false;      ///< of ssl-default-bind-options
    bool has_version_range = false;
};

struct NamedSection {
    std::string name;
    int line = 0;
};

}  // namespace evenkeel::haproxy
