// The global section.

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

/// Words compared by hand in HAProxy, in its order: they are suggested for mistyped ones.
constexpr std::string_view plain_keywords[] = {
    "global", "daemon", "master-worker", "noepoll", "nokqueue", "noevports", "nopoll", "busy-polling", "set-dumpable", "insecure-fork-wanted",
    "insecure-setuid-wanted", "nosplice", "nogetaddrinfo", "noreuseport", "quiet", "zero-warning", "tune.runqueue-depth", "tune.maxpollevents",
    "tune.maxaccept", "tune.recv_enough", "tune.buffers.limit", "tune.buffers.reserve", "tune.bufsize", "tune.maxrewrite", "tune.idletimer",
    "tune.rcvbuf.client", "tune.rcvbuf.server", "tune.sndbuf.client", "tune.sndbuf.server", "tune.pipesize", "tune.http.cookielen",
    "tune.http.logurilen", "tune.http.maxhdr", "tune.comp.maxlevel", "tune.pattern.cache-size", "tune.fast-forward", "uid", "gid", "external-check", "user", "group",
    "maxconn", "ssl-server-verify", "maxconnrate", "maxsessrate", "maxsslrate", "maxcomprate", "maxpipes", "maxzlibmem", "maxcompcpuusage",
    "ulimit-n", "chroot", "description", "node", "pidfile", "unix-bind", "log", "log-send-hostname", "server-state-base", "server-state-file",
    "log-tag", "spread-checks", "max-spread-checks", "cpu-map", "setenv", "presetenv", "unsetenv", "resetenv", "strict-limits", "localpeer",
    "numa-cpu-mapping", "defaults", "listen", "frontend", "backend", "peers", "resolvers", "cluster-secret", "fd-hard-limit", "expose-experimental-directives",
};
constexpr std::string_view registered_keywords[] = {
    "ca-base", "close-spread-time", "crt-base", "default-path", "grace", "h1-accept-payload-with-any-method", "h1-case-adjust", "h1-case-adjust-file",
    "hard-stop-after", "httpclient.resolvers.id", "httpclient.resolvers.prefer", "httpclient.ssl.ca-file", "httpclient.ssl.verify",
    "issuers-chain-path", "lua-load", "lua-load-per-thread", "lua-prepend-path", "maxsslconn", "mworker-max-reloads", "nbthread",
    "no-memory-trimming", "pp2-never-send-local", "profiling.tasks", "set-var", "set-var-fmt", "ssl-default-bind-ciphers",
    "ssl-default-bind-ciphersuites", "ssl-default-bind-curves", "ssl-default-bind-options", "ssl-default-server-ciphers",
    "ssl-default-server-ciphersuites", "ssl-default-server-options", "ssl-dh-param-file", "ssl-load-extra-del-ext", "ssl-load-extra-files",
    "ssl-mode-async", "ssl-propquery", "ssl-provider", "ssl-provider-path", "ssl-skip-self-issued-ca", "stats", "thread-group", "thread-groups",
    "tune.fail-alloc", "tune.fd.edge-triggered", "tune.h2.header-table-size", "tune.h2.initial-window-size", "tune.h2.max-concurrent-streams",
    "tune.h2.max-frame-size", "tune.idle-pool.shared", "tune.listener.multi-queue", "tune.lua.forced-yield", "tune.lua.maxmem",
    "tune.lua.service-timeout", "tune.lua.session-timeout", "tune.lua.task-timeout", "tune.peers.max-updates-at-once", "tune.pool-high-fd-ratio",
    "tune.pool-low-fd-ratio", "tune.sched.low-latency", "tune.ssl.cachesize", "tune.ssl.capture-buffer-size", "tune.ssl.capture-cipherlist-size",
    "tune.ssl.default-dh-param", "tune.ssl.force-private-cache", "tune.ssl.hard-maxrecord", "tune.ssl.keylog", "tune.ssl.lifetime",
    "tune.ssl.maxrecord", "tune.ssl.ssl-ctx-cache-size", "tune.vars.check-max-size", "tune.vars.global-max-size", "tune.vars.proc-max-size",
    "tune.vars.reqres-max-size", "tune.vars.sess-max-size", "tune.vars.txn-max-size",
};

