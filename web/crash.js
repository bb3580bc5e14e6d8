// When something of ours breaks: what happened, what is kept, and a way on. Nothing is sent anywhere.

import { byId, make, openDialog } from "./dom.js";
import { download } from "./download.js";

let shown = false;

export function showCrash(problem, page) {
  console.error(problem);
  if (shown) return;
  shown = true;
  page.works?.flush?.();
  const report = JSON.stringify({
    what: String(problem?.message ?? problem),
    where: String(problem?.stack ?? "").split("\n").slice(0, 12),
    lab: page.about?.id ?? null,
    kept: page.works?.lastKept ?? null,
    browser: navigator.userAgent,
  }, null, 2);
  byId("loading").textContent = "";
  const failedToLoad = !page.lab;
  openDialog(failedToLoad ? "The simulator did not come" : "Something of Evenkeel's broke",
    make("p", {}, failedToLoad ? `The guide can be read; to run it, load the page again. (${problem.message ?? problem})` : "Your work is kept. The report says what happened; nothing was sent anywhere."),
    make("div", { class: "buttons" },
      make("button", { type: "button", onclick: () => download("evenkeel-report.json", new TextEncoder().encode(report), "application/json") }, "Download report"),
      make("button", { type: "button", class: "primary", onclick: () => location.reload() }, failedToLoad ? "Try again" : "Restart with my work")));
}
