#include "config/nginx_syntax.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "config/nginx_lexer.hpp"
#include "config/nginx_values.hpp"
#include "config/nginx_words.hpp"

namespace evenkeel {

namespace words = nginx_words;

namespace {

constexpr int most_depth = 20;
constexpr std::uint32_t most_directives = 20'000;
constexpr std::uint32_t most_suggestions = 20;      // looking for the nearest name is dear
constexpr std::uint32_t late = UINT32_MAX;

/// Debian's files beside nginx.conf that sites include; of their content only proxy_params matters here.
constexpr std::array<std::string_view, 9> stock_files{"mime.types", "fastcgi_params", "fastcgi.conf", "uwsgi_params", "scgi_params", "koi-utf", "koi-win", "win-utf", "snippets/fastcgi-php.conf"};
constexpr std::string_view proxy_params = "proxy_set_header Host $http_host;\nproxy_set_header X-Real-IP $remote_addr;\n"
                                          "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\nproxy_set_header X-Forwarded-Proto $scheme;\n";

struct ContextName {
    std::uint16_t context;
    std::string_view name;
};
constexpr std::array<ContextName, 9> context_names{{{in_main, "the main level"}, {in_events, "events"}, {in_http, "http"}, {in_server, "server"}, {in_location, "location"},
                                                    {in_upstream, "upstream"}, {in_server_if, "if in server"}, {in_location_if, "if in location"}, {in_limit_except, "limit_except"}}};

std::string names_of(std::uint16_t contexts)
{
    std::vector<std::string> names;
    for (const ContextName& each : context_names)
        if ((contexts & each.context) != 0) names.emplace_back(each.name);
    return join(names, ", ");
}

std::optional<std::string_view> nearest_directive(std::string_view name, std::uint16_t context)
{
    std::vector<std::string_view> known;
    for (const NginxDirective& row : nginx_directives())
        if ((row.contexts & context) != 0) known.push_back(row.name);
    return nearest_word(name, known);
}

/// The context inside a block; 0: its content is no directives (types, map, geo …).
std::uint16_t context_inside(std::string_view block, std::uint16_t outside)
{
    if (block == "events") return in_events;
    if (block == "http") return in_http;
    if (block == "server") return in_server;
    if (block == "location") return in_location;
    if (block == "upstream") return in_upstream;
    if (block == "if") return outside == in_server ? in_server_if : in_location_if;
    return block == "limit_except" ? in_limit_except : std::uint16_t{0};
}

/// A hint at the forgotten semicolon: the last line before the first word that stands on a later one.
std::string missing_semicolon(const std::vector<NginxWord>& written, int end_line)
{
    for (std::size_t i = 1; i < written.size(); ++i)
        if (written[i].line != written[i - 1].line) return "is there a ';' missing at the end of line " + std::to_string(written[i - 1].line) + '?';
    if (!written.empty() && written.back().line != end_line) return "is there a ';' missing at the end of line " + std::to_string(written.back().line) + '?';
    return {};
}

bool matches(std::string_view pattern, std::string_view path)
{
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == path;
    if (!path.starts_with(pattern.substr(0, star))) return false;
    for (std::size_t skip = star; skip <= path.size(); ++skip) {
        if (matches(pattern.substr(star + 1), path.substr(skip))) return true;
        if (skip < path.size() && path[skip] == '/') break;
    }
    return false;
}

class TreeReader {
public:
    TreeReader(std::span<const NginxFile> others, NginxProblems& problems) : others_(others), problems_(problems) {}

    /// Reads the directives of one block or file into `parent`; false when the grammar was broken and reading must end.
    bool read(NginxLexer& lexer, NginxNode& parent, std::uint16_t context, int depth);

private:
    bool take(NginxLexer& lexer, NginxStatement statement, NginxNode& parent, std::uint16_t context, int depth);
    bool read_inside(NginxLexer& lexer, NginxNode& node, std::uint16_t context, int depth);
    bool skip_block(NginxLexer& lexer, const NginxNode& opened);
    bool check(const NginxNode& node, NginxEnd end, std::uint16_t context);
    void check_value(const NginxNode& node);
    bool include(const NginxNode& node, NginxNode& parent, std::uint16_t context, int depth);
    bool read_included(const std::string& path, std::string_view text, NginxNode& parent, std::uint16_t context, int depth);
    bool tell_end(const NginxStatement& statement, const NginxNode& parent);
    NginxNode node_of(const NginxStatement& statement, const std::string& file);

