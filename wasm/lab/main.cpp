// The picture in a page: a loop that draws when there is something to see, and stands still otherwise.
//
// The page calls the functions below; what it hears back are the words of tell_page(). Bytes and texts of the page lie in memory
// that lab_memory() gave.

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <SDL.h>
#include <emscripten.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/face.hpp"
#include "lab/window.hpp"
#include "view/page.hpp"

namespace evenkeel::lab {

EM_JS(void, page_hears, (const char* what), { if (Module["hear"]) Module["hear"](UTF8ToString(what)); });

void tell_page(const char* what) { page_hears(what); }

namespace {

struct Picture {
    Face face;
    Window window;
    std::string answer;         ///< of the last call, until the next one
    std::string problem;
    double frame_began_ms = 0;
    double last_frame_ms = 0;
    bool running = false;       ///< the loop is not paused
    bool visible = true;
};

Picture picture;

/// Simulating may take so much of a frame.
constexpr double budget_ms = 8;

bool time_is_left() { return emscripten_get_now() - picture.frame_began_ms < budget_ms; }

void frame()
{
    const double now = emscripten_get_now();
    picture.frame_began_ms = now;
    const double real_s = picture.last_frame_ms > 0 ? (now - picture.last_frame_ms) / 1000 : 0;
    picture.last_frame_ms = now;
    take_events(picture.window, picture.face);
    advance_face(picture.face, real_s, time_is_left);
    draw(picture.window, picture.face);
    if (--picture.face.frames_wanted > 0 && picture.visible) return;
    picture.running = false;
    picture.last_frame_ms = 0;
    emscripten_pause_main_loop();
    tell_page("idle");
}

void wake()
{
    want_frames(picture.face);
    if (picture.running || !picture.visible || picture.window.window == nullptr) return;
    picture.running = true;
    emscripten_resume_main_loop();
}

/// SDL's events come from the page's handlers, outside of the loop: a paused loop must be woken.
int wake_by_event(void*, SDL_Event* event)
{
    if (event->type != SDL_POLLSENTINEL) wake();
    return 1;
}

}  // namespace

}  // namespace evenkeel::lab

using namespace evenkeel;
using lab::picture;

extern "C" {

EMSCRIPTEN_KEEPALIVE void* lab_memory(std::size_t bytes) { return std::malloc(bytes); }
EMSCRIPTEN_KEEPALIVE void lab_free(void* memory) { std::free(memory); }

/// Opens the canvas; false: there is no WebGL2 (lab_problem says why). The simulator works without a canvas too.
EMSCRIPTEN_KEEPALIVE bool lab_open_canvas(const unsigned char* font, std::size_t bytes)
{
    if (!lab::open_window(picture.window, "Evenkeel", std::vector<unsigned char>(font, font + bytes), picture.problem)) {
        picture.window = {};
        return false;
    }
    lab::set_style(picture.face);
    SDL_AddEventWatch(lab::wake_by_event, nullptr);
    picture.running = true;
    emscripten_set_main_loop(lab::frame, 0, false);
    return true;
}

EMSCRIPTEN_KEEPALIVE const char* lab_problem() { return picture.problem.c_str(); }

/// One call as view/page.hpp lists them; the answer is valid until the next call.
EMSCRIPTEN_KEEPALIVE const char* lab_call(const char* call)
{
    picture.answer = view::answer(picture.face.desk, call);
    ++picture.face.desk.changes;
    lab::wake();
    return picture.answer.c_str();
}

/// Lets time go by without a canvas; where there is one its loop does that.
EMSCRIPTEN_KEEPALIVE void lab_elapse(double real_s)
{
    picture.frame_began_ms = emscripten_get_now();
    lab::advance_face(picture.face, real_s, lab::time_is_left);
}

EMSCRIPTEN_KEEPALIVE void lab_look(int theme, float font_px, bool motion, bool coarse_pointer)
{
    picture.face.theme = static_cast<std::uint32_t>(std::clamp(theme, 0, 2));
    picture.face.font_px = std::clamp(font_px, 8.0f, 40.0f);
    picture.face.motion = motion;
    picture.face.coarse_pointer = coarse_pointer;
    if (picture.window.window == nullptr) return;
    lab::set_style(picture.face);
    lab::wake();
}

/// Whoever looks elsewhere holds nothing any more: no key, no button of the mouse, no node.
static void let_go()
{
    if (picture.window.window == nullptr) return;
    ImGui::GetIO().ClearInputKeys();
    ImGui::GetIO().ClearInputMouse();
    picture.face.dragged.clear();
}

EMSCRIPTEN_KEEPALIVE void lab_focus(bool has_focus)
{
    picture.face.has_focus = has_focus;
    if (!has_focus) let_go();
    lab::wake();
}

/// Moving requests on the picture.
EMSCRIPTEN_KEEPALIVE int lab_dots() { return static_cast<int>(picture.face.dots.size()); }

EMSCRIPTEN_KEEPALIVE void lab_visible(bool visible)
{
    picture.visible = visible;
    picture.last_frame_ms = 0;      // the time in the background counts for nothing
    view::measure_anew(picture.face.desk);
    if (!visible) let_go();
    if (visible) lab::wake();
}

/// The wheel: only what the page has not kept for itself comes here. `x`, `y`: CSS pixels on the canvas.
EMSCRIPTEN_KEEPALIVE void lab_zoom(float factor)
{
    picture.face.zoom = std::clamp(picture.face.zoom * factor, 0.4f, 3.0f);
    lab::wake();
}

EMSCRIPTEN_KEEPALIVE void lab_context(bool lost)
{
    if (lost) picture.window.context_lost = true;
    else lab::restore_context(picture.window);
    lab::wake();
}

EMSCRIPTEN_KEEPALIVE double lab_frames() { return static_cast<double>(picture.face.frames_drawn); }
EMSCRIPTEN_KEEPALIVE bool lab_is_idle() { return !picture.running; }

/// What the last frame drew: [{label, kind, x, y, width, height}], in CSS pixels on the canvas.
EMSCRIPTEN_KEEPALIVE const char* lab_items()
{
    nlohmann::json all = nlohmann::json::array();
    for (const lab::Item& item : picture.face.items.list)
        all.push_back({{"label", item.label}, {"kind", item.kind}, {"x", item.least.x}, {"y", item.least.y}, {"width", item.most.x - item.least.x}, {"height", item.most.y - item.least.y}});
    picture.answer = all.dump();
    return picture.answer.c_str();
}

/// For tests: the simulator stops with a broken invariant.
EMSCRIPTEN_KEEPALIVE void lab_break() { std::abort(); }
}

int main() { return 0; }
