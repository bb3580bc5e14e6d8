// Our own remarks: what HAProxy accepts, or refuses without naming the cause, and what was surely meant. They look at the
// text as it is written, section by section, so they work on refused files too.

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "config/haproxy/modern_line.hpp"
#include "config/haproxy/outline.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"
#include "config/haproxy/traps.hpp"
#include "config/installer.hpp"

namespace evenkeel::haproxy {

namespace {

using Section = OutlineSection;

class Lints {
public:
    Lints(Reader& reader, std::string_view text) : reader_(reader), text_(text), sections_(outline(text, reader.file)) {}

    void run()
    {
        if (shell_prompt() || script()) return;
        from_messages();
        for (const Section& section : sections_) {
            binds(section);
            redirects(section);
            headers(section);
        }
        find_traps(sections_, [&](const Words& words, std::size_t at, const Sentence& sentence, std::initializer_list<Argument> arguments) { add(words, at, sentence, arguments); });
        references();
        for (const Section& section : sections_)
            if (section.serves()) servers(section);
        weak_ones();
        no_final_newline();
        publish();
    }

private:
    struct Lint {
        int line;
        int column;
        const Sentence* sentence;
        std::string text;
        std::string repair;
    };

    void add(int line, int column, const Sentence& sentence, std::initializer_list<Argument> arguments = {})
    {
        lints_.push_back({line, column, &sentence, fill(sentence.text, arguments), fill(sentence.repair, arguments)});
    }
    void add(const Words& words, std::size_t at, const Sentence& sentence, std::initializer_list<Argument> arguments = {})
    {
        add(words.line(), words.token(at).column, sentence, arguments);
    }
    bool line_is_taken(int line) const
    {
        return std::any_of(lints_.begin(), lints_.end(), [&](const Lint& lint) { return lint.line == line; });
    }
    const Words* find_line(int line) const
    {
        for (const Section& section : sections_) {
            if (section.head.line() == line) return &section.head;
            for (const Words& words : section.lines)
                if (words.line() == line) return &words;
        }
        return nullptr;
    }

    bool shell_prompt()
    {
        for (const RawLine& raw : split_lines(text_)) {
            if (!is_shell_prompt(raw.text)) continue;
            const std::size_t start = raw.text.find_first_not_of(" \t");
            add(raw.number, static_cast<int>(start) + 1, sentence::lint_shell_prompt);
            publish();
            return true;
        }
        return false;
    }

    /// A refused file that is an installer: its commands are no directives.
    bool script()
    {
        if (!reader_.refused || text_.find_first_of(">=") == std::string_view::npos) return false;
        const installer::Import import = installer::read_installer(text_, reader_.file);
        // A directive that names a file (errorfile, -f) is to the importer a command that does something unknown to it: only what such a
        // file would hold, or a configuration's own name, makes a script.
        const auto is_written = [](const installer::WrittenFile& file) { return (file.known && file.path.starts_with("/etc/")) || file.path.ends_with(".cfg"); };
        const auto written = std::find_if(import.files.begin(), import.files.end(), is_written);
        if (written == import.files.end()) return false;
        add(1, 1, sentence::lint_script, {{"path", written->path}, {"file", reader_.file}});
        publish();
        return true;
    }

    /// Where HAProxy names the trouble, but not its cause or its place.
    void from_messages()
    {
        bool section_said = false;
        bool timeouts_said = false;
        for (const Diagnostic& diagnostic : reader_.diagnostics) {
            if (diagnostic.id == sentence::out_of_section.id && !section_said) {
                section_said = true;
                unknown_section(diagnostic);
            } else if (diagnostic.id == sentence::bind_keyword_for_addresses.id) {
                const Words* words = find_line(diagnostic.at.line);
                if (words != nullptr) add(*words, 2, sentence::lint_address_on_section_line, {{"address", (*words)[2]}});
            } else if (diagnostic.id == sentence::missing_timeouts.id && !timeouts_said) {
                timeouts_said = true;
                missing_timeouts(diagnostic);
            } else if (is_removed(diagnostic)) {
                removed(diagnostic.at.line);
            }
        }
    }

