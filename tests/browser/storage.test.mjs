// Storage in one tab and in two, and with everything that a browser can refuse. `a` is the store as a page's window.a.

const work = { id: "w1", name: "First try", lab: "07", version: 1, files: { "lb-01/haproxy.cfg": "global\n" }, session: { seed: 3 }, at: 0 };

async function open(page, site, options = {}) {
  await page.goto(site.url("tests/modules.html"));
  await page.waitForFunction(() => window.modules);
  await page.evaluate((given) => {
    window.told = [];
    const steps = given.steps && Array.from({ length: given.steps }, (_, version) => (database) => version === 0 ? database.createObjectStore("works", { keyPath: "id" }) : database.createObjectStore(`more-${version}`));
    window.a = window.modules.storage.openStorage({ onProblem: (problem) => window.told.push({ ...problem, sentence: `${problem}` }), ...(steps && { steps }) });
  }, options);
}

const ready = (page) => page.evaluate(() => window.a.ready);
const save = (page, given = work) => page.evaluate((it) => window.a.save(it), given);
const load = (page, id = work.id) => page.evaluate((it) => window.a.load(it), id);
const list = (page) => page.evaluate(() => window.a.list());
const told = (page) => page.evaluate(() => window.told.map(({ id }) => id));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/// Opens the database past our module and may put a record into it.
const raw = (page, version, given) => page.evaluate(([wanted, value]) => new Promise((resolve, reject) => {
  const request = indexedDB.open("evenkeel", wanted);
  request.onupgradeneeded = () => request.result.objectStoreNames.contains("works") || request.result.createObjectStore("works", { keyPath: "id" });
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    window.raw = request.result;
    const transaction = request.result.transaction("works", "readwrite");
    if (value) transaction.objectStore("works").put(value);
    transaction.oncomplete = () => resolve();
  };
}), [version, given]);

