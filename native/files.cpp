#include "files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "sentences.hpp"
#include "system_words.hpp"

namespace evenkeel::cli {

namespace {

struct Descriptor {
    int number = -1;
    explicit Descriptor(int n) : number(n) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (number > STDERR_FILENO) ::close(number);
    }
};

Diagnostic about(const std::string& path, const Sentence& sentence, std::initializer_list<Argument> arguments = {})
{
    return say(Severity::error, sentence, {printable(path, 1000), 0, 0}, arguments);
}

Diagnostic cannot_read(const std::string& path, int error)
{
    return about(path, messages::cannot_read, {{"why", words_of_error(error)}});
}

std::string_view kind_word(const struct stat& status)
{
    if (S_ISLNK(status.st_mode)) return "a link";
    if (S_ISFIFO(status.st_mode)) return "a pipe";
    if (S_ISSOCK(status.st_mode)) return "a socket";
    return "a device";
}

/// What forbids opening it, before it is opened: a pipe would block, a device never ends.
std::vector<Diagnostic> objections(const std::string& path, const ReadSettings& settings)
{
    struct stat status {};
    const bool strict = settings.trust == Trust::handed_in;
    if ((strict ? ::lstat(path.c_str(), &status) : ::stat(path.c_str(), &status)) != 0) return {cannot_read(path, errno)};
    if (S_ISDIR(status.st_mode)) return {about(path, messages::file_expected)};
    if (strict && !S_ISREG(status.st_mode)) return {about(path, messages::not_plain, {{"kind", kind_word(status)}})};
    if (S_ISREG(status.st_mode) && static_cast<std::uint64_t>(status.st_size) > settings.most_bytes)
        return {about(path, messages::too_large, {{"most", std::to_string(settings.most_bytes)}})};
    return {};
}

/// Reads to the end, or to one byte more than is allowed; gives the system's error number.
int read_all(int descriptor, std::uint64_t most_bytes, std::string& text)
{
    char part[1 << 16];
    while (text.size() <= most_bytes) {
        const ssize_t count = ::read(descriptor, part, sizeof part);
        if (count == 0) return 0;
        if (count > 0) text.append(part, static_cast<std::size_t>(count));
        else if (errno == EAGAIN) ::usleep(1000);
        else if (errno != EINTR) return errno;
    }
    return 0;
}

std::vector<Diagnostic> read_into(std::string& text, const std::string& path, const ReadSettings& settings)
{
    const bool standard_input = path == "-" && settings.trust == Trust::named_by_user;
    if (!standard_input) {
        if (std::vector<Diagnostic> found = objections(path, settings); !found.empty()) return found;
    }
    const int flags = O_RDONLY | O_CLOEXEC | (settings.trust == Trust::handed_in ? O_NOFOLLOW : 0);
    const Descriptor file{standard_input ? STDIN_FILENO : ::open(path.c_str(), flags)};
    if (file.number < 0) return {cannot_read(path, errno)};
    if (const int error = read_all(file.number, settings.most_bytes, text); error != 0) return {cannot_read(path, error)};
    if (text.size() > settings.most_bytes) return {about(path, messages::too_large, {{"most", std::to_string(settings.most_bytes)}})};
    return {};
}

struct Walk {
    std::string top;
    FolderLimits limits;
    Folder folder;
    std::uint64_t bytes = 0;
    bool full = false;

    void enter(const std::string& below, std::size_t depth)
    {
        for (const std::string& name : names_in(join_path(top, below))) {
            if (full) return;
            if (!name.starts_with('.')) visit(below.empty() ? name : join_path(below, name), depth);
        }
    }

    void visit(const std::string& below, std::size_t depth)
    {
        struct stat status {};
        const std::string path = join_path(top, below);
        if (::lstat(path.c_str(), &status) != 0) {
            folder.diagnostics.push_back(cannot_read(below, errno));
        } else if (!S_ISDIR(status.st_mode)) {
            take(below, path);
        } else if (depth >= limits.most_depth) {
            give_up(fmt::format("{} folders in each other", limits.most_depth), "");
        } else if (::access(path.c_str(), R_OK | X_OK) != 0) {
            folder.diagnostics.push_back(cannot_read(below, errno));
        } else {
            enter(below, depth + 1);
        }
    }

    void take(const std::string& below, const std::string& path)
    {
        if (folder.files.size() >= limits.most_files) return give_up(std::to_string(limits.most_files), "files");
        FoundFile file{below, {}};
        for (Diagnostic& problem : read_into(file.text, path, {Trust::handed_in, limits.most_bytes_of_file, ExitCode::not_gradable})) {
            problem.at.file = printable(below, 1000);
            folder.diagnostics.push_back(std::move(problem));
            return;
        }
        bytes += file.text.size();
        if (bytes > limits.most_bytes) return give_up(std::to_string(limits.most_bytes), "bytes");
        folder.files.push_back(std::move(file));
    }

    void give_up(std::string_view most, std::string_view what)
    {
        full = true;
        const std::string words = what.empty() ? std::string(most) : fmt::format("{} {}", most, what);
        folder.diagnostics.push_back(about(top, messages::too_many_files, {{"most", words}}));
    }
};

}  // namespace

std::string join_path(std::string_view folder, std::string_view name)
{
    if (folder.empty() || name.empty()) return std::string(folder.empty() ? name : folder);
    return fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/", name);
}

std::string real_path(const std::string& path)
{
    const std::unique_ptr<char, decltype(&std::free)> real{::realpath(path.c_str(), nullptr), &std::free};
    return real ? std::string(real.get()) : std::string{};
}

PathKind kind_of(const std::string& path)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return PathKind::nothing;
    if (S_ISDIR(status.st_mode)) return PathKind::folder;
    return S_ISREG(status.st_mode) ? PathKind::file : PathKind::other;
}

std::vector<std::string> names_in(const std::string& path)
{
    std::vector<std::string> names;
    DIR* folder = ::opendir(path.c_str());
    if (folder == nullptr) return names;
    while (const dirent* each = ::readdir(folder)) {
        const std::string_view name = each->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
    }
    ::closedir(folder);
    std::sort(names.begin(), names.end());
    return names;
}

std::string read_file(const std::string& path, const ReadSettings& settings)
{
    std::string text;
    std::vector<Diagnostic> problems = read_into(text, path, settings);
    if (!problems.empty()) throw Failure(settings.code, std::move(problems));
    return text;
}

Folder read_folder(const std::string& path, const FolderLimits& limits)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) throw Failure(ExitCode::wrong_use, cannot_read(path, errno));
    if (!S_ISDIR(status.st_mode)) throw Failure(ExitCode::wrong_use, about(path, messages::folder_expected));
    if (::access(path.c_str(), R_OK | X_OK) != 0) throw Failure(ExitCode::wrong_use, cannot_read(path, errno));
    Walk walk{path, limits, {}, 0, false};
    walk.enter("", 1);
    return std::move(walk.folder);
}

}  // namespace evenkeel::cli
