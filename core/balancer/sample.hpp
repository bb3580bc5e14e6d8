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
    bytes_in_cnt, bytes_in_rate, bytes_out_cnt, bytes_out_rate, gpc1, gpc1_rate, http_fail_cnt, http_fail_rate, gpt, gpc, gpc_rate,
};
inline constexpr std::size_t counter_kinds = 23;
/// The last ones are arrays.
inline constexpr std::size_t array_kinds = 3;
inline constexpr std::uint32_t most_elements = 100;
constexpr bool is_array(Counter counter) { return static_cast<std::size_t>(counter) >= counter_kinds - array_kinds; }
/// One number of an entry: a counter, or an element of an array of them.
struct Tally {
    Counter counter{};
    std::uint32_t index = 0;
};
inline constexpr std::uint32_t tracked_slots = 3;       ///< sc0, sc1, sc2

/// A fetch like sc_http_req_rate(0) or src_inc_gpc0(table). Its table is named by SampleExpression::argument; empty: that of the
/// tracked entry itself.
struct CounterFetch {
    Tally tally;
    std::uint32_t slot = 0;         ///< sc0 to sc2; tracked_slots: the entry of the source address
    enum class Use : std::uint8_t { read, increment, clear, is_tracked, trackers, connections_counted } use{};
    bool in_kilobytes = false;      ///< kbytes_in, kbytes_out: of bytes_in_cnt, bytes_out_cnt
};

/// How a value is compared with patterns. Found: there is a value; truth: it is not 0.
enum class Match : std::uint8_t { exact, begins, ends, contains, directory, domain, regex, length, address, integer, found, truth };

/// None: one that is not simulated. Those of the first group are gone when the answer is there.
enum class Fetch : std::uint8_t {
    none,
    path, path_and_query, query, url, base, base_and_query, base_hash, base_hash_and_source, url_hash, url_hash_and_source, url_address, url_port, method, version, header, full_header, header_count, full_header_count, header_number,
    header_address, header_names, all_headers, all_headers_binary, cookie, cookie_count, cookie_number, url_param, url_param_number,
    request_body, request_body_length, request_body_parameter, first_request, authorization_type,
    authorization_user, authorization_password, authorization_token, authorized, authorization_group,
    status, response_header, response_full_header, response_header_count, response_full_header_count, response_header_number,
    response_header_names, response_header_address, response_all_headers, response_version, response_body, response_body_length, response_cookie, response_cookie_count, response_cookie_number,
    either_header, either_cookie,
    source, source_port, destination, destination_port, source_is_local, destination_is_local, destination_connections, socket_number, socket_name,
    server_side_source, server_side_source_port, server_side_destination, server_side_destination_port, server_side_version,
    tls_frontend, constant_number, constant_truth, constant_text, constant_address, constant_binary, nothing,
    always_true, always_false, backend_name, frontend_name, frontend_default_backend, servers_up, backend_connections, frontend_connections,
    backend_queue, average_queue, free_slots, server_is_up, server_connections, server_queue, server_weight, server_initial_weight, server_name,
    server_number, backend_session_rate, frontend_session_rate, frontend_request_rate, captured_method, captured_url, captured_version,
    captured_request_header, captured_response_header, captured_response_version, date,
    date_microseconds, random, wait_end, is_http, request_length, request_payload, response_length, variable, counter, frontend_number, backend_number,
    frontend_client_timeout, backend_server_timeout, backend_tunnel_timeout, free_connections, server_free_connections, server_session_rate, table_entries,
    table_free, unique_id, unique_random, host_name, stopping,
    response_payload, check_body, check_body_length, check_body_size,
};

enum class Conversion : std::uint8_t {
    lower, upper, length, field, word, bytes, base64, from_base64, hex, from_hex_number, url_decode, url_encode, replace_matches, concatenate,
    compare, left_trim, right_trim, network, json, http_date, utc_time, choose,
    add, subtract, multiply, divide, modulo, negate, bit_and, bit_or, bit_xor, complement, not_, truth, is_odd, is_even,
    hash_crc32, hash_djb2, hash_sdbm, hash_wt6, servers_up, set_variable, unset_variable, nothing,
    look_up,
    hash_crc32c, hash_xxh32, hash_xxh64, hash_xxh3, sha1, sha2, digest, hmac, add_item, numbers_of_bytes, hex_of_bytes, cut_line_end, host_only, port_only, network_order,
    json_query, language, equals_secret, server_queue, from_url_base64, url_base64, capture_request, capture_response, in_table, of_table,
};

/// table_…: a counter of an entry, or something else of it.
enum class TableUse : std::uint8_t { counter, kilobytes, trackers, server_number, idle, expires };

/// When set-var sets; of several, all must hold (HAProxy 2.6, 7.3.1 set-var).
enum class VariableCondition : std::uint8_t {
    if_exists = 1, if_not_exists = 2, if_empty = 4, if_not_empty = 8, if_set = 16, if_not_set = 32, if_greater = 64, if_less = 128,
};
using VariableConditions = std::uint8_t;

/// `field(2,/)`: texts and numbers stand at the argument's own place.
struct Converter {
    Conversion conversion{};
    std::vector<std::string> texts;
    std::vector<std::int64_t> numbers;
    std::uint32_t patterns = 0;     ///< look_up: the set in Settings::patterns, its use, and how a value is compared
    std::uint32_t use = 0;
    Match match{};
    TableUse table_use{};           ///< of_table: what is told of the entry whose key the sample is
    VariableConditions conditions = 0;  ///< set_variable
    Tally tally;                    ///< TableUse::counter
};

struct SampleExpression {
    Fetch fetch{};
    std::string argument;           ///< name of a header, a cookie, a parameter, a backend, a table; "B/S"
    std::int64_t number = 0;        ///< occurrence of a header, from 1 or from the end below 0; 0: the last. A constant
    Address address;                ///< a constant
    CounterFetch counter;           ///< Fetch::counter
    std::string option;             ///< url_param: what stands before the parameters, '?' if empty; a date's unit; var: what stands in for it
    bool has_option = false;
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
