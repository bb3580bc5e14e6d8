// The terminal: typed with the keyboard alone, done in the run, handed in as runbook.txt.

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import axe from "axe-core";
import { unzipSync } from "fflate";
import { button, evenkeel, open_page, state_of } from "./lab_page.mjs";

const drain = 'echo "set server web/web-02 state drain" | socat stdio /run/haproxy/admin.sock';
const show = 'echo "show servers state web" | socat stdio /run/haproxy/admin.sock | cut -d" " -f4,6';

const answers = (page) => page.locator("#terminal-output .answered");

/// From the tabs below the editor into the terminal, by keys.
async function to_terminal(page) {
  await page.getByRole("tab", { name: "Inspector" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("textbox", { name: "Command" }).waitFor();
  for (let i = 0; i < 4 && !(await page.evaluate(() => document.activeElement.getAttribute("aria-label") === "Command")); ++i) await page.keyboard.press("Tab");
}

async function type(page, line) {
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
}

/// By the field of the site as text, which the keyboard reaches.
async function go_to_second(page, second) {
  await page.locator("#seek").fill(String(second));
  await page.locator("#seek").press("Enter");
}

export const tests = [
  {
    name: "the terminal with the keyboard alone",
    timeout: 120_000,
    async run({ page, site, check, screenshot }) {
      await open_page({ page, site });
      await page.evaluate(() => globalThis.__evenkeel.call("pause"));
      await to_terminal(page);
      check(await page.evaluate(() => document.activeElement.getAttribute("aria-label") === "Command"), "Tab comes to the command");
      await type(page, drain);
      await type(page, show);
      await answers(page).nth(1).waitFor();
      check(/web-02 2/.test(await answers(page).nth(1).textContent()), "the runtime API answers");
      check((await state_of(page)).can_undo, "a line can be taken back");
      await page.keyboard.type("syste");
      await page.keyboard.press("Tab");
      check.equal(await page.getByRole("textbox", { name: "Command" }).inputValue(), "systemctl ", "Tab completes");
      await type(page, "is-active nginx");
      check(/inactive\s*exit code 3/.test(await answers(page).nth(2).textContent()), "an exit code is told");
      await type(page, "sytemctl stop haproxy");
      check.equal(await page.locator("#terminal-output .refused pre").textContent(), "sytemctl: command not found; did you mean 'systemctl'?", "a refusal");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      check.equal(await page.getByRole("textbox", { name: "Command" }).inputValue(), "systemctl is-active nginx", "arrow keys go through what was typed");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.evaluate(axe.source);
      for (const scheme of ["dark", "light"]) {
        await page.emulateMedia({ colorScheme: scheme });
        const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
        check.equal(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join("; ")}`), [], `axe, ${scheme}`);
        await screenshot(`terminal-${scheme}`);
      }
      await page.keyboard.press("Control+l");
      check.equal(await page.locator("#terminal-output > div").count(), 0, "Ctrl+L clears");
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.type("web-02");
      check.equal(await page.getByRole("combobox", { name: "Host" }).inputValue(), "web-02", "the host is chosen by its name");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      check(await page.evaluate(() => !document.getElementById("terminal").contains(document.activeElement)), "Tab leaves an empty prompt");
    },
  },
  {
    name: "curl waits for its answer while the clock stands, and shows it when it came",
    timeout: 90_000,
    async run({ page, site, check }) {
      await open_page({ page, site });
      await page.evaluate(() => globalThis.__evenkeel.call("pause"));
      await to_terminal(page);
      await type(page, "curl -s -o /dev/null -w '%{http_code}' http://localhost/");
      await page.getByRole("status").filter({ hasText: "curl waits for its answer: the clock stands still" }).waitFor();
      await type(page, "echo too early");
      check.equal((await state_of(page)).typed, 1, "nothing is typed into a running command");
      await page.keyboard.press("Control+c");
      await page.keyboard.press("Control+a");
      await type(page, "echo while it runs");
      check.equal((await state_of(page)).typed, 2, "Ctrl+C goes on without the answer");
      await button(page, "Play").press("Enter");
      await page.waitForFunction(() => document.querySelector("#terminal-output .answered pre")?.textContent === "200", null, { timeout: 20_000 });
    },
  },
  {
    name: "what was typed goes back in time, is kept, downloaded, uploaded, and graded as on the command line",
    timeout: 240_000,
    async run({ page, site, check }) {
      await open_page({ page, site });
      await page.evaluate(() => { globalThis.__evenkeel.call("pause"); globalThis.__evenkeel.call("seek", { at: "5000000000" }); });
      await to_terminal(page);
      await type(page, drain);
      await answers(page).nth(0).waitFor();
      await go_to_second(page, 2);
      await page.waitForFunction(() => document.querySelectorAll("#terminal-output .answered").length === 0);
      await go_to_second(page, 9);
      await page.waitForFunction(() => document.querySelectorAll("#terminal-output .answered").length === 1);
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Download").click()]);
      const folder = mkdtempSync(join(tmpdir(), "evenkeel-"));
      for (const [path, bytes] of Object.entries(unzipSync(readFileSync(await download.path())))) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
      check.equal(readFileSync(join(folder, "runbook.txt"), "utf8"), `+00:05.000 lb-01$ ${drain}\n`, "runbook.txt");
      await button(page, "Grade").click();
      await page.locator("#results .score").waitFor({ timeout: 120_000 });
      const report = await page.evaluate(() => document.querySelector(".report").textContent);
      check.equal(report, evenkeel("grade", "7", folder, "--exit-zero", "--color", "never"), "page and command line print the same report");
      await page.evaluate(() => globalThis.__evenkeel.saved());
      await page.reload();
      await page.waitForFunction(() => globalThis.__evenkeel?.state().now > 0, null, { timeout: 45_000 });
      check.equal(await page.evaluate(() => globalThis.__evenkeel.call("runbook").text), `+00:05.000 lb-01$ ${drain}\n`, "kept over a reload");
      writeFileSync(join(folder, "runbook.txt"), "+00:01 lb-01$ echo hello\n");
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button(page, "Upload").click()]);
      await chooser.setFiles([join(folder, "runbook.txt")]);
      await page.waitForFunction(() => globalThis.__evenkeel.call("runbook").text === "+00:01.000 lb-01$ echo hello\n");
    },
  },
  {
    name: "the terminal on a phone",
    timeout: 90_000,
    async run({ page, site, check, screenshot }) {
      await page.setViewportSize({ width: 390, height: 844 });
      await open_page({ page, site });
      await button(page, "Files").click();
      await page.getByRole("tab", { name: "Terminal" }).click();
      await page.getByRole("textbox", { name: "Command" }).fill(show);
      await page.keyboard.press("Enter");
      await answers(page).nth(0).waitFor();
      await screenshot("terminal-390");
      check(await page.evaluate(() => document.documentElement.scrollWidth <= 390), "nothing is wider than the phone");
    },
  },
];
