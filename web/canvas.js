// The canvas among the page's elements: keys, focus, size, touch, lost contexts. Each cure has its trap described beside it.

import { announce, byId } from "./dom.js";

/** Keys that the picture uses; all others belong to the browser and the page. Shortcuts of one character can be switched off. */
const ours = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Enter", " ", "Escape", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
const shortcuts = new Set([".", "[", "]", "/", "?", "f", "0"]);

/** SDL cancels what it hears: F5, Ctrl+R, Tab would be dead while the canvas has the focus. */
function keepKeys(canvas, lab) {
  for (const kind of ["keydown", "keyup", "keypress"]) {
    addEventListener(kind, (event) => {
      if (document.activeElement !== canvas) return;
      const browsers = event.ctrlKey || event.metaKey || event.altKey || !(ours.has(event.key) || (lab.shortcuts && shortcuts.has(event.key)));
      if (browsers && event.key !== "Shift") event.stopPropagation();
    }, { capture: true });
  }
}

/** F6 goes to the next part of the page, Shift+F6 back: nobody is held on the canvas. */
function regions() {
  const parts = ["guide", "canvas", "work"];
  addEventListener("keydown", (event) => {
    if (event.key !== "F6") return;
    event.preventDefault();
    const at = parts.findIndex((id) => byId(id).contains(document.activeElement));
    const next = parts[(at + (event.shiftKey ? parts.length - 1 : 1) + parts.length) % parts.length];
    const view = next === "canvas" ? "site" : next;
    document.querySelector(`#views [data-view=${view}]`).click();
    byId(next).focus();
    announce(byId(next).getAttribute("aria-label").split(".")[0]);
  });
}

/** SDL looks at the window's size only: a panel that opens changes the canvas without that. */
function keepSize(canvas) {
  new ResizeObserver(() => dispatchEvent(new Event("resize"))).observe(canvas);
  const watchDensity = () => {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => {
      dispatchEvent(new Event("resize"));
      watchDensity();
    }, { once: true });
  };
  watchDensity();
}

/** The wheel scrolls the page; with Ctrl (also a trackpad's pinch) it zooms the picture. SDL would cancel every turn of it. */
function wheel(canvas, lab) {
  addEventListener("wheel", (event) => {
    if (event.target !== canvas) return;
    event.stopPropagation();
    if (!event.ctrlKey) return;
    event.preventDefault();
    lab.zoom(Math.exp(-event.deltaY / 300));
  }, { capture: true, passive: false });
}

/** Two fingers pinch; one finger is SDL's mouse. */
function pinch(canvas, lab) {
  let distance = 0;
  const apart = (touches) => Math.hypot(touches[0].clientX - touches[1].clientX, touches[0].clientY - touches[1].clientY);
  canvas.addEventListener("touchmove", (event) => {
    if (event.touches.length !== 2) return;
    const now = apart(event.touches);
    if (distance > 0) lab.zoom(now / distance);
    distance = now;
    event.stopImmediatePropagation();
  }, { capture: true });
  canvas.addEventListener("touchend", () => { distance = 0; });
}

function contexts(canvas, lab) {
  canvas.addEventListener("webglcontextlost", (event) => {
    event.preventDefault();
    lab.context(true);
  });
  canvas.addEventListener("webglcontextrestored", () => lab.context(false));
}

/** Without WebGL2 nothing draws, and so nothing lets time go by: a clock does, while the run plays. */
function playWithoutCanvas(lab) {
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (!document.hidden) lab.elapse((now - last) / 1000);
    last = now;
  }, 50);
}

export function startCanvas(lab) {
  const canvas = byId("canvas");
  keepKeys(canvas, lab);
  regions();
  if (!lab.hasCanvas) {
    playWithoutCanvas(lab);
    return;
  }
  keepSize(canvas);
  wheel(canvas, lab);
  pinch(canvas, lab);
  contexts(canvas, lab);
  canvas.addEventListener("pointerdown", () => canvas.focus({ preventScroll: true }));
  canvas.addEventListener("focus", () => lab.focus(true));
  for (const kind of ["blur", "pointercancel"]) canvas.addEventListener(kind, () => lab.focus(false));
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  dispatchEvent(new Event("resize"));
}
