#pragma once
// What an application and an nginx.conf say, as plain values.

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "net/address.hpp"
#include "sim/distribution.hpp"

namespace evenkeel {

/// What requests for one part of a site take.
struct PathService {
    std::string prefix;                  ///< "/report": this path and what begins with it
    Distribution service;
};

/// An application server: a pool of workers behind one queue.
struct ApplicationSettings {
    std::uint16_t port = 8080;
    std::int64_t workers = 4;
    std::int64_t backlog = 511;          ///< connections that wait for a worker; more find the accept queue full
    Distribution service;                ///< time of a worker per request
    std::vector<PathService> paths;      ///< other times, by the longest prefix that a path has
    Duration warm_up_for;                ///< after it began while the site was running, service times last `warm_up_percent`
    std::int64_t warm_up_percent = 100;
    std::string session_cookie;          ///< names the sessions that it keeps in its memory; empty: it keeps none
    std::int64_t error_ppm = 0;          ///< share of requests answered 500
    std::int64_t response_bytes = 4'000;
    std::string text;                    ///< what its good answers say, where somebody looks at it; `response_bytes` is their size
    Duration keep_alive{-1};             ///< idle limit of a kept connection; -1: closes after each answer
    std::string header;                  ///< further answer header lines, "Name: value\n"
};

}  // namespace evenkeel

namespace evenkeel::nginx {

struct Place {
    std::int32_t line = 0;
    std::int32_t column = 0;
};

struct Listen {
    Address address;
    std::uint16_t port = 80;
    bool default_server = false;
};

/// `add_header`: only on 200, 201, 204, 206, 301, 302, 303, 304, 307, 308 unless `always`.
struct AddHeader {
    std::string name;
    std::string value;                   ///< may hold $hostname and other variables
    bool always = false;
};

enum class Handler : std::uint8_t { files, return_status, proxy };

/// `location PREFIX` (or `= PATH`), or the server's own level with an empty prefix.
struct Location {
    std::string prefix;
    bool exact = false;
    Handler handler = Handler::files;
    std::string root;
    bool root_is_alias = false;          ///< `alias`: the location's prefix is cut off the URI
    std::vector<std::string> index{"index.html"};
    std::int32_t status = 0;             ///< of `return`
    std::string text;                    ///< of `return`: body, or URL of a redirect
    std::string proxy_host;              ///< of `proxy_pass http://HOST:PORT[/URI]`
    Address proxy_address;
    std::uint16_t proxy_port = 80;
    std::string proxy_uri;
    std::vector<AddHeader> proxy_headers;  ///< `proxy_set_header`, as inherited
    Duration proxy_connect_timeout{60'000'000'000};
    Duration proxy_read_timeout{60'000'000'000};
    std::vector<AddHeader> headers;      ///< as inherited: a level with its own add_header drops those above
    Place at;
};

/// A file that the site has.
struct SiteFile {
    std::string path;
    std::int64_t bytes = 0;
};

struct Server {
    std::vector<Listen> listens;
    std::vector<std::string> names;
    std::vector<Location> locations;     ///< longest prefix first; the last is the server's own level, the only one if it returns
    Duration keepalive_timeout{75'000'000'000};
    std::int64_t keepalive_requests = 1000;
    Place at;
};

struct Settings {
    std::vector<Server> servers;
    std::vector<SiteFile> files;         ///< what lies on the host's disk; none named: every file that is asked for exists
    std::int64_t worker_processes = 1;   ///< 0: `auto`, one for each core of the host
    std::int64_t worker_connections = 512;
};

}  // namespace evenkeel::nginx
