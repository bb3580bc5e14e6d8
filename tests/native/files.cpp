// files.hpp itself: what is refused, what is whole, what an interruption leaves.
#include "files.hpp"

#include "native/program.hpp"
#include "unfinished.hpp"

#include <catch2/catch_test_macros.hpp>

#include <csignal>
#include <filesystem>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace evenkeel;
using namespace evenkeel::cli;

namespace {

/// What a call complains of, "" when it does not.
template <class Call>
std::string complaint(Call call)
{
    try {
        call();
    } catch (const Failure& failure) {
        return to_text(failure.diagnostics().front());
    }
    return "";
}

std::vector<std::string> all(const std::vector<Diagnostic>& diagnostics)
{
    std::vector<std::string> texts;
    for (const Diagnostic& diagnostic : diagnostics) texts.push_back(to_text(diagnostic));
    return texts;
}

}  // namespace

TEST_CASE("a submission's links, pipes and hidden files are not opened", "[files]")
{
    const TestFolder folder;
    folder.file("s/lb-01/haproxy.cfg", "frontend web\n");
    folder.file("s/.git/config", "[core]\n");
    folder.file("secret", "password");
    std::filesystem::create_symlink("../secret", folder / "s/answer.txt");
    std::filesystem::create_directory_symlink("..", folder / "s/above");
    REQUIRE(mkfifo((folder / "s/pipe").c_str(), 0600) == 0);

    const Folder found = read_folder(folder / "s");
    REQUIRE(found.files.size() == 1);
    CHECK(found.files[0].path == "lb-01/haproxy.cfg");
    CHECK(found.files[0].text == "frontend web\n");
    const std::string repair = "; a submission holds plain files and folders only; replace it by a copy of the file that is meant [EK-CLI-0010]";
    CHECK(all(found.diagnostics) == std::vector<std::string>{"above: error: is a link" + repair, "answer.txt: error: is a link" + repair,
                                                             "pipe: error: is a pipe" + repair});
}

TEST_CASE("a folder's limits are kept before anything is read", "[files]")
{
    const TestFolder folder;
    folder.file("a", "12345");
    folder.file("b", "12345");
    const std::string big = folder.file("big", "");
    std::filesystem::resize_file(big, std::uintmax_t{1} << 30);
    CHECK(all(read_folder(folder.path(), {64, 8, 1000, 100}).diagnostics) ==
          std::vector<std::string>{"big: error: has more than 1000 bytes, the most that is read [EK-CLI-0009]"});
    CHECK(all(read_folder(folder.path(), {1, 8, 1000, 100}).diagnostics) ==
          std::vector<std::string>{folder.path().string() + ": error: holds more than 1 files [EK-CLI-0019]"});
    CHECK(all(read_folder(folder.path(), {64, 8, 1000, 9}).diagnostics) ==
          std::vector<std::string>{folder.path().string() + ": error: holds more than 9 bytes [EK-CLI-0019]"});
    folder.file("d/d/d/x", "");
    CHECK(all(read_folder(folder.path(), {64, 3, 1u << 31, 1u << 31}).diagnostics) ==
          std::vector<std::string>{folder.path().string() + ": error: holds more than 3 folders in each other [EK-CLI-0019]"});
}

TEST_CASE("a device named by the user ends at the limit", "[files]")
{
    CHECK(complaint([] { read_file("/dev/zero", {Trust::named_by_user, 1000, ExitCode::wrong_use}); }) ==
          "/dev/zero: error: has more than 1000 bytes, the most that is read [EK-CLI-0009]");
    CHECK(complaint([] { read_file("/dev/zero", {Trust::handed_in, 1000, ExitCode::not_gradable}); }).starts_with("/dev/zero: error: is a device"));
}

