// The same page in Firefox ESR: a site that lives, a server broken by the keyboard and seen DOWN, a file repaired, 100 points.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { keys, open_firefox } from "./firefox.mjs";
import { lab_07, text_of, top } from "./lab_page.mjs";

const mirror = (pattern) => `[...document.querySelectorAll("#nodes button")].some((node) => ${pattern}.test(node.textContent))`;

export const tests = [
  {
    name: "Firefox: the site lives, a server broken by keys is seen DOWN, and the repaired file has 100 points",
    timeout: 240_000,
    async run({ site, check }) {
      const firefox = await open_firefox({ width: 1440, height: 900 });
      try {
        await firefox.go(site.url("?test=1"));
        await firefox.until("globalThis.__evenkeel?.state().now > 0", 60_000);
        if (await firefox.evaluate(`Boolean(document.createElement("canvas").getContext("webgl2"))`)) {
          const before = await firefox.evaluate("globalThis.__evenkeel.frames()");
          await firefox.until(`globalThis.__evenkeel.frames() > ${before + 10}`);
          check(!(await firefox.evaluate(`document.body.classList.contains("text-view")`)), "the picture is what is seen");
        } else {
          check(await firefox.evaluate(`document.body.classList.contains("text-view")`), "the site is seen as text");
          const told = await firefox.evaluate(`(() => { const { x, y } = document.getElementById("loading").getBoundingClientRect(); return document.elementFromPoint(x + 20, y + 15).textContent; })()`);
          check(/^There is no WebGL2 here.*shown as text/.test(told), `and that is told where it is seen: ${told}`);
        }

        await firefox.evaluate(`(() => {
          [...document.querySelectorAll("#files-tabs button")].find((tab) => tab.textContent.includes("haproxy.cfg"))?.click();
          document.querySelector("#editor [role=textbox]").focus();
        })()`);
        await firefox.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text_of(`labs/${lab_07}/solution/lb-01/haproxy.cfg`))})`);
        await firefox.chord(keys.control, "a");
        await firefox.chord(keys.control, "v");
        await firefox.until(`document.getElementById("applied").textContent === "edited, not yet in effect"`);
        await firefox.evaluate(`document.getElementById("apply").focus()`);
        await firefox.press(keys.enter);
        await firefox.until(`document.getElementById("applied").textContent === "in effect"`);

        await firefox.evaluate(`[...document.querySelectorAll("#nodes button")].find((node) => node.textContent.startsWith("web-02")).focus()`);
        await firefox.press(keys.enter);
        await firefox.until(`/^Inspect web-02/.test(document.activeElement.textContent)`);
        await firefox.press(keys.down);
        await firefox.until(`/^Kill nginx/.test(document.activeElement.textContent)`);
        await firefox.press(keys.enter);
        await firefox.until(mirror("/^web-02.*stopped/"));
        await firefox.until(mirror("/^web-02.* DOWN/"));
        writeFileSync(join(top, "build/browser/firefox.png"), await firefox.screenshot());

        await firefox.evaluate(`document.getElementById("grade").focus()`);
        await firefox.press(keys.enter);
        check.equal(await firefox.until(`document.querySelector("#results .score")?.textContent`, 120_000), "100 / 100", "score");
        check.equal(firefox.errors, [], "errors on the console");
      } finally {
        await firefox.close();
      }
    },
  },
];
