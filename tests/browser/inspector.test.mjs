// The inspector of a balancer: its statistics page, its turn or its ring, and why a request has its server.

import { button, open_page, state_of } from "./lab_page.mjs";

const call = (page, name, values = {}) => page.evaluate(([what, given]) => globalThis.__evenkeel.call(what, given), [name, values]);

/// Other lines in the balancer's file, in effect from the beginning.
async function balance_by(page, lines) {
  const text = (await call(page, "texts"))["lb-01/haproxy.cfg"].replace(/balance roundrobin/, lines);
  await call(page, "edit", { path: "lb-01/haproxy.cfg", text });
  await call(page, "apply", { how: "restart" });
}

export const tests = [
  {
    name: "a balancer is shown as HAProxy's statistics page shows it, and the numbers follow the run without a new table",
    async run({ page, site, check, screenshot }) {
      await open_page({ page, site });
      await call(page, "pause");
      await call(page, "seek", { at: "4000000000" });
      await page.evaluate(() => globalThis.__evenkeel.select("lb-01"));
      const table = page.getByRole("region", { name: "web", exact: true });
      await table.waitFor();
      check.equal(await table.getByRole("columnheader").filter({ hasText: /^(Server|Queue|Session rate|Sessions|Bytes|Denied|Errors|Warnings)$/ }).allTextContents(),
        ["Server", "Queue", "Session rate", "Sessions", "Bytes", "Denied", "Errors", "Warnings"], "groups");
      check.equal(await table.getByRole("rowheader").allTextContents(), ["web-01", "web-02", "web-03", "Backend"], "rows");
      const total = () => table.getByRole("row").last().getByRole("cell").nth(18).textContent();
      const before = Number(await total());
      await table.focus();
      await button(page, "Play").evaluate((play) => play.click());
      await page.waitForFunction((least) => Number(document.querySelector("[aria-label=web] tbody tr:last-child").cells[19].textContent) > least, before + 20);
      check.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "web", "the focus stays where it was");
      await screenshot("inspector-statistics");
    },
  },
  {
    name: "the round-robin order that is drawn is the order in which servers are chosen",
    timeout: 90_000,
    async run({ page, site, check, screenshot }) {
      await open_page({ page, site });
      await call(page, "pause");
      await call(page, "seek", { at: "5000000000" });
      for (let i = 0; i < 5; ++i) {
        const followed = await call(page, "follow");
        const choice = followed.hops.find((hop) => hop.why);
        check(/^roundrobin: web\/web-0\d is next in turn; weight 1 of 3$/.test(choice.why), choice.why);
        await call(page, "seek", { at: String(BigInt(choice.at) - 1n) });
        await page.evaluate(() => globalThis.__evenkeel.select("lb-01"));
        const drawn = await page.getByRole("img", { name: /^The next 24 requests in order: / }).getAttribute("aria-label");
        check.equal(`chooses ${drawn.replace(/^.*: /, "").split(", ")[0]}`, choice.what, "the first of the order that was drawn");
        await call(page, "seek", { at: choice.at });
      }
      await page.locator("#inspector").getByText("The same as a table").scrollIntoViewIfNeeded();
      await screenshot("inspector-turn");
    },
  },
  {
    name: "a followed request says why it has its server, and its key is marked on the ring",
    timeout: 90_000,
    async run({ page, site, check, screenshot }) {
      await open_page({ page, site });
      await call(page, "pause");
      await balance_by(page, "balance source\n    hash-type consistent");
      await call(page, "seek", { at: "5000000000" });
      await button(page, "Follow a request").press("Enter");
      const list = page.getByRole("region", { name: "The followed request" });
      const choice = list.getByRole("button", { name: /lb-01 chooses web-0\d.*hash of source [\d.]+ is 0x[0-9a-f]{8}: the nearest point of the ring, 0x[0-9a-f]{8}, belongs to web\/web-0\d/ });
      await choice.click();
      check.equal((await state_of(page)).selected, "lb-01", "the balancer is inspected");
      const ring = page.getByRole("img", { name: /^The ring: 48 points; of all keys web-01 \d/ });
      await ring.waitFor();
      const meets = await ring.getByText(/^meets web-0\d$/).textContent();
      check((await choice.textContent()).includes(`chooses ${meets.replace("meets ", "")}`), `the ring ${meets}`);
      check.equal(await page.evaluate(() => document.scrollingElement.scrollTop + document.body.scrollTop), 0, "the page itself does not scroll");
      await screenshot("inspector-ring");
      await page.getByText("The same as a table").click();
      await page.getByRole("region", { name: "Keys of requests under way" }).waitFor();
    },
  },
];
