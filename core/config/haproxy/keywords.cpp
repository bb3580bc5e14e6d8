// Proxy keywords with a small language of their own: balance, hash-type, timeout, cookie, log.

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

/// `balance uri len N depth N whole path-only`.
Fault read_uri_parameters(const Words& words, Balance& balance)
{
    for (std::size_t i = 2; words.has(i); ++i) {
        const Token& word = words.token(i);
        if (word.text == "len" || word.text == "depth") {
            const Token& value = words.token(++i);
            const std::int64_t number = leading_integer(value.text);
            if (number <= 0) return fault(sentence::balance_uri_number, value.column, {{"keyword", word.text}, {"word", value.text}});
            (word.text == "len" ? balance.uri_length : balance.uri_depth) = std::min<std::int64_t>(number, INT32_MAX);
        } else if (word.text == "whole") {
            balance.uri_whole = true;
        } else if (word.text == "path-only") {
            balance.uri_path_only = true;
        } else {
            return fault(sentence::balance_uri_parameter, word.column, {{"word", word.text}});
        }
    }
    return {};
}

Fault read_random(const Token& word, Balance& balance)
{
    const std::string_view rest = std::string_view(word.text).substr(std::string_view{"random"}.size());
    balance.algorithm = Algorithm::random;
    balance.draws = 2;
    if (rest.empty()) return {};
    if (rest[0] != '(') return fault(sentence::balance_algorithms, word.column);
    std::size_t used = 0;
    balance.draws = std::min<std::int64_t>(leading_integer(rest.substr(1), used), 1'000'000);
    const std::string_view behind = rest.substr(1 + used);
    if (behind.empty()) return fault(sentence::random_parenthesis, word.column);
    if (behind[0] != ')') return fault(sentence::random_character, word.column, {{"character", behind.substr(0, 1)}});
    if (balance.draws <= 0) return fault(sentence::random_draws, word.column);
    return {};
}

Fault read_algorithm(const Words& words, Balance& balance)
{
    const Token& word = words.token(1);
    balance.uri_length = balance.uri_depth = 0;
    balance.uri_whole = balance.uri_path_only = false;
    if (word.text.empty() || word.text == "roundrobin") balance.algorithm = Algorithm::roundrobin;
    else if (word.text == "static-rr") balance.algorithm = Algorithm::static_rr;
    else if (word.text == "first") balance.algorithm = Algorithm::first;
    else if (word.text == "leastconn") balance.algorithm = Algorithm::leastconn;
    else if (word.text == "source") balance.algorithm = Algorithm::source;
    else if (word.text.starts_with("random")) return read_random(word, balance);
    else if (word.text == "uri") {
        balance.algorithm = Algorithm::uri;
        return read_uri_parameters(words, balance);
    } else if (word.text == "url_param") {
        if (!words.has(2)) return fault(sentence::balance_url_param, words.token(2).column);
        if (words.has(3) && words[3] != "check_post") return fault(sentence::balance_check_post, words.token(3).column, {{"word", words[3]}});
        balance.algorithm = Algorithm::url_param;
        balance.argument = words[2];
    } else if (word.text == "hash") {
        if (!words.has(2)) return fault(sentence::balance_hash, words.token(2).column);
        if (words.has(3)) return fault(sentence::balance_hash_extra, words.token(3).column, {{"word", words[3]}});
        balance.algorithm = Algorithm::hash;
        balance.argument = words[2];
    } else if (word.text.starts_with("hdr(")) {
        const std::size_t end = word.text.find(')');
        const std::string name = end == std::string::npos ? std::string{} : word.text.substr(4, end - 4);
        if (name.empty()) return fault(sentence::balance_hdr, word.column);
        if (words.has(2) && words[2] != "use_domain_only") return fault(sentence::balance_domain_only, words.token(2).column, {{"keyword", word.text}, {"word", words[2]}});
        balance.algorithm = Algorithm::hdr;
        balance.argument = name;
        balance.use_domain_only = words.has(2);
    } else if (word.text == "hdr") {
        return fault(sentence::balance_algorithms, word.column);
    } else if (word.text.starts_with("rdp-cookie")) {
        if (word.text.size() > 10 && (word.text[10] != '(' || word.text.find(')') == std::string::npos || word.text.find(')') == 11)) return fault(sentence::balance_rdp, word.column);
    } else {
        return fault(sentence::balance_algorithms, word.column);
    }
    return {};
}

constexpr std::string_view algorithms[] = {"roundrobin", "static-rr", "leastconn", "first", "source", "uri", "url_param", "hdr(name)", "random", "hash", "rdp-cookie"};

}  // namespace

