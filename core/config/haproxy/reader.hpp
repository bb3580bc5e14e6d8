#pragma once
// The state of one reading: what HAProxy keeps between lines. The parts of the reader (sections, global, proxy keywords,
// server and bind parameters, conditions, cross checks) are free functions over it, in the files named after them.

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "balancer/settings.hpp"
#include "base/catalogue.hpp"
#include "base/diagnostic.hpp"
#include "config/haproxy.hpp"
#include "config/haproxy/fetches.hpp"
#include "config/haproxy/lexer.hpp"
#include "config/token.hpp"

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
    std::uint32_t where = 0;
    std::vector<AclCriterion> criteria;
};
struct AclTerm {
    Acl acl;                      ///< as it was when the condition was read: later lines of the name are added by name
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

enum class LogFormat : std::uint8_t { none, http, http_clf, https, tcp, custom };
enum class HttpMode : std::uint8_t { none, close, server_close, keep_alive };
enum class CheckProtocol : std::uint8_t { none, tcp_check, http, external, other };

struct RuleList {
    int count = 0;
    bool last_is_final = false;   ///< the last rule ends the processing and has no condition
    std::vector<HttpRule> rules;  ///< those that are modelled
    std::vector<ReadCondition> conditions;
};

struct BackendReference {
    std::string name;
    int line = 0;
    int column = 0;
    bool dynamic = false;
    ReadCondition condition;
};

struct BindDraft {
    std::vector<Bind> addresses;
    std::string text;
    int line = 0;
    bool ssl = false;
    int crt = 0;                  ///< certificates named
    bool generate_certificates = false;
    bool verifies = false;        ///< asks clients for certificates
    bool has_ca = false;
};

struct ServerDraft {
    Server server;
    int line = 0;
    bool check = false;
    bool agent = false;
    bool ssl = false;
    bool ssl_is_noted = false;
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

struct StickTable {
    bool present = false;
    int line = 0;
    std::string type;
    std::string peers;
};
struct StickRule {
    std::string table;
    SampleType type{};
    bool store_response = false;
    int line = 0;
    ReadCondition condition;
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
    bool forwardfor = false;
    LogFormat log_format = LogFormat::none;
    int log_format_line = 0;
    std::string log_format_text;
    bool error_log_format = false;
    int log_targets = 0;
    std::int64_t maxconn = 0;
    std::int64_t fullconn = 0;
    std::int64_t retries = 3;
    std::vector<Acl> acls;
    RuleList http_request;
    RuleList http_response;
    RuleList http_after_response;
    RuleList redirects;
    int tcp_connection_rules = 0;
    int tcp_session_rules = 0;
    int tcp_content_rules = 0;
    int tcp_response_rules = 0;
    int monitor_fail = 0;
    bool monitor_uri = false;
    bool inspect_delay = false;
    std::vector<BackendReference> use_backend;
    std::vector<BackendReference> use_server;
    std::optional<BackendReference> default_backend;
    Balance balance;
    bool balance_given = false;
    std::int64_t hash_balance_factor = 0;
    bool dispatch = false;
    bool transparent = false;
    HealthCheck check;
    CheckProtocol check_protocol = CheckProtocol::none;
    bool http_check_rules_unused = false;
    bool tcp_check_rules_unused = false;
    int tcp_check_rules = 0;
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
    bool cookie = false;
    bool rdp_cookie = false;
    bool stats = false;
    bool stats_own = false;
    bool stats_auth = false, stats_realm = false, stats_rules = false;
    bool capture_cookie = false;
    std::int64_t capture_length = 0;
    bool request_captures = false;
    bool unique_id_format = false;
    bool load_state_global = false;
    StickTable table;
    std::vector<StickRule> stick_rules;
    std::vector<TrackRule> track_rules;
    std::vector<LateArgument> late_arguments;
    std::vector<BindDraft> binds;
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
    int log_targets = 0;
    bool external_check = false;
    bool insecure_fork = false;
    bool server_state_file = false;
    bool experimental = false;
    bool ssl_verify_none = false;
    bool ca_base = false;
    std::string crt_base;
    bool description = false;
};

struct NamedSection {
    std::string name;
    int line = 0;
};

/// What may stand in the file at most; beyond it the reader says so and stops.
inline constexpr std::size_t most_bytes = 256 * 1024;
inline constexpr std::size_t most_servers = 1000;
inline constexpr std::size_t most_rules = 10'000;
inline constexpr std::size_t most_proxies = 1000;
inline constexpr std::size_t most_criteria = 20'000;
inline constexpr int most_fatal_errors = 50;

struct Reader {
    std::string file;
    const Machine* machine = nullptr;
    std::vector<Diagnostic> diagnostics;
    Settings settings;

