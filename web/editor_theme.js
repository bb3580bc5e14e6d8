// How the editor looks. Colours come from the page's custom properties only, so that it follows the theme.

import { EditorView } from "./vendor/codemirror.js";

const raised = "var(--raised, var(--raise))";
const selected = "var(--selected, var(--sel))";
const font = '"JetBrains Mono", monospace';

export const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--code)" },
  "&.cm-focused": { outline: "none" },
  "&:has(.cm-content:focus-visible)::after": {
    content: '""', position: "absolute", inset: "0", border: "2px solid var(--accent)", pointerEvents: "none", zIndex: "300",
  },
  ".cm-scroller": { font: `13px/1.55 ${font}`, fontVariantLigatures: "none", overflow: "auto" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 10px 0 0" },
  ".cm-content ::selection, .cm-content::selection": { backgroundColor: "color-mix(in srgb, var(--accent) 32%, var(--code))" },

  ".cm-gutters": { border: "none", backgroundColor: "var(--code)", color: "var(--dim)" },
  ".cm-numbers": { minWidth: "44px" },
  ".cm-numbers .cm-gutterElement": { padding: "0 12px 0 6px", textAlign: "right", cursor: "pointer" },
  ".cm-numbers .cm-gutterElement > span": { display: "flex", justifyContent: "space-between", gap: "4px" },
  ".cm-numbers .cm-gutterElement > span:not(:has(.cm-mark))": { justifyContent: "flex-end" },

  ".cm-lit, .cm-numbers .cm-lit-number": { backgroundColor: selected },
  ".cm-lit-number": { boxShadow: "inset 3px 0 0 var(--accent)" },

  ".cm-section": { color: "var(--accent)", fontWeight: "600" },
  ".cm-keyword": { color: "var(--accent)" },
  ".cm-string": { color: "var(--up)" },
  ".cm-comment": { color: "var(--dim)" },
  ".cm-number": { color: "color-mix(in srgb, var(--accent) 40%, var(--text))" },

  // On the lit line the light theme's accent would fall below a contrast of 4.5.
  ".cm-lit .cm-section, .cm-lit .cm-keyword": { color: "color-mix(in srgb, var(--accent) 85%, var(--text))" },
  ".cm-lit .cm-string": { color: "color-mix(in srgb, var(--up) 85%, var(--text))" },

  ".cm-mark": { fontWeight: "700" },
  ".cm-mark-error": { color: "var(--down)" },
  ".cm-mark-warning": { color: "var(--warn)" },
  ".cm-mark-note": { color: "var(--accent)" },
  ".cm-underlined": { textDecoration: "underline wavy 1.2px", textUnderlineOffset: "3px", textDecorationSkipInk: "none" },
  ".cm-underlined-error": { textDecorationColor: "var(--down)" },
  ".cm-underlined-warning": { textDecorationColor: "var(--warn)" },
  ".cm-underlined-note": { textDecorationColor: "var(--accent)" },

  ".cm-problems": { padding: "4px 10px 4px 0", cursor: "default" },
  ".cm-problem-box": {
    font: `12.5px/1.45 ${font}`, padding: "6px 10px", whiteSpace: "pre-wrap", overflowWrap: "anywhere", userSelect: "text",
    backgroundColor: raised, borderLeft: "3px solid var(--accent)", borderRadius: "0 6px 6px 0",
  },
  ".cm-problem-box + .cm-problem-box": { marginTop: "4px" },
  ".cm-problem-box-error": { borderLeftColor: "var(--down)" },
  ".cm-problem-box-warning": { borderLeftColor: "var(--warn)" },
  ".cm-problem-repair": { color: "var(--dim)" },

  "@media (forced-colors: active)": {
    ".cm-lit": { outline: "1px solid Highlight", outlineOffset: "-1px" },
    ".cm-problem-box": { border: "1px solid CanvasText" },
  },
  "@media (pointer: coarse)": { ".cm-line, .cm-gutterElement": { lineHeight: "1.8" } },
});
