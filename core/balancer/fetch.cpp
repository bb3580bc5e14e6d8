#include "balancer/fetch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "balancer/authorization.hpp"
#include "balancer/fetch_process.hpp"
#include "balancer/hashes.hpp"
#include "balancer/header_block.hpp"
#include "balancer/sticking.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

bool is_gone_in_response(Fetch fetch) { return fetch > Fetch::none && fetch <= Fetch::authorization_group && fetch != Fetch::method && fetch != Fetch::first_request; }
bool is_of_response(Fetch fetch) { return fetch >= Fetch::status && fetch <= Fetch::response_cookie_number; }

// ---- the request and the answer

Values texts(const std::vector<std::string_view>& found)
{
    Values values;
    for (const std::string_view each : found) values.push_back(text_value(each));
    return values;
}

/// The occurrence that an expression counts; all of them without a number.
std::vector<std::string_view> counted(std::vector<std::string_view> found, std::int64_t occurrence)
{
    if (occurrence == 0) return found;
    const auto size = static_cast<std::int64_t>(found.size());
    const std::int64_t place = occurrence > 0 ? occurrence - 1 : size + occurrence;
    if (place < 0 || place >= size) return {};
    return {found[static_cast<std::size_t>(place)]};
}

std::string_view header_text(const RequestView& view) { return view.in_response ? view.response_headers : view.headers; }

/// As HAProxy's strl2ic reckons, in 32 bits that wrap: only what is above '9' ends a number, so "7 8" is 548.
std::int32_t number_of_digits(std::string_view text)
{
    const bool negative = text.starts_with('-');
    std::uint32_t number = 0;
    for (const char c : text.substr(negative ? 1 : 0)) {
        const int digit = static_cast<unsigned char>(c) > 127 ? static_cast<int>(static_cast<unsigned char>(c)) - 256 - '0' : c - '0';
        if (digit > 9) break;
        number = number * 10 + static_cast<std::uint32_t>(negative ? -digit : digit);
    }
    return static_cast<std::int32_t>(number);
}

Values numbers(const std::vector<std::string_view>& found)
{
    Values values;
    for (const std::string_view each : found) values.push_back(number_value(number_of_digits(each)));
    return values;
}

Values addresses(const std::vector<std::string_view>& found)
{
    Values values;
    for (const std::string_view each : found)
        if (const auto address = address_of(text_value(each))) values.push_back(address_value(*address));
    return values;
}

/// The names of all lines in their order, each once for each line.
std::string header_names(std::string_view headers, std::string_view separator)
{
    std::string names;
    for (const std::string_view line : split(headers, '\n')) {
        if (line.empty()) continue;
        if (!names.empty()) names += separator.empty() ? "," : separator;
        names += lower(line.substr(0, line.find(':')));
    }
    return names;
}

std::string_view host_of(const RequestView& view)
{
    const std::vector<std::string_view> hosts = header_lines(view.headers, "host");
    return hosts.empty() ? std::string_view{} : hosts.front();
}

/// Of the first Host line and what follows it, as tables take it for a key.
std::uint32_t place_hash(const RequestView& view, std::string_view rest)
{
    std::string text(host_of(view));
    if (rest.starts_with('/') || rest.find("://") != std::string_view::npos) text += rest;
    return full_hash(hash_of(text, HashFunction::sdbm));
}

Values with_source(std::uint32_t hash, const RequestView& view)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(hash >> shift & 0xff);
    return {{SampleKind::binary, 0, {}, bytes + bytes_of(address_value(view.source))}};
}

/// The address and the port that an absolute target names by number.
std::optional<Endpoint> endpoint_in(std::string_view target)
{
    const std::size_t scheme = target.find("://");
    if (scheme == std::string_view::npos) return {};
    std::string_view authority = target.substr(scheme + 3);
    authority = authority.substr(0, authority.find_first_of("/?"));
    std::uint16_t port = 80;
    const std::size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos && authority.back() != ']') {
        const auto given = parse_integer(authority.substr(colon + 1), 0, 65'535);
        if (!given) return {};
        port = static_cast<std::uint16_t>(*given);
        authority = authority.substr(0, colon);
    }
    const auto address = parse_address(authority);
    return address ? std::optional(Endpoint{*address, port}) : std::nullopt;
}

Values binary(std::string_view bytes) { return {{SampleKind::binary, 0, {}, std::string(bytes)}}; }