constexpr std::string_view flags[] = {
    "daemon", "noepoll", "nokqueue", "noevports", "nopoll", "nosplice", "nogetaddrinfo", "noreuseport", "quiet", "zero-warning", "busy-polling",
    "set-dumpable", "strict-limits", "insecure-setuid-wanted", "numa-cpu-mapping", "ssl-mode-async", "ssl-skip-self-issued-ca", "pp2-never-send-local",
    "no-memory-trimming", "h1-accept-payload-with-any-method", "tune.ssl.force-private-cache",
};
/// "expects an integer argument": HAProxy takes anything that begins as it likes.
constexpr std::string_view integers[] = {
    "tune.runqueue-depth", "tune.maxpollevents", "tune.maxaccept", "tune.recv_enough", "tune.buffers.limit", "tune.buffers.reserve", "tune.maxrewrite",
    "tune.idletimer", "tune.rcvbuf.client", "tune.rcvbuf.server", "tune.sndbuf.client", "tune.sndbuf.server", "tune.pipesize", "tune.http.cookielen",
    "tune.http.logurilen", "tune.comp.maxlevel", "tune.pattern.cache-size", "maxconnrate", "maxsessrate", "maxsslrate", "maxcomprate", "maxpipes",
    "maxzlibmem", "maxcompcpuusage", "ulimit-n", "fd-hard-limit", "maxsslconn", "tune.ssl.maxrecord", "tune.ssl.hard-maxrecord", "tune.ssl.cachesize",
    "tune.ssl.lifetime", "tune.ssl.ssl-ctx-cache-size", "tune.peers.max-updates-at-once",
};
/// Other keywords that take one word and complain of a second one.
constexpr std::string_view single_values[] = {
    "ssl-default-bind-ciphers", "ssl-default-bind-ciphersuites", "ssl-default-server-ciphers", "ssl-default-server-ciphersuites",
    "ssl-default-bind-curves", "issuers-chain-path", "log-tag", "tune.bufsize", "nbthread", "ssl-server-verify", "ssl-dh-param-file",
    "tune.ssl.default-dh-param", "tune.http.maxhdr", "node",
};
constexpr std::string_view once[] = {"ulimit-n", "maxpipes"};

constexpr std::string_view users[] = {"root", "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail", "news", "uucp", "proxy", "www-data", "backup", "list", "irc", "_apt", "nobody", "haproxy", "systemd-network", "systemd-timesync", "messagebus", "polkitd"};
constexpr std::string_view groups[] = {"root", "daemon", "bin", "sys", "adm", "tty", "disk", "lp", "mail", "news", "uucp", "man", "proxy", "kmem", "dialout", "fax", "voice", "cdrom", "floppy", "tape", "sudo", "audio", "dip", "www-data", "backup", "operator", "list", "irc", "src", "shadow", "utmp", "video", "sasl", "plugdev", "staff", "games", "users", "nogroup", "haproxy", "systemd-journal", "systemd-network", "systemd-timesync", "messagebus", "polkitd", "ssl-cert"};

/// user, group, uid, gid: the account may be given once; both spellings count as one.
void read_account(Reader& reader, const Words& words)
{
    const std::string& keyword = words[0];
    const bool user = keyword == "user" || keyword == "uid";
    const std::string slot = user ? "uid" : "gid";
    if (too_many_arguments(reader, words, 1)) return;
    if (reader.global.given.count(slot) != 0) {
        const Sentence& which = user ? sentence::user_already : keyword == "gid" ? sentence::gid_already : sentence::group_already;
        return reader.alert(words.token(0), which);
    }
    const Token& value = words.token(1);
    if (keyword == "uid" || keyword == "gid") {
        if (value.text.empty()) return reader.fatal(value, sentence::expects_integer, {{"keyword", keyword}});
        std::size_t used = 0;
        const std::int64_t id = leading_integer(value.text, used);
        if (used != value.text.size()) return reader.warn(value, user ? sentence::uid_string : sentence::gid_string, {{"word", value.text}});
        if (id != 0) reader.global.given.insert(slot);
    } else if (user ? is_in(users, value.text) : is_in(groups, value.text)) {
        // An account with number 0 leaves the slot empty.
        if (value.text != "root") reader.global.given.insert(slot);
    } else {
        reader.fatal(value, user ? sentence::no_such_user : sentence::no_such_group, {{"name", value.text}});
        return;
    }
    reader.note(words.token(0), sentence::no_effect, {{"what", keyword}});
}

