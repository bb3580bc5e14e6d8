// server, default-server and server-template lines.

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"
#include "config/haproxy/server_parameters.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::string_view not_in_default_server[] = {
    "id", "namespace", "usesrc",
};

const ServerParameter* find_parameter(std::string_view name)
{
    const auto found = std::find_if(std::begin(server_parameters), std::end(server_parameters), [&](const ServerParameter& p) { return p.name == name; });
    return found == std::end(server_parameters) ? nullptr : found;
}

/// One value that must be among a few words.
Fault one_of(const Token& value, const Sentence& why, std::initializer_list<std::string_view> words)
{
    if (std::find(words.begin(), words.end(), value.text) != words.end()) return {};
    return fault(why, value.column, {{"word", value.text}});
}

Fault read_delay(Reader& reader, const Token& value, std::string_view keyword, const std::string& server, Duration& target)
{
    const ReadTime time = read_time(reader, value.text, "ms");
    if (time.fault == TimeFault::overflow) return fault(sentence::server_time_overflow, value.column, {{"value", value.text}, {"keyword", keyword}, {"server", server}});
    if (time.fault == TimeFault::character) return fault(sentence::server_time_character, value.column, {{"character", std::string(1, time.character)}, {"keyword", "agent-inter"}, {"server", server}});
    if (time.value <= 0) return fault(sentence::server_time_zero, value.column, {{"value", std::to_string(time.value)}, {"keyword", keyword}, {"server", server}});
    target = milliseconds(time.value);
    return {};
}

Fault read_slowstart(Reader& reader, const Token& value, const std::string& server, Duration& target)
{
    const ReadTime time = read_time(reader, value.text, "ms");
    if (value.text.empty()) return fault(sentence::slowstart_missing, value.column);
    if (time.fault == TimeFault::overflow) return fault(sentence::slowstart_overflow, value.column, {{"value", value.text}, {"keyword", "slowstart"}, {"server", server}});
    if (time.fault == TimeFault::character) return fault(sentence::server_time_character, value.column, {{"character", std::string(1, time.character)}, {"keyword", "slowstart"}, {"server", server}});
    target = Duration{(time.value + 999) / 1000 * ns_per_s};
    return {};
}

Fault read_id(Reader& reader, const Token& value, ServerDraft& draft)
{
    const std::int64_t id = static_cast<std::int32_t>(leading_integer(value.text));
    if (id <= 0) return fault(sentence::parameter_id_positive, value.column, {{"keyword", "id"}});
    for (const ServerDraft& other : reader.proxy().servers) {
        if (other.forced_id != id) continue;
        return fault(sentence::server_id_used, value.column,
                     {{"id", std::to_string(id)}, {"place", reader.file + ":" + std::to_string(other.line)}, {"server", other.server.name}});
    }
    draft.forced_id = id;
    return {};
}

Fault read_positive(const Token& value, std::string_view keyword, std::int64_t& target)
{
    const std::int64_t number = leading_integer(value.text);
    if (number <= 0) return fault(sentence::has_to_be_positive, value.column, {{"keyword", keyword}});
    target = std::min<std::int64_t>(number, INT32_MAX);
    return {};
}

Fault read_init_addr(const Token& value, ServerDraft& draft)
{
    bool libc = false;
    for (const std::string_view method : split(value.text, ',')) {
        libc = libc || method == "libc";
        if (method == "none") draft.init_addr_none = true, draft.init_addr_libc_then_none = libc;
        else if (method != "last" && method != "libc" && !parse_address(method)) return fault(sentence::init_addr_method, value.column, {{"word", method}});
    }
    return {};
}

Fault read_check_address(Reader& reader, const Token& value, ServerDraft& draft)
{
    Fault said;
    const auto address = read_address(reader, value, port_allowed | port_mandatory * 0u | may_resolve, said);
    if (!address) return wrap(said, "'addr' : ");
    draft.server.check_address = address->address;
    if (address->has_port && address->port > 0) draft.server.check_port = static_cast<std::uint16_t>(address->port);
    return {};
}

Fault read_agent_address(Reader& reader, const Token& value, Server& server)
{
    Fault said;
    const auto address = read_address(reader, value, may_resolve, said);
    if (address) server.agent_address = address->address;
    return {};
}

Fault read_observe(const Token& value, Observe& observe)
{
    const Fault said = one_of(value, sentence::observe_values, {"none", "layer4", "layer7"});
    if (!said) observe = value.text == "none" ? Observe::none : value.text == "layer4" ? Observe::layer4 : Observe::layer7;
    return said;
}

