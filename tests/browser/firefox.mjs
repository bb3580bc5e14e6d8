// Firefox by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/): opens it, asks its page, presses its keys.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open_socket } from "./web_socket.mjs";

const program = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const start_ms = 60_000;

/// Nothing of its own business on the network, no first-run pages; WebGL in software where there is no graphics card.
const preferences = {
  "app.normandy.enabled": false, "app.update.enabled": false, "browser.aboutwelcome.enabled": false, "browser.safebrowsing.downloads.enabled": false,
  "browser.safebrowsing.malware.enabled": false, "browser.safebrowsing.phishing.enabled": false, "browser.shell.checkDefaultBrowser": false,
  "dom.events.testing.asyncClipboard": true, "focusmanager.testmode": true, "datareporting.policy.dataSubmissionEnabled": false, "extensions.systemAddon.update.enabled": false, "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false, "services.settings.server": "data:,", "toolkit.telemetry.reportingpolicy.firstRun": false, "webgl.force-enabled": true,
};

/// The address that it says it listens on.
function address_of(process_) {
  return new Promise((resolve, reject) => {
    let said = "";
    const late = setTimeout(() => reject(new Error(`Firefox does not say where it listens: ${said}`)), start_ms);
    process_.stderr.on("data", (bytes) => {
      said += bytes;
      const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said);
      if (!found) return;
      clearTimeout(late);
      resolve(found[1]);
    });
    process_.on("exit", (code) => { clearTimeout(late); reject(new Error(`Firefox has ended with ${code}: ${said}`)); });
  });
}

/// {go(url), evaluate(expression), until(expression, ms), press(...keys), chord(...keys), screenshot(), errors, close()}. `evaluate` gives what JSON can say.
export async function open_firefox({ width, height }) {
  const profile = mkdtempSync(join(tmpdir(), "evenkeel-firefox-"));
  writeFileSync(join(profile, "user.js"), Object.entries(preferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(""));
  const process_ = spawn(program, ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "--width", String(width), "--height", String(height), "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => process_.on("exit", resolve));
  const waiting = new Map();
  const errors = [];
  const hear = (text) => {
    const said = JSON.parse(text);
    if (said.method === "log.entryAdded" && said.params.level === "error") errors.push(said.params.text);
    waiting.get(said.id)?.(said);
    waiting.delete(said.id);
  };
  let socket;
  const close = async () => {
    socket?.close();
    process_.kill();
    const insist = setTimeout(() => process_.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(insist);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    socket = await open_socket(`${await address_of(process_)}/session`, hear);
    let last = 0;
    const command = (method, params) => new Promise((resolve, reject) => {
      waiting.set(++last, (said) => (said.type === "error" ? reject(new Error(`${method}: ${said.error}: ${said.message}`)) : resolve(said.result)));
      socket.send(JSON.stringify({ id: last, method, params }));
    });
    await command("session.new", { capabilities: {} });
    await command("session.subscribe", { events: ["log.entryAdded"] });
    // In the window that it opens with the address bar has the focus, and Enter would press no button.
    const { context } = await command("browsingContext.create", { type: "window" });
    await command("browsingContext.setViewport", { context, viewport: { width, height } });
    const evaluate = async (expression) => {
      const { result, exceptionDetails } = await command("script.evaluate", { expression: `(async () => JSON.stringify(await (${expression})))()`, target: { context }, awaitPromise: true });
      if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`);
      return result.type === "string" ? JSON.parse(result.value) : undefined;
    };
    return {
      errors,
      close,
      evaluate,
      go: (url) => command("browsingContext.navigate", { context, url, wait: "complete" }),
      press: (...keys) => command("input.performActions", { context, actions: [{ type: "key", id: "keys", actions: keys.flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]) }] }),
      /// The last key while the others are held.
      chord: (...held) => command("input.performActions", { context, actions: [{ type: "key", id: "keys", actions: [...held.map((value) => ({ type: "keyDown", value })), ...held.reverse().map((value) => ({ type: "keyUp", value }))] }] }),
      screenshot: async () => Buffer.from((await command("browsingContext.captureScreenshot", { context })).data, "base64"),
      async until(expression, ms = 20_000) {
        for (const end = Date.now() + ms; ;) {
          const value = await evaluate(expression);
          if (value) return value;
          if (Date.now() > end) throw new Error(`never true in Firefox: ${expression}`);
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      },
    };
  } catch (problem) {
    await close();
    throw problem;
  }
}

/// Keys as WebDriver names them.
export const keys = { enter: "\uE006", tab: "\uE004", escape: "\uE00C", control: "\uE009", down: "\uE015" };
