// What happened, in sentences; each moment can be gone to.

import { byId, make } from "./dom.js";

let signature = "";

export function showJournal(lab, state, onSeek) {
  const box = byId("journal");
  const now = `${state.branch} ${state.journal}`;
  if (box.hidden || now === signature) return;
  signature = now;
  const entries = lab.call("journal", { from: Math.max(0, state.journal - 200) }).reverse();
  const line = (entry) => make("li", {}, make("button", { type: "button", class: "link numbers", onclick: () => onSeek(entry.at) }, entry.clock), make("span", {}, entry.sentence));
  box.replaceChildren(entries.length > 0 ? make("ol", {}, ...entries.map(line)) : make("p", { class: "dim" }, "Nothing has happened yet that anybody would tell."));
}