/// What is known of it, or what a Content-Length line says.
Values body_length(const RequestView& view)
{
    const std::vector<std::string_view> said = header_lines(header_text(view), "content-length");
    const bool only_said = view.body.empty() && !said.empty() && view.method != "HEAD" && view.status != 304;
    if (only_said) return number(std::max<std::int64_t>(leading_number(said.front()), 0));
    return view.in_response && view.body.empty() && view.method != "HEAD" && view.status != 304 ? Values{} : number(static_cast<std::int64_t>(view.body.size()));
}

Values of_messages(const SampleExpression& expression, const RequestView& view)
{
    if ((!view.in_response || view.check != nullptr) && view.came != RequestView::Came::request) return {};
    const std::string& name = expression.argument;
    const auto values_in = [&](std::string_view headers) { return counted(header_values(headers, name), expression.number); };
    const auto lines_in = [&](std::string_view headers) { return counted(header_lines(headers, name), expression.number); };
    const auto size = [](const auto& found) { return number(static_cast<std::int64_t>(found.size())); };
    switch (expression.fetch) {
    case Fetch::path:
    case Fetch::path_and_query: {
        const std::string_view path = expression.fetch == Fetch::path ? path_of(view.target) : path_and_query(view.target);
        return path.starts_with('/') ? one(path) : Values{};        // "*" has none
    }
    case Fetch::query: return view.target.find('?') == std::string_view::npos ? Values{} : one(query_of(view.target));
    case Fetch::url: return one(view.target);
    case Fetch::base:
    case Fetch::base_and_query: {
        const std::string_view path = expression.fetch == Fetch::base ? path_of(view.target) : path_and_query(view.target);
        return one(fmt::format("{}{}", host_of(view), path.starts_with('/') ? path : std::string_view{}));
    }
    case Fetch::base_hash: return number(place_hash(view, path_of(view.target)));
    case Fetch::base_hash_and_source: return with_source(place_hash(view, path_of(view.target)), view);
    case Fetch::url_hash: return number(place_hash(view, view.target));
    case Fetch::url_hash_and_source: return with_source(place_hash(view, view.target), view);
    case Fetch::url_address:
    case Fetch::url_port: {
        const auto endpoint = endpoint_in(view.target);
        if (!endpoint) return {};
        return expression.fetch == Fetch::url_port ? number(endpoint->port) : Values{address_value(endpoint->address)};
    }
    case Fetch::method: return one(view.method);
    case Fetch::version: return one("1.1");
    case Fetch::header: return texts(values_in(view.headers));
    case Fetch::full_header: return texts(lines_in(view.headers));
    case Fetch::header_count: return size(header_values(view.headers, name));
    case Fetch::full_header_count: return size(header_lines(view.headers, name));
    case Fetch::header_number: return numbers(values_in(view.headers));
    case Fetch::header_address: return addresses(values_in(view.headers));
    case Fetch::header_names: return one(header_names(view.headers, name));
    case Fetch::all_headers: return one(header_block(view.headers));
    case Fetch::all_headers_binary: return binary(header_block_binary(view.headers));
    case Fetch::cookie: return texts(cookie_values(view.headers, name));
    case Fetch::cookie_count: return size(cookie_values(view.headers, name));
    case Fetch::cookie_number: return numbers(cookie_values(view.headers, name));
    case Fetch::url_param:
    case Fetch::url_param_number: {
        const auto found = url_parameters(view.target, name, expression.option.empty() ? '?' : expression.option[0]);
        return expression.fetch == Fetch::url_param ? texts(found) : numbers(found);
    }
    case Fetch::authorization_type:
    case Fetch::authorization_user:
    case Fetch::authorization_password:
    case Fetch::authorization_token:
    case Fetch::authorized:
    case Fetch::authorization_group: return of_authorization(expression, view);
    case Fetch::request_body:
    case Fetch::response_body: return binary(view.body);
    case Fetch::request_body_length:
    case Fetch::response_body_length: return body_length(view);
    case Fetch::request_body_parameter: {
        Values found = texts(parameters_in(view.body, name, '?'));
        for (SampleValue& value : found) value.kind = SampleKind::binary;
        return found;
    }
    case Fetch::status: return number(view.status);
    case Fetch::response_header: return texts(values_in(view.response_headers));
    case Fetch::response_full_header: return texts(lines_in(view.response_headers));
    case Fetch::response_header_count: return size(header_values(view.response_headers, name));
    case Fetch::response_full_header_count: return size(header_lines(view.response_headers, name));
    case Fetch::response_header_number: return numbers(values_in(view.response_headers));
    case Fetch::response_header_names: return one(header_names(view.response_headers, name));
    case Fetch::response_header_address: return addresses(values_in(view.response_headers));
    case Fetch::response_all_headers: return one(header_block(view.response_headers));
    case Fetch::response_version: return one("1.1");
    case Fetch::response_cookie: return texts(set_cookie_values(view.response_headers, name));
    case Fetch::response_cookie_count: return size(set_cookie_values(view.response_headers, name));
    case Fetch::response_cookie_number: return numbers(set_cookie_values(view.response_headers, name));
    case Fetch::either_header: return texts(values_in(header_text(view)));
    case Fetch::either_cookie: return texts(view.in_response ? set_cookie_values(view.response_headers, name) : cookie_values(view.headers, name));
    default: return {};
    }
}

