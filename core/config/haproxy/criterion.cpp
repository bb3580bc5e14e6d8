// One criterion of an ACL: what is fetched, how it is compared, with which values: `hdr(host) -i -m end example.org`.

#include <algorithm>

#include "base/text.hpp"
#include "config/haproxy/argument_checks.hpp"
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

bool is_operator(std::string_view word) { return word == "eq" || word == "gt" || word == "ge" || word == "lt" || word == "le"; }

/// "gt 5" is the pattern "6:", "le 5" is ":5".
std::optional<std::string> range_word(std::string_view operation, std::string_view word)
{
    const auto number = parse_integer(word, -INT64_MAX, INT64_MAX - 1);
    if (!number) return std::nullopt;
    if (operation == "gt" || operation == "ge") return std::to_string(*number + (operation == "gt" ? 1 : 0)) + ":";
    return ":" + std::to_string(*number - (operation == "lt" ? 1 : 0));
}

struct Flags {
    bool ignore_case = false;
    bool two_columns = false;       ///< -M: files are maps, of which the keys count
    bool resolves = true;           ///< -n: false
    bool loaded = false;
    std::int64_t id = -1;
    bool in_model = true;
    std::vector<PatternsOf> patterns;   ///< of files
};

/// The words behind the flags; of numbers, with their operators: `ge 1`, `80 81:90`.
bool read_values(Reader& reader, const Words& words, std::size_t index, Method method, std::uint32_t set, Flags& flags, Fault& said)
{
    std::string_view operation = "eq";
    for (; words.has(index); ++index) {
        Token at = words.token(index);
        if (is_number_method(method) && is_operator(at.text)) {
            operation = words[index];
            continue;
        }
        const bool is_range = at.text.find_first_of(":-") != std::string::npos;
        if (is_number_method(method) && !is_range && operation != "eq") {
            const auto range = range_word(operation, at.text);
            if (!range) {
                said = fault(sentence::not_a_number_or_operator, at.column, {{"word", at.text}});
                return false;
            }
            at.text = *range;
        }
        if (!add_pattern(reader, set, at, flags.resolves, flags.in_model, said)) return false;
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
        if (inner = fault_of_fetch(keyword->fetch, subject.sample.arguments, at.column); inner) {
            said = fault(sentence::acl_argument, at.column, {{"keyword", name}, {"why", inner.text}});
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

PatternUse use_of(const Subject& subject, bool ignore_case, PatternValue value)
{
    PatternUse use;
    use.match = match_of(subject.method).value_or(Match::found);
    use.ignore_case = ignore_case;
    use.value = value;
    return use;
}

bool read_flag_file(Reader& reader, const Subject& subject, const Token& flag, const Token& value, Flags& flags, Fault& said)
{
    if (subject.method == Method::unset) {
        said = fault(sentence::acl_method_first, flag.column, {{"keyword", subject.keyword}});
        return false;
    }
    const auto set = read_pattern_file(reader, value.text, false, flags.two_columns, said);
    if (set) {
        const bool again = std::any_of(flags.patterns.begin(), flags.patterns.end(), [&](const PatternsOf& known) { return known.set == *set; });
        const auto use = use_patterns(reader, *set, use_of(subject, flags.ignore_case, PatternValue::none), flags.resolves, flags.in_model, said);
        if (use) {
            if (again) count_again(reader.patterns[*set].set);
            flags.patterns.push_back({*set, *use});
            flags.loaded = true;
            return true;
        }
    }
    said.column = value.column;
    return false;
}

/// Flags before the values; moves index to the first value.
bool read_flags(Reader& reader, const Words& words, std::size_t& index, Subject& subject, Flags& flags, Fault& said)
{
    for (; words[index].starts_with('-'); ++index) {
        const Token& flag = words.token(index);
        const Token& value = words.token(index + 1);
        if (flag.text == "--") {
            ++index;
            return true;
        }
        if (flag.text == "-i") {
            flags.ignore_case = true;
        } else if (flag.text == "-n") {
            flags.resolves = false;
        } else if (flag.text == "-M") {
            flags.two_columns = true;
        } else if (flag.text == "-u") {
            std::size_t used = 0;
            flags.id = leading_integer(value.text, used);
            if (used != value.text.size() || has_patterns_with_id(reader, flags.id)) {
                said = fault(used != value.text.size() ? sentence::acl_id_not_integer : sentence::acl_id_used, value.column);
                return false;
            }
            ++index;
        } else if (flag.text == "-f") {
            if (!read_flag_file(reader, subject, flag, value, flags, said)) return false;
            ++index;
        } else if (flag.text == "-m") {
            if (flags.loaded) {
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
    Flags flags;
    std::size_t index = 1;
    if (!read_flags(reader, words, index, *subject, flags, said)) return std::nullopt;
    if (subject->method == Method::unset) {
        said = fault(sentence::acl_method_first, words.token(0).column, {{"keyword", subject->keyword}});
        return std::nullopt;
    }
    const std::uint32_t own = new_patterns(reader, subject->keyword, flags.id);
    const auto use = use_patterns(reader, own, use_of(*subject, flags.ignore_case, PatternValue::none), flags.resolves, flags.in_model, said);
    if (!use || !read_values(reader, words, index, subject->method, own, flags, said)) return std::nullopt;
    flags.patterns.push_back({own, *use});
    AclCriterion result;
    result.keyword = subject->keyword;
    result.where = subject->sample.fetch->where;
    result.needs_http = needs_http(subject->sample.fetch->name);
    auto expression = simulated_sample(reader, subject->sample);
    const std::optional<Match> match = match_of(subject->method);
    const bool in_model = flags.in_model && expression && match;
    if (in_model && reader.settings.criteria.size() < most_criteria) {
        criterion.match = *match;
        criterion.sample = std::move(*expression);
        criterion.patterns = std::move(flags.patterns);
        result.criterion = static_cast<std::uint32_t>(reader.settings.criteria.size());
        reader.settings.criteria.push_back(std::move(criterion));
    } else {
        reader.not_simulated(words.token(0), words[0], "a rule whose condition holds it is left out");
    }
    return result;
}

}  // namespace evenkeel::haproxy
