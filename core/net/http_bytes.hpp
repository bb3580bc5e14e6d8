#pragma once
// HTTP/1 as the bytes of a connection (RFC 9112): for those who speak it by hand.

#include <string>
#include <string_view>

#include "net/message.hpp"
#include "net/text_table.hpp"

namespace evenkeel {

/// What a server makes of bytes: a whole request, one that is still to be completed (kind none), or no HTTP (kind bytes, with them as its body).
Message read_request(std::string_view bytes, TextTable& texts);

/// An answer with its status line, header lines and what is known of its body. Bytes that are no HTTP are their body.
std::string written_answer(const Message& answer, const TextTable& texts);

}  // namespace evenkeel
