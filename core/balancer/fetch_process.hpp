#pragma once
// Fetches that look at the process: its backends and servers, frontends, streams, itself. For fetch.cpp only.

#include <string_view>
#include <vector>

#include "balancer/fetch.hpp"

namespace evenkeel::haproxy {

using Values = std::vector<SampleValue>;
inline Values one(std::string_view text) { return {text_value(text)}; }
inline Values number(std::int64_t value) { return {number_value(value)}; }

/// A converter's value goes into a declared capture of the request's or the answer's.
void keep_in_capture(const RequestView& view, bool in_response, std::int64_t number, std::string_view text);

Values of_backend(const SampleExpression& expression, const RequestView& view);
Values of_server(const SampleExpression& expression, const RequestView& view);
Values of_frontend(const SampleExpression& expression, const RequestView& view);
Values of_stream(const SampleExpression& expression, const RequestView& view);
Values of_process(const SampleExpression& expression, const RequestView& view);

/// In a check there is no client, no frontend and no stream (fetch_check.cpp).
bool is_in_check(Fetch fetch);
bool is_scope_of_check(std::string_view variable);
/// The server under check, its connection, and the body of its answer.
Values of_check(const SampleExpression& expression, const RequestView& view);

}  // namespace evenkeel::haproxy
