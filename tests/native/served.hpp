#pragma once
// `evenkeel serve` as a test needs it: started on a free port, spoken to byte by byte, ended.

#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "native/program.hpp"

/// A response, taken apart. Names of headers are in lower case here.
struct Answer {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    /// The header's value; empty for none.
    std::string operator[](std::string_view name) const;
};

/// A connection to 127.0.0.1 (or another of this machine's addresses) that is closed at its end.
class Connection {
public:
    explicit Connection(int port, const char* address = "127.0.0.1");
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();
    void send(std::string_view bytes) const;
    /// All that comes until the other side closes.
    std::string read_all() const;
    /// Reads until the words have come; gives whether they have, within some seconds.
    bool read_until(std::string_view words);

private:
    int socket_ = -1;
    std::string seen_;
};

/// The program, from its first line on until the test ends it.
class Served {
public:
    explicit Served(std::vector<std::string> arguments);
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;
    ~Served();
    int port() const { return port_; }
    const std::string& first_line() const { return first_line_; }
    /// "GET /path" with the server's own name, and more header lines, each with its line end.
    Answer get(std::string_view path, std::string_view headers = {}, std::string_view method = "GET") const;
    /// A request as it is.
    Answer ask(std::string_view request) const;
    std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
    /// Sends the signal; gives the exit code, the shell's.
    int end(int signal);

private:
    pid_t process_ = -1;
    int output_ = -1;
    int port_ = 0;
    std::string first_line_;
};

/// A small site in a folder: index.html, a script with both compressed copies, a program, a service worker.
void make_site(const TestFolder& folder);
