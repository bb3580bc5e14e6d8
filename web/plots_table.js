// The plots of the time line as a table, for whoever does not see them: the last minute, second by second.

import { byId, make, setText } from "./dom.js";

const rows_shown = 60;
let body = null;

function begin(box, heads) {
  body = make("tbody");
  box.replaceChildren(box.firstElementChild, make("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Plots" }, make("table", {},
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))), body)));
  box.dataset.heads = heads.join();
}

/** Fills the table while it is open, twice a second at most. */
export function showPlotsTable(lab) {
  const box = byId("plots");
  if (!box.ontoggle) box.ontoggle = () => showPlotsTable(lab);
  if (!box.open) return;
  const { endings, runs: [run] } = lab.call("plots");
  const heads = ["until", ...endings.map((ending) => `${ending}, requests/s`), "50 % within, ms", "95 %", "99 %", "waiting", ...run.servers.map((server) => `to ${server}, requests/s`)];
  if (box.dataset.heads !== heads.join()) begin(box, heads);
  const number = (value) => (value < 0 ? "–" : value.toFixed(1));
  const lines = run.seconds.slice(-rows_shown).reverse().map((second) => [second.clock.slice(0, 5), ...[...second.per_s, ...second.latency_ms, second.queue, ...second.server_per_s].map(number)]);
  while (body.rows.length > lines.length) body.deleteRow(-1);
  lines.forEach((line, index) => {
    const row = body.rows[index] ?? body.insertRow();
    while (row.cells.length < line.length) row.append(make(row.cells.length === 0 ? "th" : "td", { scope: row.cells.length === 0 ? "row" : null }));
    line.forEach((text, cell) => setText(row.cells[cell], text));
  });
}