/// chroot and pidfile: one value, once.
void read_path_once(Reader& reader, const Words& words)
{
    if (too_many_arguments(reader, words, 1)) return;
    const std::string& keyword = words[0];
    if (reader.global.given.count(keyword) != 0) return reader.alert(words.token(0), sentence::already_specified, {{"keyword", keyword}});
    if (!words.has(1)) return reader.fatal(words.token(1), keyword == "chroot" ? sentence::expects_directory : sentence::expects_file_name, {{"keyword", keyword}});
    reader.global.given.insert(keyword);
    reader.note(words.token(0), sentence::no_effect, {{"what", keyword}});
}

void read_maxconn(Reader& reader, const Words& words)
{
    if (too_many_arguments(reader, words, 1)) return;
    if (reader.global.given.count("maxconn") != 0) return reader.alert(words.token(0), sentence::already_specified, {{"keyword", words[0]}});
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::expects_integer, {{"keyword", words[0]}});
    const std::int64_t most = leading_integer(words[1]);
    if (most != 0) reader.global.given.insert("maxconn");
    reader.global.maxconn = std::clamp<std::int64_t>(most, 0, INT32_MAX);
}

void read_spread_checks(Reader& reader, const Words& words)
{
    if (too_many_arguments(reader, words, 1)) return;
    if (reader.global.spread_checks != 0) return reader.alert(words.token(0), sentence::spread_checks_already);
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::spread_checks_integer);
    reader.global.spread_checks = leading_integer(words[1]);
    if (reader.global.spread_checks < 0 || reader.global.spread_checks > 50) reader.fatal(words.token(1), sentence::spread_checks_range);
}

