#include "balancer/text_parts.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

bool is_one_of(char c, std::string_view delimiters) { return delimiters.find(c) != std::string_view::npos; }

/// Where a port may begin: the last colon, unless a bracket closes behind it.
std::size_t port_colon(std::string_view host)
{
    const std::size_t at = host.find_last_of(":]");
    return at != std::string_view::npos && host[at] == ':' ? at : std::string_view::npos;
}

/// "0.85" in thousandths; digits beyond the third do not count.
std::int64_t quality(std::string_view text)
{
    text = trim(text);
    if (!text.starts_with("q=") && !text.starts_with("Q=")) return 1000;
    text.remove_prefix(2);
    std::int64_t value = 0;
    std::int64_t unit = 1000;
    for (const char c : text) {
        if (c == '.') continue;
        if (c < '0' || c > '9') break;
        value += (c - '0') * unit;
        unit /= 10;
    }
    return std::min<std::int64_t>(value, 1000);
}

}  // namespace

std::string field_of(std::string_view text, std::int64_t index, std::string_view delimiters, std::int64_t count)
{
    std::vector<std::size_t> starts{0};
    for (std::size_t i = 0; i < text.size(); ++i)
        if (is_one_of(text[i], delimiters)) starts.push_back(i + 1);
    const auto fields = static_cast<std::int64_t>(starts.size());
    const auto end_of = [&](std::int64_t i) { return i + 1 < fields ? starts[static_cast<std::size_t>(i + 1)] - 1 : text.size(); };
    std::int64_t first = index > 0 ? index - 1 : fields + index;
    if (index == 0 || first < 0 || first >= fields) return {};
    std::int64_t last = first;
    if (index > 0) last = count == 0 ? fields - 1 : std::min(fields - 1, first + count - 1);
    else if (count != 1) first = count == 0 ? 0 : std::max<std::int64_t>(0, first - count + 1);
    const std::size_t start = starts[static_cast<std::size_t>(first)];
    return std::string(text.substr(start, end_of(last) - start));
}

std::string word_of(std::string_view text, std::int64_t index, std::string_view delimiters, std::int64_t count)
{
    std::vector<std::pair<std::size_t, std::size_t>> words;
    for (std::size_t i = 0; i < text.size();) {
        while (i < text.size() && is_one_of(text[i], delimiters)) ++i;
        const std::size_t start = i;
        while (i < text.size() && !is_one_of(text[i], delimiters)) ++i;
        if (i > start) words.emplace_back(start, i);
    }
    const auto all = static_cast<std::int64_t>(words.size());
    const std::int64_t place = index > 0 ? index - 1 : all + index;
    if (index == 0 || place < 0 || place >= all) return {};
    const auto [start, end] = words[static_cast<std::size_t>(place)];
    // Where there are not so many words, what is at the text's end or beginning belongs to it.
    if (index > 0) {
        const std::int64_t last = place + count - 1;
        const std::size_t until = count == 0 || last >= all ? text.size() : words[static_cast<std::size_t>(last)].second;
        return std::string(text.substr(start, until - start));
    }
    const std::int64_t first = place - count + 1;
    const std::size_t from = count == 0 || first < 0 ? 0 : words[static_cast<std::size_t>(first)].first;
    return std::string(text.substr(from, end - from));
}

std::string trimmed(std::string text, std::string_view characters, bool left)
{
    const std::size_t edge = left ? text.find_first_not_of(characters) : text.find_last_not_of(characters);
    if (edge == std::string::npos) return {};
    return left ? text.substr(edge) : text.substr(0, edge + 1);
}

std::string host_without_port(std::string_view host) { return lower(host.substr(0, port_colon(host))); }

std::int64_t port_behind_host(std::string_view host)
{
    const std::size_t colon = port_colon(host);
    if (colon == std::string_view::npos) return 0;
    std::uint32_t port = 0;         // as HAProxy's strl2uic reckons: what is no digit counts by its place among the characters
    for (const char c : host.substr(colon + 1)) port = port * 10 + static_cast<unsigned char>(c) - '0';
    return port;
}

std::string_view preferred_of(std::string_view accepted, std::string_view choices)
{
    std::string_view best;
    std::int64_t most = 0;
    const std::vector<std::string_view> all = split(choices, ';');
    for (const std::string_view each : split(accepted, ',')) {
        const std::size_t semicolon = each.find(';');
        const std::string_view wanted = trim(each.substr(0, semicolon));
        const auto choice = std::find_if(all.begin(), all.end(), [&](std::string_view one) { return wanted.starts_with(one) && (wanted.size() == one.size() || wanted[one.size()] == '-'); });
        if (choice == all.end()) continue;
        const std::int64_t weight = semicolon == std::string_view::npos ? 1000 : quality(each.substr(semicolon + 1));
        if (weight <= most) continue;
        most = weight;
        best = *choice;
    }
    return best;
}

bool take_argument(std::string_view& text, std::string& argument)
{
    char quote = 0;
    while (!text.empty()) {
        const char c = text[0];
        if (quote == 0 && (c == ',' || c == ')')) break;
        if (quote != '\'' && c == '\\' && text.size() > 1) {
            const char next = text[1];
            const bool special = next == '\\' || next == ' ' || next == '\'' || next == '"' || next == ',' || next == ')' || next == '(';
            argument += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : special ? next : '\\';
            const bool consumed = special || next == 'n' || next == 't' || next == 'r';
            text.remove_prefix(consumed ? 2 : 1);
            continue;
        }
        if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;
        } else if (quote != 0 && c == quote) {
            quote = 0;
        } else {
            argument += c;
        }
        text.remove_prefix(1);
    }
    return quote == 0;
}

std::size_t end_of_sample(std::string_view format, std::size_t from)
{
    while (from < format.size() && format[from] != ']') {
        if (format[from++] != '(') continue;
        std::string_view rest = format.substr(from);
        for (std::string argument; !rest.empty() && rest[0] != ')';) {
            if (rest[0] == ',') rest.remove_prefix(1);
            else take_argument(rest, argument);
        }
        from = format.size() - rest.size();
    }
    return from;
}

}  // namespace evenkeel::haproxy
