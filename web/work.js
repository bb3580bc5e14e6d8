// The files being edited: tabs, editor, problems, putting them into effect.

import { createEditor } from "./editor.js";
import { byId, keyboardTabs, make, setText } from "./dom.js";

export class Files {
  #lab;
  #editor;
  #texts = {};
  #current = "";
  #diagnostics = [];
  #typing = 0;
  #line = 0;
  #onChange;

  constructor(lab, { onChange, onApply, onUndo, onRedo, onLine }) {
    this.#lab = lab;
    this.#onChange = onChange;
    this.#editor = createEditor(byId("editor"), {
      label: "Editor",
      onChange: (text) => this.#typed(text),
      onSelectLine: (line) => this.#selected(line, onLine),
      onApply, onUndo, onRedo,
    });
    keyboardTabs(byId("files-tabs"), (tab) => this.show(tab.dataset.path));
  }

  /** A lab was opened: its editable files. */
  open(paths, texts) {
    this.#texts = { ...texts };
    byId("files-tabs").replaceChildren(...paths.map((path, index) => make("button", { type: "button", role: "tab", "data-path": path, id: `file-${index}`, "aria-controls": "editor", onclick: () => this.show(path) }, path)));
    this.#diagnostics = this.#lab.call("check").diagnostics;
    this.#current = "";
    this.show(paths[0]);
  }

  show(path) {
    for (const tab of byId("files-tabs").children) {
      tab.setAttribute("aria-selected", String(tab.dataset.path === path));
      tab.tabIndex = tab.dataset.path === path ? 0 : -1;
      if (tab.dataset.path === path) byId("editor").setAttribute("aria-labelledby", tab.id);
    }
    this.#current = path;
    this.#typing = 0;
    this.#editor.setFile({ path, text: this.#texts[path] ?? "", readOnly: false });
    this.#showProblems();
  }

  /** Other texts came by undo, by another run, by an upload. */
  replace(texts) {
    this.#texts = { ...texts };
    this.#typing = 0;
    if (this.#editor.text() !== this.#texts[this.#current]) this.#editor.setText(this.#texts[this.#current] ?? "");
    this.#diagnostics = this.#lab.call("check").diagnostics;
    this.#showProblems();
  }

  /** Keystrokes less than a second apart are one step of undo. */
  #typed(text) {
    const now = performance.now();
    const joins = this.#typing > 0 && now - this.#typing < 1000;
    this.#typing = now;
    this.#texts[this.#current] = text;
    this.#diagnostics = this.#lab.call("edit", { path: this.#current, text, joins }).diagnostics;
    this.#showProblems();
    this.#onChange();
  }

  /** Notes say that a line has no effect here: their words come with the line one is on. */
  #selected(line, onLine) {
    if (line !== this.#line) {
      this.#line = line;
      this.#showProblems();
    }
    onLine(this.#current, line);
  }

  set diagnostics(list) {
    this.#diagnostics = list;
    this.#showProblems();
  }

  #showProblems() {
    const here = this.#diagnostics.filter((one) => one.file === this.#current);
    this.#editor.setDiagnostics(here.map((one) => ({ ...one, quiet: one.severity === "note" && one.line !== this.#line })));
    for (const tab of byId("files-tabs").children) {
      const errors = this.#diagnostics.filter((one) => one.file === tab.dataset.path && one.severity === "error").length;
      setText(tab, `${tab.dataset.path}${errors ? ` ✕ ${errors}` : ""}`);
    }
  }

  get texts() { return this.#texts; }
  get errors() { return this.#diagnostics.filter((one) => one.severity === "error"); }
  light(file, line) {
    if (file && file !== this.#current && file in this.#texts) this.show(file);
    this.#editor.lightLine(file === this.#current && line > 0 ? line : null);
  }
  endTyping() { this.#typing = 0; }
}

/** Which files are edited and not in effect. */
export function showApplied(paths, errors) {
  setText(byId("applied"), errors > 0 ? `✕ ${errors} ${errors === 1 ? "error" : "errors"}: HAProxy would refuse it` : paths.length > 0 ? "edited, not yet in effect" : "in effect");
  byId("apply").disabled = errors > 0 || paths.length === 0;
  byId("restart").disabled = errors > 0;
}
