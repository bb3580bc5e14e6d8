// Why an objective fell short: its chain of causes, each with a way to it.

import { closeDialog, make, openDialog } from "./dom.js";

/** `ways`: {time, shown, line}: where the buttons lead. */
export function explain(lab, objective, ways) {
  const why = lab.call("explain", { objective });
  const way = (words, go, kind = "") => make("button", { type: "button", class: kind, onclick: () => { closeDialog(); go(); } }, words);
  const dialog = openDialog("Why", make("p", {}, why.sentence || `${why.measured}; needs ${why.needed}.`));
  if (why.chain.length > 0)
    dialog.append(make("ol", {}, ...why.chain.map((cause) => make("li", {}, way(`show ${cause.clock}`, () => ways.time(cause.at), "link numbers"), ` ${cause.sentence}`))));
  const buttons = make("div", { class: "buttons" });
  if (why.first) buttons.append(way(`Show me at ${why.first_clock}`, () => ways.shown(why.first)));
  if (why.file) buttons.append(way(`${why.file}:${why.line}`, () => ways.line(why.file, why.line)));
  buttons.append(way("Close", () => {}, "primary"));
  dialog.append(buttons);
}