void read_balance(Reader& reader, const Words& words)
{
    ignored_without(reader, is_backend, words.token(0));
    Proxy& proxy = reader.proxy();
    proxy.balance_given = true;
    Fault said = read_algorithm(words, proxy.balance);
    proxy.balance.at = {reader.line, words.token(1).column};
    if (said) {
        if (said.sentence == &sentence::balance_algorithms)
            if (const auto nearest = nearest_word(words[1], algorithms)) said.repair = did_you_mean(*nearest);
        return reader.fatal(wrap(said, "balance "));
    }
    if (words[1].starts_with("rdp-cookie")) reader.not_simulated(words.token(1), "balance rdp-cookie", "servers are chosen by roundrobin");
}

void read_hash_type(Reader& reader, const Words& words)
{
    Proxy& proxy = reader.proxy();
    const Token& value = words.token(1);
    if (words[0] == "hash-balance-factor") {
        if (value.text.empty()) return reader.fatal(value, sentence::expects_integer, {{"keyword", words[0]}});
        const std::int64_t factor = leading_integer(value.text);
        if (factor != 0 && factor <= 100) return reader.fatal(value, sentence::hash_balance_factor, {{"keyword", words[0]}});
        proxy.hash_balance_factor = std::min<std::int64_t>(factor, INT32_MAX);
        return;
    }
    ignored_without(reader, is_backend, words.token(0));
    Balance& balance = proxy.balance;
    if (value.text == "avalanche") return reader.fatal(value, sentence::hash_avalanche, {{"keyword", words[0]}});
    if (value.text != "consistent" && value.text != "map-based") return reader.fatal(value, sentence::hash_type_values, {{"keyword", words[0]}});
    balance.hash_type = value.text == "consistent" ? HashType::consistent : HashType::map_based;
    balance.hash_function = HashFunction::sdbm;
    balance.avalanche = balance.hash_type == HashType::consistent && !words.has(2);
    if (!words.has(2)) return;
    const std::string& function = words[2];
    if (function == "sdbm") balance.hash_function = HashFunction::sdbm;
    else if (function == "djb2") balance.hash_function = HashFunction::djb2;
    else if (function == "wt6") balance.hash_function = HashFunction::wt6;
    else if (function == "crc32") balance.hash_function = HashFunction::crc32;
    else return reader.fatal(words.token(2), sentence::hash_functions, {{"keyword", words[0]}});
    if (words[3] == "avalanche") balance.avalanche = true;
    else if (words.has(3)) reader.fatal(words.token(3), sentence::hash_modifier, {{"keyword", words[0]}});
}

namespace {

struct TimeoutName {
    std::string_view name;
    unsigned capability;
    Duration Timeouts::*field;
};
constexpr TimeoutName timeouts[] = {
    {"client", is_frontend, &Timeouts::client},
    {"tarpit", is_frontend | is_backend, &Timeouts::tarpit},
    {"http-keep-alive", is_frontend | is_backend, &Timeouts::http_keep_alive},
    {"http-request", is_frontend | is_backend, &Timeouts::http_request},
    {"server", is_backend, &Timeouts::server},
    {"connect", is_backend, &Timeouts::connect},
    {"check", is_backend, &Timeouts::check},
    {"queue", is_backend, &Timeouts::queue},
    {"tunnel", is_backend, &Timeouts::tunnel},
    {"client-fin", is_frontend, &Timeouts::client_fin},
    {"server-fin", is_backend, &Timeouts::server_fin},
};

}  // namespace