Values of_counter(const SampleExpression& expression, const RequestView& view)
{
    if (view.tables == nullptr) return {};
    const auto value = fetch_counter(*view.tables, expression, view.source);
    if (!value) return {};
    return expression.counter.use == CounterFetch::Use::is_tracked ? Values{truth_value(*value != 0)} : number(*value);
}

Values of_table(const SampleExpression& expression, const RequestView& view)
{
    if (view.tables == nullptr) return {};
    const std::vector<StickTableSettings>& all = view.tables->settings.tables;
    const auto named = std::find_if(all.begin(), all.end(), [&](const StickTableSettings& table) { return table.name == expression.argument; });
    if (named == all.end()) return {};
    const std::int64_t entries = places_used(view.tables->tables[static_cast<std::size_t>(named - all.begin())]);
    return number(expression.fetch == Fetch::table_entries ? entries : named->size - entries);
}

/// req.payload(FROM,LENGTH): nothing where less has come; a length of 0: all that has.
Values payload(const SampleExpression& expression, const RequestView& view)
{
    const auto from = static_cast<std::size_t>(std::max<std::int64_t>(leading_number(expression.argument), 0));
    const auto length = static_cast<std::size_t>(std::max<std::int64_t>(expression.number, 0));
    if (view.bytes.empty() || from + std::max<std::size_t>(length, 1) > view.bytes.size()) return {};
    return one(view.bytes.substr(from, length == 0 ? std::string_view::npos : length));
}

/// What is in a buffer. In mode http there is none to look into.
Values of_buffer(const SampleExpression& expression, const RequestView& view)
{
    switch (expression.fetch) {
    case Fetch::wait_end: return view.may_grow ? Values{} : Values{truth_value(true)};
    case Fetch::is_http: return view.may_grow && view.came == RequestView::Came::nothing ? Values{} : Values{truth_value(view.came == RequestView::Came::request)};
    case Fetch::request_length: return view.in_response || view.bytes_size < 0 ? Values{} : number(view.bytes_size);
    case Fetch::request_payload: return view.in_response ? Values{} : payload(expression, view);
    case Fetch::response_payload: return view.in_response ? payload(expression, view) : Values{};
    case Fetch::response_length: return !view.in_response || view.bytes_size < 0 ? Values{} : number(view.bytes_size);
    default: return {};
    }
}

