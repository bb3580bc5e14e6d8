// Traps that a page with a canvas has, each with its check (docs/page-checks.md says which file holds which).

import { devices } from "playwright-core";
import { button, open_page, place_of, state_of } from "./lab_page.mjs";

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const call = (page, name, values = {}) => page.evaluate(([what, given]) => globalThis.__evenkeel.call(what, given), [name, values]);
const apart = async (page) => {
  const [a, b] = [await place_of(page, "web-01"), await place_of(page, "lb-01")];
  return Math.hypot(a.x - b.x, a.y - b.y);
};

export const tests = [
  {
    name: "keys of one character can be switched off; the arrows, Enter and Space stay",
    async run({ page, site, check }) {
      await open_page({ page, site });
      await button(page, "Settings").click();
      await page.getByLabel("Keys of one character in the picture").selectOption("off");
      await button(page, "Close").click();
      await page.locator("#canvas").focus();
      for (const key of ["f", ".", "]"]) await page.keyboard.press(key);
      await wait(300);
      const state = await state_of(page);
      check.equal([state.playing, state.speed, await page.locator("#followed").count()], [true, 1, 0], "nothing has happened");
      await page.keyboard.press("Space");
      await page.waitForFunction(() => !globalThis.__evenkeel.state().playing);
      await page.reload();
      await page.waitForFunction(() => globalThis.__evenkeel?.state().now > 0);
      await page.locator("#canvas").focus();
      await page.keyboard.press("f");
      await wait(300);
      check.equal(await page.locator("#followed").count(), 0, "it stays so");
    },
  },
  {
    name: "two fingers on a phone's picture zoom it",
    timeout: 90_000,
    async run({ browser, site, check }) {
      const context = await browser.newContext({ ...devices["iPhone 13"], viewport: { width: 390, height: 844 } });
      const page = await context.newPage();
      await open_page({ page, site });
      await page.getByRole("button", { name: "Site", exact: true }).tap();
      await wait(700);
      const before = await apart(page);
      const { x, y, width, height } = await page.locator("#canvas").boundingBox();
      const [cx, cy] = [x + width / 2, y + height / 2];
      const session = await context.newCDPSession(page);
      const fingers = (type, distance) => session.send("Input.dispatchTouchEvent", { type, touchPoints: distance ? [{ x: cx - distance, y: cy, id: 1 }, { x: cx + distance, y: cy, id: 2 }] : [] });
      await fingers("touchStart", 30);
      for (let distance = 35; distance <= 60; distance += 5) await fingers("touchMove", distance);
      await fingers("touchEnd", 0);
      await wait(400);
      const after = await apart(page);
      check(after > 1.4 * before, `web-01 is ${before.toFixed(0)} and then ${after.toFixed(0)} pixels from lb-01`);
      await context.close();
    },
  },
  {
    name: "the wheel scrolls the page, and with Ctrl it zooms the picture",
    async run({ page, site, check }) {
      await open_page({ page, site });
      await wait(300);
      const before = await apart(page);
      const stopped = (ctrlKey) => page.evaluate((ctrl) => !document.getElementById("canvas").dispatchEvent(new WheelEvent("wheel", { deltaY: -120, ctrlKey: ctrl, bubbles: true, cancelable: true })), ctrlKey);
      check.equal(await stopped(false), false, "a turn of the wheel is the page's");
      await wait(300);
      check(Math.abs((await apart(page)) - before) < 2, "and does nothing to the picture");
      check.equal(await stopped(true), true, "with Ctrl the browser's own zoom stays away");
      await wait(300);
      check((await apart(page)) > 1.2 * before, "the picture is larger");
    },
  },
  {
    name: "what is being dragged is let go when the picture loses the focus",
    async run({ page, site, check }) {
      await open_page({ page, site });
      const from = await place_of(page, "web-02");
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(from.x - 60, from.y, { steps: 6 });
      await wait(200);
      await page.evaluate(() => document.getElementById("guide").focus());
      await wait(200);
      await page.mouse.move(from.x - 260, from.y, { steps: 6 });
      await wait(300);
      const now = await place_of(page, "web-02");
      check(Math.abs(now.x - (from.x - 60)) < 15, `it is ${(now.x - from.x).toFixed(0)} pixels from where it was`);
      await page.mouse.up();
    },
  },
  {
    name: "in a tab that is hidden nothing is simulated, and nothing is caught up afterwards",
    async run({ page, site, check }) {
      await open_page({ page, site });
      const hide = (hidden) => page.evaluate((is) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => is });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
      await hide(true);
      await wait(200);
      const before = Number((await state_of(page)).now);
      await wait(3000);
      check.equal(Number((await state_of(page)).now), before, "while it is hidden");
      await hide(false);
      await wait(300);
      const after = Number((await state_of(page)).now);
      check(after > before && after < before + 1.5e9, `${(after - before) / 1e9} s of simulated time after 0.3 s`);
      let measured = 0;
      while (measured === 0) {
        await wait(100);
        measured = (await state_of(page)).measured_speed;
      }
      check(measured > 0.5, `${measured}×, though three seconds out of sight would make it 0.25× at most`);
    },
  },
  {
    name: "while it grades the page answers: the main thread is never busy for long",
    timeout: 120_000,
    async run({ page, site, check }) {
      await open_page({ page, site });
      await wait(1500);
      await page.evaluate(() => {
        globalThis.gaps = [];
        const channel = new MessageChannel();
        let asked = 0;
        channel.port1.onmessage = () => { globalThis.gaps.push(performance.now() - asked); };
        globalThis.asking = setInterval(() => { asked = performance.now(); channel.port2.postMessage(0); }, 20);
      });
      await button(page, "Grade").click();
      await page.locator("#results .score").waitFor({ timeout: 90_000 });
      const gaps = (await page.evaluate(() => { clearInterval(globalThis.asking); return globalThis.gaps; })).sort((a, b) => a - b);
      const late = gaps[Math.floor(0.95 * gaps.length)];
      console.log(`      95 % of ${gaps.length} inputs during a grade run waited less than ${late.toFixed(1)} ms`);
      check(late < 50, `${late} ms`);
    },
  },
  {
    name: "a slow load tells how far it is, and never less than before",
    timeout: 90_000,
    async run({ page, site, check }) {
      const session = await page.context().newCDPSession(page);
      await session.send("Network.enable");
      await session.send("Network.emulateNetworkConditions", { offline: false, latency: 20, downloadThroughput: 150_000, uploadThroughput: 150_000 });
      await page.addInitScript(() => {
        globalThis.told = [];
        new MutationObserver(() => {
          const text = document.getElementById("loading")?.textContent ?? "";
          const share = /(\d+) %/.exec(text);
          if (share) globalThis.told.push(Number(share[1]));
        }).observe(document, { subtree: true, childList: true, characterData: true });
      });
      await open_page({ page, site });
      const told = await page.evaluate(() => globalThis.told);
      check(told.length >= 3 && told.every((share, index) => share <= 100 && (index === 0 || share >= told[index - 1])), `told: ${told.join(" ")}`);
    },
  },
  {
    name: "without the simulator the guide can be read, and the page says what is missing",
    may_say: /Failed to load resource|Failed to fetch/,
    async run({ page, site, check }) {
      await page.route("**/lab.wasm", (route) => route.abort());
      await page.goto(site.url());
      await page.getByRole("dialog", { name: "The simulator did not come" }).waitFor();
      check(await button(page, "Try again").isVisible(), "a way on");
      check((await page.locator("#guide-text").textContent()).length > 200, "the guide");
    },
  },
  {
    name: "what is said aloud is said once in two seconds at most, and nothing is lost",
    async run({ page, site, check }) {
      await open_page({ page, site });
      await call(page, "pause");
      await wait(2500);
      const heard = await page.evaluate(async () => {
        const { announce } = await import("./dom.js");
        const said = [];
        const live = document.getElementById("live");
        new MutationObserver(() => said.push({ at: performance.now(), text: live.textContent })).observe(live, { childList: true, characterData: true, subtree: true });
        for (const text of ["one", "two", "three"]) announce(text);
        await new Promise((resolve) => setTimeout(resolve, 2500));
        announce("four");
        await new Promise((resolve) => setTimeout(resolve, 2500));
        return said;
      });
      check.equal(heard.map(({ text }) => text), ["one", "two. three", "four"], "what is said");
      check(heard.every(({ at }, index) => index === 0 || at - heard[index - 1].at > 1900), "when");
    },
  },
  {
    name: "landmarks, one heading of the first order, a way past everything, a language, a title that names the lab; no role of an application",
    async run({ page, site, check }) {
      await open_page({ page, site });
      const found = await page.evaluate(() => ({
        applications: document.querySelectorAll("[role=application]").length, headings: document.querySelectorAll("h1").length, language: document.documentElement.lang, title: document.title,
        landmarks: ["header", "main", "nav"].filter((name) => document.querySelector(name)).length, first: document.querySelector("a, button").className,
        live: document.querySelectorAll("[aria-live]:not(.cm-announced)").length,
      }));
      check.equal(found, { applications: 0, headings: 1, language: "en", title: "The dead server that still gets traffic · Evenkeel", landmarks: 3, first: "skip", live: 1 }, "the page");
      await page.locator("body").press("Tab");
      await page.keyboard.press("Enter");
      check.equal(await page.evaluate(() => location.hash), "#guide", "the first Tab and Enter lead to the guide");
    },
  },
  {
    name: "the plots are a table too, with the numbers of the run",
    async run({ page, site, check, screenshot }) {
      await open_page({ page, site });
      await call(page, "pause");
      await call(page, "seek", { at: "12000000000" });
      await page.locator("#mirror summary").focus();
      await page.keyboard.press("Enter");
      const table = page.getByRole("region", { name: "Plots" });
      await table.waitFor();
      check.equal((await table.getByRole("columnheader").allTextContents()).slice(0, 5), ["until", "good, requests/s", "4xx or 5xx, requests/s", "no answer, requests/s", "50 % within, ms"], "columns");
      const { runs } = await call(page, "plots");
      const last = runs[0].seconds.at(-1);
      check.equal((await table.getByRole("row").nth(1).textContent()).slice(0, 5), "00:12", "the latest first");
      check.equal(await table.getByRole("row").nth(1).getByRole("cell").first().textContent(), last.per_s[0].toFixed(1), "its rate");
      await screenshot("plots-table");
    },
  },
  {
    name: "a link is copied by hand where the clipboard is refused",
    async run({ page, site, check }) {
      await page.addInitScript(() => { navigator.clipboard.writeText = () => Promise.reject(new Error("refused")); });
      await open_page({ page, site });
      await button(page, "Share").click();
      await button(page, "Copy link").click();
      await page.waitForFunction(() => /Copy it with Ctrl\+C/.test(document.getElementById("live").textContent), null, { timeout: 8000 });
      check(await page.getByRole("textbox", { name: "Link" }).evaluate((box) => box.selectionEnd - box.selectionStart === box.value.length && box.value.includes("#1.")), "all of it is selected");
    },
  },
  {
    name: "the diagram is saved as SVG and as PNG, with title, legend and the parts that are there",
    async run({ page, site, check }) {
      await open_page({ page, site });
      const saved = async (name) => {
        await button(page, "Share").click();
        const [file] = await Promise.all([page.waitForEvent("download"), button(page, name).click()]);
        await button(page, "Close").click();
        const parts = [];
        for await (const part of await file.createReadStream()) parts.push(part);
        return { name: file.suggestedFilename(), bytes: Buffer.concat(parts) };
      };
      const svg = await saved("Diagram as SVG");
      check.equal(svg.name, "07-the-dead-server-that-still-gets-traffic.svg", "name");
      const text = svg.bytes.toString("utf8");
      for (const words of ["The dead server that still gets traffic", "Legend", "Required parts present", "web-03", "10.0.1.13 · dmz", "lb-01 · backend web: balance roundrobin", "the balancer does not notice a dead server"])
        check(text.includes(`>${words}<`), `the SVG says ${words}`);
      const png = await saved("Diagram as PNG");
      check.equal(png.bytes.subarray(1, 4).toString(), "PNG", "a PNG");
      check.equal(png.bytes.readUInt32BE(16), 2400, "its width");
    },
  },
  {
    name: "before the memory is used up that is told, and moments in between are given up",
    async run({ page, site, check }) {
      await open_page({ page, site });
      await call(page, "pause");
      await call(page, "seek", { at: "60000000000" });
      const hash = (await page.evaluate(() => globalThis.__evenkeel.hash())).hash;
      await page.evaluate(() => { globalThis.__evenkeel.pretendMemory(200 * 1_048_576); globalThis.__evenkeel.call("play"); });
      await button(page, "Play").or(button(page, "Pause")).evaluate((play) => play.click());
      await page.getByText("The simulator holds 200 of at most 256 MB").first().waitFor();
      await call(page, "pause");
      await call(page, "seek", { at: "60000000000" });
      check.equal((await page.evaluate(() => globalThis.__evenkeel.hash())).hash, hash, "the run is the same");
    },
  },
  {
    name: "with less motion no requests fly, the numbers are there",
    async run({ page, site, check }) {
      await open_page({ page, site });
      await page.waitForFunction(() => globalThis.__evenkeel.dots() > 0);
      await page.emulateMedia({ reducedMotion: "reduce" });
      await wait(2500);
      check.equal(await page.evaluate(() => globalThis.__evenkeel.dots()), 0, "moving requests");
      check(/\d req\/s/.test((await state_of(page)).scene.nodes[0].traffic), "the numbers");
    },
  },
  {
    name: "the header says whether the work is kept, and under which name",
    timeout: 60_000,
    async run({ context, page, site, check }) {
      await open_page({ page, site });
      await call(page, "do", { node: "web-01", choice: "kill nginx" });
      await button(page, "Undo").waitFor();
      await page.waitForFunction(() => document.getElementById("status").textContent === "saved", null, { timeout: 8000 });
      const other = await context.newPage();
      await open_page({ page: other, site });
      await call(other, "do", { node: "web-02", choice: "kill nginx" });
      await other.waitForFunction(() => /\(copy\) · saved$/.test(document.getElementById("status").textContent), null, { timeout: 12_000 });
      check.equal(await page.locator("#status").textContent(), "saved", "the first tab has the work itself");
    },
  },
];
