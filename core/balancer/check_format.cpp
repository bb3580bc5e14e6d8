// Formats in the rules of checks. Of the log's variables those stand for something that HAProxy has in a check.
// Source: HAProxy 2.6.12, recorded in tests/golden/haproxy-checks.

#include "balancer/check_judge.hpp"
#include "balancer/format.hpp"
#include "balancer/text_codes.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::string variable(std::string_view name, const CheckPlace& place)
{
    const Backend& backend = place.settings.backends[place.backend];
    const Server& server = backend.servers[place.server];
    if (name == "b") return backend.name;
    if (name == "s") return server.name;
    if (name == "si") return to_text(server.address);
    if (name == "sp") return std::to_string(server.port);
    if (name == "H") return std::string(place.node);
    if (name == "ST" || name == "rc" || name == "U") return "0";
    if (name == "B") return "+0";
    if (name == "ts") return "PR";
    if (name == "f") return "CHECKS-FE";        // the frontend that HAProxy has for its own checks
    return {};
}

}  // namespace

std::string rendered(const Format& format, const RequestView& view)
{
    if (!format.varies) return format.text;
    const std::vector<std::string> values = rendered_samples(format.samples, view);
    const std::string_view text = format.text;
    std::size_t next_value = 0;
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '%' || i + 1 == text.size() || text[i + 1] == '%') {
            result += text[i];
            i += text[i] == '%' ? 2 : 1;
            continue;
        }
        ++i;
        std::string_view flags;
        if (text[i] == '{') {
            const std::size_t end = std::min(text.find('}', i), text.size() - 1);
            flags = text.substr(i + 1, end - i - 1);
            i = end + 1;
        }
        std::string value;
        if (i < text.size() && text[i] == '[') {
            value = values[next_value++];
            i = end_of_sample(text, i + 1) + 1;
        } else {
            std::size_t end = i;
            while (end < text.size() && is_name(text[end])) ++end;
            value = variable(text.substr(i, end - i), *view.check);
            i = end;
        }
        const bool is_quoted = flags.find("+Q") != std::string_view::npos;
        result += is_quoted ? "\"" + value + "\"" : value;
    }
    return result;
}

std::optional<std::string> rendered_bytes(const Format& format, const RequestView& view)
{
    const std::string digits = rendered(format, view);
    std::string bytes;
    if (digits.size() % 2 != 0) return std::nullopt;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto byte = from_hex(std::string_view(digits).substr(i, 2));
        if (!byte) return std::nullopt;
        bytes += static_cast<char>(*byte);
    }
    return bytes;
}

}  // namespace evenkeel::haproxy
