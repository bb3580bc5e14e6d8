#pragma once
// Labs opened as a page opens them.

#include <string>

#include <catch2/catch_test_macros.hpp>

#include "lab/folder.hpp"
#include "view/desk.hpp"

inline evenkeel::view::Session open_lab(const std::string& id)
{
    auto opened = evenkeel::view::open_session(folder("labs/" + id), {});
    for (const auto& diagnostic : opened.diagnostics) INFO(to_text(diagnostic));
    REQUIRE_FALSE(has_error(opened.diagnostics));
    return std::move(opened.config);
}

inline evenkeel::view::Session open_lab_07() { return open_lab("07-the-dead-server-that-still-gets-traffic"); }
inline evenkeel::view::Session open_lab_04() { return open_lab("04-two-servers-one-address"); }
