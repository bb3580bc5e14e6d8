import { deflateRawSync } from "node:zlib";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { make_zip } from "./zip_maker.mjs";

const editable = ["lb-01/haproxy.cfg", "web-01/nginx.conf", "web-02/nginx.conf"];
const answer = { "lb-01/haproxy.cfg": "global\n\tdaemon # é 日本\n", "answers.json": "{}\n", "web-01/nginx.conf": "" };

async function open(page, site) {
  await page.goto(site.url("tests/modules.html"));
  await page.waitForFunction(() => window.modules);
}

const unpack = (page, zip, given = editable) => page.evaluate(async ([base64, paths]) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const { files, problems } = await window.modules.folder.unpackFolder(bytes, { editable: paths });
  return { files, problems: problems.map(({ id }) => id), text: problems.map(String).join(" ") };
}, [Buffer.from(zip).toString("base64"), given]);

/// Files as an input or a drop gives them; `folder` sets webkitRelativePath.
const drop = (page, list) => page.evaluate(async ([given, paths]) => {
  const files = given.map(({ name, base64, folder }) => {
    const file = new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name);
    if (folder) Object.defineProperty(file, "webkitRelativePath", { value: folder });
    return file;
  });
  const { files: kept, problems } = await window.modules.folder.unpackFolder(files, { editable: paths });
  return { files: kept, problems: problems.map(({ id }) => id) };
}, [list.map(({ text, ...file }) => ({ ...file, base64: Buffer.from(text).toString("base64") })), editable]);

const pack = (page, files) => page.evaluate((given) => {
  const bytes = window.modules.folder.packFolder(given);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}, files).then((base64) => Buffer.from(base64, "base64"));

const megabyte = 1024 * 1024;
const good = { path: "lb-01/haproxy.cfg", text: "global\n" };
const bomb = deflateRawSync(Buffer.alloc(64 * megabyte));

const shared = deflateRawSync(Buffer.alloc(100_000, "y"));
const hostile = {
  "a bomb of 64 MiB": ["zip-file-too-large", [good, { path: "lb-01/bomb", packed: bomb, size: 5, crc: 0 }]],
  "a file of 256 KiB and a byte": ["zip-file-too-large", [{ path: "lb-01/x", text: "x".repeat(256 * 1024 + 1) }]],
  "five files of 256 KiB": ["zip-too-large", Array.from({ length: 5 }, (_, index) => ({ path: `lb-01/${index}`, text: "x".repeat(256 * 1024) }))],
  "65 files": ["zip-too-many", Array.from({ length: 65 }, (_, index) => ({ path: `lb-01/${index}`, text: "x" }))],
  "10,000 entries": ["zip-too-many", Array.from({ length: 10_000 }, (_, index) => ({ path: `lb-01/${index}` }))],
  "sixty files over the same packed bytes": ["zip-too-large", Array.from({ length: 60 }, (_, index) => ({ path: `lb-01/${String(index).padStart(2, "0")}`, text: "y".repeat(100_000), ...(index > 0 && { packed: Buffer.alloc(0), header: 0, listed: shared.length }) }))],
  "a way up": ["zip-bad-path", [good, { path: "lb-01/../../etc/passwd", text: "x" }]],
  "a way up at the end": ["zip-bad-path", [{ path: "lb-01/..", text: "x" }]],
  "a folder above": ["zip-bad-path", [good, { path: "../", mode: 0o040755 }]],
  "an absolute path": ["zip-bad-path", [{ path: "/etc/passwd", text: "x" }]],
  "a backslash": ["zip-bad-path", [{ path: "lb-01\\haproxy.cfg", text: "x" }]],
  "a drive": ["zip-bad-path", [{ path: "C:/haproxy.cfg", text: "x" }]],
  "a control character": ["zip-bad-path", [{ path: "lb-01/a\nb", text: "x" }]],
  "a zero byte in the name": ["zip-bad-path", [{ path: "lb-01/haproxy.cfg\0.png", text: "x" }]],
  "an empty part": ["zip-bad-path", [{ path: "lb-01//haproxy.cfg", text: "x" }]],
  "no name": ["zip-bad-path", [{ path: "", text: "x" }]],
  "a name of 201 bytes": ["zip-bad-path", [{ path: "é".repeat(100) + "x", text: "x" }]],
  "__proto__": ["zip-bad-path", [{ path: "__proto__", text: "x" }]],
  "a name that is not UTF-8": ["zip-bad-name", [{ path: Buffer.from([0x6c, 0xff, 0xfe]), text: "x" }]],
  "a symbolic link": ["zip-link", [good, { path: "lb-01/link", text: "/etc/passwd", mode: 0o120777 }]],
  "a device": ["zip-link", [{ path: "lb-01/null", mode: 0o020666 }]],
  "the same name twice": ["zip-twice", [good, good]],
  "an encrypted file": ["zip-encrypted", [{ ...good, flags: 0x801 }]],
  "another way of packing": ["zip-method", [{ ...good, method: 14 }]],
  "contents that are not UTF-8": ["zip-not-text", [{ path: "lb-01/x", data: Buffer.from([0xc3, 0x28]) }]],
  "a zero byte in the text": ["zip-not-text", [{ path: "lb-01/x", text: "a\0b" }]],
  "a wrong checksum": ["zip-damaged", [{ ...good, crc: 7 }]],
  "a wrong size": ["zip-damaged", [{ ...good, size: 3 }]],
  "a header outside": ["zip-damaged", [{ ...good, header: 0x7fffffff }]],
  "broken deflate": ["zip-damaged", [{ ...good, packed: Buffer.from([0xff, 0xff, 0xff]) }]],
  "deflate that is cut off": ["zip-damaged", [{ ...good, packed: deflateRawSync(Buffer.from(good.text)).subarray(0, 4) }]],
};

