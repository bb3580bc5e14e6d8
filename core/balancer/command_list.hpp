#pragma once
// The commands that HAProxy 2.6.12's runtime API knows, whether they are simulated or not: for `help`, and for a word that is none.

#include <string>
#include <string_view>

namespace evenkeel::haproxy {

std::string help_text();
/// The answer to an empty command.
std::string no_command_text();

/// A first word of some command.
bool is_known_verb(std::string_view word);
/// A command that begins with these two words.
bool is_known_command(std::string_view verb, std::string_view what);

/// Differs: for a first word that no command has, HAProxy offers the five whose letters are nearest; this offers none.
std::string unknown_command_text(std::string_view verb);

}  // namespace evenkeel::haproxy
