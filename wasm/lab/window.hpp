#pragma once
// The canvas: an SDL2 window with an OpenGL ES 3 context, and Dear ImGui on it.

#include <cstdint>
#include <vector>

#include "lab/face.hpp"

struct SDL_Window;

namespace evenkeel::lab {

struct Window {
    SDL_Window* window = nullptr;
    void* context = nullptr;
    bool context_lost = false;
};

/// `font` is a TrueType file. False, with SDL's reason in `problem`, when there is no WebGL2 or OpenGL ES 3.
bool open_window(Window& window, const char* title, std::vector<unsigned char> font, std::string& problem);
/// Whatever comes in wants frames.
void watch_events(Face& face);
void set_style(const Face& face);
/// Takes what has come in; true when somebody wants the window closed.
bool take_events(Window& window, Face& face);
void draw(Window& window, Face& face);
/// After a lost context came back: everything that lay in the graphics memory is made anew.
void restore_context(Window& window);

}  // namespace evenkeel::lab
