// Run A beside run B: the same crowd, one clock; how they differ over time, and the requests whose fate differs.

import { byId, closeDialog, make, openDialog } from "./dom.js";
import { strip, strip_height, strip_width } from "./plots.js";
import { draw, picture } from "./svg.js";

/** Chooses the run that goes beside the shown one. onChoose(index or null) */
export function openCompare(state, onChoose) {
  const others = state.branches.map((branch, index) => ({ ...branch, index })).filter((branch) => branch.index !== state.branch);
  const choose = (index) => { closeDialog(); onChoose(index); };
  openDialog("Compare runs",
    make("p", {}, others.length > 0 ? `Run ${state.branches[state.branch].name} is shown. Which one goes beside it, with the same visitors at the same moments?` : "There is one run so far. Go back in time and do something else, or edit a file and press \"Restart with it\": then there are two to compare."),
    make("div", { class: "buttons" },
      ...others.map((branch) => make("button", { type: "button", onclick: () => choose(branch.index) }, `Run ${branch.name}`)),
      state.rival ? make("button", { type: "button", onclick: () => choose(null) }, "Stop comparing") : null,
      make("button", { type: "button", class: "primary", onclick: closeDialog }, "Close")));
}

/** What is plotted: of both runs the same seconds. Strips without anything in either run are left out. */
function stripsOf({ endings, runs }) {
  const values = (run, of) => runs[run].seconds.map(of);
  const measured = (value) => (value < 0 ? null : value);
  return [
    ...endings.map((title, ending) => ({ title: `${title}, requests/s`, unit: "/s", of: (second) => second.per_s[ending] })),
    { title: "95 % answered within, ms", unit: "ms", of: (second) => measured(second.latency_ms[1]) },
    { title: "waiting in queues", unit: "", of: (second) => second.queue },
  ].map(({ of, ...one }) => ({ ...one, a: values(0, of), b: values(1, of) })).filter(({ a, b }) => [...a, ...b].some((value) => value > 0));
}

function drawn(plots) {
  const names = plots.runs.map((run) => run.name);
  const at = plots.runs[0].seconds.map((second) => second.at);
  if (at.length < 2) return make("p", { class: "dim" }, "Let it play for some seconds.");
  const strips = stripsOf(plots);
  const legend = [["series-0", `run ${names[0]}`, 46], ["series-2 dashed", `run ${names[1]}`, 126]].flatMap(([series, name, x]) =>
    [draw("line", { x1: x, x2: x + 22, y1: 8, y2: 8, class: `line ${series}` }), draw("text", { x: x + 28, y: 12 }, name)]);
  const height = 22 + strip_height * strips.length + 14;
  return picture(strip_width, height, `Run ${names[0]} beside run ${names[1]} over time: ${strips.map((one) => one.title).join("; ")}`, ...legend,
    ...strips.flatMap((one, index) => strip({ ...one, at, names, top: 22 + strip_height * index })),
    draw("text", { x: 46, y: height - 3, class: "faint" }, "00:00"), draw("text", { x: strip_width - 8, y: height - 3, class: "faint", "text-anchor": "end" }, plots.runs[0].seconds.at(-1).clock.slice(0, 5)));
}

function asTable(plots) {
  const strips = stripsOf(plots);
  const [a, b] = plots.runs.map((run) => run.name);
  const cell = (value) => (value === null || value === undefined ? "–" : value.toFixed(1));
  const rows = plots.runs[0].seconds.map((second, index) => [second.clock.slice(0, 5), ...strips.flatMap((one) => [cell(one.a[index]), cell(one.b[index])])]).slice(-60);
  return make("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Both runs, second by second" }, make("table", {},
    make("thead", {}, make("tr", {}, make("td", {}), ...strips.map((one) => make("th", { scope: "colgroup", colspan: 2 }, one.title))), make("tr", {}, make("th", { scope: "col" }, "until"), ...strips.flatMap(() => [a, b].map((name) => make("th", { scope: "col" }, name))))),
    make("tbody", {}, ...rows.map(([clock, ...cells]) => make("tr", {}, make("th", { scope: "row" }, clock), ...cells.map((text) => make("td", {}, text)))))));
}

function requestsOf(list, names, onFollow) {
  if (list.length === 0) return make("p", { class: "dim" }, "Of the last requests none has ended otherwise.");
  return make("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Requests that ended otherwise" }, make("table", {}, make("caption", {}, "Requests that ended otherwise"),
    make("thead", {}, make("tr", {}, ...["at", "request", `in ${names[0]}`, `in ${names[1]}`].map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...list.slice(0, 20).map((one) => make("tr", {}, make("td", {}, one.at),
      make("td", {}, make("button", { type: "button", class: "link", "data-request": one.request, "aria-label": `Follow request ${one.request}`, onclick: () => onFollow(one) }, String(one.request))), make("td", {}, one.here), make("td", {}, one.there))))));
}

let box = null;
let parts = null;
let shown = "";
export function showDifferences(lab, state, onFollow) {
  if (!state.rival) {
    box?.remove();
    box = null;
    shown = "";
    return;
  }
  const names = [state.branches[state.branch].name, state.branches[state.rival.branch].name];
  if (!box) {
    parts = { title: make("h3", {}), plots: make("div", {}), table: make("details", {}, make("summary", {}, "The same as a table")), requests: make("div", {}) };
    parts.table.addEventListener("toggle", () => { shown = ""; showDifferences(lab, state, onFollow); });
    box = make("section", { id: "differences", "aria-label": "Two runs compared", tabindex: "0" }, ...Object.values(parts));
    byId("inspector").before(box);
  }
  const plots = lab.call("plots");
  const now = JSON.stringify([state.rival.list, plots]);
  if (now === shown) return;
  shown = now;
  parts.title.textContent = `Run ${names[0]} beside run ${names[1]}`;
  parts.plots.replaceChildren(drawn(plots));
  parts.table.replaceChildren(parts.table.firstElementChild, ...(parts.table.open ? [asTable(plots)] : []));
  const focused = document.activeElement?.dataset.request;
  parts.requests.replaceChildren(requestsOf(state.rival.list, names, onFollow));
  if (focused) parts.requests.querySelector(`[data-request="${focused}"]`)?.focus({ preventScroll: true });
}