Fault read_tls_options(Reader& reader, const Words& words)
{
    if (!words.has(1)) return fault(sentence::global_option_missing, words.token(1).column, {{"keyword", words[0]}});
    constexpr std::string_view plain[] = {"no-sslv3", "no-tlsv10", "no-tlsv11", "no-tlsv12", "no-tlsv13", "force-sslv3", "force-tlsv10", "force-tlsv11", "force-tlsv12", "force-tlsv13", "no-tls-tickets"};
    constexpr std::string_view versions[] = {"SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
    const bool bind = words[0] == "ssl-default-bind-options";
    for (std::size_t i = 1; words.has(i); ++i) {
        const Token& word = words.token(i);
        if (bind && (word.text.starts_with("no-tlsv1") || word.text == "no-sslv3")) reader.global.bars_versions = true;
        if (bind && (word.text.starts_with("force-") || word.text.starts_with("ssl-m"))) reader.global.has_version_range = true;
        if (is_in(plain, word.text) || (bind && word.text == "prefer-client-ciphers")) continue;
        if (word.text != "ssl-min-ver" && word.text != "ssl-max-ver") return fault(sentence::global_option_unknown, word.column, {{"keyword", words[0]}, {"word", word.text}});
        const Token& value = words.token(++i);
        if (value.text.empty()) return fault(sentence::global_tls_missing, value.column, {{"keyword", words[0]}, {"word", word.text}});
        if (!is_in(versions, value.text)) return fault(sentence::global_tls_unknown, value.column, {{"keyword", words[0]}, {"word", value.text}});
    }
    return {};
}

void read_process_stats(Reader& reader, const Words& words)
{
    const std::string& what = words[1];
    const Token& value = words.token(2);
    if (what == "socket") {
        if (value.text.empty()) return reader.fatal(value, sentence::stats_socket_address);
        Fault said;
        const auto address = read_address(reader, value, port_allowed | port_mandatory | may_resolve, said);
        if (!address)
            return reader.fatal(wrap(said, "parsing [" + reader.file + ":" + std::to_string(reader.line) + "] : 'stats socket' : "));
        const auto level = read_stats_socket_parameters(reader, words);
        if (!level || !address->unix_socket) {
            if (level) reader.note(words.token(0), sentence::no_effect, {{"what", "stats socket"}});
            if (level) reader.settings.sockets.push_back({"", *level, value.text.find('@') == std::string::npos ? "ipv4@" + value.text : value.text});
            return;
        }
        // unix@/run/x is /run/x.
        reader.settings.sockets.push_back({value.text.substr(value.text.starts_with('/') ? 0 : value.text.find('@') + 1), *level, ""});
        return;
    } else if (what == "timeout") {
        const ReadTime time = read_time(reader, value.text, "ms");
        if (value.text.empty()) return reader.fatal(value, sentence::stats_timeout_missing);
        if (time.fault == TimeFault::overflow) return reader.fatal(value, sentence::stats_timeout_overflow, {{"value", value.text}});
        if (time.fault == TimeFault::character) return reader.fatal(value, sentence::stats_timeout_character, {{"character", std::string(1, time.character)}});
        if (time.value <= 0) return reader.fatal(value, sentence::stats_positive, {{"what", what}});
    } else if (what == "maxconn") {
        if (leading_integer(value.text) <= 0) return reader.fatal(value, sentence::stats_positive, {{"what", what}});
    } else if (what == "bind-process") {
        // Nothing is said of it, though it does nothing.
    } else {
        return reader.fatal(words.token(1), sentence::stats_global_words, {{"word", what}});
    }
    reader.note(words.token(0), sentence::no_effect, {{"what", "stats " + what}});
}

void read_nbthread(Reader& reader, const Words& words)
{
    std::size_t used = 0;
    const std::int64_t number = leading_integer(words[1], used);
    if (words[1].empty() || used != words[1].size()) return reader.fatal(words.token(1), sentence::nbthread_integer, {{"keyword", words[0]}, {"word", words[1]}});
    if (number < 1 || number > 64) return reader.fatal(words.token(1), sentence::nbthread_range, {{"keyword", words[0]}, {"value", std::to_string(number)}});
    reader.note(words.token(0), sentence::no_effect, {{"what", words[0]}});
}

/// Keywords with one text: what HAProxy says when it is missing.
struct TextKeyword {
    std::string_view name;
    const Sentence* missing;
};
constexpr TextKeyword texts[] = {
    {"ssl-default-bind-ciphers", &sentence::global_cipher_suite},
    {"ssl-default-bind-ciphersuites", &sentence::global_cipher_suite},
    {"ssl-default-server-ciphers", &sentence::global_cipher_suite},
    {"ssl-default-server-ciphersuites", &sentence::global_cipher_suite},
    {"ssl-default-bind-curves", &sentence::global_curves},
    {"issuers-chain-path", &sentence::global_directory},
    {"log-tag", &sentence::log_tag_expects},
    {"description", &sentence::expects_string},
    {"setenv", &sentence::setenv_expects},
    {"presetenv", &sentence::setenv_expects},
    {"localpeer", &sentence::localpeer_expects},
};

void read_integer(Reader& reader, const Words& words)
{
    const std::string& keyword = words[0];
    if (is_in(once, keyword) && reader.global.given.count(keyword) != 0) return reader.alert(words.token(0), sentence::already_specified, {{"keyword", keyword}});
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::expects_integer, {{"keyword", keyword}});
    reader.global.given.insert(keyword);
    const std::int64_t number = std::clamp<std::int64_t>(leading_integer(words[1]), 0, INT32_MAX);
    if (keyword == "maxconnrate") return void(reader.settings.connection_rate = number);
    if (keyword == "maxsessrate") return void(reader.settings.session_rate = number);
    if (keyword == "maxsslrate") reader.settings.tls_rate = number;
    if (keyword == "maxcomprate") reader.settings.compression_rate = number * 1024;
    reader.note(words.token(0), sentence::no_effect, {{"what", keyword}});
}

/// Keywords with a rule of their own; true when the word is one of them.
/// Where relative paths of the lines that follow begin.
void read_default_path(Reader& reader, std::string_view from, const std::string& folder)
{
    const std::string& file = reader.machine->path.empty() ? reader.file : reader.machine->path;
    const auto above = [](std::string_view path) { return path.find('/') == std::string_view::npos ? std::string(".") : std::string(path.substr(0, path.rfind('/'))); };
    if (from == "current") reader.default_path.clear();
    else if (from == "config") reader.default_path = above(file);
    else if (from == "parent") reader.default_path = above(file) + "/..";
    else reader.default_path = folder;
}