export const tests = [
  {
    name: "saves, loads, lists, renames and removes; the list is there at once in the next page",
    async run({ page, site, check }) {
      await open(page, site);
      await ready(page);
      const answer = await save(page);
      check.equal(answer, { id: "w1", name: "First try", kept: "stored" }, "answer");
      await save(page, { ...work, id: "w2", name: "Second" });
      check.equal((await list(page)).map(({ id, lab }) => [id, lab]), [["w2", "07"], ["w1", "07"]], "the latest first");
      const { at, ...loaded } = await load(page);
      const { at: _, ...expected } = work;
      check.equal(loaded, expected, "loaded");
      check(Math.abs(at - Date.now()) < 60_000, "its time");
      check.equal(await page.evaluate(() => window.a.rename("w1", "Better name")), true, "renamed");
      check.equal((await save(page)).name, "Better name", "a save with the old name keeps the new one");
      await page.goto(site.url("tests/modules.html"));
      await page.waitForFunction(() => window.modules);
      const at_once = await page.evaluate(() => window.modules.storage.openStorage({ onProblem() {} }).list().map(({ id }) => id));
      check.equal(at_once.sort(), ["w1", "w2"], "before the database is open");
      await open(page, site);
      check.equal((await load(page)).name, "Better name", "renamed for good");
      await page.evaluate(() => window.a.remove("w1"));
      check.equal([await load(page), (await list(page)).map(({ id }) => id)], [null, ["w2"]], "removed");
      check.equal(await told(page), [], "nothing to tell");
    },
  },
  {
    name: "a killed tab loses nothing that is older than the delay",
    async run({ page, site, context, check }) {
      await open(page, site);
      await page.evaluate((given) => {
        const saver = window.modules.storage.autosaver(window.a, 100);
        let count = 0;
        setInterval(() => saver.changed({ ...given, files: { "lb-01/haproxy.cfg": `edit ${count += 1}` } }), 20);
        window.count = () => count;
      }, work);
      await sleep(1_500);
      const before = await page.evaluate(() => window.count());
      const killer = await context.newCDPSession(page);
      killer.send("Page.crash").catch(() => {});
      await page.waitForEvent("crash");
      const next = await context.newPage();
      await open(next, site);
      await ready(next);
      check.equal((await list(next)).map(({ id }) => id), ["w1"], "it is in the list");
      const count = Number((await load(next)).files["lb-01/haproxy.cfg"].split(" ")[1]);
      check(count >= before - 60 && count > 20, `saved while the edits went on: ${count} of ${before}`);
      check.equal(await told(next), [], "nothing to tell");
    },
  },
  {
    name: "closing the tab saves at once; the browser asks only while something is unsaved",
    async run({ page, site, context, check }) {
      await open(page, site);
      await page.evaluate(() => { window.saver = window.modules.storage.autosaver(window.a, 60_000); });
      await page.locator("button").click();
      check.equal(await page.evaluate(async (given) => {
        const seen = [window.saver.unsaved()];
        window.saver.changed(given);
        seen.push(window.saver.unsaved());
        await window.saver.flush();
        return [...seen, window.saver.unsaved()];
      }, work), [false, true, false], "unsaved");
      let asked = 0;
      const answer = (dialog) => { asked += 1; return dialog.accept(); };
      page.on("dialog", answer);
      await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
      check.equal(asked, 0, "all is saved: closed without a question");
      const next = await context.newPage();
      next.on("dialog", answer);
      await open(next, site);
      await next.locator("button").click();
      await load(next);
      await next.evaluate((given) => { window.modules.storage.autosaver(window.a, 60_000).changed({ ...given, files: { x: "late" } }); }, work);
      await Promise.all([next.waitForEvent("close"), next.close({ runBeforeUnload: true })]);
      check.equal(asked, 1, "asked once");
      const third = await context.newPage();
      await open(third, site);
      check.equal((await load(third)).files, { x: "late" }, "and saved nevertheless");
    },
  },
  {
    name: "what a closing tab had no time to save is there in the next one; what was saved in time is not put back over later work",
    async run({ page, site, check }) {
      await open(page, site);
      await save(page);
      await page.evaluate((given) => window.a.save_at_once({ ...given, files: { x: "last word" } }), work);
      await open(page, site);
      check.equal((await load(page)).files, { x: "last word" }, "put back");
      await page.evaluate(async (given) => {
        window.a.save_at_once({ ...given, files: { x: "older" } });
        const words = Object.entries(localStorage).find(([key]) => key.includes("unsaved"));
        await window.a.save({ ...given, files: { x: "newer" } });
        localStorage.setItem(...words);
      }, work);
      await open(page, site);
      check.equal((await load(page)).files, { x: "newer" }, "stays");
      check.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("unsaved"))), [], "nothing is left over");
      check.equal((await list(page)).map(({ id }) => id), ["w1"], "no copy");
    },
  },
  ...[["throws", () => { Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("denied", "SecurityError"); } }); }],
      ["is missing", () => { Object.defineProperty(window, "indexedDB", { value: undefined }); }],
      ["refuses to open", () => { IDBFactory.prototype.open = () => { throw new DOMException("denied", "SecurityError"); }; }]].map(([how, prepare]) => ({
    name: `a private window, where indexedDB ${how}: told once, works stay in memory, unsaved until the end`,
    async run({ page, site, check }) {
      await page.addInitScript(prepare);
      await page.addInitScript(() => { Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } }); });
      await open(page, site);
      await ready(page);
      check.equal((await save(page)).kept, "memory", "kept");
      await save(page, { ...work, id: "w2" });
      check.equal((await load(page)).files, work.files, "loaded from memory");
      check.equal((await list(page)).length, 2, "listed");
      check.equal((await told(page)).filter((id) => id === "storage-unavailable").length, 1, "told once");
      check.equal(await page.evaluate(async (given) => {
        const saver = window.modules.storage.autosaver(window.a, 1);
        saver.changed(given);
        await saver.flush();
        return saver.unsaved();
      }, work), true, "the page still warns before it closes");
    },
  })),
  {
    name: "no room left: told, kept in memory, stored as soon as there is room",
    async run({ page, site, context, check }) {
      await open(page, site);
      await ready(page);
      const quota = await context.newCDPSession(page);
      await quota.send("Storage.overrideQuotaForOrigin", { origin: site.origin, quotaSize: 1 });
      const big = { ...work, files: { x: "x".repeat(500_000) } };
      check.equal((await save(page, big)).kept, "memory", "no room");
      check.equal((await load(page)).files.x.length, 500_000, "nothing is lost");
      check.equal(await told(page), ["storage-quota"], "told");
      check((await page.evaluate(() => window.told[0].sentence)).startsWith("The browser has no room left"), "a sentence");
      await quota.send("Storage.overrideQuotaForOrigin", { origin: site.origin });
      check.equal((await save(page, big)).kept, "stored", "room again");
    },
  },
  {
    name: "a tab with an older schema blocks the new one until it is closed; then the migration runs and works stay",
    async run({ page, site, context, check }) {
      await open(page, site);
      await save(page);
      await page.goto(site.url("tests/modules.html"));
      await raw(page, 1);
      const next = await context.newPage();
      await open(next, site, { steps: 2 });
      await next.waitForFunction(() => window.told.length > 0);
      check.equal(await told(next), ["storage-blocked"], "told");
      await page.evaluate(() => window.raw.close());
      await ready(next);
      check.equal((await load(next)).name, work.name, "still there");
      check.equal(await next.evaluate(async () => (await indexedDB.databases()).map(({ version }) => version)), [2], "migrated");
    },
  },
  {
    name: "a newer page may change the schema while an older one is open: that one keeps its work in memory and says so",
    async run({ page, site, context, check }) {
      await open(page, site);
      await save(page);
      const next = await context.newPage();
      await open(next, site, { steps: 3 });
      await ready(next);
      await page.waitForFunction(() => window.told.length > 0);
      check.equal(await told(page), ["storage-newer"], "told");
      check.equal((await save(page)).kept, "memory", "in memory");
      check.equal(await told(next), [], "the newer one has nothing to tell");
    },
  },
  {
    name: "damaged records, works of a later version and a damaged list are told, and left as they are",
    async run({ page, site, check }) {
      await page.goto(site.url("tests/modules.html"));
      await raw(page, 1, { id: "bad", name: "Bad", files: 7 });
      await raw(page, 1, { ...work, id: "later", version: 99 });
      await raw(page, 1, work);
      await page.evaluate(() => { window.raw.close(); localStorage.setItem("evenkeel-works", '{"not": '); });
      await open(page, site);
      await ready(page);
      check.equal([await load(page, "bad"), await load(page, "later")], [null, null], "refused");
      check.equal(await told(page), ["work-damaged", "work-too-new"], "told");
      check.equal((await list(page)).map(({ id }) => id).sort(), ["bad", "later", "w1"], "the list is the database's");
      check.equal((await load(page)).name, work.name, "the good one opens");
    },
  },
  {
    name: "the same work in two tabs: the later one is told and its changes become a copy",
    async run({ page, site, context, check }) {
      await open(page, site);
      await save(page);
      const next = await context.newPage();
      await open(next, site);
      await load(next);
      await next.waitForFunction(() => window.told.length > 0);
      check.equal(await next.evaluate(() => window.told.map(({ id, work: { id: of } }) => [id, of])), [["work-open-elsewhere", "w1"]], "told");
      check.equal(await told(page), [], "the first is not disturbed");
      const copy = await save(next, { ...work, files: { x: "from the second" } });
      check(copy.id !== "w1" && copy.name === "First try (copy)", "a copy");
      check.equal((await save(next, { ...work, files: { x: "second again" } })).id, copy.id, "one copy, also by the old id");
      check.equal((await save(page, { ...work, files: { x: "from the first" } })).id, "w1", "the first goes on");
      check.equal((await load(page)).files.x, "from the first", "the first's");
      check.equal((await load(next, copy.id)).files.x, "second again", "the second's");
      await page.waitForFunction(() => window.a.list().length === 2);
    },
  },
  {
    name: "two tabs which cannot hear each other: what would be overwritten becomes a copy",
    async run({ page, site, context, check }) {
      await context.addInitScript(() => { delete window.BroadcastChannel; });
      await open(page, site);
      await save(page);
      const next = await context.newPage();
      await open(next, site);
      await load(next);
      await save(page, { ...work, files: { x: "from the first" } });
      const copy = await save(next, { ...work, files: { x: "from the second" } });
      check(copy.id !== "w1", "a copy");
      check.equal(await next.evaluate(() => window.told.map(({ id, work: { id: of } }) => [id, of])), [["work-copied", copy.id]], "told");
      check.equal([(await load(page)).files.x, (await load(page, copy.id)).files.x], ["from the first", "from the second"], "both are there");
    },
  },
  {
    name: "a tab that was closed holds nothing: the next one goes on with the work itself",
    async run({ page, site, context, check }) {
      await open(page, site);
      await save(page);
      await page.close();
      const next = await context.newPage();
      await open(next, site);
      await load(next);
      await sleep(200);
      check.equal([(await save(next)).id, await told(next)], ["w1", []], "no copy");
    },
  },
];
