import { deflateRawSync } from "node:zlib";
import { button, open_page, write_file } from "./lab_page.mjs";

const share = {
  format: 1, lab: "07-the-dead-server-that-still-gets-traffic", seed: 3, at_ns: 112_400_000_000, view: { host: "web-02", speed: 10 },
  files: { "lb-01/haproxy.cfg": "global\n\tdaemon # é 日本 😀\n", "answers.json": "{}\n" },
};
const canonical = '{"at_ns":112400000000,"files":{"answers.json":"{}\\n","lb-01/haproxy.cfg":"global\\n\\tdaemon # é 日本 😀\\n"},"format":1,"lab":"07-the-dead-server-that-still-gets-traffic","seed":3,"view":{"host":"web-02","speed":10}}';

async function open(page, site) {
  await page.goto(site.url("tests/modules.html"));
  await page.waitForFunction(() => window.modules);
}

const encode = (page, value) => page.evaluate((it) => window.modules.share.encodeShare(it), value);
const decode = (page, hash) => page.evaluate((it) => {
  const { share: read, problem } = window.modules.share.decodeShare(it);
  return { share: read ?? null, id: problem?.id ?? null, text: problem ? `${problem}` : null };
}, hash);
const hash_of = (text) => `#1.${deflateRawSync(Buffer.from(text)).toString("base64url")}`;
const link_of = (change) => hash_of(JSON.stringify({ ...share, ...change }));

/// All texts of all works which this browser keeps.
const texts_kept = (page) => page.evaluate(async () => {
  const store = (await import("/storage.js")).openStorage({ onProblem() {} });
  await store.ready;
  const works = await Promise.all(store.list().map(({ id }) => store.load(id)));
  return works.flatMap(({ files }) => Object.values(files));
});

