#pragma once
// The parts of HTTP's texts: targets, header lines ("Name: value\n" each), cookies, parameters. Views into what is given.

#include <optional>
#include <string_view>
#include <vector>

namespace evenkeel::haproxy {

/// The values of a header, commas taken apart unless quoted, of all its lines.
std::vector<std::string_view> header_values(std::string_view headers, std::string_view name);
/// The same, each line one value.
std::vector<std::string_view> header_lines(std::string_view headers, std::string_view name);
/// The values of a cookie in the Cookie lines; of all cookies without a name.
std::vector<std::string_view> cookie_values(std::string_view headers, std::string_view name);
/// The values of a cookie in the Set-Cookie lines.
std::vector<std::string_view> set_cookie_values(std::string_view headers, std::string_view name);

/// The path of a target: from the first '/' after scheme and authority to before '?'.
std::string_view path_of(std::string_view target);
/// The target from its path on, query included.
std::string_view path_and_query(std::string_view target);
/// Behind the first '?'; empty without one.
std::string_view query_of(std::string_view target);
/// The value of the first parameter of this name in a target's query, as `balance url_param` looks for it: '&' alone separates.
std::optional<std::string_view> query_parameter(std::string_view target, std::string_view name);
/// As `balance url_param` looks for it in a form that was sent: what does not begin with a character of a token is none, a blank there
/// makes it empty.
std::optional<std::string_view> form_parameter(std::string_view body, std::string_view name);
/// The values of a parameter as the fetch url_param has them: behind the first `mark`, parted by '&', ';' and that. An empty name: the
/// first parameter of all that has a value.
std::vector<std::string_view> url_parameters(std::string_view target, std::string_view name, char mark);
/// The same of a text that is parameters from its beginning on, like a form that was sent.
std::vector<std::string_view> parameters_in(std::string_view text, std::string_view name, char mark);

}  // namespace evenkeel::haproxy
