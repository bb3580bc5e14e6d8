// What the page costs: nothing while nothing happens, little while it runs, few bytes before it lives.

import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { open_page, top } from "./lab_page.mjs";

/// Seconds of processor time that this process's children and theirs have used: all of the browser's processes.
function processor_seconds() {
  const stats = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const text = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      return [{ pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
    } catch {
      return [];
    }
  });
  const ours = new Set([process.pid]);
  for (let grown = true; grown;) {
    grown = false;
    for (const one of stats) {
      if (ours.has(one.parent) && !ours.has(one.pid)) {
        ours.add(one.pid);
        grown = true;
      }
    }
  }
  return stats.filter((one) => ours.has(one.pid) && one.pid !== process.pid).reduce((sum, one) => sum + one.ticks, 0) / 100;
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/// Of script and wasm, over five seconds.
async function share_of_a_core(page) {
  await wait(2000);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const now = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name) => metrics.find((one) => one.name === name).value;
    return { script: of("ScriptDuration"), at: of("Timestamp") };
  };
  const before = await now();
  await wait(5000);
  const after = await now();
  return (after.script - before.script) / (after.at - before.at);
}

/// As a browser with brotli fetches a file of the site.
function bytes_of(path) {
  const place = join(top, "build/wasm/site", path);
  return existsSync(`${place}.br`) ? statSync(`${place}.br`).size : /\.(woff2|png)$/.test(path) ? statSync(place).size : brotliCompressSync(readFileSync(place)).length;
}

