#pragma once
// Conditions: `acl` lines and `{ … }`, evaluated on one request.
//
// Source: HAProxy 2.6, reference section 19 (src/pattern.c, src/http_fetch.c).
// Differs: only the fetches and matches of sample.hpp; the reader names the others.

#include <span>
#include <string_view>

#include "balancer/fetch.hpp"

namespace evenkeel::haproxy {

/// `farms` by backend, for nbsrv and srv_is_up.
bool holds(const Settings& settings, const Condition& condition, const RequestView& request, std::span<const Farm> farms);

/// The same while more may come (RequestView::may_grow): open where that may decide otherwise.
enum class Decision : std::uint8_t { no, yes, open };
Decision decide(const Settings& settings, const Condition& condition, const RequestView& request, std::span<const Farm> farms);

/// One text against one pattern, of the matches that look at texts; one header name against that of del-header, as its -m says.
bool matches_text(Match match, std::string_view text, const std::string& value, bool ignore_case);

}  // namespace evenkeel::haproxy
