#pragma once
// Sample expressions as plain values: what is fetched of a request, an answer or the process, and what converters make of it.
// ACLs, stick rules, tracking, `balance hash` and every text with %[…] use the same. Names are HAProxy's where it has one.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "net/address.hpp"

namespace evenkeel::haproxy {

/// What a stick table keeps of a key beside the server, in the order in which `show table` prints it. A rate counts the events of
/// a sliding period, conn_cur those that last.
enum class Counter : std::uint8_t {
    gpt0, gpc0, gpc0_rate, conn_cnt, conn_rate, conn_cur, sess_cnt, sess_rate, http_req_cnt, http_req_rate, http_err_cnt, http_err_rate,
    bytes_in_cnt, bytes_in_rate, bytes_out_cnt, bytes_out_rate, gpc1, gpc1_rate, http_fail_cnt, http_fail_rate,
};
inline constexpr std::size_t counter_kinds = 20;
inline constexpr std::uint32_t tracked_slots = 3;       ///< sc0, sc1, sc2

/// A fetch like sc_http_req_rate(0) or src_inc_gpc0(table). Its table is named by SampleExpression::argument; empty: that of the
/// tracked entry itself.
struct CounterFetch {
    Counter counter{};
    std::uint32_t slot = 0;         ///< sc0 to sc2; tracked_slots: the entry of the source address
    enum class Use : std::uint8_t { read, increment, clear, is_tracked } use{};
};

/// None: one that is not simulated. Those of the first group are gone when the answer is there.
enum class Fetch : std::uint8_t {
    none,
    path, path_and_query, query, url, base, base_and_query, method, version, header, full_header, header_count, full_header_count, header_number,
    header_address, header_names, cookie, cookie_count, cookie_number, url_param, url_param_number, first_request, authorization_type,
    authorization_user, authorization_password,
    status, response_header, response_full_header, response_header_count, response_full_header_count, response_header_number,
    response_header_names, response_cookie,
    either_header, either_cookie,
    source, source_port, destination, destination_port, tls_frontend, constant_number, constant_truth, constant_text, constant_address,
    always_true, always_false, backend_name, frontend_name, frontend_default_backend, servers_up, backend_connections, frontend_connections,
    backend_queue, average_queue, free_slots, server_is_up, server_connections, server_queue, server_weight, server_initial_weight, server_name,
    server_number, backend_session_rate, frontend_session_rate, frontend_request_rate, captured_method, captured_url, captured_version,
    captured_request_header, captured_response_header, date, random, variable, counter,
};

enum class Conversion : std::uint8_t {
    lower, upper, length, field, word, bytes, base64, from_base64, hex, from_hex_number, url_decode, url_encode, replace_matches, concatenate,
    compare, left_trim, right_trim, network, json, http_date, utc_time, choose,
    add, subtract, multiply, divide, modulo, negate, bit_and, bit_or, bit_xor, complement, not_, truth, is_odd, is_even,
    hash_crc32, hash_djb2, hash_sdbm, hash_wt6, servers_up, set_variable, unset_variable, nothing,
};

/// `field(2,/)`: texts and numbers stand at the argument's own place.
struct Converter {
    Conversion conversion{};
    std::vector<std::string> texts;
    std::vector<std::int64_t> numbers;
};

struct SampleExpression {
    Fetch fetch{};
    std::string argument;           ///< name of a header, a cookie, a parameter, a backend, a table; "B/S"
    std::int64_t number = 0;        ///< occurrence of a header, from 1 or from the end below 0; 0: the last. A constant
    Address address;                ///< a constant
    CounterFetch counter;           ///< Fetch::counter
    std::vector<Converter> converters;
};

/// A log-format string: `varies`, or the text is what there is. The samples stand in the order of its %[…].
struct Format {
    std::string text;
    bool varies = false;
    std::vector<SampleExpression> samples;
};

enum class SampleKind : std::uint8_t { truth, number, address, text, binary };

/// What an expression has given.
struct SampleValue {
    SampleKind kind{};
    std::int64_t number = 0;
    Address address;
    std::string text;
};

/// set-var: `name` with its scope, "txn.user".
struct Variable {
    std::string name;
    SampleValue value;
};

}  // namespace evenkeel::haproxy
