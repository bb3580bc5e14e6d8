// evenkeel-lab LAB [DIR]: the picture in a window of its own, for people who change it. One lab, no page around it.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <SDL.h>
#include <SDL_opengl.h>

#include "base/text.hpp"
#include "command.hpp"
#include "files.hpp"
#include "lab/face.hpp"
#include "lab/window.hpp"
#include "labs.hpp"
#include "sentences.hpp"

#include "imgui_impl_opengl3.h"

namespace evenkeel::lab {

/// There is no page.
void tell_page(const char*) {}

namespace {

using cli::ExitCode;
using cli::Failure;
namespace messages = cli::messages;

struct Options {
    cli::Shared shared;
    std::string lab;
    std::string folder;
    std::string font;
    std::string screenshot;
    std::uint64_t frames = 0;       ///< 0: until the window is closed
};

constexpr const char* fonts_folder = "/usr/share/fonts";
/// Simulating may take so much of a frame.
constexpr double budget_s = 0.008;
constexpr double frame_s = 1.0 / 60;
constexpr int idle_wait_ms = 1000;

double seconds_now() { return static_cast<double>(SDL_GetPerformanceCounter()) / static_cast<double>(SDL_GetPerformanceFrequency()); }

double frame_began_s = 0;

bool time_is_left() { return seconds_now() - frame_began_s < budget_s; }

/// What a TrueType or an OpenType file begins with; ImGui does not take kindly to others.
bool is_font(std::string_view bytes)
{
    constexpr std::array<std::string_view, 4> beginnings{std::string_view{"\0\1\0\0", 4}, "OTTO", "true", "ttcf"};
    return bytes.size() > 1000 && std::find(beginnings.begin(), beginnings.end(), bytes.substr(0, 4)) != beginnings.end();
}

/// Inter where Debian's fonts-inter has put it; empty without it.
std::string path_of_inter()
{
    std::error_code unreadable;
    std::filesystem::recursive_directory_iterator each(fonts_folder, std::filesystem::directory_options::skip_permission_denied, unreadable);
    for (; !unreadable && each != std::filesystem::recursive_directory_iterator{}; each.increment(unreadable)) {
        const std::string name = each->path().filename().string();
        if (name == "Inter-Regular.otf" || name == "Inter-Regular.ttf") return each->path().string();
    }
    return {};
}

/// Empty: ImGui's own font.
std::vector<unsigned char> read_font(const std::string& wanted)
{
    const std::string path = wanted.empty() ? path_of_inter() : wanted;
    if (path.empty()) return {};
    const std::string bytes = cli::read_file(path);
    if (!is_font(bytes)) throw Failure(ExitCode::wrong_use, say(Severity::error, messages::no_font, {printable(path, 1000), 0, 0}));
    return {bytes.begin(), bytes.end()};
}

/// The lab with its start files; with a submission the run begins anew with that.
view::Session open_lab(const Options& options)
{
    const cli::LoadedLab lab = cli::load_lab(options.shared, options.lab);
    Files texts;
    if (!options.folder.empty()) {
        const cli::HandedIn handed_in = cli::read_handed_in(options.folder);
        Parsed<Submission> submission = cli::load_submission(lab, handed_in);
        if (has_error(submission.diagnostics)) throw Failure(ExitCode::not_gradable, std::move(submission.diagnostics));
        texts = handed_in.files;
    }
    Parsed<view::Session> opened = view::open_session(cli::lab_files(lab.place.folder), texts);
    if (has_error(opened.diagnostics)) throw Failure(ExitCode::wrong_use, std::move(opened.diagnostics));
    if (!view::not_applied(opened.config).empty()) view::apply_texts(opened.config, view::Apply::restart);
    return std::move(opened.config);
}

/// Ctrl+Z and Ctrl+Shift+Z are the page's elsewhere.
int undo_by_key(void* user, SDL_Event* event)
{
    if (event->type != SDL_KEYDOWN || event->key.keysym.sym != SDLK_z || (event->key.keysym.mod & KMOD_CTRL) == 0) return 1;
    view::Desk& desk = static_cast<Face*>(user)->desk;
    if ((event->key.keysym.mod & KMOD_SHIFT) != 0) view::redo(*desk.session);
    else view::undo(*desk.session);
    ++desk.changes;
    return 1;
}

void wait_for_frame(double began_s)
{
    // A driver that waits for the screen has done so already.
    const double rest_s = frame_s - (seconds_now() - began_s);
    if (rest_s > frame_s / 2) SDL_Delay(static_cast<Uint32>(rest_s * 1000));
}

/// A counted run has frames of one length, so that what it shows hardly depends on the machine.
void run(const Options& options, Window& window, Face& face)
{
    double last_s = seconds_now();
    while (options.frames == 0 || face.frames_drawn < options.frames) {
        const bool was_idle = face.frames_wanted <= 0 && options.frames == 0;
        if (was_idle) SDL_WaitEventTimeout(nullptr, idle_wait_ms);
        if (take_events(window, face)) return;
        if (face.frames_wanted <= 0 && options.frames == 0) continue;
        frame_began_s = seconds_now();
        const double passed_s = was_idle ? 0 : frame_began_s - last_s;
        last_s = frame_began_s;
        advance_face(face, options.frames > 0 ? frame_s : passed_s, time_is_left);
        draw(window, face);
        --face.frames_wanted;
        wait_for_frame(frame_began_s);
    }
}

/// The last frame once more, into the buffer that is not shown: what the shown one holds is the driver's affair.
std::vector<unsigned char> pixels_of_last_frame(int width, int height)
{
    std::vector<unsigned char> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadBuffer(GL_BACK);
    glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
    return pixels;
}

void write_screenshot(Window& window, const std::string& path)
{
    int width = 0;
    int height = 0;
    SDL_GL_GetDrawableSize(window.window, &width, &height);
    const std::vector<unsigned char> pixels = pixels_of_last_frame(width, height);
    SDL_Surface* picture = SDL_CreateRGBSurfaceWithFormat(0, width, height, 24, SDL_PIXELFORMAT_RGB24);
    const auto row = static_cast<std::size_t>(width) * 3;
    // OpenGL's first row is the lowest.
    for (int y = 0; picture != nullptr && y < height; ++y) {
        const unsigned char* from = pixels.data() + static_cast<std::size_t>(height - 1 - y) * row;
        std::copy_n(from, row, static_cast<unsigned char*>(picture->pixels) + static_cast<std::ptrdiff_t>(y) * picture->pitch);
    }
    const bool written = picture != nullptr && SDL_SaveBMP(picture, path.c_str()) == 0;
    SDL_FreeSurface(picture);
    if (!written) throw Failure(ExitCode::own_fault, say(Severity::error, messages::cannot_write, {printable(path, 1000), 0, 0}, {{"why", SDL_GetError()}}));
}

/// SDL falls back to a window that nobody sees where there is no display; only who asks for that by its name gets it.
void check_display()
{
    const char* driver = SDL_GetCurrentVideoDriver();
    const std::string_view name = driver == nullptr ? "none" : driver;
    if (std::getenv("SDL_VIDEODRIVER") != nullptr || (name != "offscreen" && name != "dummy" && name != "none")) return;
    throw Failure(ExitCode::own_fault, say(Severity::error, messages::no_window, {}, {{"why", "there is no display"}}));
}

void open_and_run(const Options& options)
{
    if (!options.screenshot.empty()) cli::check_writable(options.screenshot);
    Face face;
    face.desk = view::begin_desk(open_lab(options));
    Window window;
    std::string problem;
    const std::string title = face.desk.session->lab.title + " - Evenkeel";
    if (!open_window(window, title.c_str(), read_font(options.font), problem))
        throw Failure(ExitCode::own_fault, say(Severity::error, messages::no_window, {}, {{"why", printable(problem)}}));
    check_display();
    SDL_GL_SetSwapInterval(1);
    set_style(face);
    watch_events(face);
    SDL_AddEventWatch(undo_by_key, &face);
    view::play(face.desk);
    run(options, window, face);
    if (!options.screenshot.empty()) write_screenshot(window, options.screenshot);
    SDL_Quit();
}

void declare(CLI::App& app, Options& options)
{
    app.set_help_flag("--help,-h", "this text");
    app.add_option("LAB", options.lab, "number (7), id or folder of a lab")->required();
    app.add_option("DIR", options.folder, "a submission; without it the lab's start files");
    app.add_option("--labs", options.shared.labs, "folder with the labs, instead of those that came with the program")->type_name("DIR");
    app.add_option("--font", options.font, "a TrueType or OpenType font; else Inter, else one of ImGui's own")->type_name("FILE");
    app.add_option("--frames", options.frames, "end after so many frames, each a sixtieth of a second")->type_name("N");
    app.add_option("--screenshot", options.screenshot, "write the last frame at the end")->type_name("FILE.bmp");
}

int report(const Failure& failure)
{
    for (const Diagnostic& diagnostic : failure.diagnostics()) cli::complain((diagnostic.at.file.empty() ? "evenkeel-lab: " : "") + to_text(diagnostic) + "\n");
    return static_cast<int>(failure.code());
}

int run_program(int count, char** arguments)
{
    Options options;
    options.shared.program = arguments[0];
    CLI::App app{"a lab of Evenkeel in a window", "evenkeel-lab"};
    declare(app, options);
    try {
        app.parse(count, arguments);
        open_and_run(options);
        return 0;
    } catch (const CLI::CallForHelp&) {
        std::fputs(app.help().c_str(), stdout);
        return 0;
    } catch (const CLI::ParseError& error) {
        return report(Failure(ExitCode::wrong_use, say(Severity::error, messages::wrong_value, {}, {{"why", printable(error.what())}, {"command", "evenkeel-lab"}})));
    } catch (const Failure& failure) {
        return report(failure);
    } catch (const std::exception& error) {
        return report(Failure(ExitCode::own_fault, say(Severity::error, messages::own_fault, {}, {{"why", printable(error.what())}})));
    }
}

}  // namespace

}  // namespace evenkeel::lab

int main(int count, char** arguments) { return evenkeel::lab::run_program(count, arguments); }
