#include "native/served.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstring>

#include <arpa/inet.h>
#include <catch2/catch_test_macros.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr timeval patience{20, 0};

std::string lower_case(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

Answer take_apart(const std::string& text)
{
    Answer answer;
    const std::size_t end = text.find("\r\n\r\n");
    INFO(text);
    REQUIRE(end != std::string::npos);
    REQUIRE(text.starts_with("HTTP/1.1 "));
    answer.status = std::stoi(text.substr(9, 3));
    for (std::size_t at = text.find("\r\n") + 2; at < end + 2;) {
        const std::size_t line_end = text.find("\r\n", at);
        const std::size_t colon = text.find(": ", at);
        answer.headers.emplace_back(lower_case(text.substr(at, colon - at)), text.substr(colon + 2, line_end - colon - 2));
        at = line_end + 2;
    }
    answer.body = text.substr(end + 4);
    return answer;
}

std::string program_path() { return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "evenkeel").string(); }

std::string read_line(int descriptor)
{
    std::string line;
    for (char c = 0; read(descriptor, &c, 1) == 1 && c != '\n';) line += c;
    return line;
}

}  // namespace

std::string Answer::operator[](std::string_view name) const
{
    const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& header) { return header.first == name; });
    return found == headers.end() ? std::string{} : found->second;
}

Connection::Connection(int port, const char* address) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    REQUIRE(socket_ >= 0);
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in other{};
    other.sin_family = AF_INET;
    other.sin_port = htons(static_cast<std::uint16_t>(port));
    REQUIRE(inet_pton(AF_INET, address, &other.sin_addr) == 1);
    REQUIRE(connect(socket_, reinterpret_cast<const sockaddr*>(&other), sizeof other) == 0);
}

Connection::~Connection() { close(socket_); }

void Connection::send(std::string_view bytes) const
{
    REQUIRE(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
}

std::string Connection::read_all() const
{
    std::string text;
    char part[4096];
    for (ssize_t count = recv(socket_, part, sizeof part, 0); count > 0; count = recv(socket_, part, sizeof part, 0))
        text.append(part, static_cast<std::size_t>(count));
    return text;
}

bool Connection::read_until(std::string_view words)
{
    char part[4096];
    while (seen_.find(words) == std::string::npos) {
        const ssize_t count = recv(socket_, part, sizeof part, 0);
        if (count <= 0) return false;
        seen_.append(part, static_cast<std::size_t>(count));
    }
    return true;
}

Served::Served(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), {program_path(), "serve"});
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    process_ = fork();
    REQUIRE(process_ >= 0);
    if (process_ == 0) {
        dup2(ends[1], STDOUT_FILENO);
        std::vector<char*> words;
        for (std::string& each : arguments) words.push_back(each.data());
        words.push_back(nullptr);
        execv(words[0], words.data());
        _exit(127);
    }
    close(ends[1]);
    output_ = ends[0];
    first_line_ = read_line(output_);
    const std::size_t colon = first_line_.rfind(':', first_line_.rfind("/ ("));
    INFO(first_line_);
    REQUIRE(colon != std::string::npos);
    port_ = std::stoi(first_line_.substr(colon + 1));
}

Served::~Served()
{
    if (process_ > 0) end(SIGTERM);
    close(output_);
}

int Served::end(int signal)
{
    kill(process_, signal);
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

Answer Served::get(std::string_view path, std::string_view headers, std::string_view method) const
{
    return ask(fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n{}\r\n", method, path, host(), headers));
}

Answer Served::ask(std::string_view request) const
{
    const Connection connection{port_};
    connection.send(request);
    return take_apart(connection.read_all());
}

void make_site(const TestFolder& folder)
{
    folder.file("site/index.html", "<!doctype html><title>Lab</title>\n");
    folder.file("site/lab.js", "export const lab = 1;\n");
    folder.file("site/lab.js.br", "as brotli");
    folder.file("site/lab.js.gz", "as gzip");
    folder.file("site/lab.wasm", std::string_view("\0asm", 4));
    folder.file("site/service-worker.js", "const labsAreLive = false;\n");
    folder.file("site/service-worker.js.br", "the worker as brotli");
    folder.file("site/.hidden", "hidden");
    folder.file("secret.txt", "secret");
}