    static bool is_removed(const Diagnostic& diagnostic)
    {
        const auto sentences = haproxy_sentences();
        const auto said = std::find_if(sentences.begin(), sentences.end(), [&](const Sentence& s) { return s.id == diagnostic.id; });
        return diagnostic.severity == Severity::error && said != sentences.end() && said->explanation == sentence::why_removed;
    }

    void removed(int line)
    {
        const Words* words = find_line(line);
        if (words == nullptr) return;
        const std::string better = modern_line(*words);
        add(*words, 0, sentence::lint_removed_directive, {{"better", better.empty() ? better : "write '" + better + "'"}});
    }

    void unknown_section(const Diagnostic& diagnostic)
    {
        const std::vector<RawLine> lines = split_lines(text_);
        const std::size_t index = static_cast<std::size_t>(diagnostic.at.line) - 1;
        if (index >= lines.size()) return;
        const LexedLine line = lex(lines[index], reader_.file, "");
        std::string_view word = line.words[0];
        const auto best = nearest_word(word, outline_section_words());
        add(line.words, 0, sentence::lint_unknown_section, {{"word", word}, {"repair", best ? "write '" + std::string(*best) + "'" : std::string{}}});
    }

    void missing_timeouts(const Diagnostic& diagnostic)
    {
        const bool defaults = std::any_of(sections_.begin(), sections_.end(), [](const Section& s) { return s.is("defaults"); });
        for (const Section& section : sections_) {
            if (!section.listens() && !section.serves()) continue;
            if (diagnostic.what.find("'" + section.head[1] + "'") == std::string::npos) continue;
            return add(section.head, 0, sentence::lint_missing_timeouts, {{"why", defaults ? "" : "no defaults section above: mode is tcp and "}});
        }
    }

    // ---- bind lines
    struct Listener {
        const Section* section;
        Address address;
        std::uint16_t port;
        bool any;
    };

    static bool overlap(const Listener& a, const Listener& b)
    {
        if (a.port != b.port || is_ipv4(a.address) != is_ipv4(b.address)) return false;
        return a.any || b.any || a.address == b.address;
    }

    void binds(const Section& section)
    {
        if (!section.listens()) return;
        for (const Words& words : section.lines) {
            if (words[0] != "bind") continue;
            Fault ignored;
            const auto address = read_address(reader_, words.token(1), port_allowed | port_mandatory | port_range | may_resolve, ignored);
            const std::size_t ssl = find_word(words, "ssl", 2);
            const std::size_t crt = find_word(words, "crt", 2);
            if (crt != 0 && ssl == 0) add(words, crt, sentence::lint_crt_without_ssl, {{"path", words[crt + 1]}});
            if (!address || address->unix_socket) continue;
            if (ssl != 0 && address->port != 443 && !anybody_on_443()) add(words, 1, sentence::lint_unusual_tls_port, {{"port", std::to_string(address->port)}});
            const Listener listener{&section, address->address, static_cast<std::uint16_t>(address->port), is_any(address->address)};
            const auto other = std::find_if(listeners_.begin(), listeners_.end(), [&](const Listener& l) { return overlap(l, listener); });
            if (other != listeners_.end()) add(words, 1, sentence::lint_port_bound_twice, {{"kind", other->section->head[0]}, {"name", other->section->head[1]}});
            listeners_.push_back(listener);
        }
    }

    bool anybody_on_443()
    {
        for (const Section& section : sections_)
            for (const Words& words : section.lines)
                if (section.listens() && words[0] == "bind" && words[1].ends_with(":443")) return true;
        return false;
    }

    // ---- rules
    void redirects(const Section& section)
    {
        for (const Words& words : section.lines) {
            const std::size_t start = words[0] == "redirect" ? 1 : words[0] == "http-request" && words[1] == "redirect" ? 2 : 0;
            if (start == 0) continue;
            std::size_t end = start;
            while (words.has(end) && words[end] != "if" && words[end] != "unless") ++end;
            std::string code = "302";
            bool to_https = false;
            std::size_t scheme = 0;
            for (std::size_t i = start; i + 1 < end; ++i) {
                if (words[i] == "code") code = words[i + 1];
                if (words[i] == "scheme" && words[i + 1] == "https") to_https = true, scheme = i + 1;
            }
            if (!to_https || code != "302") continue;
            std::string better;
            for (std::size_t i = 0; words.has(i); ++i) {
                if (words[i] == "code" && i < end) {
                    ++i;
                    continue;
                }
                better += (better.empty() ? "" : " ") + words[i];
                if (i == scheme) better += " code 301";
            }
            add(words, 0, sentence::lint_redirect_302, {{"line", better}});
        }
    }

