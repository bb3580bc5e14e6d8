#pragma once
// What a request's Authorization line says, and whether a userlist knows its bearer. For fetch.cpp only.

#include <span>

#include "balancer/fetch_process.hpp"

namespace evenkeel::haproxy {

/// http_auth_type, _user, _pass, _bearer, http_auth(LIST), http_auth_group(LIST). Source: HAProxy 2.6, src/http_fetch.c and src/auth.c.
Values of_authorization(const SampleExpression& expression, const RequestView& view);

/// One of these users, with the right password.
bool is_known_user(std::span<const User> users, const RequestView& view);

/// What http_auth_group compares with: each group of the user.
Values groups_of_user(const SampleExpression& expression, const RequestView& view);

}  // namespace evenkeel::haproxy