    std::span<const NginxFile> others_;
    NginxProblems& problems_;
    std::uint32_t order_ = 0;
    std::uint32_t suggestions_ = 0;
};

NginxNode TreeReader::node_of(const NginxStatement& statement, const std::string& file)
{
    NginxNode node;
    node.words = statement.words;
    node.file = file;
    node.line = statement.line;
    node.column = statement.column;
    // The first word on the line that nginx names; without one, the sign that ended the directive.
    for (const NginxWord& word : statement.words) {
        if (word.line != statement.line) continue;
        node.column = word.column;
        break;
    }
    node.order = order_++;
    return node;
}

/// What a statement that is no directive says; true when the file or block has simply ended.
bool TreeReader::tell_end(const NginxStatement& statement, const NginxNode& parent)
{
    const NginxNode place = node_of(statement, parent.file);
    const bool in_block = !parent.words.empty();
    switch (statement.end) {
    case NginxEnd::file:
        if (!in_block) return true;
        problems_.add(Severity::error, words::end_expecting_brace, place, {{"line", std::to_string(parent.line)}});
        return false;
    case NginxEnd::block_closes:
        if (in_block) return true;
        problems_.add(Severity::error, words::unexpected, place, {{"what", "}"}, {"repair", "more blocks are closed than opened"}});
        return false;
    case NginxEnd::unfinished:
        problems_.add(Severity::error, words::end_expecting_end, place, {{"repair", missing_semicolon(statement.words, statement.line)}});
        return false;
    case NginxEnd::too_long:
        problems_.add(Severity::error, words::too_long, place, {{"quote", std::string(1, statement.what)}});
        return false;
    default:
        problems_.add(Severity::error, words::unexpected, place, {{"what", printable(std::string_view(&statement.what, 1))}, {"repair", missing_semicolon(statement.words, statement.line)}});
        return false;
    }
}

bool TreeReader::read(NginxLexer& lexer, NginxNode& parent, std::uint16_t context, int depth)
{
    for (;;) {
        NginxStatement statement = lexer.next();
        if (statement.end == NginxEnd::block_closes) parent.closing_line = statement.line;
        if (statement.end != NginxEnd::semicolon && statement.end != NginxEnd::block_opens) return tell_end(statement, parent);
        if (order_ > most_directives || !take(lexer, std::move(statement), parent, context, depth)) return false;
    }
}

/// Name, context, end and arguments, in nginx's order; false when one of them is wrong.
bool TreeReader::check(const NginxNode& node, NginxEnd end, std::uint16_t context)
{
    const std::string name = printable(node.name(), 100);
    const std::string semicolon = missing_semicolon(node.words, node.line);
    if (node.row == nullptr) {
        const bool dear = name.size() > 64 || ++suggestions_ > most_suggestions;
        const auto near = dear ? std::nullopt : nearest_directive(node.name(), context);
        problems_.add(Severity::error, words::unknown_directive, node, {{"name", name}, {"repair", near ? "did you mean \"" + std::string(*near) + "\"?" : semicolon}});
        return false;
    }
    if ((node.row->contexts & context) == 0) {
        problems_.add(Severity::error, words::not_allowed, node, {{"name", name}, {"contexts", names_of(node.row->contexts)}});
        return false;
    }
    if (!node.row->block && end == NginxEnd::block_opens) {
        problems_.add(Severity::error, words::not_terminated, node, {{"name", name}, {"repair", semicolon}});
        return false;
    }
    if (node.row->block && end == NginxEnd::semicolon) {
        problems_.add(Severity::error, words::no_opening, node, {{"name", name}});
        return false;
    }
    if (node.arguments() < node.row->least || (node.row->most != 99 && node.arguments() > node.row->most)) {
        problems_.add(Severity::error, words::wrong_number, node, {{"name", name}, {"repair", semicolon}});
        return false;
    }
    return true;
}

void TreeReader::check_value(const NginxNode& node)
{
    if (node.arguments() == 0) return;
    const std::string& value = node.argument(1);
    const std::string name(node.name());
    const bool is_flag = equal_ignoring_case(value, "on") || equal_ignoring_case(value, "off");
    switch (node.row->value) {
    case NginxDirective::Value::text: return;
    case NginxDirective::Value::flag:
        if (!is_flag) problems_.add(Severity::error, words::invalid_flag, node, {{"value", printable(value, 60)}, {"name", name}});
        return;
    case NginxDirective::Value::number:
        if (!parse_integer(value, 0)) problems_.add(Severity::error, words::invalid_value, node, {{"name", name}});
        return;
    case NginxDirective::Value::size:
        if (!parse_nginx_size(value)) problems_.add(Severity::error, words::invalid_value, node, {{"name", name}});
        return;
    case NginxDirective::Value::time:
        if (!parse_nginx_time(value)) problems_.add(Severity::error, words::invalid_value, node, {{"name", name}});
        return;
    }
}

bool TreeReader::take(NginxLexer& lexer, NginxStatement statement, NginxNode& parent, std::uint16_t context, int depth)
{
    NginxNode node = node_of(statement, parent.file);
    node.row = find_nginx_directive(node.name(), context);
    const bool good = check(node, statement.end, context);
    if (good) {
        check_value(node);
        if (node.name() == "include") return include(node, parent, context, depth);
        if (node.row->effect == NginxDirective::Effect::none) problems_.add(Severity::note, words::no_effect, node, {{"name", node.name()}});
    }
    if (statement.end == NginxEnd::block_opens) {
        const bool whole = good ? read_inside(lexer, node, context, depth) : skip_block(lexer, node);
        if (good) parent.children.push_back(std::move(node));
        return whole;
    }
    if (good) parent.children.push_back(std::move(node));
    return true;
}

bool TreeReader::read_inside(NginxLexer& lexer, NginxNode& node, std::uint16_t context, int depth)
{
    const std::uint16_t inside = context_inside(node.name(), context);
    if (inside == 0 || depth >= most_depth) return skip_block(lexer, node);
    return read(lexer, node, inside, depth + 1);
}

/// Passes over a block whose content is no directives, or cannot be judged.
bool TreeReader::skip_block(NginxLexer& lexer, const NginxNode& opened)
{
    for (int depth = 1;;) {
        const NginxStatement statement = lexer.next();
        if (statement.end == NginxEnd::block_opens) ++depth;
        else if (statement.end == NginxEnd::block_closes) --depth;
        else if (statement.end != NginxEnd::semicolon) return tell_end(statement, opened);
        if (depth == 0) return true;
    }
}

bool TreeReader::read_included(const std::string& path, std::string_view text, NginxNode& parent, std::uint16_t context, int depth)
{
    NginxNode top;
    top.file = path;
    NginxLexer lexer(text);
    const bool whole = read(lexer, top, context, depth + 1);
    for (NginxNode& child : top.children) parent.children.push_back(std::move(child));
    return whole;
}

bool TreeReader::include(const NginxNode& node, NginxNode& parent, std::uint16_t context, int depth)
{
    if (depth >= most_depth) return true;
    const std::string& written = node.argument(1);
    const std::string path = written.starts_with('/') ? written : "/etc/nginx/" + written;
    std::vector<const NginxFile*> found;
    for (const NginxFile& file : others_)
        if (matches(path, file.path)) found.push_back(&file);
    std::sort(found.begin(), found.end(), [](const NginxFile* a, const NginxFile* b) { return a->path < b->path; });
    for (const NginxFile* file : found)
        if (!read_included(file->path, file->text, parent, context, depth)) return false;
    if (!found.empty() || path.find('*') != std::string::npos) return true;
    constexpr std::string_view folder = "/etc/nginx/";
    const std::string_view name = std::string_view(path).substr(std::min(path.size(), folder.size()));
    const bool in_folder = path.starts_with(folder);
    if (in_folder && name == "proxy_params") return read_included(path, proxy_params, parent, context, depth);
    if (in_folder && std::find(stock_files.begin(), stock_files.end(), name) != stock_files.end()) return true;
    problems_.add(Severity::error, words::no_file, node, {{"name", printable(path, 200)}});
    return true;
}

}  // namespace

void NginxProblems::add(Severity severity, const Sentence& sentence, const NginxNode& node, std::initializer_list<Argument> arguments)
{
    if (has_room(severity)) found.emplace_back(node.order, say(severity, sentence, {node.file, node.line, node.column}, arguments));
}

void NginxProblems::add_late(Severity severity, const Sentence& sentence, Location at, std::initializer_list<Argument> arguments)
{
    if (has_room(severity)) found.emplace_back(late, say(severity, sentence, std::move(at), arguments));
}

std::vector<Diagnostic> NginxProblems::in_order()
{
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Diagnostic> diagnostics;
    for (auto& [order, diagnostic] : found) {
        // An inherited directive is looked at once for each level that inherits it.
        if (std::find(diagnostics.begin(), diagnostics.end(), diagnostic) == diagnostics.end()) diagnostics.push_back(std::move(diagnostic));
    }
    return diagnostics;
}

NginxNode read_nginx_tree(std::string_view text, const std::string& file, std::span<const NginxFile> others, std::uint16_t context, NginxProblems& problems)
{
    NginxNode top;
    top.file = file;
    NginxLexer lexer(text);
    TreeReader reader(others, problems);
    reader.read(lexer, top, context, 0);
    return top;
}

bool is_nginx_main_file(std::string_view text)
{
    NginxLexer lexer(text);
    bool is_empty = true;
    for (int depth = 0;;) {
        const NginxStatement statement = lexer.next();
        if (depth == 0 && !statement.words.empty()) {
            const std::string& name = statement.words.front().text;
            if (name == "http" || name == "events") return true;
            is_empty = false;
        }
        if (statement.end == NginxEnd::block_opens) ++depth;
        else if (statement.end == NginxEnd::block_closes) --depth;
        else if (statement.end != NginxEnd::semicolon) return is_empty && statement.end == NginxEnd::file;
    }
}

}  // namespace evenkeel