    static std::string with_hyphens(std::string name)
    {
        std::replace(name.begin(), name.end(), '_', '-');
        return name;
    }

    void headers(const Section& section)
    {
        bool plain = false;
        bool tls = false;
        bool sends_to_https = false;
        for (const Words& words : section.lines) {
            if (words[0] == "bind") (find_word(words, "ssl", 2) != 0 ? tls : plain) = true;
            const std::size_t scheme = find_word(words, "scheme");
            sends_to_https = sends_to_https || (scheme != 0 && words[scheme + 1] == "https" && (words[0] == "redirect" || words[1] == "redirect"));
        }
        for (const Words& words : section.lines) {
            if (words[0] != "http-request" || (words[1] != "set-header" && words[1] != "add-header") || !words.has(2)) continue;
            const std::string better = with_hyphens(words[2]);
            if (better != words[2]) add(words, 2, sentence::lint_header_name, {{"name", words[2]}, {"better", better}});
            const bool constant = words[3] == "http" || words[3] == "https";
            if (!plain || !tls || !constant || words.has(4) || !equal_ignoring_case(better, "X-Forwarded-Proto")) continue;
            // Where plain visitors are sent away, only TLS visitors get as far as the servers.
            if (words[3] == "https" && sends_to_https) continue;
            add(words, 2, sentence::lint_constant_scheme, {{"value", words[3]}, {"who", words[3] == "http" ? "TLS" : "plain"}});
        }
    }

    // ---- who leads where
    void references()
    {
        std::vector<std::string_view> names;
        for (const Section& section : sections_)
            if (section.serves() && section.head.has(1)) names.push_back(section.head[1]);
        std::set<std::string, std::less<>> used;
        bool dangling = false;
        for (const Section& section : sections_) {
            if (!section.listens() && !section.is("defaults")) continue;
            for (const Words& words : section.lines) {
                if ((words[0] != "default_backend" && words[0] != "use_backend") || !words.has(1)) continue;
                const std::string& name = words[1];
                used.insert(name);
                if (name.find('%') != std::string::npos) {
                    dangling = true;
                } else if (std::find(names.begin(), names.end(), name) == names.end()) {
                    dangling = true;
                    const auto best = nearest_word(name, names);
                    const std::string hint = best ? "; did you mean " + std::string(*best) + "?" : std::string{};
                    add(words, 1, sentence::lint_unknown_backend, {{"hint", hint}, {"repair", best ? "write '" + std::string(*best) + "'" : std::string{}}});
                }
            }
        }
        if (dangling || has_unknown_words()) return;
        for (const Section& section : sections_) {
            if (!section.is("backend") || !section.head.has(1) || used.count(section.head[1]) != 0) continue;
            unused_.insert(section.head.line());
            add(section.head, 1, sentence::lint_unused_backend);
        }
    }

    /// A misspelt section or keyword may be the reason why nothing leads to a backend.
    bool has_unknown_words() const
    {
        const Sentence* unknown[] = {&sentence::out_of_section, &sentence::unknown_keyword, &sentence::unknown_keyword_maybe, &sentence::listen_or_defaults_expected};
        return std::any_of(reader_.diagnostics.begin(), reader_.diagnostics.end(), [&](const Diagnostic& d) {
            return std::any_of(std::begin(unknown), std::end(unknown), [&](const Sentence* s) { return s->id == d.id; });
        });
    }

    // ---- servers
    static bool has_port(const std::string& address)
    {
        const std::size_t colon = address.rfind(':');
        return colon != std::string::npos && colon + 1 < address.size() && address.find(']', colon) == std::string::npos;
    }

