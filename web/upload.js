// Files that are dropped on the page, or chosen: a zip, or single files.

import { announce } from "./dom.js";

/** editable() gives the paths that may be changed; onFiles({path: text}). Answers with what asks for files by the system's own dialog. */
export function importFiles(area, editable, onFiles) {
  const take = async (list) => {
    const given = [...list];   // the browser empties its list as soon as the event is over
    if (given.length === 0) return;
    const { unpackFolder } = await import("./folder.js");
    const { files, problems } = await unpackFolder(given, editable());
    if (problems.length > 0) announce(problems.map((problem) => problem.text ?? String(problem)).join(". "));
    if (Object.keys(files).length > 0) onFiles(files);
  };
  area.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
  area.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  return () => {
    const input = Object.assign(document.createElement("input"), { type: "file", multiple: true });
    input.addEventListener("change", () => take(input.files));
    input.click();
  };
}
