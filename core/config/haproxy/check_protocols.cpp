// Checks that are named after a protocol: each is a list of rules. Source: HAProxy 2.6.12, recorded in tests/golden/haproxy-checks.

#include "config/haproxy/check_rules.hpp"

namespace evenkeel::haproxy {

namespace {

CheckRule connects()
{
    CheckRule rule;
    rule.is_implicit = false;
    return rule;
}

CheckRule sends(std::string_view bytes)
{
    CheckRule rule;
    rule.act = CheckAct::send;
    rule.bytes = constant(bytes);
    return rule;
}

CheckRule expects(CheckPattern pattern, std::string_view text, std::int64_t least_bytes, CheckResult failed)
{
    CheckRule rule;
    rule.act = CheckAct::expect;
    rule.pattern = pattern;
    rule.text = constant(text);
    rule.least_bytes = least_bytes;
    rule.failed = failed;
    return rule;
}

/// What the server has said: `length` bytes from one on, 0: all.
SampleExpression heard(std::int64_t from, std::int64_t length)
{
    SampleExpression sample;
    sample.fetch = Fetch::response_payload;
    sample.argument = std::to_string(from);
    sample.number = length;
    return sample;
}

Format format_of(SampleExpression sample) { return {"%[sample]", true, {std::move(sample)}}; }

/// Its first line from a byte on, without blanks before it.
Format line_from(std::int64_t from)
{
    SampleExpression sample = heard(from, 0);
    Converter trimmed;
    trimmed.conversion = Conversion::left_trim;
    trimmed.texts = {" "};
    trimmed.numbers = {0};
    Converter cut;
    cut.conversion = Conversion::cut_line_end;
    sample.converters = {trimmed, cut};
    return format_of(std::move(sample));
}

std::vector<CheckRule> redis()
{
    CheckRule pong = expects(CheckPattern::string, "+PONG\r\n", -1, CheckResult::l7_status);
    pong.on_success = constant("Redis server is ok");
    pong.on_error = line_from(0);
    return {connects(), sends("*1\r\n$4\r\nPING\r\n"), pong};
}

/// What is looked at byte by byte.
CheckRule expects_packet(CheckPattern pattern, std::size_t number = 0)
{
    CheckRule rule = expects(pattern, {}, -1, CheckResult::unknown);
    rule.packet = number;
    return rule;
}

/// A client's greeting (protocol 4.1, or the one before), and a farewell.
std::string mysql_greeting(const std::string& user, bool old)
{
    std::string payload;
    if (old) payload = std::string("\x00\x80\x00\x00\x01", 5);
    else payload = std::string("\x00\x82\x00\x00\x00\x80\x00\x01\x21", 9) + std::string(23, '\0');
    payload += user + std::string(2, '\0');
    const auto size = payload.size();
    const std::string head{static_cast<char>(size & 0xff), static_cast<char>(size >> 8 & 0xff), static_cast<char>(size >> 16 & 0xff), '\x01'};
    return head + payload + std::string("\x01\x00\x00\x00\x01", 5);
}

std::vector<CheckRule> mysql(const Words& words)
{
    if (!words.has(3)) return {connects(), expects_packet(CheckPattern::mysql_packet)};
    return {connects(), sends(mysql_greeting(words[3], words[4] == "pre-41")), expects_packet(CheckPattern::mysql_packet), expects_packet(CheckPattern::mysql_packet, 1)};
}

/// A ClientHello of SSL 3.0.
std::vector<CheckRule> ssl_hello()
{
    std::string hello("\x16\x03\x00\x00\x79\x01\x00\x00\x75\x03\x00", 11);
    hello += "k\n4eHAPROXYSSLCHK\nHAPROXYSSLCHK\n" + std::string(2, '\0') + "N";
    for (char cipher = 1; cipher <= 0x1b; ++cipher) hello += std::string(1, '\0') + cipher;
    for (char cipher = 0x2f; cipher <= 0x3a; ++cipher) hello += std::string(1, '\0') + cipher;
    CheckRule answer = expects(CheckPattern::binary_regex, "^1[56]", 5, CheckResult::l6_response);
    answer.passed = CheckResult::l6_ok;
    answer.timed_out = CheckResult::l6_timeout;
    return {connects(), sends(hello + std::string("\x01\x00", 2)), answer};
}

CheckRule smtp_answer(std::string_view expression, std::int64_t least_bytes)
{
    CheckRule rule = expects(CheckPattern::regex, expression, least_bytes, CheckResult::l7_status);
    rule.on_error = rule.on_success = line_from(4);
    rule.code = heard(0, 3);
    return rule;
}

std::vector<CheckRule> smtp(const Words& words)
{
    const bool extended = words[2] == "EHLO";
    const bool greets = extended || words[2] == "HELO";
    const std::string greeting = greets && words.has(3) ? words[2] + " " + words[3] : "HELO localhost";
    CheckRule banner = expects(CheckPattern::regex, "^[0-9]{3}[ \r]", 4, CheckResult::l7_response);
    banner.on_error = line_from(0);
    return {connects(), banner, smtp_answer("^2[0-9]{2}[ \r]", 4), sends(greeting + "\r\n"), smtp_answer("^(2[0-9]{2}-[^\r]*\r\n)*2[0-9]{2}[ \r]", -1), sends("QUIT\r\n"),
            smtp_answer("^2[0-9]{2}[- \r]", 4)};
}

std::vector<CheckRule> postgresql(const Words& words)
{
    const std::string payload = std::string("\x00\x03\x00\x00user\x00", 9) + words[3] + std::string(2, '\0');
    const std::string size{0, 0, 0, static_cast<char>(payload.size() + 4)};
    CheckRule no_error = expects(CheckPattern::regex, "^E", 5, CheckResult::l7_response);
    no_error.negated = true;
    no_error.on_error = format_of(heard(6, 0));
    CheckRule asks = expects(CheckPattern::binary_regex, "^52000000[A-Z0-9]{2}000000(00|02|03|04|05|06)", 9, CheckResult::l7_status);
    asks.on_success = constant("PostgreSQL server is ok");
    asks.on_error = constant("PostgreSQL unknown error");
    return {connects(), sends(size + payload), no_error, asks};
}

/// An anonymous bind.
std::vector<CheckRule> ldap()
{
    CheckRule message = expects(CheckPattern::binary_regex, "^30", 14, CheckResult::unknown);
    message.on_error = constant("Not LDAPv3 protocol");
    return {CheckRule{}, sends(std::string_view("\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00", 14)), message, expects_packet(CheckPattern::ldap_bind)};
}

/// HAPROXY-HELLO with the word healthcheck.
std::vector<CheckRule> spop()
{
    constexpr std::string_view hello("\x00\x00\x00N\x01\x00\x00\x00\x01\x00\x00\x12supported-versions\x08\x03" "2.0\x0emax-frame-size\x03\xfc\xf0\x06\x0c" "capabilities\x08\x00\x0bhealthcheck\x11", 82);
    return {CheckRule{}, sends(hello), expects_packet(CheckPattern::spop_hello)};
}

}  // namespace

std::vector<CheckRule> rules_of_protocol(const Words& words)
{
    const std::string& name = words[1];
    if (name == "redis-check") return redis();
    if (name == "mysql-check") return mysql(words);
    if (name == "ssl-hello-chk") return ssl_hello();
    if (name == "smtpchk") return smtp(words);
    if (name == "pgsql-check") return postgresql(words);
    if (name == "ldap-check") return ldap();
    if (name == "spop-check") return spop();
    return {};
}

}  // namespace evenkeel::haproxy
