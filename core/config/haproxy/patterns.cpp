// Files of patterns and the words of an acl: read once a file, as HAProxy reads them, and indexed for each use.

#include <algorithm>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view without_blanks_before(std::string_view text)
{
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    return text;
}

/// A line of an acl's file is a pattern from its first to its last character; of a map, a key, and behind blanks its value.
std::optional<PatternEntry> entry_of_line(std::string_view line, bool has_values)
{
    line = line.substr(0, line.find('\r'));
    if (line.starts_with('#')) return std::nullopt;
    line = without_blanks_before(line);
    if (line.empty()) return std::nullopt;
    PatternEntry entry;
    if (!has_values) {
        entry.pattern = line;
        return entry;
    }
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    std::string_view value = without_blanks_before(line.substr(end));
    while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
    entry.pattern = line.substr(0, end);
    entry.value = value;
    return entry;
}

Fault fault_of(PatternFault problem, std::string_view text, int column)
{
    switch (problem) {
    case PatternFault::number: return fault(sentence::not_a_number, column, {{"word", text}});
    case PatternFault::range: return fault(sentence::not_a_number_range, column, {{"word", text}});
    case PatternFault::address: return fault(sentence::not_an_address, column, {{"word", text}});
    case PatternFault::value: return fault(sentence::map_value, column, {{"word", text}});
    case PatternFault::regex: {
        const RegexProblem what = problem_of_regex(text);
        return fault(sentence::regex_invalid, column, {{"regex", text}, {"why", what.why}, {"offset", std::to_string(what.offset)}});
    }
    case PatternFault::none:
    case PatternFault::pcre_only: break;
    }
    return {};
}

