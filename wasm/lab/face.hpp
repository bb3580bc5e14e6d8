#pragma once
// The picture's own state, beside the desk that it shows: colours, view, what moves. Windows are short functions over it.

#include <cstdint>
#include <string>
#include <vector>

#include "imgui.h"
#include "lab/items.hpp"
#include "palette.hpp"
#include "view/desk.hpp"
#include "view/scene.hpp"

namespace evenkeel::lab {

/// A request that is drawn on its way: there and, if it got so far, back.
struct Dot {
    std::vector<std::size_t> edges;     ///< of the scene, from the visitors on
    bool comes_back = true;             ///< an answer came
    bool is_good = true;
    double begins = 0;                  ///< in seconds of the animation
    double lasts = 1;
};

struct Face {
    view::Desk desk;
    view::Scene scene;
    std::uint64_t scene_of_change = UINT64_MAX;
    double scene_drawn_at = -1;         ///< real seconds

    std::uint32_t theme = 0;            ///< index of palettes
    float font_px = 14;
    bool motion = true;                 ///< false: nothing flies, edges tell by their width
    bool coarse_pointer = false;        ///< fingers: larger targets

    ImVec2 pan{0, 0};
    float zoom = 1;
    std::string hovered;                ///< node under the pointer or the keyboard
    std::string focused;                ///< node that the arrow keys have come to
    std::string menu_of;                ///< node whose menu is open, or to be opened
    bool open_menu = false;             ///< it is to be opened
    std::string dragged;
    bool drag_joins = false;
    bool panning = false;
    bool help = false;

    std::vector<Dot> dots;
    std::vector<std::uint64_t> told;    ///< by class of visitors: fates that were turned into dots
    double animation_s = 0;             ///< goes on only while the run plays
    double real_s = 0;
    int frames_wanted = 3;
    std::uint64_t frames_drawn = 0;

    bool has_focus = false;             ///< the canvas has the keyboard
    Items items;                        ///< of the frame drawn last
};

inline const Palette& colors(const Face& face) { return palettes[face.theme]; }
inline ImU32 with_alpha(std::uint32_t color, float alpha) { return (color & 0x00ff'ffffu) | (static_cast<std::uint32_t>(alpha * 255.0f) << 24); }
std::uint32_t color_of(const Palette& palette, view::NodeState state);

/// Something has changed that must be seen.
inline void want_frames(Face& face) { face.frames_wanted = 3; }

/// The page is to hear of something: "changed", "selected", "follow".
void tell_page(const char* what);

// The windows, in the order in which they are drawn.
void draw_topology(Face& face, ImVec2 at, ImVec2 size);
void draw_legend(Face& face, ImVec2 at);
void draw_menu(Face& face);
void draw_transport(Face& face, ImVec2 at, ImVec2 size);
void draw_timeline(Face& face, ImVec2 at, ImVec2 size);
void draw_help(Face& face, ImVec2 size);

/// All of them; `size` is the canvas in CSS pixels.
void draw_frame(Face& face, ImVec2 size);

/// Keys of the picture, when it has the keyboard.
void handle_keys(Face& face);

/// New fates become dots; old dots go.
void update_dots(Face& face);
/// A frame goes by: time for the run, the scene and the dots. `budget` says when the time for simulating is over.
void advance_face(Face& face, double real_s, bool (*time_is_left)());

}  // namespace evenkeel::lab
