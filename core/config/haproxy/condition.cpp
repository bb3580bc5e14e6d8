// ACLs and conditions: `acl NAME criterion flags values`, `if a !b or { … }`.

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

void read_acl(Reader& reader, const Words& words)
{
    const Token& name = words.token(1);
    if (refused_in_anonymous_defaults(reader, words.token(0))) return;
    if (const auto bad = invalid_character(name.text)) {
        const std::string character(1, *bad);
        return reader.fatal(name, sentence::acl_name_character, {{"character", character}, {"name", name.text}});
    }
    if (equal_ignoring_case(name.text, "or")) return reader.fatal(name, sentence::acl_name_or, {{"name", name.text}});
    Fault said;
    const Words subject = words.from(2);
    const auto criterion = read_criterion(reader, subject, said);
    if (!criterion) return reader.fatal(wrap(said, fill(sentence::acl_fault_prefix.text, {{"name", name.text}}), "."));
    if (subject[0].find('(') == std::string::npos && subject[1].starts_with('('))
        reader.cross_warning_at(0, subject.token(1).column, sentence::acl_space_before_parenthesis, {{"name", name.text}});
    std::vector<Acl>& acls = reader.proxy().acls;
    auto known = std::find_if(acls.begin(), acls.end(), [&](const Acl& acl) { return acl.name == name.text; });
    if (known == acls.end()) known = acls.insert(acls.end(), Acl{name.text, 0, {}});
    known->where |= criterion->where;
    known->criteria.push_back(*criterion);
}

namespace {

struct DefaultAcl {
    std::string_view name;
    std::string_view words;
};
constexpr DefaultAcl default_acls[] = {
    {"TRUE", "always_true"},
    {"FALSE", "always_false"},
    {"LOCALHOST", "src 127.0.0.1/8"},
    {"HTTP", "req.proto_http"},
    {"HTTP_1.0", "req.ver 1.0"},
    {"HTTP_1.1", "req.ver 1.1"},
    {"HTTP_2.0", "req.ver 2.0"},
    {"METH_CONNECT", "method CONNECT"},
    {"METH_DELETE", "method DELETE"},
    {"METH_GET", "method GET HEAD"},
    {"METH_HEAD", "method HEAD"},
    {"METH_OPTIONS", "method OPTIONS"},
    {"METH_POST", "method POST"},
    {"METH_PUT", "method PUT"},
    {"METH_TRACE", "method TRACE"},
    {"HTTP_URL_ABS", "url_reg ^[^/:]*://"},
    {"HTTP_URL_SLASH", "url_beg /"},
    {"HTTP_URL_STAR", "url *"},
    {"HTTP_CONTENT", "req.hdr_val(content-length) gt 0"},
    {"RDP_COOKIE", "req.rdp_cookie_cnt gt 0"},
    {"REQ_CONTENT", "req.len gt 0"},
    {"WAIT_END", "wait_end"},
};

std::optional<Acl> named_acl(Reader& reader, const Token& name, Fault& said)
{
    for (const Acl& acl : reader.proxy().acls)
        if (acl.name == name.text) return acl;
    const auto found = std::find_if(std::begin(default_acls), std::end(default_acls), [&](const DefaultAcl& acl) { return acl.name == name.text; });
    if (found == std::end(default_acls)) {
        std::vector<std::string_view> known;
        for (const Acl& acl : reader.proxy().acls) known.push_back(acl.name);
        said = fault(sentence::no_such_acl, name.column, {{"name", name.text}});
        if (const auto nearest = nearest_word(name.text, known)) said.repair = *nearest;
        return std::nullopt;
    }
    std::vector<Token> tokens;
    for (const std::string_view word : split(found->words, ' ')) tokens.push_back({std::string(word), name.column});
    const auto criterion = read_criterion(reader, Words(std::move(tokens), reader.line, name.column), said);
    if (!criterion) return std::nullopt;
    Acl acl{name.text, criterion->where, {*criterion}};
    reader.proxy().acls.push_back(acl);
    return acl;
}

}  // namespace

