import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const file = { path: "lb-01/haproxy.cfg", text: `global
    daemon
    maxconn 2000

# what visitors see
frontend www
    bind *:80
    default_backend webs

backend webs
    balance roundrobin
    option httpcheck GET /health
    http-request set-header X-From "the balancer"   # é
    server web-01 10.0.1.11:80 check inter 1s
    server web-02 10.0.1.12:80 check inter 1s
    server web-03 10.0.1.13:80 check inter 1s
` };
const problems = [
  { line: 12, column: 12, severity: "error", message: "unknown option 'httpcheck'", repair: "did you mean 'httpchk'?", id: "EK-HAP-0012" },
  { line: 14, column: 5, severity: "warning", message: "this server has no 'fall'", id: "EK-HAP-0099" },
];

async function open(page, site, { theme = "dark", path = "tests/editor.html" } = {}) {
  await page.goto(site.url(path));
  await page.waitForFunction(() => window.test);
  await page.evaluate(([given, wanted]) => {
    document.documentElement.dataset.theme = wanted;
    window.test.editor.setFile(given);
  }, [file, theme]);
}

const text = (page) => page.evaluate(() => window.test.editor.text());
const told = (page) => page.evaluate(() => window.test.told.splice(0));
const caret_to = (page, line, key = "End") => page.locator(".cm-line").nth(line - 1).click().then(() => page.keyboard.press(key));

