#pragma once
// Persistence by cookie: which server a request's cookie names, and what answers say to the client.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "balancer/cookie_dates.hpp"
#include "balancer/farm.hpp"
#include "balancer/settings.hpp"

namespace evenkeel::haproxy {

/// `cookie … dynamic`: a hash of the key, the server's address and its port, so that every balancer with the same key has the same.
std::string dynamic_cookie(std::string_view key, const Server& server);
/// What the cookies of a backend's servers are by its present key; those that the file names stay.
void make_dynamic_cookies(Backend& backend);

/// A moment and what a request is allowed at it.
struct CookieReading {
    std::int64_t now_s = 0;         ///< since 1970
    bool unused = false;            ///< the cookie is not looked at, for its request has a server or ignores persistence
    bool forced = false;            ///< a stopped server is as good
};
/// What a Cookie header says.
struct CookieFound {
    ServerId server;                ///< the first in the file with this value that is not stopped; none: no such cookie or server
    char letter = 'N';              ///< of the log: none, V valid, I invalid, D its server is down, U not used, E expired, O old
    CookieDates dates;
    std::string header;             ///< as the server is to see it: `insert indirect` takes the cookie out, `prefix` the server's part of it
};
CookieFound find_cookie(const Backend& backend, std::span<const ServerState> servers, std::string_view header, const CookieReading& reading = {});

/// What an answer's cookies depend on beside its own lines.
struct CookieAnswer {
    bool direct = false;            ///< persistence has chosen the server
    bool is_post = false;
    CookieDates dates;              ///< of the client's cookie
    std::int64_t now_s = 0;         ///< since 1970
};
/// The Set-Cookie lines of an answer, one a line, as the client is to see them. `server`: null where `dispatch` has sent the request.
/// Source: recorded from 2.6.12 (tests/golden/haproxy-log/cookie-*.json); reference section 12. Differs: `nocache` adds nothing (neither
/// did the real one). `letter` gets the log's: none, I inserted, U updated, P preserved, R rewritten, D deleted.
std::string answer_cookies(const PersistenceCookie& cookie, const Server* server, const CookieAnswer& answer, std::string_view lines, char* letter = nullptr);

/// `capture cookie`: the first "name=value" that begins with the name, as long as it may be; empty: there is none.
std::string_view captured_cookie(const HeaderCapture& capture, std::string_view cookie_header);
/// The same of Set-Cookie lines, whose attributes do not count.
std::string_view captured_set_cookie(const HeaderCapture& capture, std::string_view lines);

}  // namespace evenkeel::haproxy
