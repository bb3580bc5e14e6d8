#!/usr/bin/env python3
"""palette.py web/palette.json tokens.css palette.hpp: the colours of the page and of the picture, from one file."""

import json
import sys
from pathlib import Path

THEMES = ("dark", "light", "contrast")


def css(palette):
    def block(selector, theme):
        lines = [f"  --{name}: {value};" for name, value in palette[theme].items()]
        return selector + " {\n  color-scheme: " + ("light" if theme == "light" else "dark") + ";\n" + "\n".join(lines) + "\n}\n"

    return (
        "/* Made from palette.json. */\n"
        + block(":root", "dark")
        + "@media (prefers-color-scheme: light) {\n" + block(":root:not([data-theme])", "light") + "}\n"
        + "@media (prefers-contrast: more) {\n" + block(":root:not([data-theme])", "contrast") + "}\n"
        + "".join(block(f':root[data-theme="{theme}"]', theme) for theme in THEMES)
    )


def rgba(value):
    """ImGui's IM_COL32: alpha, blue, green, red."""
    red, green, blue = (int(value[i : i + 2], 16) for i in (1, 3, 5))
    return f"0xff{blue:02x}{green:02x}{red:02x}"


def cpp(palette):
    names = [name.replace("-", "_") for name in palette["dark"]]
    fields = "\n".join(f"    std::uint32_t {name};" for name in names)
    themes = ",\n".join("    {" + ", ".join(rgba(value) for value in palette[theme].values()) + "}" for theme in THEMES)
    return f"""#pragma once
// Made from web/palette.json.

#include <cstdint>

namespace evenkeel::lab {{

/// Colours by what they mean, as ImGui packs them.
struct Palette {{
{fields}
}};

/// Dark, light, high contrast.
inline constexpr Palette palettes[] = {{
{themes},
}};

}}  // namespace evenkeel::lab
"""


def write_if_changed(path, text):
    path = Path(path)
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def main():
    source, css_file, header = sys.argv[1:]
    palette = json.loads(Path(source).read_text())
    names = list(palette["dark"])
    for theme in THEMES:
        if list(palette[theme]) != names:
            sys.exit(f"{source}: {theme} has not the same names in the same order as dark")
    write_if_changed(css_file, css(palette))
    write_if_changed(header, cpp(palette))


main()
