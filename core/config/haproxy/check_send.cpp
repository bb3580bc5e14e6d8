// http-check send and connect, tcp-check send and connect: what is asked, and where.

#include <algorithm>
#include <iterator>

#include "balancer/text_codes.hpp"
#include "base/text.hpp"
#include "config/haproxy/check_rules.hpp"
#include "config/haproxy/sentences.hpp"
#include "config/haproxy/variables.hpp"

namespace evenkeel::haproxy {

Fault read_check_format(Reader& reader, const Token& at, Format& format)
{
    constexpr std::string_view known[] = {"b", "f", "s", "si", "sp", "ci", "ST", "B", "ts", "rc", "U", "H", "o"};
    ReadFormat read;
    Fault said;
    if (!read_log_format(reader, at.text, at, at_check, "in check rule in", said, &read)) return fault(sentence::check_format, at.column, {{"text", at.text}, {"why", said.text}});
    format = read.format;
    const auto is_known = [&](const std::string& name) { return std::find(std::begin(known), std::end(known), name) != std::end(known); };
    if (!read.simulated || !std::all_of(read.variables.begin(), read.variables.end(), is_known))
        reader.not_simulated(at, "a format of a check", "what is not known stands for nothing");
    return {};
}

namespace {

/// Behind set-var(NAME).
Fault read_variable_sample(Reader& reader, const Words& words, CheckRule& rule)
{
    std::size_t index = 2;
    Fault why;
    const Token& at = words.token(index);
    const auto sample = read_sample(reader, words, index, why);
    if (!sample) return why;
    if (why = fault_of_place(*sample, at_check, words[1], at.column); why) return why;
    const auto modelled = simulated_sample(reader, *sample, at_check);
    if (modelled) rule.sample = *modelled;
    else reader.not_simulated(at, at.text, "the variable is not set");
    return {};
}

Fault read_variable_change(Reader& reader, const Words& words, CheckRule& rule)
{
    VariableAction variable;
    if (Fault said = read_variable_action(words.token(1), variable)) return said;
    rule.variable = variable.name;
    rule.conditions = variable.conditions;
    rule.act = variable.change == VariableChange::unset ? CheckAct::unset_variable : variable.change == VariableChange::set ? CheckAct::set_variable : CheckAct::set_variable_format;
    if (rule.act == CheckAct::set_variable) return read_variable_sample(reader, words, rule);
    if (rule.act == CheckAct::unset_variable) return {};
    ReadFormat read;
    Fault why;
    const Token& value = words.token(2);
    if (!read_log_format(reader, value.text, value, at_check, "in check rule in", why, &read)) return why;
    return read_check_format(reader, value, rule.value_format);
}

}  // namespace

Fault read_check_variable(Reader& reader, const Words& words, CheckRule& rule)
{
    const std::string& action = words[1];
    const std::string_view kind = action.starts_with("unset-var") ? "unset-var" : action.starts_with("set-var-fmt") ? "set-var-fmt" : "set-var";
    const Fault why = read_variable_change(reader, words, rule);
    return why ? fault(sentence::check_variable, why.column, {{"kind", kind}, {"why", why.text}}) : why;
}

Fault read_http_check_send(Reader& reader, const Words& words, CheckRule& rule)
{
    rule.act = CheckAct::send;
    for (std::size_t i = 2; words.has(i);) {
        const Token& word = words.token(i);
        const Token& value = words.token(i + 1);
        if (word.text == "hdr") {
            if (value.text.empty() || !words.has(i + 2)) return fault(sentence::check_header_expects, word.column);
            ReadFormat read;
            Fault said;
            CheckHeader header{value.text, {}};
            const Token& text = words.token(i + 2);
            if (!read_log_format(reader, text.text, text, at_check, "in check rule in", said, &read)) return said;
            read_check_format(reader, text, header.value);
            // These three are HAProxy's own business.
            const std::string name = lower(value.text);
            if (name != "connection" && name != "content-length" && name != "transfer-encoding") rule.headers.push_back(std::move(header));
            i += 3;
            continue;
        }
        const bool known = word.text == "comment" || word.text == "meth" || word.text == "uri" || word.text == "uri-lf" || word.text == "ver" || word.text == "body" || word.text == "body-lf";
        if (!known) return fault(sentence::check_send_expects, word.column, {{"word", word.text}});
        if (value.text.empty()) return fault(sentence::check_string_argument, value.column, {{"keyword", word.text}});
        Fault said;
        if (word.text == "comment") rule.comment = value.text;
        if (word.text == "meth") rule.method = value.text;
        if (word.text == "uri") rule.uri = constant(value.text);
        if (word.text == "ver") rule.version = value.text;
        if (word.text == "body") rule.body = constant(value.text);
        if (word.text == "uri-lf") said = read_check_format(reader, value, rule.uri);
        if (word.text == "body-lf") said = read_check_format(reader, value, rule.body);
        if (said) return said;
        i += 2;
    }
    return {};
}

Fault read_tcp_check_send(Reader& reader, const Words& words, CheckRule& rule)
{
    const std::string& what = words[1];
    const Token& value = words.token(2);
    const bool binary = what.starts_with("send-binary");
    rule.act = CheckAct::send;
    if (value.text.empty()) return fault(sentence::tcp_send_string, value.column, {{"kind", binary ? "binary string" : "string"}, {"keyword", what}});
    rule.bytes = constant(value.text);
    if (what == "send-binary") {
        const auto bad = value.text.find_first_not_of("0123456789abcdefABCDEF");
        if (value.text.size() % 2 != 0) return fault(sentence::binary_odd, value.column, {{"word", value.text}});
        if (bad != std::string::npos) return fault(sentence::binary_digit, value.column, {{"word", value.text}, {"character", value.text.substr(bad, 1)}});
    }
    if (what.ends_with("-lf"))
        if (const Fault said = read_check_format(reader, value, rule.bytes)) return said;
    rule.is_in_digits = what == "send-binary-lf";
    if (what == "send-binary") rule.bytes = constant(bytes_from_hex(value.text).value_or(""));
    if (!words.has(3)) return {};
    if (words[3] != "comment") return fault(sentence::tcp_send_comment, words.token(3).column, {{"word", words[3]}});
    if (!words.has(4)) return fault(sentence::check_string_argument, words.token(4).column, {{"keyword", "comment"}});
    if (words.has(5)) return fault(sentence::tcp_send_comment, words.token(5).column, {{"word", words[5]}});
    rule.comment = words[4];
    return {};
}

Fault read_check_connect(Reader& reader, const Words& words, CheckRule& rule)
{
    constexpr std::string_view values[] = {"comment", "sni", "alpn", "proto"};
    constexpr std::string_view lost[] = {"send-proxy", "via-socks4", "ssl", "sni", "alpn", "proto"};
    constexpr std::string_view flags[] = {"default", "send-proxy", "via-socks4", "ssl", "linger"};
    const auto is_in = [](const auto& list, std::string_view word) { return std::find(std::begin(list), std::end(list), word) != std::end(list); };
    Proxy& proxy = reader.proxy();
    rule.act = CheckAct::connect;
    rule.is_implicit = false;
    for (std::size_t i = 2; words.has(i);) {
        const Token& word = words.token(i);
        const Token& value = words.token(i + 1);
        if (is_in(lost, word.text)) reader.not_simulated(word, words[0] + " connect " + word.text, "the check connects as it would without the word");
        if (word.text == "port") {
            if (value.text.empty()) return fault(sentence::connect_port, value.column, {{"keyword", word.text}});
            const auto number = parse_integer(value.text);
            if (number && (*number < 1 || *number > 65535)) return fault(sentence::connect_port_range, value.column, {{"word", value.text}});
            std::size_t index = i + 1;
            Fault said;
            if (number) rule.port = static_cast<std::uint16_t>(*number);
            else if (!read_sample(reader, words, index, said)) return fault(sentence::connect_port_expression, value.column, {{"why", said.text}});
            else reader.not_simulated(word, words[0] + " connect port", "the check connects to the server's port");
            proxy.check_connect_has_port = true;
            i += 2;
        } else if (word.text == "addr") {
            if (value.text.empty()) return fault(sentence::connect_address, value.column);
            Fault said;
            const auto address = read_address(reader, value, port_allowed, said);
            if (!address) {
                reader.fatal(wrap(said, "'" + words[0] + " connect' : 'addr' : "));
                return {};
            }
            rule.address = address->address;
            if (address->has_port && rule.port == 0) rule.port = static_cast<std::uint16_t>(address->port);
            i += 2;
        } else if (is_in(values, word.text)) {
            if (value.text.empty()) return fault(sentence::check_string_argument, value.column, {{"keyword", word.text}});
            if (word.text == "comment") rule.comment = value.text;
            i += 2;
        } else if (is_in(flags, word.text)) {
            if (word.text == "ssl") proxy.check_connects_by_tls = true;
            ++i;
        } else {
            return fault(sentence::connect_expects, word.column, {{"word", word.text}});
        }
    }
    return {};
}

}  // namespace evenkeel::haproxy
