// Sample expressions: "hdr(host),lower", "nbsrv(web)", "path". Names, arguments and types are checked as HAProxy does.

#include <algorithm>

#include "balancer/text_parts.hpp"
#include "base/text.hpp"
#include "config/haproxy/argument_checks.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

/// A word may hold these in the name of a fetch or converter.
bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '+' || c == ':';
}

std::string_view name_at(std::string_view text)
{
    std::size_t end = 0;
    while (end < text.size() && is_name_character(text[end])) ++end;
    return text.substr(0, end);
}

struct Signature {
    std::vector<std::string_view> types;
    std::size_t mandatory = 0;
};

/// "string,integer[,table]"
Signature parse_signature(std::string_view text)
{
    Signature signature;
    bool optional = false;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const char c = i < text.size() ? text[i] : ',';
        if (c != ',' && c != '[' && c != ']') continue;
        if (i > start) {
            signature.types.push_back(text.substr(start, i - start));
            if (!optional) signature.mandatory = signature.types.size();
        }
        if (c == '[') optional = true;
        start = i + 1;
    }
    return signature;
}

bool is_late(std::string_view type)
{
    return type == "table" || type == "backend" || type == "frontend" || type == "server" || type == "user list" || type == "regex";
}

bool is_well_formed(std::string_view type, const std::string& argument)
{
    std::size_t used = 0;
    if (type == "integer" || type == "Protocol buffers field number") {
        leading_integer(argument, used);
        return used == argument.size() && (type == "integer" || argument[0] != '-');
    }
    if (type == "IPv4 mask" || type == "IPv4 address") {
        if (const auto length = parse_integer(argument, 0, 32); length && type == "IPv4 mask") return true;
        const auto address = parse_address(argument);
        return address && is_ipv4(*address);
    }
    if (type == "IPv6 mask" || type == "IPv6 address") {
        if (const auto length = parse_integer(argument, 0, 128); length && type == "IPv6 mask") return true;
        return parse_address(argument).has_value();
    }
    return true;
}

}  // namespace

bool read_arguments(Reader& reader, std::string_view text, std::string_view signature_text, const std::string& keyword, const std::string& converter,
                    const Token& at, std::vector<std::string>& arguments, std::string_view& rest, Fault& said)
{
    const Signature signature = parse_signature(signature_text);
    const auto late = [&](std::string_view type, const std::string& name, std::size_t position) {
        reader.proxy().late_arguments.push_back({std::string(type), name, static_cast<int>(position) + 1, keyword, converter, reader.late_context, reader.line, at.column});
    };
    rest = text;
    std::size_t position = 0;
    const bool opened = !text.empty() && text[0] == '(';
    if (opened) text.remove_prefix(1);
    // Without parentheses HAProxy still reads one argument when one must be there: an empty one.
    while ((opened || (position == 0 && signature.mandatory > 0)) && position < signature.types.size()) {
        const std::string_view type = signature.types[position];
        std::string argument;
        const std::string_view before = text;
        if (opened && !take_argument(text, argument)) {
            said = fault(sentence::argument_parenthesis_missing, at.column, {{"word", before}});
            return false;
        }
        const bool last_is_empty = argument.empty() && position == 0 && !text.empty() && text[0] == ')';
        if (last_is_empty && signature.mandatory == 0) break;
        const bool text_like = type == "string" || is_late(type);
        if (argument.empty() && !text_like) {
            if (position >= signature.mandatory) break;
            said = fault(sentence::argument_nothing, at.column, {{"type", type}, {"position", std::to_string(position + 1)}});
            return false;
        }
        if (!is_well_formed(type, argument)) {
            said = fault(sentence::argument_malformed, at.column, {{"word", argument}, {"type", type}, {"position", std::to_string(position + 1)}});
            return false;
        }
        if (is_late(type)) late(type, argument, position);
        arguments.push_back(argument);
        ++position;
        if (!opened || text.empty() || text[0] == ')' || position >= signature.types.size()) break;
        text.remove_prefix(1);
    }
    if (position < signature.mandatory) {
        said = fault(sentence::argument_missing, at.column,
                     {{"got", std::to_string(position)}, {"wanted", std::to_string(signature.mandatory)}, {"type", signature.types[position]}});
        return false;
    }
    if (!opened) return true;
    if (text.empty() || text[0] != ')') {
        said = text.empty() ? fault(sentence::argument_parenthesis, at.column)
                            : fault(sentence::argument_parenthesis_before, at.column, {{"word", text}});
        return false;
    }
    rest = text.substr(1);
    return true;
}

