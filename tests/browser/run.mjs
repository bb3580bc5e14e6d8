// run.mjs [--site DIR] [FILTER]: runs the tests in a real browser; FILTER is a part of "file: name of test".
//
// A test file is *.test.mjs beside this one. It exports `tests`, a list of
//   { name, run({ browser, context, page, site, check, screenshot }), timeout?, may_say? }
// Each test has a fresh context and an empty page. It fails when it throws, and also when any page of its context reports an error on the
// console, an exception, a violation of the Content-Security-Policy, or asks for something outside the server. `may_say` is a regular
// expression of console errors which belong to the test.
// site.url("x.html") and site.below("x.html") are addresses at the root and below a sub-path; tests/… are the files of pages/.
// check(condition, words), check.equal(actual, expected, words). screenshot(name) writes build/browser/NAME.png.

import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isDeepStrictEqual, inspect } from "node:util";
import { chromium } from "playwright-core";
import { serve, sub_path } from "./server.mjs";
import { site_of_modules } from "./site.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const top = resolve(here, "../..");
const pictures = join(top, "build/browser");

const browser_options = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
};

function check(condition, words) {
  if (!condition) throw new Error(words);
}
check.equal = (actual, expected, words) => {
  if (!isDeepStrictEqual(actual, expected)) throw new Error(`${words}: ${inspect(actual, { depth: 6 })}, expected ${inspect(expected, { depth: 6 })}`);
};

/// Writes down whatever no page of ours may do.
function watch(context, origin, may_say) {
  const faults = [];
  const allowed = (text) => may_say !== undefined && may_say.test(text);
  context.on("page", (page) => {
    page.on("pageerror", (error) => { if (!allowed(String(error))) faults.push(`exception: ${error.stack ?? error}`); });
    page.on("websocket", (socket) => faults.push(`web socket to ${socket.url()}`));
  });
  context.on("console", (message) => {
    if (message.type() === "error" && !allowed(message.text())) faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`) && !/^(data|blob|about|chrome):/.test(request.url())) faults.push(`leaves the server: ${request.url()}`);
  });
  return faults;
}

/// CSP violations reach the console only when they are enforced; the event tells of all.
function report_violations() {
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
  });
}

async function run_test(browser, origin, test) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  const faults = watch(context, origin, test.may_say);
  await context.addInitScript(report_violations);
  const page = await context.newPage();
  const site = { origin, url: (path = "") => `${origin}/${path}`, below: (path = "") => `${origin}${sub_path}${path}` };
  const screenshot = (name, of = page) => of.screenshot({ path: join(pictures, `${name}.png`) });
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error("takes too long")), test.timeout ?? 60_000); });
  try {
    await Promise.race([test.run({ browser, context, page, site, check, screenshot }), late]);
  } catch (error) {
    faults.unshift(error.stack ?? String(error));
    await screenshot(`failed ${test.name}`.replace(/[^\w.-]+/g, "-")).catch(() => {});
  }
  clearTimeout(timer);
  await context.close();
  return faults;
}

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
const site_folder = site_at < 0 ? null : resolve(words.splice(site_at, 2)[1] ?? "");
if (words.length > 1 || words[0]?.startsWith("-") || (site_folder && !existsSync(site_folder))) {
  console.error("use: run.mjs [--site DIR] [FILTER]");
  process.exit(3);
}
mkdirSync(pictures, { recursive: true });
const tests = await all_tests(words[0] ?? "");
const server = await serve(site_folder ?? site_of_modules(top, join(pictures, "site")), join(here, "pages"));
const browser = await chromium.launch(browser_options);
let failed = 0;
for (const test of tests) {
  const start = Date.now();
  const faults = await run_test(browser, server.origin, test);
  console.log(`${faults.length === 0 ? "pass" : "FAIL"}  ${test.name} (${Date.now() - start} ms)`);
  for (const fault of faults) console.log(`      ${fault.replaceAll("\n", "\n      ")}`);
  failed += faults.length > 0 ? 1 : 0;
}
await browser.close();
await server.close();
if (tests.length === 0) console.log("no test has such a name");
console.log(`pictures in build/browser\n${tests.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 || tests.length === 0 ? 1 : 0);
