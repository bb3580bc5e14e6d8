// Works that are kept: each lab's latest by itself, others under names.

import { announce, byId, setText } from "./dom.js";
import { autosaver, openStorage } from "./storage.js";

export class Works {
  #storage;
  #saver;
  #current = null;
  #written = "";
  #title = "";
  lastKept = null;

  static async open() {
    const works = new Works();
    works.#storage = await openStorage({ onProblem: (problem) => announce(problem.text ?? String(problem)) });
    works.#saver = autosaver(works.#storage, 500, (saved) => works.#told(saved));
    works.known = await works.#storage.list();
    return works;
  }

  /** In the header: a name that is not the lab's own (a copy, a link's work), and whether all of it is kept. */
  #told({ name, kept }) {
    const own = name === this.#title ? "" : `${name} · `;
    setText(byId("status"), `${own}${kept === "stored" ? "saved" : "kept in this tab only"}`);
  }

  async list() { return this.#storage.list(); }
  async load(id) { return this.#storage.load(id); }
  latestLab() { return [...(this.known ?? [])].sort((a, b) => b.at - a.at)[0]?.lab ?? null; }

  async latest(lab) {
    await this.#storage.ready;   // the short list may be missing
    const found = (await this.#storage.list()).filter((work) => work.lab === lab).sort((a, b) => b.at - a.at)[0];
    return found ? this.#storage.load(found.id) : null;
  }

  /** A lab was opened: what is changed from now on is this work. A link's work is a new one. */
  opened(page, kept) {
    this.#current = kept?.id
      ? { id: kept.id, name: kept.name, best: kept.best }
      : { id: `${page.about.id}-${Date.now().toString(36)}`, name: `${page.about.title}${kept?.fromLink ? " (from a link)" : ""}`, best: undefined };
    this.#written = "";
    this.#title = page.about.title;
    setText(byId("status"), "");
  }

  /** Called with every refresh: kept when something other than the clock has changed. */
  changed(page) {
    if (!this.#current || !page.about) return;
    const session = page.lab.call("keep");
    this.lastKept = session;
    const text = JSON.stringify({ ...session, now: 0 });
    if (text === this.#written) return;
    const isNew = this.#written === "";
    this.#written = text;
    // What is only looked at is no work.
    if (isNew && session.did.length === 0 && JSON.stringify(session.texts) === JSON.stringify(session.began_with)) return;
    this.#saver.changed({ ...this.#current, lab: page.about.id, version: 1, files: session.texts, texts: session.texts, session, at: Date.now() });
  }

  graded(page, score) {
    this.#current.best = Math.max(this.#current.best ?? 0, score);
    this.#written = "graded";
    this.changed(page);
  }

  flush() { return this.#saver.flush(); }
  get unsaved() { return this.#saver.unsaved(); }
}
