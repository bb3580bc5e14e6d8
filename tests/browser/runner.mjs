// Runs one test in a browser. A test file is *.test.mjs beside this one. It exports `tests`, a list of
//   { name, run({ browser, context, page, site, check, screenshot }), timeout?, may_say? }
// Each test has a fresh context and an empty page. It fails when it throws, and also when any page of its context reports an error on the
// console, an exception, a violation of the Content-Security-Policy, or asks for something outside the server. `may_say` is a regular
// expression of console errors and exceptions which belong to the test.
// site.url("x.html") and site.below("x.html") are addresses at the root and below a sub-path; tests/… are the files of pages/.
// check(condition, words), check.equal(actual, expected, words). screenshot(name, page?) writes build/browser/NAME.png.

import { join } from "node:path";
import { inspect, isDeepStrictEqual } from "node:util";
import { sub_path } from "./server.mjs";

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

/// Runs one test and gives what was wrong: nothing for one that has passed.
export async function run_test({ browser, origin, pictures }, test) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  context.setDefaultTimeout(10_000);
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
