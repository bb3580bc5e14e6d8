// node vendor.mjs WEB MODULES TARGET: each file of WEB/vendor becomes one module without imports, TARGET/vendor/NAME.js, and the
// licences of what went into it TARGET/licences/PACKAGE.txt. MODULES is the folder node_modules that script/setup fills.
// To add a library: its line in web/package.json (and the lock), and a file in web/vendor that exports what the page uses of it.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

const [web, modules, target] = process.argv.slice(2);

function fail(text)
{
    console.error(`vendor.mjs: ${text}`);
    process.exit(1);
}

/// "…/node_modules/@codemirror/view/dist/index.js" belongs to @codemirror/view.
function packageOf(path)
{
    const parts = path.split("node_modules/").pop().split("/");
    return parts[0].startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
}

function licenceOf(name)
{
    const folder = join(modules, name);
    const file = readdirSync(folder).find((each) => /^licen[cs]e(\.|$)/i.test(each));
    if (file === undefined) fail(`${name} has no licence file, and is not passed on without one`);
    return readFileSync(join(folder, file), "utf8");
}

/// style-mod uses a <style> element in a document and adopted style sheets only below a shadow root. The page's
/// Content-Security-Policy forbids the first, so the second has to do for both.
const adoptedStyleSheets = {
    name: "adopted style sheets",
    setup(build)
    {
        build.onLoad({ filter: /style-mod\.js$/ }, ({ path }) => {
            const text = readFileSync(path, "utf8");
            const condition = "!root.head && root.adoptedStyleSheets";
            if (text.split(condition).length !== 2) fail(`${path} has changed: look for how it mounts its rules`);
            return { contents: text.replace(condition, "root.adoptedStyleSheets"), loader: "js" };
        });
    },
};

async function bundle(esbuild, entry)
{
    const result = await esbuild.build({
        entryPoints: [entry],
        outfile: join(target, "vendor", basename(entry)),
        bundle: true,
        minify: true,
        format: "esm",
        target: "es2020",
        charset: "utf8",
        legalComments: "none",
        metafile: true,
        nodePaths: [modules],
        logLevel: "warning",
        plugins: [adoptedStyleSheets],
    });
    return Object.keys(result.metafile.inputs).filter((path) => path.includes("node_modules/")).map(packageOf);
}

if (!existsSync(join(modules, "esbuild-wasm"))) fail("the page's libraries are not there: run script/setup page");
const esbuild = createRequire(join(modules, "package.json"))("esbuild-wasm");
mkdirSync(join(target, "licences"), { recursive: true });
const packages = new Set();
for (const name of readdirSync(join(web, "vendor")).filter((each) => each.endsWith(".js")).sort()) {
    for (const used of await bundle(esbuild, join(web, "vendor", name))) packages.add(used);
}
for (const name of packages) writeFileSync(join(target, "licences", `${name.replace("/", "-").replace("@", "")}.txt`), licenceOf(name));
