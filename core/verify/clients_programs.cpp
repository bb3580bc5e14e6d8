// The options with which a program was recorded.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "net/http_words.hpp"
#include "verify/clients_replay.hpp"

namespace evenkeel::clients {

namespace {

using nlohmann::json;

constexpr std::int64_t curl_redirects = 50;

/// Not below 0, at most eleven days.
Duration seconds(double number) { return {static_cast<std::int64_t>((number > 0 ? std::min(number, 1e6) : 0) * 1e9)}; }
Duration seconds(const std::string& text) { return seconds(parse_number(text).value_or(0)); }
std::int64_t whole(const std::string& text) { return parse_integer(text, 0, 1'000'000).value_or(0); }

/// Command line words: "--name value", "--name=value", "-n value" alike.
struct Words {
    std::vector<std::string> words;
    std::size_t at = 0;

    explicit Words(const json& step)
    {
        for (const json& argument : step.value("args", json::array())) {
            const std::string word = argument.get<std::string>();
            const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
            words.push_back(word.substr(0, equals));
            if (equals != std::string::npos) words.push_back(word.substr(equals + 1));
        }
    }
    bool more() const { return at < words.size(); }
    std::string next() { return more() ? words[at++] : std::string(); }
};

void read_curl(Invocation& call, Words words)
{
    Trying& trying = call.program.trying;
    while (words.more()) {
        const std::string word = words.next();
        if (word == "--retry") trying.tries = 1 + whole(words.next());
        else if (word == "--retry-delay") {
            trying.pause = seconds(words.next());
            trying.longest_pause = trying.pause;
        }
        else if (word == "--retry-connrefused") trying.after_refusal = true;
        else if (word == "--retry-all-errors") trying.after_refusal = trying.after_no_answer = trying.after_cut = true;
        else if (word == "--connect-timeout") call.program.connecting.limit = seconds(words.next());
        else if (word == "-m" || word == "--max-time") call.program.waiting.whole = seconds(words.next());
        else if (word == "-f" || word == "--fail") call.fails_on_status = true;
        else if (word == "-L" || word == "--location") call.program.following.most = curl_redirects;
        else if (word == "--max-redirs") call.program.following.most = whole(words.next());
        else if (word == "-X" || word == "--request") {
            call.method = method_of(words.next());
            call.program.following.keeps_method = true;
        }
        else if (word == "-I" || word == "--head") call.method = Method::head;
        else if (word == "-d" || word == "--data") {
            call.body = static_cast<std::int64_t>(words.next().size());
            if (call.method == Method::get) call.method = Method::post;
        }
        else if (call.missing.empty()) call.missing = fmt::format("curl {}", word);
    }
}

void read_wget(Invocation& call, Words words)
{
    Program& program = call.program;
    while (words.more()) {
        const std::string word = words.next();
        if (word == "-t" || word == "--tries") {
            program.trying.tries = whole(words.next());
            if (program.trying.tries == 0) program.trying.tries = INT64_MAX;
        }
        else if (word == "-T" || word == "--timeout") program.connecting.limit_per_address = program.waiting.answer = program.waiting.body = seconds(words.next());
        else if (word == "--connect-timeout") program.connecting.limit_per_address = seconds(words.next());
        else if (word == "--read-timeout") program.waiting.answer = program.waiting.body = seconds(words.next());
        else if (word == "--waitretry") program.trying.longest_pause = seconds(words.next());
        else if (word == "--retry-connrefused") program.trying.after_refusal = true;
        else if (word == "--no-http-keep-alive") program.keeping.keeps = false;
        else if (word == "--retry-on-http-error") {
            const std::string statuses = words.next();
            for (const std::string_view status : split(statuses, ','))
                program.trying.statuses.push_back(static_cast<std::int32_t>(parse_integer(status, 100, 999).value_or(0)));
        }
        else if (word == "--max-redirect") program.following.most = whole(words.next());
        else if (word == "--post-data") {
            call.body = static_cast<std::int64_t>(words.next().size());
            call.method = Method::post;
        }
        else if (call.missing.empty()) call.missing = fmt::format("wget {}", word);
    }
}

/// Arguments of urllib3's Retry.
void read_retries(Invocation& call, const json& retries)
{
    Trying& trying = call.program.trying;
    trying.backoff = Backoff::doubling_from_second;
    trying.longest_pause = 120_s;
    trying.after_refusal = trying.after_time_out = trying.after_no_answer = trying.safe_methods_only = true;
    trying.heeds_retry_after = trying.told_by_retry_after = trying.fails_when_used_up = true;
    for (const auto& [name, value] : retries.items()) {
        if (name == "total") trying.tries = 1 + std::clamp<std::int64_t>(value.get<std::int64_t>(), 0, 1000);
        else if (name == "backoff_factor") trying.pause = seconds(value.get<double>());
        else if (name == "status_forcelist") trying.statuses = value.get<std::vector<std::int32_t>>();
        else call.missing = fmt::format("urllib3 Retry {}", name);
    }
}

}  // namespace

Invocation read_invocation(ProgramKind kind, const json& step, const json& retries)
{
    Invocation call;
    call.program = program(kind);
    call.method = method_of(step.value("method", "GET"));
    if (call.method == Method::post) call.body = form_bytes;
    if (kind == ProgramKind::curl) read_curl(call, Words(step));
    else if (kind == ProgramKind::wget) read_wget(call, Words(step));
    else if (step.contains("args")) call.missing = "options of " + std::string(name_of(kind));
    if (step.contains("timeout"))
        call.program.connecting.limit_per_address = call.program.waiting.answer = call.program.waiting.body = seconds(step["timeout"].get<double>());
    if (kind == ProgramKind::requests && retries.is_object()) read_retries(call, retries);
    const json options = step.value("options", json::object());
    for (const auto& [name, value] : options.items()) {
        if (name == "method") call.method = method_of(value.get<std::string>());
        else if (name == "body") call.body = static_cast<std::int64_t>(value.get_ref<const std::string&>().size());
        else call.missing = fmt::format("fetch option {}", name);
    }
    return call;
}

}  // namespace evenkeel::clients
