// Formats in the rules of checks. Of the log's variables those stand for something that HAProxy has in a check.
// Source: HAProxy 2.6.12, recorded in tests/golden/haproxy-checks.

#include "balancer/check_judge.hpp"
#include "balancer/format.hpp"
#include "balancer/text_codes.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

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
    std::size_t next_value = 0;
    bool quotes = false;
    std::string result;
    for (const FormatPiece& piece : pieces_of(format.text)) {
        const bool is_quoted = piece.flags.find("+Q") != std::string_view::npos || (quotes && piece.flags.find("-Q") == std::string_view::npos);
        if (piece.kind == FormatPiece::Kind::text) {
            result += piece.text;
        } else if (piece.kind == FormatPiece::Kind::variable && piece.text == "o") {
            quotes = is_quoted;
        } else {
            const std::string value = piece.kind == FormatPiece::Kind::sample ? values[next_value++] : variable(piece.text, *view.check);
            result += is_quoted ? "\"" + value + "\"" : value;
        }
    }
    return result;
}

std::optional<std::string> rendered_bytes(const Format& format, const RequestView& view) { return bytes_from_hex(rendered(format, view)); }

}  // namespace evenkeel::haproxy
