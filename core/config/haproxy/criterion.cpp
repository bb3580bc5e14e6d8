// One criterion of an ACL: what is fetched, how it is compared, with which values: `hdr(host) -i -m end example.org`.

#include <algorithm>

#include <re2/re2.h>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

enum class Method : std::uint8_t { unset, found, boolean, integer, address, binary, length, text, begins, contains, directory, domain, ends, regex };

struct MethodName {
    std::string_view name;
    Method method;
    SampleType type;
};
constexpr MethodName methods[] = {
    {"found", Method::found, SampleType::integer},     {"bool", Method::boolean, SampleType::integer}, {"int", Method::integer, SampleType::integer},
    {"ip", Method::address, SampleType::address},      {"bin", Method::binary, SampleType::binary},    {"len", Method::length, SampleType::string},
    {"str", Method::text, SampleType::string},         {"beg", Method::begins, SampleType::string},    {"sub", Method::contains, SampleType::string},
    {"dir", Method::directory, SampleType::string},    {"dom", Method::domain, SampleType::string},    {"end", Method::ends, SampleType::string},
    {"reg", Method::regex, SampleType::string},        {"regm", Method::regex, SampleType::string},
};

const MethodName* find_method(std::string_view name)
{
    const auto found = std::find_if(std::begin(methods), std::end(methods), [&](const MethodName& m) { return m.name == name; });
    return found == std::end(methods) ? nullptr : found;
}

Method natural_method(SampleType type)
{
    switch (type) {
    case SampleType::boolean: return Method::boolean;
    case SampleType::integer: return Method::integer;
    case SampleType::address:
    case SampleType::ipv4:
    case SampleType::ipv6: return Method::address;
    case SampleType::string: return Method::text;
    default: return Method::unset;
    }
}

bool is_number_method(Method method) { return method == Method::integer || method == Method::length; }

/// PCRE's words for the commonest faults; RE2's own where it knows better none.
Fault regex_fault(const Token& at, const RE2& regex)
{
    using enum RE2::ErrorCode;
    std::string_view why = "unknown error";
    std::size_t offset = at.text.size();
    switch (regex.error_code()) {
    case ErrorMissingParen: why = "missing closing parenthesis"; break;
    case ErrorMissingBracket: why = "missing terminating ] for character class"; break;
    case ErrorTrailingBackslash: why = "\\ at end of pattern"; break;
    case ErrorRepeatArgument: why = "quantifier does not follow a repeatable item"; offset = at.text.find(regex.error_arg()); break;
    case ErrorUnexpectedParen: why = "unmatched closing parenthesis"; offset = at.text.rfind(')'); break;
    default: break;
    }
    return fault(sentence::regex_invalid, at.column, {{"regex", at.text}, {"why", why}, {"offset", std::to_string(std::min(offset, at.text.size()))}});
}

/// What PCRE knows and RE2 does not: looking around, back references, possessive and atomic groups.
bool only_pcre(const RE2& regex)
{
    using enum RE2::ErrorCode;
    return regex.error_code() == ErrorBadPerlOp || regex.error_code() == ErrorBadEscape || regex.error_code() == ErrorRepeatSize ||
           regex.error_code() == ErrorRepeatOp || regex.error_code() == ErrorPatternTooLarge || regex.error_code() == ErrorBadNamedCapture ||
           regex.error_code() == ErrorBadCharRange || regex.error_code() == ErrorBadUTF8;
}

struct Range {
    std::int64_t least = INT64_MIN;
    std::int64_t most = INT64_MAX;
};

bool is_operator(std::string_view word) { return word == "eq" || word == "gt" || word == "ge" || word == "lt" || word == "le"; }

std::optional<Range> read_range(std::string_view word)
{
    const std::size_t colon = word.find_first_of(":-", 1);
    Range range;
    if (word.starts_with(':') || word.starts_with('-')) {
        const auto most = parse_integer(word.substr(1));
        if (!most) return std::nullopt;
        range.most = *most;
        return range;
    }
    const auto least = parse_integer(word.substr(0, colon));
    if (!least) return std::nullopt;
    range.least = *least;
    range.most = *least;
    if (colon == std::string_view::npos) return range;
    range.most = INT64_MAX;
    if (colon + 1 == word.size()) return range;
    const auto most = parse_integer(word.substr(colon + 1));
    if (!most) return std::nullopt;
    range.most = *most;
    return range;
}

