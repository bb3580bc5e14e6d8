// The site's folder, as web/site/assemble.mjs makes it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const assembler = fileURLToPath(new URL("../../web/site/assemble.mjs", import.meta.url));
const modules = fileURLToPath(new URL("../../.deps/npm/node_modules", import.meta.url));
const script = `export const words = "${"a word ".repeat(50)}";\n`;
let folder;

function write(path, text)
{
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
}

const read = (path) => readFileSync(join(folder, "site", path));
const has = (path) => existsSync(join(folder, "site", path));

function assemble()
{
    const words = ["--web", "web", "--modules", modules, "--parts", "parts", "--site", "site", "--version", "1.2.3", "--late", "engine.wasm", "built/engine.wasm"];
    return execFileSync("node", [assembler, ...words], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "evenkeel-site-"));
    write("web/index.html", `<title>@EVENKEEL_VERSION@</title><p data-size="@EVENKEEL_SIZE:engine.wasm@">`);
    write("web/page.js", script);
    write("web/service-worker.js", "const files = {/* @EVENKEEL_FILES@ */};\nconst late = [/* @EVENKEEL_LATE@ */];\n");
    write("web/notes.md", "not for visitors");
    write("parts/labs/index.json", "[]\n");
    write("parts/licences/fmt.txt", "MIT");
    write("built/engine.wasm", Buffer.alloc(5000, "wasm"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("sources, parts and programs come together; version and sizes are put in", () => {
    assemble();
    assert.equal(read("index.html").toString(), `<title>1.2.3</title><p data-size="5000">`);
    assert.equal(read("labs/index.json").toString(), "[]\n");
    assert.deepEqual(JSON.parse(read("licences/index.json")), ["fmt.txt"]);
    assert.equal(has("notes.md"), false);
});

test("the service worker has every file with its hash, and what may come late", () => {
    assemble();
    const { files, late } = new Function(`${read("service-worker.js")}; return { files, late };`)();
    assert.deepEqual(Object.keys(files).sort(), ["engine.wasm", "index.html", "labs/index.json", "licences/fmt.txt", "licences/index.json", "page.js"]);
    for (const [path, hash] of Object.entries(files)) assert.equal(createHash("sha256").update(read(path)).digest("base64"), hash, path);
    assert.deepEqual(late.sort(), ["engine.wasm", "licences/fmt.txt", "licences/index.json"]);
});

test("compressed copies hold the same bytes, and are left out where they are no smaller", () => {
    assemble();
    assert.deepEqual(brotliDecompressSync(read("page.js.br")), read("page.js"));
    assert.deepEqual(gunzipSync(read("page.js.gz")), read("page.js"));
    assert.equal(brotliDecompressSync(read("engine.wasm.br")).length, 5000);
    assert.equal(has("labs/index.json.gz"), false);
});

test("what has not changed is not written again", () => {
    assemble();
    const times = ["page.js", "page.js.br", "engine.wasm", "engine.wasm.gz", "service-worker.js"].map((path) => [path, statSync(join(folder, "site", path)).mtimeMs]);
    assert.match(assemble(), /7 files, 0 changed/);
    for (const [path, time] of times) assert.equal(statSync(join(folder, "site", path)).mtimeMs, time, path);
});

test("a changed file gets new copies and a new hash; a removed one is gone with its copies", () => {
    assemble();
    const before = read("service-worker.js").toString();
    utimesSync(join(folder, "site/page.js"), 1, 1);
    write("web/page.js", script.replaceAll("word", "WORD"));
    assert.match(assemble(), /7 files, 2 changed/);
    assert.match(gunzipSync(read("page.js.gz")).toString(), /a WORD a WORD/);
    assert.notEqual(read("service-worker.js").toString(), before);
    rmSync(join(folder, "web/page.js"));
    assemble();
    for (const path of ["page.js", "page.js.br", "page.js.gz"]) assert.equal(has(path), false, path);
});

test("scripts come without comments, with the names they export; a service worker stays as it is", () => {
    write("web/page.js", "// Why.\nimport { other } from \"./other.js\";\nexport function remarkable(argument) { return other(argument); }\n");
    write("web/other.js", "/* classic */ const everybodys = 1;\n");
    assemble();
    assert.match(read("page.js").toString(), /^import\{other as \w+\}from".\/other.js";.*remarkable/);
    assert.doesNotMatch(read("page.js").toString(), /Why|argument/);
    assert.match(read("other.js").toString(), /const everybodys=1/);
    assert.match(read("service-worker.js").toString(), /^const files = \{/);
});

test("a lab's bundle has its guide as HTML beside the text", () => {
    write("parts/labs/01-first.json", JSON.stringify({ id: "01-first", files: { "guide.md": "# Title\n\nSome *words*.\n" } }));
    write("parts/vendor/marked.js", "export const marked = { parse: (text) => `<p>${text.length}</p>` };\n");
    assemble();
    assert.deepEqual(JSON.parse(read("labs/01-first.json")), { id: "01-first", files: { "guide.md": "# Title\n\nSome *words*.\n" }, guide: "<p>23</p>" });
});
