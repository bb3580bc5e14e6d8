// The page's own files with their libraries, for tests of single modules when no site has been built: web/ and vendor/.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

export function site_of_modules(top, out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, "vendor"), { recursive: true });
  cpSync(join(top, "web"), out, { recursive: true, filter: (path) => !/\/(node_modules|vendor)$/.test(path) });
  const packages = join(top, "web/vendor/codemirror");
  if (!existsSync(join(packages, "node_modules"))) execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--prefix", packages], { stdio: "inherit" });
  execFileSync("node", [join(top, "cmake/bundle_codemirror.mjs"), join(out, "vendor/codemirror.js")], { stdio: "inherit" });
  cpSync(join(top, "tests/browser/node_modules/fflate/esm/browser.js"), join(out, "vendor/fflate.js"));
  return out;
}
