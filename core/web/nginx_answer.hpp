#pragma once
// What nginx answers by itself, and the headers it adds to every answer.

#include "web/nginx.hpp"
#include "web/nginx_variables.hpp"

namespace evenkeel::nginx {

/// What an answer needs to know about its request.
VariableScope scope_of(const Nginx& web, const NginxClient& client, std::string_view path, const Context& context);

/// An answer of nginx's own with a body of so many bytes; `headers` are complete lines.
Message own_answer(const Nginx& web, const NginxClient& client, std::int32_t status, std::int64_t body_bytes, std::string_view headers, Context& context);
/// The built-in page of an error status.
Message error_page(const Nginx& web, const NginxClient& client, std::int32_t status, Context& context);
/// `return`.
Message returned(const Nginx& web, const NginxClient& client, const Location& location, std::string_view path, Context& context);
/// A file below `root` or `alias`.
Message from_file(const Nginx& web, const NginxClient& client, const Location& location, std::string_view path, Context& context);
/// A redirect to a path of this site.
Message redirect(const Nginx& web, const NginxClient& client, std::string_view path, Context& context);

/// Adds the location's add_header lines to an answer, whoever made it.
void add_headers(const Nginx& web, const NginxClient& client, const Location& location, Message& answer, Context& context);

}  // namespace evenkeel::nginx
