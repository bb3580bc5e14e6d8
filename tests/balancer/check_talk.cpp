// What HAProxy 2.6.12 sends as a check and makes of the answer, case by case as recorded in tests/golden/haproxy-checks.

#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "balancer/check_talk.hpp"
#include "balancer/farm.hpp"
#include "balancer/health_check.hpp"
#include "base/text.hpp"
#include "config/haproxy.hpp"
#include "source_folder.hpp"

namespace {

using namespace evenkeel;
using namespace evenkeel::haproxy;
using Json = nlohmann::json;

/// "\x0a" is one byte.
std::string bytes_of(std::string_view text)
{
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_byte = text.compare(i, 2, "\\x") == 0;
        bytes += is_byte ? static_cast<char>(std::stoi(std::string(text.substr(i + 2, 2)), nullptr, 16)) : text[i];
        if (is_byte) i += 3;
    }
    return bytes;
}

std::string readable(std::string_view bytes)
{
    std::string text;
    for (const char c : bytes) text += (c >= ' ' && c < 127) || c == '\n' || c == '\r' ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    return text;
}

/// The request as it goes over the wire.
std::string written(const CheckSending& sending)
{
    std::string text = fmt::format("{} {} {}\r\n", sending.method, sending.uri, sending.version);
    for (const std::string_view line : split(sending.headers, '\n')) {
        const std::size_t colon = std::min(line.find(':'), line.size());
        if (!line.empty()) text += lower(line.substr(0, colon)) + std::string(line.substr(colon)) + "\r\n";
    }
    if (sending.has_body) text += fmt::format("content-length: {}\r\n", sending.body.size());
    if (sending.version == "HTTP/1.1") text += "connection: close\r\n";
    return text + "\r\n" + sending.body;
}

/// A server that does what a case says, and a balancer that talks to it.
struct Play {
    const Settings& settings;
    const Json& server;
    const HealthCheck& check = settings.backends[0].check;
    std::vector<Farm> farms{make_farm(settings.backends[0], 1)};
    TextTable texts{};
    CheckTalk talk{};
    std::string heard{};                ///< of the server since the last rule
    std::vector<std::string> requests{};    ///< on the first connection
    std::size_t answers = 0;            ///< given on this connection
    int connections = 0;

    std::string more() const { return server["more"]; }

    void understand_http()
    {
        const std::size_t head = heard.find("\r\n\r\n");
        if (heard.size() >= 5 && !heard.starts_with("HTTP/")) talk.is_broken = true;
        if (!heard.starts_with("HTTP/") || head == std::string::npos) return;
        const std::string line = heard.substr(0, heard.find("\r\n"));
        talk.has_head = true;
        talk.status = static_cast<std::int32_t>(std::stoi(line.substr(9)));
        talk.reason = texts.intern(line.size() > 13 ? line.substr(13) : "");
        std::string lines;
        std::optional<std::size_t> length;
        const std::string header_lines = heard.substr(line.size() + 2, head - line.size());
        for (const std::string_view each : split(header_lines, '\n')) {
            const std::string_view header = trim(each);
            if (header.empty()) continue;
            lines += std::string(header) + "\n";
            if (lower(header).starts_with("content-length:")) length = static_cast<std::size_t>(*parse_integer(trim(header.substr(15)), 0));
        }
        talk.headers = texts.intern(lines);
        const std::string body = heard.substr(head + 4);
        talk.text = texts.intern(body);
        talk.is_whole = talk.status == 204 || (length && body.size() >= *length);
    }

    void hear(std::string_view more_bytes)
    {
        heard += more_bytes;
        if (check.kind == CheckKind::http) understand_http();
        else talk.text = texts.intern(heard);
    }

    void answer()
    {
        if (answers >= server["answers"].size()) return;
        hear(bytes_of(server["answers"][answers++].get<std::string>()));
        if (more().starts_with("then: ")) hear(bytes_of(more().substr(6)));
        if (answers == server["answers"].size() && more() == "closes") talk.is_over = true;
    }