bool read_special(Reader& reader, const Words& words)
{
    const std::string& keyword = words[0];
    const Token& value = words.token(1);
    const auto effect = [&] { reader.note(words.token(0), sentence::no_effect, {{"what", keyword}}); };
    if (keyword == "user" || keyword == "group" || keyword == "uid" || keyword == "gid") return read_account(reader, words), true;
    if (keyword == "chroot" || keyword == "pidfile") return read_path_once(reader, words), true;
    if (keyword == "maxconn") return read_maxconn(reader, words), true;
    if (keyword == "spread-checks") return read_spread_checks(reader, words), true;
    if (keyword == "log") return read_log(reader, words), true;
    if (keyword == "stats") return read_process_stats(reader, words), true;
    if (keyword == "nbthread" || keyword == "thread-group" || keyword == "thread-groups") return read_nbthread(reader, words), true;
    if (keyword == "nbproc") return reader.fatal(words.token(0), sentence::nbproc), true;
    if (keyword == "ssl-default-bind-options" || keyword == "ssl-default-server-options") {
        if (const Fault said = read_tls_options(reader, words)) reader.fatal(said);
        else effect();
    } else if (keyword == "ca-base" || keyword == "crt-base") {
        if (too_many_arguments(reader, words, 1)) return true;
        if (reader.global.given.count(keyword) != 0) reader.fatal(words.token(0), sentence::base_already, {{"keyword", keyword}});
        else if (value.text.empty()) reader.fatal(value, sentence::global_directory, {{"keyword", keyword}});
        else {
            reader.global.given.insert(keyword);
            if (keyword == "crt-base") reader.global.crt_base = value.text;
        }
    } else if (keyword == "ssl-dh-param-file") {
        if (value.text.empty()) reader.fatal(value, sentence::dh_file_path, {{"keyword", keyword}});
        else if (!open_file(reader, value.text)) reader.fatal(value, sentence::dh_file_unusable, {{"keyword", keyword}, {"path", value.text}});
        else effect();
    } else if (keyword == "tune.ssl.default-dh-param") {
        if (value.text.empty()) reader.fatal(value, sentence::expects_integer_argument, {{"keyword", keyword}});
        else if (leading_integer(value.text) < 1024) reader.fatal(value, sentence::dh_param_value, {{"keyword", keyword}});
        else effect();
    } else if (keyword == "tune.bufsize") {
        if (value.text.empty()) reader.fatal(value, sentence::expects_integer, {{"keyword", keyword}});
        else if (leading_integer(value.text) <= 0) reader.fatal(value, sentence::expects_positive_integer, {{"keyword", keyword}});
        else reader.global.buffer_size = leading_integer(value.text), effect();
    } else if (keyword == "tune.maxrewrite" && leading_integer(value.text) < 0) {
        reader.fatal(value, sentence::expects_positive_integer, {{"keyword", keyword}});
    } else if (keyword == "maxsslconn" && leading_integer(value.text) < 0) {
        reader.fatal(value, sentence::expects_positive_number, {{"keyword", keyword}});
    } else if (keyword == "tune.http.maxhdr") {
        const std::int64_t number = leading_integer(value.text);
        if (value.text.empty() || number < 1 || number > 32767) reader.fatal(value, sentence::maxhdr_range, {{"keyword", keyword}});
        else effect();
    } else if (keyword == "node") {
        const auto bad = [](char c) { return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'); };
        if (value.text.empty() || std::any_of(value.text.begin(), value.text.end(), bad)) reader.fatal(value, sentence::node_name, {{"keyword", keyword}});
        else effect();
    } else if (keyword == "external-check" || keyword == "insecure-fork-wanted") {
        if (too_many_arguments(reader, words, 0)) return true;
        (keyword == "external-check" ? reader.global.external_check : reader.global.insecure_fork) = !reader.negated;
        effect();
    } else if (keyword == "ssl-server-verify") {
        if (value.text.empty()) reader.fatal(value, sentence::expects_integer, {{"keyword", keyword}});
        else if (value.text != "none" && value.text != "required") reader.fatal(value, sentence::ssl_server_verify, {{"keyword", keyword}});
        else reader.global.ssl_verify_none = value.text == "none", effect();
    } else if (keyword == "h1-case-adjust") {
        if (!words.has(1) || !words.has(2)) reader.fatal(value, sentence::case_adjust_expects, {{"keyword", keyword}});
        else if (!equal_ignoring_case(value.text, words[2])) reader.fatal(words.token(2), sentence::case_adjust_differ);
        else effect();
    } else if (keyword == "hard-stop-after" || keyword == "grace" || keyword == "close-spread-time") {
        const ReadTime time = value.text.empty() ? ReadTime{} : read_time(reader, value.text, "ms");
        if (value.text.empty()) reader.fatal(value, sentence::expects_time, {{"keyword", keyword}});
        else if (time.fault == TimeFault::character) reader.fatal(value, sentence::cookie_time_character, {{"character", std::string(1, time.character)}, {"keyword", keyword}});
        else if (time.fault == TimeFault::overflow) reader.fatal(value, sentence::global_time_overflow, {{"value", value.text}, {"keyword", keyword}});
        else effect();
    } else if (keyword == "lua-load" || keyword == "lua-load-per-thread") {
        if (value.text.empty()) reader.fatal(value, sentence::lua_file_name, {{"keyword", keyword}});
        else reader.fatal(value, sentence::lua_cannot_open, {{"path", value.text}});
    } else if (keyword == "unix-bind") {
        constexpr std::string_view known[] = {"prefix", "mode", "uid", "gid", "user", "group"};
        for (std::size_t i = 1; words.has(i); i += 2)
            if (!is_in(known, words[i])) return reader.fatal(words.token(i), sentence::unix_bind, {{"keyword", keyword}}), true;
        effect();
    } else if (keyword == "expose-experimental-directives") {
        reader.global.experimental = true;
    } else if (keyword == "server-state-file" || keyword == "server-state-base") {
        if (value.text.empty()) reader.fatal(value, keyword == "server-state-file" ? sentence::state_file : sentence::state_base, {{"keyword", keyword}});
        else reader.global.server_state_file = reader.global.server_state_file || keyword == "server-state-file", effect();
    } else if (keyword == "profiling.tasks") {
        if (value.text != "on" && value.text != "auto" && value.text != "off") reader.fatal(value, sentence::profiling_values, {{"keyword", keyword}, {"word", value.text}});
        else effect();
    } else if (keyword == "default-path") {
        if (value.text != "current" && value.text != "config" && value.text != "parent" && value.text != "origin") reader.fatal(value, sentence::default_path, {{"keyword", keyword}, {"word", value.text}});
        else read_default_path(reader, value.text, words[2]);
    } else if (keyword == "cpu-map") {
        if (!words.has(1) || !words.has(2)) reader.fatal(value, sentence::cpu_map, {{"keyword", keyword}});
        else effect();
    } else if (keyword == "set-var" || keyword == "set-var-fmt") {
        if (!words.has(1) || !words.has(2)) reader.fatal(value, sentence::global_set_var, {{"keyword", keyword}});
        else effect();
    } else {
        return false;
    }
    return true;
}

}  // namespace