/// Values of numbers, with their operators: `ge 1`, `80 81:90`.
bool read_numbers(const Words& words, std::size_t index, Criterion& criterion, Fault& said)
{
    std::string_view operation = "eq";
    for (; words.has(index); ++index) {
        const Token& at = words.token(index);
        if (is_operator(at.text)) {
            operation = at.text;
            continue;
        }
        const bool is_range = at.text.find_first_of(":-") != std::string::npos;
        Range range;
        if (!is_range && operation != "eq") {
            const auto number = parse_integer(at.text, -INT64_MAX, INT64_MAX - 1);
            if (!number) {
                said = fault(sentence::not_a_number_or_operator, at.column, {{"word", at.text}});
                return false;
            }
            if (operation == "gt" || operation == "ge") range.least = *number + (operation == "gt" ? 1 : 0);
            else range.most = *number - (operation == "lt" ? 1 : 0);
        } else if (const auto read = read_range(at.text)) {
            range = *read;
        } else {
            said = fault(is_range ? sentence::not_a_number_range : sentence::not_a_number, at.column, {{"word", at.text}});
            return false;
        }
        criterion.values.push_back(at.text);
        criterion.least.push_back(range.least);
        criterion.most.push_back(range.most);
    }
    return true;
}

std::optional<Prefix> read_prefix(const Machine& machine, std::string_view word)
{
    if (const auto prefix = parse_prefix(word)) return prefix;
    const std::size_t slash = word.find('/');
    if (slash != std::string_view::npos) {
        // A mask in dots: 10.0.0.0/255.0.0.0.
        const auto address = parse_address(word.substr(0, slash));
        const auto mask = parse_address(word.substr(slash + 1));
        if (!address || !mask || !is_ipv4(*address) || !is_ipv4(*mask)) return std::nullopt;
        std::int32_t length = 0;
        for (std::uint32_t bits = ipv4_number(*mask); (bits & 0x8000'0000u) != 0; bits <<= 1) ++length;
        return Prefix{*address, 96 + length};
    }
    for (std::size_t dots = static_cast<std::size_t>(std::count(word.begin(), word.end(), '.')); dots < 3 && dots > 0; dots = 3) {
        std::string whole(word);
        for (std::size_t i = dots; i < 3; ++i) whole += ".0";
        // inet_aton's short forms put the last part at the end of the address
        const std::size_t last = word.rfind('.');
        std::string moved(word.substr(0, last));
        for (std::size_t i = dots; i < 3; ++i) moved += ".0";
        moved += word.substr(last);
        if (const auto prefix = parse_prefix(moved)) return prefix;
    }
    if (equal_ignoring_case(word, "localhost")) return Prefix{ipv4(0x7f00'0001), 128};
    for (const auto& [host, address] : machine.hosts)
        if (equal_ignoring_case(host, word)) return Prefix{address, 128};
    return std::nullopt;
}

bool read_values(Reader& reader, const Words& words, std::size_t index, Method method, Criterion& criterion, bool& in_model, Fault& said)
{
    if (is_number_method(method)) return read_numbers(words, index, criterion, said);
    for (; words.has(index); ++index) {
        const Token& at = words.token(index);
        criterion.values.push_back(at.text);
        if (method == Method::address) {
            const auto prefix = read_prefix(*reader.machine, at.text);
            if (!prefix) {
                said = fault(sentence::not_an_address, at.column, {{"word", at.text}});
                return false;
            }
            criterion.prefixes.push_back(*prefix);
        } else if (method == Method::regex) {
            RE2::Options quiet;
            quiet.set_log_errors(false);
            quiet.set_max_mem(1 << 20);
            const RE2 regex(at.text, quiet);
            if (regex.ok()) continue;
            if (!only_pcre(regex)) {
                said = regex_fault(at, regex);
                return false;
            }
            in_model = false;
        }
    }
    return true;
}

std::optional<Match> match_of(Method method)
{
    switch (method) {
    case Method::found: return Match::found;
    case Method::boolean: return Match::truth;
    case Method::integer: return Match::integer;
    case Method::address: return Match::address;
    case Method::length: return Match::length;
    case Method::text: return Match::exact;
    case Method::begins: return Match::begins;
    case Method::contains: return Match::contains;
    case Method::directory: return Match::directory;
    case Method::domain: return Match::domain;
    case Method::ends: return Match::ends;
    case Method::regex: return Match::regex;
    default: return std::nullopt;
    }
}

struct Subject {
    Sample sample;
    std::string keyword;
    Method method = Method::unset;
};

std::optional<Subject> read_subject(Reader& reader, const Words& words, Fault& said)
{
    const Token& at = words.token(0);
    Subject subject;
    std::size_t end = 0;
    while (end < at.text.size() && at.text[end] != '(' && at.text[end] != ',') ++end;
    const std::string name = at.text.substr(0, end);
    if (const AclKeyword* keyword = find_acl_keyword(name)) {
        subject.keyword = name;
        subject.sample.keyword = name;
        subject.sample.fetch = find_fetch(keyword->fetch);
        if (subject.sample.fetch == nullptr) return std::nullopt;
        subject.sample.type = subject.sample.fetch->type;
        std::string_view rest;
        Fault inner;
        if (!read_arguments(reader, std::string_view(at.text).substr(end), subject.sample.fetch->arguments, name, "", at, subject.sample.arguments, rest, inner)) {
            said = fault(sentence::acl_keyword_fault, at.column, {{"keyword", name}, {"why", inner.text}});
            return std::nullopt;
        }
        if (!read_converters(reader, words, nullptr, rest, at, subject.sample, inner)) {
            // HAProxy ends these with a full stop of their own.
            said = fault(sentence::acl_keyword_fault, at.column, {{"keyword", name}, {"why", inner.text + "."}});
            return std::nullopt;
        }
        if (subject.sample.converters.empty()) subject.method = find_method(keyword->match)->method;
        else subject.keyword = subject.sample.fetch->name;
    } else {
        std::size_t index = 0;
        // Only the first word can hold an ACL's subject: what follows are flags and values.
        const Words first({at}, words.line(), at.column + static_cast<int>(at.text.size()));
        const auto sample = read_sample(reader, first, index, said);
        if (!sample) {
            said = wrap(said, "", fill(sentence::in_acl_expression.text, {{"word", at.text}}));
            return std::nullopt;
        }
        subject.sample = *sample;
        subject.keyword = sample->fetch->name;
    }
    if (subject.method == Method::unset) subject.method = natural_method(subject.sample.type);
    return subject;
}

/// Flags before the values; moves index to the first value.
bool read_flags(Reader& reader, const Words& words, std::size_t& index, Subject& subject, Criterion& criterion, bool& in_model, Fault& said)
{
    bool loaded = false;
    for (; words[index].starts_with('-'); ++index) {
        const Token& flag = words.token(index);
        const Token& value = words.token(index + 1);
        if (flag.text == "--") {
            ++index;
            return true;
        }
        if (flag.text == "-i") {
            criterion.ignore_case = true;
        } else if (flag.text == "-n") {
            continue;
        } else if (flag.text == "-M") {
            in_model = false;
        } else if (flag.text == "-u") {
            std::size_t used = 0;
            leading_integer(value.text, used);
            if (used != value.text.size()) {
                said = fault(sentence::acl_id_not_integer, value.column);
                return false;
            }
            ++index;
        } else if (flag.text == "-f") {
            const auto& files = reader.machine->files;
            if (subject.method == Method::unset) {
                said = fault(sentence::acl_method_first, flag.column, {{"keyword", subject.keyword}});
                return false;
            }
            if (std::find(files.begin(), files.end(), value.text) == files.end()) {
                said = fault(sentence::pattern_file, value.column, {{"path", value.text}});
                return false;
            }
            in_model = false;
            loaded = true;
            ++index;
        } else if (flag.text == "-m") {
            if (loaded) {
                said = fault(sentence::acl_method_before_files, flag.column);
                return false;
            }
            const MethodName* method = find_method(value.text);
            if (method == nullptr) {
                said = fault(sentence::acl_method_unknown, value.column, {{"method", value.text}});
                return false;
            }
            if (method->method != Method::found && !can_cast(subject.sample.type, method->type)) {
                said = fault(sentence::acl_method_unusable, value.column, {{"method", value.text}, {"keyword", subject.keyword}});
                return false;
            }
            subject.method = method->method;
            ++index;
        } else {
            said = fault(sentence::acl_option_unknown, flag.column, {{"flag", flag.text}});
            return false;
        }
    }
    return true;
}

}  // namespace

std::optional<AclCriterion> read_criterion(Reader& reader, const Words& words, Fault& said)
{
    reader.late_context = "ACL keyword";
    std::optional<Subject> subject = read_subject(reader, words, said);
    if (!subject) return std::nullopt;
    const bool is_boolean = subject->sample.type == SampleType::boolean;
    if (subject->method != Method::unset && !is_boolean && !words.has(1))
        reader.cross_warning_at(0, words.token(0).column, sentence::acl_without_pattern, {{"keyword", words[0]}});
    Criterion criterion;
    criterion.at = {words.line(), words.token(0).column};
    bool in_model = true;
    std::size_t index = 1;
    if (!read_flags(reader, words, index, *subject, criterion, in_model, said)) return std::nullopt;
    if (subject->method == Method::unset) {
        said = fault(sentence::acl_method_first, words.token(0).column, {{"keyword", subject->keyword}});
        return std::nullopt;
    }
    if (!read_values(reader, words, index, subject->method, criterion, in_model, said)) return std::nullopt;
    AclCriterion result;
    result.keyword = subject->keyword;
    result.where = subject->sample.fetch->where;
    result.needs_http = needs_http(subject->sample.fetch->name);
    auto expression = simulated_sample(reader, subject->sample);
    const std::optional<Match> match = match_of(subject->method);
    if (match == Match::truth) criterion.values.clear();    // HAProxy does not look at the values of a boolean
    if (!expression || !match) in_model = false;
    if (in_model && reader.settings.criteria.size() < most_criteria) {
        criterion.match = *match;
        criterion.sample = std::move(*expression);
        result.criterion = static_cast<std::uint32_t>(reader.settings.criteria.size());
        reader.settings.criteria.push_back(std::move(criterion));
    } else {
        reader.not_simulated(words.token(0), words[0], "a rule whose condition holds it is left out");
    }
    return result;
}

}  // namespace evenkeel::haproxy
