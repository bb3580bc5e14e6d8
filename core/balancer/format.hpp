#pragma once
// Texts of rules, with %[sample] and the log's %variables, made at the moment a rule runs. For balancer/*.cpp only.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "balancer/process.hpp"

namespace evenkeel::haproxy {

/// Blanks stand as they are written and what is not there is empty, unlike in a log line.
std::string render(Process& p, const Stream& stream, const Message* response, const Format& format);
/// The same for a header line or a target: bytes that no such line may hold are written as %XX.
std::string render_header(Process& p, const Stream& stream, const Message* response, const Format& format);
/// A text of a rule as rule_text() has it, but of several blanks one is written, and none at the beginning (log_line.cpp).
std::string text_without_blanks(const Balancer& balancer, const LogRecord& record, const TextTable& texts, std::string_view host, std::string_view format);
/// A format, piece by piece: bytes as they stand ("%%" is one), %[sample], %variable; `flags`: what stood between braces.
struct FormatPiece {
    enum class Kind : std::uint8_t { text, sample, variable } kind{};
    std::string_view text;          ///< of a variable: its name
    std::string_view flags;
};
std::vector<FormatPiece> pieces_of(std::string_view format);    ///< log_line.cpp
/// What `unique-id-format` makes of a stream, once; empty without one.
std::string unique_id_of(Process& p, const Stream& stream);
/// The values of samples, as texts; one that gives nothing is empty.
std::vector<std::string> rendered_samples(const std::vector<SampleExpression>& samples, const RequestView& view);

}  // namespace evenkeel::haproxy
