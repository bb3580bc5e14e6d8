#include "balancer/authorization.hpp"

#include <algorithm>
#include <map>

#include "balancer/text_codes.hpp"
#include "base/crypt.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

struct Credentials {
    std::string user;
    std::string password;
};

/// The first line of this name as "WORD rest"; nothing without a blank behind the word.
std::optional<std::pair<std::string_view, std::string_view>> scheme_and_rest(const RequestView& view, std::string_view name)
{
    const std::vector<std::string_view> lines = header_lines(view.headers, name);
    if (lines.empty()) return {};
    const std::size_t blank = lines.front().find(' ');
    if (blank == std::string_view::npos || blank == 0) return {};
    return std::pair{lines.front().substr(0, blank), trim(lines.front().substr(blank + 1))};
}

std::optional<Credentials> credentials_of(const RequestView& view)
{
    const auto line = scheme_and_rest(view, "authorization");
    if (!line || !equal_ignoring_case(line->first, "basic")) return {};
    const std::optional<std::string> decoded = from_base64(line->second);
    const std::size_t colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) return {};
    return Credentials{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

/// What was reckoned once is kept for the next time: it follows from the two texts alone, so it is no part of a world's state.
bool is_crypted_from(const std::string& password, const std::string& stored)
{
    constexpr std::size_t most = 1024;
    static thread_local std::map<std::pair<std::string, std::string>, bool> known;
    if (known.size() > most) known.clear();
    const auto [place, is_new] = known.try_emplace({password, stored}, false);
    if (is_new) place->second = crypted(password, stored) == stored;
    return place->second;
}

bool is_right(const User& user, const std::string& password)
{
    return user.is_plain ? user.password == password : is_crypted_from(password, user.password);
}

/// The user, if the password is the right one.
const User* known_among(std::span<const User> users, const Credentials& credentials)
{
    const auto found = std::find_if(users.begin(), users.end(), [&](const User& user) { return user.name == credentials.user; });
    return found != users.end() && is_right(*found, credentials.password) ? &*found : nullptr;
}

const User* known_user(const RequestView& view, std::string_view list, const Credentials& credentials)
{
    if (view.settings == nullptr) return nullptr;
    for (const UserList& users : view.settings->user_lists) {
        if (users.name != list) continue;
        if (const User* user = known_among(users.users, credentials)) return user;
    }
    return nullptr;
}

}  // namespace

Values of_authorization(const SampleExpression& expression, const RequestView& view)
{
    if (expression.fetch == Fetch::authorization_token) {
        const auto line = scheme_and_rest(view, expression.argument.empty() ? std::string_view("authorization") : std::string_view(expression.argument));
        return line && equal_ignoring_case(line->first, "bearer") ? one(line->second) : Values{};
    }
    if (const auto line = scheme_and_rest(view, "authorization"); line && expression.fetch == Fetch::authorization_type && equal_ignoring_case(line->first, "bearer")) return one("Bearer");
    const auto credentials = credentials_of(view);
    if (!credentials) return {};
    switch (expression.fetch) {
    case Fetch::authorization_type: return one("Basic");
    case Fetch::authorization_user: return one(credentials->user);
    case Fetch::authorization_password: return one(credentials->password);
    case Fetch::authorized: return {truth_value(known_user(view, expression.argument, *credentials) != nullptr)};
    case Fetch::authorization_group: {
        // For whoever compares each group is a value of its own (groups_of_user); as a text it is the user's name.
        const User* user = known_user(view, expression.argument, *credentials);
        return user == nullptr ? Values{} : one(user->name);
    }
    default: return {};
    }
}

bool is_known_user(std::span<const User> users, const RequestView& view)
{
    const auto credentials = credentials_of(view);
    return credentials && known_among(users, *credentials) != nullptr;
}

Values groups_of_user(const SampleExpression& expression, const RequestView& view)
{
    const auto credentials = credentials_of(view);
    const User* user = credentials ? known_user(view, expression.argument, *credentials) : nullptr;
    Values groups;
    if (user == nullptr) return groups;
    for (const std::string& group : user->groups) groups.push_back(text_value(group));
    return groups;
}

}  // namespace evenkeel::haproxy
