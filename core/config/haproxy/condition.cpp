// ACLs and conditions: `acl NAME criterion flags values`, `if a !b or { … }`.

#include <algorithm>
#include <span>
#include <utility>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

/// Another line of an ACL, or its first.
void add_criterion(Proxy& proxy, const std::string& name, const AclCriterion& criterion)
{
    const auto [found, is_new] = proxy.acl_index.emplace(name, proxy.acls.size());
    if (is_new) proxy.acls.push_back({name, 0, ~0u, false, {}});
    Acl& acl = proxy.acls[found->second];
    acl.where |= criterion.where;
    acl.everywhere &= criterion.where;
    acl.needs_http = acl.needs_http || criterion.needs_http;
    acl.criteria.push_back(criterion);
}

const Acl* find_acl(const Proxy& proxy, std::string_view name)
{
    const auto found = proxy.acl_index.find(name);
    return found == proxy.acl_index.end() ? nullptr : &proxy.acls[found->second];
}

}  // namespace

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
    add_criterion(reader.proxy(), name.text, *criterion);
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

/// An ACL of the proxy, or one of HAProxy's own, which becomes the proxy's when it is first used.
const Acl* named_acl(Reader& reader, const Token& name, Fault& said)
{
    if (const Acl* acl = find_acl(reader.proxy(), name.text)) return acl;
    const auto found = std::find_if(std::begin(default_acls), std::end(default_acls), [&](const DefaultAcl& acl) { return acl.name == name.text; });
    if (found == std::end(default_acls)) {
        constexpr std::size_t most_suggestions = 200;
        std::vector<std::string_view> known;
        for (const Acl& acl : reader.proxy().acls)
            if (known.size() < most_suggestions) known.push_back(acl.name);
        said = fault(sentence::no_such_acl, name.column, {{"name", name.text}});
        if (const auto nearest = nearest_word(name.text, known)) said.repair = did_you_mean(*nearest);
        return nullptr;
    }
    std::vector<Token> tokens;
    for (const std::string_view word : split(found->words, ' ')) tokens.push_back({std::string(word), name.column});
    const auto criterion = read_criterion(reader, Words(std::move(tokens), reader.line, name.column), said);
    if (!criterion) return nullptr;
    add_criterion(reader.proxy(), name.text, *criterion);
    return find_acl(reader.proxy(), name.text);
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
        AclTerm term;
        term.negated = negated;
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
            term.anonymous = *criterion;
            term.where = criterion->where;
            condition.needs_http = condition.needs_http || criterion->needs_http;
            i = end;
        } else {
            const Acl* acl = named_acl(reader, word, said);
            if (acl == nullptr) return std::nullopt;
            term.name = acl->name;
            term.where = acl->where;
            condition.needs_http = condition.needs_http || acl->needs_http;
        }
        suite.push_back(std::move(term));
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
            if ((term.where & where) != 0) continue;
            if (!term.name.empty()) return reader.warn(at, sentence::acl_never_matches, {{"name", term.name}, {"places", places}});
            return reader.warn(at, sentence::anonymous_acl_never_matches, {{"keyword", term.anonymous.keyword}, {"places", places}});
        }
    // An anonymous criterion has been judged above; a named ACL can be known in part.
    for (const auto& suite : condition.any)
        for (const AclTerm& term : suite) {
            const Acl* acl = find_acl(reader.proxy(), term.name);
            if (acl == nullptr || (acl->everywhere & where) != 0) continue;
            for (const AclCriterion& criterion : acl->criteria) {
                if ((criterion.where & where) != 0) continue;
                return reader.warn(at, sentence::acl_involves, {{"name", term.name}, {"keyword", criterion.keyword}, {"places", places}});
            }
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
            const Acl* named = read.name.empty() ? nullptr : find_acl(proxy, read.name);
            const std::span<const AclCriterion> criteria = named == nullptr ? std::span<const AclCriterion>(&read.anonymous, 1) : std::span<const AclCriterion>(named->criteria);
            for (const AclCriterion& criterion : criteria) {
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
