// node split.mjs TOOL GLUE PROGRAM LABS FONT FOLDER: PROGRAM (lab.wasm) in two parts. FOLDER/lab.wasm holds what a page uses until its
// picture lives, FOLDER/lab-later.wasm all else. What is used is not guessed but seen: first_run.mjs does it. TOOL is Binaryen's
// wasm-split, GLUE Emscripten's loader. Nothing is done when nothing has changed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [tool, glue, program, labs, font, folder] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const outputs = [join(folder, "lab.wasm"), join(folder, "lab-later.wasm")];

const hash = createHash("sha256");
for (const path of [glue, program, font, join(here, "../../web/gallery.js"), ...[labs, here].flatMap((each) => readdirSync(each).sort().map((name) => join(each, name)))]) hash.update(readFileSync(path));
const stamp = join(folder, "split.sha256");
const digest = hash.digest("hex");
if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest && outputs.every(existsSync)) process.exit(0);

mkdirSync(folder, { recursive: true });
const instrumented = join(folder, "instrumented.wasm");
const profile = join(folder, "lab.profile");
const split = (...options) => execFileSync(tool, ["--all-features", ...options], { stdio: "inherit" });
split("--instrument", program, "-o", instrumented);
execFileSync(process.execPath, [join(here, "first_run.mjs"), glue, instrumented, profile, labs, font], { stdio: ["ignore", "inherit", "inherit"] });
split("--split", program, `--profile=${profile}`, "-o1", outputs[0], "-o2", outputs[1]);
writeFileSync(stamp, digest);
