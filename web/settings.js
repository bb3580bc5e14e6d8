// How the page looks and moves: kept in localStorage; the system's own wishes until one chooses otherwise.

import { layOut } from "./layout.js";
import { byId, closeDialog, make, openDialog } from "./dom.js";

const key = "evenkeel.settings";
const usual = { theme: "system", size: 100, motion: "system", text: false, keys: true };
const themes = ["dark", "light", "contrast"];

function read() {
  try {
    return { ...usual, ...JSON.parse(localStorage.getItem(key) ?? "{}") };
  } catch {
    return { ...usual };
  }
}

function themeNow(settings) {
  if (themes.includes(settings.theme)) return settings.theme;
  if (matchMedia("(prefers-contrast: more)").matches || matchMedia("(forced-colors: active)").matches) return "contrast";
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

function use(settings, lab) {
  const theme = themeNow(settings);
  const root = document.documentElement;
  if (settings.theme === "system") delete root.dataset.theme;
  else root.dataset.theme = settings.theme;
  root.style.fontSize = `${(87.5 * settings.size) / 100}%`;
  layOut();
  const still = settings.motion === "off" || (settings.motion === "system" && matchMedia("(prefers-reduced-motion: reduce)").matches);
  document.body.classList.toggle("no-canvas", !lab.hasCanvas);
  document.body.classList.toggle("text-view", Boolean(settings.text) || !lab.hasCanvas);
  lab.shortcuts = settings.keys;
  lab.look({ theme: themes.indexOf(theme), fontSize: parseFloat(getComputedStyle(root).fontSize), motion: !still, coarse: matchMedia("(pointer: coarse)").matches });
}

export function startSettings(lab) {
  const settings = read();
  const changed = () => {
    use(settings, lab);
    try {
      localStorage.setItem(key, JSON.stringify(settings));
    } catch {
      // Private mode: they hold until the page is closed.
    }
  };
  const choice = (label, name, options) => {
    const select = make("select", { onchange: (event) => { settings[name] = options.find(([value]) => String(value) === event.target.value)[0]; changed(); } },
      ...options.map(([value, words]) => make("option", { value: String(value), selected: value === settings[name] }, words)));
    return make("label", {}, label, select);
  };
  byId("settings").addEventListener("click", () => openDialog("Settings", make("div", { class: "settings" },
    choice("Colours", "theme", [["system", "as the system"], ["dark", "dark"], ["light", "light"], ["contrast", "high contrast"]]),
    choice("Size of text", "size", [[80, "80 %"], [100, "100 %"], [125, "125 %"], [150, "150 %"], [200, "200 %"]]),
    choice("Moving requests", "motion", [["system", "as the system"], ["on", "on"], ["off", "off"]]),
    choice("Keys of one character in the picture", "keys", [[true, "on"], [false, "off"]]),
    choice("The site as text", "text", [[false, "only for the keyboard"], [true, "always"]])),
  make("p", { class: "dim" }, "Evenkeel is free software (MIT). It holds Dear ImGui, SDL2, RE2, {fmt}, JSON for Modern C++, CodeMirror, marked, fflate, Inter and JetBrains Mono. "),
  make("p", {}, make("a", { href: "licences/" }, "Licences")),
  make("div", { class: "buttons" }, make("button", { type: "button", class: "primary", onclick: closeDialog }, "Close"))));
  for (const query of ["(prefers-color-scheme: light)", "(prefers-contrast: more)", "(prefers-reduced-motion: reduce)", "(pointer: coarse)"]) matchMedia(query).addEventListener("change", () => use(settings, lab));
  use(settings, lab);
}
