// echo "…" | socat stdio SOCKET: HAProxy's runtime API. Errors as socat 1.7.4.4's (recorded).

#include <array>

#include <fmt/format.h>

#include "balancer/log.hpp"
#include "base/text.hpp"
#include "console/commands/list.hpp"
#include "console/sentences.hpp"

namespace evenkeel::console {

namespace {

struct Call {
    std::string path;               ///< of the socket
    bool by_path = false;           ///< without UNIX-CONNECT: what is not there is made, a file
    const Word* unknown = nullptr;
    std::string error;              ///< behind "socat[1] E "
};

bool is_standard(std::string_view address) { return address == "-" || equal_ignoring_case(address, "stdio"); }

/// A path stands for itself; UNIX-CONNECT and UNIX name one.
std::string_view path_of(std::string_view address)
{
    if (address.find('/') < address.find(':')) return address;
    for (const std::string_view keyword : {"unix-connect:", "unix-client:", "unix:"})
        if (equal_ignoring_case(address.substr(0, keyword.size()), keyword)) return address.substr(keyword.size());
    return {};
}

/// Kinds of addresses that socat knows and nothing here answers.
bool is_known_kind(std::string_view address)
{
    constexpr std::array<std::string_view, 14> kinds{"tcp", "tcp4", "tcp6", "tcp-connect", "tcp-listen", "unix-listen", "exec", "system", "file", "open", "gopen", "readline", "stdin", "stdout"};
    const std::string kind = lower(address.substr(0, address.find_first_of(":,")));
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

Call read_call(const Command& words)
{
    Call call;
    std::vector<const Word*> addresses;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i].text.size() > 1 && words[i].text[0] == '-') call.unknown = &words[i];
        else addresses.push_back(&words[i]);
    }
    if (call.unknown != nullptr) return call;
    if (addresses.size() != 2) {
        call.error = fmt::format("exactly 2 addresses required (there are {}); use option \"-h\" for help", addresses.size());
        return call;
    }
    const Word& other = is_standard(addresses[0]->text) ? *addresses[1] : *addresses[0];
    if (!is_standard(addresses[0]->text) && !is_standard(addresses[1]->text)) call.unknown = addresses[0];
    else if (const std::string_view path = path_of(other.text); !path.empty() && path.find(',') == std::string_view::npos) {
        call.path = path;
        call.by_path = path == other.text;
    }
    else if (is_standard(other.text) || is_known_kind(other.text) || other.text.find(',') != std::string::npos) call.unknown = &other;
    else call.error = fmt::format("unknown device/address \"{}\"", printable(other.text.substr(0, other.text.find(':'))));
    return call;
}

std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/')); }

/// A folder of a Debian with HAProxy, or one where some HAProxy has its socket.
bool has_folder(const World& world, std::string_view path)
{
    constexpr std::array<std::string_view, 7> usual{"/run", "/run/haproxy", "/var/run", "/var/run/haproxy", "/tmp", "/var/lib/haproxy", ""};
    const std::string_view folder = folder_of(path);
    if (std::find(usual.begin(), usual.end(), folder) != usual.end()) return true;
    for (const Balancer& balancer : world.balancers)
        for (const haproxy::StatsSocket& socket : balancer.settings->sockets)
            if (folder_of(socket.path) == folder) return true;
    return false;
}

void read(Reading& reading)
{
    const Call call = read_call(reading.words);
    if (call.unknown != nullptr)
        return reading.not_simulated(*call.unknown, "'" + printable(call.unknown->text, 60) + "'", "socat stdio /run/haproxy/admin.sock, or socat - UNIX-CONNECT:/run/haproxy/admin.sock");
    if (!reading.has_input && call.error.empty()) return reading.refuse(reading.words.front(), says.needs_input, {{"command", "socat"}});
    if (call.error.empty()) reading.operate.effect = UseSocket{call.path, reading.input};
}

Printed print(const Showing& showing)
{
    const Call call = read_call(showing.words);
    const Operated& typed = showing.typed;
    const auto error = [&](std::string_view text) {
        // "01/Jan/1970:00:00:01.250"
        return failed(fmt::format("1970/01/01 {} socat[{}] E {}\n", haproxy::log_date(typed.at).substr(12, 8), showing.process, text), 1);
    };
    if (!call.error.empty()) return error(call.error);
    const std::string_view why = typed.reply == Reply::not_running ? "Connection refused" : "No such file or directory";
    if (typed.reply == Reply::not_running && call.by_path) return error(fmt::format("UNIX-CLIENT:{}: {}", call.path, why));
    if (typed.reply == Reply::no_socket && call.by_path) return has_folder(showing.world, call.path) ? Printed{} : error(fmt::format("open(\"{}\", 0102, 0666): {}", call.path, why));
    // sun_family and the path.
    if (typed.reply != Reply::done && typed.reply != Reply::silent) return error(fmt::format("connect(, AF=1 \"{}\", {}): {}", call.path, 2 + call.path.size(), why));
    return {typed.text == nullptr ? std::string{} : *typed.text, {}, 0, true};
}

}  // namespace

const Tool socat_tool{"socat", read, print};

}  // namespace evenkeel::console
