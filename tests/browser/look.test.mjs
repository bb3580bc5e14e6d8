// Pictures to look at, and what can be checked of them without eyes.

import { button, open_page } from "./lab_page.mjs";

async function staged(page) {
  await page.evaluate(() => {
    const { call } = globalThis.__evenkeel;
    call("pause");
    call("seek", { at: "20000000000" });
    call("do", { node: "web-02", choice: "kill nginx" });
    call("seek", { at: "44000000000" });
    call("select", { node: "web-02" });
    call("speed", { value: 2 });
    call("play");
  });
  await page.waitForTimeout(2500);
}

/// Elements whose text does not fit and is cut off.
const clipped = (page) => page.evaluate(() => [...document.querySelectorAll("header *, #guide *, #work button, #inspector *, #apply-bar *")].filter((one) => {
  const style = getComputedStyle(one);
  return !one.closest(".away") && one.childElementCount === 0 && one.offsetParent && style.overflow === "hidden" && one.scrollWidth > one.clientWidth + 1;
}).map((one) => one.textContent.slice(0, 40)));

const sizes = [[1440, 900, "dark"], [1440, 900, "light"], [1024, 768, "dark"], [700, 900, "dark"], [390, 844, "light"]];

export const tests = [
  ...sizes.map(([width, height, scheme]) => ({
    name: `as it looks at ${width} x ${height}, ${scheme}`,
    timeout: 60_000,
    async run({ page, site, check, screenshot }) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: scheme });
      await open_page({ page, site });
      await staged(page);
      if (width < 1100) {
        await screenshot(`look-${width}-${scheme}-guide`);
        await button(page, "Site").click();
        await page.waitForTimeout(700);
      }
      await screenshot(`look-${width}-${scheme}`);
      check.equal(await clipped(page), [], "texts that are cut off");
      check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the window");
    },
  })),
  {
    name: "as it looks at 200 % size of text",
    timeout: 60_000,
    async run({ page, site, check, screenshot }) {
      await page.setViewportSize({ width: 1280, height: 720 });
      await page.addInitScript(() => localStorage.setItem("evenkeel.settings", JSON.stringify({ size: 200 })));
      await open_page({ page, site });
      await staged(page);
      await screenshot("look-200-percent");
      check.equal(await clipped(page), [], "texts that are cut off");
    },
  },
  {
    name: "the canvas has as many pixels as the screen, at every density and after every fold",
    timeout: 90_000,
    async run({ browser, site, check }) {
      for (const density of [1, 1.25, 2, 3]) {
        const context = await browser.newContext({ deviceScaleFactor: density, viewport: { width: 1200, height: 800 } });
        const page = await context.newPage();
        await open_page({ page, site });
        // A machine that draws in software has a frame's time of its own.
        const exact = () => page.waitForFunction(() => {
          const canvas = document.getElementById("canvas");
          return [Math.abs(canvas.width - canvas.clientWidth * devicePixelRatio), Math.abs(canvas.height - canvas.clientHeight * devicePixelRatio)].every((off) => off <= 1.5);
        }, null, { timeout: 5000 }).then(() => true, () => false);
        check(await exact(), `at density ${density}`);
        for (let i = 0; i < 6; ++i) {
          await page.evaluate((folded) => { document.getElementById("guide").hidden = folded; }, i % 2 === 0);
          await page.waitForTimeout(120);
        }
        check(await exact(), `at density ${density}, after folding`);
        await context.close();
      }
    },
  },
];
