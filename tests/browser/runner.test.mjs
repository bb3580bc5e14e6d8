// The runner itself: what a page may not do makes its test fail.

import { run_test } from "./runner.mjs";

const faults = {
  "a check that does not hold": [/two is one: 2, expected 1/, ({ check }) => check.equal(2, 1, "two is one")],
  "an exception in a page": [/exception: .*oh no/s, ({ page }) => page.evaluate(() => { setTimeout(() => { throw new Error("oh no"); }); return new Promise((resolve) => setTimeout(resolve, 100)); })],
  "an error on the console": [/console: wrong/, ({ page }) => page.evaluate(() => console.error("wrong"))],
  "an error in a second page": [/console: wrong/, async ({ context }) => (await context.newPage()).evaluate(() => console.error("wrong"))],
  "an inline style": [/policy violated: style-src/, ({ page }) => page.evaluate(() => { document.body.append(document.createElement("style")); document.body.lastChild.textContent = "p {}"; return new Promise((resolve) => setTimeout(resolve, 100)); })],
  "eval": [/policy violated: script-src/, ({ page }) => page.evaluate(() => new Promise((resolve) => { const script = document.createElement("script"); script.textContent = "eval(1)"; document.body.append(script); setTimeout(resolve, 100); }))],
  "a request elsewhere": [/leaves the server: http:\/\/127\.0\.0\.1:9\//, ({ page }) => page.goto("http://127.0.0.1:9/").catch(() => {})],
  "a file that is not there": [/404/, ({ page }) => page.evaluate(() => fetch("nothing.js"))],
  "a test without end": [/takes too long/, () => new Promise(() => {})],
};

export const tests = [
  ...Object.entries(faults).map(([what, [expected, run]]) => ({
    name: `the runner sees ${what}`,
    async run({ browser, site, check }) {
      const probe = { name: "probe", timeout: 3_000, run: async (given) => { await given.page.goto(site.url("tests/modules.html")); await run(given); } };
      const found = await run_test({ browser, origin: site.origin, pictures: "/nonexistent" }, probe);
      check(found.some((text) => expected.test(text)), `${expected} in ${JSON.stringify(found)}`);
    },
  })),
  {
    name: "the runner has nothing against a page that does nothing wrong, also below a sub-path",
    async run({ browser, site, check }) {
      const probe = { name: "probe", run: ({ page }) => page.goto(site.below("tests/modules.html")) };
      check.equal(await run_test({ browser, origin: site.origin, pictures: "/nonexistent" }, probe), [], "faults");
    },
  },
];
