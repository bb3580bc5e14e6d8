// What somebody meets who has never been here.

import { button, open_page, place_of, state_of } from "./lab_page.mjs";

export const tests = [
  {
    name: "the page opens on a living site, and a server is broken, inspected and measured in three clicks",
    async run({ page, site, check, screenshot }) {
      await open_page({ page, site }, { seen: false });
      await button(page, "Kill nginx on web-01").click();
      await page.getByRole("button", { name: /^web-01, web server: × stopped/ }).waitFor({ state: "attached" });
      await button(page, "Inspect web-01").click();
      await page.getByText("lb-01 sees web/web-01").waitFor();
      await page.waitForFunction(() => /\d s$/.test(document.querySelector(".objective b").textContent));
      await button(page, "Begin").click();
      check(!(await page.locator("#tour").isVisible()), "the tour ends");
      await page.reload();
      await page.waitForFunction(() => globalThis.__evenkeel?.state().now > 0);
      check(!(await page.locator("#tour").isVisible()), "the tour does not come again");
      await screenshot("first-minute");
    },
  },
  {
    name: "the same with fifteen key presses",
    async run({ page, site, check }) {
      await open_page({ page, site });
      let presses = 0;
      const press = async (key) => { presses += 1; await page.keyboard.press(key); };
      await page.locator("#guide").focus();
      await press("F6");
      check.equal(await page.evaluate(() => document.activeElement.id), "canvas", "F6 goes from the guide to the picture");
      await press("ArrowRight");
      await page.waitForTimeout(100);
      for (const key of ["ArrowRight", "ArrowRight", "Enter"]) {
        await press(key);
        await page.waitForTimeout(150);
      }
      await press("1");
      await page.waitForFunction(() => globalThis.__evenkeel.state().faults.some((fault) => fault.kind === "kill"), null, { timeout: 5000 });
      check(presses <= 15, `${presses} presses`);
      const { faults, selected } = await state_of(page);
      check(faults[0].host.startsWith("web-"), `a web server was killed: ${faults[0].host}`);
      check.equal(selected, faults[0].host, "it is inspected");
    },
  },
  {
    name: "a right click on the canvas opens a menu that breaks the node under it, and dragging moves a node",
    async run({ page, site, check, screenshot }) {
      await open_page({ page, site });
      const web = await place_of(page, "web-03");
      await page.mouse.click(web.x, web.y, { button: "right" });
      await page.waitForFunction(() => globalThis.__evenkeel.items().some((item) => item.label.startsWith("Hang nginx")));
      await screenshot("menu");
      const entry = await place_of(page, "Hang nginx: it accepts, and never answers");
      await page.mouse.click(entry.x, entry.y);
      await page.getByRole("button", { name: /^web-03, web server: × hangs/ }).waitFor({ state: "attached" });
      const from = await place_of(page, "web-02");
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(from.x - 120, from.y + 60, { steps: 8 });
      await page.mouse.up();
      await page.waitForTimeout(300);
      const to = await place_of(page, "web-02");
      check(Math.abs(to.x - from.x + 120) < 12 && Math.abs(to.y - from.y - 60) < 12, `web-02 was moved from ${JSON.stringify(from)} to ${JSON.stringify(to)}`);
      await button(page, "Undo").click();
      await page.waitForTimeout(300);
      const back = await place_of(page, "web-02");
      check(Math.abs(back.x - from.x) < 2, "undo brings it back");
    },
  },
  {
    name: "every number follows the world: another rate of visitors is seen in picture, text and plots",
    async run({ page, site, check }) {
      await open_page({ page, site });
      await page.evaluate(() => globalThis.__evenkeel.call("seek", { at: "5000000000" }));
      const before = (await state_of(page)).scene.nodes[0].traffic;
      await page.evaluate(() => { globalThis.__evenkeel.call("do", { node: "visitors", choice: "surge 500" }); globalThis.__evenkeel.call("seek", { at: "9000000000" }); });
      const after = (await state_of(page)).scene.nodes[0].traffic;
      check(parseFloat(after) > 3.5 * parseFloat(before), `${before} became ${after}`);
      await page.getByRole("button", { name: new RegExp(`^visitors, visitors: ◆ coming at 500 %, ${after}`) }).waitFor({ state: "attached", timeout: 5000 }).catch(() => {});
      const words = await page.locator("#nodes button").first().textContent();
      check(/coming at 500 %/.test(words) && parseFloat(words.match(/([\d.]+) req\/s/)[1]) > 3 * parseFloat(before), `the text says: ${words}`);
    },
  },
];
