// The template that `lab new` writes: small, complete, and clean under lint.

#include <nlohmann/json.hpp>

#include "lab/lint.hpp"

namespace evenkeel {

namespace {

constexpr std::string_view lab_text = R"json({
  "$schema": "../schema/lab.schema.json",
  "format": 1,
  "id": "@ID@",
  "title": @TITLE@,
  "minutes": 20,
  "requires": [],
  "concepts": ["backend", "server"],
  "duration": "2m",
  "pass": 80,
  "seeds": [1],
  "topology": {
    "networks": {
      "public": { "prefix": "203.0.113.0/24", "latency": "20ms" },
      "dmz": { "prefix": "10.0.1.0/24", "latency": "200us" }
    },
    "names": { "www.shop.test": "203.0.113.10" },
    "hosts": {
      "lb-01": { "on": { "public": "203.0.113.10", "dmz": "10.0.1.10" }, "run": { "haproxy": "lb-01/haproxy.cfg" } },
      "web-01": { "on": { "dmz": "10.0.1.11" }, "run": { "app": { "workers": 4, "port": 80, "service": { "exponential": "20ms" } } } },
      "web-02": { "on": { "dmz": "10.0.1.12" }, "run": { "app": { "workers": 4, "port": 80, "service": { "exponential": "20ms" } } } }
    },
    "visitors": {
      "shoppers": { "from": "public", "to": "http://www.shop.test/", "open": { "poisson": "50/s" }, "give_up": "5s" }
    }
  },
  "editable": ["lb-01/haproxy.cfg"],
  "commands": ["curl", "haproxy"],
  "hidden": { "permute": ["roles"], "shift": "0s" },
  "objectives": [
    {
      "id": "success",
      "title": "Requests answered",
      "points": 100,
      "unit": "%",
      "zero_at": 0.9,
      "full_at": 1.0,
      "measure": "sum(truth_client_requests_total{outcome=\"ok\"}) / sum(truth_client_requests_total)",
      "sentence": "Only {measured} of the requests got a good answer. Does every server line name a port on which something listens?",
      "because": ["request_failed"],
      "look_at": "backend"
    }
  ]
}
)json";

constexpr std::string_view guide_text = R"json(# @PLAIN@

What is the situation? Who has which problem?

## Step 1: look

Run the site as it is and see what visitors get.

## Step 2: change

Say what to change, not how. Give hints below.

<details><summary>Hint</summary>

One server line has the wrong port.

</details>
)json";

std::string haproxy_text(std::string_view second_port)
{
    return "defaults\n"
           "    mode http\n"
           "    timeout connect 1s\n"
           "    timeout client 10s\n"
           "    timeout server 10s\n"
           "\n"
           "frontend www\n"
           "    bind *:80\n"
           "    default_backend shop\n"
           "\n"
           "backend shop\n"
           "    balance roundrobin\n"
           "    server web-01 10.0.1.11:80 check\n"
           "    server web-02 10.0.1.12:" +
           std::string(second_port) + " check\n";
}

std::string replaced(std::string_view text, std::string_view word, std::string_view by)
{
    std::string result(text);
    for (std::size_t at = result.find(word); at != std::string::npos; at = result.find(word, at + by.size())) result.replace(at, word.size(), by);
    return result;
}

}  // namespace

Files new_lab(std::string_view id, std::string_view title)
{
    const std::string quoted = nlohmann::json(std::string(title)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    Files files;
    files["lab.json"] = replaced(replaced(lab_text, "@ID@", id), "@TITLE@", quoted);
    files["guide.md"] = replaced(guide_text, "@PLAIN@", title);
    files["files/lb-01/haproxy.cfg"] = replaced(replaced(haproxy_text("8080"), "01 10.0.1.11:80 check", "01 10.0.1.11:80"), "8080 check", "8080");
    files["solution/lb-01/haproxy.cfg"] = haproxy_text("80");
    files["wrong/nothing-changed/lb-01/haproxy.cfg"] = files["files/lb-01/haproxy.cfg"];
    files["wrong/nothing-changed/expect.json"] = "{\n  \"score\": [0, 60],\n  \"because\": \"half of the requests go to a port on which nothing listens\",\n"
                                                 "  \"feedback\": [{ \"objective\": \"success\", \"says\": \"a port on which something listens\" }]\n}\n";
    return files;
}

}  // namespace evenkeel
