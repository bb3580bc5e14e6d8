// The terminal: a line typed on a host is done in the run, and is a line of its runbook.

import { announce, make, setText } from "./dom.js";

const verbs = ["start", "stop", "restart", "reload", "status", "is-active"];

/** The word that begins like the last one, if there is just one: its end. */
export function completion(text, words) {
  const last = /\S*$/.exec(text)[0];
  const fitting = last === "" ? [] : words.filter((word) => word.startsWith(last) && word !== last);
  return fitting.length === 1 ? fitting[0].slice(last.length) : "";
}

export class Terminal {
  #page;
  #act;
  #output = make("div", { id: "terminal-output", role: "log", "aria-label": "What was typed and answered", tabindex: "0" });
  #host = make("select", { "aria-label": "Host" });
  #input = make("input", { "aria-label": "Command", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go" });
  #note = make("p", { role: "status", class: "dim" });
  #lab = "";
  #shown = "";
  #entries = [];
  #refused = [];      // what was not done stands between what was: {after, host, line, text}
  #from = 0;          // Ctrl+L: what stands before is not shown
  #left = -1;         // Ctrl+C: the entry that is not waited for
  #history = [];
  #back = 0;

  constructor(box, page, act) {
    this.#page = page;
    this.#act = act;
    const form = make("form", { class: "prompt", onsubmit: (event) => { event.preventDefault(); this.#enter(); } }, this.#host, make("span", { "aria-hidden": "true" }, "$"), this.#input);
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    box.replaceChildren(this.#output, this.#note, form);
  }

  /** Shows what has been typed until the present, and what it has printed. */
  show(state) {
    const { about, lab } = this.#page;
    if (this.#lab !== about.id) this.#open(about);
    const signature = `${state.branch} ${state.typed} ${this.#entries.every((one) => one.over) || state.now}`;
    if (signature !== this.#shown) {
      this.#shown = signature;
      this.#entries = state.typed > 0 ? lab.call("terminal") : [];
      if (this.#entries.length < this.#from) this.#from = 0;
      if (this.#entries.length <= this.#left) this.#left = -1;
      this.#refused = this.#refused.filter((one) => one.after <= this.#entries.length);
      this.#draw();
    }
    const waiting = this.#waiting();
    this.#input.readOnly = Boolean(waiting);
    setText(this.#note, waiting ? `${waiting.line.split(" ")[0]} waits for its answer${state.playing ? "" : ": the clock stands still, press Play"}. Ctrl+C: go on without it.` : "");
  }

  #open(about) {
    this.#lab = about.id;
    this.#shown = "";
    this.#refused = [];
    this.#history = [];
    this.#from = this.#back = 0;
    this.#left = -1;
    this.#host.replaceChildren(...about.hosts.map((host) => make("option", {}, host)));
    this.#host.disabled = this.#input.disabled = about.hosts.length === 0;
    this.#input.placeholder = about.hosts.length === 0 ? "this lab has no commands" : about.commands.join(", ");
  }

  /** The last line on this host, as long as it runs. */
  #waiting() {
    const last = this.#entries.findLastIndex((one) => one.host === this.#host.value);
    return last > this.#left && !this.#entries[last].over ? this.#entries[last] : null;
  }

  #draw() {
    const lines = [];
    const put = ({ clock, host, line, text, exit, over }, kind) => lines.push(
      make("div", { class: kind },
        make("div", { class: "typed" }, make("span", { class: "dim numbers" }, clock ?? ""), ` ${host}$ `, make("b", {}, line)),
        make("pre", {}, over === false ? "…" : text.replaceAll("\r", "")), exit ? make("div", { class: "dim" }, `exit code ${exit}`) : null));
    for (let i = this.#from; i <= this.#entries.length; ++i) {
      for (const one of this.#refused) if (one.after === i) put(one, "refused");
      if (i < this.#entries.length) put(this.#entries[i], "answered");
    }
    this.#output.replaceChildren(...lines);
    this.#output.scrollTop = this.#output.scrollHeight;
  }

  #enter() {
    const line = this.#input.value.trim();
    if (line === "" || this.#input.readOnly) return;
    const host = this.#host.value;
    this.#history.push(line);
    this.#back = 0;
    const answer = this.#act("type", { host, line });
    if (!answer) return;
    const wrong = answer.diagnostics.find((one) => one.severity === "error");
    this.#input.value = "";
    if (!wrong) return;
    const text = wrong.repair ? `${wrong.message}; ${wrong.repair}` : wrong.message;
    this.#refused.push({ after: this.#entries.length, host, line, text });
    announce(text);
    this.#draw();
  }

  #key(event) {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const letter = event.ctrlKey ? event.key.toLowerCase() : "";
    const end = event.key === "Tab" && !event.shiftKey ? completion(this.#input.value, this.#words()) : "";
    if (step) {
      this.#back = Math.max(0, Math.min(this.#history.length, this.#back + step));
      this.#input.value = this.#back > 0 ? this.#history[this.#history.length - this.#back] : "";
    } else if (letter === "l") {
      this.#from = this.#entries.length;
      this.#refused = [];
      this.#draw();
    } else if (letter === "c" && this.#waiting() && this.#input.selectionStart === this.#input.selectionEnd) {
      this.#left = this.#entries.length - 1;
      this.show(this.#page.state);
    } else if (end) {
      this.#input.value += `${end} `;
    } else {
      return;     // Tab without a completion leaves, as everywhere
    }
    event.preventDefault();
  }

  #words() {
    const { commands, hosts } = this.#page.about;
    const before = this.#input.value.split(/\s+/).length;
    return before === 1 ? commands : this.#input.value.startsWith("systemctl ") ? [...verbs, ...hosts, "haproxy", "nginx", "app"] : [...hosts, ...commands];
  }
}
