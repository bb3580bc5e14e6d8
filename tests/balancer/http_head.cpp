// Heads of HTTP/1 as HAProxy's parser reads them. What it makes of some forty wrong ones is recorded: tests/golden/haproxy-api/errors.json.

#include <string>

#include <catch2/catch_test_macros.hpp>

#include "balancer/http_head.hpp"

using namespace evenkeel::haproxy;

namespace {

const std::string request = "\r\nPOST http://shop:80/cart?a=1 HTTP/1.1\nHost: SHOP\r\nA:\r\nB: c\r\n d\r\nContent-Length: 3, 3\r\nConnection: close, upgrade\r\n\r\n";
const std::string answer = "HTTP/1.1  200 OK then\r\nTransfer-Encoding: chunked\r\nUpgrade: x\r\n\r\n";

}  // namespace

TEST_CASE("a head is unfinished up to its last byte, and whole with it", "[balancer][http]")
{
    for (std::size_t length = 0; length < request.size(); ++length) CHECK(read_request_head(request.substr(0, length)).end == HeadEnd::unfinished);
    for (std::size_t length = 0; length < answer.size(); ++length) CHECK(read_answer_head(answer.substr(0, length), false).end == HeadEnd::unfinished);
    const HeadReading asked = read_request_head(request + "abc");
    CHECK(asked.end == HeadEnd::whole);
    CHECK(asked.at == request.size());
    CHECK(asked.body_length == 3);
    CHECK(asked.flags == (head_flag::usual | head_flag::version_1_1 | head_flag::content_length | head_flag::close | head_flag::upgrade));
    const HeadReading answered = read_answer_head(answer, true);
    CHECK(answered.end == HeadEnd::whole);
    CHECK((answered.flags & (head_flag::chunked | head_flag::to_head | head_flag::answer)) == (head_flag::chunked | head_flag::to_head | head_flag::answer));
}

TEST_CASE("a head that does not end within the buffer is invalid where the buffer ends", "[balancer][http]")
{
    const std::string begun = "GET / HTTP/1.1\r\nX: ";
    const std::string almost = begun + std::string(most_head_bytes - begun.size() - 1, 'a');
    CHECK(read_request_head(almost).end == HeadEnd::unfinished);
    for (const HeadReading& reading : {read_request_head(almost + "a"), read_request_head(almost + "a\r\n\r\n")}) {
        CHECK(reading.end == HeadEnd::invalid);
        CHECK(reading.at == most_head_bytes);
        CHECK(name_of(reading.state) == "MSG_HDR_VAL");
    }
}
