// THE list of commands: those that are carried out, those that are passed over, and what happens to all others.

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/installer/commands/commands.hpp"
#include "config/installer/sentences.hpp"

namespace evenkeel::installer {

namespace {

struct Row {
    std::string_view name;
    Builtin run;
};
constexpr Row rows[] = {
    {"echo", run_echo}, {"printf", run_printf}, {"cat", run_cat}, {"tee", run_tee}, {"dd", run_dd}, {"sed", run_sed},
    {"grep", run_grep}, {"egrep", run_grep}, {"cp", run_cp}, {"mv", run_mv}, {"rm", run_rm}, {"unlink", run_rm},
    {"mkdir", run_mkdir}, {"touch", run_touch}, {"ln", run_ln}, {"install", run_install}, {"truncate", run_truncate},
    {"curl", run_download}, {"wget", run_download},
    {"cd", run_cd}, {"export", run_declare}, {"local", run_declare}, {"readonly", run_declare}, {"declare", run_declare}, {"typeset", run_declare},
    {"unset", run_unset}, {"set", run_set}, {"read", run_read}, {"shift", run_shift},
    {"exit", run_leave}, {"return", run_leave}, {"break", run_leave}, {"continue", run_leave},
    {"true", run_true}, {":", run_true}, {"false", run_false}, {"test", run_test}, {"[", run_test}, {"[[", run_test},
    {"sudo", run_sudo}, {"bash", run_shell}, {"sh", run_shell}, {"dash", run_shell}, {"/bin/bash", run_shell}, {"/bin/sh", run_shell},
    {"eval", run_eval}, {"source", run_source}, {".", run_source},
    {"env", run_prefix}, {"nohup", run_prefix}, {"time", run_prefix}, {"command", run_prefix}, {"builtin", run_prefix}, {"exec", run_prefix},
    {"nice", run_prefix}, {"timeout", run_prefix},
    {"which", run_uncertain}, {"type", run_uncertain}, {"pgrep", run_uncertain}, {"ping", run_uncertain}, {"nc", run_uncertain}, {"dpkg", run_uncertain},
    {"dpkg-query", run_uncertain}, {"pidof", run_uncertain}, {"getent", run_uncertain}, {"cmp", run_uncertain}, {"diff", run_uncertain},
};

constexpr std::string_view harmless[] = {
    "add-apt-repository", "adduser", "apt", "apt-cache", "apt-get", "apt-key", "apt-mark", "aptitude", "awk", "basename", "certbot", "chgrp", "chmod", "chown", "clear", "curlie",
    "cut", "date", "df", "dirname", "dnf", "du", "expr", "file", "fold", "free", "gpg", "groupadd", "haproxy", "head", "history", "hostname", "hostnamectl", "id", "ifconfig",
    "ip", "iptables", "journalctl", "jq", "kill", "killall", "less", "logger", "ls", "lsb_release", "lsof", "md5sum", "more", "mysql", "netstat", "nginx", "nl", "nproc", "nslookup",
    "openssl", "pip", "pip3", "pkill", "ps", "pwd", "readlink", "realpath", "reset", "rsyslogd", "seq", "service", "sha256sum", "shopt", "sleep", "snap", "sort", "ss", "stat", "stty",
    "su", "sync", "sysctl", "systemctl", "tail", "telnet", "tput", "tr", "trap", "tty", "ufw", "ulimit", "umask", "uname", "uniq", "update-ca-certificates", "update-rc.d", "uptime",
    "useradd", "usermod", "wait", "wc", "whoami", "yes", "yum", "invoke-rc.d", "debconf-set-selections", "dos2unix", "host", "dig",
};

/// Options and words that name a file: "/etc/…", "--file=/etc/…".
std::string path_in(std::string_view word)
{
    const std::size_t slash = word.find('/');
    if (slash == std::string_view::npos) return "";
    if (slash != 0 && word[slash - 1] != '=') return "";
    return std::string(word.substr(slash));
}

}  // namespace

Builtin find_builtin(std::string_view name)
{
    const std::size_t slash = name.rfind('/');
    const bool program = slash != std::string_view::npos && (name.starts_with("/bin/") || name.starts_with("/usr/bin/"));
    const std::string_view wanted = program ? name.substr(slash + 1) : name;
    const auto* found = std::find_if(std::begin(rows), std::end(rows), [&](const Row& row) { return row.name == wanted; });
    return found == std::end(rows) ? nullptr : found->run;
}

bool is_harmless(std::string_view name)
{
    const std::size_t slash = name.rfind('/');
    const bool program = slash != std::string_view::npos && (name.starts_with("/bin/") || name.starts_with("/usr/") || name.starts_with("/sbin/") || name.starts_with("/etc/init.d/"));
    if (name.starts_with("/etc/init.d/")) return true;
    return std::find(std::begin(harmless), std::end(harmless), program ? name.substr(slash + 1) : name) != std::end(harmless);
}

void not_understood(Shell& shell, Call& call)
{
    const std::string command = printable(call.words[0].known() ? call.name() : std::string("a command made when the script runs"), 60);
    bool named = false;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const std::string path = path_in(call.words[i].bytes);
        const std::string whole = path.empty() ? "" : shell.full_path(path);
        if (whole.empty() || !is_configuration(whole) || shell.is_folder(whole) == true) continue;
        Traced text = shell.read(whole, call.at).value_or(Traced{});
        shell.reasons[call.at] = {&sentence::command_not_understood, command};
        text.spoil(call.at);
        shell.write(whole, std::move(text), call.at);
        named = true;
    }
    if (!named) shell.say(Severity::warning, sentence::command_unknown, call.at, {{"command", command}});
    if (call.streams.out.kind != Sink::Kind::none) {
        shell.note_reason(call.at, sentence::unknown_value, "what '" + command + "' prints");
        shell.put(call.streams.out, unknown_text(call.at), call.at);
    }
    shell.memory.status = std::nullopt;
}

}  // namespace evenkeel::installer
