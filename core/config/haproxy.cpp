#include "config/haproxy.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/haproxy/lexer.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

struct LintName {
    const Sentence* sentence;
    std::string_view name;
};
constexpr LintName lint_names[] = {
    {&sentence::lint_unusual_tls_port, "haproxy/unusual-tls-port"},
    {&sentence::lint_redirect_302, "haproxy/redirect-302"},
    {&sentence::lint_header_name, "haproxy/header-name"},
    {&sentence::lint_constant_scheme, "haproxy/constant-scheme"},
    {&sentence::lint_server_without_check, "haproxy/server-without-check"},
    {&sentence::lint_same_address_twice, "haproxy/same-address-twice"},
    {&sentence::lint_unused_backend, "haproxy/unused-backend"},
    {&sentence::lint_server_without_port, "haproxy/server-without-port"},
    {&sentence::lint_missing_timeouts, "haproxy/missing-timeouts"},
    {&sentence::lint_unknown_section, "haproxy/unknown-section"},
    {&sentence::lint_address_on_section_line, "haproxy/address-on-section-line"},
    {&sentence::lint_open_stats, "haproxy/open-stats"},
    {&sentence::lint_no_final_newline, "haproxy/no-final-newline"},
    {&sentence::lint_port_bound_twice, "haproxy/port-bound-twice"},
    {&sentence::lint_removed_directive, "haproxy/removed-directive"},
    {&sentence::lint_rule_order, "haproxy/rule-order"},
    {&sentence::lint_shell_prompt, "paste/shell-prompt"},
    {&sentence::lint_unknown_backend, "haproxy/unknown-backend"},
    {&sentence::lint_crt_without_ssl, "haproxy/crt-without-ssl"},
    {&sentence::lint_two_default_backends, "haproxy/two-default-backends"},
    {&sentence::lint_plain_on_443, "haproxy/plain-on-443"},
    {&sentence::lint_plain_to_443, "haproxy/plain-to-443"},
    {&sentence::lint_weak_password, "haproxy/weak-password"},
    {&sentence::lint_request_in_tcp_mode, "haproxy/request-in-tcp-mode"},
    {&sentence::lint_script, "paste/script"},
};

#define SENTENCE(name, id, text, repair, explanation) sentence::name,
constexpr Sentence all_sentences[] = {
#include "config/haproxy/sentences/lines.def"
#include "config/haproxy/sentences/servers.def"
#include "config/haproxy/sentences/rules.def"
#include "config/haproxy/sentences/rest.def"
#include "config/haproxy/sentences/lints.def"
#include "config/haproxy/sentences/effects.def"
};
#undef SENTENCE

const Sentence& sentence_of(LineFault fault)
{
    switch (fault) {
    case LineFault::quote: return sentence::unmatched_quote;
    case LineFault::brace: return sentence::variable_brace;
    case LineFault::variable_name: return sentence::variable_name;
    case LineFault::hexadecimal: return sentence::hexadecimal;
    case LineFault::expansion: return sentence::expansion;
    default: return sentence::too_many_words;
    }
}

/// `.if` blocks. Conditions are not evaluated: only true, false and numbers are known here.
class Macros {
public:
    enum class Next { parse, skip, stop };

    Next take(Reader& reader, const Words& words)
    {
        const std::string& word = words[0];
        const Token& at = words.token(0);
        if (word == ".if") {
            if (blocks_.size() + 1 >= 16) return reader.abort(at, sentence::nested_if, {{"most", "16"}}), Next::stop;
            if (dropping()) return blocks_.push_back(Block::skip), Next::skip;
            const auto condition = evaluate(reader, words);
            if (!condition) return Next::stop;
            return blocks_.push_back(*condition ? Block::take : Block::drop), Next::skip;
        }
        if (word == ".elif") {
            if (blocks_.empty()) return reader.abort(at, sentence::lone_elif), Next::stop;
            if (blocks_.back() == Block::else_take || blocks_.back() == Block::else_drop) return reader.abort(at, sentence::elif_after_else), Next::stop;
            if (blocks_.back() != Block::drop) return blocks_.back() = Block::skip, Next::skip;
            const auto condition = evaluate(reader, words);
            if (!condition) return Next::stop;
            return blocks_.back() = *condition ? Block::take : Block::drop, Next::skip;
        }
        if (word == ".else" || word == ".endif") {
            if (words.has(1)) return reader.abort(words.token(1), sentence::macro_argument, {{"word", words[1]}, {"keyword", word}}), Next::stop;
            if (blocks_.empty()) return reader.abort(at, word == ".else" ? sentence::lone_else : sentence::lone_endif), Next::stop;
            if (word == ".endif") return blocks_.pop_back(), Next::skip;
            if (blocks_.back() == Block::else_take || blocks_.back() == Block::else_drop) return reader.abort(at, sentence::else_after_else), Next::stop;
            return blocks_.back() = blocks_.back() == Block::drop ? Block::else_take : Block::else_drop, Next::skip;
        }
        if (dropping()) return Next::skip;
        if (!word.starts_with('.')) return Next::parse;
        if (word == ".alert" || word == ".warning" || word == ".notice" || word == ".diag") {
            if (words.has(2)) return reader.fatal(words.token(2), sentence::macro_message_argument, {{"word", words[2]}, {"keyword", word}}), Next::skip;
            if (word == ".alert") return reader.abort(at, sentence::macro_message, {{"message", words[1]}}), Next::stop;
            if (word == ".warning") reader.warn(at, sentence::macro_message, {{"message", words[1]}});
            return Next::skip;
        }
        reader.fatal(at, sentence::unknown_directive, {{"word", word}});
        left_loop_ = true;
        return Next::stop;
    }

