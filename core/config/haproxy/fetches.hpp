#pragma once
// What HAProxy 2.6.12 can look at (sample fetches, converters, ACL keywords), as its own list prints it. Data only.

#include <cstdint>
#include <span>
#include <string_view>

namespace evenkeel::haproxy {

enum class SampleType : std::uint8_t { any, boolean, integer, address, ipv4, ipv6, string, binary, method };

/// Where a fetch can be used: one bit a place, in the order of HAProxy's list.
enum Place22 : std::uint32_t {
    at_fe_connection = 1u << 0,
    at_fe_session = 1u << 1,
    at_fe_content = 1u << 2,
    at_fe_request = 1u << 3,
    at_fe_use_backend = 1u << 5,
    at_be_content = 1u << 6,
    at_be_request = 1u << 7,
    at_be_use_server = 1u << 9,
    at_be_response_content = 1u << 11,
    at_be_response = 1u << 12,
    at_be_store = 1u << 14,
    at_fe_response = 1u << 16,
    at_log = 1u << 18,
    at_check = 1u << 19,
};

struct FetchKeyword {
    std::string_view name;
    std::string_view arguments;  ///< "string,integer[,table]": optional ones behind the bracket
    SampleType type{};
    std::uint32_t where = 0;
};

struct ConverterKeyword {
    std::string_view name;
    std::string_view arguments;
    SampleType takes{};
    SampleType gives{};
};

struct AclKeyword {
    std::string_view name;
    std::string_view fetch;
    std::string_view match;
};

const FetchKeyword* find_fetch(std::string_view name);
const ConverterKeyword* find_converter(std::string_view name);
const AclKeyword* find_acl_keyword(std::string_view name);
std::span<const FetchKeyword> all_fetches();

}  // namespace evenkeel::haproxy
