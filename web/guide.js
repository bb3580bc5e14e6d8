// The guide: a lab's Markdown as HTML, its steps with numbers that become ticks, and the objectives as they stand now.

import { byId, make, setText } from "./dom.js";

const allowed = new Set(["H1", "H2", "H3", "H4", "P", "UL", "OL", "LI", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD", "CODE", "PRE", "EM", "STRONG", "A", "DETAILS", "SUMMARY", "BLOCKQUOTE", "BR", "HR", "DEL"]);

/** A lab may come from anybody: nothing but plain text elements stays, and no attribute but a link's address. */
function cleaned(html) {
  const source = new DOMParser().parseFromString(html, "text/html").body;
  const copy = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) return null;
    const children = [...node.childNodes].map(copy).filter(Boolean);
    if (!allowed.has(node.tagName)) {
      const fragment = document.createDocumentFragment();
      if (!["SCRIPT", "STYLE"].includes(node.tagName)) fragment.append(...children);
      return fragment;
    }
    const element = document.createElement(node.tagName);
    const address = node.getAttribute("href") ?? "";
    if (node.tagName === "A" && /^(https?:|#)/.test(address)) Object.assign(element, { href: address, rel: "noreferrer", target: address.startsWith("#") ? "" : "_blank" });
    element.append(...children);
    return element;
  };
  const fragment = document.createDocumentFragment();
  fragment.append(...[...source.childNodes].map(copy).filter(Boolean));
  return fragment;
}

let steps = [];

/** The guide of a bundle as HTML: a site has it ready; while an author writes, it is made here. */
async function htmlOf(bundle) {
  if (bundle.guide !== undefined) return bundle.guide;
  const { marked } = await import("./vendor/marked.js");
  return marked.parse(bundle.files["guide.md"] ?? "");
}

/** Shows a lab's guide; its headings "Step N: …" become the steps. */
export async function showGuide(bundle, lab) {
  const article = byId("guide-text");
  article.replaceChildren(cleaned(await htmlOf(bundle)));
  // The page has its h1; the guide's own is the lab's title, one level below.
  const first = article.querySelector("h1");
  if (first) first.replaceWith(make("h2", { class: "lab-title" }, first.textContent));
  for (const table of article.querySelectorAll("table")) {
    for (const cell of table.querySelectorAll("th")) {
      if (cell.textContent.trim() === "") cell.replaceWith(make("td"));
      else cell.setAttribute("scope", "col");
    }
  }
  for (const code of article.querySelectorAll("pre")) code.setAttribute("tabindex", "0");
  const about = make("p", { class: "dim" }, `${lab.minutes} min · ${lab.concepts.join(", ")}`);
  if (first) article.querySelector(".lab-title").after(about);
  else article.prepend(about);
  steps = [...article.querySelectorAll("h2")].filter((heading) => /^Step \d+/.test(heading.textContent)).map((heading, index) => {
    const words = heading.textContent.replace(/^Step \d+:?\s*/, "");
    const number = make("span", { class: "number" }, String(index + 1));
    const state = make("span", { class: "away" }, "");
    heading.classList.add("step");
    heading.replaceChildren(number, make("span", {}, `${words[0].toUpperCase()}${words.slice(1)}`), state);
    return { heading, number, state, done: false };
  });
}

/** done: one truth value a step. The first that is not done is the one to work on. */
export function tickSteps(done, onTick) {
  const now = steps.findIndex((_, index) => !done[index]);
  steps.forEach((step, index) => {
    const isDone = Boolean(done[index]);
    step.heading.classList.toggle("done", isDone);
    step.heading.classList.toggle("now", index === now);
    setText(step.number, isDone ? "✓" : String(index + 1));
    setText(step.state, isDone ? "done" : index === now ? "now" : "");
    if (isDone && !step.done) onTick(index + 1, step.heading.textContent);
    step.done = isDone;
  });
}

const rows = new Map();

/** The objectives of the run as far as it has come. onShow(id) opens what an objective fell short of. */
export function showObjectives({ list, points, gates_hold: gatesHold }, onShow) {
  setText(byId("points"), `${points} / 100${gatesHold ? "" : " · a gate is shut"}`);
  const box = byId("objectives");
  if (list.some((one) => !rows.has(one.id)) || rows.size !== list.length) {
    rows.clear();
    box.replaceChildren(...list.map((one) => {
      const value = make("b", {});
      const bar = make("i", {});
      const note = make("small", {});
      const why = make("button", { type: "button", class: "link", onclick: () => onShow(one.id) }, "why?");
      why.setAttribute("aria-label", `Why ${one.title}`);
      rows.set(one.id, { value, bar, note, why });
      return make("div", { class: "objective" }, make("div", { class: "row" }, make("span", {}, one.title), value), make("div", { class: "bar", "aria-hidden": "true" }, bar), note, " ", why);
    }));
  }
  for (const one of list) {
    const row = rows.get(one.id);
    const isFull = one.share >= 1 && one.gate_holds;
    setText(row.value, one.measured);
    setText(row.note, `needs ${one.needed}${one.most > 0 ? ` · ${one.points} of ${one.most} points` : " · a gate"}${one.gate && one.has_value && !one.gate_holds ? " · gate shut" : ""}`);
    row.bar.style.transform = `scaleX(${Math.max(0.02, one.has_value ? one.share : 0)})`;
    row.bar.className = !one.has_value ? "" : isFull ? "full" : one.share <= 0 ? "none" : "";
    row.why.hidden = !one.has_value || isFull;
  }
}
