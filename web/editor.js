// The editor of one configuration file at a time, on CodeMirror 6. The page keeps the files, their diagnostics and the history.

import { EditorState, EditorView, Transaction } from "./vendor/codemirror.js";
import { keys, undo_keys } from "./editor_keys.js";
import { problems_and_numbers, set_lit_line, set_problems } from "./editor_problems.js";
import { syntax } from "./editor_syntax.js";
import { theme } from "./editor_theme.js";
import { wrapping } from "./editor_wrapping.js";

const from_page = "page";   // the userEvent of what the page itself does

/// What differs between two texts, as one change: what stands before and behind it stays, and with it the caret.
function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before[same] === after[same]) same += 1;
  let tail = 0;
  while (tail < shorter - same && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { from: same, to: before.length - tail, insert: after.slice(same, after.length - tail) };
}

const normal = (text) => text.replace(/\r\n?/g, "\n");

/// Tells the page which line the user has chosen: when the keyboard brings the caret to another line, and at every click.
/// In rich text a browser writes styles into the page when it replaces what was selected; plain text has none.
const knows_plain_text = (() => {
  try {
    document.createElement("div").contentEditable = "plaintext-only";
    return true;
  } catch {
    return false;
  }
})();

function line_selection(onSelectLine) {
  const line_of = ({ doc, selection }) => doc.lineAt(selection.main.head).number;
  return [
    EditorView.domEventHandlers({ click: (_, view) => { onSelectLine(line_of(view.state)); return false; } }),
    EditorView.updateListener.of(({ transactions, startState, state }) => {
      const by_keys = transactions.some((each) => {
        const event = each.annotation(Transaction.userEvent);
        return event && event !== from_page && event !== "select.pointer";
      });
      if (by_keys && line_of(startState) !== line_of(state)) onSelectLine(line_of(state));
    }),
  ];
}

function summary(problems) {
  const count = (severity, one, many) => {
    const number = problems.filter((problem) => problem.severity === severity).length;
    return number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
  };
  return [...count("error", "error", "errors"), ...count("warning", "warning", "warnings"), ...count("note", "note", "notes")].join(", ");
}

let editors = 0;

/// Makes an editor inside `host`.
///
/// label: what it is called for screen readers, before the file's path. onChange(text): after every edit by the user, never for
/// setFile or setText. onSelectLine(line): from 1. onApply: Ctrl+Enter. onUndo, onRedo: the page answers with setText or setFile.
export function createEditor(host, { label, onChange, onSelectLine, onApply, onUndo, onRedo }) {
  const places = new Map();   // of each file: caret and scroll position when it was left
  let path = "";

  const description = document.createElement("div");
  description.id = `editor-problems-${editors += 1}`;
  description.hidden = true;   // still read out: aria-describedby names it

  function select_line(line) {
    view.dispatch({ selection: { anchor: view.state.doc.line(line).from }, userEvent: "select.pointer" });
    view.focus();
    onSelectLine?.(line);
  }

  function state_of(file) {
    const name = file.path.slice(file.path.lastIndexOf("/") + 1);
    return EditorState.create({
      doc: normal(file.text),
      extensions: [
        undo_keys({ onUndo, onRedo }),
        keys({ onApply }),
        EditorState.readOnly.of(Boolean(file.readOnly)),
        EditorState.tabSize.of(4),
        wrapping,
        EditorView.contentAttributes.of({
          "aria-label": file.path ? `${label}: ${file.path}` : label,
          "aria-describedby": description.id, tabindex: "0",
          ...(knows_plain_text ? { contenteditable: "plaintext-only" } : {}),
        }),
        problems_and_numbers(name, select_line),
        syntax(file.path),
        theme,
        line_selection(onSelectLine ?? (() => {})),
        EditorView.updateListener.of((update) => {
          const by_user = update.transactions.some((each) => each.docChanged && each.annotation(Transaction.userEvent) !== from_page);
          if (by_user) onChange?.(update.state.doc.toString());
        }),
      ],
    });
  }

  const view = new EditorView({ parent: host, state: state_of({ path: "", text: "" }) });
  host.append(description);

  /// Changes only what differs. A caret inside of that stays in its line and column.
  function setText(text) {
    const change = difference(view.state.doc.toString(), normal(text));
    if (change.from === change.to && change.insert === "") return;
    const { head } = view.state.selection.main;
    const line = view.state.doc.lineAt(head);
    view.dispatch({ changes: change, userEvent: from_page });
    if (head <= change.from || head >= change.to) return;
    const { doc } = view.state;
    const same = doc.line(Math.min(line.number, doc.lines));
    view.dispatch({ selection: { anchor: Math.min(same.from + head - line.from, same.to) }, userEvent: from_page });
  }

  function setFile(file) {
    if (path) places.set(path, { selection: view.state.selection.main, scroll: view.scrollSnapshot(), length: view.state.doc.length });
    path = file.path;
    const place = places.get(path);
    view.setState(state_of(file));
    description.textContent = "";
    view.scrollDOM.scrollTop = 0;
    if (!place) return;
    const inside = (at) => Math.min(at, view.state.doc.length);
    view.dispatch({ selection: { anchor: inside(place.selection.anchor), head: inside(place.selection.head) }, userEvent: from_page });
    if (place.length === view.state.doc.length) view.dispatch({ effects: place.scroll });
  }

  function setDiagnostics(problems) {
    description.textContent = summary(problems);
    view.dispatch({ effects: set_problems.of(problems) });
  }

  /// Lights a line (from 1) and brings it into sight; null puts the light out.
  function lightLine(line) {
    const exists = line >= 1 && line <= view.state.doc.lines;
    const sight = exists ? [EditorView.scrollIntoView(view.state.doc.line(line).from, { y: "nearest", yMargin: 24 })] : [];
    view.dispatch({ effects: [set_lit_line.of(line ?? 0), ...sight] });
  }

  return {
    setFile,
    text: () => view.state.doc.toString(),
    setText,
    setDiagnostics,
    lightLine,
    focus: () => view.focus(),
    element: view.dom,
  };
}
