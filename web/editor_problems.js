// Diagnostics in the editor: a mark beside the line's number, a wavy line below the word, and the program's own words under the line
// (but for a `quiet` one: its words are shown when the page says so, for a line one has come to).
// The severity is always there as a word; its colour and its glyph only repeat it.

import { Decoration, EditorView, GutterMarker, StateEffect, StateField, WidgetType, gutter } from "./vendor/codemirror.js";

const glyphs = { error: "✕", warning: "▲", note: "i" };
const order = Object.keys(glyphs);
const severity_of = ({ severity }) => (severity in glyphs ? severity : "note");
const worst = (problems) => order[Math.min(...problems.map((problem) => order.indexOf(severity_of(problem))))];

export const set_problems = StateEffect.define();
export const set_lit_line = StateEffect.define();

/// The place of a column, which counts bytes of UTF-8 from 1, as an index into the text.
function index_of_column(text, column) {
  let bytes = column - 1;
  let index = 0;
  while (index < text.length && bytes > 0) {
    const point = text.codePointAt(index);
    bytes -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    index += point < 0x10000 ? 1 : 2;
  }
  return index;
}

/// What is underlined: the word at the column, or without one the line's text.
function underlined({ from, text }, column) {
  const start = column > 0 ? index_of_column(text, column) : text.search(/\S|$/);
  const rest = text.slice(start);
  const length = column > 0 ? (rest.match(/^\S+/)?.[0].replace(/(?<=.)[;{}]+$/, "").length ?? 0) : rest.trimEnd().length;
  return { from: from + start, to: from + start + length };
}

class ProblemBlock extends WidgetType {
  constructor(problems, file) {
    super();
    this.problems = problems;
    this.file = file;
  }

  eq(other) { return JSON.stringify([this.problems, this.file]) === JSON.stringify([other.problems, other.file]); }

  ignoreEvent() { return true; }   // its text can be selected and copied like any other

  toDOM() {
    const block = document.createElement("div");
    block.className = "cm-problems";
    for (const problem of this.problems) {
      const { line, column, message, repair, id } = problem;
      const severity = severity_of(problem);
      const box = block.appendChild(document.createElement("div"));
      box.className = `cm-problem-box cm-problem-box-${severity}`;
      if (id) box.dataset.id = id;
      box.append(`${[this.file, line, column].filter(Boolean).join(":")}: ${severity}: ${message}`);
      if (repair) {
        const hint = box.appendChild(document.createElement("div"));
        hint.className = "cm-problem-repair";
        hint.textContent = repair;
      }
    }
    return block;
  }
}

class LineNumber extends GutterMarker {
  constructor(line, severity, lit) {
    super();
    Object.assign(this, { line, severity, lit, elementClass: lit ? "cm-lit-number" : "" });
  }

  eq(other) { return this.line === other.line && this.severity === other.severity && this.lit === other.lit; }

  toDOM() {
    const number = document.createElement("span");
    if (this.severity) {
      const mark = number.appendChild(document.createElement("span"));
      mark.className = `cm-mark cm-mark-${this.severity}`;
      mark.textContent = glyphs[this.severity];
    }
    number.append(String(this.line));
    return number;
  }
}

function by_line(problems, last) {
  const lines = new Map();
  for (const problem of problems) {
    const line = Math.min(Math.max(problem.line || 1, 1), last);
    lines.set(line, [...(lines.get(line) ?? []), problem]);
  }
  return lines;
}

function decorate(doc, problems, file) {
  const ranges = [];
  for (const [number, of_line] of by_line(problems, doc.lines)) {
    const line = doc.line(number);
    const loud = of_line.filter((problem) => !problem.quiet);
    const widget = new ProblemBlock(loud, file);
    if (loud.length > 0) ranges.push(Decoration.widget({ widget, block: true, side: 1, severity: worst(of_line) }).range(line.to));
    for (const problem of of_line) {
      const { from, to } = underlined(line, problem.column);
      if (to > from) ranges.push(Decoration.mark({ class: `cm-underlined cm-underlined-${severity_of(problem)}`, severity: severity_of(problem) }).range(from, to));
    }
  }
  return Decoration.set(ranges, true);
}

const lit_line = Decoration.line({ class: "cm-lit" });

/// The worst severity among a line's decorations, or null.
function severity_below(decorations, { from, to }) {
  let found = null;
  decorations.between(from, to, (_from, _to, { spec }) => {
    if (spec.severity && (!found || order.indexOf(spec.severity) < order.indexOf(found))) found = spec.severity;
  });
  return found;
}

/// The extension for one file: problems, the lit line, and the gutter which shows both; onNumber(line) when a number is clicked. Until the next set_problems both move with the text.
export function problems_and_numbers(file, onNumber) {
  const problems = StateField.define({
    create: () => Decoration.none,
    update(value, { changes, effects, newDoc }) {
      let next = value.map(changes);
      for (const effect of effects) if (effect.is(set_problems)) next = decorate(newDoc, effect.value, file);
      return next;
    },
    provide: (field) => EditorView.decorations.from(field),
  });
  const lit = StateField.define({
    create: () => Decoration.none,
    update(value, { changes, effects, newDoc }) {
      let next = value.map(changes);
      for (const effect of effects) {
        if (!effect.is(set_lit_line)) continue;
        const exists = effect.value >= 1 && effect.value <= newDoc.lines;
        next = exists ? Decoration.set(lit_line.range(newDoc.line(effect.value).from)) : Decoration.none;
      }
      return next;
    },
    provide: (field) => EditorView.decorations.from(field),
  });
  const numbers = gutter({
    class: "cm-numbers",
    lineMarker({ state }, { from, to }) {
      const line = state.doc.lineAt(from);
      const is_lit = state.field(lit).iter().from === line.from && state.field(lit).size > 0;
      return new LineNumber(line.number, severity_below(state.field(problems), { from: line.from, to: Math.max(to, line.to) }), is_lit);
    },
    lineMarkerChange: ({ startState: before, state }) => [problems, lit].some((field) => before.field(field) !== state.field(field)),
    domEventHandlers: { click: (view, { from }) => { onNumber(view.state.doc.lineAt(from).number); return true; } },
    initialSpacer: ({ state }) => new LineNumber(Math.max(state.doc.lines, 99), "error", false),
    updateSpacer: (spacer, { state }) => new LineNumber(Math.max(state.doc.lines, 99), "error", false),
  });
  return [problems, lit, numbers];
}
