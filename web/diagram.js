// The site as a picture to hand in: SVG or PNG, with title, legend and the list of the parts that are there.

import { announce } from "./dom.js";
import { download } from "./download.js";
import { draw } from "./svg.js";

const [width, plan, margin] = [1200, 560, 40];
const fonts = "Inter, system-ui, sans-serif";

/** The theme's colours by name: a file has no style sheet. */
function coloursNow() {
  const style = getComputedStyle(document.documentElement);
  return new Proxy({}, { get: (_, name) => style.getPropertyValue(`--${name}`).trim() });
}

function nodeOf(node, x, y, colours) {
  const [w, h] = [168, 62 + 17 * node.lines.length];
  const edge = colours[node.state];
  const shape = { fill: colours.panel, stroke: edge, "stroke-width": 2 };
  const outline = node.kind === "load balancer"
    ? draw("path", { d: `M${x - w / 2} ${y - h / 2}h${w - 22}l22 ${h / 2}l-22 ${h / 2}h${22 - w}z`, ...shape })
    : node.kind === "application"
      ? draw("path", { d: `M${x - w / 2} ${y - h / 2 + 8}a${w / 2} 8 0 0 1 ${w} 0v${h - 16}a${w / 2} 8 0 0 1 ${-w} 0z`, ...shape })
      : draw("rect", { x: x - w / 2, y: y - h / 2, width: w, height: h, rx: node.kind === "visitors" ? 26 : 8, ...shape });
  const line = (text, at, fill, size, weight) => draw("text", { x: x - (node.kind === "load balancer" ? 8 : 0), y: y - h / 2 + at, fill, "font-size": size, "font-weight": weight, "text-anchor": "middle" }, text);
  return draw("g", {}, outline, line(node.name, 24, colours.text, 16, 600), line(`${node.kind} · ${node.glyph} ${node.word}`, 43, edge, 12.5),
    ...node.lines.map((text, index) => line(text, 62 + 17 * index, colours.dim, 12.5)));
}

/** The whole drawing as an element. */
export function diagramOf(diagram) {
  const colours = coloursNow();
  const place = (node) => [margin + 84 + node.x * (width - 2 * margin - 168), 90 + node.y * (plan - 110)];
  const text = (x, y, words, fill, size, more = {}) => draw("text", { x, y, fill, "font-size": size, ...more }, words);
  const edges = diagram.edges.map(({ from, to, broken }) => {
    const [[x1, y1], [x2, y2]] = [place(diagram.nodes[from]), place(diagram.nodes[to])];
    return draw("path", { d: `M${x1} ${y1}C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`, fill: "none", stroke: broken ? colours.down : colours.accent, "stroke-width": 2, "stroke-dasharray": broken ? "6 5" : null });
  });
  const states = [["up", "●", "up"], ["lagging", "◆", "slow"], ["draining", "▲", "draining"], ["down", "×", "down"]];
  const legendY = plan + 40;
  const legend = [text(margin, legendY, "Legend", colours.text, 15, { "font-weight": 600 }),
    ...states.flatMap(([colour, glyph, word], index) => [text(margin + 90 + 110 * index, legendY, `${glyph} ${word}`, colours[colour], 14)]),
    draw("line", { x1: margin + 540, x2: margin + 580, y1: legendY - 5, y2: legendY - 5, stroke: colours.accent, "stroke-width": 2 }), text(margin + 590, legendY, "requests", colours.text, 14),
    draw("line", { x1: margin + 690, x2: margin + 730, y1: legendY - 5, y2: legendY - 5, stroke: colours.down, "stroke-width": 2, "stroke-dasharray": "6 5" }), text(margin + 740, legendY, "broken", colours.text, 14)];
  const partsY = legendY + 44;
  const parts = diagram.parts.flatMap((part, index) => {
    const y = partsY + 26 + 24 * index;
    return [text(margin, y, part.present ? "✓" : "✕", part.present ? colours.up : colours.down, 15, { "font-weight": 600 }), text(margin + 26, y, part.name, colours.text, 14), text(margin + 300, y, part.what, colours.dim, 14)];
  });
  const height = partsY + 26 + 24 * diagram.parts.length + 16;
  return draw("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": fonts }, draw("title", {}, diagram.title),
    draw("rect", { width, height, fill: colours.background }), text(margin, 46, diagram.title, colours.text, 24, { "font-weight": 600 }), text(width - margin, 46, `at ${diagram.clock} · Evenkeel`, colours.dim, 14, { "text-anchor": "end" }),
    ...edges, ...diagram.nodes.map((node) => nodeOf(node, ...place(node), colours)), draw("line", { x1: margin, x2: width - margin, y1: plan + 8, y2: plan + 8, stroke: colours.line }),
    ...legend, text(margin, partsY, "Required parts present", colours.text, 15, { "font-weight": 600 }), ...parts);
}

export function saveSvg(page) {
  download(`${page.about.id}.svg`, new XMLSerializer().serializeToString(diagramOf(page.lab.call("diagram"))), "image/svg+xml");
}

export async function savePng(page) {
  const svg = diagramOf(page.lab.call("diagram"));
  const address = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const bytes = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    download(`${page.about.id}.png`, bytes, "image/png");
  } catch {
    announce("This browser does not draw the picture. The SVG has the same.");
  } finally {
    URL.revokeObjectURL(address);
  }
}
