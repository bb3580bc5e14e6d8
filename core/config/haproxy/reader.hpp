#pragma once
// The state of one reading: what HAProxy keeps between lines. The parts of the reader (sections, global, proxy keywords,
// server and bind parameters, conditions, cross checks) are free functions over it, in the files named after them.

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "balancer/settings.hpp"
#include "base/catalogue.hpp"
#include "base/diagnostic.hpp"
#include "config/haproxy.hpp"
#include "config/haproxy/fetches.hpp"
#include "config/haproxy/lexer.hpp"
#include "config/haproxy/state.hpp"
#include "config/token.hpp"

namespace evenkeel::haproxy {

/// What may stand in the file at most; beyond it the reader says so and stops.
inline constexpr std::size_t most_bytes = 256 * 1024;
inline constexpr std::size_t most_servers = 1000;
inline constexpr std::size_t most_rules = 10'000;
inline constexpr std::size_t most_proxies = 1000;
inline constexpr std::size_t most_criteria = 20'000;
inline constexpr std::size_t most_listeners = 10'000;
inline constexpr std::size_t most_pattern_entries = 200'000;   ///< of all files, each counted wherever it is used
inline constexpr std::size_t most_condition_terms = 500'000;   ///< criteria of all rules, each counted wherever it is used
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
    std::map<std::string, ErrorPages, std::less<>> http_errors;     ///< by their section's name
    std::vector<PatternDraft> patterns;
    std::map<std::string, std::uint32_t, std::less<>> pattern_files;
    std::size_t pattern_entries = 0;                 ///< read so far, each counted wherever it is used
    std::string default_path;                        ///< folder of relative paths; empty: the process's own
    struct Member {
        std::string list;
        std::string group;
        std::string user;
        bool said_by_user = false;                   ///< on the user's line, else on the group's
    };
    std::set<std::pair<std::string, std::string>> groups;   ///< declared: list, group
    std::vector<Member> members;                     ///< of the groups of userlists

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
    std::size_t listeners = 0;
    std::string_view late_context = "ACL keyword";