async function violations_of_axe(page) {
  await page.evaluate(axe_source);   // by the debugger, so the page's own policy stays as it is
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html + " " + node.failureSummary).join(" | ")}`);
}

export const tests = [
  {
    name: "typing, Enter with the indentation, paste, and what the page is told",
    async run({ page, site, check, context }) {
      await open(page, site);
      await caret_to(page, 2);
      await told(page);
      await page.keyboard.press("Enter");
      await page.keyboard.type("nbthread 1");
      check((await text(page)).includes("    daemon\n    nbthread 1\n"), "the new line has the old one's indentation");
      const calls = await told(page);
      check.equal(calls.filter(([name]) => name === "change").length, 11, "a change for each key");
      check.equal(calls.at(-1), ["change", await text(page)], "the change tells the whole text");
      check(calls.some(([name, line]) => name === "line" && line === 3), "the new line is told");
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await page.evaluate(() => navigator.clipboard.writeText("\r\n    one\r\n    two"));
      await page.keyboard.press("Control+v");
      check((await text(page)).includes("    nbthread 1\n    one\n    two\n"), "pasted lines end as ours do");
    },
  },
  {
    name: "undo and redo are the page's, also those of the browser's menu",
    async run({ page, site, check }) {
      await open(page, site);
      await caret_to(page, 3);
      await page.keyboard.type("0");
      const changed = await text(page);
      await told(page);
      for (const key of ["Control+z", "Control+y", "Control+Shift+z"]) await page.keyboard.press(key);
      check.equal(await told(page), [["undo"], ["redo"], ["redo"]], "told");
      await page.evaluate(() => { document.execCommand("undo"); document.execCommand("redo"); });
      await page.evaluate(() => document.querySelector(".cm-content").dispatchEvent(new InputEvent("beforeinput", { inputType: "historyUndo", cancelable: true, bubbles: true })));
      check.equal(await text(page), changed, "the browser undoes nothing by itself");
      check((await told(page)).some(([name]) => name === "undo"), "the menu's undo is told to the page");
      await page.evaluate((before) => window.test.editor.setText(before), file.text);
      check.equal(await told(page), [], "setText is no change of the user's");
      check.equal(await text(page), file.text, "the page's undo");
    },
  },
  {
    name: "setText keeps the caret, setFile remembers it for each file",
    async run({ page, site, check }) {
      await open(page, site);
      await caret_to(page, 8);
      await page.evaluate((text) => window.test.editor.setText(text.replace("maxconn 2000", "maxconn 20000\n    nbthread 4")), file.text);
      await page.keyboard.type("X");
      check((await text(page)).includes("default_backend websX\n"), "the caret stays at its words");
      await page.evaluate(() => { const { editor } = window.test; editor.setText(editor.text().replace("daemon", "master-worker").replace("10.0.1.13", "10.0.1.14")); });
      await page.keyboard.type("Z");
      check((await text(page)).includes("default_backend websXZ\n"), "also between two changes");
      await page.evaluate(() => {
        const kept = window.test.editor.text();
        window.test.editor.setFile({ path: "lb-01/nftables.conf", text: "short" });
        window.test.editor.setFile({ path: "lb-01/haproxy.cfg", text: kept });
      });
      await page.keyboard.type("Y");
      check((await text(page)).includes("default_backend websXZY\n"), "the caret is back where it was");
      const scrolled = (path) => page.evaluate(async (wanted) => {
        window.test.editor.setFile({ path: wanted, text: "line\n".repeat(300) });
        await new Promise((resolve) => setTimeout(resolve, 100));
        return Math.round(document.querySelector(".cm-scroller").scrollTop);
      }, path);
      check.equal(await scrolled("a.txt"), 0, "a new file begins at its top");
      await page.evaluate(() => { document.querySelector(".cm-scroller").scrollTop = 2_000; });
      check.equal(await scrolled("b.txt"), 0, "so does the next one");
      const back = await scrolled("a.txt");
      check(Math.abs(back - 2_000) < 3, `the first is where it was left: ${back}`);
    },
  },
  {
    name: "diagnostics stand under their line with the severity as a word",
    async run({ page, site, check }) {
      await open(page, site);
      await page.evaluate((all) => window.test.editor.setDiagnostics(all), problems);
      const box = page.locator(".cm-problem-box-error");
      check.equal(await box.innerText(), "haproxy.cfg:12:12: error: unknown option 'httpcheck'\ndid you mean 'httpchk'?", "the words");
      check.equal(await page.locator(".cm-underlined-error").innerText(), "httpcheck", "underlined");
      check.equal(await page.locator(".cm-underlined-warning").innerText(), "server", "underlined");
      const above = await page.locator(".cm-line", { hasText: "option httpcheck" }).boundingBox();
      const below = await page.locator(".cm-line", { hasText: "set-header" }).boundingBox();
      const place = await box.boundingBox();
      check(place.y >= above.y + above.height && place.y + place.height <= below.y, "between its line and the next");
      check.equal(await page.locator(".cm-mark").filter({ visible: true }).allInnerTexts(), ["✕", "▲"], "marks in the gutter");
      check.equal(await page.locator("#editor-problems-1").textContent(), "1 error, 1 warning", "described for screen readers");
      check.equal(await text(page), file.text, "the blocks are not part of the text");
      await caret_to(page, 11);
      for (let count = 0; count < 4; count += 1) await page.keyboard.press("ArrowDown");   // line 13 is wrapped into two rows
      check.equal((await told(page)).filter(([name]) => name === "line").map(([, line]) => line), [11, 12, 13, 14], "the caret steps over the block");
      await page.evaluate(() => window.test.editor.setDiagnostics([{ line: 13, column: 59, severity: "error", message: "m" }, { line: 99, column: 0, severity: "note", message: "n" }]));
      check.equal(await page.locator(".cm-underlined-error").count(), 0, "no word begins behind the line's last byte");
      check.equal(await page.locator(".cm-problem-box").count(), 2, "a line past the end is shown at the end");
      await page.evaluate(() => { window.test.editor.setFile({ path: "a/x.conf", text: "é日本 word" }); window.test.editor.setDiagnostics([{ line: 1, column: 10, severity: "error", message: "m" }]); });
      check.equal(await page.locator(".cm-underlined-error").innerText(), "word", "columns count bytes");
    },
  },
  {
    name: "a block stays at a line's end while lines are cut and joined",
    async run({ page, site, check }) {
      await open(page, site);
      await page.evaluate((all) => window.test.editor.setDiagnostics(all), problems);
      await caret_to(page, 12);
      await page.keyboard.press("Delete");
      await page.keyboard.type("word");
      check.equal(await page.locator(".cm-line").count(), file.text.split("\n").length - 1, "two lines have become one");
      await caret_to(page, 13);   // server web-01, under which the warning stands
      await page.keyboard.type(" word");
      await page.keyboard.press("Enter");
      const above = await page.locator(".cm-line").nth(13).boundingBox();
      const block = await page.locator(".cm-problem-box-warning").boundingBox();
      const below = await page.locator(".cm-line").nth(14).boundingBox();
      check(above.y < block.y && block.y < below.y, "the block is between two lines");
      check.equal((await text(page)).split("\n").slice(11, 14), ["    option httpcheck GET /healthword    http-request set-header X-From \"the balancer\"   # é", "    server web-01 10.0.1.11:80 check inter 1s word", "    "], "the text");
    },
  },
  {
    name: "Tab leaves the editor in both directions, Ctrl+Enter applies, Ctrl+] indents, Ctrl+/ comments",
    async run({ page, site, check }) {
      await open(page, site);
      await caret_to(page, 2);
      await page.keyboard.press("Tab");
      check.equal(await page.evaluate(() => document.activeElement.id), "after", "Tab");
      await page.keyboard.press("Shift+Tab");
      check(await page.evaluate(() => document.activeElement.matches(".cm-content")), "back");
      await page.keyboard.press("Shift+Tab");
      check.equal(await page.evaluate(() => document.activeElement.id), "before", "Shift+Tab");
      await page.keyboard.press("Tab");
      await told(page);
      await page.keyboard.press("Control+Enter");
      check.equal(await told(page), [["apply"]], "Ctrl+Enter");
      check.equal(await text(page), file.text, "none of it changed the text");
      await page.keyboard.press("Control+]");
      check((await text(page)).startsWith("global\n        daemon\n"), "indented");
      await page.keyboard.press("Control+[");
      await page.keyboard.press("Control+/");
      check((await text(page)).startsWith("global\n    # daemon\n"), "a comment");
      await page.keyboard.press("Control+/");
      check.equal(await text(page), file.text, "and none again");
    },
  },
  {
    name: "the caret's keys: words, Home, End, pages, selection, deleting",
    async run({ page, site, check }) {
      await open(page, site);
      await caret_to(page, 2);
      for (const key of ["Home", "Shift+End", "Backspace"]) await page.keyboard.press(key);
      check((await text(page)).startsWith("global\n    \n"), "the line's words");
      await page.keyboard.type("one two");
      await page.keyboard.press("Control+Backspace");
      check((await text(page)).startsWith("global\n    one \n"), "a word");
      await page.keyboard.press("Control+Home");
      await page.keyboard.press("Control+Delete");
      check((await text(page)).startsWith("\n    one \n"), "a word forwards");
      for (const key of ["Shift+ArrowDown", "Shift+ArrowDown", "Delete"]) await page.keyboard.press(key);
      check((await text(page)).startsWith("    maxconn 2000\n"), "two lines");
      for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "Control+ArrowRight", "Shift+ArrowLeft"]) await page.keyboard.press(key);
      await page.keyboard.type("N");
      check((await text(page)).startsWith("    maxconN 2000\n"), "by characters and words");
      for (const key of ["Control+a", "Delete"]) await page.keyboard.press(key);
      check.equal(await text(page), "", "all");
    },
  },
  {
    name: "input methods compose é and 日本, AltGr gives its characters",
    async run({ page, site, check, context }) {
      await open(page, site);
      await caret_to(page, 1);
      const input = await context.newCDPSession(page);
      const compose = async (...steps) => {
        for (const step of steps) await input.send("Input.imeSetComposition", { text: step, selectionStart: step.length, selectionEnd: step.length });
        await input.send("Input.insertText", { text: steps.at(-1) });
      };
      await page.keyboard.type(" ");
      await compose("´", "é");
      await compose("に", "にほ", "にほん", "日本");
      check((await text(page)).startsWith("global é日本\n"), `composed: ${(await text(page)).split("\n")[0]}`);
      for (const [key, code] of [["{", "Digit7"], ["[", "Digit8"], ["]", "Digit9"], ["}", "Digit0"], ["\\", "Minus"], ["@", "KeyQ"], ["#", "Digit3"], ["|", "Digit6"]]) {
        await input.send("Input.dispatchKeyEvent", { type: "keyDown", key, code, text: key, unmodifiedText: key });
        await input.send("Input.dispatchKeyEvent", { type: "keyUp", key, code });
        const taken = await page.evaluate((init) => {   // as some systems report AltGr
          const event = new KeyboardEvent("keydown", { ...init, ctrlKey: true, altKey: true, bubbles: true, cancelable: true });
          return !document.querySelector(".cm-content").dispatchEvent(event);
        }, { key, code });
        check(!taken, `Ctrl+Alt with ${key} is left to the browser`);
      }
      check((await text(page)).startsWith("global é日本{[]}\\@#|\n"), `AltGr: ${(await text(page)).split("\n")[0]}`);
      check.equal((await told(page)).filter(([name]) => name !== "change" && name !== "line"), [], "no shortcut was taken for it");
    },
  },
  {
    name: "a chosen line is told, a lit line is shown and brought into sight",
    async run({ page, site, check }) {
      await open(page, site);
      await told(page);
      await page.locator(".cm-line").nth(14).click();
      check.equal(await told(page), [["line", 15]], "click");
      await page.locator(".cm-line").nth(14).click();
      check.equal(await told(page), [["line", 15]], "the same line again");
      await page.evaluate(() => window.test.editor.lightLine(15));
      check.equal(await page.locator(".cm-lit").innerText(), "    server web-02 10.0.1.12:80 check inter 1s", "lit");
      check.equal(await page.locator(".cm-lit-number").innerText(), "15", "its number");
      await page.evaluate(() => window.test.editor.lightLine(null));
      check.equal(await page.locator(".cm-lit, .cm-lit-number").count(), 0, "out");
      await page.evaluate(() => { window.test.editor.setText("line\n".repeat(500)); window.test.editor.lightLine(400); });
      await page.waitForSelector(".cm-lit");
      await page.waitForFunction(() => {
        const [lit, host] = [".cm-lit", "#host"].map((name) => document.querySelector(name)?.getBoundingClientRect());
        return lit?.top >= host.top && lit.bottom <= host.bottom;
      }, undefined, { timeout: 2_000 });
      await page.evaluate(() => { window.test.editor.lightLine(100_000); window.test.editor.lightLine(0); });
      check.equal(await page.locator(".cm-lit").count(), 0, "no such line");
    },
  },
  {
    name: "a file that may not be edited can be read, selected and left",
    async run({ page, site, check }) {
      await open(page, site);
      await page.evaluate((given) => window.test.editor.setFile({ ...given, readOnly: true }), file);
      await page.locator(".cm-line").nth(1).click();
      await page.keyboard.type("abc");
      for (const key of ["Enter", "Backspace", "Delete", "Control+]", "Control+/"]) await page.keyboard.press(key);
      check.equal(await text(page), file.text, "unchanged");
      check.equal(await page.locator(".cm-content").getAttribute("aria-readonly"), "true", "said");
    },
  },
  {
    name: "role, name, no spell checking, axe finds nothing, dark and light, at 200 % and on touch",
    async run({ page, site, check, screenshot, browser }) {
      for (const theme of ["dark", "light"]) {
        await open(page, site, { theme });
        await page.evaluate((all) => { window.test.editor.setDiagnostics(all); window.test.editor.lightLine(15); }, problems);
        const content = page.getByRole("textbox", { name: "Configuration: lb-01/haproxy.cfg" });
        check.equal(await content.getAttribute("spellcheck"), "false", "spell checking");
        check.equal(await content.getAttribute("autocapitalize"), "off", "capitals");
        check.equal(await violations_of_axe(page), [], `axe, ${theme}`);
        await screenshot(`editor-${theme}`);
      }
      const context = await browser.newContext({ viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
      const phone = await context.newPage();
      await open(phone, site);
      await phone.evaluate((all) => window.test.editor.setDiagnostics(all), problems);
      await phone.locator(".cm-line").nth(6).tap();
      await phone.keyboard.type("x");
      check((await text(phone)).includes("bind *:80x"), "typed after a tap");
      await screenshot("editor-phone", phone);
      await phone.setViewportSize({ width: 195, height: 350 });   // 200 % zoom of the same screen
      const wide = await phone.evaluate(() => { const all = document.querySelector(".cm-scroller"); return all.scrollWidth - all.clientWidth; });
      check(wide <= 0, `nothing is cut off at 200 %, ${wide} px too wide`);
      await context.close();
    },
  },
  {
    name: "colours of haproxy.cfg, nginx.conf and others; json has none",
    async run({ page, site, check }) {
      await open(page, site);
      const coloured = (kind) => page.locator(`.cm-${kind}`).allInnerTexts();
      check.equal(await coloured("section"), ["global", "frontend", "backend"], "sections");
      check.equal(await coloured("string"), ['"the balancer"'], "strings");
      check.equal(await coloured("comment"), ["# what visitors see", "# é"], "comments");
      check.equal(await coloured("number"), ["2000", "1s", "1s", "1s"], "numbers");
      const nginx = 'events {}\nhttp {\n  # c\n  log_format x "one\ntwo;" more;\n  server { listen 80; root\n    /a; keepalive_timeout 65s; }\n}\n';
      await page.evaluate((given) => window.test.editor.setFile({ path: "web-01/nginx.conf", text: given }), nginx);
      check.equal(await coloured("section"), ["events", "http", "server"], "blocks");
      check.equal(await coloured("keyword"), ["log_format", "listen", "root", "keepalive_timeout"], "directives, over lines too");
      check.equal(await coloured("string"), ['"one', 'two;"'], "a string over two lines");
      check.equal(await coloured("number"), ["80", "65s"], "numbers");
      await page.evaluate(() => window.test.editor.setFile({ path: "lb-01/keepalived.conf", text: "! old\nvrrp_instance V {\n  priority 100\n}\n" }));
      check.equal([await coloured("comment"), await coloured("keyword"), await coloured("number")], [["! old"], ["vrrp_instance", "priority"], ["100"]], "keepalived");
      await page.evaluate(() => window.test.editor.setFile({ path: "answers.json", text: '{"a": 1} # "x"' }));
      check.equal(await page.locator(".cm-line span").count(), 0, "json");
    },
  },
  {
    name: "a file of 256 KiB is edited at its end without delay",
    async run({ page, site, check }) {
      await open(page, site);
      const took = await page.evaluate(async () => {
        const line = "    server web-01 10.0.1.11:80 check inter 1s\n";
        const large = `backend webs\n${line.repeat(5_900)}`;
        const { editor } = window.test;
        editor.setFile({ path: "lb-01/haproxy.cfg", text: large });
        editor.lightLine(5_900);
        editor.focus();
        await new Promise((resolve) => setTimeout(resolve, 300));
        const content = document.querySelector(".cm-content");
        document.getSelection().collapse(content.querySelectorAll(".cm-line")[5].firstChild, 2);
        await new Promise((resolve) => setTimeout(resolve, 100));
        const times = [];
        for (let count = 0; count < 15; count += 1) {
          const start = performance.now();
          document.execCommand("insertText", false, "x");
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
          times.push(performance.now() - start);
        }
        return { middle: times.sort((a, b) => a - b)[7], typed: editor.text().length - large.length };
      });
      check(took.typed === 15 && took.middle < 100, `a key takes ${JSON.stringify(took)} ms`);
    },
  },
  {
    name: "a long line goes on under its own first word, whether spaces or tabs stand before it",
    async run({ page, site, check }) {
      await open(page, site);
      const long = "word ".repeat(30).trim();
      await page.evaluate((all) => window.test.editor.setFile({ path: "a.txt", text: all }), `${long}\n    ${long}\n\t${long}\n\t\t${long}\n  \t${long}`);
      const places = await page.evaluate(() => [...document.querySelectorAll(".cm-line")].map((line) => {
        const text = line.firstChild;
        const at = (index) => { const range = document.createRange(); range.setStart(text, index); range.setEnd(text, index + 1); return range.getBoundingClientRect(); };
        const first = text.data.search(/\S/);
        const rows = [...text.data].map((_, index) => at(index));
        const below = rows.find((place) => place.top > rows[first].top + 5);
        return [rows[first].left, below.left];
      }));
      const column = (places[1][0] - places[0][0]) / 4;
      check(column > 5, "four columns are seen");
      const near = places.map((pair) => pair.map((left) => Math.round((left - places[0][0]) / column * 10) / 10));
      check.equal(near, [[0, 2], [4, 6], [4, 8], [8, 12], [4, 8]], "columns of the first word and of the next row");
    },
  },
  {
    name: "works below a sub-path",
    async run({ page, site, check }) {
      await page.goto(site.below("tests/editor.html"));
      await page.waitForFunction(() => window.test);
      check(await page.locator(".cm-content").isVisible(), "there");
    },
  },
];
