// The grade: the same objectives, points and sentences as `evenkeel grade` gives, with ways to the moments and lines they speak of.

import { byId, make } from "./dom.js";

/** "01:52.400" to nanoseconds as a decimal string. */
function instant(clock) {
  const parts = clock.split(":").map(Number);
  return String(Math.round(parts.reduce((sum, part) => sum * 60 + part, 0) * 1e3) * 1e6);
}

function objective(one, { onShow, onLine }) {
  const box = make("div", { class: "objective" }, make("div", { class: "row" }, make("span", {}, `${one.met ? "✓" : "✕"} ${one.title}`), make("b", {}, `${one.points} / ${one.most}`)));
  box.append(make("small", {}, `measured ${one.worst.text}; needs ${one.needed}`));
  const why = one.feedback;
  if (one.met || !why) return box;
  box.append(make("p", {}, why.sentence));
  for (const cause of why.chain ?? []) box.append(make("div", {}, make("button", { type: "button", class: "link numbers", onclick: () => onShow(instant(cause.at)) }, `show ${cause.at}`), ` ${cause.sentence}`));
  if (why.look_at?.file) box.append(make("button", { type: "button", class: "link", onclick: () => onLine(why.look_at.file, why.look_at.line ?? 1) }, `look at ${why.look_at.file}:${why.look_at.line ?? 1}`));
  return box;
}

export function showResults(result, acts) {
  const box = byId("results");
  if (!result) {
    box.replaceChildren(make("p", { class: "dim" }, "Grade runs the lab from its beginning with the files as they are, and counts the points."));
    return;
  }
  const grade = result.json;
  if (!grade.gradable) {
    box.replaceChildren(make("p", { class: "bad" }, "✕ It cannot be graded:"), ...(grade.diagnostics ?? []).map((one) => make("p", {}, `${one.at?.file ?? ""}:${one.at?.line ?? 0}: ${one.message}`)));
    return;
  }
  box.replaceChildren(
    make("p", { class: "score" }, `${grade.score} / 100`),
    make("p", {}, grade.passed ? "✓ passed" : `✕ not passed: ${grade.pass} are needed`),
    ...grade.checks.map((one) => objective(one, acts)),
    make("details", {}, make("summary", {}, "The report, as the command line prints it"), make("pre", { class: "report", tabindex: "0" }, result.text)));
}
