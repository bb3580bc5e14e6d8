#include "config/nginx.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/nginx_server.hpp"
#include "config/nginx_syntax.hpp"
#include "config/nginx_values.hpp"
#include "config/nginx_variable_names.hpp"
#include "config/nginx_words.hpp"
#include "web/nginx_variables.hpp"

namespace evenkeel {

namespace words = nginx_words;

namespace {

/// Directives that a level may have once.
bool stands_once(std::string_view name)
{
    constexpr std::string_view once[] = {"root", "alias", "proxy_pass", "keepalive_timeout", "keepalive_requests", "proxy_read_timeout", "proxy_connect_timeout",
                                         "worker_processes", "worker_connections", "events", "http", "try_files", "proxy_http_version", "client_max_body_size", "sendfile"};
    return std::find(std::begin(once), std::end(once), name) != std::end(once);
}

bool excludes(std::string_view a, std::string_view b) { return (a == "root" && b == "alias") || (a == "alias" && b == "root"); }

void check_duplicates(const NginxNode& node, NginxProblems& problems)
{
    std::vector<const NginxNode*> seen;
    for (const NginxNode& child : node.children) {
        check_duplicates(child, problems);
        if (!stands_once(child.name())) continue;
        const auto before = std::find_if(seen.begin(), seen.end(), [&](const NginxNode* each) { return each->name() == child.name() || excludes(each->name(), child.name()); });
        if (before == seen.end()) seen.push_back(&child);
        else if ((*before)->name() == child.name()) problems.add(Severity::error, words::duplicate, child, {{"name", child.name()}});
        else problems.add(Severity::error, words::specified_earlier, child, {{"name", child.name()}, {"other", (*before)->name()}});
    }
}

/// What is valid and not simulated, wherever it stands. What servers.cpp understands in part is told there.
void tell_not_built(const NginxNode& node, NginxProblems& problems)
{
    for (const NginxNode& child : node.children) {
        if (child.row->effect == NginxDirective::Effect::unbuilt && child.name() != "server")
            problems.add(Severity::warning, words::not_built, child, {{"name", child.name()}, {"lost", what_is_lost(child.name())}});
        tell_not_built(child, problems);
    }
}

void check_variables(const NginxNode& node, const std::vector<std::string>& defined, NginxProblems& problems)
{
    for (const NginxNode& child : node.children) {
        check_variables(child, defined, problems);
        const std::string_view name = child.name();
        const bool evaluates = name == "return" || name == "add_header" || name == "proxy_set_header" || name == "proxy_pass" || name == "root" || name == "alias";
        if (!evaluates) continue;
        for (std::size_t i = 1; i <= child.arguments(); ++i) {
            for (const std::string& variable : variables_in(child.argument(i))) {
                const VariableStanding standing = standing_of(variable, defined);
                if (standing == VariableStanding::valid) problems.add(Severity::warning, words::variable_not_built, child, {{"name", variable}});
                if (standing != VariableStanding::unknown) continue;
                const auto near = nearest_word(variable, nginx::known_variables());
                problems.add_late(Severity::error, words::unknown_variable, {child.file, child.line, child.column},
                                  {{"name", printable(variable, 60)}, {"repair", near ? "did you mean \"" + std::string(*near) + "\"?" : std::string()}});
            }
        }
    }
}

void read_main(const NginxNode& top, nginx::Settings& settings, NginxProblems& problems)
{
    for (const NginxNode& node : top.children) {
        if (node.name() == "worker_processes") {
            const auto number = parse_integer(node.argument(1), 1, 1024);
            if (number) settings.worker_processes = *number;
            else if (node.argument(1) == "auto") settings.worker_processes = 0;
            else problems.add(Severity::error, words::invalid_value, node, {{"name", node.name()}});
        }
        if (node.name() != "events") continue;
        for (const NginxNode& child : node.children) {
            if (child.name() != "worker_connections") continue;
            const auto number = parse_integer(child.argument(1), 1, 1'000'000);
            if (number) settings.worker_connections = *number;
            else problems.add(Severity::error, words::invalid_value, child, {{"name", child.name()}});
        }
    }
}

const NginxNode* find_child(const NginxNode& node, std::string_view name)
{
    for (const NginxNode& child : node.children)
        if (child.name() == name) return &child;
    return nullptr;
}

}  // namespace

Parsed<nginx::Settings> read_nginx(std::string_view text, const std::string& file, std::span<const NginxFile> others)
{
    NginxProblems problems;
    nginx::Settings settings;
    const bool is_main = is_nginx_main_file(text);
    const NginxNode top = read_nginx_tree(text, file, others, is_main ? in_main : in_http, problems);
    check_duplicates(top, problems);
    tell_not_built(top, problems);
    if (is_main) read_main(top, settings, problems);
    const NginxNode* http = is_main ? find_child(top, "http") : &top;
    if (http != nullptr) read_nginx_servers(*http, settings, problems);
    std::vector<std::string> defined;
    collect_definitions(top, defined);
    check_variables(top, defined, problems);
    if (is_main && find_child(top, "events") == nullptr) problems.add_late(Severity::error, words::no_events, {file, 0, 0});
    return {std::move(settings), problems.in_order()};
}

std::span<const Sentence> nginx_sentences() { return words::all; }

}  // namespace evenkeel