void read_timeout(Reader& reader, const Words& words)
{
    // `clitimeout 5` is an old spelling of `timeout client 5`; so is `timeout clitimeout 5`.
    const std::size_t at = words[0] == "timeout" ? 1 : 0;
    const Token& name = words.token(at);
    for (const auto& [old_name, replacement] : {std::pair{"clitimeout", "client"}, std::pair{"srvtimeout", "server"}, std::pair{"contimeout", "connect"}})
        if (name.text == old_name) return reader.fatal(name, sentence::old_timeout, {{"keyword", name.text}, {"new", replacement}});
    const auto found = std::find_if(std::begin(timeouts), std::end(timeouts), [&](const TimeoutName& t) { return t.name == name.text; });
    if (found == std::end(timeouts)) return reader.fatal(name, sentence::timeout_names, {{"word", name.text}});
    const Token& value = words.token(at + 1);
    if (value.text.empty()) return reader.fatal(value, sentence::timeout_value, {{"name", name.text}});
    const ReadTime time = read_time(reader, value.text, "ms");
    if (time.fault == TimeFault::overflow) return reader.fatal(value, sentence::timeout_overflow, {{"value", value.text}, {"name", name.text}});
    if (time.fault == TimeFault::character) return reader.fatal(value, sentence::timeout_character, {{"character", std::string(1, time.character)}, {"name", name.text}});
    Proxy& proxy = reader.proxy();
    if (words.has(at + 2)) return reader.fatal(words.token(at + 2), sentence::timeout_extra, {{"name", name.text}, {"extra", words[at + 2]}, {"value", value.text}});
    const bool capable = proxy.has(found->capability) || proxy.has(is_defaults);
    Duration& field = proxy.timeouts.*(found->field);
    const Duration wanted = time.value == 0 ? unset : milliseconds(time.value);
    // Twice in a defaults section passes without a word.
    const Duration inherited = proxy.has(is_defaults) ? field : reader.defaults_of_current().timeouts.*(found->field);
    if (!capable) {
        const std::string_view needed = found->capability == is_frontend ? "frontend" : "backend";
        reader.warn(name, sentence::timeout_ignored, {{"name", name.text}, {"kind", proxy.kind()}, {"proxy", proxy.name}, {"needed", needed}});
    } else if (field != inherited) {
        reader.warn(name, sentence::timeout_again, {{"name", name.text}});
    }
    field = wanted;
}

namespace {

Fault read_cookie_time(Reader& reader, const Words& words, std::size_t index, std::int64_t& seconds)
{
    const std::string& keyword = words[index];
    const Token& value = words.token(index + 1);
    if (value.text.empty()) return fault(sentence::cookie_time, value.column, {{"keyword", keyword}, {"what", keyword == "maxidle" ? "idletime" : "lifetime"}});
    const ReadTime time = read_time(reader, value.text, "s");
    if (time.fault == TimeFault::overflow) return fault(sentence::cookie_time_overflow, value.column, {{"value", value.text}, {"keyword", keyword}});
    if (time.fault == TimeFault::character) return fault(sentence::cookie_time_character, value.column, {{"character", std::string(1, time.character)}, {"keyword", keyword}});
    seconds = time.value;
    return {};
}

}  // namespace

void read_cookie(Reader& reader, const Words& words)
{
    ignored_without(reader, is_backend, words.token(0));
    Proxy& proxy = reader.proxy();
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::cookie_expects, {{"keyword", words[0]}});
    proxy.cookie = true;
    proxy.cookie_name = words[1];
    std::string domains;
    std::string extra;
    std::int64_t maxidle_s = 0;
    std::int64_t maxlife_s = 0;
    std::set<std::string, std::less<>> modes;
    constexpr std::string_view plain[] = {"rewrite", "indirect", "insert", "nocache", "postonly", "preserve", "prefix", "httponly", "secure"};
    for (std::size_t i = 2; words.has(i); ++i) {
        const Token& word = words.token(i);
        const Token& value = words.token(i + 1);
        if (std::find(std::begin(plain), std::end(plain), word.text) != std::end(plain)) {
            modes.insert(word.text);
        } else if (word.text == "dynamic") {
            ignored_without(reader, is_backend, word);
            modes.insert(word.text);
        } else if (word.text == "domain") {
            if (value.text.empty()) return reader.fatal(value, sentence::cookie_domain, {{"keyword", word.text}});
            if (value.text.find('.') == std::string::npos) reader.warn(value, sentence::cookie_domain_dot, {{"domain", value.text}});
            if (const auto bad = invalid_domain_character(value.text)) return reader.fatal(value, sentence::cookie_domain_character, {{"character", std::string(1, *bad)}, {"domain", value.text}});
            domains += "; domain=" + value.text;
            ++i;
        } else if (word.text == "maxidle" || word.text == "maxlife") {
            if (const Fault said = read_cookie_time(reader, words, i, word.text == "maxidle" ? maxidle_s : maxlife_s)) return reader.fatal(said);
            ++i;
        } else if (word.text == "attr") {
            if (value.text.empty()) return reader.fatal(value, sentence::cookie_attr, {{"keyword", word.text}});
            for (const char c : value.text) {
                if (c != ';' && (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)) continue;
                constexpr char digits[] = "0123456789ABCDEF";
                const auto byte = static_cast<unsigned char>(c);
                return reader.fatal(value, sentence::cookie_attr_character, {{"hex", std::string{digits[byte >> 4], digits[byte & 15]}}});
            }
            extra += "; " + value.text;
            ++i;
        } else {
            return reader.fatal(word, sentence::cookie_options, {{"keyword", words[0]}});
        }
    }
    const auto count = [&](std::initializer_list<std::string_view> names) { return std::count_if(names.begin(), names.end(), [&](std::string_view n) { return modes.count(n) != 0; }); };
    if (count({"rewrite", "indirect"}) > 1) reader.fatal(words.token(2), sentence::cookie_rewrite_indirect);
    if (count({"rewrite", "insert", "prefix"}) > 1) reader.fatal(words.token(2), sentence::cookie_modes);
    if (modes.count("preserve") != 0 && count({"insert", "indirect"}) == 0) reader.fatal(words.token(2), sentence::cookie_preserve);
    const auto has = [&](std::string_view mode) { return modes.count(mode) != 0; };
    PersistenceCookie& cookie = proxy.persistence;
    cookie = {words[1], CookieMode::passive, has("indirect"), has("preserve"), has("postonly"), domains, {reader.line, words.token(0).column}, maxidle_s, maxlife_s, has("dynamic"), {}};
    if (has("insert")) cookie.mode = CookieMode::insert;
    else if (has("prefix")) cookie.mode = CookieMode::prefix;
    else if (has("rewrite")) cookie.mode = CookieMode::rewrite;
    if (has("httponly")) cookie.attributes += "; HttpOnly";
    if (has("secure")) cookie.attributes += "; Secure";
    cookie.attributes += extra;
}

