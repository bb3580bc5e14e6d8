// Labs from beginning to end: broken, repaired, graded; with the same bits as the command line.

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { button, evenkeel, lab_04, lab_07, open_lab, open_page, state_of, text_of, write_file } from "./lab_page.mjs";

const model = (lab) => text_of(`labs/${lab}/solution/lb-01/haproxy.cfg`);

async function graded(page) {
  await button(page, "Grade").click();
  await page.locator("#results .score").waitFor({ timeout: 90_000 });
  return page.locator("#results .score").textContent();
}

/// Unpacks what was downloaded, for the command line.
async function downloaded(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Download").click()]);
  const folder = mkdtempSync(join(tmpdir(), "evenkeel-"));
  const files = unzipSync(readFileSync(await download.path()));
  for (const [path, bytes] of Object.entries(files)) {
    await import("node:fs").then(({ mkdirSync }) => mkdirSync(join(folder, path.split("/")[0]), { recursive: true }));
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

export const tests = [
  {
    name: "lab 04 by roles and names alone: the file is repaired, applied, graded with 100 points, and the download is worth the same",
    timeout: 180_000,
    async run({ page, site, check, screenshot }) {
      await open_page({ page, site });
      await open_lab(page, 4);
      await page.waitForFunction(() => globalThis.__evenkeel.state().scene.nodes.some((node) => node.name === "app-01"));
      await page.getByRole("status").filter({ hasText: "in effect" }).waitFor();
      await write_file(page, "frontend www\n    bind *:80\n    option httpcheck\n");
      await page.getByText("unknown option 'httpcheck'", { exact: false }).first().waitFor();
      check(await button(page, "Apply").isDisabled(), "a file that HAProxy refuses cannot be applied");
      await screenshot("refused");
      await write_file(page, model(lab_04));
      await button(page, "Apply").click();
      await page.getByRole("status").filter({ hasText: /^in effect$/ }).waitFor();
      await page.waitForFunction(() => globalThis.__evenkeel.state().steps[1], null, { timeout: 30_000 });
      check.equal(await graded(page), "100 / 100", "the model answer");
      await screenshot("graded");
      const folder = await downloaded(page);
      const native = JSON.parse(evenkeel("grade", "4", folder, "--format", "json", "--exit-zero"));
      check.equal(native.score, 100, "the downloaded folder on the command line");
      const report = await page.evaluate(() => document.querySelector(".report").textContent);
      check.equal(report, evenkeel("grade", "4", folder, "--exit-zero", "--color", "never"), "page and command line print the same report");
    },
  },
  {
    name: "what was downloaded can be uploaded again, in the lab as it was",
    async run({ page, site, check }) {
      await open_page({ page, site });
      await write_file(page, model(lab_07));
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Download").click()]);
      await write_file(page, "global\n");
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button(page, "Upload").click()]);
      await chooser.setFiles({ name: "answer.zip", mimeType: "application/zip", buffer: readFileSync(await download.path()) });
      const texts = () => page.evaluate(() => globalThis.__evenkeel.call("texts"));
      for (let tries = 0; tries < 50 && (await texts())["lb-01/haproxy.cfg"] === "global\n"; ++tries) await page.waitForTimeout(100);
      check.equal(await texts(), { "lb-01/haproxy.cfg": model(lab_07) }, "the files");
      const [again] = await Promise.all([page.waitForEvent("filechooser"), button(page, "Upload").click()]);
      await again.setFiles({ name: "haproxy.cfg", mimeType: "text/plain", buffer: Buffer.from([0xff, 0xfe]) });
      await page.waitForFunction(() => /not text/.test(document.getElementById("live").textContent), null, { timeout: 8000 });
      check.equal(await texts(), { "lb-01/haproxy.cfg": model(lab_07) }, "a file that is refused changes nothing");
    },
  },
  {
    name: "the page and the command line run the same bits",
    timeout: 120_000,
    async run({ page, site, check }) {
      await open_page({ page, site });
      await button(page, "To start").focus();
      const hashes = await page.evaluate(() => {
        const { call } = globalThis.__evenkeel;
        call("pause");
        return [10, 45, 90].map((second) => { call("seek", { at: String(second * 1e9) }); return call("hash").hash; });
      });
      const native = [10, 45, 90].map((second) => evenkeel("run", "7", "--until", `${second}s`).match(/state hash +([0-9a-f]{16})/)[1]);
      // The command line takes a last sample of the meters at the end: on a whole second that is the one which is there already.
      check.equal(hashes, native, "state hashes at 10, 45 and 90 s");
    },
  },
  {
    name: "lab 07: the sample is graded as the command line grades it, with its reasons and ways to them",
    timeout: 240_000,
    async run({ page, site, check, screenshot }) {
      await open_page({ page, site });
      await write_file(page, text_of(`labs/${lab_07}/sample/lb-01/haproxy.cfg`));
      const score = await graded(page);
      const native = JSON.parse(evenkeel("grade", "7", `labs/${lab_07}/sample`, "--format", "json", "--exit-zero"));
      check.equal(score, `${native.score} / 100`, "score");
      const show = page.locator("#results").getByRole("button", { name: /^show / }).first();
      const clock = (await show.textContent()).replace("show ", "");
      await show.click();
      await page.waitForFunction((wanted) => globalThis.__evenkeel.state().clock >= wanted, clock);
      await screenshot("show-me");
    },
  },
  {
    name: "going back and doing something else begins another run; both stay, and are compared request by request",
    timeout: 90_000,
    async run({ page, site, check, screenshot }) {
      await open_page({ page, site });
      await page.evaluate(() => {
        const { call } = globalThis.__evenkeel;
        call("pause");
        call("seek", { at: "2000000000" });
        call("do", { node: "web-01", choice: "errors" });
        call("seek", { at: "8000000000" });
        call("seek", { at: "1000000000" });
        call("do", { node: "web-02", choice: "slow" });
        call("seek", { at: "8000000000" });
      });
      await button(page, "Compare A|B").click();
      await page.getByRole("dialog").getByRole("button", { name: "Run A" }).click();
      await page.getByRole("region", { name: "Requests that ended otherwise" }).getByRole("cell", { name: /^500 from web-01/ }).first().waitFor();
      await screenshot("compare");
      const { branches, branch } = await state_of(page);
      check.equal([branches.length, branch], [2, 1], "two runs, the second shown");
      const plots = page.getByRole("img", { name: /^Run B beside run A over time: good, requests\/s; 4xx or 5xx, requests\/s; .*95 % answered within/ });
      await plots.waitFor();
      await page.getByRole("region", { name: "Two runs compared" }).getByText("The same as a table").click();
      const { runs } = await page.evaluate(() => globalThis.__evenkeel.call("plots"));
      const both = page.getByRole("region", { name: "Both runs, second by second" });
      await both.getByRole("cell").first().waitFor();
      const last = (await both.getByRole("row").last().getByRole("cell").allTextContents()).slice(0, 2);
      check.equal(last, runs.map((run) => run.seconds.at(-1).per_s[0].toFixed(1)), "good answers in the last second, of both");
      await page.getByRole("button", { name: /^Follow request \d+$/ }).first().click();
      await page.getByRole("region", { name: "The followed request" }).getByText(/chooses web-0\d/).first().waitFor();
      await screenshot("compare-followed");
    },
  },
];
