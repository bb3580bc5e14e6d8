// The picture as text: the same model, for the keyboard, for screen readers, for small screens. Updated only on change.

import { announce, byId, make, setText } from "./dom.js";

const speeds = [0.1, 0.5, 1, 2, 5, 10, 30, 100, 1000];
const nodes = new Map();
let beliefs = new Map();

/** Wires the buttons; do(name, values) calls the simulator. */
export function startMirror(act) {
  byId("play").addEventListener("click", () => act(byId("play").textContent === "Pause" ? "pause" : "play"));
  byId("step").addEventListener("click", () => act("step"));
  byId("to-start").addEventListener("click", () => act("seek", { at: "0" }));
  byId("seek").addEventListener("change", (event) => act("seek", { at: String(Math.round(Number(event.target.value) * 1e9)) }));
  byId("speed").append(...speeds.map((speed) => make("option", { value: speed }, `${speed}×`)));
  byId("speed").addEventListener("change", (event) => act("speed", { value: Number(event.target.value) }));
}

function describe(node) {
  const parts = [`${node.name}, ${node.kind}: ${node.glyph} ${node.word}`, node.traffic];
  if (node.detail) parts.push(node.detail);
  if (node.belief) parts.push(node.belief_is_wrong ? `${node.belief}, which is wrong` : node.belief);
  return parts.join(", ");
}

function showNodes(scene, onNode) {
  if (scene.nodes.some((node) => !nodes.has(node.name)) || nodes.size !== scene.nodes.length) {
    nodes.clear();
    byId("nodes").replaceChildren(...scene.nodes.map((node) => {
      const button = make("button", { type: "button", "aria-haspopup": "menu" });
      button.addEventListener("click", () => onNode(node.name, button));
      nodes.set(node.name, button);
      return make("li", {}, button);
    }));
  }
  for (const node of scene.nodes) setText(nodes.get(node.name), describe(node));
}

function showEdges(scene) {
  const body = byId("rates").tBodies[0];
  while (body.rows.length > scene.edges.length) body.deleteRow(-1);
  scene.edges.forEach((edge, index) => {
    const row = body.rows[index] ?? body.insertRow();
    while (row.cells.length < 4) row.insertCell();
    [edge.from, edge.to, edge.rate.toFixed(1), String(edge.in_flight)].forEach((text, cell) => setText(row.cells[cell], text));
  });
}

/** Health changes are news: said once, when they happen. */
function announceChanges(scene) {
  const now = new Map(scene.nodes.map((node) => [node.name, `${node.word}${node.belief ? `, ${node.belief}` : ""}`]));
  for (const [name, words] of now) if (beliefs.has(name) && beliefs.get(name) !== words && !/UP \d|DOWN \d/.test(words)) announce(`${name}: ${words}`);
  beliefs = now;
}

export function showMirror(state, onNode) {
  setText(byId("play"), state.playing ? "Pause" : "Play");
  setText(byId("clock"), `${state.clock}${state.behind ? ` · behind: ${state.measured_speed.toPrecision(2)}× of ${state.speed}×` : ""}`);
  const speed = byId("speed");
  if (document.activeElement !== speed && [...speed.options].some((option) => Number(option.value) === state.speed)) speed.value = String(state.speed);
  showNodes(state.scene, onNode);
  showEdges(state.scene);
  announceChanges(state.scene);
}

/** The runs, and which of them is shown. */
export function showBranches(state, onBranch) {
  const list = byId("branches");
  const words = state.branches.map((branch) => `Run ${branch.name}${branch.parent >= 0 ? `, left run ${state.branches[branch.parent].name} at ${branch.left_at}` : ""}, played to ${branch.reach}, ${branch.deeds} ${branch.deeds === 1 ? "deed" : "deeds"}`);
  const signature = JSON.stringify([words, state.branch]);
  if (list.dataset.signature === signature) return;
  list.dataset.signature = signature;
  list.replaceChildren(...words.map((text, index) => make("li", {}, index === state.branch ? make("span", {}, `${text} (shown)`) : make("button", { type: "button", onclick: () => onBranch(index) }, text))));
}
