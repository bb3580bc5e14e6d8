#include "native/program.hpp"

#include "source_folder.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

std::vector<std::string> program()
{
    const char* named = std::getenv("EVENKEEL_PROGRAM");
    if (named == nullptr) return {(std::filesystem::read_symlink("/proc/self/exe").parent_path() / "evenkeel").string()};
    std::istringstream words{named};
    return {std::istream_iterator<std::string>{words}, {}};
}

void put(int descriptor, const std::string& path, int flags)
{
    const int file = open(path.c_str(), flags, 0600);
    if (file < 0) _exit(125);
    dup2(file, descriptor);
    close(file);
}

void put_broken_pipe(int descriptor)
{
    int ends[2];
    if (pipe(ends) != 0) _exit(125);
    close(ends[0]);
    dup2(ends[1], descriptor);
    close(ends[1]);
}

/// A new terminal: its own end, and the end for the program.
struct Terminal {
    int own = -1;
    int other = -1;

    explicit Terminal(bool wanted)
    {
        if (!wanted) return;
        own = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        REQUIRE(own >= 0);
        REQUIRE(grantpt(own) == 0);
        REQUIRE(unlockpt(own) == 0);
        other = open(ptsname(own), O_RDWR | O_NOCTTY | O_CLOEXEC);
        REQUIRE(other >= 0);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal()
    {
        if (own >= 0) close(own);
    }
    /// All that the program writes, until it is gone.
    std::string read_all()
    {
        close(other);
        std::string text;
        char part[4096];
        for (ssize_t count = read(own, part, sizeof part); count > 0; count = read(own, part, sizeof part))
            text.append(part, static_cast<std::size_t>(count));
        return text;
    }
};

[[noreturn]] void become(std::vector<std::string>& words, const Start& start, const TestFolder& files, const Terminal& terminal)
{
    put(STDIN_FILENO, files / "in", O_RDONLY);
    put(STDERR_FILENO, files / "err", O_WRONLY | O_CREAT | O_TRUNC);
    if (start.output_closed) close(STDOUT_FILENO);
    else if (start.reader_gone) put_broken_pipe(STDOUT_FILENO);
    else put(STDOUT_FILENO, start.output.empty() ? files / "out" : start.output, O_WRONLY | O_CREAT | O_TRUNC);
    if (terminal.other >= 0) {
        dup2(terminal.other, STDOUT_FILENO);
        dup2(terminal.other, STDERR_FILENO);
    }
    if (!start.folder.empty() && chdir(start.folder.c_str()) != 0) _exit(125);
    for (const std::string& each : start.environment) putenv(const_cast<char*>(each.c_str()));
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(127);
}

int code_of(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Ran run_program(const std::vector<std::string>& arguments, const Start& start)
{
    const TestFolder files;
    files.file("in", start.input);
    std::vector<std::string> words = program();
    words.insert(words.end(), arguments.begin(), arguments.end());
    Terminal terminal{start.terminal};
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) become(words, start, files, terminal);
    const std::string seen = start.terminal ? terminal.read_all() : std::string{};
    if (start.interrupt_after_ms > 0) {
        usleep(static_cast<useconds_t>(start.interrupt_after_ms) * 1000);
        kill(child, SIGTERM);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(code_of(status) != 127);
    return {code_of(status), start.terminal ? seen : text_of_file(files / "out"), text_of_file(files / "err")};
}

bool is_webassembly() { return program().front() == "node" || program().back().ends_with(".mjs"); }

TestFolder::TestFolder()
{
    std::string name = (std::filesystem::temp_directory_path() / "evenkeel-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
}

TestFolder::~TestFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string TestFolder::file(std::string_view name, std::string_view text) const
{
    const std::filesystem::path path = path_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << text;
    return path.string();
}

std::string TestFolder::listing() const
{
    std::vector<std::string> names;
    for (const auto& each : std::filesystem::recursive_directory_iterator{path_}) names.push_back(each.path().lexically_relative(path_).string());
    std::sort(names.begin(), names.end());
    std::string text;
    for (const std::string& name : names) text += name + "\n";
    return text;
}

std::string text_of_file(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}
