// bundle_codemirror.mjs OUT.js: the part of CodeMirror which the page's editor uses, as one module, and beside it OUT.licences.txt.
// Needs the packages of web/vendor/codemirror (npm ci there).

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const source = resolve(dirname(fileURLToPath(import.meta.url)), "../web/vendor/codemirror");
const from_source = createRequire(join(source, "entry.js"));

/// style-mod uses a <style> element in a document and adopted style sheets only below a shadow root. The page's
/// Content-Security-Policy forbids the first, so the second has to do for both.
const adopted_style_sheets = {
  name: "adopted style sheets",
  setup(build) {
    build.onLoad({ filter: /style-mod\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const condition = "!root.head && root.adoptedStyleSheets";
      if (text.split(condition).length !== 2) throw new Error(`${path} has changed: look for how it mounts its rules`);
      return { contents: text.replace(condition, "root.adoptedStyleSheets"), loader: "js" };
    });
  },
};

function licences(metafile) {
  const folders = new Set(Object.keys(metafile.inputs).map((path) => path.match(/^node_modules\/(@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean));
  return [...folders].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(source, folder, "package.json"), "utf8"));
    return `${name} ${version}\n\n${readFileSync(join(source, folder, "LICENSE"), "utf8").trim()}\n`;
  }).join("\n");
}

const [out] = process.argv.slice(2);
if (!out) {
  console.error("use: bundle_codemirror.mjs OUT.js");
  process.exit(3);
}
let esbuild;
try {
  esbuild = from_source("esbuild");
} catch {
  console.error("bundle_codemirror.mjs: the packages are missing: npm ci --prefix web/vendor/codemirror");
  process.exit(1);
}
const { metafile, outputFiles } = await esbuild.build({
  absWorkingDir: source,
  entryPoints: ["entry.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  metafile: true,
  write: false,
  outfile: "codemirror.js",
  plugins: [adopted_style_sheets],
});
mkdirSync(dirname(resolve(out)), { recursive: true });
writeFileSync(out, outputFiles[0].contents);
writeFileSync(out.replace(/\.js$/, "") + ".licences.txt", licences(metafile));
