#pragma once
// Persistence by cookie: which server a request's cookie names, and what answers say to the client.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "balancer/farm.hpp"
#include "balancer/settings.hpp"

namespace evenkeel::haproxy {

/// What a Cookie header says.
struct CookieFound {
    ServerId server;                ///< the first in the file with this value that is not stopped; none: no such cookie or server
    char letter = 'N';              ///< of the log: none, V valid, I invalid, D its server is down, U not used
    std::string header;             ///< as the server is to see it: `indirect` takes the cookie out, `prefix` the server's part of it
};
/// `unused`: the cookie is not looked at, for its request has a server or ignores persistence; `forced`: a stopped server is as good.
CookieFound find_cookie(const Backend& backend, std::span<const ServerState> servers, std::string_view header, bool unused = false, bool forced = false);

/// The Set-Cookie lines of an answer, one a line, as the client is to see them. `direct`: the client's own cookie has chosen the
/// server. Source: recorded from 2.6.12; reference section 12. Differs: `nocache` adds nothing (neither did the real one).
/// `letter` gets the log's: none, I inserted, P preserved, R rewritten, D deleted.
std::string answer_cookies(const PersistenceCookie& cookie, const Server& server, bool direct, bool is_post, std::string_view lines, char* letter = nullptr);

}  // namespace evenkeel::haproxy
