// A line that is too long goes on in the next row, under its own first word and a little to the right.

import { Decoration, EditorView, ViewPlugin } from "./vendor/codemirror.js";

const extra = 2;   // columns by which the further rows are set in

function columns(white, tab_size) {
  let column = 0;
  for (const character of white) column += character === "\t" ? tab_size - (column % tab_size) : 1;
  return column;
}

/// How far the further rows are set in. Browsers count tab stops from the padding on: with tabs it has to be a multiple of them.
function depth_of(text, tab_size) {
  const depth = Math.min(columns(text.match(/^\s*/)[0], tab_size), 16) + extra;
  return text.includes("\t") ? Math.ceil(depth / tab_size) * tab_size : depth;
}

/// The rows after the first begin at the padding; the first is drawn back by as much. One decoration for each depth.
const decorations = new Map();
function of_depth(depth) {
  if (!decorations.has(depth)) {
    decorations.set(depth, Decoration.line({ attributes: { style: `padding-left: ${depth}ch; text-indent: -${depth}ch` } }));
  }
  return decorations.get(depth);
}

function hanging({ state, visibleRanges }) {
  const ranges = [];
  for (const { from, to } of visibleRanges) {
    for (let line = state.doc.lineAt(from); ; line = state.doc.line(line.number + 1)) {
      if (line.length > 0) ranges.push(of_depth(depth_of(line.text, state.tabSize)).range(line.from));
      if (line.to >= to) break;
    }
  }
  return Decoration.set(ranges);
}

export const wrapping = [
  EditorView.lineWrapping,
  ViewPlugin.fromClass(class {
    constructor(view) { this.decorations = hanging(view); }
    update(update) {
      if (update.docChanged || update.viewportChanged) this.decorations = hanging(update.view);
    }
  }, { decorations: (plugin) => plugin.decorations }),
];
