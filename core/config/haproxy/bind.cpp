// bind lines: addresses and parameters.

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

enum class Takes : std::uint8_t { nothing, word };
enum class Effect : std::uint8_t { modelled, none, lost };

struct Parameter {
    std::string_view name;
    Takes takes;
    std::string_view missing;   ///< what HAProxy says when the word is missing, behind "'name' : "
    Effect effect;
};

/// In the order of HAProxy's own list.
constexpr Parameter parameters[] = {
    {"accept-netscaler-cip", Takes::word, "missing 'magic number' value", Effect::lost},
    {"accept-proxy", Takes::nothing, "", Effect::modelled},
    {"backlog", Takes::word, "missing value", Effect::none},
    {"defer-accept", Takes::nothing, "", Effect::none},
    {"expose-fd", Takes::word, "missing fd type", Effect::none},
    {"gid", Takes::word, "missing value", Effect::none},
    {"group", Takes::word, "missing group name", Effect::none},
    {"id", Takes::word, "expects an integer argument", Effect::modelled},
    {"interface", Takes::word, "missing interface name", Effect::none},
    {"level", Takes::word, "missing level", Effect::none},
    {"maxconn", Takes::word, "missing value", Effect::modelled},
    {"mode", Takes::word, "missing mode (octal integer expected)", Effect::none},
    {"mss", Takes::word, "missing MSS value", Effect::none},
    {"name", Takes::word, "missing name", Effect::modelled},
    {"namespace", Takes::word, "missing namespace id", Effect::none},
    {"nice", Takes::word, "missing value", Effect::none},
    {"process", Takes::word, "missing process", Effect::none},
    {"proto", Takes::word, "missing value", Effect::none},
    {"severity-output", Takes::word, "missing severity format", Effect::none},
    {"shards", Takes::word, "missing value", Effect::none},
    {"tcp-ut", Takes::word, "missing TCP User Timeout value", Effect::none},
    {"tfo", Takes::nothing, "", Effect::none},
    {"thread", Takes::word, "missing thread", Effect::none},
    {"transparent", Takes::nothing, "", Effect::none},
    {"uid", Takes::word, "missing value", Effect::none},
    {"user", Takes::word, "missing user name", Effect::none},
    {"v4v6", Takes::nothing, "", Effect::none},
    {"v6only", Takes::nothing, "", Effect::none},
    {"allow-0rtt", Takes::nothing, "", Effect::none},
    {"alpn", Takes::word, "missing the comma-delimited ALPN protocol suite", Effect::modelled},
    {"ca-file", Takes::word, "missing CAfile path", Effect::none},
    {"ca-ignore-err", Takes::word, "missing error IDs list", Effect::none},
    {"ca-sign-file", Takes::word, "missing CAfile path", Effect::none},
    {"ca-sign-pass", Takes::word, "missing CAkey password", Effect::none},
    {"ca-verify-file", Takes::word, "missing CAfile path", Effect::none},
    {"ciphers", Takes::word, "missing cipher suite", Effect::none},
    {"ciphersuites", Takes::word, "missing cipher suite", Effect::none},
    {"crl-file", Takes::word, "missing CRLfile path", Effect::none},
    {"crt", Takes::word, "missing certificate location", Effect::modelled},
    {"crt-ignore-err", Takes::word, "missing error IDs list", Effect::none},
    {"crt-list", Takes::word, "missing certificate file path", Effect::modelled},
    {"curves", Takes::word, "missing curve suite", Effect::none},
    {"ecdhe", Takes::word, "missing named curve", Effect::none},
    {"force-sslv3", Takes::nothing, "", Effect::none},
    {"force-tlsv10", Takes::nothing, "", Effect::none},
    {"force-tlsv11", Takes::nothing, "", Effect::none},
    {"force-tlsv12", Takes::nothing, "", Effect::none},
    {"force-tlsv13", Takes::nothing, "", Effect::none},
    {"generate-certificates", Takes::nothing, "", Effect::none},
    {"no-ca-names", Takes::nothing, "", Effect::none},
    {"no-sslv3", Takes::nothing, "", Effect::none},
    {"no-tls-tickets", Takes::nothing, "", Effect::none},
    {"no-tlsv10", Takes::nothing, "", Effect::none},
    {"no-tlsv11", Takes::nothing, "", Effect::none},
    {"no-tlsv12", Takes::nothing, "", Effect::none},
    {"no-tlsv13", Takes::nothing, "", Effect::none},
    {"npn", Takes::word, "missing the comma-delimited NPN protocol suite", Effect::none},
    {"prefer-client-ciphers", Takes::nothing, "", Effect::none},
    {"ssl", Takes::nothing, "", Effect::modelled},
    {"ssl-max-ver", Takes::word, "missing the ssl/tls version", Effect::none},
    {"ssl-min-ver", Takes::word, "missing the ssl/tls version", Effect::none},
    {"strict-sni", Takes::nothing, "", Effect::none},
    {"tls-ticket-keys", Takes::word, "missing TLS ticket keys file path", Effect::none},
    {"verify", Takes::word, "missing verify method", Effect::lost},
};