    Global global;
    std::vector<Proxy> defaults;                     ///< [0] is HAProxy's own
    std::uint32_t last_defaults = 0;
    std::vector<Proxy> proxies;
    std::map<std::string, std::vector<NamedSection>, std::less<>> sections;  ///< other sections by kind
    std::vector<std::string> tables_of_peers;

    std::string section;                             ///< keyword of the current section
    bool in_defaults = false;
    std::uint32_t current = no_index;                ///< index of the current proxy, in defaults or proxies
    bool has_non_global = false;

    int line = 0;
    bool negated = false;                            ///< `no …`
    bool defaulted = false;                          ///< `default …`
    bool line_is_fatal = false;
    bool aborted = false;
    bool refused = false;                            ///< a fatal error was said
    std::size_t rules = 0;
    std::size_t servers = 0;
    std::string_view late_context = "ACL keyword";

    Proxy& proxy();
    const Proxy& defaults_of_current() const;

    // What HAProxy says. `alert` without refusal is rare: it prints the word ALERT and starts all the same.
    void fatal(const Fault& said);
    void fatal(const Token& at, const Sentence& sentence, std::initializer_list<Argument> arguments = {});
    void abort(const Fault& said);
    void abort(const Token& at, const Sentence& sentence, std::initializer_list<Argument> arguments = {});
    void alert(const Token& at, const Sentence& sentence, std::initializer_list<Argument> arguments = {});
    void warn(const Fault& said);
    void warn(const Token& at, const Sentence& sentence, std::initializer_list<Argument> arguments = {});
    /// Without a line, as HAProxy's cross checks speak.
    void cross_error(const Sentence& sentence, std::initializer_list<Argument> arguments = {});
    void cross_warning(const Sentence& sentence, std::initializer_list<Argument> arguments = {});
    void cross_error_at(int at_line, int column, const Sentence& sentence, std::initializer_list<Argument> arguments = {});
    void cross_warning_at(int at_line, int column, const Sentence& sentence, std::initializer_list<Argument> arguments = {});
    /// What we say besides: no effect here, not simulated.
    void note(const Token& at, const Sentence& sentence, std::initializer_list<Argument> arguments = {});
    void not_simulated(const Token& at, std::string_view what, std::string_view lost);

private:
    void say_at(Severity severity, int at_line, int column, const Sentence& sentence, std::string text, std::string repair);
};

// ---- sections.cpp, global.cpp, other_sections.cpp
void read_line(Reader& reader, const Words& words);
void read_global(Reader& reader, const Words& words);
void read_other_section(Reader& reader, const Words& words);
/// HAProxy's scope line "[name]".
void read_scope(Reader& reader, const RawLine& line);

// ---- proxy.cpp and its parts: each returns whether the keyword is theirs
void begin_proxy(Reader& reader, const Words& words);
void read_proxy_keyword(Reader& reader, const Words& words);
bool read_option(Reader& reader, const Words& words);
bool read_removed(Reader& reader, const Words& words);
void read_server(Reader& reader, const Words& words);
void read_bind(Reader& reader, const Words& words);
/// Parameters of a bind line from words[index] on; `prefix` names the line in messages.
bool read_bind_parameters(Reader& reader, const Words& words, std::size_t index, BindDraft& bind, const std::string& prefix);
/// `stats socket PATH …` takes bind's parameters, with messages of its own.
void read_stats_socket_parameters(Reader& reader, const Words& words);
void read_acl(Reader& reader, const Words& words);
void read_http_rule(Reader& reader, const Words& words);
void read_redirect(Reader& reader, const Words& words);
void read_use_backend(Reader& reader, const Words& words);
void read_use_server(Reader& reader, const Words& words);
void read_persist_rule(Reader& reader, const Words& words);
void read_balance(Reader& reader, const Words& words);
void read_hash_type(Reader& reader, const Words& words);
void read_timeout(Reader& reader, const Words& words);
void read_stats(Reader& reader, const Words& words);
void read_stick_table(Reader& reader, const Words& words);
void read_stick(Reader& reader, const Words& words);
void read_tcp_rule(Reader& reader, const Words& words);
void read_cookie(Reader& reader, const Words& words);
void read_httpchk_option(Reader& reader, const Words& words);
void read_http_check(Reader& reader, const Words& words);
void read_tcp_check(Reader& reader, const Words& words);
void read_log(Reader& reader, const Words& words);
/// Keywords that are checked a little and have no effect here.
bool read_unused(Reader& reader, const Words& words);

/// Kinds of rules in the order in which HAProxy runs them.
enum class RuleKind : std::uint8_t { tcp_connection, tcp_session, tcp_content, monitor, http_request, redirect };
/// "a 'redirect' rule placed after a 'use_backend' rule will still be processed before."
void warn_misplaced(Reader& reader, RuleKind kind, const Token& at, std::string_view shown);

// ---- common.cpp
/// "'mode' cannot handle unexpected argument 'x'.": true when there are more than `most` arguments behind word `index`.
bool too_many_arguments(Reader& reader, const Words& words, std::size_t most, std::size_t index = 0);
/// "'bind' ignored because backend 'b' has no frontend capability.": a warning; true when it was said.
bool ignored_without(Reader& reader, unsigned capability, const Token& keyword, std::string_view hint = {});
/// Refuses a keyword in a defaults section.
bool refused_in_defaults(Reader& reader, const Token& keyword);
bool refused_in_anonymous_defaults(Reader& reader, const Token& keyword);
/// The first character that may not stand in a name; nothing when all may.
std::optional<char> invalid_character(std::string_view name);
std::optional<char> invalid_domain_character(std::string_view name);
/// C's atol: leading blanks, a sign, digits, the rest ignored.
std::int64_t leading_integer(std::string_view text);
/// C's strtol with base 10: also where it stopped.
std::int64_t leading_integer(std::string_view text, std::size_t& used);

enum class TimeFault : std::uint8_t { none, overflow, character };
struct ReadTime {
    TimeFault fault = TimeFault::none;
    char character = 0;
    std::int64_t value = 0;       ///< in the unit asked for
};
/// HAProxy's times: digits and us, ms, s, m, h or d; without a unit, `unit` ("ms" or "s"); rounded up to it.
/// Letters behind a whole unit draw a warning only.
ReadTime read_time(Reader& reader, std::string_view text, std::string_view unit);
Duration milliseconds(std::int64_t count);

/// HAProxy's "did you mean": its distance over letters and pairs of letters.
std::string_view best_match(std::string_view word, std::initializer_list<std::span<const std::string_view>> lists);

// ---- address.cpp
enum AddressWanted : unsigned {
    port_allowed = 1, port_mandatory = 2, port_range = 4, port_offset = 8, may_resolve = 16, name_waits = 32, stream_only = 64, multiple_ports = 128,
};
struct ReadAddress {
    Address address;
    std::string name;             ///< a host name that was not resolved here
    std::int64_t port = 0;
    std::int64_t last_port = 0;
    bool has_port = false;
    bool offset = false;
    bool unix_socket = false;
};
std::optional<ReadAddress> read_address(Reader& reader, const Token& token, unsigned wanted, Fault& said);

// ---- sample.cpp, condition.cpp, logformat.cpp
struct Sample {
    const FetchKeyword* fetch = nullptr;
    SampleType type{};
    std::vector<std::string> arguments;
    bool has_converters = false;
    std::string keyword;
};
/// A sample expression starting at words[index]; moves index behind it.
std::optional<Sample> read_sample(Reader& reader, const Words& words, std::size_t& index, Fault& said);
/// Arguments "(…)" at the start of text; `rest` is what follows. Used by fetches, converters, ACL keywords.
bool read_arguments(Reader& reader, std::string_view text, std::string_view signature, const std::string& keyword, const std::string& converter,
                    const Token& at, std::vector<std::string>& arguments, std::string_view& rest, Fault& said);
bool read_converters(Reader& reader, const Words& words, std::size_t* index, std::string_view rest, const Token& at, Sample& sample, Fault& said);
bool can_cast(SampleType from, SampleType to);
std::string places_text(std::uint32_t where);
std::string sources_text(std::string_view fetch);
bool needs_http(std::string_view fetch);

/// `acl` line or anonymous criterion: words[0] is the criterion.
std::optional<AclCriterion> read_criterion(Reader& reader, const Words& words, Fault& said);
/// words[index] is `if` or `unless`.
std::optional<ReadCondition> read_condition(Reader& reader, const Words& words, std::size_t index, Fault& said);
/// Warns about criteria that cannot be known at `where`.
void warn_conflicts(Reader& reader, const ReadCondition& condition, std::uint32_t where, const Token& at);
/// The condition for the simulator; nothing when part of it is not simulated.
std::optional<Condition> simulated(const Proxy& proxy, const ReadCondition& condition);

/// A log-format string; false and `said` when HAProxy refuses it. `constant` is its text when nothing in it varies.
bool read_log_format(Reader& reader, std::string_view text, const Token& at, std::uint32_t where, std::string_view context, bool http_only, Fault& said,
                     std::string* constant = nullptr);

// ---- cross.cpp, build.cpp, lints.cpp
void cross_check(Reader& reader);
void build_settings(Reader& reader);
void add_lints(Reader& reader, std::string_view text);

}  // namespace evenkeel::haproxy