Fault read_on_error(const Token& value, OnError& on_error)
{
    const Fault said = one_of(value, sentence::on_error_values, {"fastinter", "fail-check", "sudden-death", "mark-down"});
    if (said) return said;
    on_error = value.text == "fastinter" ? OnError::fastinter : value.text == "fail-check" ? OnError::fail_check : value.text == "sudden-death" ? OnError::sudden_death : OnError::mark_down;
    return said;
}

/// Applies one parameter; words[index] is its name. Moves index to the next parameter.
Fault apply(Reader& reader, const Words& words, std::size_t& index, const ServerParameter& parameter, ServerDraft& draft, bool is_default)
{
    const std::string_view name = parameter.name;
    const Token& value = words.token(index + 1);
    Server& server = draft.server;
    index += parameter.takes_word ? 2 : 1;
    if (name == "check") draft.check = true, server.check_at = {reader.line, words.token(index - 1).column};
    else if (name == "no-check") draft.check = false, server.check_at = {};
    else if (name == "agent-check") draft.agent = true;
    else if (name == "no-agent-check") draft.agent = false;
    else if (name == "agent-port") draft.agent_port = true, server.agent_port = static_cast<std::uint16_t>(leading_integer(value.text));
    else if (name == "agent-addr") return read_agent_address(reader, value, server);
    else if (name == "backup") server.backup = true;
    else if (name == "no-backup") server.backup = false;
    else if (name == "disabled") server.disabled = true;
    else if (name == "enabled") server.disabled = false;
    else if (name == "check-ssl") draft.check_ssl = true;
    else if (name == "no-check-ssl") draft.check_ssl = false;
    else if (name == "ssl") draft.ssl = true;
    else if (name == "no-ssl") draft.ssl = false;
    else if (name == "tfo") draft.tfo = true;
    else if (name == "non-stick") server.non_stick = true;
    else if (name == "stick") server.non_stick = false;
    else if (name == "cookie") server.cookie = value.text;
    else if (name == "redir") draft.redir = true, server.redirect_prefix = value.text;
    else if (name == "id") return read_id(reader, value, draft);
    else if (name == "rise") return read_positive(value, name, server.rise);
    else if (name == "fall") return read_positive(value, name, server.fall);
    else if (name == "error-limit") {
        Fault said = read_positive(value, name, server.error_limit);
        if (said) said = fault(sentence::error_limit_positive, value.column);
        return said;
    } else if (name == "inter") return read_delay(reader, value, name, server.name, server.inter);
    else if (name == "fastinter") return read_delay(reader, value, name, server.name, server.fastinter);
    else if (name == "downinter") return read_delay(reader, value, name, server.name, server.downinter);
    else if (name == "agent-inter") return read_delay(reader, value, name, server.name, server.agent_inter);
    else if (name == "slowstart") return read_slowstart(reader, value, server.name, server.slowstart);
    else if (name == "maxconn") server.maxconn = std::clamp<std::int64_t>(leading_integer(value.text), 0, INT32_MAX);
    else if (name == "minconn") server.minconn = std::clamp<std::int64_t>(leading_integer(value.text), 0, INT32_MAX);
    else if (name == "maxqueue") server.maxqueue = std::clamp<std::int64_t>(leading_integer(value.text), 0, INT32_MAX);
    else if (name == "weight") {
        const std::int64_t weight = leading_integer(value.text);
        if (weight < 0 || weight > 256) return fault(sentence::weight_range, value.column, {{"server", server.name}, {"weight", std::to_string(static_cast<std::int32_t>(weight))}});
        server.weight = weight;
    } else if (name == "port") server.check_port = static_cast<std::uint16_t>(leading_integer(value.text));
    else if (name == "addr") return read_check_address(reader, value, draft);
    else if (name == "track") draft.track = value.text, draft.track_column = value.column;
    else if (name == "resolvers") draft.resolvers = true, draft.resolvers_name = value.text;
    else if (name == "init-addr") return read_init_addr(value, draft);
    else if (name == "observe") return read_observe(value, server.observe);
    else if (name == "on-error") return read_on_error(value, server.on_error);
    else if (name == "on-marked-up") {
        server.shutdown_backup_sessions_when_up = true;
        return one_of(value, sentence::on_marked_up_values, {"shutdown-backup-sessions"});
    } else if (name == "on-marked-down") {
        server.shutdown_sessions_when_down = true;
        return one_of(value, sentence::on_marked_down_values, {"shutdown-sessions"});
    } else if (name == "verify") {
        draft.verify_none = value.text == "none";
        return one_of(value, sentence::server_verify, {"none", "required"});
    } else if (name == "ca-file") {
        draft.has_ca = true;
        if (value.text != "@system-ca" && !open_file(reader, value.text)) {
            reader.fatal(wrap(fault(sentence::ca_file_missing, value.column, {{"path", value.text}}), is_default ? "" : "'server " + reader.proxy().name + "/" + server.name + "' : "));
            reader.cross_error(sentence::ca_file_unusable, {{"path", value.text}});
        }
    } else if (name == "proto" || name == "check-proto") {
        if (value.text != "h1" && value.text != "h2" && value.text != "fcgi" && value.text != "none") return fault(sentence::unknown_mux, value.column, {{"keyword", name}, {"word", value.text}});
    } else if (name == "sni") {
        Fault said;
        std::size_t at = 0;
        const Words expression({value}, reader.line, value.column);
        if (!read_sample(reader, expression, at, said)) return wrap(said, "error detected while parsing sni expression : ");
    } else if (name == "source") {
        Fault said;
        // The reason stands on a second line of HAProxy's message.
        if (!read_address(reader, value, port_allowed | port_range | may_resolve, said)) return fault(sentence::server_source, value.column, {{"why", said.text}});
        while (words[index] == "usesrc" || words[index] == "interface") index += 2;
    } else if (name == "usesrc") {
        return fault(sentence::only_after, words.token(index - 1).column, {{"keyword", "usesrc"}, {"other", "source"}});
    }
    return {};
}