const Parameter* find_parameter(std::string_view name)
{
    const auto found = std::find_if(std::begin(parameters), std::end(parameters), [&](const Parameter& p) { return p.name == name; });
    return found == std::end(parameters) ? nullptr : found;
}

bool is_missing(const Machine& machine, std::string_view path)
{
    if (!machine.missing_word.empty() && path.find(machine.missing_word) != std::string_view::npos) return true;
    return std::find(machine.missing_files.begin(), machine.missing_files.end(), path) != machine.missing_files.end();
}

/// Checks the value of a parameter; a fault in HAProxy's words or nothing.
/// all, odd, even, N, N-M: there is one process, so all numbers are 1. A thread may follow behind a slash.
Fault check_process(const Token& value)
{
    const std::string_view text = std::string_view(value.text).substr(0, value.text.find('/'));
    if (text == "all" || text == "odd" || text == "even") return {};
    const bool number = text.empty() || (text[0] >= '0' && text[0] <= '9');
    if (text == "1" || text == "1-1" || text == "1-") return {};
    return fault(sentence::bind_process_word, value.column, {{"word", value.text}, {"range", number ? " It supports numbers from 1 to 1." : ""}});
}

/// What is taken, with a warning.
void warn_parameter(Reader& reader, const Parameter& parameter, const Token& value, const std::string& prefix)
{
    if (parameter.name != "process") return;
    const std::size_t slash = value.text.find('/');
    const std::string instead = slash == std::string::npos ? "" : " Please use 'thread " + value.text.substr(slash + 1) + "' instead.";
    reader.warn(wrap(fault(sentence::bind_process_old, value.column, {{"word", value.text}, {"instead", instead}}), prefix + " : "));
}

Fault check_value(Reader& reader, const Parameter& parameter, const Token& value, BindDraft& bind)
{
    const std::string_view name = parameter.name;
    const std::int64_t number = leading_integer(value.text);
    if (name == "crt") {
        ++bind.crt;
        const std::string path = value.text.starts_with('/') || reader.global.crt_base.empty() ? value.text : reader.global.crt_base + "/" + value.text;
        if (!reader.machine->certificates_exist || is_missing(*reader.machine, path)) return fault(sentence::certificate_missing, value.column, {{"path", path}});
    } else if (name == "crt-list") {
        if (!open_file(reader, value.text)) return fault(sentence::crt_list_missing, value.column, {{"path", value.text}});
        ++bind.crt;
    } else if (name == "id") {
        if (value.text.empty()) return fault(sentence::parameter_expects_integer, value.column, {{"keyword", name}});
        if (number <= 0) return fault(sentence::parameter_id_positive, value.column, {{"keyword", name}});
        bind.id = number;
    } else if (name == "name") {
        bind.name = value.text;
    } else if (name == "backlog") {
        if (number < 0) return fault(sentence::parameter_positive, value.column, {{"keyword", name}, {"value", std::to_string(number)}});
    } else if (name == "process") {
        return check_process(value);
    } else if (name == "maxconn") {
        if (number < 0) return fault(sentence::parameter_not_negative, value.column, {{"keyword", name}, {"value", std::to_string(number)}});
        bind.maxconn = number;
    } else if (name == "verify") {
        if (value.text != "none" && value.text != "optional" && value.text != "required") return fault(sentence::bind_verify, value.column, {{"keyword", name}, {"word", value.text}});
    } else if (name == "ssl-min-ver" || name == "ssl-max-ver") {
        constexpr std::string_view versions[] = {"SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
        if (std::find(std::begin(versions), std::end(versions), value.text) == std::end(versions)) return fault(sentence::unknown_tls_version, value.column, {{"keyword", value.text}});
    } else if (name == "level") {
        if (value.text != "user" && value.text != "operator" && value.text != "admin") return fault(sentence::level_values, value.column, {{"keyword", name}, {"word", value.text}});
    } else if (name == "nice") {
        if (number < -1024 || number > 1024) return fault(sentence::nice_range, value.column, {{"keyword", name}, {"value", std::to_string(number)}});
    }
    return {};
}

/// Addresses of the first word: a list with commas, ranges of ports.
bool read_bind_addresses(Reader& reader, const Token& token, BindDraft& bind, Fault& said)
{
    std::string_view rest = token.text;
    int column = token.column;
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        const Token one{std::string(rest.substr(0, comma)), column};
        const auto address = read_address(reader, one, port_allowed | port_mandatory | port_range | may_resolve | multiple_ports, said);
        if (!address) return false;
        reader.listeners += static_cast<std::size_t>(address->last_port - address->port) + 1;
        if (reader.listeners > most_listeners) {
            said = fault(sentence::limit_listeners, column, {{"most", std::to_string(most_listeners)}});
            return false;
        }
        if (!address->unix_socket) {
            for (std::int64_t port = address->port; port <= address->last_port; ++port) {
                Bind listener;
                listener.address = address->address;
                listener.port = static_cast<std::uint16_t>(port);
                listener.at = {reader.line, column};
                bind.addresses.push_back(listener);
            }
        } else {
            Bind listener;
            listener.at = {reader.line, column};
            bind.addresses.push_back(listener);
        }
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
        column += static_cast<int>(comma) + 1;
    }
    return true;
}

}  // namespace

