#pragma once
// HTTP/1 as bytes: how far HAProxy's parser comes in the head of a request or an answer, and where it stops. For what arrives as bytes and
// not as a message: programs that speak something else, lines typed by hand.
//
// Source: HAProxy 2.6, src/h1.c; positions, states and flags recorded from 2.6.12 (tests/golden/haproxy-api/errors.json).
// Differs: bodies are not read, so a bad chunk is none here; `option accept-invalid-http-…` allows nothing more.

#include <cstdint>
#include <string_view>

namespace evenkeel::haproxy {

/// Bits of a head as HAProxy counts them.
namespace head_flag {
inline constexpr std::uint32_t content_length = 0x1;
inline constexpr std::uint32_t chunked = 0x2;
inline constexpr std::uint32_t answer = 0x4;
inline constexpr std::uint32_t version_1_1 = 0x10;
inline constexpr std::uint32_t close = 0x20;
inline constexpr std::uint32_t keep_alive = 0x40;
inline constexpr std::uint32_t upgrade = 0x80;
inline constexpr std::uint32_t encoded = 0x200;
inline constexpr std::uint32_t usual = 0x1400;
inline constexpr std::uint32_t to_head = 0x4000;            ///< an answer to HEAD
inline constexpr std::uint32_t websocket = 0x8000;
inline constexpr std::uint32_t encoded_chunked = 0x1'0000;
inline constexpr std::uint32_t encoded_otherwise = 0x2'0000;
}  // namespace head_flag

/// What HAProxy waits for; the number is its own.
enum class HeadState : std::uint8_t {
    request_before,
    request_before_lf,
    method,
    after_method,
    target,
    after_target,
    request_version,
    request_line_end,
    answer_before,
    answer_before_lf,
    answer_version,
    after_answer_version,
    status,
    after_status,
    reason,
    answer_line_end,
    first_header,
    header_name,
    header_colon,
    before_value,
    empty_value_lf,
    after_empty_value,
    header_value,
    value_lf,
    after_value,
    last_lf,
    chunk_size,
    data,
};
/// "MSG_HDR_NAME".
std::string_view name_of(HeadState state);

enum class HeadEnd : std::uint8_t { whole, unfinished, invalid };
struct HeadReading {
    HeadEnd end{};
    HeadState state{};
    std::uint32_t at = 0;           ///< invalid: the byte that is wrong; whole: how long the head is; unfinished: all there is
    std::uint32_t flags = 0;
    std::int64_t body_length = 0;   ///< of Content-Length
};

/// As long as a head may be: a buffer of 16,384 bytes with its reserve. What is longer is invalid.
inline constexpr std::size_t most_head_bytes = 16'320;

HeadReading read_request_head(std::string_view bytes);
/// `to_head`: it answers a request of method HEAD.
HeadReading read_answer_head(std::string_view bytes, bool to_head);

}  // namespace evenkeel::haproxy
