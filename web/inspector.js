// What is known of the selected node. While only numbers change the elements stay, so that focus, scrolling and selection stay too.

import { byId, make, setText } from "./dom.js";
import { showOutlook } from "./outlook.js";

let shape = "";
let cells = [];
let outlook = null;

function tableOf({ title, groups, rows }) {
  const cell = (text) => { const made = make("td", {}, text); cells.push(made); return made; };
  const grouped = groups.some((group) => group.title);
  return make("div", { class: "table", tabindex: "0", role: "region", "aria-label": title }, make("table", {},
    make("caption", {}, title),
    make("thead", {},
      grouped ? make("tr", {}, ...groups.map((group) => make(group.title ? "th" : "td", { colspan: group.columns.length, scope: group.title ? "colgroup" : null }, group.title))) : null,
      make("tr", {}, ...groups.flatMap((group) => group.columns.map((name) => make("th", { scope: "col" }, name))))),
    make("tbody", {}, ...rows.map(([name, ...others]) => make("tr", {}, make("th", { scope: "row" }, name), ...others.map(cell))))));
}

function build(box, found) {
  cells = [];
  const rows = make("dl", { class: "rows" }, ...found.rows.flatMap(([label, value]) => {
    const shown = make("dd", {}, value);
    cells.push(shown);
    return [make("dt", {}, label), shown];
  }));
  outlook = make("div", { class: "outlook" });
  box.replaceChildren(make("h3", {}, found.title), rows, ...found.tables.map(tableOf), outlook);
}

export function showInspection(lab, state, onLine) {
  const box = byId("inspector");
  if (box.hidden) return;
  if (!state.selected) {
    if (shape !== "nothing") box.replaceChildren(make("p", { class: "dim" }, "Choose a host in the picture, or a server line in the file."));
    shape = "nothing";
    return;
  }
  const found = lab.call("inspect", { node: state.selected });
  const now = JSON.stringify([found.title, found.file, found.line, found.rows.map(([label]) => label), found.tables.map(({ title, groups, rows }) => [title, groups, rows.map(([name]) => name)])]);
  if (now !== shape) {
    shape = now;
    onLine(found.file, found.line);
    build(box, found);
  } else {
    const texts = [...found.rows.map(([, value]) => value), ...found.tables.flatMap(({ rows }) => rows.flatMap(([, ...others]) => others))];
    texts.forEach((text, index) => setText(cells[index], text));
  }
  showOutlook(outlook, found.tables.length > 0 ? lab.call("outlook", { node: state.selected }) : { backends: [], why: [] });
}
