// run.mjs [--site DIR] [FILTER]: runs the tests in a real browser; FILTER is a part of "file: name of test". What a test is: runner.mjs.
// Without --site it is build/wasm/site, as the target `site` makes it. CHROMIUM names another browser than /usr/bin/chromium.
// Some tests measure real time, and a shared machine may stand still for a second: a test that fails is run once more, and what it said
// the first time is printed whatever comes of that.

import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { run_test } from "./runner.mjs";
import { serve } from "./server.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const top = resolve(here, "../..");
const pictures = join(top, "build/browser");

const browser_options = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
};

async function all_tests(filter) {
  const found = [];
  for (const file of readdirSync(here).filter((name) => name.endsWith(".test.mjs")).sort()) {
    const { tests } = await import(pathToFileURL(join(here, file)));
    const area = file.replace(".test.mjs", "");
    for (const test of tests) if (`${area}: ${test.name}`.includes(filter)) found.push({ ...test, name: `${area}: ${test.name}` });
  }
  return found;
}

const words = process.argv.slice(2);
const site_at = words.indexOf("--site");
const site_folder = site_at < 0 ? join(top, "build/wasm/site") : resolve(words.splice(site_at, 2)[1] ?? "");
if (words.length > 1 || words[0]?.startsWith("-") || !existsSync(site_folder)) {
  console.error(`use: run.mjs [--site DIR] [FILTER]; there must be a site in ${site_folder}`);
  process.exit(3);
}
mkdirSync(pictures, { recursive: true });
const tests = await all_tests(words[0] ?? "");
const server = await serve(site_folder, join(here, "pages"));
const browser = await chromium.launch(browser_options);
async function passes(test, verdict_of_failure) {
  const start = Date.now();
  const faults = await run_test({ browser, origin: server.origin, pictures }, test);
  console.log(`${faults.length === 0 ? "pass" : verdict_of_failure}  ${test.name} (${Date.now() - start} ms)`);
  for (const fault of faults) console.log(`      ${fault.replaceAll("\n", "\n      ")}`);
  return faults.length === 0;
}

let failed = 0;
for (const test of tests) {
  if (!(await passes(test, "AGAIN")) && !(await passes(test, "FAIL"))) failed += 1;
}
await browser.close();
await server.close();
if (tests.length === 0) console.log("no test has such a name");
console.log(`pictures in build/browser\n${tests.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 || tests.length === 0 ? 1 : 0);