export const tests = [
  {
    name: "paused for ten seconds it draws no frame, lays nothing out, and takes no processor time",
    timeout: 90_000,
    async run({ page, site, check }) {
      await open_page({ page, site });
      await page.evaluate(() => globalThis.__evenkeel.call("pause"));
      await page.mouse.move(5, 5);
      await page.evaluate(() => globalThis.__evenkeel.idle());
      const session = await page.context().newCDPSession(page);
      await session.send("Performance.enable");
      const metric = async (name) => (await session.send("Performance.getMetrics")).metrics.find((one) => one.name === name).value;
      // Caches and the service worker come to rest.
      await wait(8000);
      const before = { frames: await page.evaluate(() => globalThis.__evenkeel.frames()), layouts: await metric("LayoutCount"), script: await metric("ScriptDuration") };
      const processor = processor_seconds();
      await wait(10_000);
      const used = processor_seconds() - processor;
      check.equal(await page.evaluate(() => globalThis.__evenkeel.frames()), before.frames, "frames");
      check.equal(await metric("LayoutCount"), before.layouts, "layouts");
      console.log(`      processor time in 10 s of pause, all processes: ${used.toFixed(2)} s`);
      check(used <= 0.10, `${used} s of processor time`);
    },
  },
  {
    name: "a mouse that moves wakes the picture for a few frames, then it sleeps again",
    async run({ page, site, check }) {
      await open_page({ page, site });
      await page.evaluate(() => globalThis.__evenkeel.call("pause"));
      await page.evaluate(() => globalThis.__evenkeel.idle());
      const before = await page.evaluate(() => globalThis.__evenkeel.frames());
      const box = await page.locator("#canvas").boundingBox();
      await page.mouse.move(box.x + 30, box.y + box.height / 3);
      await wait(1000);
      const drawn = (await page.evaluate(() => globalThis.__evenkeel.frames())) - before;
      check(drawn >= 1 && drawn <= 12, `${drawn} frames`);
    },
  },
  {
    name: "at 1x a second is a second, or the page says how far it is behind",
    timeout: 60_000,
    async run({ page, site, check }) {
      await open_page({ page, site });
      const look = () => page.evaluate(() => ({ at: performance.now(), now: Number(globalThis.__evenkeel.state().now) / 1e6, behind: globalThis.__evenkeel.state().behind }));
      await wait(2000);
      const first = await look();
      await wait(6000);
      const last = await look();
      const speed = (last.now - first.now) / (last.at - first.at);
      console.log(`      measured speed at 1x: ${speed.toFixed(3)}`);
      check(Math.abs(speed - 1) <= 0.02 || last.behind, `${speed} times real time, and not told`);
    },
  },
  {
    name: "running, script and simulation take at most a quarter of a core",
    timeout: 60_000,
    async run({ page, site, check }) {
      await open_page({ page, site });
      const share = await share_of_a_core(page);
      console.log(`      share of a core for script and wasm: ${(100 * share).toFixed(1)} %`);
      check(share <= 0.25, `${share} of a core`);
    },
  },
  {
    name: "nor do they with a balancer inspected and ten minutes of two runs compared",
    timeout: 90_000,
    async run({ page, site, check }) {
      await open_page({ page, site });
      await page.evaluate(() => {
        const { call, select } = globalThis.__evenkeel;
        call("pause");
        call("seek", { at: "600000000000" });
        call("seek", { at: "300000000000" });
        call("do", { node: "web-01", choice: "errors" });
        call("seek", { at: "600000000000" });
        call("rival", { index: 0 });
        call("play");
        select("lb-01");
      });
      await page.getByRole("region", { name: "Two runs compared" }).waitFor();
      const share = await share_of_a_core(page);
      console.log(`      share of a core with all that: ${(100 * share).toFixed(1)} %`);
      check(share <= 0.25, `${share} of a core`);
    },
  },
  {
    name: "few bytes until guide and editor can be used, and until the picture lives; the rest comes after that",
    async run({ page, site, check }) {
      await page.addInitScript(() => {
        new MutationObserver(() => { if (!globalThis.aliveAt && document.body?.classList.contains("alive")) globalThis.aliveAt = performance.now(); })
          .observe(document, { subtree: true, attributes: true, childList: true });
      });
      await open_page({ page, site });
      await page.waitForFunction(() => performance.getEntriesByType("resource").some((one) => one.name.endsWith("lab-later.wasm")));
      const [fetched, alive_at] = await page.evaluate(() => [
        performance.getEntriesByType("resource").map((one) => ({ path: new URL(one.name).pathname.slice(1), at: one.startTime })), globalThis.aliveAt]);
      const of_the_picture = /^(lab\.|fonts\/inter\.ttf)/;
      const sum = (paths) => [...new Set(["index.html", ...paths])].filter((path) => existsSync(join(top, "build/wasm/site", path))).reduce((bytes, path) => bytes + bytes_of(path), 0);
      const before = fetched.filter(({ path, at }) => at <= alive_at && !path.startsWith("testing")).map(({ path }) => path);
      const guide = sum(before.filter((path) => !of_the_picture.test(path)));
      const alive = sum(before);
      console.log(`      guide and editor ${(guide / 1000).toFixed(0)} kB, picture alive ${(alive / 1000).toFixed(0)} kB (brotli)`);
      check(before.includes("lab.wasm") && before.includes("editor.js"), "the picture and the editor are among them");
      check(!before.includes("lab-later.wasm"), "nothing that is not needed was waited for");
      check(guide <= 120_000, `${guide} bytes for guide and editor`);
      check(alive <= 650_000, `${alive} bytes until the picture lives`);
    },
  },
  {
    name: "at 10 Mbit/s the guide is there soon and the picture not long after",
    timeout: 60_000,
    async run({ page, site, check }) {
      const session = await page.context().newCDPSession(page);
      await session.send("Network.enable");
      await session.send("Network.emulateNetworkConditions", { offline: false, latency: 20, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000 });
      await page.addInitScript(() => {
        localStorage.setItem("evenkeel.tour", "seen");
        const look = () => {
          if (!globalThis.guideAt && document.querySelector("#guide-text h2")) globalThis.guideAt = performance.now();
          if (!globalThis.aliveAt && document.body?.classList.contains("alive")) globalThis.aliveAt = performance.now();
          if (!globalThis.numberAt && /[1-9]\d* req/.test(document.querySelector("#nodes button")?.textContent ?? "")) globalThis.numberAt = performance.now();
          if (!globalThis.numberAt) setTimeout(look, 10);
        };
        look();
      });
      await page.goto(site.url());
      await page.waitForFunction(() => globalThis.numberAt, null, { timeout: 40_000 });
      const times = await page.evaluate(() => [globalThis.guideAt, globalThis.aliveAt, globalThis.numberAt].map(Math.round));
      console.log(`      at 10 Mbit/s: guide ${times[0]} ms, picture ${times[1]} ms, first number ${times[2]} ms`);
      check(times[0] < times[1] && times[1] <= times[2], "the guide comes first");
    },
  },
];
