// The half of files.hpp that writes.
#include "files.hpp"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <list>
#include <memory>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "output.hpp"
#include "sentences.hpp"
#include "system_words.hpp"
#include "unfinished.hpp"

namespace evenkeel::cli {

namespace {

/// A place that the user can mend by naming another one is wrong use; a disk that gives out is not.
ExitCode code_of(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case EACCES:
    case EPERM:
    case EROFS:
    case EISDIR:
    case EEXIST:
    case ELOOP:
    case ENAMETOOLONG: return ExitCode::wrong_use;
    default: return ExitCode::own_fault;
    }
}

[[noreturn]] void fail_to_write(const std::string& path, int error)
{
    throw Failure(code_of(error), say(Severity::error, messages::cannot_write, {printable(path, 1000), 0, 0}, {{"why", words_of_error(error)}}));
}

std::string folder_of(const std::string& path)
{
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// Where the bytes will really go: a link keeps being one.
std::string behind_links(const std::string& path)
{
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) return path;
    const std::unique_ptr<char, decltype(&std::free)> real{::realpath(path.c_str(), nullptr), &std::free};
    return real ? std::string(real.get()) : path;
}

/// Names that nobody else uses: several programs may write into one folder.
template <class Make>
std::string make_unused(const std::string& folder, const std::string& for_whom, Make make)
{
    for (int attempt = 0; attempt < 1000; ++attempt) {
        std::string path = join_path(folder, fmt::format(".evenkeel-{}-{}.part", ::getpid(), attempt));
        if (make(path)) return path;
        if (errno != EEXIST) break;
    }
    fail_to_write(for_whom, errno);
}

/// All bytes and the end of the file; 0 or the system's error number. A full disk may only be told at the end.
int fill_and_close(int descriptor, std::string_view bytes)
{
    const int error = write_all(descriptor, bytes);
    const int at_end = ::close(descriptor) == 0 ? 0 : errno;
    return error != 0 ? error : at_end;
}

void write_directly(const std::string& path, std::string_view bytes)
{
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) fail_to_write(path, errno);
    if (const int error = fill_and_close(descriptor, bytes); error != 0) fail_to_write(path, error);
}

void write_beside(const std::string& path, const std::string& place, std::string_view bytes)
{
    int descriptor = -1;
    const std::string part = make_unused(folder_of(place), path, [&](const std::string& name) {
        descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        return descriptor >= 0;
    });
    Unfinished unfinished{part};
    struct stat old {};
    if (::stat(place.c_str(), &old) == 0) static_cast<void>(::chmod(part.c_str(), old.st_mode & 07777));
    if (const int error = fill_and_close(descriptor, bytes); error != 0) fail_to_write(path, error);
    if (::rename(part.c_str(), place.c_str()) != 0) fail_to_write(path, errno);
    unfinished.keep();
}

std::string_view first_part(std::string_view path)
{
    return path.substr(0, path.find('/'));
}

/// Folders and files below a folder that is being made; all of them go again unless the whole is kept.
class Staging {
public:
    Staging(const std::string& beside_or_in, const std::string& for_whom)
        : path_(make_unused(beside_or_in, for_whom, [](const std::string& name) { return ::mkdir(name.c_str(), 0777) == 0; }))
    {
        parts_.emplace_front(path_);
    }
    const std::string& path() const { return path_; }

    void add(const FoundFile& file, const std::string& for_whom)
    {
        for (std::size_t slash = file.path.find('/'); slash != std::string::npos; slash = file.path.find('/', slash + 1)) {
            const std::string folder = join_path(path_, file.path.substr(0, slash));
            if (::mkdir(folder.c_str(), 0777) == 0) parts_.emplace_front(folder);
            else if (errno != EEXIST) fail_to_write(for_whom, errno);
        }
        const std::string place = join_path(path_, file.path);
        const int descriptor = ::open(place.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor < 0) fail_to_write(for_whom, errno);
        parts_.emplace_front(place);
        if (const int error = fill_and_close(descriptor, file.text); error != 0) fail_to_write(for_whom, error);
    }

    void keep()
    {
        for (Unfinished& part : parts_) part.keep();
    }

private:
    std::string path_;
    std::list<Unfinished> parts_;   // the newest first: so they end, and a folder is empty when its turn comes
};

void refuse_overwriting(const std::string& path, const std::vector<FoundFile>& files)
{
    for (const FoundFile& file : files) {
        const std::string place = join_path(path, first_part(file.path));
        struct stat status {};
        if (::lstat(place.c_str(), &status) == 0)
            throw Failure(ExitCode::wrong_use, say(Severity::error, messages::not_empty, {printable(place, 1000), 0, 0}));
    }
}

void move_up(const std::string& from, const std::string& to)
{
    for (const std::string& name : names_in(from))
        if (::rename(join_path(from, name).c_str(), join_path(to, name).c_str()) != 0) fail_to_write(to, errno);
    ::rmdir(from.c_str());
}

}  // namespace

void check_writable(const std::string& path)
{
    const std::string place = behind_links(path);
    const PathKind kind = kind_of(place);
    if (kind == PathKind::folder) fail_to_write(path, EISDIR);
    if (kind == PathKind::other) {
        if (::access(place.c_str(), W_OK) != 0) fail_to_write(path, errno);
        return;
    }
    const std::string folder = folder_of(place);
    if (kind_of(folder) != PathKind::folder) fail_to_write(path, kind_of(folder) == PathKind::nothing ? ENOENT : ENOTDIR);
    if (::access(folder.c_str(), W_OK | X_OK) != 0) fail_to_write(path, errno);
}

void write_file(const std::string& path, std::string_view bytes)
{
    check_writable(path);
    const std::string place = behind_links(path);
    if (kind_of(place) == PathKind::other) write_directly(place, bytes);
    else write_beside(path, place, bytes);
}

void write_folder(const std::string& path, const std::vector<FoundFile>& files)
{
    std::string place = path;
    while (place.size() > 1 && place.ends_with('/')) place.pop_back();
    const PathKind kind = kind_of(place);
    if (kind != PathKind::nothing && kind != PathKind::folder)
        throw Failure(ExitCode::wrong_use, say(Severity::error, messages::folder_expected, {printable(place, 1000), 0, 0}));
    if (kind == PathKind::folder) refuse_overwriting(place, files);

    Staging staging{kind == PathKind::folder ? place : folder_of(place), place};
    for (const FoundFile& file : files) staging.add(file, place);
    if (kind == PathKind::folder) move_up(staging.path(), place);
    else if (::rename(staging.path().c_str(), place.c_str()) != 0) fail_to_write(place, errno);
    staging.keep();
}

}  // namespace evenkeel::cli
