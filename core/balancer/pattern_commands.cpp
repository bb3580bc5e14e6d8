// show, get, add, set, del, clear, prepare and commit of maps and acls. Answers recorded from HAProxy 2.6.12.
// Differs: an entry's address in memory is a number of its set and its own.

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "balancer/pattern_commands.hpp"
#include "balancer/process.hpp"
#include "balancer/regex.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

std::string error(std::string_view text) { return fmt::format("{}\n\n", text); }
std::string done() { return "\n"; }

constexpr std::size_t most_shown_bytes = 1u << 20;

/// A command about maps or acls, with its words by their meaning.
struct Request {
    Process& p;
    bool is_map = false;
    std::optional<std::uint32_t> version;   ///< @VERSION
    Words rest;                             ///< behind "map", and behind the version
    std::string_view payload;
    bool has_payload = false;

    std::string_view word(std::size_t i) const { return word_at(rest, i); }
    std::string_view kind() const { return is_map ? "map" : "ACL"; }
    std::string unknown() const { return error(fmt::format("Unknown {} identifier. Please use #<id> or <file>.", kind())); }
};

/// What C's strtol reads of a whole text.
std::optional<std::int64_t> whole_number(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::uint32_t leading_version(std::string_view text)
{
    std::uint32_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// A set by its file or "#ID".
std::optional<std::uint32_t> set_named(const Process& p, std::string_view name)
{
    const auto id = name.starts_with('#') ? whole_number(name.substr(1)) : std::nullopt;
    if (name.empty() || (name.starts_with('#') && !id)) return {};
    for (std::uint32_t i = 0; i < p.balancer.patterns.size(); ++i) {
        const PatternSet& set = *p.balancer.patterns[i];
        if (id ? set.id == *id : set.file == name) return i;
    }
    return {};
}

/// The same among the maps, or among the acls.
std::optional<std::uint32_t> set_of_kind(const Request& request)
{
    const auto number = set_named(request.p, request.word(0));
    if (!number) return {};
    const PatternSet& set = *request.p.balancer.patterns[*number];
    return (request.is_map ? set.is_map : set.is_acl) ? number : std::nullopt;
}

const PatternSet& set_at(const Request& request, std::uint32_t number) { return *request.p.balancer.patterns[number]; }

std::string address_of_entry(std::uint32_t set, std::uint64_t entry) { return fmt::format("0x{:012x}", 0x5500'0000'0000u + (std::uint64_t{set} << 28) + (entry << 4)); }

std::string list(const Request& request)
{
    std::vector<const PatternSet*> sets;
    for (const auto& set : request.p.balancer.patterns)
        if (request.is_map ? set->is_map : set->is_acl) sets.push_back(set.get());
    std::stable_sort(sets.begin(), sets.end(), [](const PatternSet* a, const PatternSet* b) { return a->id < b->id; });
    std::string text = "# id (file) description\n";
    for (const PatternSet* set : sets)
        text += fmt::format("{} ({}) {}. curr_ver={} next_ver={} entry_cnt={}\n", set->id, set->file, set->description, set->version, set->latest, set->count);
    return text + "\n";
}

std::string show(const Request& request)
{
    if (request.rest.empty() && !request.version) return list(request);
    const auto number = set_of_kind(request);
    if (!number) return request.unknown();
    const PatternSet& set = set_at(request, *number);
    std::string text;
    for (const auto& [entry_number, entry] : set.entries) {
        if (entry.version != request.version.value_or(set.version)) continue;
        const bool has_value = set.has_values || !entry.value.empty();
        text += fmt::format("{} {}{}{}\n", address_of_entry(*number, entry_number), entry.pattern, has_value ? " " : "", entry.value);
        if (text.size() > most_shown_bytes) break;
    }
    return text + "\n";
}

std::string_view name_of_match(const PatternUse& use)
{
    switch (use.match) {
    case Match::exact: return "str";
    case Match::begins: return "beg";
    case Match::ends: return "end";
    case Match::contains: return "sub";
    case Match::directory: return "dir";
    case Match::domain: return "dom";
    case Match::regex: return use.expands ? "regm" : "reg";
    case Match::length: return "len";
    case Match::address: return "ip";
    case Match::integer: return "int";
    case Match::found: return "found";
    case Match::truth: return "bool";
    }
    return "";
}

std::string_view type_of_value(PatternValue kind, std::string_view value)
{
    if (kind == PatternValue::number) return "sint";
    if (kind != PatternValue::address) return "str";
    const auto address = parse_address(value);
    return address && is_ipv4(*address) ? "ipv4" : "ipv6";
}

std::string get(const Request& request)
{
    if (request.word(0).empty() || request.word(1).empty()) return error(fmt::format("Missing {} identifier and/or key.", request.kind()));
    const auto number = set_named(request.p, request.word(0));
    if (!number) return request.unknown();
    const PatternSet& set = set_at(request, *number);
    const std::string_view found = request.is_map ? "found" : "match";
    std::string text;
    for (std::uint32_t i = 0; i < set.uses.size(); ++i) {
        const PatternUse& use = set.uses[i];
        const auto* entry = find_entry(set, i, use.match, text_value(request.word(1)));
        text += fmt::format("type={}, case={}, {}=", name_of_match(use), use.ignore_case ? "insensitive" : "sensitive", found);
        if (entry == nullptr) {
            text += "no\n";
            continue;
        }
        text += fmt::format("yes, idx={}, {}=\"{}\"", is_tree(use) ? "tree" : "list", request.is_map ? "key" : "pattern", entry->second.pattern);
        if (request.is_map && use.value == PatternValue::none) text += ", value=none";
        else if (request.is_map) text += fmt::format(", value=\"{}\", type=\"{}\"", entry->second.value, type_of_value(use.value, entry->second.value));
        text += "\n";
    }
    return text + "\n";
}

/// A payload: a key up to a blank, blanks, a value up to the end of its line. HAProxy looks for nothing else: a line without a
/// blank is the beginning of a key that goes on in the next.
std::string add_payload(const Request& request, std::uint32_t number, std::uint32_t version)
{
    std::string_view rest = request.payload;
    if (rest.ends_with('\n')) rest.remove_suffix(1);
    while (!rest.empty()) {
        const std::size_t end = rest.find_first_of(" \t");
        PatternEntry entry;
        entry.pattern = rest.substr(0, end);
        entry.version = version;
        if (end == std::string_view::npos) return error(fmt::format("Missing value for key '{}'.", entry.pattern));
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t", end), rest.size()));
        const std::size_t line_end = std::min(rest.find('\n'), rest.size());
        entry.value = rest.substr(0, line_end);
        rest.remove_prefix(std::min(line_end + 1, rest.size()));
        if (const std::string problem = add_patterns(request.p, number, std::move(entry)); !problem.empty()) return error(problem + ".");
    }
    return done();
}

std::string add(const Request& request)
{
    const bool enough = request.is_map ? request.has_payload || !request.word(2).empty() : !request.word(1).empty();
    if (!enough || request.word(0).empty())
        return error(request.is_map ? "'add map' expects three parameters (map identifier, key and value) or one parameter (map identifier) and a payload"
                                    : "'add acl' expects two parameters: ACL identifier and pattern.");
    const auto number = set_named(request.p, request.word(0));
    if (!number) return request.unknown();
    const PatternSet& set = set_at(request, *number);
    if (!request.is_map && set.has_values) return error("This ACL is shared with a map containing samples. You must use the command 'add map' to add values.");
    const std::uint32_t version = request.version.value_or(set.version);
    if (version > set.latest) return error(fmt::format("Version number in the future, please use 'prepare {}' before.", request.is_map ? "map" : "acl"));
    if (request.has_payload) return add_payload(request, *number, version);
    PatternEntry entry;
    entry.pattern = request.word(1);
    if (request.is_map) entry.value = request.word(2);
    entry.version = version;
    const std::string problem = add_patterns(request.p, *number, std::move(entry));
    return problem.empty() ? done() : error(problem + ".");
}

/// "#0x55…": the entry itself; its number.
std::optional<std::uint64_t> entry_at(const PatternSet& set, std::uint32_t number, std::string_view name)
{
    for (const auto& [entry, content] : set.entries)
        if (name.substr(1) == address_of_entry(number, entry)) return entry;
    return {};
}

std::string set_value(const Request& request)
{
    if (request.word(2).empty()) return error("'set map' expects three parameters: map identifier, key and value.");
    const auto number = set_named(request.p, request.word(0));
    if (!number) return request.unknown();
    PatternSet& set = own_patterns(request.p, *number);
    const std::string_view key = request.word(1);
    const std::string_view value = request.word(2);
    const bool is_value = std::all_of(set.uses.begin(), set.uses.end(), [&](const PatternUse& use) { return fault_of_value(use.value, value) == PatternFault::none; });
    if (key.starts_with('#')) {
        const auto entry = entry_at(set, *number, key);
        if (!entry) return error("key or pattern not found.");
        if (is_value) set.entries.at(*entry).value = value;
        return done();
    }
    const bool known = std::any_of(set.entries.begin(), set.entries.end(), [&](const auto& entry) { return entry.second.pattern == key; });
    if (!known) return error("entry not found.");
    if (is_value) set_values(set, key, value);      // what is no value is passed over without a word
    return done();
}

std::string remove(const Request& request)
{
    if (request.word(1).empty()) return error(fmt::format("This command expects two parameters: {} identifier and key.", request.kind()));
    const auto number = set_of_kind(request);
    if (!number) return error("Unknown map identifier. Please use #<id> or <file>.");
    const std::string_view key = request.word(1);
    PatternSet& set = own_patterns(request.p, *number);
    if (!key.starts_with('#')) return remove_entries(set, key) > 0 ? done() : error("Key not found.");
    const auto entry = entry_at(set, *number, key);
    return entry && remove_entry(set, *entry) ? done() : error("Key not found.");
}

std::string clear(const Request& request)
{
    if (request.word(0).empty()) return error(fmt::format("Missing {} identifier.", request.kind()));
    const auto number = set_of_kind(request);
    if (!number) return request.unknown();
    PatternSet& set = own_patterns(request.p, *number);
    if (request.version) remove_version(set, *request.version);
    else remove_older(set, UINT32_MAX);
    return done();
}

std::string prepare(const Request& request)
{
    const auto number = request.version ? std::nullopt : set_of_kind(request);
    if (!number) return request.unknown();
    return error(fmt::format("New version created: {}", ++own_patterns(request.p, *number).latest));
}

std::string commit(const Request& request)
{
    if (!request.version) return error("Missing version number.");
    if (request.word(0).empty()) return error(fmt::format("Missing {} identifier.", request.kind()));
    const auto number = set_of_kind(request);
    if (!number) return request.unknown();
    const PatternSet& now = set_at(request, *number);
    if (*request.version <= now.version || *request.version > now.latest) return error("Version number out of range.");
    PatternSet& set = own_patterns(request.p, *number);
    set.version = *request.version;
    remove_older(set, set.version);
    return done();
}

struct Row {
    std::string_view verb;
    std::string (*run)(const Request&);
    bool has_version;
};
constexpr Row rows[] = {
    {"show", show, true}, {"get", get, false}, {"add", add, true}, {"set", set_value, false},
    {"del", remove, false}, {"clear", clear, true}, {"prepare", prepare, true}, {"commit", commit, true},
};

const Row* row_of(Words words)
{
    const std::string_view what = word_at(words, 1);
    if (what != "map" && what != "acl") return nullptr;
    const auto found = std::find_if(std::begin(rows), std::end(rows), [&](const Row& row) { return row.verb == word_at(words, 0); });
    return found == std::end(rows) || (found->verb == "set" && what == "acl") ? nullptr : &*found;
}

}  // namespace

bool is_pattern_command(Words words) { return row_of(words) != nullptr; }

std::string run_pattern_command(Process& p, Words words, std::string_view payload, bool has_payload)
{
    const Row* row = row_of(words);
    Request request{p, word_at(words, 1) == "map", {}, words.subspan(2), payload, has_payload};
    if (row->has_version && request.word(0).starts_with('@')) {
        request.version = leading_version(request.word(0).substr(1));
        request.rest = request.rest.subspan(1);
    }
    return row->run(request);
}

}  // namespace evenkeel::haproxy
