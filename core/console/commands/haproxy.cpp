// haproxy -c -f FILE: the reader's verdict, in HAProxy's words (recorded from 2.6.12).

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/haproxy.hpp"
#include "config/host_files.hpp"
#include "console/commands/list.hpp"

namespace evenkeel::console {

namespace {

struct Call {
    bool checks = false;
    bool quiet = false;
    const Word* file = nullptr;
    const Word* unknown = nullptr;
};

Call read_call(const Command& words)
{
    Call call;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string_view text = words[i].text;
        if (text == "-c") call.checks = true;
        else if (text == "-V") continue;
        else if (text == "-q") call.quiet = true;
        else if (text == "-f" && i + 1 < words.size() && call.file == nullptr) call.file = &words[++i];
        else call.unknown = &words[i];
    }
    if (call.unknown == nullptr && (!call.checks || call.file == nullptr)) call.unknown = words.size() > 1 ? &words[1] : &words.front();
    return call;
}

void read(Reading& reading)
{
    const Call call = read_call(reading.words);
    if (call.unknown != nullptr) return reading.not_simulated(*call.unknown, "anything but -c -f FILE", "haproxy -c -f /etc/haproxy/haproxy.cfg");
    if (const std::string* text = file_of(reading.desk, reading.operate.host, call.file->text)) reading.operate.file = std::make_shared<const std::string>(*text);
    std::map<std::string, std::string> beside;
    for (const auto& [path, text] : reading.desk.files)
        if (path.starts_with(reading.operate.host + "/") && !configuration_beside(reading.desk.topology, path).empty()) beside.emplace(path, text);
    if (!beside.empty()) reading.operate.beside = std::make_shared<const std::map<std::string, std::string>>(std::move(beside));
}

/// Who types stands in /etc/haproxy.
haproxy::Machine machine_of(const World& world, const Operated& typed)
{
    haproxy::Machine machine;
    if (typed.beside)
        machine.open = [&typed](std::string_view path) { return open_on_host(*typed.beside, typed.host, path, "/etc/haproxy"); };
    for (const Host& host : world.network.hosts)
        if (!host.attachments.empty()) machine.hosts.emplace_back(host.name, world.network.attachments[host.attachments.back().index].address);
    for (const auto& [name, record] : world.network.names.records)
        if (!record.addresses.empty()) machine.hosts.emplace_back(name, record.addresses.front());
    return machine;
}

/// What HAProxy adds below a message's first line; diagnostics have that line only.
std::string_view more_of(std::string_view said)
{
    if (!said.starts_with("missing timeouts for ")) return {};
    return "\n   | While not properly invalid, you will certainly encounter various problems"
           "\n   | with such a configuration. To fix this, please ensure that all following"
           "\n   | timeouts are set to a non-zero value: 'client', 'connect', 'server'.";
}

struct Verdict {
    std::string text;
    bool warned = false;

    void line(std::string_view mark, std::uint32_t process, std::string_view said) { text += fmt::format("{:<10} ({}) : {}\n", mark, process, said); }
};

/// HAProxy tells its version before its first complaint.
void introduce(Verdict& verdict, std::uint32_t process)
{
    verdict.line("[NOTICE]", process, "haproxy version is 2.6.12-1+deb12u4");
    verdict.line("[NOTICE]", process, "path to executable is /usr/sbin/haproxy");
}

Printed print(const Showing& showing)
{
    const Call call = read_call(showing.words);
    const std::string& file = call.file->text;
    Verdict verdict;
    if (showing.typed.text == nullptr) {
        introduce(verdict, showing.process);
        verdict.line("[ALERT]", showing.process, fmt::format("config : Cannot open configuration file/directory {} : No such file or directory", printable(file)));
        return failed(verdict.text, 1);
    }
    const std::vector<Diagnostic> diagnostics = haproxy::read_haproxy(*showing.typed.text, file, machine_of(showing.world, showing.typed)).diagnostics;
    bool refused_line = false;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (haproxy::kind_of(diagnostic.id) != haproxy::SentenceKind::program || !haproxy::is_printed(diagnostic)) continue;
        const bool alert = haproxy::is_alert(diagnostic) || diagnostic.severity == Severity::error;
        if (verdict.text.empty()) introduce(verdict, showing.process);
        const bool has_line = diagnostic.at.line > 0;
        verdict.line(alert ? "[ALERT]" : "[WARNING]", showing.process, has_line ? fmt::format("config : parsing [{}:{}] : {}", file, diagnostic.at.line, diagnostic.what) : fmt::format("config : {}{}", diagnostic.what, more_of(diagnostic.what)));
        verdict.warned = verdict.warned || !alert;
        refused_line = refused_line || (has_line && diagnostic.severity == Severity::error);
    }
    const int status = haproxy::exit_status(diagnostics);
    if (status == 1 && refused_line) verdict.line("[ALERT]", showing.process, fmt::format("config : Error(s) found in configuration file : {}", file));
    if (status == 1) verdict.line("[ALERT]", showing.process, "config : Fatal errors found in configuration.");
    Printed printed = failed(call.quiet ? std::string{} : std::move(verdict.text), status);
    if (status == 2 && !call.quiet) printed.text = "Configuration file has no error but will not start (no listener) => exit(2).\n";
    if (status == 0 && !call.quiet) printed.text = verdict.warned ? "Warnings were found.\nConfiguration file is valid\n" : "Configuration file is valid\n";
    return printed;
}

}  // namespace

const Tool haproxy_tool{"haproxy", read, print};

}  // namespace evenkeel::console
