// The page with a lab open, as the tests of it need it.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const top = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const lab_04 = "04-two-servers-one-address";
export const lab_07 = "07-the-dead-server-that-still-gets-traffic";
export const text_of = (path) => readFileSync(join(top, path), "utf8");

/// Opens the page and waits until the site lives. `seen`: without the tour of the first minute.
export async function open_page({ page, site }, { seen = true, path = "", query = "?test=1" } = {}) {
  if (seen) await page.addInitScript(() => localStorage.setItem("evenkeel.tour", "seen"));
  await page.goto(site.url(`${path}${query}`));
  await page.waitForFunction(() => globalThis.__evenkeel?.state().now > 0, null, { timeout: 45_000 });
}

export async function open_lab(page, number) {
  await page.getByRole("button", { name: /^Labs/ }).click();
  await page.getByRole("dialog", { name: "Labs" }).getByRole("button", { name: new RegExp(`^${number} · `) }).first().click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

export const state_of = (page) => page.evaluate(() => globalThis.__evenkeel.state());
export const button = (page, name) => page.getByRole("button", { name, exact: true });

/// Puts a text into the editor as somebody pastes it.
export async function write_file(page, text) {
  const box = page.getByRole("textbox", { name: /Editor/ });
  await box.click();
  await page.keyboard.press("Control+A");
  await paste(page, text);
}

/// What Ctrl+V does, without asking for the clipboard.
export const paste = (page, text) => page.evaluate((pasted) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", pasted);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}, text);

/// The command line: the native program, or the one for Node.
export function evenkeel(...words) {
  const native = join(top, "build/native/evenkeel");
  const [program, first] = existsSync(native) ? [native, []] : ["node", [join(top, "build/wasm/evenkeel.mjs")]];
  return execFileSync(program, [...first, ...words], { encoding: "utf8", maxBuffer: 64 << 20 });
}

/// The middle of a thing on the canvas, by its label.
export async function place_of(page, label) {
  const item = await page.evaluate((wanted) => globalThis.__evenkeel.items().find((one) => one.label === wanted), label);
  if (!item) throw new Error(`nothing on the canvas is called ${label}`);
  return { x: item.x + item.width / 2, y: item.y + item.height / 2 };
}