/// Faults that HAProxy ends with a second full stop.
bool doubles_stop(const Fault& said)
{
    const bool sni = said.text.starts_with("error detected while parsing sni expression");
    return !sni && said.sentence != &sentence::server_source;
}

/// Reads the parameters; false when one of them is refused.
bool read_parameters(Reader& reader, const Words& words, std::size_t index, ServerDraft& draft, bool is_default)
{
    const std::string prefix = is_default ? "" : "'" + words[0] + " " + reader.proxy().name + "/" + draft.server.name + "' : ";
    const std::string_view hint = is_default ? " Hint: no address was expected for this server." : "";
    while (words.has(index)) {
        const Token& word = words.token(index);
        const ServerParameter* parameter = find_parameter(word.text);
        if (parameter == nullptr) {
            std::vector<std::string_view> known;
            for (const ServerParameter& p : server_parameters) known.push_back(p.name);
            const std::string_view best = best_match(word.text, {known});
            Fault said = best.empty() ? fault(sentence::server_unknown_keyword, word.column, {{"word", word.text}, {"hint", hint}})
                                      : fault(sentence::server_unknown_keyword_maybe, word.column, {{"word", word.text}, {"best", best}, {"hint", hint}});
            reader.fatal(wrap(said, prefix));
            return false;
        }
        const bool refused = is_default && std::find(std::begin(not_in_default_server), std::end(not_in_default_server), word.text) != std::end(not_in_default_server);
        if (refused) {
            reader.fatal(wrap(fault(sentence::not_in_default_server, word.column, {{"keyword", word.text}}), prefix));
            return false;
        }
        Fault said;
        if (parameter->takes_word && !words.has(index + 1) && !parameter->missing.empty()) {
            said = fault(sentence::server_parameter_missing, words.token(index + 1).column, {{"message", parameter->missing}});
        } else {
            said = apply(reader, words, index, *parameter, draft, is_default);
        }
        if (said) {
            reader.fatal(wrap(said, prefix, doubles_stop(said) ? "." : ""));
            return false;
        }
        if (reader.line_is_fatal) return false;
        if (parameter->effect == ServerEffect::none) reader.note(word, sentence::no_effect, {{"what", word.text}});
        if (parameter->effect == ServerEffect::lost) reader.not_simulated(word, word.text, "the server behaves as if the parameter were absent");
    }
    return true;
}

