// What the page's buttons and keys do.

import { byId, keyboardTabs } from "./dom.js";
import { download } from "./download.js";
import { startMenu } from "./menu.js";
import { startMirror } from "./mirror.js";
import { shareWork } from "./sharing.js";
import { importFiles } from "./upload.js";

export function wireButtons(page, { act, apply, compare, follow, grade, refresh, showGallery, showTab, showView, submission, takeRunbook }) {
  startMenu();
  startMirror(act);
  byId("undo").addEventListener("click", () => act("undo"));
  byId("redo").addEventListener("click", () => act("redo"));
  byId("apply").addEventListener("click", () => apply("reload"));
  byId("restart").addEventListener("click", () => apply("restart"));
  byId("grade").addEventListener("click", grade);
  byId("download").addEventListener("click", async () => {
    const { packFolder } = await import("./folder.js");
    download(`${page.about.id}.zip`, packFolder(submission()), "application/zip");
  });
  byId("share").addEventListener("click", () => shareWork(page, submission()));
  byId("compare").addEventListener("click", compare);
  byId("follow").addEventListener("click", () => follow());
  byId("open-gallery").addEventListener("click", showGallery);
  byId("brand").addEventListener("click", (event) => { event.preventDefault(); showGallery(); });
  for (const button of byId("views").children) button.addEventListener("click", () => showView(button.dataset.view));
  for (const tab of byId("lower-tabs").children) tab.addEventListener("click", () => showTab(tab.id));
  keyboardTabs(byId("lower-tabs"), (tab) => showTab(tab.id));
  const choose = importFiles(document.body, () => page.about.editable, ({ "runbook.txt": runbook, ...texts }) => {
    for (const [path, text] of Object.entries(texts)) page.lab.call("edit", { path, text });
    page.files.replace(page.lab.call("texts"));
    if (runbook) takeRunbook(runbook);
    refresh();
  });
  byId("upload").addEventListener("click", choose);
  document.addEventListener("keydown", (event) => {
    if (event.target.closest?.("input, textarea, [contenteditable], dialog")) return;
    const z = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (z && !event.shiftKey) act("undo");
    else if ((z && event.shiftKey) || (event.ctrlKey && event.key.toLowerCase() === "y")) act("redo");
    else return;
    event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    page.hidden = document.hidden;
    page.lab.visible(!document.hidden);
    if (!document.hidden) refresh();
  });
}