    Proxy& proxy();
    std::string current_name() const;                ///< of the current proxy
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
/// Users and groups of userlists that name each other.
void check_user_lists(Reader& reader);
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
/// `stats socket PATH …` takes bind's parameters, with messages of its own. Its level; nothing when the line is refused.
std::optional<AccessLevel> read_stats_socket_parameters(Reader& reader, const Words& words);
void read_acl(Reader& reader, const Words& words);
void read_http_rule(Reader& reader, const Words& words);
void read_redirect(Reader& reader, const Words& words);
void read_use_backend(Reader& reader, const Words& words);
void read_use_server(Reader& reader, const Words& words);
/// The name in a use_backend or use-server rule, which may be a format that names another one for each request. False: it cannot be read.
bool read_backend_name(Reader& reader, BackendReference& reference);
bool read_server_name(Reader& reader, BackendReference& reference);
void read_persist_rule(Reader& reader, const Words& words);
void read_balance(Reader& reader, const Words& words);
void read_hash_type(Reader& reader, const Words& words);
void read_timeout(Reader& reader, const Words& words);
/// Counts so many rules, or what takes as much room, against the limit of a file; false when it has too many. (rules.cpp)
bool more_rules(Reader& reader, const Token& at, std::size_t count = 1);
void read_stats(Reader& reader, const Words& words);
/// `stats http-request …`, which HAProxy reads like any other http-request line.
void read_statistics_rule(Reader& reader, const Words& words);
/// Warns of a condition that asks for what a request cannot have yet.
void warn_request_conflicts(Reader& reader, const ReadCondition& condition, const Token& at);
void read_stick_table(Reader& reader, const Words& words);
void read_stick(Reader& reader, const Words& words);
void read_tcp_rule(Reader& reader, const Words& words);
void read_cookie(Reader& reader, const Words& words);
void read_httpchk_option(Reader& reader, const Words& words);
void read_http_check(Reader& reader, const Words& words);
void read_tcp_check(Reader& reader, const Words& words);
HealthCheck build_check(const Proxy& proxy);
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

/// HAProxy's "did you mean": its distance over letters and pairs of letters, at most twice the length of either word; three
/// times for the words of `tolerant`.
std::string_view best_match(std::string_view word, std::initializer_list<std::span<const std::string_view>> lists, std::span<const std::string_view> tolerant = {});

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

// ---- patterns.cpp
/// The text of a file that the configuration names, as `default-path` has it.
std::optional<std::string> open_file(const Reader& reader, std::string_view path);
/// A file of patterns, read when it is first named; nothing and `said` when it cannot be, or has been read otherwise.
std::optional<std::uint32_t> read_pattern_file(Reader& reader, const std::string& path, bool is_map, bool has_values, Fault& said);
/// The words of an acl.
std::uint32_t new_patterns(Reader& reader, std::string_view keyword, std::int64_t id);
bool has_patterns_with_id(const Reader& reader, std::int64_t id);
/// A use of a file of patterns, all of which must be such; `in_model` becomes false where one is and is not simulated. `resolves`:
/// names of hosts are looked up.
std::optional<std::uint32_t> use_patterns(Reader& reader, std::uint32_t set, const PatternUse& use, bool resolves, bool& in_model, Fault& said);
/// One word of an acl, whose use is the first of its set.
bool add_pattern(Reader& reader, std::uint32_t set, const Token& word, bool resolves, bool& in_model, Fault& said);
/// How a map converter uses its file.
struct MapUse {
    PatternsOf patterns;
    Match match{};
    bool in_model = true;
};
/// The file and the default value of a map converter.
std::optional<MapUse> read_map(Reader& reader, std::string_view converter, const std::vector<std::string>& arguments, Fault& said);
/// Ids as HAProxy gives them: those that were asked for stay, the others take what is free, in their order.
void build_patterns(Reader& reader);
std::uint32_t patterns_named(const Reader& reader, std::string_view file);

// ---- error_pages.cpp
/// errorfile, errorfiles, errorloc…, http-error: true when the keyword is one of these.
bool read_error_page_line(Reader& reader, const Words& words);
/// A line of a section http-errors.
void read_http_errors_line(Reader& reader, const Words& words);
/// A file with a whole answer; nothing and `said` when HAProxy refuses it.
std::shared_ptr<const ErrorPage> read_error_file(Reader& reader, const Token& path, std::int32_t status, Fault& said);
/// The content of a file for an answer's body.
std::optional<std::string> read_body_file(Reader& reader, const Token& path, Fault& said);
/// Sections that do not exist, statuses that theirs do not have.
void check_error_pages(Reader& reader, const Proxy& proxy);
void check_reply_sections(Reader& reader, const Proxy& proxy);
std::shared_ptr<const ErrorPage> page_of_section(const Reader& reader, std::string_view section, std::int32_t status);
ErrorPages build_error_pages(const Reader& reader, const Proxy& proxy);

// ---- sample.cpp, condition.cpp, logformat.cpp
struct Sample {
    const FetchKeyword* fetch = nullptr;
    SampleType type{};
    std::vector<std::string> arguments;
    struct Conversion {
        std::string_view name;
        std::vector<std::string> arguments;
        std::optional<MapUse> map;
    };
    std::vector<Conversion> converters;
    std::string keyword;
};
/// A sample expression starting at words[index]; moves index behind it. In a format it goes no further than that word, and `behind` is
/// what it leaves of it.
std::optional<Sample> read_sample(Reader& reader, const Words& words, std::size_t& index, Fault& said, std::string_view* behind = nullptr);
/// Arguments "(…)" at the start of text; `rest` is what follows. Used by fetches, converters, ACL keywords.
bool read_arguments(Reader& reader, std::string_view text, std::string_view signature, const std::string& keyword, const std::string& converter,
                    const Token& at, std::vector<std::string>& arguments, std::string_view& rest, Fault& said);
bool read_converters(Reader& reader, const Words& words, std::size_t* index, std::string_view rest, const Token& at, Sample& sample, Fault& said,
                     std::string_view* behind = nullptr);
bool can_cast(SampleType from, SampleType to);
std::string places_text(std::uint32_t where);
std::string sources_text(std::string_view fetch);
/// What HAProxy says of a fetch that gives nothing at `where`, and calls `shown`; nothing where it gives something.
Fault fault_of_place(const Sample& sample, std::uint32_t where, std::string_view shown, int column);
/// A word among those that are known.
inline bool is_in(std::span<const std::string_view> list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }
bool needs_http(std::string_view fetch);

/// The expression as the simulator evaluates it at `where`; nothing when it cannot look at the fetch or has not got a converter.
std::optional<SampleExpression> simulated_sample(const Reader& reader, const Sample& sample, std::uint32_t where = 0);
/// `acl` line or anonymous criterion: words[0] is the criterion.
std::optional<AclCriterion> read_criterion(Reader& reader, const Words& words, Fault& said);
/// words[index] is `if` or `unless`.
std::optional<ReadCondition> read_condition(Reader& reader, const Words& words, std::size_t index, Fault& said);
/// Warns about criteria that cannot be known at `where`.
void warn_conflicts(Reader& reader, const ReadCondition& condition, std::uint32_t where, const Token& at);
/// The condition for the simulator; nothing when part of it is not simulated.
std::optional<Condition> simulated(const Proxy& proxy, const ReadCondition& condition);

/// A log-format string as read.
struct ReadFormat {
    Format format;
    bool simulated = true;        ///< every sample in it is
    std::vector<std::string> variables;     ///< those of the log that it names
};
/// False and `said` when HAProxy refuses it.
bool read_log_format(Reader& reader, std::string_view text, const Token& at, std::uint32_t where, std::string_view context, Fault& said, ReadFormat* read = nullptr);

// ---- cross.cpp, build.cpp, lints.cpp
void cross_check(Reader& reader);
void build_settings(Reader& reader);
void add_lints(Reader& reader, std::string_view text);

// cross_machine.cpp
void check_certificates(Reader& reader, const Proxy& proxy);
/// Health checks need a port from somewhere.
void check_ports(Reader& reader);
void resolve_names(Reader& reader);
void check_resolvers(Reader& reader);
/// "haproxy.cfg:12".
std::string place(const Reader& reader, int line);

}  // namespace evenkeel::haproxy
