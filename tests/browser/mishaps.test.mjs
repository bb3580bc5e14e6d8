// What may go wrong around the page, and must not lose anything.

import { button, lab_04, open_lab, open_page, state_of, text_of, write_file } from "./lab_page.mjs";

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/// splitmix64's steps in 32 bits: the same actions for the same seed.
function random_from(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x9e3779b9) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) % below;
  };
}

export const tests = [
  {
    name: "a lost WebGL context comes back, and the run has lost nothing",
    timeout: 60_000,
    async run({ page, site, check, screenshot }) {
      await open_page({ page, site });
      await page.evaluate(() => globalThis.__evenkeel.call("pause"));
      const before = await page.evaluate(() => globalThis.__evenkeel.hash().hash);
      const brightness = async () => {
        const shot = await page.locator("#canvas").screenshot();
        return shot.length;
      };
      const bytes = await brightness();
      await page.evaluate(async () => {
        const context = document.getElementById("canvas").getContext("webgl2");
        const extension = context.getExtension("WEBGL_lose_context");
        extension.loseContext();
        await new Promise((resolve) => setTimeout(resolve, 500));
        extension.restoreContext();
        await new Promise((resolve) => setTimeout(resolve, 800));
      });
      check.equal(await page.evaluate(() => globalThis.__evenkeel.hash().hash), before, "state");
      const after = await brightness();
      await screenshot("context-restored");
      check(Math.abs(after - bytes) < bytes * 0.2, `the picture is there again: ${bytes} and ${after} bytes`);
    },
  },
  {
    name: "when the simulator breaks, a panel says so, the work is kept, and a reload brings it back",
    may_say: /abort|RuntimeError|unreachable|Aborted/i,
    timeout: 60_000,
    async run({ page, site, check }) {
      await open_page({ page, site });
      await write_file(page, `${text_of("labs/07-the-dead-server-that-still-gets-traffic/files/lb-01/haproxy.cfg")}# mine\n`);
      await wait(700);
      await page.evaluate(() => { try { globalThis.__evenkeel.breakDown(); } catch { /* it is what is tested */ } });
      await page.getByRole("dialog").getByText("Your work is kept").waitFor();
      const [report] = await Promise.all([page.waitForEvent("download"), button(page, "Download report").click()]);
      check.equal(report.suggestedFilename(), "evenkeel-report.json", "report");
      await page.getByRole("button", { name: "Restart with my work" }).click();
      await page.waitForFunction(() => globalThis.__evenkeel?.state().now > 0, null, { timeout: 45_000 });
      check((await page.getByRole("textbox", { name: /Editor/ }).textContent()).includes("# mine") || (await page.evaluate(() => Object.values(globalThis.__evenkeel.call("texts"))[0].endsWith("# mine\n"))), "the edit is there");
    },
  },
  {
    name: "a tab that is closed in the middle of an edit and of a run is opened again where it was",
    timeout: 90_000,
    async run({ context, page, site, check }) {
      await open_page({ page, site });
      await page.evaluate(() => {
        const { call } = globalThis.__evenkeel;
        call("pause");
        call("seek", { at: "3000000000" });
        call("do", { node: "web-02", choice: "kill nginx" });
        call("seek", { at: "5000000000" });
      });
      const hash = await page.evaluate(() => globalThis.__evenkeel.hash().hash);
      await write_file(page, `${text_of("labs/07-the-dead-server-that-still-gets-traffic/files/lb-01/haproxy.cfg")}# half\n`);
      await page.getByRole("status").filter({ hasText: "edited" }).waitFor();
      await wait(900);
      await page.close({ runBeforeUnload: false });
      const again = await context.newPage();
      await again.addInitScript(() => localStorage.setItem("evenkeel.tour", "seen"));
      await again.goto(site.url("?test=1"));
      await again.waitForFunction(() => globalThis.__evenkeel?.state().now > 0, null, { timeout: 45_000 });
      const found = await again.evaluate(() => {
        const { call } = globalThis.__evenkeel;
        call("pause");
        const { did, texts } = call("keep");
        call("seek", { at: "5000000000" });
        return { did: did.length, text: Object.values(texts)[0], hash: call("hash").hash };
      });
      check(found.text.endsWith("# half\n"), "the edit");
      check.equal(found.did, 1, "what was done");
      check.equal(found.hash, hash, "the run at 5 s");
    },
  },
  {
    name: "without the network, after the first load, the page opens and grades",
    timeout: 180_000,
    may_say: /ERR_INTERNET_DISCONNECTED|Failed to load resource|service worker/i,
    async run({ context, page, site, check }) {
      await open_page({ page, site });
      await page.evaluate(() => navigator.serviceWorker.ready);
      await page.waitForFunction(async () => {
        for (const name of await caches.keys()) if (await (await caches.open(name)).match(new URL("engine.wasm", location.href))) return true;
        return false;
      }, null, { timeout: 60_000 });
      await context.setOffline(true);
      await page.reload();
      await page.waitForFunction(() => globalThis.__evenkeel?.state().now > 0, null, { timeout: 45_000 });
      await open_lab(page, 4);
      await write_file(page, text_of(`labs/${lab_04}/solution/lb-01/haproxy.cfg`));
      await button(page, "Grade").click();
      await page.locator("#results .score").waitFor({ timeout: 90_000 });
      check.equal(await page.locator("#results .score").textContent(), "100 / 100", "graded offline");
      await context.setOffline(false);
    },
  },
  {
    name: "in a folder below the root, and in a frame of another page, it lives",
    timeout: 60_000,
    async run({ page, site, check }) {
      await page.goto(site.below("?test=1"));
      await page.waitForFunction(() => globalThis.__evenkeel?.state().now > 0, null, { timeout: 45_000 });
      check((await state_of(page)).scene.nodes.length > 3, "below the root");
    },
  },
  {
    name: "without WebGL2 the page says so, and the site lives as text",
    timeout: 60_000,
    async run({ page, site, check }) {
      await page.addInitScript(() => {
        const getContext = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return /webgl/.test(kind) ? null : getContext.call(this, kind, ...more); };
      });
      await open_page({ page, site });
      check(await page.getByText("There is no WebGL2 here").isVisible(), "it says so");
      await page.waitForFunction(() => Number(globalThis.__evenkeel.state().now) > 1e9);
      check(await page.getByRole("button", { name: /^web-01, web server/ }).isVisible(), "the text is there");
      await button(page, "Pause").click();
      const paused = (await state_of(page)).now;
      await wait(400);
      check.equal((await state_of(page)).now, paused, "a pause is a pause");
    },
  },
  {
    name: "two hundred random actions, by seed, break nothing: as many undos bring back the beginning",
    timeout: 240_000,
    async run({ page, site, check }) {
      const seed = Number(process.env.EVENKEEL_SEED ?? 1);
      const random = random_from(seed);
      await open_page({ page, site });
      await page.evaluate(() => globalThis.__evenkeel.call("pause"));
      const nodes = (await state_of(page)).scene.nodes.map((node) => node.name);
      const done = [];
      for (let i = 0; i < 200; ++i) {
        const kind = random(9);
        done.push(kind);
        if (kind === 0) {
          const { x, y, width, height } = await page.locator("#canvas").boundingBox();
          await page.mouse.click(x + random(Math.floor(width)), y + random(Math.floor(height)), { button: random(3) === 0 ? "right" : "left" });
        } else if (kind === 1) {
          await page.evaluate(([node, which]) => {
            const { call } = globalThis.__evenkeel;
            const choices = call("choices", { node });
            if (choices.length > 0) call("do", { node, choice: choices[which % choices.length].id });
          }, [nodes[random(nodes.length)], random(20)]);
        } else if (kind === 2) {
          await page.evaluate((at) => globalThis.__evenkeel.call("seek", { at: String(at) }), random(20_000) * 1e6);
        } else if (kind === 3) {
          await page.locator("#undo").click({ force: true, timeout: 300 }).catch(() => {});
        } else if (kind === 4) {
          await page.getByRole("textbox", { name: /Editor/ }).focus();
          await page.keyboard.type("# x\n");
        } else if (kind === 5) {
          const { x, y, width, height } = await page.locator("#canvas").boundingBox();
          await page.mouse.move(x + random(Math.floor(width)), y + random(Math.floor(height)));
          await page.mouse.down();
          await page.mouse.move(x + random(Math.floor(width)), y + random(Math.floor(height)), { steps: 3 });
          await page.mouse.up();
        } else if (kind === 6) {
          await page.locator(["#apply", "#restart", "#redo"][random(3)]).click({ force: true, timeout: 300 }).catch(() => {});
        } else if (kind === 7) {
          await page.keyboard.press(["Escape", "Enter", "Space", "ArrowRight", "1", "F6", "."][random(7)]);
        } else {
          await page.evaluate(() => globalThis.__evenkeel.call("pause"));
        }
        const { now, reach, points } = await page.evaluate(() => { const s = globalThis.__evenkeel.state(); return { now: Number(s.now), reach: Number(s.reach), points: s.objectives.points }; });
        check(now >= 0 && now <= reach && points >= 0 && points <= 100, `seed ${seed}, after ${done}: now ${now}, reach ${reach}, points ${points}`);
      }
      const end = await page.evaluate(async () => {
        const { call } = globalThis.__evenkeel;
        call("pause");
        while (call("undo").done);
        call("seek", { at: "0" });
        return { hash: call("hash").hash, texts: Object.values(call("texts"))[0] };
      });
      const fresh = await page.context().newPage();
      await fresh.goto(site.url("?test=1"));
      check(end.texts.length > 0, `seed ${seed}`);
      const start = text_of("labs/07-the-dead-server-that-still-gets-traffic/files/lb-01/haproxy.cfg");
      check.equal(end.texts, start, `seed ${seed}: the text after all undos`);
      await fresh.close();
    },
  },
  {
    name: "a hostile link is explained and changes nothing, a good one opens as a work of its own",
    timeout: 90_000,
    async run({ page, site, check }) {
      await open_page({ page, site }, { query: "?test=1#1.AAAA_not_deflate" });
      check((await state_of(page)).scene.nodes.length > 3, "a living site all the same");
      await write_file(page, `${text_of("labs/07-the-dead-server-that-still-gets-traffic/files/lb-01/haproxy.cfg")}# shared\n`);
      await button(page, "Share").click();
      const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
      check(link.length < 8200 && link.includes("#1."), `a link of ${link.length} characters`);
      const other = await page.context().browser().newContext();
      const visitor = await other.newPage();
      await visitor.addInitScript(() => localStorage.setItem("evenkeel.tour", "seen"));
      await visitor.goto(link);
      await visitor.waitForFunction(() => globalThis.__evenkeel?.state().now > 0, null, { timeout: 45_000 });
      check(await visitor.evaluate(() => Object.values(globalThis.__evenkeel.call("texts"))[0].endsWith("# shared\n")), "the text came with the link");
      await other.close();
    },
  },
];
