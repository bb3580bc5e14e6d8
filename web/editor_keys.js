// What the keys do in the editor. Tab is left to the browser, so that the keyboard can leave; undo and redo belong to the page.

import { EditorSelection, EditorView, keymap } from "./vendor/codemirror.js";

/// A key which moves every caret, or with Shift every selection's head: `to(view, range)` gives the new place as a range.
function moving(to) {
  const run = (extend) => (view) => {
    const ranges = view.state.selection.ranges.map((range) => {
      const { head, goalColumn } = to(view, range, extend);
      return extend ? EditorSelection.range(range.anchor, head, goalColumn) : EditorSelection.cursor(head, 1, undefined, goalColumn);
    });
    const selection = EditorSelection.create(ranges, view.state.selection.mainIndex);
    view.dispatch({ selection, scrollIntoView: true, userEvent: "select" });
    return true;
  };
  return { run: run(false), shift: run(true) };
}

const by_character = (forward) => moving((view, range, extend) => {
  if (range.empty || extend) return view.moveByChar(range, forward);
  return EditorSelection.cursor(forward ? range.to : range.from);
});
const by_group = (forward) => moving((view, range) => view.moveByGroup(range, forward));
const by_line = (forward) => moving((view, range) => view.moveVertically(range, forward));
const by_page = (forward) => moving((view, range) => view.moveVertically(range, forward, view.scrollDOM.clientHeight - view.defaultLineHeight));
const to_end_of_file = (forward) => moving((view) => EditorSelection.cursor(forward ? view.state.doc.length : 0));

const to_line_end = moving((view, range) => view.moveToLineBoundary(range, true));

/// Home: first to the line's first word, then to its very beginning.
const to_line_start = moving((view, range) => {
  const moved = view.moveToLineBoundary(range, false);
  const line = view.state.doc.lineAt(range.head);
  const text = line.from + line.text.search(/\S|$/);
  return moved.head === line.from && range.head !== text ? EditorSelection.cursor(text) : moved;
});

/// Deletes each selection, or from the caret to where that movement leads.
const deleting = (movement, forward) => (view) => {
  if (view.state.readOnly) return true;
  const change = view.state.changeByRange((range) => {
    const head = range.empty ? view[movement](range, forward).head : range.head;
    const from = Math.min(range.anchor, head);
    return { changes: { from, to: Math.max(range.anchor, head) }, range: EditorSelection.cursor(from) };
  });
  view.dispatch(change, { scrollIntoView: true, userEvent: "delete" });
  return true;
};

function new_line(view) {
  if (view.state.readOnly) return true;
  const change = view.state.changeByRange(({ from, to }) => {
    const line = view.state.doc.lineAt(from);
    const insert = view.state.lineBreak + line.text.slice(0, from - line.from).match(/^\s*/)[0];
    return { changes: { from, to, insert }, range: EditorSelection.cursor(from + insert.length) };
  });
  view.dispatch(change, { scrollIntoView: true, userEvent: "input" });
  return true;
}

/// The lines which a selection touches; one that ends before a line's first character does not touch that line.
function selected_lines({ doc, selection }) {
  const { from, to, empty } = selection.main;
  const first = doc.lineAt(from).number;
  const last = doc.lineAt(empty ? to : Math.max(from, to - 1)).number;
  return Array.from({ length: last - first + 1 }, (_, index) => doc.line(first + index));
}

/// Changes each selected line by what `change(line)` gives, all or nothing at once.
const on_lines = (change) => (view) => {
  if (view.state.readOnly) return true;
  const lines = selected_lines(view.state);
  view.dispatch({ changes: lines.map((line) => change(line, lines, view.state)).filter(Boolean), userEvent: "input" });
  return true;
};

/// What one step of indentation is in this file: as its first indented line has it.
const one_step = ({ doc }) => doc.toString().match(/^(\t| {2,8})\S/m)?.[1] ?? "    ";

const indent = on_lines((line, _, state) => line.length > 0 && { from: line.from, insert: one_step(state) });
const outdent = on_lines((line) => ({ from: line.from, to: line.from + line.text.match(/^(\t| {0,4})/)[0].length }));

const comment = on_lines((line, lines) => {
  const at = line.from + line.text.search(/\S|$/);
  if (at === line.to) return null;
  const all = lines.every(({ text }) => /^\s*(#|$)/.test(text));
  return all ? { from: at, to: at + line.text.slice(at - line.from).match(/^# ?/)[0].length } : { from: at, insert: "# " };
});

function select_all(view) {
  view.dispatch({ selection: { anchor: 0, head: view.state.doc.length }, userEvent: "select" });
  return true;
}

/// Undo and redo are the page's, by key and from the browser's menu. By the key's code: Caps Lock and other alphabets change its name.
export function undo_keys({ onUndo, onRedo }) {
  const tell = (callback) => {
    callback?.();
    return true;   // and by that the browser undoes nothing of its own
  };
  return EditorView.domEventHandlers({
    keydown(event) {
      const named = event.keyCode === 90 ? (event.shiftKey ? onRedo : onUndo) : event.keyCode === 89 ? onRedo : null;
      return named !== null && (event.ctrlKey || event.metaKey) && !event.altKey && tell(named);
    },
    beforeinput(event) {
      if (!event.inputType.startsWith("history")) return false;
      return tell(event.inputType === "historyUndo" ? onUndo : onRedo);
    },
  });
}

/// The extension with all keys. Mod is Ctrl, on a Mac the command key.
export function keys({ onApply }) {
  return keymap.of([
    { key: "ArrowLeft", ...by_character(false) },
    { key: "ArrowRight", ...by_character(true) },
    { key: "Ctrl-ArrowLeft", mac: "Alt-ArrowLeft", ...by_group(false) },
    { key: "Ctrl-ArrowRight", mac: "Alt-ArrowRight", ...by_group(true) },
    { key: "ArrowUp", ...by_line(false) },
    { key: "ArrowDown", ...by_line(true) },
    { key: "PageUp", ...by_page(false) },
    { key: "PageDown", ...by_page(true) },
    { key: "Home", mac: "Cmd-ArrowLeft", ...to_line_start },
    { key: "End", mac: "Cmd-ArrowRight", ...to_line_end },
    { key: "Mod-Home", mac: "Cmd-ArrowUp", ...to_end_of_file(false) },
    { key: "Mod-End", mac: "Cmd-ArrowDown", ...to_end_of_file(true) },
    { key: "Mod-a", run: select_all },
    { key: "Backspace", run: deleting("moveByChar", false), shift: deleting("moveByChar", false) },
    { key: "Delete", run: deleting("moveByChar", true) },
    { key: "Ctrl-Backspace", mac: "Alt-Backspace", run: deleting("moveByGroup", false) },
    { key: "Ctrl-Delete", mac: "Alt-Delete", run: deleting("moveByGroup", true) },
    { key: "Mod-Enter", run: () => { onApply?.(); return true; } },
    { key: "Enter", run: new_line, shift: new_line },
    { key: "Mod-]", run: indent },
    { key: "Mod-[", run: outdent },
    { key: "Mod-/", run: comment },
  ]);
}
