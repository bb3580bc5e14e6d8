// A node's menu in the page: the same choices as on the canvas.

import { byId, make } from "./dom.js";

let opener = null;

export function closeMenu() {
  const menu = byId("menu");
  if (menu.hidden) return;
  menu.hidden = true;
  menu.replaceChildren();
  opener?.focus();
  opener = null;
}

/** choices: [{id, label, key}]; onChoose(id); onInspect(). Opened beside `button`. */
export function openMenu(node, choices, button, { onChoose, onInspect }) {
  const menu = byId("menu");
  opener = button;
  const entry = (label, act) => make("button", { type: "button", role: "menuitem", onclick: () => { closeMenu(); act(); } }, label);
  menu.replaceChildren(entry(`Inspect ${node}`, onInspect), ...choices.map((choice) => entry(choice.label, () => onChoose(choice.id))));
  menu.setAttribute("aria-label", node);
  menu.hidden = false;
  const box = button.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(box.bottom + 4, innerHeight - menu.offsetHeight - 8))}px`;
  menu.firstElementChild.focus();
}

export function startMenu() {
  const menu = byId("menu");
  menu.addEventListener("keydown", (event) => {
    const entries = [...menu.querySelectorAll("button")];
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") closeMenu();
    else if (to === undefined) return;
    else entries[(to + entries.length) % entries.length].focus();
    event.preventDefault();
  });
  document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target)) closeMenu(); });
}
