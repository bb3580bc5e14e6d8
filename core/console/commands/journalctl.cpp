// journalctl -u UNIT [-n N] [-o cat]: what systemd and HAProxy have written.
// Differs: HAProxy's lines are the last 200 to 400; the day is the first of a run's calendar, 1 January 1970.

#include <fmt/format.h>

#include "base/text.hpp"
#include "console/commands/list.hpp"

namespace evenkeel::console {

namespace {

constexpr std::int64_t most_lines = 1'000;

struct Call {
    std::string_view unit;
    std::uint64_t lines = most_lines;
    bool bare = false;              ///< -o cat
    const Word* unknown = nullptr;
    std::string error;
};

Call read_call(const Command& words)
{
    Call call;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string_view text = words[i].text;
        const auto value = [&](std::string_view short_name, std::string_view long_name) -> const char* {
            if (text.starts_with(long_name) && text.size() > long_name.size() && text[long_name.size()] == '=') return text.data() + long_name.size() + 1;
            if (text.starts_with(short_name) && text.size() > 2 && text[1] != '-') return text.data() + 2;
            if (text != short_name && text != long_name) return nullptr;
            if (i + 1 < words.size()) return words[++i].text.c_str();
            call.error = fmt::format("journalctl: option requires an argument -- '{}'\n", short_name.substr(1));
            return "";
        };
        if (text == "--no-pager" || text == "-q" || text == "--quiet" || text == "-e" || text == "-a") continue;
        if (const char* unit = value("-u", "--unit")) call.unit = unit;
        else if (const char* count = value("-n", "--lines")) {
            const auto number = parse_integer(count, 0, 1'000'000);
            if (!number && call.error.empty()) call.error = fmt::format("Failed to add match '{}': Invalid argument\n", printable(count));
            call.lines = static_cast<std::uint64_t>(std::min(number.value_or(0), most_lines));
        } else if (const char* format = value("-o", "--output")) {
            call.bare = std::string_view(format) == "cat";
            if (!call.bare && std::string_view(format) != "short") call.unknown = &words[i];
        } else call.unknown = &words[i];
    }
    if (call.unit.ends_with(".service")) call.unit.remove_suffix(8);
    if (call.unit.empty() && call.error.empty() && call.unknown == nullptr) call.unknown = &words.front();
    return call;
}

void read(Reading& reading)
{
    const Call call = read_call(reading.words);
    if (call.unknown != nullptr)
        return reading.not_simulated(*call.unknown, call.unit.empty() ? "the whole journal" : "'" + printable(call.unknown->text, 40) + "'", "journalctl -u haproxy -n 20");
    if (call.error.empty()) reading.operate.effect = ReadLog{reading.operate.host + "/" + std::string(call.unit), call.lines};
}

Printed print(const Showing& showing)
{
    const Call call = read_call(showing.words);
    if (!call.error.empty()) return failed(call.error, 1);
    if (showing.typed.text == nullptr || showing.typed.text->empty()) return {"-- No entries --\n", {}, 0, true};
    if (!call.bare) return {*showing.typed.text, {}, 0, true};
    std::string text;
    for (const std::string_view line : split(*showing.typed.text, '\n'))
        if (!line.empty()) text.append(line.substr(line.find("]: ") + 3)).append("\n");
    return {std::move(text), {}, 0, true};
}

}  // namespace

const Tool journalctl_tool{"journalctl", read, print};

}  // namespace evenkeel::console