std::optional<ReadCondition> read_condition(Reader& reader, const Words& words, std::size_t index, Fault& said)
{
    ReadCondition condition;
    condition.present = true;
    condition.unless = words[index] == "unless";
    condition.line = reader.line;
    std::vector<AclTerm> suite;
    bool negated = false;
    for (std::size_t i = index + 1; words.has(i); ++i) {
        Token word = words.token(i);
        while (word.text.starts_with('!')) {
            negated = !negated;
            word.text.erase(0, 1);
            ++word.column;
        }
        if (word.text.empty()) continue;
        if (equal_ignoring_case(word.text, "or") || word.text == "||") {
            if (!suite.empty()) condition.any.push_back(std::exchange(suite, {}));
            negated = false;
            continue;
        }
        std::optional<Acl> acl;
        if (word.text == "{") {
            std::size_t end = i + 1;
            while (words.has(end) && words[end] != "}") ++end;
            if (!words.has(end)) {
                said = fault(sentence::condition_brace, word.column);
                return std::nullopt;
            }
            std::vector<Token> inside;
            for (std::size_t k = i + 1; k < end; ++k) inside.push_back(words.token(k));
            const Words subject(std::move(inside), words.line(), words.token(end).column);
            const auto criterion = read_criterion(reader, subject, said);
            if (!criterion) return std::nullopt;
            if (subject[0].find('(') == std::string::npos && subject[1].starts_with('('))
                reader.cross_warning_at(0, subject.token(1).column, sentence::acl_space_before_parenthesis, {{"name", ""}});
            acl = Acl{"", criterion->where, {*criterion}};
            i = end;
        } else {
            acl = named_acl(reader, word, said);
            if (!acl) return std::nullopt;
        }
        for (const AclCriterion& criterion : acl->criteria) condition.needs_http = condition.needs_http || criterion.needs_http;
        suite.push_back({std::move(*acl), negated});
        negated = false;
    }
    if (!suite.empty()) condition.any.push_back(std::move(suite));
    return condition;
}

void warn_conflicts(Reader& reader, const ReadCondition& condition, std::uint32_t where, const Token& at)
{
    if (!condition.present) return;
    const std::string places = places_text(where);
    for (const auto& suite : condition.any)
        for (const AclTerm& term : suite) {
            if ((term.acl.where & where) != 0) continue;
            if (!term.acl.name.empty()) return reader.warn(at, sentence::acl_never_matches, {{"name", term.acl.name}, {"places", places}});
            return reader.warn(at, sentence::anonymous_acl_never_matches, {{"keyword", term.acl.criteria[0].keyword}, {"places", places}});
        }
    for (const auto& suite : condition.any)
        for (const AclTerm& term : suite)
            for (const AclCriterion& criterion : term.acl.criteria) {
                if ((criterion.where & where) != 0) continue;
                const Sentence& which = term.acl.name.empty() ? sentence::anonymous_acl_involves : sentence::acl_involves;
                return reader.warn(at, which, {{"name", term.acl.name}, {"keyword", criterion.keyword}, {"places", places}});
            }
}

std::optional<Condition> simulated(const Proxy& proxy, const ReadCondition& condition)
{
    if (condition.present && condition.any.empty() && !condition.unless) return std::nullopt;  // nothing can hold: never
    Condition result;
    result.inverted = condition.unless;
    for (const auto& suite : condition.any) {
        std::vector<Term> terms;
        for (const AclTerm& read : suite) {
            Term term;
            term.negated = read.negated;
            const auto named = std::find_if(proxy.acls.begin(), proxy.acls.end(), [&](const Acl& acl) { return !acl.name.empty() && acl.name == read.acl.name; });
            for (const AclCriterion& criterion : named == proxy.acls.end() ? read.acl.criteria : named->criteria) {
                if (criterion.criterion == no_index) return std::nullopt;
                term.any_of.push_back(criterion.criterion);
            }
            terms.push_back(std::move(term));
        }
        result.any.push_back(std::move(terms));
    }
    return result;
}

}  // namespace evenkeel::haproxy
