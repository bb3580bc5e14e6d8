#pragma once
// The rules of http-check and tcp-check among themselves. For config/haproxy/check*.cpp only.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/haproxy/reader.hpp"

namespace evenkeel::haproxy {

/// Each reads the words of a line from the third on; a fault is what HAProxy says behind "'http-check expect' : ".
Fault read_check_connect(Reader& reader, const Words& words, CheckRule& rule);
Fault read_http_check_send(Reader& reader, const Words& words, CheckRule& rule);
Fault read_tcp_check_send(Reader& reader, const Words& words, CheckRule& rule);
Fault read_check_expect(Reader& reader, const Words& words, bool http, CheckRule& rule);

/// A format of a check. A warning names what of it is not simulated, and is empty then.
Fault read_check_format(Reader& reader, const Token& at, Format& format);
/// set-var(NAME) SAMPLE, set-var-fmt(NAME) FORMAT, unset-var(NAME): words[1] is it. A fault is a whole sentence.
Fault read_check_variable(Reader& reader, const Words& words, CheckRule& rule);

/// What `option redis-check` and its kin ask and expect; empty for others.
std::vector<CheckRule> rules_of_protocol(const Words& words);

}  // namespace evenkeel::haproxy
