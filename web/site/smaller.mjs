// What a page waits for is made small: scripts without comments and long names, guides that are HTML already.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/// `files`: path -> bytes. Each script stays a file of its own, with the names it exports. `exact` lists those that stay as they are.
export async function minifyScripts(files, modules, exact)
{
    const esbuild = createRequire(join(modules, "package.json"))("esbuild-wasm");
    const paths = [...files.keys()].filter((path) => path.endsWith(".js") && !path.includes("/") && !exact.includes(path));
    await Promise.all(paths.map(async (path) => {
        // A classic script's top level is everybody's: its names must stay.
        const isModule = /^(import|export) /m.test(files.get(path).toString("utf8"));
        const { code } = await esbuild.transform(files.get(path).toString("utf8"), { minify: true, format: isModule ? "esm" : undefined, target: "es2022", charset: "utf8", legalComments: "inline" });
        files.set(path, Buffer.from(code));
    }));
    esbuild.stop?.();
}

/// Each lab's bundle gets `guide`: its guide.md as HTML, as vendor/marked.js of the same site makes it.
export async function makeGuides(files, parts)
{
    const paths = [...files.keys()].filter((each) => /^labs\/(?!index\.json).*\.json$/.test(each));
    if (paths.length === 0) return;
    const { marked } = await import(pathToFileURL(join(parts, "vendor/marked.js")).href);
    for (const path of paths) {
        const bundle = JSON.parse(files.get(path).toString("utf8"));
        bundle.guide = marked.parse(bundle.files["guide.md"] ?? "");
        files.set(path, Buffer.from(`${JSON.stringify(bundle)}\n`));
    }
}