    CheckOutcome outcome()
    {
        for (;;) {
            const Server& own = settings.backends[0].servers[0];
            const CheckStep step = go_on(talk, {texts, settings, farms, 0, 0, {own.address, own.port}, "lab"});
            const CheckRule* rule = talk.rule < check.rules.size() ? &check.rules[talk.rule] : nullptr;
            switch (step.deed) {
            case CheckDeed::end: return step.outcome;
            case CheckDeed::connect:
                if (more() == "refuses" || rule->port == 1) return refused(check, talk);
                if (more() == "is away") return timed_out(check, talk, false);
                ++connections;
                answers = 0;
                connected(talk);
                heard.clear();
                if (more().starts_with("banner: ")) hear(bytes_of(more().substr(8)));
                break;
            case CheckDeed::send:
                if (step.sending.bytes.empty() && check.kind != CheckKind::http) {
                    sent(talk);     // nothing to send, nothing to answer
                    break;
                }
                if (connections == 1) requests.push_back(readable(check.kind == CheckKind::http ? written(step.sending) : step.sending.bytes));
                if (talk.is_read) heard.clear();
                sent(talk);
                answer();
                break;
            case CheckDeed::wait:
                if (more() != "resets") return timed_out(check, talk, true);
                if (!is_end_of_text(check, talk) || talk.is_over) return was_reset(check, talk);
                talk.is_over = true;
                break;
            }
        }
    }
};

Settings settings_of(const std::string& name, const Json& recorded)
{
    std::string text = "defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\nbackend " + name + "\n";
    for (const auto& rule : recorded["rules"]) text += " " + rule.get<std::string>() + "\n";
    text += fmt::format(" server s 127.0.0.1:{} check inter 900ms fall 9\nfrontend f\n bind :80\n", recorded["port"].get<int>());
    const auto parsed = read_haproxy(text, "haproxy.cfg");
    for (const Diagnostic& diagnostic : parsed.diagnostics) UNSCOPED_INFO(diagnostic.what);
    REQUIRE(exit_status(parsed.diagnostics) == 0);
    return parsed.config;
}

/// "Layer7 timeout, check duration: Nms".
std::string reason_in(const std::string& log)
{
    const std::size_t from = log.find("reason: ") + 8;
    return log.substr(from, log.find(", status: ") - from);
}

}  // namespace

TEST_CASE("a check asks and judges as HAProxy does, rule by rule", "[balancer][golden]")
{
    std::ifstream file{source_folder() / "tests/golden/haproxy-checks/checks.json"};
    const Json recorded = Json::parse(file);
    CHECK(recorded["cases"].size() > 400);
    for (const auto& [name, one] : recorded["cases"].items()) {
        INFO(name);
        const Settings settings = settings_of(name, one);
        Play play{settings, one["server"]};
        const CheckOutcome outcome = play.outcome();
        CHECK(code_of(outcome.result) == one["status"]["check_status"].get<std::string>());
        CHECK((has_code(outcome.result) ? std::to_string(static_cast<std::uint32_t>(outcome.code)) : "") == one["status"]["check_code"].get<std::string>());
        CHECK(outcome.info == one["status"]["last_chk"].get<std::string>());
        CHECK(passes(outcome.result) == one["passed"].get<bool>());
        CheckState state;
        state.result = outcome.result;
        state.code = outcome.code;
        state.info = play.texts.intern(outcome.info);
        std::string reason = reason_text(state, play.texts);
        reason.replace(reason.find("0ms"), 3, "Nms");
        // What a MySQL, LDAP or SPOP server has said is in the log of a check that passes and nowhere else.
        const bool is_packet = name.starts_with("mysql") || name.starts_with("ldap") || name.starts_with("spop");
        if (one.contains("log") && !(is_packet && passes(outcome.result))) CHECK(reason == reason_in(one["log"]));
        if (name == "connection-header") continue;     // headers that are not sent here
        if (name.starts_with("ssl")) continue;      // the time of day is in it
        // Several sendings may come in one piece.
        const auto joined = [](const auto& pieces) { return fmt::format("{}", fmt::join(pieces, "")); };
        if (one["connections"] == 1) CHECK(joined(play.requests) == joined(one["heard"].get<std::vector<std::string>>()));
    }
}
