// Following one request: from the list of its moments into the picture, and nothing of the run changes by that.

import { button, open_page, state_of } from "./lab_page.mjs";

export const tests = [
  {
    name: "a request is followed from its visitor to its answer, each moment is shown, and the run goes on as before",
    async run({ page, site, check, screenshot }) {
      await open_page({ page, site });
      await page.waitForFunction(() => globalThis.__evenkeel.state().now > 2e9);
      await page.evaluate(() => globalThis.__evenkeel.call("pause"));
      const before = await page.evaluate(() => globalThis.__evenkeel.hash());
      await button(page, "Follow a request").press("Enter");
      const list = page.getByRole("region", { name: "The followed request" });
      await list.waitFor();
      const moments = await list.getByRole("listitem").allTextContents();
      check(moments.some((text) => /visitors → lb-01: GET \//.test(text)), `the request: ${moments.join(" | ")}`);
      check(moments.some((text) => /lb-01 chooses web-0\d/.test(text)), "the choice");
      check(moments.some((text) => /web-0\d → lb-01: 200 OK/.test(text)), "the answer");
      const chosen = list.getByRole("button", { name: /lb-01 → web-0\d: GET/ });
      await chosen.click();
      check.equal(await chosen.getAttribute("aria-current"), "step", "it is the moment that is shown");
      await screenshot("follow");
      const at = (await state_of(page)).now;
      await page.keyboard.press("ArrowDown");
      await page.waitForFunction((then) => globalThis.__evenkeel.state().now >= then, at);
      await page.evaluate((to) => globalThis.__evenkeel.call("seek", { at: to }), before.now);
      check.equal(await page.evaluate(() => globalThis.__evenkeel.hash()), before, "the same bits");
      await list.getByRole("button", { name: "Close" }).click();
      await list.waitFor({ state: "detached" });
    },
  },
  {
    name: "the key f on the picture follows, and at the end of the run it is told that nobody asks",
    async run({ page, site, check }) {
      await open_page({ page, site });
      await page.locator("#canvas").focus();
      await page.keyboard.press("f");
      await page.getByRole("region", { name: "The followed request" }).waitFor();
      await page.evaluate(() => globalThis.__evenkeel.call("seek", { at: "999999000000000" }));
      await button(page, "Follow a request").press("Enter");
      await page.waitForFunction(() => /Nobody asks/.test(document.getElementById("live").textContent), null, { timeout: 8000 });
      check.equal(await page.getByRole("region", { name: "The followed request" }).count(), 0, "nothing is listed");
    },
  },
];
