// node assemble.mjs --web FOLDER --modules FOLDER --parts FOLDER --site FOLDER --version V [--late PATH]… [FILE]…: the site's folder, from
// the sources in --web, from everything below --parts (fonts, labs, licences, vendor) and from each FILE; --modules is node_modules. Only
// what changed is written, what belongs to nothing is removed; beside each file that gets smaller lie FILE.br and FILE.gz.
//
// In the sources of --web: @EVENKEEL_VERSION@ becomes the version, @EVENKEEL_SIZE:PATH@ the bytes of a file of the site.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { makeGuides, minifyScripts } from "./smaller.mjs";

const { values: options, positionals: built } = parseArgs({
    allowPositionals: true,
    options: {
        web: { type: "string" },
        modules: { type: "string" },
        parts: { type: "string" },
        site: { type: "string" },
        version: { type: "string" },
        late: { type: "string", multiple: true, default: [] },
    },
});

const fromWeb = [".html", ".css", ".js", ".svg", ".webmanifest", ".png", ".ico"];
const texts = [".html", ".css", ".js", ".svg", ".webmanifest", ".json", ".txt"];
const compressible = [...texts, ".wasm", ".ttf"];
const worker = "service-worker.js";

function filesBelow(folder, prefix = "")
{
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true }).flatMap((each) =>
        each.isDirectory() ? filesBelow(join(folder, each.name), `${prefix}${each.name}/`) : [prefix + each.name]);
}

/// path -> bytes, of everything but the service worker's lists.
function collect()
{
    const files = new Map();
    for (const path of filesBelow(options.parts)) files.set(path, readFileSync(join(options.parts, path)));
    for (const path of built) files.set(basename(path), readFileSync(path));
    for (const name of readdirSync(options.web)) {
        if (fromWeb.includes(extname(name))) files.set(name, readFileSync(join(options.web, name)));
    }
    const licences = [...files.keys()].filter((path) => path.startsWith("licences/")).map((path) => basename(path));
    files.set("licences/index.json", Buffer.from(`${JSON.stringify(licences.sort())}\n`));
    return files;
}

function fillIn(files, path)
{
    const text = files.get(path).toString("utf8");
    const filled = text.replaceAll("@EVENKEEL_VERSION@", options.version).replace(/@EVENKEEL_SIZE:([^@\s]+)@/g, (_, of) => {
        if (!files.has(of)) console.error(`assemble.mjs: ${path} asks for the size of ${of}, which is not built here`);
        return String(files.get(of)?.length ?? 0);
    });
    if (filled !== text) files.set(path, Buffer.from(filled));
}

function fillInWorker(files)
{
    if (!files.has(worker)) return;
    const paths = [...files.keys()].filter((path) => path !== worker).sort();
    const hashed = paths.map((path) => `\n    ${JSON.stringify(path)}: "${createHash("sha256").update(files.get(path)).digest("base64")}",`);
    const isLate = (path) => path.startsWith("licences/") || options.late.includes(path);
    const late = paths.filter(isLate).map((path) => `\n    ${JSON.stringify(path)},`);
    const text = files.get(worker).toString("utf8");
    const filled = text.replace("/* @EVENKEEL_FILES@ */", `${hashed.join("")}\n`).replace("/* @EVENKEEL_LATE@ */", `${late.join("")}\n`);
    files.set(worker, Buffer.from(filled));
}

/// Whether it was another one before.
function write(path, bytes)
{
    const place = join(options.site, path);
    if (existsSync(place) && readFileSync(place).equals(bytes)) return false;
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes);
    return true;
}

const codings = {
    ".br": (bytes) =>
        brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    ".gz": (bytes) => gzipSync(bytes, { level: 9 }),
};

/// The names of its compressed forms. One that is older than the file is of another file.
function compress(path, bytes)
{
    const place = join(options.site, path);
    const made = [];
    for (const [ending, coding] of Object.entries(codings)) {
        const there = existsSync(place + ending) && statSync(place + ending).mtimeMs >= statSync(place).mtimeMs;
        const coded = there ? undefined : coding(bytes);
        if (coded !== undefined && coded.length < bytes.length) writeFileSync(place + ending, coded);
        if (there || coded.length < bytes.length) made.push(path + ending);
    }
    return made;
}

const files = collect();
for (const path of files.keys()) if (texts.includes(extname(path)) && existsSync(join(options.web, path))) fillIn(files, path);
await minifyScripts(files, options.modules, [worker]);
await makeGuides(files, options.parts);
fillInWorker(files);
const belongs = new Set(files.keys());
let changed = 0;
for (const [path, bytes] of files) {
    if (write(path, bytes)) changed += 1;
    if (compressible.includes(extname(path))) for (const name of compress(path, bytes)) belongs.add(name);
}
for (const path of filesBelow(options.site)) if (!belongs.has(path)) rmSync(join(options.site, path));
console.log(`${options.site}: ${files.size} files, ${changed} changed`);
