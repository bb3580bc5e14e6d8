#pragma once
// Every sentence of this reader, by name: `sentence::unknown_keyword`. The tables are the .def files beside this one:
// HAProxy's own words have the ids EK-HAP-0001 to 0999, our lints 1001 to 1999, what we say of effects and limits 2001 on.

#include "base/catalogue.hpp"

namespace evenkeel::haproxy {

namespace sentence {

// Explanations that a family of sentences shares.
inline constexpr std::string_view why_line =
    "HAProxy reads a line word by word: blanks part words, quotes and backslashes keep them together, # "
    "begins a comment. A line that cannot be cut into words is refused before anybody looks at its "
    "keyword.";
inline constexpr std::string_view why_section =
    "A file is made of sections: global, defaults, frontend, backend, listen and a few more. Each line "
    "belongs to the section above it; a section word that is misspelt leaves the lines below it without a "
    "home.";
inline constexpr std::string_view why_removed =
    "The directive belonged to an older HAProxy. What it did is done by another one now; the old spelling "
    "is refused since the version that the message names.";
inline constexpr std::string_view why_address =
    "An address is HOST:PORT. HOST is an IPv4 or IPv6 address, * or nothing for every address of the "
    "machine, or a name that the machine can resolve; a path means a socket of the file system.";
inline constexpr std::string_view why_bind =
    "A bind line says where a frontend listens: addresses first, then parameters. TLS needs the word ssl "
    "and a certificate with its key in one file.";
inline constexpr std::string_view why_server =
    "A server line names a server, its address, and how it is used: check, weight, maxconn, backup and "
    "more. HAProxy stops at the first parameter of the line that it does not understand.";
inline constexpr std::string_view why_value =
    "The keyword is right, its value is not: missing, of another kind, or out of range.";
inline constexpr std::string_view why_option =
    "Options are switched on by their name and off by \"no option NAME\". Some take values of their own.";
inline constexpr std::string_view why_balance =
    "balance chooses the algorithm that deals requests to servers; hash-type says how the hashing ones "
    "place servers.";
inline constexpr std::string_view why_sample =
    "A sample expression fetches something from the request or the connection, perhaps with arguments in "
    "parentheses and converters behind commas: hdr(host),lower.";
inline constexpr std::string_view why_acl =
    "An ACL is a name for a test: acl NAME CRITERION [flags] VALUES. Conditions name ACLs behind if or "
    "unless; several in a row must all hold, \"or\" starts an alternative, ! negates, { ... } holds a test "
    "without a name.";
inline constexpr std::string_view why_rule =
    "Rules run in a fixed order whatever their order in the file: tcp-request, http-request, redirect, "
    "use_backend, default_backend. Among rules of one kind the order of lines counts.";
inline constexpr std::string_view why_check =
    "Health checks: \"check\" on a server line switches them on; option httpchk and http-check say what is "
    "asked and which answers pass.";
inline constexpr std::string_view why_persistence =
    "Persistence keeps a visitor on its server: by a cookie, or by a stick table that remembers.";
inline constexpr std::string_view why_tcp_rule =
    "tcp-request and tcp-response rules look at connections before HTTP does.";
inline constexpr std::string_view why_stats =
    "The statistics page shows every server and its load; whoever can reach it can read it unless \"stats "
    "auth\" asks for a password.";
inline constexpr std::string_view why_global =
    "The global section speaks about the process: its user, its sockets, its limits. Most of it has no "
    "effect in the simulator, but is checked.";
inline constexpr std::string_view why_cross =
    "HAProxy checks references and modes once every line is read and none was refused. These messages "
    "name no line.";

#define SENTENCE(name, id, text, repair, explanation) inline constexpr Sentence name{id, text, repair, explanation};
#include "config/haproxy/sentences/lines.def"
#include "config/haproxy/sentences/servers.def"
#include "config/haproxy/sentences/rules.def"
#include "config/haproxy/sentences/rest.def"
#include "config/haproxy/sentences/lints.def"
#include "config/haproxy/sentences/effects.def"
#undef SENTENCE

}  // namespace sentence

}  // namespace evenkeel::haproxy
