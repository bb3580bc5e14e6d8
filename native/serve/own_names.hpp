#pragma once
// Which Host headers are this server's own. A page of elsewhere whose name its owner points at 127.0.0.1 could otherwise read what
// is served here, with the user's own browser.

#include <string>
#include <string_view>
#include <vector>

namespace evenkeel::cli {

struct OwnNames {
    std::string bound;          ///< the address that was bound, "127.0.0.1", "::1", "0.0.0.0"
    int port = 0;
};

/// "127.0.0.1:8080", "localhost:8080", "[::1]:8080", the bound address and the one that this connection came to. Without its port
/// too when that is 80, which nobody writes.
std::vector<std::string> own_names(const OwnNames& own, std::string_view connected_to);

/// Whether a Host header is one of them, in any case of letters.
bool is_own_name(std::string_view host, const OwnNames& own, std::string_view connected_to);

/// An address as a URL has it: "[::1]" for "::1".
std::string in_brackets(std::string_view address);

}  // namespace evenkeel::cli
