// One request, hop by hop: chosen from the list, each moment is shown in the picture.

import { announce, byId, make } from "./dom.js";

let box = null;
let hops = [];

function close() {
  box?.remove();
  box = null;
}

/** Scrolls a box, and nothing around it, until an element of it stands so far below its top. */
function scrollTo(around, element, below) {
  around.scrollTop += element.getBoundingClientRect().top - around.getBoundingClientRect().top - below;
}

/** Follows a request {visitors, request, began}, or the next one from now on. Nothing of the run changes by that; it pauses. */
export function followRequest(act, which = {}) {
  const found = act("follow", which);
  if (!found) return;
  close();
  if (!found.visitors) {
    announce(which.request ? "There is no such request in this run." : "Nobody asks for anything any more in this run.");
    return;
  }
  const show = (index) => {
    act("hop", { index });
    if (hops[index].why) {
      act("select", { node: hops[index].from });
      const drawn = document.querySelector("#inspector .outlook");
      if (drawn) scrollTo(byId("inspector"), drawn, 0);
    }
    hops[index].button.focus({ preventScroll: true });
    scrollTo(box, hops[index].button, 60);
  };
  hops = found.hops.map((hop, index) => {
    const words = `${hop.to ? `${hop.from} → ${hop.to}: ` : `${hop.from} `}${hop.what}${hop.lost ? " (lost)" : ""}`;
    const button = make("button", { type: "button", class: "link", onclick: () => show(index) }, make("span", { class: "numbers" }, hop.clock), ` ${words}`, hop.why ? make("small", {}, hop.why) : null);
    button.addEventListener("keydown", (event) => {
      const next = { ArrowDown: index + 1, ArrowUp: index - 1 }[event.key];
      if (hops[next] === undefined) return;
      event.preventDefault();
      show(next);
    });
    return { ...hop, button };
  });
  box = make("section", { id: "followed", "aria-label": "The followed request", tabindex: "-1" },
    make("h3", {}, `${found.visitors}, request ${found.request}: ${found.outcome}`),
    make("p", { class: "dim" }, "Each line is a moment: choose one, then ↓ and ↑ go on and back."),
    make("ol", {}, ...hops.map(({ button }) => make("li", {}, button))),
    make("div", { class: "buttons" }, make("button", { type: "button", onclick: () => followRequest(act) }, "The next request"), make("button", { type: "button", onclick: close }, "Close")));
  byId("inspector").before(box);
  announce(`Request ${found.request} of ${found.visitors}: ${found.outcome}`);
  if (hops.length > 0) show(0);
}

/** Marks the moment that the picture shows. */
export function showHop(state) {
  if (!box) return;
  const focused = hops.findIndex(({ button }) => button === document.activeElement);
  const now = hops[focused]?.at === state.now ? focused : hops.findLastIndex(({ at }) => at === state.now);
  hops.forEach(({ button }, index) => (index === now ? button.setAttribute("aria-current", "step") : button.removeAttribute("aria-current")));
}