/// What the resolver makes of a word that is no address: a name that the machine knows, or one of inet_aton's short forms, whose
/// last part stands at the end of the address.
std::optional<Prefix> network_of_name(const Machine& machine, std::string_view word)
{
    const auto dots = static_cast<std::size_t>(std::count(word.begin(), word.end(), '.'));
    if (dots >= 1 && dots < 3) {
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

/// Looks at a pattern as a use sees it. Without a machine no name is looked up: maps, and -n.
PatternFault look_at(const Machine* machine, const PatternUse& use, PatternEntry& entry)
{
    PatternFault problem = fault_of_pattern(use.match, entry.pattern);
    if (problem == PatternFault::address && machine != nullptr) {
        const auto network = network_of_name(*machine, entry.pattern);
        if (!network) return problem;
        entry.network = *network;
        problem = PatternFault::none;
    }
    return problem;
}

/// HAProxy names the configuration in what `show map` says of a set; an acl that takes a map by -M is a map there.
std::string used_by(const Reader& reader, bool has_values)
{
    const std::string& file = reader.machine->path.empty() ? reader.file : reader.machine->path;
    return std::string("by ") + (has_values ? "map" : "acl") + " at file '" + file + "' line " + std::to_string(reader.line);
}

bool has_room(Reader& reader, std::size_t more, Fault& said)
{
    reader.pattern_entries += more;
    if (reader.pattern_entries <= most_pattern_entries) return true;
    said = fault(sentence::limit_patterns, 0, {{"most", std::to_string(most_pattern_entries)}});
    return false;
}

}  // namespace

std::optional<std::string> open_file(const Reader& reader, std::string_view path)
{
    if (path.empty() || !reader.machine->open) return std::nullopt;
    const bool is_relative = path.front() != '/' && !reader.default_path.empty();
    return is_relative ? reader.machine->open(reader.default_path + "/" + std::string(path)) : reader.machine->open(path);
}

std::optional<std::uint32_t> read_pattern_file(Reader& reader, const std::string& path, bool is_map, bool has_values, Fault& said)
{
    if (const auto known = reader.pattern_files.find(path); known != reader.pattern_files.end()) {
        PatternSet& set = reader.patterns[known->second].set;
        if (set.has_values != has_values) {
            said = fault(has_values ? sentence::pattern_file_one_column : sentence::pattern_file_two_columns, 0, {{"path", path}});
            return std::nullopt;
        }
        set.description += ", " + used_by(reader, has_values);
        set.is_map = set.is_map || has_values;
        set.is_acl = set.is_acl || !is_map;
        return known->second;
    }
    const std::optional<std::string> text = open_file(reader, path);
    if (!text) {
        said = fault(sentence::pattern_file, 0, {{"path", path}});
        return std::nullopt;
    }
    PatternDraft draft;
    draft.set.file = path;
    draft.set.description = "pattern loaded from file '" + path + "' used " + used_by(reader, has_values);
    draft.set.is_map = has_values;
    draft.set.is_acl = !is_map;
    draft.set.has_values = has_values;
    int number = 0;
    for (const std::string_view line : split(*text, '\n')) {
        ++number;
        auto entry = entry_of_line(line, has_values);
        if (!entry) continue;
        draft.lines[draft.set.next] = number;
        if (add_entry(draft.set, std::move(*entry))) continue;
        said = fault(sentence::limit_patterns, 0, {{"most", std::to_string(most_patterns)}});
        return std::nullopt;
    }
    reader.patterns.push_back(std::move(draft));
    const auto set = static_cast<std::uint32_t>(reader.patterns.size() - 1);
    reader.pattern_files[path] = set;
    return set;
}

std::uint32_t new_patterns(Reader& reader, std::string_view keyword, std::int64_t id)
{
    const std::string& file = reader.machine->path.empty() ? reader.file : reader.machine->path;
    PatternDraft draft;
    draft.set.description = "acl '" + std::string(keyword) + "' file '" + file + "' line " + std::to_string(reader.line);
    draft.set.id = id;
    draft.set.is_acl = true;
    reader.patterns.push_back(std::move(draft));
    return static_cast<std::uint32_t>(reader.patterns.size() - 1);
}

bool has_patterns_with_id(const Reader& reader, std::int64_t id)
{
    return std::any_of(reader.patterns.begin(), reader.patterns.end(), [&](const PatternDraft& draft) { return draft.set.id == id; });
}

std::optional<std::uint32_t> use_patterns(Reader& reader, std::uint32_t set, const PatternUse& use, bool resolves, bool& in_model, Fault& said)
{
    PatternDraft& draft = reader.patterns[set];
    if (!has_room(reader, draft.set.entries.size(), said)) return std::nullopt;
    for (auto& [number, entry] : draft.set.entries) {
        PatternFault problem = look_at(resolves ? reader.machine : nullptr, use, entry);
        const bool bad_value = fault_of_value(use.value, entry.value) != PatternFault::none;
        if (bad_value && (problem == PatternFault::none || problem == PatternFault::pcre_only)) problem = PatternFault::value;
        if (problem == PatternFault::pcre_only) in_model = false;
        if (problem == PatternFault::none || problem == PatternFault::pcre_only) continue;
        const auto line = draft.lines.find(number);
        said = fault_of(problem, problem == PatternFault::value ? entry.value : entry.pattern, 0);
        said = wrap(said, "", fill(sentence::pattern_place.text, {{"line", std::to_string(line == draft.lines.end() ? 0 : line->second)}, {"path", draft.set.file}}));
        return std::nullopt;
    }
    if (draft.set.entries.size() > most_listed_patterns && !is_tree(use)) {
        said = fault(sentence::limit_patterns, 0, {{"most", std::to_string(most_listed_patterns)}});
        return std::nullopt;
    }
    return add_use(draft.set, use);
}

bool add_pattern(Reader& reader, std::uint32_t set, const Token& word, bool resolves, bool& in_model, Fault& said)
{
    PatternSet& patterns = reader.patterns[set].set;
    PatternEntry entry;
    entry.pattern = word.text;
    const PatternFault problem = look_at(resolves ? reader.machine : nullptr, patterns.uses.front(), entry);
    if (problem == PatternFault::pcre_only) in_model = false;
    if (problem != PatternFault::none && problem != PatternFault::pcre_only) {
        said = fault_of(problem, word.text, word.column);
        return false;
    }
    add_entry(patterns, std::move(entry));
    return true;
}

std::optional<MapUse> read_map(Reader& reader, std::string_view converter, const std::vector<std::string>& arguments, Fault& said)
{
    struct Way {
        std::string_view word;
        Match match;
    };
    constexpr Way ways[] = {{"str", Match::exact}, {"beg", Match::begins}, {"sub", Match::contains}, {"dir", Match::directory}, {"dom", Match::domain},
                            {"end", Match::ends}, {"reg", Match::regex}, {"regm", Match::regex}, {"int", Match::integer}, {"ip", Match::address}};
    const std::vector<std::string_view> words = split(converter, '_');     // "map", "beg", "int"
    PatternUse use;
    use.match = Match::exact;
    for (const Way& way : ways)
        if (words.size() > 1 && way.word == words[1]) use.match = way.match;
    use.expands = words.size() > 1 && words[1] == "regm";
    use.value = words.size() < 3 ? PatternValue::text : words[2] == "int" ? PatternValue::number : words[2] == "ip" ? PatternValue::address : PatternValue::text;
    const auto set = read_pattern_file(reader, arguments.empty() ? std::string{} : arguments[0], true, true, said);
    if (!set) return std::nullopt;
    MapUse result;
    const auto index = use_patterns(reader, *set, use, false, result.in_model, said);
    if (!index) return std::nullopt;
    if (use.value == PatternValue::address && arguments.size() > 1 && !parse_address(arguments[1])) {
        said = fault(sentence::map_default_address, 0, {{"word", arguments[1]}});
        return std::nullopt;
    }
    result.patterns = {*set, *index};
    result.match = use.match;
    return result;
}

std::uint32_t patterns_named(const Reader& reader, std::string_view file)
{
    const auto found = reader.pattern_files.find(file);
    return found == reader.pattern_files.end() ? no_index : found->second;
}

void build_patterns(Reader& reader)
{
    // Two acls of HAProxy's own, which its HTTP client has brought along.
    for (int own = 0; own < 2; ++own) {
        PatternDraft draft;
        draft.set.description = "acl 'var' file 'httpclient' line 0";
        draft.set.is_acl = true;
        PatternUse use;
        use.match = Match::address;
        add_use(draft.set, use);
        PatternEntry entry;
        entry.pattern = "0.0.0.0";
        add_entry(draft.set, std::move(entry));
        reader.patterns.push_back(std::move(draft));
    }
    std::set<std::int64_t> taken;
    for (const PatternDraft& draft : reader.patterns) taken.insert(draft.set.id);
    std::int64_t next = 0;
    for (PatternDraft& draft : reader.patterns) {
        if (draft.set.id >= 0) continue;
        while (taken.count(next) != 0) ++next;
        draft.set.id = next++;
    }
    for (PatternDraft& draft : reader.patterns) reader.settings.patterns.push_back(std::make_shared<PatternSet>(std::move(draft.set)));
}

}  // namespace evenkeel::haproxy
