#pragma once
// What is said about an nginx.conf, EK-NGX-NNNN: nginx 1.22's own words where it has some.

#include <array>

#include "base/catalogue.hpp"

namespace evenkeel::nginx_words {

inline constexpr Sentence unknown_directive{"EK-NGX-0001", "unknown directive \"{name}\"", "{repair}", "nginx has no directive of this name, or the module that has it is not loaded."};
inline constexpr Sentence not_allowed{"EK-NGX-0002", "\"{name}\" directive is not allowed here", "it may stand in {contexts}", "Each directive has contexts: http, server, location and so on."};
inline constexpr Sentence not_terminated{"EK-NGX-0003", "directive \"{name}\" is not terminated by \";\"", "{repair}", "A simple directive ends in ';'; nginx notices at the next '{' or at a place further down."};
inline constexpr Sentence no_opening{"EK-NGX-0004", "directive \"{name}\" has no opening \"{\"", "", "This directive is a block: its content stands between braces."};
inline constexpr Sentence wrong_number{"EK-NGX-0005", "invalid number of arguments in \"{name}\" directive", "{repair}", "Too few or too many words. A forgotten ';' makes the words of the next line arguments."};
inline constexpr Sentence duplicate{"EK-NGX-0006", "\"{name}\" directive is duplicate", "", "At one level it may stand once."};
inline constexpr Sentence invalid_value{"EK-NGX-0007", "\"{name}\" directive invalid value", "", "Not a number, size or time as this directive takes it."};
inline constexpr Sentence invalid_flag{"EK-NGX-0008", "invalid value \"{value}\" in \"{name}\" directive, it must be \"on\" or \"off\"", "", "A switch."};
inline constexpr Sentence unexpected{"EK-NGX-0009", "unexpected \"{what}\"", "{repair}", "A brace or semicolon where a directive should begin or go on."};
inline constexpr Sentence end_expecting_brace{"EK-NGX-0010", "unexpected end of file, expecting \"}\"", "the block of line {line} is not closed", "More blocks are opened than closed."};
inline constexpr Sentence end_expecting_end{"EK-NGX-0011", "unexpected end of file, expecting \";\" or \"}\"", "{repair}", "The last directive is not ended; often a quotation mark is missing."};
inline constexpr Sentence duplicate_location{"EK-NGX-0012", "duplicate location \"{name}\"", "", "Two locations of one server with the same prefix: nginx could not choose."};
inline constexpr Sentence invalid_prefix{"EK-NGX-0013", "invalid URL prefix", "write \"http://\" in front", "proxy_pass takes a URL."};
inline constexpr Sentence upstream_not_found{"EK-NGX-0014", "host not found in upstream \"{name}\"", "", "nginx looks names up once, when it starts, and does not start without an address."};
inline constexpr Sentence duplicate_default{"EK-NGX-0015", "a duplicate default server for {endpoint}", "", "One server of an address and port can be its default."};
inline constexpr Sentence invalid_port{"EK-NGX-0016", "invalid port in \"{value}\" of the \"listen\" directive", "", "Ports go from 1 to 65535."};
inline constexpr Sentence invalid_parameter{"EK-NGX-0017", "invalid parameter \"{value}\"", "{repair}", "The directive has no such parameter."};
inline constexpr Sentence uri_in_regex{"EK-NGX-0018", "\"proxy_pass\" cannot have URI part in location given by regular expression, or inside named location, or inside \"if\" statement, or inside \"limit_except\" block", "leave the path out", "The URI part replaces the location's prefix, and here there is none."};
inline constexpr Sentence no_certificate{"EK-NGX-0019", "no \"ssl_certificate\" is defined for the \"listen ... ssl\" directive", "", "A port that speaks TLS needs a certificate."};
inline constexpr Sentence unknown_variable{"EK-NGX-0020", "unknown \"{name}\" variable", "{repair}", "Nothing defines this variable."};
inline constexpr Sentence no_events{"EK-NGX-0021", "no \"events\" section in configuration", "write \"events {}\"", "The main file needs this block, even empty."};
inline constexpr Sentence conflicting_name{"EK-NGX-0022", "conflicting server name \"{name}\" on {endpoint}, ignored", "", "The first server of this name answers."};
inline constexpr Sentence no_file{"EK-NGX-0023", "open() \"{name}\" failed (2: No such file or directory)", "", "Includes without wildcard must exist."};
inline constexpr Sentence invalid_code{"EK-NGX-0024", "invalid return code \"{value}\"", "", "A number up to 999, or a URL that begins with http://, https:// or $scheme."};
inline constexpr Sentence invalid_modifier{"EK-NGX-0025", "invalid location modifier \"{value}\"", "one of = ~ ~* ^~", "What stands between location and its path."};
inline constexpr Sentence no_host{"EK-NGX-0026", "no host in upstream \"{value}\"", "", "proxy_pass needs a host."};
inline constexpr Sentence invalid_upstream_port{"EK-NGX-0027", "invalid port in upstream \"{value}\"", "", "Ports go from 1 to 65535."};
inline constexpr Sentence no_servers{"EK-NGX-0028", "no servers are inside upstream", "", "A group needs at least one server."};
inline constexpr Sentence listen_host{"EK-NGX-0029", "host not found in \"{value}\" of the \"listen\" directive", "", "An address, a port, or both."};
inline constexpr Sentence specified_earlier{"EK-NGX-0030", "\"{name}\" directive is duplicate, \"{other}\" directive was specified earlier", "", "root and alias exclude each other."};
inline constexpr Sentence too_long{"EK-NGX-0031", "too long parameter, probably missing terminating \"{quote}\" character", "", "A word may have 4095 bytes."};
inline constexpr Sentence invalid_redirect{"EK-NGX-0032", "invalid URL in \"{name}\" directive", "", "The URL cannot be read."};

inline constexpr Sentence no_effect{"EK-NGX-0101", "\"{name}\" has no effect here", "", "A valid directive that changes nothing a visitor of the lab could notice."};
inline constexpr Sentence not_built{"EK-NGX-0102", "\"{name}\" is not built yet: {lost}", "", "A valid directive that the real nginx would obey; the run goes on without it."};
inline constexpr Sentence location_not_built{"EK-NGX-0103", "this location is not built yet ({why}): its requests go to another one", "", "Locations given by regular expression, named and nested ones are valid, but requests do not find them here."};
inline constexpr Sentence variable_not_built{"EK-NGX-0104", "variable \"{name}\" is not built yet: it stays empty", "", "A valid variable without a value here."};
inline constexpr Sentence proxy_not_built{"EK-NGX-0105", "proxy_pass {what} is not built yet: {lost}", "", "A valid form of proxy_pass."};
inline constexpr Sentence tls_not_built{"EK-NGX-0106", "\"listen ... ssl\" is not built yet: the port speaks plain HTTP", "", "TLS ends at the balancer here."};
inline constexpr Sentence only_ipv6{"EK-NGX-0107", "no IPv4 visitor reaches this listen", "add \"listen {port};\"", "[::] listens for IPv6 alone since nginx 1.3.4 (ipv6only=on)."};
inline constexpr Sentence name_not_built{"EK-NGX-0108", "server_name by regular expression is not built yet: it never matches", "", "A valid form of server_name."};

inline constexpr std::array all{unknown_directive, not_allowed, not_terminated, no_opening, wrong_number, duplicate, invalid_value, invalid_flag, unexpected, end_expecting_brace,
                                end_expecting_end, duplicate_location, invalid_prefix, upstream_not_found, duplicate_default, invalid_port, invalid_parameter, uri_in_regex,
                                no_certificate, unknown_variable, no_events, conflicting_name, no_file, invalid_code, invalid_modifier, no_host, invalid_upstream_port, no_servers,
                                listen_host, specified_earlier, too_long, invalid_redirect, no_effect, not_built, location_not_built, variable_not_built, proxy_not_built,
                                tls_not_built, only_ipv6, name_not_built};

}  // namespace evenkeel::nginx_words