void finish(Reader& reader, const Words& words, ServerDraft draft)
{
    const std::string prefix = "'" + words[0] + " " + reader.proxy().name + "/" + draft.server.name + "' : ";
    if (draft.check && !draft.track.empty()) return reader.fatal(wrap(fault(sentence::check_and_track, draft.track_column), prefix));
    if (draft.agent && !draft.agent_port) {
        reader.fatal(wrap(fault(sentence::agent_without_port, words.token(0).column, {{"server", draft.server.name}}), prefix));
        return;
    }
    if (++reader.servers > most_servers) return reader.abort(words.token(0), sentence::limit_servers, {{"most", std::to_string(most_servers)}});
    reader.proxy().servers.push_back(std::move(draft));
}

/// "3" or "1-3".
std::optional<std::pair<std::int64_t, std::int64_t>> read_template_range(std::string_view text)
{
    const std::size_t dash = text.find('-');
    const auto first = parse_integer(text.substr(0, dash));
    if (!first) return std::nullopt;
    if (dash == std::string_view::npos) return *first < 1 ? std::nullopt : std::optional(std::pair{std::int64_t{1}, *first});
    const auto last = parse_integer(text.substr(dash + 1));
    if (!last || *first < 1 || *last < *first) return std::nullopt;
    return std::pair{*first, *last};
}

}  // namespace

void read_server(Reader& reader, const Words& words)
{
    const Token& keyword = words.token(0);
    const bool is_default = keyword.text == "default-server";
    const bool is_template = keyword.text == "server-template";
    Proxy& proxy = reader.proxy();
    if (!is_default && refused_in_defaults(reader, keyword)) return;
    if (!proxy.has(is_backend) && !proxy.has(is_defaults)) {
        return reader.fatal(keyword, sentence::server_not_allowed, {{"file", reader.file}, {"line", std::to_string(reader.line)}, {"keyword", keyword.text}, {"kind", proxy.kind()}, {"name", proxy.name}});
    }
    if (is_default) {
        ServerDraft draft = proxy.default_server;
        draft.server.name = "default-server";
        if (read_parameters(reader, words, 1, draft, true)) proxy.default_server = std::move(draft);
        return;
    }
    const std::size_t address_at = is_template ? 3 : 2;
    if (!words.has(1) || !words.has(address_at)) {
        return reader.fatal(words.token(address_at), is_template ? sentence::template_expects : sentence::server_expects, {{"keyword", keyword.text}});
    }
    if (const auto bad = invalid_character(words[1])) {
        return reader.fatal(words.token(1), sentence::server_name_character,
                            {{"character", std::string(1, *bad)}, {"keyword", keyword.text}, {"what", is_template ? "prefix" : "name"}, {"name", words[1]}});
    }
    std::pair<std::int64_t, std::int64_t> range{1, 1};
    if (is_template) {
        const auto read = read_template_range(words[2]);
        if (!read) return reader.fatal(words.token(2), sentence::template_range, {{"keyword", keyword.text}, {"word", words[2]}});
        range = *read;
    }
    ServerDraft draft = proxy.default_server;
    draft.server.name = is_template ? words[1] + std::to_string(range.first) : words[1];
    draft.server.at = {reader.line, words.token(1).column};
    draft.line = reader.line;
    Fault said;
    const auto address = read_address(reader, words.token(address_at), port_allowed | port_offset | name_waits | stream_only, said);
    if (!address) return reader.fatal(wrap(said, "'server " + proxy.name + "/" + draft.server.name + "' : "));
    if (address->name.starts_with('.') || address->name.find("..") != std::string::npos)
        return reader.fatal(wrap(fault(sentence::server_name_labels, words.token(address_at).column, {{"server", draft.server.name}}), "'server " + proxy.name + "/" + draft.server.name + "' : "));
    draft.server.address = address->address;
    draft.server.host_name = address->name;
    draft.has_address = address->name.empty();
    draft.unix_socket = address->unix_socket;
    draft.server.port_is_offset = address->offset || (!address->has_port && !address->unix_socket);
    draft.server.port = static_cast<std::uint16_t>(address->port);
    draft.maps_ports = draft.server.port_is_offset;
    draft.server.port_is_offset = address->offset;
    if (draft.unix_socket) reader.not_simulated(words.token(address_at), words[address_at], "nothing listens on sockets of the file system");
    if (!read_parameters(reader, words, address_at + 1, draft, false)) return;
    for (std::int64_t number = range.first; number <= range.second && !reader.aborted && !reader.line_is_fatal; ++number) {
        ServerDraft one = draft;
        if (is_template) one.server.name = words[1] + std::to_string(number);
        finish(reader, words, std::move(one));
    }
}

}  // namespace evenkeel::haproxy
