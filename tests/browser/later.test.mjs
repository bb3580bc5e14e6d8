// The program in two parts: what the first picture needs, and the rest, which comes after it.

import { open_page, state_of, top } from "./lab_page.mjs";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/// Answers for the rest only when a page cannot go on without it.
async function hold_back(page) {
  const asked = [];
  await page.route("**/lab-later.wasm", (route) => {
    asked.push(route.request().resourceType());
    return route.request().resourceType() === "xhr" ? route.continue() : route.abort();
  });
  return asked;
}

export const tests = [
  {
    name: "the first part alone brings the site to life and plays on",
    may_say: /Failed to load resource/,
    async run({ page, site, check }) {
      const asked = await hold_back(page);
      await open_page({ page, site });
      const before = (await state_of(page)).now;
      await page.waitForFunction((then) => globalThis.__evenkeel.state().now > then + 1e9, before);
      check.equal(asked.filter((kind) => kind === "xhr"), [], "nothing was missing");
    },
  },
  {
    name: "what is not there yet is fetched when it is called, and the answer is that of the whole program",
    may_say: /Failed to load resource/,
    async run({ page, site, check }) {
      const asked = await hold_back(page);
      await open_page({ page, site });
      await page.evaluate(() => globalThis.__evenkeel.call("pause"));
      await page.evaluate(() => globalThis.__evenkeel.call("seek", { at: "9000000000" }));
      const hash = await page.evaluate(() => globalThis.__evenkeel.hash());
      await page.evaluate(() => globalThis.__evenkeel.call("edit", { path: "lb-01/haproxy.cfg", text: "backend web\n balance roundrobn\n" }));
      await page.evaluate(() => globalThis.__evenkeel.call("undo"));
      check(asked.includes("xhr"), "some of it was missing");
      await page.evaluate(() => { globalThis.__evenkeel.call("seek", { at: "0" }); globalThis.__evenkeel.call("seek", { at: "9000000000" }); });
      check.equal(await page.evaluate(() => globalThis.__evenkeel.hash()), hash, "the same bits");
    },
  },
  {
    name: "the first part is the smaller half of the whole program's code",
    async run({ check }) {
      const size = (name) => readFileSync(join(top, "build/wasm/site", name)).length;
      check(size("lab.wasm") > 500_000 && size("lab-later.wasm") > 500_000, `${size("lab.wasm")} and ${size("lab-later.wasm")} bytes`);
    },
  },
];