bool can_cast(SampleType from, SampleType to)
{
    using enum SampleType;
    if (from == to || from == any || to == any) return true;
    switch (from) {
    case boolean: return to == integer || to == string || to == binary;
    case integer: return to != method;
    case ipv4: return to != boolean && to != method;
    case ipv6: return to == address || to == ipv4 || to == string || to == binary;
    case string: return true;
    case binary: return to == string || to == method;
    case method: return to == string || to == binary;
    default: return false;
    }
}

bool read_converters(Reader& reader, const Words& words, std::size_t* index, std::string_view rest, const Token& at, Sample& sample, Fault& said, std::string_view* behind_all)
{
    std::string converter;
    Token place = at;
    while (true) {
        if (behind_all != nullptr && (rest.empty() || rest[0] != ',')) return *behind_all = rest, true;
        if (!rest.empty() && rest[0] != ',') {
            const std::string shown = index == nullptr ? "" : " '" + sample.keyword + "'";
            said = converter.empty() ? fault(sentence::comma_missing_after_fetch, place.column, {{"keyword", shown}})
                                     : fault(sentence::comma_missing_after_converter, place.column, {{"keyword", converter}});
            return false;
        }
        while (!rest.empty() && rest[0] == ',') rest.remove_prefix(1);
        bool separate = false;
        if (rest.empty()) {
            if (index == nullptr || behind_all != nullptr) return true;
            ++*index;
            place = words.token(*index);
            rest = words[*index];
            separate = true;
            if (rest.empty()) return true;
        }
        const std::string_view name = name_at(rest);
        const ConverterKeyword* found = find_converter(name);
        if (found == nullptr) {
            if (separate) return true;
            said = fault(sentence::unknown_converter, place.column, {{"keyword", name}});
            return false;
        }
        converter = name;
        if (!can_cast(sample.type, found->takes)) {
            said = fault(sentence::converter_not_applicable, place.column, {{"keyword", name}});
            return false;
        }
        sample.type = found->gives == SampleType::any ? sample.type : found->gives;
        std::vector<std::string> arguments;
        Fault inner;
        std::string_view behind;
        if (!read_arguments(reader, rest.substr(name.size()), found->arguments, sample.keyword, converter, place, arguments, behind, inner)) {
            said = fault(sentence::converter_argument, place.column,
                         {{"position", std::to_string(arguments.size() + 1)}, {"keyword", converter}, {"why", inner.text}});
            return false;
        }
        std::optional<MapUse> map;
        if (converter.starts_with("map")) {
            map = read_map(reader, converter, arguments, inner);
        } else {
            inner = fault_of_converter(converter, arguments, place.column);
        }
        if (inner) {
            said = fault(sentence::converter_invalid, place.column, {{"keyword", converter}, {"why", inner.text}});
            return false;
        }
        sample.converters.push_back({found->name, std::move(arguments), map});
        rest = behind;
    }
}

std::optional<Sample> read_sample(Reader& reader, const Words& words, std::size_t& index, Fault& said, std::string_view* behind)
{
    const Token& at = words.token(index);
    const std::string_view name = name_at(at.text);
    if (name.empty()) {
        said = fault(sentence::missing_fetch, at.column);
        return std::nullopt;
    }
    Sample sample;
    sample.keyword = name;
    sample.fetch = find_fetch(name);
    if (sample.fetch == nullptr) {
        said = fault(sentence::unknown_fetch, at.column, {{"keyword", name}});
        return std::nullopt;
    }
    sample.type = sample.fetch->type;
    std::string_view rest;
    Fault inner;
    if (!read_arguments(reader, std::string_view(at.text).substr(name.size()), sample.fetch->arguments, sample.keyword, "", at, sample.arguments, rest, inner)) {
        said = fault(sentence::fetch_argument, at.column, {{"keyword", name}, {"why", inner.text}});
        return std::nullopt;
    }
    if (inner = fault_of_fetch(name, sample.arguments, at.column); inner) {
        said = fault(sentence::fetch_invalid, at.column, {{"keyword", name}, {"why", inner.text}});
        return std::nullopt;
    }
    if (!read_converters(reader, words, &index, rest, at, sample, said, behind)) return std::nullopt;
    return sample;
}

