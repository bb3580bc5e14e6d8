// A link that holds a whole work. It is made of the address alone; opening one never writes over what is kept here.

import { announce, closeDialog, make, openDialog } from "./dom.js";

export async function shareWork(page, files) {
  const { encodeShare } = await import("./share.js");
  const kept = page.lab.call("keep");
  const hash = encodeShare({ format: 1, lab: page.about.id, files, seed: kept.seed, at_ns: kept.now, view: "site" });
  if (!hash) {
    openDialog("Share", make("p", {}, "This work is too long for a link. Download it instead."), make("div", { class: "buttons" }, make("button", { type: "button", class: "primary", onclick: closeDialog }, "Close")));
    return;
  }
  const address = `${location.href.split("#")[0]}${hash}`;
  const box = make("textarea", { readonly: true, "aria-label": "Link" });
  box.value = address;
  const copy = async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(address);
      announce("Copied");
    } catch {
      announce("Copy it with Ctrl+C");
    }
  };
  const diagram = (save) => async () => (await import("./diagram.js"))[save](page);
  openDialog("Share", make("p", {}, "Whoever opens this link gets the lab with your files. Nothing is sent to a server: all of it is in the link."), box,
    make("div", { class: "buttons" }, make("button", { type: "button", onclick: copy }, "Copy link"), make("button", { type: "button", onclick: diagram("saveSvg") }, "Diagram as SVG"), make("button", { type: "button", onclick: diagram("savePng") }, "Diagram as PNG"), make("button", { type: "button", class: "primary", onclick: closeDialog }, "Close")));
  box.focus();
  box.select();
}

/** The work in this page's address: {lab, texts, session}, or null. A link that is wrong is explained. */
export async function workOfLink() {
  if (location.hash.length < 3 || location.hash === "#gallery" || location.hash === "#guide") return null;
  const { decodeShare } = await import("./share.js");
  const decoded = decodeShare(location.hash);
  history.replaceState(null, "", location.pathname + location.search);
  if (decoded.problem) {
    announce(decoded.problem.text);
    return null;
  }
  return { lab: decoded.share.lab, texts: decoded.share.files, session: null, fromLink: true };
}
