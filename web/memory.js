// The simulator has a ceiling (256 MB): before it is reached, moments in between are given back, and that is told.

import { announce, byId, setText } from "./dom.js";

const steps = [0.75, 0.85, 0.92];
let taken = 0;

export function watchMemory(lab) {
  const { used, most } = lab.memory();
  if (taken >= steps.length || used < steps[taken] * most) return;
  taken += 1;
  lab.call("spare_memory");
  const megabytes = (bytes) => Math.round(bytes / 1_048_576);
  const words = `The simulator holds ${megabytes(used)} of at most ${megabytes(most)} MB. Every second kept moment and the older half of what could be undone were given up; restart the run to have all of it again.`;
  setText(byId("loading"), words);
  setTimeout(() => setText(byId("loading"), ""), 20_000);
  announce(words);
}
