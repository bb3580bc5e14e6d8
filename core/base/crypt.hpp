#pragma once
// crypt(3) with SHA-256 and SHA-512 ("$5$", "$6$"), by Ulrich Drepper's specification "Unix crypt using SHA-256 and SHA-512" (2007).

#include <optional>
#include <string>
#include <string_view>

namespace evenkeel {

/// What crypt(3) makes of a password with the setting at the front of `stored`, "$6$SALT$" or "$6$rounds=N$SALT$". Nothing for another
/// method, and for more than `most_crypt_rounds` rounds: nobody shall wait for a number in a file.
inline constexpr long most_crypt_rounds = 20'000;
std::optional<std::string> crypted(std::string_view password, std::string_view stored);

/// The same method and rounds that `crypted` takes.
bool is_known_crypt(std::string_view stored);

}  // namespace evenkeel
