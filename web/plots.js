// Curves over time: two runs and their difference, each in a strip of its own.

import { draw } from "./svg.js";

const [width, left, right] = [400, 46, 8];

const nice = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1).replace(/\.0$/, "") : value.toFixed(value === 0 ? 0 : 1));

/** A curve of [x, y] with gaps where y is null. */
function curve(points, className) {
  let pen = false;
  const d = points.map(([x, y]) => {
    if (y === null) { pen = false; return ""; }
    const step = `${pen ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = true;
    return step;
  }).join("");
  return draw("path", { d, class: className });
}

/** One strip: `title`, the values of run A and run B (null: not measured) and below them A minus B. `at`: seconds; gives SVG elements. */
export function strip({ title, unit, at, a, b, names, top }) {
  const [tall, low] = [46, 22];
  const end = at.at(-1) || 1;
  const x = (second) => left + ((width - left - right) * second) / end;
  const most = Math.max(...a, ...b, 1e-9);
  const y = (value) => (value === null ? null : top + 16 + tall * (1 - value / most));
  const zero = top + 16 + tall + 6 + low / 2;
  const apart = a.map((value, index) => (value === null || b[index] === null ? null : value - b[index]));
  const widest = Math.max(...apart.map((value) => Math.abs(value ?? 0)));
  const bar = Math.max(1, (width - left - right) / at.length - 0.5);
  const bars = widest === 0 ? [] : apart.flatMap((value, index) => {
    if (!value) return [];
    const height = (low / 2) * (Math.abs(value) / widest);
    return [draw("rect", { x: x(at[index]) - bar, y: value > 0 ? zero - height : zero, width: bar, height, class: value > 0 ? "series-0" : "series-2" })];
  });
  return [
    draw("text", { x: 0, y: top + 11 }, title), draw("text", { x: width, y: top + 11, class: "faint", "text-anchor": "end" }, widest === 0 ? "no difference" : `most apart ${nice(widest)} ${unit}`),
    draw("text", { x: left - 6, y: top + 25, class: "faint", "text-anchor": "end" }, nice(most)), draw("text", { x: left - 6, y: top + 16 + tall, class: "faint", "text-anchor": "end" }, "0"),
    draw("text", { x: left - 6, y: zero + 4, class: "faint", "text-anchor": "end" }, `${names[0]} − ${names[1]}`),
    draw("line", { x1: left, x2: width - right, y1: top + 16 + tall, y2: top + 16 + tall, class: "axis" }), draw("line", { x1: left, x2: width - right, y1: zero, y2: zero, class: "axis" }),
    curve(b.map((value, index) => [x(at[index]), y(value)]), "line series-2 dashed"), curve(a.map((value, index) => [x(at[index]), y(value)]), "line series-0"), ...bars];
}
export const strip_height = 104;
export const strip_width = width;