    bool open() const { return !blocks_.empty(); }
    /// An unknown directive ends the loop over lines, but not the reading.
    bool left_loop() const { return left_loop_; }

private:
    enum class Block { take, drop, skip, else_take, else_drop };

    bool dropping() const
    {
        return !blocks_.empty() && blocks_.back() != Block::take && blocks_.back() != Block::else_take;
    }

    static std::optional<bool> evaluate(Reader& reader, const Words& words)
    {
        const std::string& expression = words[1];
        if (expression.empty() || expression == "false") return false;
        if (expression == "true") return true;
        if (const auto number = parse_integer(expression)) return *number != 0;
        reader.abort(words.token(1), sentence::if_condition, {{"expression", expression}, {"keyword", words[0]}});
        return std::nullopt;
    }

    std::vector<Block> blocks_;
    bool left_loop_ = false;
};

void read_lines(Reader& reader, std::string_view text)
{
    Macros macros;
    int fatal_lines = 0;
    int nul_position = -1;
    const std::vector<RawLine> lines = split_lines(text);
    for (const RawLine& raw : lines) {
        if (nul_position >= 0) break;
        reader.line = raw.number;
        reader.line_is_fatal = false;
        if (fatal_lines >= most_fatal_errors) {
            reader.fatal(Token{}, sentence::too_many_fatal, {{"most", std::to_string(most_fatal_errors)}});
            return;
        }
        if (raw.has_nul) nul_position = static_cast<int>(raw.text.size()) + 1;
        std::string_view start = raw.text;
        while (!start.empty() && (start[0] == ' ' || (start[0] >= '\t' && start[0] <= '\r'))) start.remove_prefix(1);
        if (start.starts_with('[')) {
            read_scope(reader, raw);
            continue;
        }
        const LexedLine line = lex(raw, reader.file, reader.section);
        for (const Token& variable : line.variables)
            if (!variable.text.starts_with('.')) reader.note(variable, sentence::environment, {{"name", variable.text}});
        if (line.fault != LineFault::none) {
            const Token at{"", line.fault == LineFault::too_many_words ? line.words.token(most_words - 1).column : line.fault_position};
            reader.fatal(at, sentence_of(line.fault), {{"position", std::to_string(line.fault_position)}, {"most", std::to_string(most_words)}, {"word", line.fault_word}});
            ++fatal_lines;
            continue;
        }
        if (line.words[0].empty()) continue;
        const Macros::Next next = macros.take(reader, line.words);
        if (next == Macros::Next::skip) continue;
        if (next == Macros::Next::stop) {
            if (macros.left_loop()) break;
            return;
        }
        read_line(reader, line.words);
        if (reader.line_is_fatal) ++fatal_lines;
        if (reader.aborted) return;
    }
    const bool last_line_is_cut = !lines.empty() && !lines.back().has_line_feed && reader.line == lines.back().number;
    if (nul_position >= 0 && !(last_line_is_cut && reader.line == lines.back().number)) {
        reader.fatal(Token{"", nul_position}, sentence::stray_nul, {{"position", std::to_string(nul_position)}});
    } else if (last_line_is_cut) {
        const int position = static_cast<int>(lines.back().text.size()) + 1;
        reader.fatal(Token{"", position}, sentence::missing_lf, {{"position", std::to_string(position)}});
    }
    if (macros.open()) reader.abort(Token{}, sentence::if_not_terminated);
}

}  // namespace

Parsed<Settings> read_haproxy(std::string_view text, std::string file, const Machine& machine)
{
    Reader reader;
    reader.file = std::move(file);
    reader.machine = &machine;
    reader.defaults.emplace_back();
    reader.defaults[0].capabilities = is_defaults;
    if (text.size() > most_bytes) {
        reader.fatal(Token{}, sentence::limit_bytes, {{"most", std::to_string(most_bytes)}});
        return {std::move(reader.settings), std::move(reader.diagnostics)};
    }
    read_lines(reader, text);
    if (!reader.refused) cross_check(reader);
    build_settings(reader);
    add_lints(reader, text);
    return {std::move(reader.settings), std::move(reader.diagnostics)};
}

Parsed<Settings> read_haproxy(std::string_view text, std::string file)
{
    return read_haproxy(text, std::move(file), Machine{});
}

SentenceKind kind_of(std::string_view id)
{
    if (id.starts_with("EK-HAP-1")) return SentenceKind::lint;
    if (id.starts_with("EK-HAP-2")) return SentenceKind::effect;
    return SentenceKind::program;
}

std::string_view lint_name(std::string_view id)
{
    const auto found = std::find_if(std::begin(lint_names), std::end(lint_names), [&](const LintName& lint) { return lint.sentence->id == id; });
    return found == std::end(lint_names) ? std::string_view{} : found->name;
}

int exit_status(const std::vector<Diagnostic>& diagnostics)
{
    int status = 0;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity != Severity::error) continue;
        if (diagnostic.id != sentence::no_listener.id) return 1;
        status = 2;
    }
    return status;
}

bool is_alert(const Diagnostic& diagnostic)
{
    const Sentence* alerts[] = {&sentence::already_specified, &sentence::user_already, &sentence::group_already, &sentence::gid_already, &sentence::spread_checks_already, &sentence::defaults_mixed, &sentence::bind_keyword_for_addresses};
    return diagnostic.severity == Severity::error ||
           std::any_of(std::begin(alerts), std::end(alerts), [&](const Sentence* sentence) { return sentence->id == diagnostic.id; });
}

bool is_printed(const Diagnostic& diagnostic) { return diagnostic.severity != Severity::note && diagnostic.id != sentence::no_listener.id; }

std::span<const Sentence> haproxy_sentences() { return all_sentences; }

}  // namespace evenkeel::haproxy
