// Run A beside run B: the same crowd, one clock; the requests whose fate differs.

import { byId, closeDialog, make, openDialog } from "./dom.js";

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

let box = null;
export function showDifferences(state) {
  if (!state.rival) {
    box?.remove();
    box = null;
    return;
  }
  if (!box) {
    box = make("section", { id: "differences", "aria-label": "Requests that ended otherwise", tabindex: "0" });
    byId("inspector").before(box);
  }
  const names = [state.branches[state.branch].name, state.branches[state.rival.branch].name];
  const text = JSON.stringify(state.rival.list);
  if (box.dataset.shown === text) return;
  box.dataset.shown = text;
  box.replaceChildren(make("h3", {}, `Run ${names[0]} beside run ${names[1]}`), state.rival.list.length === 0 ? make("p", { class: "dim" }, "Of the last requests none has ended otherwise.") : make("table", {},
    make("thead", {}, make("tr", {}, ...["at", "request", `in ${names[0]}`, `in ${names[1]}`].map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...state.rival.list.slice(0, 20).map((one) => make("tr", {}, make("td", {}, one.at), make("td", {}, String(one.request)), make("td", {}, one.here), make("td", {}, one.there))))));
}
