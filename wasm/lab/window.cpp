#include "lab/window.hpp"

#include <algorithm>

#include <SDL.h>
#ifdef __EMSCRIPTEN__
#include <GLES3/gl3.h>
#else
#include <SDL_opengl.h>
#endif

#include "imgui.h"
#include "imgui_impl_opengl3.h"
#include "imgui_impl_sdl2.h"

namespace evenkeel::lab {

namespace {

#ifdef __EMSCRIPTEN__
constexpr const char* shading_language = "#version 300 es";
#else
constexpr const char* shading_language = "#version 150";
#endif

/// A canvas smaller than this shows nothing.
constexpr float least_side = 80;

/// ImGui takes memory that it frees itself.
void* copy_for_imgui(const std::vector<unsigned char>& bytes)
{
    void* copy = IM_ALLOC(bytes.size());
    std::copy(bytes.begin(), bytes.end(), static_cast<unsigned char*>(copy));
    return copy;
}

/// Anything but SDL's own marks wants frames. SDL_POLLSENTINEL comes with each poll: counting it would never end.
int watch(void* user, SDL_Event* event)
{
    if (event->type != SDL_POLLSENTINEL) want_frames(*static_cast<Face*>(user));
    return 1;
}

ImVec4 color(std::uint32_t packed) { return ImGui::ColorConvertU32ToFloat4(packed); }

}  // namespace

bool open_window(Window& window, const char* title, std::vector<unsigned char> font, std::string& problem)
{
    // The page keeps its keys: only what is typed while the canvas has the focus comes here.
    SDL_SetHint("SDL_EMSCRIPTEN_KEYBOARD_ELEMENT", "#canvas");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        problem = SDL_GetError();
        return false;
    }
#ifdef __EMSCRIPTEN__
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_ES);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 0);
#else
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 2);
#endif
    SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
    window.window = SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, 1100, 760, SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (window.window != nullptr) window.context = SDL_GL_CreateContext(window.window);
    if (window.context == nullptr) {
        problem = SDL_GetError();
        return false;
    }
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigInputTextCursorBlink = false;
    if (font.empty() || io.Fonts->AddFontFromMemoryTTF(copy_for_imgui(font), static_cast<int>(font.size())) == nullptr) {
        problem = "there is no font to write with";
        return false;
    }
    ImGui_ImplSDL2_InitForOpenGL(window.window, window.context);
    ImGui_ImplOpenGL3_Init(shading_language);
    return true;
}

void watch_events(Face& face) { SDL_AddEventWatch(watch, &face); }

void set_style(const Face& face)
{
    const Palette& palette = colors(face);
    ImGuiStyle& style = ImGui::GetStyle();
    style = ImGuiStyle{};
    style.FontSizeBase = face.font_px;
    style.FrameRounding = 6;
    style.PopupRounding = 10;
    style.WindowRounding = 10;
    style.FrameBorderSize = 1;
    style.FramePadding = {10, 5};
    style.HoverDelayShort = 0.3f;
    const auto set = [&](ImGuiCol which, std::uint32_t packed) { style.Colors[which] = color(packed); };
    set(ImGuiCol_WindowBg, palette.background);
    set(ImGuiCol_PopupBg, palette.raised);
    set(ImGuiCol_Text, palette.text);
    set(ImGuiCol_TextDisabled, palette.dim);
    set(ImGuiCol_Border, palette.line);
    set(ImGuiCol_Separator, palette.line);
    set(ImGuiCol_Button, palette.raised);
    set(ImGuiCol_ButtonHovered, palette.selected);
    set(ImGuiCol_ButtonActive, palette.selected);
    set(ImGuiCol_HeaderHovered, palette.selected);
    set(ImGuiCol_HeaderActive, palette.selected);
    set(ImGuiCol_Header, palette.selected);
    set(ImGuiCol_CheckMark, palette.accent);
    set(ImGuiCol_TitleBg, palette.raised);
    set(ImGuiCol_TitleBgActive, palette.raised);
    set(ImGuiCol_NavCursor, palette.accent);
}

bool take_events(Window& window, Face& face)
{
    bool closed = false;
    SDL_Event event;
    while (SDL_PollEvent(&event) != 0) {
        ImGui_ImplSDL2_ProcessEvent(&event);
        if (event.type == SDL_QUIT) closed = true;
        if (event.type == SDL_WINDOWEVENT && event.window.event == SDL_WINDOWEVENT_FOCUS_GAINED) face.has_focus = true;
        if (event.type == SDL_WINDOWEVENT && event.window.event == SDL_WINDOWEVENT_FOCUS_LOST) face.has_focus = false;
    }
    static_cast<void>(window);
    return closed;
}

void draw(Window& window, Face& face)
{
    if (window.context_lost) return;
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplSDL2_NewFrame();
    ImGui::NewFrame();
    // Folded away by the page: the run goes on, there is nothing to draw on.
    if (const ImVec2 room = ImGui::GetIO().DisplaySize; room.x < least_side || room.y < least_side) {
        ImGui::EndFrame();
        return;
    }
    draw_frame(face, ImGui::GetIO().DisplaySize);
    ImGui::Render();
    const ImDrawData* data = ImGui::GetDrawData();
    const ImVec2 size{data->DisplaySize.x * data->FramebufferScale.x, data->DisplaySize.y * data->FramebufferScale.y};
    glViewport(0, 0, static_cast<int>(size.x), static_cast<int>(size.y));
    const ImVec4 ground = color(colors(face).background);
    glClearColor(ground.x, ground.y, ground.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    SDL_GL_SwapWindow(window.window);
    ++face.frames_drawn;
}

void restore_context(Window& window)
{
    // The old names are those of a context that is gone: forgotten, then made anew on the one that came back.
    ImGui_ImplOpenGL3_DestroyDeviceObjects();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
        texture->SetTexID(ImTextureID_Invalid);
        texture->SetStatus(ImTextureStatus_WantCreate);
    }
    ImGui_ImplOpenGL3_CreateDeviceObjects();
    window.context_lost = false;
}

}  // namespace evenkeel::lab
