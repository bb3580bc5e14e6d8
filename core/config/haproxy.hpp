#pragma once
// Reads a haproxy.cfg as HAProxy 2.6.12 does: the same words and lines refused, in the same order, plus what we have to
// say about it. Total: any bytes give an answer; nothing is thrown, no file is opened.
//
// Three kinds of sentences come back, told apart by their id (`kind_of`):
//   program   HAProxy's own messages, in its order; line 0 where it names none;
//   lint      ours on accepted and refused files alike: what works, but surely not as meant;
//   effect    ours: a directive that is fine and has no effect here (a note), or whose effect is not simulated (a warning).
//
// Differs: no name but `localhost` resolves unless the machine knows it; environment variables are unset; PCRE's messages
// about regular expressions are known for the commonest mistakes only; sections other than global, defaults, frontend, backend and
// listen are checked for their keywords, not for every argument.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "balancer/settings.hpp"
#include "base/catalogue.hpp"
#include "base/diagnostic.hpp"
#include "net/address.hpp"

namespace evenkeel::haproxy {

/// What the host on which the file is read has to offer. The default is a fresh Debian 12 with HAProxy.
struct Machine {
    std::vector<std::pair<std::string, Address>> hosts;   ///< names that resolve, besides localhost
    std::vector<std::string> missing_files;               ///< paths that do not exist though others like them do
    /// The text of a file, by its path as the configuration has it (or below the folder that `default-path` names); nothing where none
    /// is. Who reads looks no further than here. Without it only the error pages of Debian's package exist.
    std::function<std::optional<std::string>(std::string_view path)> open;
    std::string path;                                     ///< of the configuration on its host, where that is not the name it is read under
    bool certificates_exist = true;                       ///< every `crt` path names a usable pair, but for missing_files
    std::string missing_word;                             ///< a path holding this word does not exist; empty: none
};

Parsed<Settings> read_haproxy(std::string_view text, std::string file, const Machine& machine);
Parsed<Settings> read_haproxy(std::string_view text, std::string file);

enum class SentenceKind { program, lint, effect };
SentenceKind kind_of(std::string_view id);
/// "haproxy/server-without-check" for a lint's id; empty for other ids.
std::string_view lint_name(std::string_view id);

/// What `haproxy -c` answers: 0 fine, 1 refused, 2 nothing to listen on.
int exit_status(const std::vector<Diagnostic>& diagnostics);
/// HAProxy calls some accepted things ALERT; as diagnostics they are warnings. True for those.
bool is_alert(const Diagnostic& diagnostic);

/// False for the program's sentences that `haproxy -c` does not mark as ALERT or WARNING.
bool is_printed(const Diagnostic& diagnostic);

/// All sentences of this reader, for `explain`, SARIF and tests.
std::span<const Sentence> haproxy_sentences();

}  // namespace evenkeel::haproxy
