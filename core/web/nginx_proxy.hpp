#pragma once
// proxy_pass: one upstream connection for each request, HTTP/1.0, as nginx does by default.

#include "web/nginx.hpp"

namespace evenkeel::nginx {

/// The request as it goes upstream: target, Host and the headers of proxy_set_header; `Connection: close`.
Message upstream_request(const Nginx& web, const NginxClient& client, const Location& location, Context& context);

}  // namespace evenkeel::nginx
