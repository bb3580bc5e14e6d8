// The first minute: three things to do, each done by oneself; can be skipped, and does not come again.

import { byId, make, setText } from "./dom.js";

const key = "evenkeel.tour";

function wasSeen() {
  try {
    return localStorage.getItem(key) === "seen";
  } catch {
    return false;
  }
}

export function startTour(page, act) {
  const box = byId("tour");
  if (wasSeen()) return;
  const server = () => page.state.scene.nodes.find((node) => node.kind === "web server");
  const steps = [
    { text: "This site is alive: visitors come, lb-01 sends each request to a server. Try to break it.", label: () => `Kill nginx on ${server()?.name}`, run: () => act("do", { node: server().name, choice: "kill nginx" }) },
    { text: "The server is dead. Look at what lb-01 believes of it: that is the difference this lab is about.", label: () => `Inspect ${server()?.name}`, run: () => { act("select", { node: server().name }); } },
    { text: "Now it is yours: follow the steps below, edit the file on the right, press Apply, and Grade when you are ready.", label: () => "Begin", run: () => {} },
  ];
  let at = 0;
  const words = make("p", {});
  const go = make("button", { type: "button", class: "primary" });
  const end = () => {
    box.hidden = true;
    try {
      localStorage.setItem(key, "seen");
    } catch {
      // Private mode: it comes again.
    }
  };
  const show = () => {
    setText(words, steps[at].text);
    setText(go, steps[at].label());
  };
  go.addEventListener("click", () => {
    steps[at].run();
    at += 1;
    if (at === steps.length) end();
    else show();
  });
  box.replaceChildren(words, make("div", { class: "buttons" }, go, make("button", { type: "button", onclick: end }, "Skip")));
  box.hidden = false;
  show();
}