export const tests = [
  {
    name: "a share comes back byte for byte, through an address too, and equal shares give equal links",
    async run({ page, site, check }) {
      await open(page, site);
      const hash = await encode(page, share);
      check(/^#1\.[A-Za-z0-9_-]+$/.test(hash), "an address can hold it as it is");
      check.equal((await decode(page, hash)).share, share, "back");
      check.equal(await encode(page, Object.fromEntries(Object.entries(share).reverse())), hash, "the order of the fields is the same");
      check.equal(await page.evaluate((it) => window.modules.share.canonical(it), share), canonical, "the text in it");
      check.equal((await decode(page, hash_of(canonical))).share, share, "another deflate");
      await page.goto(site.url("tests/modules.html") + hash);
      await page.waitForFunction(() => window.modules);
      check.equal((await decode(page, await page.evaluate(() => location.hash))).share, share, "through the address");
      const { view, ...least } = share;
      check.equal((await decode(page, await encode(page, { ...least, seed: "18446744073709551615" }))).share.seed, "18446744073709551615", "a large seed, no view");
      check.equal((await decode(page, `#${await encode(page, { ...share, view: "site" })}`)).share.view, "site", "a word as view, and a second #");
      check(view, "the view was there");
    },
  },
  {
    name: "8,000 characters and no more",
    async run({ page, site, check }) {
      await open(page, site);
      const found = await page.evaluate((given) => {
        const { encodeShare, decodeShare } = window.modules.share;
        let state = 1;
        const noise = Array.from({ length: 8_000 }, () => String.fromCharCode(33 + (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % 2 ** 31 / 2 ** 31 * 90)).join("");
        const hash = (length) => encodeShare({ ...given, files: { "lb-01/haproxy.cfg": noise.slice(0, length) } });
        let longest = 0;
        for (let step = 4_096; step >= 1; step /= 2) if (hash(longest + step) !== null) longest += step;
        return { longest, characters: hash(longest).length, back: decodeShare(hash(longest)).share.files["lb-01/haproxy.cfg"] === noise.slice(0, longest), more: hash(8_000) };
      }, share);
      check(found.longest > 4_000 && found.characters > 7_990 && found.characters <= 8_000, `the longest: ${JSON.stringify(found)}`);
      check.equal([found.back, found.more], [true, null], "it comes back, a longer one does not exist");
      check.equal((await decode(page, `#1.${"A".repeat(8_000)}`)).id, "share-too-large", "nor is it read");
    },
  },
  {
    name: "what is wrong with a link is said in a sentence",
    async run({ page, site, check }) {
      await open(page, site);
      const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
      const cases = {
        "": "share-none", "#": "share-none", "#labs/07": "share-none", "#1": "share-none", "#x.abc": "share-none",
        "#2.abc": "share-unknown-format", [link_of({ format: 2 })]: "share-unknown-format", [link_of({ format: "1" })]: "share-unknown-format",
        "#1.": "share-damaged", "#1.a": "share-damaged", "#1.a b": "share-damaged", "#1.%41": "share-damaged", "#1.////": "share-damaged",
        [hash_of(canonical).slice(0, -9)]: "share-damaged", [hash_of("{")]: "share-damaged", [hash_of(deep)]: "share-damaged",
        [hash_of(Buffer.from([0x22, 0xff, 0x22]))]: "share-damaged", [hash_of(Buffer.alloc(4 * 1024 * 1024))]: "share-too-large",
        [hash_of("[]")]: "share-wrong", [hash_of("null")]: "share-wrong", [link_of({ more: 1 })]: "share-wrong", [link_of({ lab: 7 })]: "share-wrong",
        [link_of({ lab: "../x" })]: "share-wrong", [link_of({ files: [] })]: "share-wrong", [link_of({ files: { "../x": "" } })]: "share-wrong",
        [link_of({ files: { x: 1 } })]: "share-wrong", [link_of({ files: { x: "\0" } })]: "share-wrong", [link_of({ files: { x: "\ud800" } })]: "share-wrong",
        [link_of({ files: { x: "x".repeat(256 * 1024 + 1) } })]: "share-wrong", [link_of({ seed: -1 })]: "share-wrong", [link_of({ seed: 1.5 })]: "share-wrong",
        [link_of({ seed: "7x" })]: "share-wrong", [link_of({ at_ns: undefined })]: "share-wrong", [link_of({ view: [] })]: "share-wrong",
        [link_of({ files: Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`${index}`, ""])) })]: "share-wrong",
        [hash_of(JSON.stringify(share).replace('"answers.json"', '"__proto__"'))]: "share-wrong",
      };
      for (const [hash, expected] of Object.entries(cases)) {
        const { share: read, id, text } = await decode(page, hash);
        check.equal([read, id], [null, expected], `${hash.slice(0, 60)}: ${text}`);
        check(text.length > 20 && text.length < 200 && !/undefined|null|object Object/.test(text), `a sentence: ${text}`);
      }
      for (const odd of [null, 7, {}, []]) check((await decode(page, odd)).id !== null, "not even a text");
    },
  },
  {
    name: "2,000 fuzzed links by seed: never an exception, soon, and nothing but shares",
    timeout: 120_000,
    async run({ page, site, check }) {
      await open(page, site);
      const found = await page.evaluate(([hash, lab]) => {
        const { decodeShare, encodeShare } = window.modules.share;
        const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        const ids = {};
        let longest = 0;
        for (let seed = 1; seed <= 2_000; seed += 1) {
          let state = seed * 2654435761 >>> 0;
          const random = (below) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor(state / 2 ** 32 * below); };
          let text = hash;
          for (let count = 1 + random(3); count > 0; count -= 1) {
            const at = seed % 2 ? 3 + random(text.length - 3) : random(text.length);
            const put = [letters[random(64)], String.fromCharCode(random(0x300)), "", letters.slice(random(60))][random(4)];
            text = text.slice(0, at) + put + text.slice(at + random(3));
          }
          const start = performance.now();
          try {
            const { share: read, problem } = decodeShare(text);
            ids[problem?.id ?? "share"] = (ids[problem?.id ?? "share"] ?? 0) + 1;
            if (problem?.detail) return `seed ${seed}: ${problem.detail}`;
            if (read && (typeof read.lab !== "string" || (encodeShare(read) !== null && decodeShare(encodeShare(read)).share.lab !== read.lab))) return `seed ${seed}: no share`;
          } catch (error) {
            return `seed ${seed}: ${error.stack}`;
          }
          longest = Math.max(longest, performance.now() - start);
        }
        return { ids, longest, lab };
      }, [await encode(page, share), share.lab]);
      check(typeof found === "object", String(found));
      check(found.ids["share-damaged"] > 500 && found.longest < 500, `what was found: ${JSON.stringify(found)}`);
    },
  },
  {
    name: "the page's own link opens the same lab with the same files in another browser, and leaves what is kept there alone",
    timeout: 180_000,
    async run({ page, site, browser, check }) {
      await open_page({ page, site });
      const text = await page.getByRole("textbox", { name: /Editor/ }).innerText();
      check(text.includes("server"), "a file is open");
      await write_file(page, "# from the first browser\nglobal\n");
      await button(page, "Share").click();
      const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
      check(/^[^#]*#1\.[A-Za-z0-9_-]+$/.test(link), link.slice(0, 120));
      const elsewhere = await browser.newContext();
      const other = await elsewhere.newPage();
      await open_page({ page: other, site });
      const second = "# from the second browser\nglobal\n";
      await write_file(other, second);
      const deadline = Date.now() + 20_000;   // until it is saved
      while (!(await texts_kept(other)).includes(second) && Date.now() < deadline) await other.waitForTimeout(200);
      await other.goto("about:blank");
      await other.goto(link);
      await other.getByText("# from the first browser").waitFor({ timeout: 45_000 });
      const kept = await texts_kept(other);
      check(kept.includes(second), `what was kept there is still there: ${JSON.stringify(kept)}`);
      await elsewhere.close();
    },
  },
];
