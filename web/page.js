// The page: what is pressed becomes a call, what the simulator answers is shown.

import { Lab } from "./bridge.js";
import { wireButtons } from "./buttons.js";
import { startCanvas } from "./canvas.js";
import { showCrash } from "./crash.js";
import { announce, byId, closeDialog, make, setText } from "./dom.js";
import { firstLab, loadIndex, loadLab, openGallery } from "./gallery.js";
import { Grader } from "./grading.js";
import { showGuide, showObjectives, tickSteps } from "./guide.js";
import { startLayout } from "./layout.js";
import { closeMenu, openMenu } from "./menu.js";
import { showBranches, showMirror } from "./mirror.js";
import { registerOffline } from "./offline.js";
import { watchLabs } from "./author.js";
import { startSettings } from "./settings.js";
import { workOfLink } from "./sharing.js";
import { startTour } from "./tour.js";
import { Files, showApplied } from "./work.js";
import { Works } from "./works.js";

const page = { lab: null, index: [], bundle: null, about: null, files: null, works: null, state: null, hidden: false, fresh: 0 };

/** A call that changes something: then everything is shown anew. */
function act(name, values = {}) {
  try {
    const answer = page.lab.call(name, values);
    if (answer && answer.texts && page.files) page.files.replace(answer.texts);
    refresh();
    return answer;
  } catch (problem) {
    announce(problem.message);
    setText(byId("applied"), problem.message);
    return null;
  }
}

/** What is not needed until the picture lives; null before that. */
let panels = null;
const later = async () => (panels ??= await import("./panels.js"));
const follow = (which) => later().then(({ followRequest }) => followRequest(act, which));

let timer = 0;
/** Shows the state now, and while the run plays twice a second; more often at first, so that there are numbers at once. */
function refresh() {
  if (!page.about) return;
  const state = page.lab.call("state");
  page.state = state;
  showMirror(state, (node, button) => openMenuOf(node, button));
  showBranches(state, (index) => act("branch", { index }));
  showObjectives(state.objectives, async (objective) => (await later()).explain(page.lab, objective, wayTo));
  tickSteps(state.steps, (number, title) => announce(`Step ${number} done: ${title}`));
  panels?.showInspection(page.lab, state, (file, line) => page.files.light(file, line));
  panels?.showJournal(page.lab, state, (at) => act("seek", { at }));
  if (!byId("terminal").hidden) page.terminal?.show(state);
  panels?.showDifferences(page.lab, state, ({ visitors, request, began }) => follow({ visitors, request, began }));
  panels?.showHop(state);
  panels?.showPlotsTable(page.lab);
  panels?.watchMemory(page.lab);
  showApplied(state.not_applied, page.files.errors.length);
  byId("undo").disabled = !state.can_undo;
  byId("redo").disabled = !state.can_redo;
  page.works.changed(page);
  clearTimeout(timer);
  timer = state.playing && !page.hidden ? setTimeout(refresh, performance.now() < page.fresh ? 120 : 500) : 0;
}

function openMenuOf(node, button) {
  openMenu(node, page.lab.call("choices", { node }), button, {
    onChoose: (choice) => { if (act("do", { node, choice })) announce(`${node}: ${choice}`); },
    onInspect: () => select(node),
  });
}

function select(node) {
  act("select", { node });
  showTab("tab-inspector");
}

/** Where an explanation leads. */
const wayTo = {
  time: (at) => act("seek", { at }),
  shown: (at) => { act("seek", { at }); showView("site"); },
  line: (file, line) => { page.files.light(file, line); showView("work"); },
};

function apply(how) {
  page.files.endTyping();
  const answer = act("apply", { how });
  if (!answer) return;
  page.files.diagnostics = answer.diagnostics;
  const errors = answer.diagnostics.filter((one) => one.severity === "error");
  announce(errors.length > 0 ? `Refused: ${errors[0].message}` : how === "restart" ? "The run began anew" : "Reloaded");
  refresh();
}

function showTab(id) {
  for (const tab of byId("lower-tabs").children) {
    const shown = tab.id === id;
    tab.setAttribute("aria-selected", String(shown));
    tab.tabIndex = shown ? 0 : -1;
    byId(tab.getAttribute("aria-controls")).hidden = !shown;
  }
  if (id === "tab-terminal") openTerminal();
}

async function openTerminal() {
  const { Terminal } = await import("./terminal.js");
  page.terminal ??= new Terminal(byId("terminal"), page, act);
  refresh();
}

/** What is handed in: the files, and what was typed. */
function submission() {
  const { text } = page.lab.call("runbook");
  return text ? { ...page.files.texts, "runbook.txt": text } : page.files.texts;
}

