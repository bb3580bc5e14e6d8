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

CheckRule sends(std::string bytes)
{
    CheckRule rule;
    rule.act = CheckAct::send;
    rule.bytes = std::move(bytes);
    return rule;
}

CheckRule expects(CheckPattern pattern, std::string_view text, std::int64_t least_bytes, CheckResult failed)
{
    CheckRule rule;
    rule.act = CheckAct::expect;
    rule.pattern = pattern;
    rule.text = text;
    rule.least_bytes = least_bytes;
    rule.failed = failed;
    return rule;
}

CheckWords says(std::string_view text) { return {CheckWords::Kind::text, std::string(text), 0}; }
CheckWords line_from(std::size_t from) { return {CheckWords::Kind::line, {}, from}; }

std::vector<CheckRule> redis()
{
    CheckRule pong = expects(CheckPattern::string, "+PONG\r\n", -1, CheckResult::l7_status);
    pong.on_success = says("Redis server is ok");
    pong.on_error = line_from(0);
    return {connects(), sends("*1\r\n$4\r\nPING\r\n"), pong};
}

CheckRule mysql_packet(std::size_t number)
{
    CheckRule rule = expects(CheckPattern::mysql_packet, {}, -1, CheckResult::unknown);
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
    if (!words.has(3)) return {connects(), mysql_packet(0)};
    return {connects(), sends(mysql_greeting(words[3], words[4] == "pre-41")), mysql_packet(0), mysql_packet(1)};
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
    rule.code_digits = 3;
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
    no_error.on_error = {CheckWords::Kind::rest, {}, 6};
    CheckRule asks = expects(CheckPattern::binary_regex, "^52000000[A-Z0-9]{2}000000(00|02|03|04|05|06)", 9, CheckResult::l7_status);
    asks.on_success = says("PostgreSQL server is ok");
    asks.on_error = says("PostgreSQL unknown error");
    return {connects(), sends(size + payload), no_error, asks};
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
    return {};
}

}  // namespace evenkeel::haproxy
