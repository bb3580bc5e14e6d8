// Which fetches and converters of HAProxy's the simulator has, under which names and with which arguments.

#include <algorithm>
#include <iterator>

#include "balancer/stick_table.hpp"
#include "balancer/text_codes.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/variables.hpp"

namespace evenkeel::haproxy {

namespace {

/// What a fetch's arguments say.
enum class Takes : std::uint8_t { nothing, name, name_if_any, header, number, number_if_any, separator, text, truth, address, backend, server, frontend, parameter, date, variable, bytes, two_numbers };

struct Known {
    std::string_view name;
    Fetch fetch;
    Takes takes = Takes::nothing;
};
constexpr Known known_fetches[] = {
    {"path", Fetch::path}, {"pathq", Fetch::path_and_query}, {"query", Fetch::query}, {"url", Fetch::url}, {"base", Fetch::base}, {"baseq", Fetch::base_and_query},
    {"method", Fetch::method}, {"req.ver", Fetch::version}, {"req_ver", Fetch::version}, {"hdr", Fetch::either_header, Takes::header},
    {"req.hdr", Fetch::header, Takes::header}, {"req.fhdr", Fetch::full_header, Takes::header}, {"hdr_cnt", Fetch::header_count, Takes::name},
    {"req.hdr_cnt", Fetch::header_count, Takes::name}, {"req.fhdr_cnt", Fetch::full_header_count, Takes::name}, {"hdr_val", Fetch::header_number, Takes::header},
    {"req.hdr_val", Fetch::header_number, Takes::header}, {"hdr_ip", Fetch::header_address, Takes::header}, {"req.hdr_ip", Fetch::header_address, Takes::header},
    {"req.hdr_names", Fetch::header_names, Takes::separator}, {"cook", Fetch::cookie, Takes::name}, {"req.cook", Fetch::cookie, Takes::name},
    {"cookie", Fetch::either_cookie, Takes::name}, {"cook_cnt", Fetch::cookie_count, Takes::name_if_any}, {"req.cook_cnt", Fetch::cookie_count, Takes::name_if_any},
    {"cook_val", Fetch::cookie_number, Takes::name}, {"req.cook_val", Fetch::cookie_number, Takes::name}, {"url_param", Fetch::url_param, Takes::parameter},
    {"urlp", Fetch::url_param, Takes::parameter}, {"urlp_val", Fetch::url_param_number, Takes::parameter}, {"http_first_req", Fetch::first_request},
    {"http_auth_type", Fetch::authorization_type}, {"http_auth_user", Fetch::authorization_user}, {"http_auth_pass", Fetch::authorization_password},
    {"req.body", Fetch::request_body}, {"req.body_len", Fetch::request_body_length}, {"req.body_size", Fetch::request_body_length},
    {"req.body_param", Fetch::request_body_parameter, Takes::name_if_any}, {"res.body", Fetch::response_body},
    {"res.body_len", Fetch::response_body_length}, {"res.body_size", Fetch::response_body_length},
    {"status", Fetch::status}, {"res.hdr", Fetch::response_header, Takes::header}, {"shdr", Fetch::response_header, Takes::header},
    {"res.fhdr", Fetch::response_full_header, Takes::header}, {"res.hdr_cnt", Fetch::response_header_count, Takes::name},
    {"shdr_cnt", Fetch::response_header_count, Takes::name}, {"res.fhdr_cnt", Fetch::response_full_header_count, Takes::name},
    {"res.hdr_val", Fetch::response_header_number, Takes::header}, {"shdr_val", Fetch::response_header_number, Takes::header},
    {"res.hdr_names", Fetch::response_header_names, Takes::separator}, {"res.cook", Fetch::response_cookie, Takes::name}, {"scook", Fetch::response_cookie, Takes::name},
    {"src", Fetch::source}, {"src_port", Fetch::source_port}, {"dst", Fetch::destination}, {"dst_port", Fetch::destination_port}, {"ssl_fc", Fetch::tls_frontend},
    {"int", Fetch::constant_number, Takes::number}, {"bool", Fetch::constant_truth, Takes::truth}, {"str", Fetch::constant_text, Takes::text},
    {"meth", Fetch::constant_text, Takes::text}, {"ipv4", Fetch::constant_address, Takes::address}, {"ipv6", Fetch::constant_address, Takes::address},
    {"always_true", Fetch::always_true}, {"always_false", Fetch::always_false}, {"be_name", Fetch::backend_name}, {"fe_name", Fetch::frontend_name},
    {"fe_defbe", Fetch::frontend_default_backend}, {"nbsrv", Fetch::servers_up, Takes::backend}, {"be_conn", Fetch::backend_connections, Takes::backend},
    {"fe_conn", Fetch::frontend_connections, Takes::frontend}, {"queue", Fetch::backend_queue, Takes::backend}, {"avg_queue", Fetch::average_queue, Takes::backend},
    {"connslots", Fetch::free_slots, Takes::backend}, {"srv_is_up", Fetch::server_is_up, Takes::server}, {"srv_conn", Fetch::server_connections, Takes::server},
    {"srv_queue", Fetch::server_queue, Takes::server}, {"srv_uweight", Fetch::server_weight, Takes::server}, {"srv_weight", Fetch::server_weight, Takes::server},
    {"srv_iweight", Fetch::server_initial_weight, Takes::server}, {"srv_name", Fetch::server_name}, {"srv_id", Fetch::server_number},
    {"be_sess_rate", Fetch::backend_session_rate, Takes::backend}, {"fe_sess_rate", Fetch::frontend_session_rate, Takes::frontend},
    {"fe_req_rate", Fetch::frontend_request_rate, Takes::frontend}, {"capture.req.method", Fetch::captured_method}, {"capture.req.uri", Fetch::captured_url},
    {"capture.req.ver", Fetch::captured_version}, {"capture.req.hdr", Fetch::captured_request_header, Takes::number},
    {"capture.res.hdr", Fetch::captured_response_header, Takes::number}, {"date", Fetch::date, Takes::date}, {"rand", Fetch::random, Takes::number_if_any},
    {"var", Fetch::variable, Takes::variable}, {"base32", Fetch::base_hash}, {"base32+src", Fetch::base_hash_and_source}, {"url32", Fetch::url_hash},
    {"url32+src", Fetch::url_hash_and_source}, {"url_ip", Fetch::url_address}, {"url_port", Fetch::url_port}, {"req.hdrs", Fetch::all_headers},
    {"http_auth_bearer", Fetch::authorization_token, Takes::name_if_any}, {"http_auth", Fetch::authorized, Takes::name},
    {"http_auth_group", Fetch::authorization_group, Takes::name}, {"res.hdr_ip", Fetch::response_header_address, Takes::header},
    {"shdr_ip", Fetch::response_header_address, Takes::header}, {"res.hdrs", Fetch::response_all_headers}, {"res.ver", Fetch::response_version},
    {"resp_ver", Fetch::response_version}, {"res.cook_cnt", Fetch::response_cookie_count, Takes::name_if_any},
    {"scook_cnt", Fetch::response_cookie_count, Takes::name_if_any}, {"res.cook_val", Fetch::response_cookie_number, Takes::name},
    {"scook_val", Fetch::response_cookie_number, Takes::name}, {"fc_src", Fetch::source}, {"fc_src_port", Fetch::source_port}, {"fc_dst", Fetch::destination},
    {"fc_dst_port", Fetch::destination_port}, {"src_is_local", Fetch::source_is_local}, {"fc_src_is_local", Fetch::source_is_local},
    {"dst_is_local", Fetch::destination_is_local}, {"fc_dst_is_local", Fetch::destination_is_local}, {"dst_conn", Fetch::destination_connections},
    {"so_id", Fetch::socket_number}, {"so_name", Fetch::socket_name}, {"bc_src", Fetch::server_side_source}, {"bc_src_port", Fetch::server_side_source_port},
    {"bc_dst", Fetch::server_side_destination}, {"bc_dst_port", Fetch::server_side_destination_port}, {"bc_http_major", Fetch::server_side_version},
    {"bin", Fetch::constant_binary, Takes::bytes}, {"fc_pp_authority", Fetch::nothing}, {"fc_pp_unique_id", Fetch::nothing},
    {"capture.res.ver", Fetch::captured_response_version}, {"date_us", Fetch::date_microseconds}, {"fe_id", Fetch::frontend_number},
    {"be_id", Fetch::backend_number}, {"fe_client_timeout", Fetch::frontend_client_timeout}, {"be_server_timeout", Fetch::backend_server_timeout},
    {"cur_server_timeout", Fetch::backend_server_timeout}, {"be_tunnel_timeout", Fetch::backend_tunnel_timeout},
    {"cur_tunnel_timeout", Fetch::backend_tunnel_timeout}, {"be_conn_free", Fetch::free_connections, Takes::backend},
    {"srv_conn_free", Fetch::server_free_connections, Takes::server}, {"srv_sess_rate", Fetch::server_session_rate, Takes::server},
    {"unique-id", Fetch::unique_id}, {"uuid", Fetch::unique_random, Takes::number_if_any}, {"hostname", Fetch::host_name}, {"stopping", Fetch::stopping},
    {"wait_end", Fetch::wait_end}, {"req.proto_http", Fetch::is_http}, {"req_proto_http", Fetch::is_http}, {"req.len", Fetch::request_length},
    {"req_len", Fetch::request_length}, {"res.len", Fetch::response_length}, {"req.payload", Fetch::request_payload, Takes::two_numbers}, {"payload", Fetch::request_payload, Takes::two_numbers},
    {"res.comp_algo", Fetch::nothing}, {"res.cache_name", Fetch::nothing}, {"req.hdrs_bin", Fetch::all_headers_binary},
};

/// What only a check sees; and what is not there for one.
constexpr Known fetches_of_checks[] = {
    {"res.payload", Fetch::response_payload, Takes::two_numbers}, {"payload", Fetch::response_payload, Takes::two_numbers}, {"res.body", Fetch::check_body},
    {"res.body_len", Fetch::check_body_length}, {"res.body_size", Fetch::check_body_size}, {"cur_server_timeout", Fetch::nothing}, {"cur_tunnel_timeout", Fetch::nothing},
    {"fc_http_major", Fetch::nothing}, {"fc_rcvd_proxy", Fetch::nothing}, {"fc_err", Fetch::nothing}, {"fc_err_str", Fetch::nothing}, {"prio_class", Fetch::nothing}, {"prio_offset", Fetch::nothing},
};

/// Fetches whose value is the same in every simulated process: one, with one thread, not measuring itself, speaking HTTP/1.1 in plain
/// text, whose connections that have come in have no error; without compression and caches.
struct Constant {
    std::string_view name;
    std::int64_t number;
    bool is_truth;
};
constexpr Constant constants[] = {
    {"fc_http_major", 1, false}, {"nbproc", 1, false}, {"proc", 1, false}, {"thread", 0, false},
    {"ssl_c_used", 0, true}, {"ssl_fc_has_crt", 0, true}, {"ssl_fc_has_sni", 0, true}, {"fc_rcvd_proxy", 0, true},
    {"ssl_bc", 0, true}, {"ssl_fc_is_resumed", 0, true}, {"ssl_fc_has_early", 0, true}, {"ssl_bc_is_resumed", 0, true}, {"prio_class", 0, false}, {"prio_offset", 0, false},
    {"fc_err", 0, false}, {"lat_ns_avg", 0, false}, {"lat_ns_tot", 0, false}, {"cpu_ns_avg", 0, false}, {"cpu_ns_tot", 0, false}, {"res.comp", 0, true},
    {"res.cache_hit", 0, true},
};

struct KnownConverter {
    std::string_view name;
    Conversion conversion;
};
constexpr KnownConverter known_converters[] = {
    {"lower", Conversion::lower}, {"upper", Conversion::upper}, {"length", Conversion::length}, {"field", Conversion::field}, {"word", Conversion::word},
    {"bytes", Conversion::bytes}, {"base64", Conversion::base64}, {"b64dec", Conversion::from_base64}, {"hex", Conversion::hex}, {"hex2i", Conversion::from_hex_number},
    {"url_dec", Conversion::url_decode}, {"url_enc", Conversion::url_encode}, {"regsub", Conversion::replace_matches}, {"concat", Conversion::concatenate},
    {"strcmp", Conversion::compare}, {"ltrim", Conversion::left_trim}, {"rtrim", Conversion::right_trim}, {"ipmask", Conversion::network}, {"json", Conversion::json},
    {"http_date", Conversion::http_date}, {"utime", Conversion::utc_time}, {"ltime", Conversion::utc_time}, {"iif", Conversion::choose}, {"add", Conversion::add},
    {"sub", Conversion::subtract}, {"mul", Conversion::multiply}, {"div", Conversion::divide}, {"mod", Conversion::modulo}, {"neg", Conversion::negate},
    {"and", Conversion::bit_and}, {"or", Conversion::bit_or}, {"xor", Conversion::bit_xor}, {"cpl", Conversion::complement}, {"not", Conversion::not_},
    {"bool", Conversion::truth}, {"odd", Conversion::is_odd}, {"even", Conversion::is_even}, {"crc32", Conversion::hash_crc32}, {"djb2", Conversion::hash_djb2},
    {"sdbm", Conversion::hash_sdbm}, {"wt6", Conversion::hash_wt6}, {"nbsrv", Conversion::servers_up}, {"set-var", Conversion::set_variable},
    {"unset-var", Conversion::unset_variable}, {"debug", Conversion::nothing}, {"crc32c", Conversion::hash_crc32c}, {"xxh32", Conversion::hash_xxh32},
    {"xxh64", Conversion::hash_xxh64}, {"xxh3", Conversion::hash_xxh3}, {"sha1", Conversion::sha1}, {"sha2", Conversion::sha2}, {"digest", Conversion::digest},
    {"hmac", Conversion::hmac}, {"add_item", Conversion::add_item}, {"be2dec", Conversion::numbers_of_bytes}, {"be2hex", Conversion::hex_of_bytes},
    {"cut_crlf", Conversion::cut_line_end}, {"host_only", Conversion::host_only}, {"port_only", Conversion::port_only}, {"htonl", Conversion::network_order},
    {"json_query", Conversion::json_query}, {"language", Conversion::language}, {"secure_memcmp", Conversion::equals_secret}, {"srv_queue", Conversion::server_queue},
    {"ub64dec", Conversion::from_url_base64}, {"ub64enc", Conversion::url_base64}, {"capture-req", Conversion::capture_request},
    {"capture-res", Conversion::capture_response}, {"in_table", Conversion::in_table},
};

template <class Table>
auto find_in(const Table& table, std::string_view name)
{
    const auto found = std::find_if(std::begin(table), std::end(table), [&](const auto& row) { return row.name == name; });
    return found == std::end(table) ? nullptr : &*found;
}

/// "kbytes_in" is "bytes_in_cnt" in thousands (of 1,024).
bool take_kilobytes(std::string_view& name)
{
    if (name != "kbytes_in" && name != "kbytes_out") return false;
    name = name == "kbytes_in" ? "bytes_in_cnt" : "bytes_out_cnt";
    return true;
}

std::optional<Counter> counter_named(std::string_view name)
{
    for (std::size_t i = 0; i < counter_kinds; ++i)
        if (name_of(static_cast<Counter>(i)) == name) return static_cast<Counter>(i);
    return std::nullopt;
}

/// The number of an element; all that no array has are the same.
std::uint32_t element_number(std::string_view text)
{
    const std::int64_t number = leading_integer(text);
    return number < 0 || number > most_elements ? most_elements : static_cast<std::uint32_t>(number);
}

/// sc_NAME(N[,TABLE]), scN_NAME[(TABLE)], src_NAME(TABLE), where NAME is a counter's or get_, inc_, clr_ of one.
std::optional<SampleExpression> counter_expression(const Reader& reader, const Sample& sample)
{
    std::string_view name = sample.fetch->name;
    // Elements of arrays are named by a number before everything else.
    const std::size_t first = sample.fetch->arguments.starts_with("integer") && (sample.fetch->arguments.starts_with("integer,integer") || !name.starts_with("sc_")) ? 1 : 0;
    const auto argument = [&](std::size_t i) { return first + i < sample.arguments.size() ? sample.arguments[first + i] : std::string{}; };
    SampleExpression expression;
    expression.fetch = Fetch::counter;
    CounterFetch& counter = expression.counter;
    if (name.starts_with("sc_")) {
        const auto slot = parse_integer(argument(0), 0, tracked_slots - 1);
        if (!slot) {
            expression.fetch = Fetch::nothing;
            return expression;
        }
        counter.slot = static_cast<std::uint32_t>(*slot);
        expression.argument = argument(1);
        name.remove_prefix(3);
    } else if (name.starts_with("src_")) {
        counter.slot = tracked_slots;
        expression.argument = argument(0).empty() ? reader.current_name() : argument(0);
        name.remove_prefix(4);
    } else if (name.size() > 4 && name.starts_with("sc") && name[2] >= '0' && name[2] <= '2' && name[3] == '_') {
        counter.slot = static_cast<std::uint32_t>(name[2] - '0');
        expression.argument = argument(0);
        name.remove_prefix(4);
    } else {
        return std::nullopt;
    }
    if (expression.argument.find('/') != std::string::npos) return std::nullopt;    // a table of peers
    if (name == "tracked" || name == "trackers") {
        counter.use = name == "tracked" ? CounterFetch::Use::is_tracked : CounterFetch::Use::trackers;
        return expression;
    }
    if (name == "updt_conn_cnt") {
        counter.tally = {Counter::conn_cnt};
        counter.use = CounterFetch::Use::connections_counted;
        return expression;
    }
    counter.in_kilobytes = take_kilobytes(name);
    if (name.starts_with("inc_")) counter.use = CounterFetch::Use::increment;
    if (name.starts_with("clr_")) counter.use = CounterFetch::Use::clear;
    if (name.starts_with("inc_") || name.starts_with("clr_") || name.starts_with("get_")) name.remove_prefix(4);
    const auto named = counter_named(name);
    if (!named || is_array(*named) != (first == 1)) return std::nullopt;
    counter.tally = {*named};
    if (first == 1) counter.tally.index = element_number(sample.arguments[0]);
    return expression;
}

std::optional<SampleExpression> constant_expression(std::string_view name)
{
    SampleExpression expression;
    if (name == "fc_err_str") {
        expression.fetch = Fetch::constant_text;
        expression.argument = "Success";
        return expression;
    }
    const Constant* constant = find_in(constants, name);
    if (constant == nullptr) return std::nullopt;
    expression.fetch = constant->is_truth ? Fetch::constant_truth : Fetch::constant_number;
    expression.number = constant->number;
    return expression;
}

/// False where the arguments ask for something that the simulator has not got.
bool take_arguments(const Sample& sample, Takes takes, SampleExpression& expression)
{
    const std::string first = sample.arguments.empty() ? std::string{} : sample.arguments[0];
    const std::string second = sample.arguments.size() < 2 ? std::string{} : sample.arguments[1];
    switch (takes) {
    case Takes::nothing: return true;
    case Takes::name: expression.argument = first; return !first.empty();
    case Takes::parameter:
        expression.argument = first;
        expression.option = second;
        return true;
    case Takes::date:
        expression.number = leading_integer(first);
        expression.option = second;
        return true;
    case Takes::variable:
        expression.argument = first;
        expression.option = second;
        expression.has_option = sample.arguments.size() > 1;
        return true;
    case Takes::bytes: {
        const auto bytes = bytes_from_hex(first);
        expression.argument = bytes.value_or("");
        return bytes.has_value();
    }
    case Takes::name_if_any:
    case Takes::separator:
    case Takes::text:
    case Takes::backend:
    case Takes::server:
    case Takes::frontend: expression.argument = first; return true;
    case Takes::header:
        expression.argument = first;
        expression.number = leading_integer(second);
        return !first.empty();
    case Takes::number:
    case Takes::number_if_any: expression.number = leading_integer(first); return second.empty();
    case Takes::two_numbers:
        expression.argument = first;
        expression.number = leading_integer(second);
        return true;
    case Takes::truth: expression.number = equal_ignoring_case(first, "true") || (leading_integer(first) != 0) ? 1 : 0; return true;
    case Takes::address: {
        const auto address = parse_address(first);
        if (address) expression.address = *address;
        return address.has_value();
    }
    }
    return false;
}

/// table_NAME: false for what is not told of an entry.
bool read_table_converter(std::string_view name, Converter& converter)
{
    if (!name.starts_with("table_")) return false;
    name.remove_prefix(6);
    converter.conversion = Conversion::of_table;
    if (name == "trackers") converter.table_use = TableUse::trackers;
    else if (name == "server_id") converter.table_use = TableUse::server_number;
    else if (name == "idle") converter.table_use = TableUse::idle;
    else if (name == "expire") converter.table_use = TableUse::expires;
    else if (take_kilobytes(name)) converter.table_use = TableUse::kilobytes;
    if (converter.table_use != TableUse::counter && converter.table_use != TableUse::kilobytes) return true;
    const auto counter = counter_named(name);
    if (!counter) return false;
    converter.tally = {*counter};
    if (is_array(*counter)) {
        converter.tally.index = element_number(converter.texts[0]);
        converter.texts.erase(converter.texts.begin());
        converter.numbers.erase(converter.numbers.begin());
    }
    return true;
}

std::optional<Converter> simulated_converter(const Sample::Conversion& read)
{
    Converter converter;
    if (read.map) {
        converter.conversion = Conversion::look_up;
        converter.texts = read.arguments;
        converter.patterns = read.map->patterns.set;
        converter.use = read.map->patterns.use;
        converter.match = read.map->match;
        return read.map->in_model ? std::optional(std::move(converter)) : std::nullopt;
    }
    converter.texts = read.arguments;
    for (const std::string& argument : read.arguments) converter.numbers.push_back(leading_integer(argument));
    if (const KnownConverter* known = find_in(known_converters, read.name)) {
        converter.conversion = known->conversion;
        const bool digests = known->conversion == Conversion::digest || known->conversion == Conversion::hmac;
        if (digests && !digest_kind(converter.texts[0])) return std::nullopt;
        if (known->conversion == Conversion::set_variable)
            for (std::size_t i = 1; i < converter.texts.size(); ++i) converter.conditions |= static_cast<VariableConditions>(*variable_condition(converter.texts[i]));
    } else if (!read_table_converter(read.name, converter)) {
        return std::nullopt;
    }
    const bool by_table = converter.conversion == Conversion::of_table || converter.conversion == Conversion::in_table;
    if (by_table && converter.texts[0].find('/') != std::string::npos) return std::nullopt;     // a table of peers
    return converter;
}

}  // namespace

std::optional<SampleExpression> simulated_sample(const Reader& reader, const Sample& sample, std::uint32_t where)
{
    std::optional<SampleExpression> expression;
    const Known* known = where == at_check ? find_in(fetches_of_checks, sample.fetch->name) : nullptr;
    if (known == nullptr) known = find_in(known_fetches, sample.fetch->name);
    if (known != nullptr) {
        expression.emplace();
        expression->fetch = known->fetch;
        if (!take_arguments(sample, known->takes, *expression)) return std::nullopt;
    } else if (sample.fetch->name == "table_cnt" || sample.fetch->name == "table_avl") {
        expression.emplace();
        expression->fetch = sample.fetch->name == "table_cnt" ? Fetch::table_entries : Fetch::table_free;
        expression->argument = sample.arguments.empty() || sample.arguments[0].empty() ? reader.current_name() : sample.arguments[0];
    } else {
        expression = constant_expression(sample.fetch->name);
        if (!expression) expression = counter_expression(reader, sample);
    }
    for (const Sample::Conversion& read : sample.converters) {
        if (!expression) break;
        auto converter = simulated_converter(read);
        if (!converter) return std::nullopt;
        expression->converters.push_back(std::move(*converter));
    }
    return expression;
}

}  // namespace evenkeel::haproxy
