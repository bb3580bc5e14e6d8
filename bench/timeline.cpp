// Lab 07's model answer: how long a run, a copy, a seek and a fork take. Run it from the top folder of the sources.

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "lab/run.hpp"

using namespace evenkeel;

namespace {

std::string text_of(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Files files_below(const std::filesystem::path& folder)
{
    Files files;
    for (const auto& item : std::filesystem::recursive_directory_iterator(folder))
        if (item.is_regular_file()) files[std::filesystem::relative(item.path(), folder).generic_string()] = text_of(item.path());
    return files;
}

template <class Work>
double milliseconds(Work work)
{
    const auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
}

}  // namespace

int main()
{
    const std::filesystem::path folder = "labs/07-the-dead-server-that-still-gets-traffic";
    const Lab lab = read_lab(text_of(folder / "lab.json"), "lab.json").config;
    const Submission submission = read_submission(lab, files_below(folder / "files"), files_below(folder / "solution")).config;
    const Parsed<World> begun = begin_run(lab, submission, {});
    if (has_error(begun.diagnostics)) {
        fmt::print("the lab cannot be run from this folder\n");
        return 1;
    }
    fmt::print("start of a run         {:9.1f} ms\n", milliseconds([&] { begin_run(lab, submission, {}); }));
    const Instant end = Instant{} + lab.duration;
    const Instant middle = Instant{lab.duration.ns / 2};
    Timeline timeline = begin_timeline(begun.config, script_of(lab, begun.config, {}));
    const double run = milliseconds([&] { seek(timeline, end); });
    fmt::print("run, key frames kept   {:9.1f} ms, {} events, {} frames\n", run, timeline.present.events_handled, timeline.frames.size());
    fmt::print("seek to the middle     {:9.3f} ms\n", milliseconds([&] { seek(timeline, middle); }));
    fmt::print("seek 7 s further       {:9.3f} ms\n", milliseconds([&] { seek(timeline, middle + 7_s); }));
    World forked;
    fmt::print("fork at 1003 s         {:9.3f} ms\n", milliseconds([&] { forked = fork(timeline, Instant{} + 1003_s); }));
    constexpr int copies = 1000;
    std::size_t sizes = 0;
    const double copying = milliseconds([&] {
        for (int i = 0; i < copies; ++i) {
            const World copy = forked;
            sizes += copy.queue.size();
        }
    });
    fmt::print("copy of the world      {:9.3f} ms ({} events pending)\n", copying / copies, sizes / copies);
    return 0;
}