export const tests = [
  {
    name: "a packed folder comes back, unzip reads it, and its bytes depend on nothing but the files",
    async run({ page, site, check, browser }) {
      await open(page, site);
      const zip = await pack(page, answer);
      check.equal(await unpack(page, zip), { files: answer, problems: [], text: "" }, "back");
      check(zip.equals(await pack(page, Object.fromEntries(Object.entries(answer).reverse()))), "the order of the files is the same");
      const elsewhere = await browser.newContext({ timezoneId: "Pacific/Auckland", locale: "ar" });
      const other = await elsewhere.newPage();
      await open(other, site);
      check(zip.equals(await pack(other, answer)), "and the time zone");
      await elsewhere.close();
      const folder = mkdtempSync(join(tmpdir(), "folder-"));
      writeFileSync(join(folder, "a.zip"), zip);
      const read = execFileSync("python3", ["-c", "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), *sorted(z.namelist())); sys.stdout.flush(); sys.stdout.buffer.write(z.read('lb-01/haproxy.cfg'))", join(folder, "a.zip")], { encoding: "utf8" });
      rmSync(folder, { recursive: true });
      check.equal(read, `None answers.json lb-01/haproxy.cfg web-01/nginx.conf\n${answer["lb-01/haproxy.cfg"]}`, "another program reads it");
    },
  },
  {
    name: "the folder around everything is taken away, never a host; litter and folders are passed over; 64 files and 256 KiB fit",
    async run({ page, site, check }) {
      await open(page, site);
      const files = async (entries, given) => (await unpack(page, make_zip(entries), given)).files;
      const inside = (outer) => [{ path: `${outer}`, mode: 0o040755 }, { path: `${outer}lb-01/haproxy.cfg`, text: "a" }, { path: `${outer}answers.json`, text: "b" }];
      check.equal(await files(inside("my-answer/")), { "lb-01/haproxy.cfg": "a", "answers.json": "b" }, "one folder");
      check.equal(await files(inside("a/b/")), { "lb-01/haproxy.cfg": "a", "answers.json": "b" }, "two folders");
      check.equal(await files([{ path: "lb-01/haproxy.cfg", text: "a" }]), { "lb-01/haproxy.cfg": "a" }, "a host");
      check.equal(await files([{ path: "x/lb-01/haproxy.cfg", text: "a" }], []), { "lb-01/haproxy.cfg": "a" }, "without a list of paths");
      check.equal(await files([{ path: "haproxy.cfg", text: "a" }, { path: "__MACOSX/._haproxy.cfg", text: "\0" }, { path: ".DS_Store", text: "\0" }]), { "lb-01/haproxy.cfg": "a" }, "by name");
      const many = Array.from({ length: 64 }, (_, index) => ({ path: `lb-01/${index}`, text: "x" }));
      check.equal(Object.keys(await files(many)).length, 64, "64 files");
      check.equal((await files([{ path: "lb-01/x", method: 0, text: "x".repeat(256 * 1024) }]))["lb-01/x"].length, 256 * 1024, "256 KiB, not packed");
      check.equal((await unpack(page, make_zip([]))).problems, ["folder-empty"], "nothing");
    },
  },
  {
    name: `${Object.keys(hostile).length} hostile archives: each is refused whole, soon, with a sentence`,
    async run({ page, site, check }) {
      await open(page, site);
      for (const [what, [id, entries]] of Object.entries(hostile)) {
        const start = Date.now();
        const { files, problems, text } = await unpack(page, make_zip(entries));
        check.equal([files, problems], [{}, [id]], `${what}: ${text}`);
        check(text.length > 20 && Date.now() - start < 3_000, `${what}: a sentence, soon`);
      }
    },
  },
  {
    name: "lies in an archive's directory, and 3,000 damaged archives by seed",
    timeout: 120_000,
    async run({ page, site, check }) {
      await open(page, site);
      const zip = make_zip([good, { path: "answers.json", text: "{}" }]);
      check.equal((await unpack(page, make_zip([good], { count: 60_000 }))).problems, ["zip-too-many"], "more entries than there are");
      check.equal((await unpack(page, make_zip([good], { count: 9 }))).problems, ["zip-damaged"], "nine entries instead of one");
      check.equal((await unpack(page, make_zip([good], { start: 0xfffffff0 }))).problems, ["zip-damaged"], "a directory outside");
      check.equal((await unpack(page, make_zip([good], { count: 0xffff }))).problems, ["zip-zip64"], "zip64");
      check.equal((await unpack(page, Buffer.alloc(4 * megabyte + 1))).problems, ["zip-too-large"], "5 MiB");
      for (const length of [0, 1, 21, 22, zip.length - 1]) check.equal((await unpack(page, zip.subarray(0, length))).problems, ["zip-damaged"], `cut after ${length}`);
      const thrown = await page.evaluate(async (base64) => {
        const whole = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        let state = 1;
        const random = (below) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor(state / 2 ** 32 * below); };
        let kept = 0;
        for (let round = 0; round < 3_000; round += 1) {
          const bytes = whole.slice();
          for (let count = 1 + random(4); count > 0; count -= 1) bytes[random(bytes.length)] = random(256);
          const { files, problems } = await window.modules.folder.unpackFolder(bytes);   // must not throw
          if (problems.some(({ id }) => id === "files-unreadable")) return `round ${round}: ${problems[0].detail}`;
          if (Object.keys(files).length > 0) kept += 1;
        }
        return kept < 3_000 ? null : "damage is never seen";
      }, zip.toString("base64"));
      check.equal(thrown, null, "every damage has its sentence");
    },
  },
  {
    name: "the limits are those of the core",
    async run({ page, site, check }) {
      await open(page, site);
      const header = readFileSync(new URL("../../core/lab/submission.hpp", import.meta.url), "utf8");
      const of_core = (name) => header.match(new RegExp(`std::size_t ${name} = ([\\d' *]+);`))[1].replaceAll("'", "").split("*").reduce((all, each) => all * Number(each), 1);
      const { limits } = await page.evaluate(async () => ({ limits: (await import("/limits.js")).limits }));
      check.equal(limits, Object.fromEntries(Object.keys(limits).map((name) => [name, of_core(name)])), "limits");
    },
  },
  {
    name: "dropped files find their place by name; doubts, strangers, archives and too much are told",
    async run({ page, site, check }) {
      await open(page, site);
      check.equal(await drop(page, [{ name: "haproxy.cfg", text: "a" }, { name: "answers.json", text: "b" }]), { files: { "lb-01/haproxy.cfg": "a", "answers.json": "b" }, problems: [] }, "by name");
      check.equal(await drop(page, [{ name: "haproxy.cfg", text: "a" }, { name: "nginx.conf", text: "b" }, { name: "notes.txt", text: "c" }]),
        { files: { "lb-01/haproxy.cfg": "a" }, problems: ["file-ambiguous", "file-unknown"] }, "in doubt");
      check.equal(await drop(page, [{ name: "nginx.conf", folder: "mine/web-01/nginx.conf", text: "1" }, { name: "nginx.conf", folder: "mine/web-02/nginx.conf", text: "2" }]),
        { files: { "web-01/nginx.conf": "1", "web-02/nginx.conf": "2" }, problems: [] }, "a folder");
      check.equal(await drop(page, [{ name: "haproxy.cfg", text: "a" }, { name: "haproxy.cfg", text: "b" }]), { files: { "lb-01/haproxy.cfg": "a" }, problems: ["file-twice"] }, "twice");
      check.equal(await drop(page, [{ name: "mine.zip", text: make_zip([good]) }]), { files: { "lb-01/haproxy.cfg": "global\n" }, problems: [] }, "an archive");
      check.equal((await drop(page, [{ name: "haproxy.cfg", text: make_zip([good]) }])).problems, ["file-archive"], "an archive in disguise");
      check.equal((await drop(page, [{ name: "haproxy.cfg", text: Buffer.from([0xff]) }])).problems, ["file-not-text"], "not UTF-8");
      check.equal((await drop(page, [{ name: "haproxy.cfg", text: Buffer.alloc(256 * 1024 + 1, 97) }])).problems, ["file-too-large"], "too large");
      check.equal((await drop(page, Array.from({ length: 65 }, (_, index) => ({ name: `${index}`, text: "" })))).problems, ["files-too-many"], "too many");
      check.equal((await drop(page, [])).problems, ["folder-empty"], "none");
    },
  },
  {
    name: "download hands over the bytes under their name",
    async run({ page, site, check }) {
      await open(page, site);
      const [given] = await Promise.all([page.waitForEvent("download"), page.evaluate(() => window.modules.download.download("07-answer.zip", new Uint8Array([1, 2, 3]), "application/zip"))]);
      check.equal([given.suggestedFilename(), [...readFileSync(await given.path())]], ["07-answer.zip", [1, 2, 3]], "the file");
    },
  },
];
