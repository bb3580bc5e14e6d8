// For tests, with ?test=1 in the address: what the page is and does, to look at; and a way to break it.

import { byId } from "./dom.js";

export function expose(page) {
  const until = async (condition) => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  globalThis.__evenkeel = {
    /** What the last frame drew: [{label, kind, x, y, width, height}], in CSS pixels of the page. */
    items: () => {
      const box = byId("canvas").getBoundingClientRect();
      return page.lab.items().map((item) => ({ ...item, x: item.x + box.left, y: item.y + box.top }));
    },
    idle: () => until(() => page.lab.isIdle()),
    dots: () => page.lab.dots(),
    frames: () => page.lab.frames(),
    hash: () => page.lab.call("hash"),
    state: () => page.lab.call("state"),
    keep: () => page.lab.call("keep"),
    /** Somebody has clicked on a node. */
    select: (node) => page.select(node),
    call: (name, values) => page.lab.call(name, values),
    saved: () => page.works.flush(),
    pretendMemory: (used) => { const { most } = page.lab.memory(); page.lab.memory = () => ({ used, most }); },
    breakDown: () => page.lab.breakDown(),
  };
}
