#include "balancer/fetch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "balancer/fetch_process.hpp"
#include "balancer/sticking.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

bool is_gone_in_response(Fetch fetch) { return fetch > Fetch::none && fetch <= Fetch::authorization_password && fetch != Fetch::method && fetch != Fetch::first_request; }
bool is_of_response(Fetch fetch) { return fetch >= Fetch::status && fetch <= Fetch::response_cookie; }

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

Values numbers(const std::vector<std::string_view>& found)
{
    Values values;
    for (const std::string_view each : found) values.push_back(number_value(leading_number(each)));
    return values;
}

Values addresses(const std::vector<std::string_view>& found)
{
    Values values;
    for (const std::string_view each : found)
        if (const auto address = parse_address(each)) values.push_back(address_value(*address));
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

/// "Basic dXNlcjpwYXNz": the word, or what is before or behind the colon.
Values authorization(const RequestView& view, Fetch fetch)
{
    const std::vector<std::string_view> lines = header_lines(view.headers, "authorization");
    if (lines.empty()) return {};
    const std::size_t blank = lines.front().find(' ');
    const std::string_view kind = lines.front().substr(0, blank);
    if (!equal_ignoring_case(kind, "basic") || blank == std::string_view::npos) return {};
    if (fetch == Fetch::authorization_type) return one("Basic");
    const auto decoded = convert({Conversion::from_base64, {}, {}}, text_value(trim(lines.front().substr(blank + 1))), view);
    const std::size_t colon = decoded ? decoded->text.find(':') : std::string::npos;
    if (colon == std::string::npos) return {};
    return one(fetch == Fetch::authorization_user ? decoded->text.substr(0, colon) : decoded->text.substr(colon + 1));
}

Values of_messages(const SampleExpression& expression, const RequestView& view)
{
    const std::string& name = expression.argument;
    const auto values_in = [&](std::string_view headers) { return counted(header_values(headers, name), expression.number); };
    const auto lines_in = [&](std::string_view headers) { return counted(header_lines(headers, name), expression.number); };
    const auto size = [](const auto& found) { return number(static_cast<std::int64_t>(found.size())); };
    switch (expression.fetch) {
    case Fetch::path: return one(path_of(view.target));
    case Fetch::path_and_query: return one(path_and_query(view.target));
    case Fetch::query: return view.target.find('?') == std::string_view::npos ? Values{} : one(query_of(view.target));
    case Fetch::url: return one(view.target);
    case Fetch::base: return one(fmt::format("{}{}", host_of(view), path_of(view.target)));
    case Fetch::base_and_query: return one(fmt::format("{}{}", host_of(view), path_and_query(view.target)));
    case Fetch::method: return one(view.method);
    case Fetch::version: return one("1.1");
    case Fetch::header: return texts(values_in(view.headers));
    case Fetch::full_header: return texts(lines_in(view.headers));
    case Fetch::header_count: return size(header_values(view.headers, name));
    case Fetch::full_header_count: return size(header_lines(view.headers, name));
    case Fetch::header_number: return numbers(values_in(view.headers));
    case Fetch::header_address: return addresses(values_in(view.headers));
    case Fetch::header_names: return one(header_names(view.headers, name));
    case Fetch::cookie: return texts(cookie_values(view.headers, name));
    case Fetch::cookie_count: return size(cookie_values(view.headers, name));
    case Fetch::cookie_number: return numbers(cookie_values(view.headers, name));
    case Fetch::url_param:
    case Fetch::url_param_number: {
        const auto value = url_parameter(view.target, name);
        if (!value) return {};
        return expression.fetch == Fetch::url_param ? one(*value) : number(leading_number(*value));
    }
    case Fetch::authorization_type:
    case Fetch::authorization_user:
    case Fetch::authorization_password: return authorization(view, expression.fetch);
    case Fetch::status: return number(view.status);
    case Fetch::response_header: return texts(values_in(view.response_headers));
    case Fetch::response_full_header: return texts(lines_in(view.response_headers));
    case Fetch::response_header_count: return size(header_values(view.response_headers, name));
    case Fetch::response_full_header_count: return size(header_lines(view.response_headers, name));
    case Fetch::response_header_number: return numbers(values_in(view.response_headers));
    case Fetch::response_header_names: return one(header_names(view.response_headers, name));
    case Fetch::response_cookie: return texts(set_cookie_values(view.response_headers, name));
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

Values fetched(const SampleExpression& expression, const RequestView& view)
{
    if (is_gone_in_response(expression.fetch) && view.in_response) return {};
    if (is_of_response(expression.fetch) && !view.in_response) return {};
    switch (expression.fetch) {
    case Fetch::none: return {};
    case Fetch::source: return {address_value(view.source)};
    case Fetch::destination_port: return number(view.destination_port);
    case Fetch::tls_frontend: return {truth_value(view.tls)};
    case Fetch::constant_number: return number(expression.number);
    case Fetch::constant_truth: return {truth_value(expression.number != 0)};
    case Fetch::constant_text: return one(expression.argument);
    case Fetch::constant_address: return {address_value(expression.address)};
    case Fetch::always_true: return {truth_value(true)};
    case Fetch::always_false: return {truth_value(false)};
    case Fetch::counter: return of_counter(expression, view);
    case Fetch::variable: {
        const Variable* variable = find_variable(view, expression.argument);
        return variable == nullptr ? Values{} : Values{variable->value};
    }
    case Fetch::backend_name:
    case Fetch::servers_up:
    case Fetch::backend_connections:
    case Fetch::backend_queue:
    case Fetch::average_queue:
    case Fetch::free_slots:
    case Fetch::backend_session_rate: return of_backend(expression, view);
    case Fetch::server_is_up:
    case Fetch::server_connections:
    case Fetch::server_queue:
    case Fetch::server_weight:
    case Fetch::server_initial_weight: return of_server(expression, view);
    case Fetch::frontend_name:
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
    case Fetch::server_name:
    case Fetch::server_number: return of_stream(expression, view);
    case Fetch::source_port:
    case Fetch::destination:
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
    return converted(expression, std::move(values.back()), view);
}

std::vector<SampleValue> samples_of(const SampleExpression& expression, const RequestView& view)
{
    Values values = fetched(expression, view);
    if (expression.converters.empty()) return values;
    Values results;
    for (SampleValue& value : values)
        if (auto result = converted(expression, std::move(value), view)) results.push_back(std::move(*result));
    return results;
}

}  // namespace evenkeel::haproxy
