#pragma once
// curl: its options, and what a call of it means.

#include <string>
#include <string_view>

#include "console/commands/list.hpp"

namespace evenkeel::console {

struct CurlCall {
    bool silent = false;
    bool shows_errors = false;
    bool fails = false;             ///< -f
    bool with_head = false;         ///< -i
    bool only_head = false;         ///< -I
    bool discards = false;          ///< -o /dev/null
    std::string write_out;
    std::string method;             ///< -X
    std::string body;
    bool has_body = false;
    Duration connect_limit;
    Duration limit;
    std::string host_header;
    std::string cookie;
    std::string user;               ///< -u, or of the URL: "name:password"
    std::string headers;            ///< "Name: value\n" each
    std::string url;
    std::string host;
    std::uint16_t port = 80;
    std::string path;
    const Word* unknown = nullptr;  ///< what is not simulated, and how that is called
    std::string what;
    std::string error;              ///< what curl says instead of asking
    int exit_code = 0;
};

/// Options as curl 7.88.1 takes them: short ones together, values attached or behind.
CurlCall read_curl(const Command& words);
/// "GET", "HEAD", "POST", or what -X says.
std::string_view method_of(const CurlCall& call);

/// The answer as curl prints it, and the sentence of an error.
Printed print_curl(const Showing& showing);

}  // namespace evenkeel::console
