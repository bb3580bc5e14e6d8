#pragma once
// What one visitor keeps of Set-Cookie lines and gives back.

#include <string>
#include <string_view>
#include <vector>

namespace evenkeel {

struct Cookie {
    std::string name;
    std::string value;
};

/// The cookies of one session with the one site it visits.
struct CookieJar {
    std::vector<Cookie> cookies;    ///< in the order in which they came first
};

/// Keeps what the Set-Cookie lines say ("SERVERID=s1; path=/", one a line). `Max-Age=0` deletes.
/// Differs: domains, paths, Secure, SameSite and expiry dates are not looked at: a session visits one site by one scheme.
void store(CookieJar& jar, std::string_view set_cookie_lines);

/// The Cookie header: "a=1; b=2", empty without cookies.
std::string cookie_header(const CookieJar& jar);

}  // namespace evenkeel
