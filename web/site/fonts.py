#!/usr/bin/env python3
"""fonts.py FOLDER [FONTS]: the page's fonts, cut down to the letters it needs, and their licences, into FOLDER/fonts and FOLDER/licences.

FONTS is where the system keeps them (/usr/share/fonts). For the style sheet: woff2. For the canvas, whose reader knows neither
woff2 nor needs hinting: one plain TrueType file.
"""
import pathlib
import sys

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

LETTERS = [
    (0x20, 0x7E),  # Latin
    (0xA0, 0xFF),  # Latin-1: French, Spanish, Portuguese
    (0x152, 0x153),  # Œ, œ
    (0x178, 0x178),  # Ÿ; letters of other languages come from the system's fonts
    (0x2010, 0x2027),  # dashes, quotation marks, …
    (0x202F, 0x203A),  # narrow space, ‰, ′, ‹ ›
    (0x2190, 0x2199),  # arrows
]
# Signs of the states, and those the texts use.
SIGNS = "●◆▲✕◌✓▸▾×÷−≤≥≈∞µ€™·"

# Kerning and accents; figures of one width for columns of numbers.
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]

# Letters are drawn within a thousandth of the em of where they were: quadratic curves instead of cubic ones.
MOST_DIFFERENCE = 1.0


def find(fonts, name):
    for ending in (".otf", ".ttf"):
        for path in sorted(fonts.rglob(name + ending)):
            return path
    sys.exit(f"fonts.py: there is no {name} below {fonts}; script/setup page installs the fonts")


def cut(path, features):
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    font = subset.load_font(str(path), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in LETTERS for code in range(first, last + 1)], text=SIGNS)
    cutter.subset(font)
    return font


def with_quadratic_curves(font):
    """The same font with TrueType's outlines instead of PostScript's."""
    glyphs, outlines = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, MOST_DIFFERENCE, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = font.getGlyphOrder(), outlines
    del font["CFF "]
    if "VORG" in font:
        del font["VORG"]
    for name, glyph in outlines.items():
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    most = font["maxp"]
    most.tableVersion = 0x00010000
    for field in ("maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours", "maxComponentDepth", "maxTwilightPoints", "maxStorage", "maxFunctionDefs",
                  "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions", "maxComponentElements"):
        setattr(most, field, 0)
    most.maxZones = 1
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"
    return font


def save(font, path, flavor=None):
    # A date would make the file another one in each build.
    font.recalcTimestamp = False
    font["head"].modified = font["head"].created
    font.flavor = flavor
    font.save(str(path))


def copyright_of(package):
    path = pathlib.Path("/usr/share/doc") / package / "copyright"
    if not path.exists():
        sys.exit(f"fonts.py: there is no {path}, and a font is not passed on without its licence")
    return path.read_text(encoding="utf-8")


def open_font_licence():
    """Its text: the package of JetBrains Mono names the licence in the font itself, and does not bring it."""
    lines = copyright_of("fonts-inter").splitlines()
    start = lines.index("License: OFL-1.1") + 1
    end = lines.index("", start)
    return "SIL OPEN FONT LICENSE Version 1.1\n" + "\n".join("" if line == " ." else line[1:] for line in lines[start:end]) + "\n"


def write_licence(font, package, path):
    own = [font["name"].getDebugName(number) for number in (0, 13, 14)]
    note = "\n".join(text for text in own if text)
    path.write_text(f"{note}\n\n{open_font_licence()}\nDebian's note on its package {package}:\n\n{copyright_of(package)}", encoding="utf-8")


def main():
    target = pathlib.Path(sys.argv[1])
    fonts = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "/usr/share/fonts")
    for folder in ("fonts", "licences"):
        (target / folder).mkdir(parents=True, exist_ok=True)
    text, strong = find(fonts, "Inter-Regular"), find(fonts, "Inter-SemiBold")
    code = find(fonts, "JetBrainsMono-Regular")
    save(cut(text, FEATURES), target / "fonts/inter-400.woff2", "woff2")
    save(cut(strong, FEATURES), target / "fonts/inter-600.woff2", "woff2")
    save(cut(code, ["mark", "mkmk", "ccmp", "locl"]), target / "fonts/jetbrains-mono-400.woff2", "woff2")
    plain = cut(text, [])
    save(plain if "glyf" in plain else with_quadratic_curves(plain), target / "fonts/inter.ttf")
    write_licence(TTFont(text), "fonts-inter", target / "licences/inter.txt")
    write_licence(TTFont(code), "fonts-jetbrains-mono", target / "licences/jetbrains-mono.txt")


main()
