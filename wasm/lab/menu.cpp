// The menu of a node: what can be done to it now, by pointer or by key.

#include <fmt/format.h>

#include "lab/face.hpp"
#include "view/choices.hpp"

namespace evenkeel::lab {

void draw_menu(Face& face)
{
    if (face.open_menu) {
        ImGui::OpenPopup("menu");
        face.focused = face.menu_of;
        face.open_menu = false;
    }
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(10, 10));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(8, face.coarse_pointer ? 18.0f : 6.0f));
    if (ImGui::BeginPopup("menu")) {
        const Palette& palette = colors(face);
        ImGui::TextColored(ImGui::ColorConvertU32ToFloat4(palette.dim), "%s", face.menu_of.c_str());
        ImGui::Separator();
        std::string chosen;
        for (const view::Choice& choice : view::choices_for(view::present(*face.desk.session), face.menu_of)) {
            const std::string key(1, choice.key);
            const bool by_key = choice.key >= '1' && choice.key <= '9' && ImGui::IsKeyPressed(static_cast<ImGuiKey>(ImGuiKey_1 + (choice.key - '1')));
            if (ImGui::MenuItem(choice.label.c_str(), key.c_str()) || by_key) chosen = choice.id;
            face.items.add(choice.label, ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), "menu item");
        }
        if (!chosen.empty()) {
            view::perform(*face.desk.session, face.menu_of, chosen);
            ++face.desk.changes;
            tell_page("changed");
            ImGui::CloseCurrentPopup();
        }
        ImGui::EndPopup();
    }
    ImGui::PopStyleVar(2);
}

}  // namespace evenkeel::lab
