#include "console/runbook.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "console/sentences.hpp"

namespace evenkeel::console {

namespace {

constexpr std::string_view example = "systemctl status haproxy";

/// "MM:SS", "MM:SS.mmm", "H:MM:SS.mmm"; whole milliseconds.
std::optional<Instant> read_clock(std::string_view text)
{
    std::int64_t ms = 0;
    if (const std::size_t dot = text.find('.'); dot != std::string_view::npos) {
        std::string digits(text.substr(dot + 1));
        if (digits.empty() || digits.size() > 3 || digits.front() == '-') return std::nullopt;
        digits.resize(3, '0');
        const auto part = parse_integer(digits, 0, 999);
        if (!part) return std::nullopt;
        ms = *part;
        text = text.substr(0, dot);
    }
    const std::vector<std::string_view> parts = split(text, ':');
    if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = parse_integer(parts[i], 0, i == 0 ? 9'999 : 59);
        if (!part || parts[i].front() == '-' || (i > 0 && parts[i].size() != 2)) return std::nullopt;
        total = total * 60 + *part;
    }
    return Instant{(total * 1'000 + ms) * ns_per_ms};
}

struct RunbookReader {
    const std::string& file;
    const Desk& desk;
    Instant end;
    Parsed<std::vector<Deed>> result{};
    Instant before{-1};
    int number = 0;

    void refuse(int column, const Sentence& sentence, std::initializer_list<Argument> arguments)
    {
        result.diagnostics.push_back(say(Severity::error, sentence, {file, number, column}, arguments));
    }

    void read_line(std::string_view line)
    {
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        const std::string_view content = trim(line);
        if (content.empty() || content.front() == '#') return;
        const std::size_t begin = line.find_first_not_of(" \t");
        const std::size_t time_end = std::min(line.find_first_of(" \t", begin), line.size());
        const std::string_view time = line.substr(begin, time_end - begin);
        const int time_column = static_cast<int>(begin) + 1;
        const auto at = time.starts_with('+') ? read_clock(time.substr(1)) : std::nullopt;
        if (!at) return refuse(time_column, says.no_time, {{"text", printable(time, 40)}, {"example", example}});
        if (*at <= before) return refuse(time_column, says.goes_back, {{"time", time}, {"before", "+" + to_clock(before)}});
        before = *at;
        if (*at >= end) return refuse(time_column, says.after_the_end, {{"time", time}, {"end", to_clock(end)}});
        const std::size_t host_begin = std::min(line.find_first_not_of(" \t", time_end), line.size());
        const std::size_t dollar = line.find('$', host_begin);
        const std::string_view host = line.substr(host_begin, dollar == std::string_view::npos ? 0 : dollar - host_begin);
        if (host.empty() || host.find_first_of(" \t") != std::string_view::npos) {
            const std::vector<std::string_view> hosts = hosts_of(desk.topology);
            return refuse(static_cast<int>(host_begin) + 1, says.no_prompt, {{"time", time}, {"host", hosts.empty() ? "lb-01" : hosts.front()}, {"example", example}});
        }
        read_command(*at, host, static_cast<int>(host_begin), line.substr(dollar + 1), static_cast<int>(dollar) + 1);
    }

    void read_command(Instant at, std::string_view host, int host_offset, std::string_view command, int offset)
    {
        const std::vector<std::string_view> hosts = hosts_of(desk.topology);
        const bool is_host = std::find(hosts.begin(), hosts.end(), host) != hosts.end();
        Parsed<Operate> operate = console::read_line(desk, host, command, {file, number, (is_host ? offset : host_offset) + 1});
        result.diagnostics.insert(result.diagnostics.end(), operate.diagnostics.begin(), operate.diagnostics.end());
        if (has_error(operate.diagnostics)) return;
        result.config.push_back({at, Deed::Kind::action, "", std::move(operate.config), static_cast<std::uint64_t>(number)});
    }

    bool has_room(std::string_view text)
    {
        std::size_t commands = 0;
        for (const std::string_view line : split(text, '\n'))
            if (const std::string_view content = trim(line); !content.empty() && content.front() != '#') ++commands;
        if (commands > most_runbook_lines) refuse(0, says.too_many_lines, {{"count", std::to_string(commands)}, {"most", std::to_string(most_runbook_lines)}});
        return commands <= most_runbook_lines;
    }
};

}  // namespace

Parsed<std::vector<Deed>> read_runbook(std::string_view text, const std::string& file, const Desk& desk, Instant end)
{
    RunbookReader reader{file, desk, end};
    if (!reader.has_room(text)) return std::move(reader.result);
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    for (const std::string_view line : split(text, '\n')) reader.read_line(line);
    return std::move(reader.result);
}

std::string runbook_line(Instant at, std::string_view host, std::string_view line) { return fmt::format("+{} {}$ {}\n", to_clock(at), host, line); }

}  // namespace evenkeel::console