function showView(view) {
  document.querySelector("main").dataset.view = view;
  for (const button of byId("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  dispatchEvent(new Event("resize"));
}

/** Opens a lab, with a work that was kept or the lab's own files. */
async function openLab(id, kept) {
  const bundle = await loadLab(id);
  // Without this, what a work or another lab needs would be fetched while the page stands still.
  if (kept || id !== firstLab(page.index).id) await page.lab.fetchRest().catch((problem) => console.warn(problem));
  const opened = page.lab.call("open", { files: bundle.files, texts: kept?.texts ?? {}, kept: kept?.session ?? null });
  if (!opened.lab) throw new Error(opened.diagnostics.map((one) => one.message).join("; "));
  page.bundle = bundle;
  page.about = opened.lab;
  document.title = `${opened.lab.title} · Evenkeel`;
  setText(byId("title"), opened.lab.title);
  setText(byId("crumb"), `/ ${opened.lab.id.slice(0, 2)}  ${opened.lab.title}`);
  byId("seek").max = String(Math.round(Number(opened.lab.duration) / 1e9));
  await showGuide(bundle, opened.lab);
  page.files.open(opened.lab.editable, page.lab.call("texts"));
  panels?.showResults(null);
  page.works.opened(page, kept);
  page.fresh = performance.now() + 1500;
  act("play");
}

/** A runbook that was uploaded: the run begins anew with it. */
function takeRunbook(runbook) {
  const wrong = act("begin", { runbook })?.diagnostics.find((one) => one.severity === "error");
  if (wrong) announce(`${wrong.file}:${wrong.line}: ${wrong.message}`);
}

async function grade() {
  showTab("tab-results");
  showView("work");
  byId("grade").disabled = true;
  try {
    const result = await page.grader.grade(page.bundle.files, submission());
    if (result) {
      (await later()).showResults(result, { onShow: wayTo.shown, onLine: (file, line) => page.files.light(file, line) });
      page.works.graded(page, result.json.score ?? 0);
      announce(result.json.gradable ? `Graded: ${result.json.score} points of 100` : "It cannot be graded");
    }
  } finally {
    byId("grade").disabled = false;
  }
}

function showGallery() {
  closeMenu();
  openGallery(page.index, page.works, (id, kept) => { closeDialog(); openLab(id, kept).catch((problem) => announce(problem.message)); });
}

function hear(what) {
  if (what === "selected") showTab("tab-inspector");
  if (what === "follow") setTimeout(follow);
  // The simulator is in the middle of a frame: it is asked when that is over.
  if (what === "changed" || what === "selected") queueMicrotask(() => setTimeout(refresh));
}

async function start() {
  const loading = byId("loading");
  startLayout();
  page.works = await Works.open();
  page.index = await loadIndex();
  const link = await workOfLink();
  const first = link?.lab ?? page.works.latestLab() ?? firstLab(page.index).id;
  const bundle = await loadLab(first);
  await showGuide(bundle, { minutes: "", concepts: [], ...page.index.find((lab) => lab.id === first) });
  const slow = setTimeout(() => setText(loading, "The simulator is on its way …"), 3000);
  page.lab = await Lab.load({ onCrash: (problem) => showCrash(problem, page), onProgress: (share) => { if (share < 1 && loading.textContent) setText(loading, `The simulator is on its way: ${Math.round(100 * share)} %`); } });
  clearTimeout(slow);
  setText(loading, page.lab.hasCanvas ? "" : `There is no WebGL2 here (${page.lab.problem}): the site is shown as text.`);
  document.body.classList.toggle("text-view", !page.lab.hasCanvas);
  page.files = new Files(page.lab, {
    onChange: refresh,
    onApply: () => apply("reload"),
    onUndo: () => act("undo"),
    onRedo: () => act("redo"),
    onLine: (file, line) => { const { node } = page.lab.call("node_at", { file, line }); if (node && node !== page.state?.selected) act("select", { node }); },
  });
  page.grader = new Grader();
  wireButtons(page, { act, apply, compare: async () => (await later()).openCompare(page.lab.call("state"), (index) => act("rival", { index })), follow, grade, refresh, showGallery, showTab, showView, submission, takeRunbook });
  page.lab.listen(hear);
  startCanvas(page.lab);
  startSettings(page.lab);
  await openLab(first, link ?? (await page.works.latest(first)));
  document.body.classList.add("alive");
  startTour(page, act);
  document.head.append(...["later.css", "fonts.css"].map((href) => make("link", { rel: "stylesheet", href })));
  await later();
  panels.showResults(null);
  refresh();
  if (new URLSearchParams(location.search).has("test")) (await import("./testing.js")).expose({ ...page, select });
  page.lab.fetchRest().catch((problem) => console.warn(problem));   // asked for again when it is needed
  registerOffline(() => announce("A newer Evenkeel is here: it comes with the next time this page is loaded."));
  watchLabs((id) => { if (id === page.about.id) announce("This lab was changed: open it again to see that."); });
}

start().catch((problem) => showCrash(problem, page));