namespace {

constexpr std::string_view facilities[] = {"kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "auth2", "ftp", "ntp", "audit", "alert", "cron2", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"};
constexpr std::span<const std::string_view> levels(log_level_words.data(), silent_level);

/// The parts of a log line behind the word log; a fault without its prefix.
Fault read_log_target(Reader& reader, const Words& words, bool global, LogTarget& target)
{
    const std::string_view also = global ? "" : "or global";
    if (words[1] == "global" && !words.has(2)) {
        if (global) return fault(sentence::log_global_in_global, words.token(1).column);
        return {};
    }
    if (!words.has(1) || !words.has(2)) return fault(sentence::log_expects, words.token(1).column, {{"also", also}});
    std::size_t index = 2;
    while (true) {
        const std::string& word = words[index];
        const Token& value = words.token(index + 1);
        if (word == "sample") {
            if (value.text.empty()) return fault(sentence::log_sample, value.column);
            index += 2;
        } else if (word == "len") {
            const std::int64_t length = leading_integer(value.text);
            if (length < 80 || length > 65535) return fault(sentence::log_len, value.column, {{"word", value.text}});
            target.length = length;
            index += 2;
        } else if (word == "format") {
            constexpr std::string_view formats[] = {"local", "rfc3164", "rfc5424", "priority", "short", "timed", "iso", "raw"};
            if (!is_in(formats, value.text)) return fault(sentence::log_format_name, value.column, {{"word", value.text}});
            index += 2;
        } else {
            break;
        }
    }
    const Token& facility = words.token(index);
    if (!is_in(facilities, facility.text)) return fault(sentence::log_facility, facility.column, {{"word", facility.text}});
    const auto level = std::find(levels.begin(), levels.end(), words[index + 1]);
    if (level != levels.end()) target.least = static_cast<LogLevel>(level - levels.begin());
    else if (words.has(index + 1)) return fault(sentence::log_level, words.token(index + 1).column, {{"word", words[index + 1]}});
    if (words.has(index + 2) && !is_in(levels, words[index + 2])) return fault(sentence::log_minimum, words.token(index + 2).column, {{"word", words[index + 2]}});
    if (words[1] == "stdout" || words[1] == "stderr" || words[1].starts_with("ring@") || words[1].starts_with("fd@")) return {};
    if (words.has(index + 3)) return fault(sentence::log_extra, words.token(index + 3).column, {{"word", words[index + 3]}});
    Fault said;
    read_address(reader, words.token(1), port_allowed | may_resolve, said);
    return said;
}

}  // namespace

void read_log(Reader& reader, const Words& words)
{
    const bool global = reader.section == "global";
    std::vector<LogTarget>& targets = global ? reader.global.log_targets : reader.proxy().log_targets;
    if (reader.negated && !words.has(1)) {
        if (!global) targets.clear();
        return;
    }
    if (reader.negated) return reader.fatal(wrap(fault(sentence::no_log_arguments, words.token(1).column), "log : "));
    LogTarget target;
    const Fault said = read_log_target(reader, words, global, target);
    if (said) return reader.fatal(wrap(said, "log : "));
    // `log global` copies what the global section has named so far.
    if (words[1] == "global") targets.insert(targets.end(), reader.global.log_targets.begin(), reader.global.log_targets.end());
    else targets.push_back(target);
}

}  // namespace evenkeel::haproxy
