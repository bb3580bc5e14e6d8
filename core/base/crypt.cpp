#include "base/crypt.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace evenkeel {

namespace {

constexpr std::int64_t usual_rounds = 5000;
constexpr std::size_t longest_salt = 16;
constexpr std::size_t longest_password = 256;

struct Setting {
    DigestKind kind{};
    std::string front;              ///< "$6$" or "$6$rounds=N$"
    std::string salt;
    std::int64_t rounds = usual_rounds;
};

std::optional<Setting> read_setting(std::string_view stored)
{
    Setting setting;
    if (!stored.starts_with("$5$") && !stored.starts_with("$6$")) return {};
    setting.kind = stored[1] == '5' ? DigestKind::sha256 : DigestKind::sha512;
    setting.front = stored.substr(0, 3);
    std::string_view rest = stored.substr(3);
    if (rest.starts_with("rounds=")) {
        const std::size_t end = rest.find('$');
        const auto rounds = parse_integer(rest.substr(7, end == std::string_view::npos ? end : end - 7), 1000, 999'999'999);
        if (!rounds || end == std::string_view::npos || *rounds > most_crypt_rounds) return {};
        setting.rounds = *rounds;
        setting.front += fmt::format("rounds={}$", setting.rounds);
        rest.remove_prefix(end + 1);
    }
    setting.salt = rest.substr(0, std::min(rest.find('$'), longest_salt));
    return setting;
}

/// So many bytes of a text, repeated as often as need be.
std::string repeated(std::string_view text, std::size_t size)
{
    std::string result;
    while (result.size() < size) result += text.substr(0, size - result.size());
    return result;
}

/// The order in which the specification takes a digest's bytes, three at a time, most significant first: each group is the one before
/// with its members turned and raised by one.
std::string in_digits(std::string_view sum)
{
    constexpr std::string_view digits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const bool is_long = sum.size() == 64;
    std::string text;
    const auto add = [&](std::uint32_t group, int count) {
        for (int i = 0; i < count; ++i) text += digits[group >> (6 * i) & 63];
    };
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(sum[i])); };
    std::array<std::size_t, 3> at = is_long ? std::array<std::size_t, 3>{0, 21, 42} : std::array<std::size_t, 3>{0, 10, 20};
    for (std::size_t group = 0; group < sum.size() / 3; ++group) {
        add(byte(at[0]) << 16 | byte(at[1]) << 8 | byte(at[2]), 4);
        at = is_long ? std::array<std::size_t, 3>{at[1] + 1, at[2] + 1, at[0] + 1} : std::array<std::size_t, 3>{at[2] + 1, at[0] + 1, at[1] + 1};
    }
    if (is_long) add(byte(63), 2);
    else add(byte(31) << 8 | byte(30), 3);
    return text;
}

}  // namespace

std::optional<std::string> crypted(std::string_view password, std::string_view stored)
{
    const auto setting = read_setting(stored);
    if (!setting || password.size() > longest_password) return {};
    const auto sum = [&](std::string_view bytes) { return digest(setting->kind, bytes); };
    const std::string word(password);
    const std::string& salt = setting->salt;
    const std::string alternate = sum(word + salt + word);
    std::string first = word + salt + repeated(alternate, word.size());
    for (std::size_t bits = word.size(); bits > 0; bits >>= 1) first += (bits & 1) != 0 ? alternate : word;
    std::string result = sum(first);
    std::string words;
    for (std::size_t i = 0; i < word.size(); ++i) words += word;
    std::string salts;
    for (std::size_t i = 0; i < 16u + static_cast<unsigned char>(result[0]); ++i) salts += salt;
    const std::string by_word = repeated(sum(words), word.size());
    const std::string by_salt = repeated(sum(salts), salt.size());
    for (std::int64_t round = 0; round < setting->rounds; ++round) {
        std::string bytes = round % 2 != 0 ? by_word : result;
        if (round % 3 != 0) bytes += by_salt;
        if (round % 7 != 0) bytes += by_word;
        bytes += round % 2 != 0 ? result : by_word;
        result = sum(bytes);
    }
    return setting->front + salt + "$" + in_digits(result);
}

bool is_known_crypt(std::string_view stored) { return read_setting(stored).has_value(); }

}  // namespace evenkeel
