// Grading in a worker, with progress and a way to stop; the picture stays smooth meanwhile.

import { byId, make, setText } from "./dom.js";

export class Grader {
  /** Gives {json, text}, or null when it was stopped. */
  grade(files, texts) {
    return new Promise((resolve, reject) => {
      const worker = new Worker("engine-worker.js");
      const bar = make("progress", { max: "1", value: "0", "aria-label": "Grading" });
      const note = make("p", { class: "dim" }, "Grading …");
      const end = (act, value) => {
        worker.terminate();
        byId("results").replaceChildren();
        act(value);
      };
      const stop = make("button", { type: "button", onclick: () => end(resolve, null) }, "Stop grading");
      byId("results").replaceChildren(note, bar, stop);
      worker.onmessage = ({ data }) => {
        if (data.type === "progress") {
          bar.value = data.done;
          setText(note, `Grading: ${Math.round(100 * data.done)} %`);
        } else if (data.type === "graded") {
          end(resolve, { json: JSON.parse(data.answer.json), text: data.answer.text });
        } else {
          end(reject, new Error(data.problem));
        }
      };
      worker.onerror = (event) => end(reject, new Error(event.message || "the grader did not start"));
      worker.postMessage({ files, texts });
    });
  }
}
