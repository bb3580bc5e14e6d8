// Contrast of the palette's colours, as WCAG 2.2 reckons it: 4.5 to 1 for what is read, 3 to 1 for what is only seen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const { comment: _, ...themes } = JSON.parse(readFileSync(new URL("../../web/palette.json", import.meta.url), "utf8"));

/// Relative luminance (WCAG 2.2, "relative luminance").
function luminance(hex) {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
}

/// What is drawn on what, and how different it must be.
const pairs = [
    ...["background", "panel", "raised", "code"].flatMap((ground) => [["text", ground, 4.5], ["dim", ground, 4.5]]),
    ...["panel", "code"].flatMap((ground) => [["accent", ground, 4.5], ["down", ground, 4.5], ["warn", ground, 4.5]]),
    ["on-accent", "accent", 4.5], ["text", "selected", 4.5],
    // States on a node's ground are words; on the picture's ground they are borders and signs.
    ...["up", "lagging", "draining", "down"].flatMap((state) => [[state, "panel", 4.5], [state, "background", 3]]),
    ["edge", "background", 3], ["accent", "background", 3],
];

for (const [name, colours] of Object.entries(themes)) {
    test(`the ${name} theme can be read`, () => {
        for (const [upper, ground, least] of pairs) {
            const got = contrast(colours[upper], colours[ground]);
            assert.ok(got >= least, `${upper} on ${ground}: ${got.toFixed(2)} to 1, needs ${least}`);
        }
    });
}

test("the reckoning is WCAG's", () => {
    assert.equal(contrast("#000000", "#ffffff"), 21);
    assert.equal(contrast("#777777", "#ffffff").toFixed(2), "4.48");
});
