// Without a mouse, without a large screen, without eyes.

import { devices } from "playwright-core";
import axe from "axe-core";
import { button, lab_04, open_lab, open_page, paste, text_of } from "./lab_page.mjs";

async function problems_of(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join("; ")}`);
}

/// Tab until a thing with this role and name has the focus.
async function tab_to(page, name, most = 60) {
  const seen = [];
  for (let i = 0; i < most; ++i) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => document.activeElement === document.body ? "" : `${document.activeElement.textContent} ${document.activeElement.getAttribute("aria-label") ?? ""} ${document.activeElement.id}`);
    if (name.test(focused)) return;
    seen.push(focused.trim().slice(0, 24));
  }
  throw new Error(`Tab does not come to ${name}: ${seen.join(" | ")}`);
}

export const tests = [
  {
    name: "lab 04 with the keyboard alone",
    timeout: 180_000,
    async run({ page, site, check }) {
      await open_page({ page, site });
      await tab_to(page, /^Labs/);
      await page.keyboard.press("Enter");
      await tab_to(page, /4 · Two servers/);
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => globalThis.__evenkeel.state().scene.nodes.some((node) => node.name === "app-01"));
      await page.getByRole("textbox", { name: /Editor/ }).focus();
      await page.keyboard.press("Control+A");
      await paste(page, text_of(`labs/${lab_04}/solution/lb-01/haproxy.cfg`));
      await page.keyboard.press("Control+Enter");
      await page.getByRole("status").filter({ hasText: /^in effect$/ }).waitFor();
      await page.keyboard.press("Shift+Tab");
      check(await page.evaluate(() => document.activeElement.getAttribute("role") !== "textbox"), "the editor can be left by Tab");
      await page.evaluate(() => document.querySelector(".skip").focus());
      await tab_to(page, /^Grade/);
      await page.keyboard.press("Enter");
      await page.locator("#results .score").waitFor({ timeout: 90_000 });
      check.equal(await page.locator("#results .score").textContent(), "100 / 100", "score");
    },
  },
  {
    name: "lab 04 on a phone, by touch",
    timeout: 240_000,
    async run({ browser, site, check, screenshot }) {
      const context = await browser.newContext({ ...devices["iPhone 13"], viewport: { width: 390, height: 844 } });
      const page = await context.newPage();
      await open_page({ page, site });
      await screenshot("phone-guide", page);
      await page.getByRole("button", { name: "Site", exact: true }).tap();
      await page.waitForTimeout(600);
      await screenshot("phone-site", page);
      check(await page.getByRole("button", { name: /^lb-01, load balancer/ }).isVisible(), "the text of the site is there without asking");
      await page.getByRole("button", { name: /^Labs/ }).tap();
      await page.getByRole("dialog").getByRole("button", { name: /^4 · / }).first().tap();
      await page.getByRole("button", { name: "Files", exact: true }).tap();
      await page.getByRole("textbox", { name: /Editor/ }).tap();
      await page.keyboard.press("Control+A");
      await paste(page, text_of(`labs/${lab_04}/solution/lb-01/haproxy.cfg`));
      await button(page, "Apply").tap();
      await page.getByRole("status").filter({ hasText: /^in effect$/ }).waitFor();
      await screenshot("phone-files", page);
      await button(page, "Grade").tap();
      await page.locator("#results .score").waitFor({ timeout: 120_000 });
      check.equal(await page.locator("#results .score").textContent(), "100 / 100", "score");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      check(wide <= 390, `nothing is wider than the phone: ${wide}`);
      const small = await page.evaluate(() => [...document.querySelectorAll("button:not([hidden])")].filter((one) => one.offsetParent && one.offsetHeight < 24).map((one) => one.textContent));
      check.equal(small, [], "nothing is too small for a finger");
      await context.close();
    },
  },
  {
    name: "axe finds nothing: at the start, running, paused, with a menu, with dialogs, with results, in each colour scheme",
    timeout: 240_000,
    async run({ page, site, check }) {
      await open_page({ page, site }, { seen: false });
      check.equal(await problems_of(page), [], "running, with the tour");
      await page.evaluate(() => globalThis.__evenkeel.call("pause"));
      await button(page, "Skip").click();
      for (const scheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme: scheme });
        check.equal(await problems_of(page), [], `paused, ${scheme}`);
      }
      await page.emulateMedia({ contrast: "more" });
      check.equal(await problems_of(page), [], "high contrast");
      await page.emulateMedia({ contrast: null });
      await page.getByRole("button", { name: /^web-01, web server/ }).focus();
      await page.keyboard.press("Enter");
      check.equal(await problems_of(page), [], "the site as text, with a menu");
      await page.keyboard.press("Enter");
      for (const name of ["Share", "Compare A|B", "Settings"]) {
        await button(page, name).click();
        check.equal(await problems_of(page), [], name);
        await page.keyboard.press("Escape");
      }
      await page.getByRole("tab", { name: "Journal" }).click();
      check.equal(await problems_of(page), [], "journal");
      await open_lab(page, 4);
      await button(page, "Grade").click();
      await page.locator("#results .score").waitFor({ timeout: 90_000 });
      check.equal(await problems_of(page), [], "results");
    },
  },
  {
    name: "the picture takes only its own keys: the browser's shortcuts, Tab and the page's fields stay alive",
    async run({ page, site, check }) {
      await open_page({ page, site });
      await page.evaluate(() => {
        globalThis.heard = [];
        document.addEventListener("keydown", (event) => globalThis.heard.push(`${event.key}${event.defaultPrevented ? " stopped" : ""}`));
        addEventListener("keydown", (event) => globalThis.late = `${event.key} ${event.defaultPrevented}`, { capture: true });
      });
      await page.locator("#canvas").focus();
      const stopped = await page.evaluate(() => {
        const wanted = [["F5", {}], ["r", { ctrlKey: true }], ["+", { ctrlKey: true }], ["f", { ctrlKey: true }], ["F12", {}], ["Tab", {}], ["Home", {}], ["5", { altKey: true }]];
        return wanted.filter(([key, more]) => {
          const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
          document.getElementById("canvas").dispatchEvent(event);
          return event.defaultPrevented;
        }).map(([key]) => key);
      });
      check.equal(stopped, [], "keys that the picture keeps from the browser");
      await page.keyboard.press("Tab");
      check(await page.evaluate(() => document.activeElement.id !== "canvas"), "Tab leaves the canvas");
      const order = await page.evaluate(() => {
        document.getElementById("guide").focus();
        const seen = [];
        for (let i = 0; i < 3; ++i) {
          dispatchEvent(new KeyboardEvent("keydown", { key: "F6", bubbles: true, cancelable: true }));
          seen.push(document.activeElement.id);
        }
        return seen;
      });
      check.equal(order, ["canvas", "work", "guide"], "F6 goes round");
    },
  },
];