    static bool is_checked_by_default(const Section& section, const Words& line)
    {
        bool checked = false;
        for (const Words& words : section.lines) {
            if (words.line() >= line.line()) break;
            if (words[0] == "default-server" && find_word(words, "check") != 0) checked = true;
            if (words[0] == "default-server" && find_word(words, "no-check") != 0) checked = false;
        }
        return checked;
    }

    void servers(const Section& section)
    {
        std::map<std::string, std::string> seen;
        for (const Words& words : section.lines) {
            if (words[0] != "server" || !words.has(2)) continue;
            const std::string& address = words[2];
            const bool socket = address.starts_with("/") || address.find('@') != std::string::npos;
            if (!has_port(address) && !socket) add(words, 2, sentence::lint_server_without_port, {{"address", address}});
            const auto [first, is_new] = seen.emplace(address, words[1]);
            if (!is_new) add(words, 1, sentence::lint_same_address_twice, {{"other", first->second}});
            unchecked(section, words);
        }
    }

    void unchecked(const Section& section, const Words& words)
    {
        const bool checked = find_word(words, "check", 3) != 0 || find_word(words, "track", 3) != 0 || find_word(words, "agent-check", 3) != 0;
        if (checked || is_checked_by_default_anywhere(section, words) || unused_.count(section.head.line()) != 0 || line_is_taken(words.line())) return;
        const std::string& address = words[2];
        const bool own_machine = address.starts_with("127.") || address.starts_with("localhost") || address.starts_with("[::1]") || address.starts_with("::1:");
        add(words, own_machine ? 0 : 2, sentence::lint_server_without_check, {{"address", address}});
    }

    bool is_checked_by_default_anywhere(const Section& section, const Words& words) const
    {
        if (is_checked_by_default(section, words)) return true;
        const Section* last = nullptr;
        for (const Section& other : sections_) {
            if (&other == &section) break;
            if (other.is("defaults")) last = &other;
        }
        return last != nullptr && is_checked_by_default(*last, words);
    }

    /// Said only where nothing weightier is said of the line.
    void weak_ones()
    {
        for (const Diagnostic& diagnostic : reader_.diagnostics) {
            if (diagnostic.id != sentence::rule_placed_after.id || line_is_taken(diagnostic.at.line)) continue;
            const Words* words = find_line(diagnostic.at.line);
            if (words == nullptr) continue;
            const std::size_t other = diagnostic.what.find(" rule placed after ");
            const std::size_t quote = diagnostic.what.find('\'', other);
            const std::string others = quote == std::string::npos ? "" : diagnostic.what.substr(quote + 1, diagnostic.what.find('\'', quote + 1) - quote - 1);
            add(*words, 0, sentence::lint_rule_order, {{"rules", (*words)[0]}, {"others", others}});
        }
    }

    void no_final_newline()
    {
        const bool said = std::any_of(reader_.diagnostics.begin(), reader_.diagnostics.end(), [](const Diagnostic& d) { return d.id == sentence::missing_lf.id; });
        const std::vector<RawLine> lines = split_lines(text_);
        if (!said || lines.empty() || lines.back().has_nul) return;
        const LexedLine line = lex(lines.back(), reader_.file, "");
        const int column = line.words.size() == 0 ? 1 : line.words.token(line.words.size() - 1).column;
        add(lines.back().number, column, sentence::lint_no_final_newline);
    }

    void publish()
    {
        const auto before = [](const Lint& a, const Lint& b) { return a.line != b.line ? a.line < b.line : a.column < b.column; };
        std::stable_sort(lints_.begin(), lints_.end(), before);
        for (Lint& lint : lints_)
            reader_.diagnostics.push_back({Severity::warning, std::string(lint.sentence->id), {reader_.file, lint.line, lint.column}, as_utf8(lint.text), as_utf8(lint.repair)});
    }

    Reader& reader_;
    std::string_view text_;
    std::vector<Section> sections_;
    std::vector<Lint> lints_;
    std::vector<Listener> listeners_;
    std::set<int> unused_;
};

}  // namespace

void add_lints(Reader& reader, std::string_view text) { Lints(reader, text).run(); }

}  // namespace evenkeel::haproxy