Values fetched(const SampleExpression& expression, const RequestView& view)
{
    if (view.check != nullptr && !is_in_check(expression.fetch)) return {};
    if (is_gone_in_response(expression.fetch) && view.in_response) return {};
    if (is_of_response(expression.fetch) && !view.in_response) return {};
    switch (expression.fetch) {
    case Fetch::none:
    case Fetch::nothing: return {};
    case Fetch::source: return {address_value(view.source)};
    case Fetch::destination_port: return number(view.destination_port);
    case Fetch::tls_frontend: return {truth_value(view.tls)};
    case Fetch::constant_number: return number(expression.number);
    case Fetch::constant_truth: return {truth_value(expression.number != 0)};
    case Fetch::constant_text: return one(expression.argument);
    case Fetch::constant_binary: return {{SampleKind::binary, 0, {}, expression.argument}};
    case Fetch::constant_address: return {address_value(expression.address)};
    case Fetch::always_true: return {truth_value(true)};
    case Fetch::always_false: return {truth_value(false)};
    case Fetch::counter: return of_counter(expression, view);
    case Fetch::variable: {
        const SampleValue* value = find_variable(view, expression.argument);
        if (value != nullptr) return {*value};
        const bool has_scope = view.check == nullptr || is_scope_of_check(expression.argument);
        return expression.has_option && has_scope ? one(expression.option) : Values{};
    }
    case Fetch::backend_name:
    case Fetch::servers_up:
    case Fetch::backend_connections:
    case Fetch::backend_queue:
    case Fetch::average_queue:
    case Fetch::free_slots:
    case Fetch::backend_number:
    case Fetch::backend_server_timeout:
    case Fetch::backend_tunnel_timeout:
    case Fetch::free_connections:
    case Fetch::backend_session_rate: return of_backend(expression, view);
    case Fetch::server_is_up:
    case Fetch::server_connections:
    case Fetch::server_queue:
    case Fetch::server_weight:
    case Fetch::server_free_connections:
    case Fetch::server_session_rate:
    case Fetch::server_initial_weight: return of_server(expression, view);
    case Fetch::frontend_name:
    case Fetch::frontend_number:
    case Fetch::frontend_client_timeout:
    case Fetch::frontend_default_backend:
    case Fetch::frontend_connections:
    case Fetch::frontend_session_rate:
    case Fetch::frontend_request_rate: return of_frontend(expression, view);
    case Fetch::first_request:
    case Fetch::captured_method:
    case Fetch::captured_url:
    case Fetch::captured_version:
    case Fetch::captured_request_header:
    case Fetch::captured_response_header:
    case Fetch::captured_response_version:
    case Fetch::unique_id:
    case Fetch::server_side_source:
    case Fetch::server_side_source_port:
    case Fetch::server_side_destination:
    case Fetch::server_side_destination_port:
    case Fetch::server_side_version:
    case Fetch::server_name:
    case Fetch::server_number: return view.check != nullptr ? of_check(expression, view) : of_stream(expression, view);
    case Fetch::check_body:
    case Fetch::check_body_length:
    case Fetch::check_body_size: return view.check != nullptr ? of_check(expression, view) : Values{};
    case Fetch::table_entries:
    case Fetch::table_free: return of_table(expression, view);
    case Fetch::wait_end:
    case Fetch::is_http:
    case Fetch::request_length:
    case Fetch::request_payload:
    case Fetch::response_payload:
    case Fetch::response_length: return of_buffer(expression, view);
    case Fetch::source_port:
    case Fetch::destination:
    case Fetch::source_is_local:
    case Fetch::destination_is_local:
    case Fetch::destination_connections:
    case Fetch::socket_number:
    case Fetch::socket_name:
    case Fetch::date_microseconds:
    case Fetch::unique_random:
    case Fetch::host_name:
    case Fetch::stopping:
    case Fetch::date:
    case Fetch::random: return of_process(expression, view);
    default: return of_messages(expression, view);
    }
}

std::optional<SampleValue> converted(const SampleExpression& expression, SampleValue value, const RequestView& view)
{
    std::optional<SampleValue> result = std::move(value);
    for (const Converter& converter : expression.converters) {
        if (!result) break;
        result = convert(converter, std::move(*result), view);
    }
    return result;
}

}  // namespace

std::optional<SampleValue> sample_of(const SampleExpression& expression, const RequestView& view)
{
    Values values = fetched(expression, view);
    if (values.empty()) return {};
    const bool first = expression.fetch == Fetch::url_param || expression.fetch == Fetch::url_param_number || expression.fetch == Fetch::request_body_parameter;
    return converted(expression, std::move(first ? values.front() : values.back()), view);
}

bool may_change(const SampleExpression& expression, const RequestView& view)
{
    if (!view.may_grow) return false;
    switch (expression.fetch) {
    case Fetch::wait_end:
    case Fetch::request_length:
    case Fetch::response_length: return true;
    case Fetch::request_payload: return payload(expression, view).empty() || expression.number == 0;
    default: return view.came == RequestView::Came::nothing && (expression.fetch == Fetch::is_http || is_gone_in_response(expression.fetch) || expression.fetch == Fetch::method);
    }
}

std::vector<SampleValue> samples_of(const SampleExpression& expression, const RequestView& view)
{
    if (expression.fetch == Fetch::authorization_group && !view.in_response && expression.converters.empty()) return groups_of_user(expression, view);
    Values values = fetched(expression, view);
    if (expression.converters.empty()) return values;
    Values results;
    for (SampleValue& value : values)
        if (auto result = converted(expression, std::move(value), view)) results.push_back(std::move(*result));
    return results;
}

}  // namespace evenkeel::haproxy