TEST_CASE("a written file is the old one or the new one", "[files]")
{
    const TestFolder folder;
    const std::string file = folder.file("result.json", "old");
    write_file(file, "new");
    CHECK(text_of_file(file) == "new");
    CHECK(folder.listing() == "result.json\n");

    std::filesystem::create_symlink("result.json", folder / "link");
    write_file(folder / "link", "through the link");
    CHECK(std::filesystem::is_symlink(folder / "link"));
    CHECK(text_of_file(file) == "through the link");

    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    write_file(file, "private");
    CHECK(std::filesystem::status(file).permissions() == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("what cannot be written leaves nothing behind", "[files]")
{
    const TestFolder folder;
    CHECK(complaint([&] { write_file(folder / "no/such/x", "text"); }) ==
          folder / "no/such/x" + ": error: cannot be written: there is no such file or folder [EK-CLI-0013]");
    CHECK(complaint([&] { write_file(folder.path(), "text"); }) == folder.path().string() + ": error: cannot be written: it is a folder [EK-CLI-0013]");
    CHECK(folder.listing().empty());
    // A device is written to, never replaced.
    CHECK(complaint([&] { write_file("/dev/full", "text"); }) == "/dev/full: error: cannot be written: the disk is full [EK-CLI-0013]");
    CHECK(std::filesystem::is_character_file("/dev/full"));
}

TEST_CASE("a folder is made whole, and what is there is never overwritten", "[files]")
{
    const TestFolder folder;
    const std::vector<FoundFile> files{{"lb-01/haproxy.cfg", "a"}, {"web-01/nginx.conf", "b"}};
    write_folder(folder / "mine", files);
    CHECK(folder.listing() == "mine\nmine/lb-01\nmine/lb-01/haproxy.cfg\nmine/web-01\nmine/web-01/nginx.conf\n");
    CHECK(complaint([&] { write_folder(folder / "mine/", files); }).starts_with(folder / "mine/lb-01" + ": error: exists already"));

    std::filesystem::create_directory(folder / "empty");
    folder.file("empty/README.md", "mine");
    write_folder(folder / "empty", files);
    CHECK(text_of_file(folder / "empty/lb-01/haproxy.cfg") == "a");
    CHECK(text_of_file(folder / "empty/README.md") == "mine");

    CHECK(complaint([&] { write_folder(folder.file("file", ""), files); }) == folder / "file" + ": error: is a file, and a folder is expected here [EK-CLI-0008]");
    CHECK(complaint([&] { write_folder(folder / "no/such", files); }).ends_with("there is no such file or folder [EK-CLI-0013]"));
}

TEST_CASE("an interruption removes what is half-written, and the program dies of it", "[files]")
{
    const TestFolder folder;
    for (const int signal : {SIGINT, SIGTERM}) {
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            remove_unfinished_when_interrupted();
            std::filesystem::create_directory(folder / "stage");
            const Unfinished stage{folder / "stage"};
            const Unfinished part{folder.file("stage/part", "half")};
            Unfinished whole{folder.file("whole", "whole")};
            whole.keep();
            raise(signal);
            _exit(0);
        }
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == signal);
        CHECK(folder.listing() == "whole\n");
    }
}

TEST_CASE("a disk that fills up while a file is written keeps the old one", "[files]")
{
    const TestFolder folder;
    const std::string disk = folder / "disk";
    std::filesystem::create_directory(disk);
    const std::string mount = "mount -t tmpfs -o size=64k tmpfs " + disk + " 2>/dev/null";
    if (geteuid() != 0 || std::system(mount.c_str()) != 0) SKIP("only a user who may mount can fill a disk");
    write_file(disk + "/result", "old");
    const std::string said = complaint([&] { write_file(disk + "/result", std::string(1 << 20, 'x')); });
    const std::string kept = text_of_file(disk + "/result");
    std::string names;
    for (const std::string& name : names_in(disk)) names += name + " ";
    REQUIRE(std::system(("umount " + disk).c_str()) == 0);
    CHECK(said == disk + "/result: error: cannot be written: the disk is full [EK-CLI-0013]");
    CHECK(kept == "old");
    CHECK(names == "result ");
}
