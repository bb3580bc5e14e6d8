// A static server as the page will meet one: any file server that knows brotli, no special headers except the Content-Security-Policy, also below a sub-path.

import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

export const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:";
export const sub_path = "/sub/path/";

const types = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8", ".json": "application/json", ".wasm": "application/wasm", ".svg": "image/svg+xml",
  ".png": "image/png", ".md": "text/markdown; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

/// Which file an address means: below tests/ one of `pages`, else one of `site`. Null for an address that leaves both.
function file_of(address, site, pages) {
  let path = decodeURIComponent(new URL(address, "http://server").pathname);
  if (path.startsWith(sub_path)) path = path.slice(sub_path.length - 1);
  if (path.endsWith("/")) path += "index.html";
  path = normalize(path);
  return path.startsWith("/tests/") ? join(pages, path.slice("/tests/".length)) : join(site, path);
}

/// Serves until close(); `origin` is where.
export async function serve(site, pages) {
  const server = createServer(async (request, response) => {
    try {
      const file = file_of(request.url, site, pages);
      const packed = /\bbr\b/.test(request.headers["accept-encoding"] ?? "") && existsSync(`${file}.br`);
      const body = await readFile(packed ? `${file}.br` : file);
      const headers = { "Content-Type": types[extname(file)] ?? "application/octet-stream", "Content-Security-Policy": policy, "Cache-Control": "no-store" };
      response.writeHead(200, { ...headers, ...(packed && { "Content-Encoding": "br" }) });
      response.end(body);
    } catch {
      response.writeHead(404, { "Content-Type": "text/plain", "Content-Security-Policy": policy });
      response.end("not found\n");
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}
