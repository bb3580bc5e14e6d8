// Making elements, and saying things aloud.

export const byId = (id) => document.getElementById(id);

/** make("button", {type: "button", class: "link"}, "text", child…) */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets the text only if it is another one, so that nothing is laid out anew for nothing. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const waiting = [];
let speaking = false;

/** Says something through the one polite live region: at most one message in two seconds, later ones joined. */
export function announce(text) {
  waiting.push(text);
  if (speaking) return;
  speaking = true;
  const speak = () => {
    if (waiting.length === 0) {
      speaking = false;
      return;
    }
    byId("live").textContent = waiting.splice(0).join(". ");
    setTimeout(speak, 2000);
  };
  speak();
}

/** Opens the one dialog with a title and content; gives the element. Closed by Escape, by its buttons, by closeDialog(). */
export function openDialog(title, ...content) {
  const dialog = byId("dialog");
  dialog.replaceChildren(make("h2", { id: "dialog-title" }, title), ...content);
  if (!dialog.open) dialog.showModal();
  return dialog;
}
export function closeDialog() { byId("dialog").close(); }

/** Arrow keys move among the tabs of a list; chosen(tab) shows what belongs to it. */
export function keyboardTabs(list, chosen) {
  list.addEventListener("keydown", (event) => {
    const tabs = [...list.querySelectorAll("[role=tab]")];
    const at = tabs.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at < 0 || !step) return;
    const next = tabs[(at + step + tabs.length) % tabs.length];
    next.focus();
    chosen(next);
    event.preventDefault();
  });
}
