#include "serve/own_names.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel::cli {

std::string in_brackets(std::string_view address)
{
    return address.find(':') == std::string_view::npos ? std::string(address) : fmt::format("[{}]", address);
}

std::vector<std::string> own_names(const OwnNames& own, std::string_view connected_to)
{
    std::vector<std::string> names;
    for (const std::string& address : {std::string("127.0.0.1"), std::string("localhost"), std::string("[::1]"), in_brackets(own.bound), in_brackets(connected_to)}) {
        const std::string name = fmt::format("{}:{}", address, own.port);
        if (address.empty() || std::find(names.begin(), names.end(), name) != names.end()) continue;
        names.push_back(name);
        if (own.port == 80) names.push_back(address);
    }
    return names;
}

bool is_own_name(std::string_view host, const OwnNames& own, std::string_view connected_to)
{
    const std::vector<std::string> names = own_names(own, connected_to);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return equal_ignoring_case(name, host); });
}

}  // namespace evenkeel::cli
