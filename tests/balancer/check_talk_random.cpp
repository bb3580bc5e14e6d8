// Any list of rules against any peer: the talk ends after as many steps as there are rules and pieces, and says no more than was heard.

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include "balancer/check_talk.hpp"
#include "balancer/farm.hpp"
#include "config/haproxy.hpp"
#include "sim/random.hpp"

namespace {

using namespace evenkeel;
using namespace evenkeel::haproxy;

/// Numbers by chance, the same in every run.
struct Dice {
    std::uint64_t seed = 0;
    std::uint64_t thrown = 0;

    std::size_t below(std::size_t most) { return static_cast<std::size_t>(draw(seed, {Purpose::sample, 0}, thrown++) % most); }
    template <std::size_t Count>
    std::string of(const char* const (&words)[Count]) { return words[below(Count)]; }
};

constexpr const char* tcp_rules[] = {
    "send PING", "send-lf %[srv_name]%[res.len]", "send-lf %[var(check.a)]", "send-binary 00ff0a", "send-binary-lf %[var(check.a)]", "set-var(check.a) res.payload(0,4)", "set-var(check.a) rand,hex",
    "set-var-fmt(sess.b) <%[var(check.a)]>", "unset-var(check.a)", "comment here", "expect string a", "expect ! string b", "expect string-lf %[var(check.a)]", "expect ! binary-lf %[var(check.a)]",
    "expect rstring ^(a|b)+", "expect rbinary ^(61)+", "expect min-recv 5 string ab on-error %[res.payload(1,2)]", "expect min-recv 0 ! rstring c on-success %[res.payload(0,0)]",
    "expect string c status-code res.payload(0,2) error-status L7STS tout-status L6TOUT",
};
constexpr const char* http_expectations[] = {
    "status 200", "! status 100-300", "rstatus ^[23]", "hdr name a", "! fhdr name-lf %[res.body] value -m beg b", "hdr name -m sub a value-lf %[status]", "string a on-error %[res.hdr(a)]", "! rstring ^b comment why",
    "string-lf %[var(check.a)] min-recv 3", "status 404 status-code res.hdr_val(a)",
};
constexpr const char* options[] = {"tcp-check", "httpchk", "redis-check", "mysql-check user a", "ldap-check", "spop-check", "smtpchk", "pgsql-check user a", "ssl-hello-chk"};
constexpr const char* pieces[] = {"a", "ab", "b", "abc", "PONG", "220 ", "HTTP/1.1 200 OK", "+PONG\r\n", "\r\n", "R\x08", "0\x0c\x02\x01\x01\x61\x07\x0a\x01", "0\x84\x7f\xff\xff\xff", "\xff\xff\xff\xff", "\x15\x03", "c"};

std::string random_backend(Dice& dice)
{
    const std::string option = dice.of(options);
    std::string text = "backend b\n option " + option + "\n";
    for (std::size_t i = dice.below(8); option == "tcp-check" && i > 0; --i) text += " tcp-check " + dice.of(tcp_rules) + "\n";
    if (option == "httpchk") text += " http-check send meth GET uri-lf /%[srv_name] hdr X-A %[var(check.a)] body-lf %[be_name]\n";
    for (std::size_t i = dice.below(4); option == "httpchk" && i > 0; --i) text += " http-check expect " + dice.of(http_expectations) + "\n";
    if (dice.below(3) == 0) text += " http-check disable-on-404\n http-check send-state\n";
    return text + " server s 10.0.0.1:80 check\n";
}

std::string random_piece(Dice& dice)
{
    std::string piece = dice.of(pieces);
    for (std::size_t i = dice.below(4); i > 0; --i) piece += static_cast<char>(dice.below(256));
    return piece;
}

}  // namespace

TEST_CASE("a check's talk ends whatever its rules are and whatever a server says", "[balancer]")
{
    for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
        Dice dice{seed};
        const std::string text = random_backend(dice);
        INFO("seed " << seed << "\n" << text);
        const auto parsed = read_haproxy("defaults\n mode http\n" + text, "haproxy.cfg");
        REQUIRE(parsed.config.backends.size() == 1);
        const HealthCheck& check = parsed.config.backends[0].check;
        const std::vector<Farm> farms{make_farm(parsed.config.backends[0], 1)};
        TextTable texts;
        CheckTalk talk;
        const bool http = check.kind == CheckKind::http;
        std::size_t left = dice.below(5);
        std::size_t heard = 0;
        const std::size_t most = check.rules.size() + left + 2;
        std::size_t steps = 0;
        for (bool over = false; !over; ++steps) {
            REQUIRE(steps <= most);
            const CheckStep step = go_on(talk, {texts, parsed.config, farms, 0, 0, {}, "lab"});
            switch (step.deed) {
            case CheckDeed::connect: connected(talk); break;
            case CheckDeed::send: sent(talk); break;
            case CheckDeed::end:
                over = true;
                CHECK(step.outcome.result != CheckResult::unknown);
                CHECK(step.outcome.info.size() <= heard + 200);
                break;
            case CheckDeed::wait: {
                REQUIRE_FALSE(talk.is_over);        // whoever waits for one that has gone would wait for ever
                if (left == 0) {
                    talk.is_over = true;
                    break;
                }
                --left;
                const std::string piece = random_piece(dice);
                heard += piece.size();
                talk.text = texts.intern(std::string(texts[talk.text]) + piece);
                if (!http || talk.has_head) break;
                talk.has_head = dice.below(4) != 0;
                talk.is_broken = !talk.has_head;
                talk.status = static_cast<std::int32_t>(dice.below(600));
                talk.headers = texts.intern("a: " + std::to_string(dice.below(1000)) + "\n");
                break;
            }
            }
            CHECK(timed_out(check, talk, true).result != CheckResult::unknown);
        }
    }
}