bool read_bind_parameters(Reader& reader, const Words& words, std::size_t index, BindDraft& bind, const std::string& prefix)
{
    while (words.has(index)) {
        const Token& word = words.token(index);
        const Parameter* parameter = find_parameter(word.text);
        if (parameter == nullptr) {
            std::vector<std::string_view> known;
            for (const Parameter& p : parameters) known.push_back(p.name);
            const std::string_view best = best_match(word.text, {known});
            Fault said = best.empty() ? fault(sentence::bind_unknown_keyword, word.column, {{"word", word.text}})
                                      : fault(sentence::bind_unknown_keyword_maybe, word.column, {{"word", word.text}, {"best", best}});
            reader.fatal(wrap(said, prefix));
            return false;
        }
        const Token& value = words.token(index + 1);
        Fault said;
        if (parameter->takes == Takes::word && value.text.empty()) {
            said = fault(sentence::parameter_missing, value.column, {{"keyword", word.text}, {"what", parameter->missing}});
        } else {
            said = check_value(reader, *parameter, value, bind);
        }
        if (said) reader.fatal(wrap(said, prefix + " : "));
        else warn_parameter(reader, *parameter, value, prefix);
        const std::string_view name = parameter->name;
        if (name.starts_with("no-tlsv1") || name == "no-sslv3") bind.bars_versions = true;
        if (name.starts_with("force-") || name == "ssl-min-ver" || name == "ssl-max-ver") bind.has_version_range = true;
        if (parameter->name == "verify") bind.verifies = value.text != "none";
        if (parameter->name == "ca-file") bind.has_ca = true;
        if (parameter->name == "ssl") bind.ssl = true;
        if (parameter->name == "generate-certificates") bind.generate_certificates = true;
        if (parameter->name == "accept-proxy")
            for (Bind& listener : bind.addresses) listener.accept_proxy = true;
        if (parameter->effect == Effect::none) reader.note(word, sentence::no_effect, {{"what", word.text}});
        if (parameter->effect == Effect::lost) reader.not_simulated(word, word.text, "the parameter changes nothing here");
        index += parameter->takes == Takes::word ? 2 : 1;
    }
    return true;
}

std::optional<AccessLevel> read_stats_socket_parameters(Reader& reader, const Words& words)
{
    BindDraft socket;
    AccessLevel level = AccessLevel::operating;
    for (std::size_t index = 3; words.has(index);) {
        const Token& word = words.token(index);
        const Token& value = words.token(index + 1);
        const Parameter* parameter = find_parameter(word.text);
        if (parameter == nullptr) {
            std::vector<std::string_view> known;
            for (const Parameter& p : parameters) known.push_back(p.name);
            const std::string_view best = best_match(word.text, {known});
            if (best.empty()) return reader.fatal(word, sentence::stats_socket_unknown, {{"word", word.text}}), std::nullopt;
            return reader.fatal(word, sentence::stats_socket_unknown_maybe, {{"word", word.text}, {"best", best}}), std::nullopt;
        }
        Fault said;
        if (parameter->takes == Takes::word && value.text.empty()) said = fault(sentence::parameter_missing, value.column, {{"keyword", word.text}, {"what", parameter->missing}});
        else said = check_value(reader, *parameter, value, socket);
        if (said) return reader.fatal(wrap(said, "'stats socket' : '", "'")), std::nullopt;
        if (word.text == "level") level = value.text == "admin" ? AccessLevel::admin : value.text == "user" ? AccessLevel::user : AccessLevel::operating;
        index += parameter->takes == Takes::word ? 2 : 1;
    }
    return level;
}

void read_bind(Reader& reader, const Words& words)
{
    const Token& keyword = words.token(0);
    const Token& address = words.token(1);
    if (refused_in_defaults(reader, keyword)) return;
    ignored_without(reader, is_frontend, keyword);
    if (address.text.empty()) return reader.fatal(address, sentence::bind_expects, {{"keyword", keyword.text}});
    BindDraft bind;
    bind.text = address.text;
    bind.line = reader.line;
    Fault said;
    if (!read_bind_addresses(reader, address, bind, said)) {
        if (said.sentence == &sentence::limit_listeners) return reader.abort(said);
        return reader.fatal(wrap(said, "'bind' : "));
    }
    read_bind_parameters(reader, words, 2, bind, "'bind " + address.text + "' in section '" + reader.section + "'");
    for (Bind& listener : bind.addresses) listener.tls = bind.ssl;
    reader.proxy().binds.push_back(std::move(bind));
}

}  // namespace evenkeel::haproxy
