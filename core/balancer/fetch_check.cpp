// What samples find in a check. Source: HAProxy 2.6.12, recorded in tests/golden/haproxy-checks.
//
// Differs: res.len of an HTTP check counts the body alone; res.body_size is that of the Content-Length line.

#include "balancer/check_talk.hpp"
#include "balancer/fetch_process.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

bool is_in_check(Fetch fetch)
{
    switch (fetch) {
    case Fetch::source:
    case Fetch::source_port:
    case Fetch::destination:
    case Fetch::destination_port:
    case Fetch::source_is_local:
    case Fetch::destination_is_local:
    case Fetch::destination_connections:
    case Fetch::socket_number:
    case Fetch::socket_name:
    case Fetch::server_side_source:
    case Fetch::server_side_source_port:
    case Fetch::tls_frontend:
    case Fetch::counter:
    case Fetch::first_request:
    case Fetch::captured_method:
    case Fetch::captured_url:
    case Fetch::captured_version:
    case Fetch::captured_request_header:
    case Fetch::captured_response_header:
    case Fetch::captured_response_version:
    case Fetch::unique_id:
    case Fetch::frontend_name:
    case Fetch::frontend_number:
    case Fetch::frontend_client_timeout:
    case Fetch::frontend_default_backend:
    case Fetch::frontend_connections:
    case Fetch::frontend_session_rate:
    case Fetch::frontend_request_rate: return false;
    default: return true;
    }
}

bool is_scope_of_check(std::string_view variable) { return variable.starts_with("check.") || variable.starts_with("sess.") || variable.starts_with("proc."); }

Values of_check(const SampleExpression& expression, const RequestView& view)
{
    const CheckPlace& place = *view.check;
    const Server& server = place.settings.backends[place.backend].servers[place.server];
    const bool has_answer = view.came == RequestView::Came::request;
    switch (expression.fetch) {
    case Fetch::server_name: return one(server.name);
    case Fetch::server_number: return number(server.id);
    case Fetch::server_side_destination: return {address_value(place.to.address)};
    case Fetch::server_side_destination_port: return number(place.to.port);
    case Fetch::server_side_version: return number(1);
    case Fetch::check_body: return has_answer ? one(place.texts[view.talk->text]) : Values{};
    case Fetch::check_body_length: return has_answer ? number(view.bytes_size) : Values{};
    case Fetch::check_body_size: {
        if (!has_answer) return {};
        const auto lengths = header_lines(view.response_headers, "content-length");
        return number(lengths.empty() ? view.bytes_size : parse_integer(lengths.front()).value_or(view.bytes_size));
    }
    default: return {};
    }
}

}  // namespace evenkeel::haproxy
