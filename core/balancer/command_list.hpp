#pragma once
// The commands that HAProxy 2.6.12's runtime API knows, whether they are simulated or not: for `help`, and for a word that is none.

#include <span>
#include <string>
#include <string_view>

namespace evenkeel::haproxy {

/// The answer to `help` with these words behind it: all commands, those that begin so, or those that are most alike.
///
/// Source: HAProxy 2.6, src/cli.c. Differs: of commands that are equally alike HAProxy takes those that its program lists first; this
/// knows that order only as far as recordings show it, and goes by the alphabet within it.
std::string help_text(std::span<const std::string_view> words);
/// The answer to an empty command.
std::string no_command_text();
/// The answer to what is no command.
std::string unknown_command_text(std::span<const std::string_view> words);

/// A command begins with the words.
bool is_known_command(std::span<const std::string_view> words);

}  // namespace evenkeel::haproxy
