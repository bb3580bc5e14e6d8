#pragma once
// Captured packets as lines of text, in tcpdump's manner.

#include <string>

#include "net/network.hpp"

namespace evenkeel {

/// "00:00:01.000000 IP 10.0.1.10.32768 > 10.0.1.11.80: Flags [S], seq 0, length 0". A data message that is an HTTP request or
/// answer shows its first line. What tcpdump cannot know stands in brackets at the end: [lost], [again] for a retransmission.
/// Differs: sequence numbers count units (SYN, each message, FIN), not bytes; no window, no options.
std::string to_text(const PacketRecord& packet, const TextTable& texts);

}  // namespace evenkeel