std::string places_text(std::uint32_t where)
{
    constexpr std::string_view names[] = {
        "frontend tcp-request connection rule", "frontend tcp-request session rule", "frontend tcp-request content rule",
        "frontend http-request header rule", "frontend http-request body rule", "frontend use-backend rule",
        "backend tcp-request content rule", "backend http-request header rule", "backend http-request body rule",
        "backend use-server, balance or stick-match rule", "server source selection", "backend tcp-response content rule",
        "backend http-response header rule", "backend http-response body rule", "backend stick-store rule",
        "frontend tcp-response content rule", "frontend http-response header rule", "frontend http-response body rule",
        "logs", "backend tcp-check rule", "configuration parser", "CLI parser",
    };
    std::string text;
    for (std::size_t bit = 0; bit < std::size(names); ++bit) {
        if ((where >> bit & 1u) == 0) continue;
        if (!text.empty()) text += ',';
        text += names[bit];
    }
    return text;
}

std::string sources_text(std::string_view fetch)
{
    const FetchKeyword* found = find_fetch(fetch);
    if (found == nullptr) return "";
    const auto starts = [&](std::string_view prefix) { return fetch.starts_with(prefix); };
    if (fetch == "status" || starts("res.comp")) return "HTTP response";
    if (starts("res.body")) return "HTTP response headers";
    if (starts("res.payload") || starts("res.len") || starts("res.ssl") || starts("rep_ssl")) return "response buffer";
    if (starts("res.") || starts("scook") || starts("shdr") || fetch == "resp_ver") return "HTTP response headers";
    if (starts("req.len") || starts("req_len") || starts("req.payload") || starts("req.ssl") || starts("req_ssl") || starts("rdp_") || starts("req.rdp")) return "request buffer";
    if (starts("bc_dst") || starts("bc_src")) return "server address";
    if (starts("srv_id") || starts("srv_name")) return "server";
    if (starts("ssl_bc") || starts("bc_")) return "server-side connection";
    if (starts("ssl_") || starts("fc_") || fetch == "src" || fetch == "dst" || starts("src_") || starts("dst")) return "client-side connection";
    if (needs_http(fetch)) return "HTTP request headers";
    return "internal state";
}

Fault fault_of_place(const Sample& sample, std::uint32_t where, std::string_view shown, int column)
{
    if ((sample.fetch->where & where) != 0) return {};
    return fault(sentence::fetch_not_here, column, {{"fetch", shown}, {"source", sources_text(sample.fetch->name)}});
}

bool needs_http(std::string_view fetch)
{
    const FetchKeyword* found = find_fetch(fetch);
    if (found == nullptr) return false;
    const auto starts = [&](std::string_view prefix) { return fetch.starts_with(prefix); };
    if (starts("res.payload") || starts("res.len") || starts("res.ssl") || starts("rep_ssl") || starts("res.comp") || starts("res.cache")) return false;
    if (starts("req.len") || starts("req_len") || starts("req.payload") || starts("req.ssl") || starts("req_ssl") || starts("rdp_") || starts("req.rdp")) return false;
    if (starts("res.") || starts("scook") || starts("shdr") || fetch == "status" || fetch == "resp_ver") return true;
    if (starts("payload") || starts("distcc")) return false;
    constexpr std::uint32_t request = 0x0007fc;
    if (found->where == request || fetch == "method" || starts("capture.req") || starts("http_first")) return true;
    return fetch == "cookie" || fetch == "hdr";
}

}  // namespace evenkeel::haproxy
