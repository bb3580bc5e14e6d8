#pragma once
// Parts of texts: fields, words, hosts, the best of a list of preferences, as converters take them; arguments and expressions.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace evenkeel::haproxy {

/// field(i,delimiters[,count]): from 1, or from the end below 0; a count of 0 takes all that follow.
std::string field_of(std::string_view text, std::int64_t index, std::string_view delimiters, std::int64_t count);
/// word(i,delimiters[,count]): as field, where several delimiters are one and those at the ends none.
std::string word_of(std::string_view text, std::int64_t index, std::string_view delimiters, std::int64_t count);
std::string trimmed(std::string text, std::string_view characters, bool left);

/// "www.example.org" of "WWW.example.org:80", in small letters; an IPv6 address stays in its brackets.
std::string host_without_port(std::string_view host);
/// 0 without one.
std::int64_t port_behind_host(std::string_view host);

/// Of choices parted by ';' the one that a line like "de;q=0.9, fr" prefers, the first of equal ones; empty: none of them.
std::string_view preferred_of(std::string_view accepted, std::string_view choices);

/// One argument of a fetch or converter, up to ',' or ')', with quotes and backslashes resolved; `text` is moved behind it. False when a
/// quote is not closed.
bool take_argument(std::string_view& text, std::string& argument);
/// What may follow a '%' in a format, but for braces: an expression, or a variable's name and its further characters.
constexpr bool begins_format_item(char c) { return c == '[' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_format_name(char c) { return (c != '[' && begins_format_item(c)) || (c >= '0' && c <= '9'); }
/// Where the expression of a %[…] ends that begins at `from`: its ']', or the format's end. Brackets in arguments end nothing.
std::size_t end_of_sample(std::string_view format, std::size_t from);

}  // namespace evenkeel::haproxy
