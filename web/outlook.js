// How a balancer's backends choose: the turn, the map or the ring, drawn; the same as a table; and why requests have their servers.

import { make } from "./dom.js";
import { colour, draw, on_circle, picture } from "./svg.js";

const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.0995 ? 1 : 0)} %`;
const name_of = (backend, server) => backend.servers[server]?.name ?? "nobody";

function turnPicture(backend) {
  const [left, step, lane] = [104, 10, 22];
  const height = 18 + lane * backend.servers.length;
  const lanes = backend.servers.flatMap((server, index) => {
    const y = 18 + lane * index;
    return [draw("text", { x: 0, y: y + 14 }, server.name), draw("text", { x: left - 8, y: y + 14, class: "faint", "text-anchor": "end" }, `×${server.weight}`),
      draw("line", { x1: left, x2: left + step * backend.next.length, y1: y + 10, y2: y + 10, class: "thread" })];
  });
  const picks = backend.next.map((server, at) => draw("rect", { x: left + step * at + 1, y: 18 + lane * server + 3, width: step - 2, height: lane - 8, rx: 2, class: `${colour(server)}${at === 0 ? " first" : ""}` }));
  return picture(left + step * backend.next.length + 4, height, `The next ${backend.next.length} requests in order: ${backend.next.map((server) => name_of(backend, server)).join(", ")}`,
    draw("text", { x: left, y: 11, class: "faint" }, "next"), draw("text", { x: left + step * backend.next.length, y: 11, class: "faint", "text-anchor": "end" }, `${backend.next.length}th`), ...lanes, ...picks);
}

function mapPicture(backend) {
  const [columns, cell] = [16, 22];
  const looked = new Map(backend.keys.map((key) => [key.place, key]));
  const cells = backend.slots.slice(0, 256).map((server, slot) => {
    const [x, y] = [cell * (slot % columns), cell * Math.floor(slot / columns)];
    const key = looked.get(slot);
    return draw("g", {}, draw("rect", { x: x + 1, y: y + 1, width: cell - 2, height: cell - 2, rx: 3, class: `${colour(server)}${key ? (key.followed ? " first" : " met") : ""}` }),
      draw("text", { x: x + cell / 2, y: y + 15, class: "inside", "text-anchor": "middle" }, String(server + 1)));
  });
  return picture(columns * cell, cell * Math.ceil(Math.min(256, backend.slots.length) / columns), `The map: ${backend.slots.length} slots, ${shares(backend)}`, ...cells);
}

const shares = (backend) => backend.servers.map((server) => `${server.name} ${percent(server.share)}`).join(", ");

/** Each node's part of the circle: half of the way to its neighbours; parts of one server that touch are one. */
function arcsOf(nodes) {
  const arcs = [];
  nodes.forEach(([at, server], index) => {
    const before = index === 0 ? nodes.at(-1)[0] - 1 : nodes[index - 1][0];
    const behind = index === nodes.length - 1 ? nodes[0][0] + 1 : nodes[index + 1][0];
    const last = arcs.at(-1);
    if (last?.server === server) last.to = (at + behind) / 2;
    else arcs.push({ server, from: (at + before) / 2, to: (at + behind) / 2 });
  });
  return arcs;
}

function ringPicture(backend) {
  const [x, y, radius] = [128, 128, 92];
  const arc = ({ server, from, to }) => {
    if (to - from > 0.9999) return draw("circle", { cx: x, cy: y, r: radius, class: `arc ${colour(server)}` });
    const [start, end] = [on_circle(x, y, radius, from), on_circle(x, y, radius, to)].map((point) => point.map((one) => one.toFixed(1)).join(" "));
    return draw("path", { d: `M${start}A${radius} ${radius} 0 ${to - from > 0.5 ? 1 : 0} 1 ${end}`, class: `arc ${colour(server)}` });
  };
  const arcs = arcsOf(backend.nodes);
  const numbers = arcs.filter(({ from, to }) => to - from > 0.018).map(({ server, from, to }) => {
    const [tx, ty] = on_circle(x, y, radius + 17, (from + to) / 2);
    return draw("text", { x: tx, y: ty + 4, class: "faint", "text-anchor": "middle" }, String(server + 1));
  });
  const points = backend.nodes.map(([at]) => {
    const [[x1, y1], [x2, y2]] = [on_circle(x, y, radius - 5, at), on_circle(x, y, radius + 5, at)];
    return draw("line", { x1, y1, x2, y2, class: "point" });
  });
  const keys = backend.keys.flatMap((key) => {
    const [kx, ky] = on_circle(x, y, radius - 28, key.at);
    const [nx, ny] = on_circle(x, y, radius - 6, backend.nodes[key.place]?.[0] ?? key.at);
    return [draw("line", { x1: kx, y1: ky, x2: nx, y2: ny, class: key.followed ? "way first" : "way" }), draw("circle", { cx: kx, cy: ky, r: key.followed ? 6 : 3.5, class: key.followed ? "key first" : "key" })];
  });
  const followed = backend.keys.find((key) => key.followed);
  const middle = followed ? [draw("text", { x, y: y - 4, "text-anchor": "middle" }, `request ${followed.request}`), draw("text", { x, y: y + 14, "text-anchor": "middle", class: "faint" }, `meets ${name_of(backend, backend.nodes[followed.place][1])}`)]
    : [draw("text", { x, y: y + 4, "text-anchor": "middle", class: "faint" }, `${backend.nodes.length} points`)];
  const legend = backend.servers.slice(0, 9).flatMap((server, index) => [
    draw("rect", { x: 268, y: 26 + 34 * index - 10, width: 12, height: 12, rx: 2, class: colour(index) }), draw("text", { x: 286, y: 26 + 34 * index }, `${index + 1}  ${server.name}`),
    draw("text", { x: 286, y: 41 + 34 * index, class: "faint" }, server.usable ? `${percent(server.share)} of all keys` : "takes none")]);
  return picture(400, 256, `The ring: ${backend.nodes.length} points; of all keys ${shares(backend)}`, ...arcs.map(arc), ...points, ...numbers, ...keys, ...middle, ...legend);
}

const told = {
  turn: "Who gets the next requests, if each is over before the next one comes. ×: the weight.",
  map: "A key modulo the number of slots is its slot; a slot holds the number of its server.",
  ring: "A key meets the nearest point of the ring. Dots are the keys of requests under way.",
};

function table(caption, columns, rows) {
  return make("div", { class: "table", tabindex: "0", role: "region", "aria-label": caption }, make("table", {}, make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...columns.map((column) => make("th", { scope: "col" }, column)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell)))))));
}

const open = new Set();
function asTable(backend) {
  const what = { turn: "requests", map: "keys", ring: "keys" }[backend.kind];
  const tables = [table(`Servers of ${backend.name}`, ["server", "weight", `share of ${what}`], backend.servers.map((server) => [server.name, String(server.weight), percent(server.share)]))];
  if (backend.kind === "turn") tables.push(make("p", {}, `Next: ${backend.next.map((server) => name_of(backend, server)).join(", ")}.`));
  if (backend.keys.length > 0) tables.push(table("Keys of requests under way", ["request", "key", "server"], backend.keys.map((key) => [String(key.request), `0x${Math.floor(key.at * 2 ** 32).toString(16).padStart(8, "0")}`, name_of(backend, key.server)])));
  const details = make("details", { open: open.has(backend.name) }, make("summary", {}, "The same as a table"), ...tables);
  details.addEventListener("toggle", () => (details.open ? open.add(backend.name) : open.delete(backend.name)));
  return details;
}

const pictures = { turn: turnPicture, map: mapPicture, ring: ringPicture };

function drawn(backend) {
  const title = make("h4", {}, `${backend.name} · balance ${backend.algorithm}`);
  if (!pictures[backend.kind]) return [title, make("p", { class: "dim" }, "What it chooses depends on the moment: the loads when a request comes.")];
  const empty = backend.next.length + backend.nodes.length + backend.slots.length === 0;
  const many = empty && backend.points > 0 ? `${backend.points} points are too many to draw.` : "No server takes traffic.";
  return [title, empty ? make("p", {}, many) : pictures[backend.kind](backend), make("p", { class: "dim" }, told[backend.kind]), asTable(backend)];
}

/** Fills a box with what the call `outlook` says; nothing is touched while nothing has changed. */
export function showOutlook(box, outlook) {
  const text = JSON.stringify(outlook);
  if (box.dataset.shown === text) return;
  box.dataset.shown = text;
  const why = outlook.why.length > 0 ? [make("h4", {}, "Why these servers"), make("dl", { class: "why" }, ...outlook.why.flatMap(([request, words]) => [make("dt", {}, request), make("dd", {}, words)]))] : [];
  box.replaceChildren(...outlook.backends.flatMap(drawn), ...why);
}
