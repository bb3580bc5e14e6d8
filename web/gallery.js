// The labs, and how far one has come in each.

import { make, openDialog } from "./dom.js";

export async function loadIndex() {
  const answer = await fetch("labs/index.json");
  if (!answer.ok) throw new Error(`the list of labs: ${answer.status}`);
  return answer.json();
}

/** The lab for those who come without a wish: one where something is wrong and can be seen. Its functions come first (wasm/split). */
export const firstLab = (index) => index.find((lab) => lab.number === 7) ?? index[0];

/** {id, files: {"lab.json": text, "guide.md": text, "files/HOST/FILE": text}, guide: HTML, if it was made already} */
export async function loadLab(id) {
  const answer = await fetch(`labs/${encodeURIComponent(id)}.json`);
  if (!answer.ok) throw new Error(`lab ${id}: ${answer.status}`);
  return answer.json();
}

/** onOpen(id, keptWork or null) */
export async function openGallery(index, works, onOpen) {
  const kept = await works.list();
  const card = (lab) => {
    const best = Math.max(-1, ...kept.filter((work) => work.lab === lab.id).map((work) => work.best ?? -1));
    const state = best >= 0 ? `best so far: ${best} points` : kept.some((work) => work.lab === lab.id) ? "begun" : "not begun";
    return make("li", {}, make("button", { type: "button", onclick: async () => onOpen(lab.id, await works.latest(lab.id)) },
      make("b", {}, `${lab.number} · ${lab.title}`), make("small", {}, `${lab.minutes} min · ${lab.concepts.slice(0, 3).join(", ")}`), make("small", {}, state)));
  };
  const saved = kept.map((work) => make("li", {}, make("button", { type: "button", onclick: async () => onOpen(work.lab, await works.load(work.id)) },
    make("b", {}, work.name), make("small", {}, `${work.lab} · ${new Date(work.at).toLocaleString()}`))));
  openDialog("Labs", make("ul", { class: "gallery" }, ...index.map(card)));
  if (saved.length > 0) document.getElementById("dialog").append(make("h3", {}, "Works"), make("ul", { class: "gallery" }, ...saved));
}