void read_global(Reader& reader, const Words& words)
{
    const std::string& keyword = words[0];
    if (keyword == "global") {
        too_many_arguments(reader, words, 0);
        return;
    }
    const bool one_value = is_in(integers, keyword) || is_in(single_values, keyword);
    if (one_value && too_many_arguments(reader, words, 1)) return;
    if (keyword == "h1-case-adjust" && too_many_arguments(reader, words, 2)) return;
    if (read_special(reader, words)) return;
    if (is_in(flags, keyword)) {
        if (!too_many_arguments(reader, words, 0)) reader.note(words.token(0), sentence::no_effect, {{"what", keyword}});
        return;
    }
    if (is_in(integers, keyword)) return read_integer(reader, words);
    const auto text = std::find_if(std::begin(texts), std::end(texts), [&](const TextKeyword& t) { return t.name == keyword; });
    if (text != std::end(texts)) {
        const bool two = keyword == "setenv" || keyword == "presetenv";
        if (!words.has(1) || (two && !words.has(2))) return reader.fatal(words.token(1), *text->missing, {{"keyword", keyword}});
        if (keyword == "description") reader.global.description = true;
        return reader.note(words.token(0), sentence::no_effect, {{"what", keyword}});
    }
    if (is_in(registered_keywords, keyword) || (is_in(plain_keywords, keyword) && keyword != "defaults"))
        return reader.note(words.token(0), sentence::no_effect, {{"what", keyword}});
    const std::string_view best = best_match(keyword, {registered_keywords, plain_keywords});
    if (best.empty()) return reader.fatal(words.token(0), sentence::unknown_keyword, {{"word", keyword}, {"section", "global"}});
    reader.fatal(words.token(0), sentence::unknown_keyword_maybe, {{"word", keyword}, {"section", "global"}, {"best", best}});
}

}  // namespace evenkeel::haproxy
