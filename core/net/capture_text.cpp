#include "net/capture_text.hpp"

#include <fmt/format.h>

#include "net/http_words.hpp"

namespace evenkeel {

namespace {

std::string clock_text(Instant at)
{
    const std::int64_t us = at.ns / ns_per_us;
    const std::int64_t s = us / 1'000'000;
    return fmt::format("{:02}:{:02}:{:02}.{:06}", s / 3600, s / 60 % 60, s % 60, us % 1'000'000);
}

/// tcpdump's order: S F R P, then a dot for ACK.
std::string flag_letters(std::uint8_t flags)
{
    std::string letters;
    if ((flags & flag_syn) != 0) letters += 'S';
    if ((flags & flag_fin) != 0) letters += 'F';
    if ((flags & flag_rst) != 0) letters += 'R';
    if ((flags & flag_data) != 0) letters += 'P';
    if ((flags & flag_ack) != 0) letters += '.';
    return letters;
}

std::string first_line(const PacketRecord& packet, const TextTable& texts)
{
    if (packet.kind == MessageKind::request) return fmt::format(": HTTP: {} {} HTTP/1.1", method_name(packet.method), texts[packet.path]);
    if (packet.kind != MessageKind::response) return {};
    const std::string_view reason = reason_phrase(packet.status);
    return fmt::format(": HTTP: HTTP/1.1 {}{}{}", packet.status, reason.empty() ? "" : " ", reason);
}

}  // namespace

std::string to_text(const PacketRecord& packet, const TextTable& texts)
{
    const bool numbered = (packet.flags & (flag_syn | flag_fin | flag_data | flag_rst)) != 0;
    std::string line = fmt::format("{} {} {}.{} > {}.{}: Flags [{}]", clock_text(packet.at), is_ipv4(packet.source.address) ? "IP" : "IP6",
                                   to_text(packet.source.address), packet.source.port, to_text(packet.destination.address), packet.destination.port,
                                   flag_letters(packet.flags));
    if (numbered) line += fmt::format(", seq {}", packet.sequence);
    if ((packet.flags & flag_ack) != 0) line += fmt::format(", ack {}", packet.acknowledged);
    line += fmt::format(", length {}", packet.bytes);
    line += first_line(packet, texts);
    if (packet.again) line += " [again]";
    if (packet.lost) line += " [lost]";
    return line;
}

}  // namespace evenkeel
