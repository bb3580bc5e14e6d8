// What is known of the selected node.

import { byId, make } from "./dom.js";

let shown = "";

export function showInspection(lab, state, onLine) {
  const box = byId("inspector");
  if (box.hidden) return;
  if (!state.selected) {
    if (shown !== "nothing") box.replaceChildren(make("p", { class: "dim" }, "Choose a host in the picture, or a server line in the file."));
    shown = "nothing";
    return;
  }
  const found = lab.call("inspect", { node: state.selected });
  const text = JSON.stringify(found);
  if (text === shown) return;
  shown = text;
  onLine(found.file, found.line);
  const rows = make("dl", { class: "rows" }, ...found.rows.flatMap(([label, value]) => [make("dt", {}, label), make("dd", {}, value)]));
  const tables = found.tables.map((table) => make("div", { class: "table", tabindex: "0", role: "region", "aria-label": table.title }, make("table", {},
    make("caption", {}, table.title),
    make("thead", {}, make("tr", {}, ...table.columns.map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...table.rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))))))));
  box.replaceChildren(make("h3", {}, found.title), rows, ...tables);
}
