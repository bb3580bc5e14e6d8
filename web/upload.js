// Files that are dropped on the page, or chosen: a zip, or single files.

import { announce } from "./dom.js";

/** editable() gives the paths that may be changed; onFiles({path: text}). */
export function importFiles(area, editable, onFiles) {
  area.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
  area.addEventListener("drop", async (event) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    const dropped = [...event.dataTransfer.files];
    const { unpackFolder } = await import("./folder.js");
    const { files, problems } = await unpackFolder(dropped, editable());
    if (problems.length > 0) announce(problems.map((problem) => problem.text ?? String(problem)).join(". "));
    if (Object.keys(files).length > 0) onFiles(files);
  });
}
