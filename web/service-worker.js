// The page without a network. Every file of a build is kept by the hash of its bytes, and answered from there first; nothing here
// knows a host or a folder, so the page works below any path and inside a frame.
//
// A new version is loaded beside the old one while that runs on untouched. Open pages are told {type: "new-version"}; a reload
// of the only one changes over. What a page has begun with, it stays with.
"use strict";

// Put in when the site is assembled (web/site/assemble.mjs): path -> SHA-256 in base64; and what may come after the first picture.
const files = {/* @EVENKEEL_FILES@ */};
const late = [/* @EVENKEEL_LATE@ */];
// `evenkeel serve` makes the labs anew for each request, so that their author sees what he changes, and says true here.
const labsAreLive = false;

const scope = new URL("./", self.location.href);
const cacheName = `evenkeel ${scope.pathname}`;
const atOnce = 6;

const isLive = (path) => labsAreLive && path.startsWith("labs/");
const isKept = (path) => Object.hasOwn(files, path) && !isLive(path);
const addressOf = (path) => new URL(path, scope).href;
const keyOf = (path) => `${addressOf(path)}?sha256=${encodeURIComponent(files[path])}`;
const openWindows = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });

function pathOf(address)
{
    const url = new URL(address);
    if (url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return undefined;
    const path = url.pathname.slice(scope.pathname.length);
    return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

// What can be kept: a redirected response may not answer a navigation, the encoding is undone, and a host's wrong type for
// WebAssembly would forbid compiling it while it arrives. That there are events is true of the server only, not of its answers.
async function copyOf(response, path)
{
    const headers = new Headers(response.headers);
    for (const name of ["Content-Encoding", "Content-Length", "Evenkeel-Events"]) headers.delete(name);
    if (path.endsWith(".wasm")) headers.set("Content-Type", "application/wasm");
    return new Response(await response.blob(), { headers });
}

// The bytes with this hash, or an error: in the middle of a deployment a host may give another version's.
async function keep(cache, path)
{
    if (await cache.match(keyOf(path))) return;
    const response = await fetch(addressOf(path), { cache: "no-cache", integrity: `sha256-${files[path]}` });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    await cache.put(keyOf(path), await copyOf(response, path));
}

async function keepAll(paths)
{
    const cache = await caches.open(cacheName);
    const left = [...paths];
    const worker = async () => {
        for (let path = left.shift(); path !== undefined; path = left.shift()) await keep(cache, path);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
}

// An update is loaded whole: from the moment it takes over, it must work without a network.
async function install()
{
    const isUpdate = self.registration.active !== null;
    await keepAll(Object.keys(files).filter((path) => isKept(path) && (isUpdate || !late.includes(path))));
    if (!isUpdate) return;
    for (const page of await openWindows()) page.postMessage({ type: "new-version" });
}

async function activate()
{
    const cache = await caches.open(cacheName);
    const wanted = new Set(Object.keys(files).filter(isKept).map(keyOf));
    for (const { url } of await cache.keys()) {
        const isLab = new URL(url).search === "" && isLive(pathOf(url) ?? "");
        if (!wanted.has(url) && !isLab) await cache.delete(url);
    }
    await self.clients.claim();
}

// The page is there and has nothing to do: now for what it will need later.
async function keepTheRest()
{
    await keepAll(late.filter(isKept));
    if (!labsAreLive) return;
    const list = await (await fromServer("labs/index.json")).json();
    for (const { id } of list) await fromServer(`labs/${encodeURIComponent(id)}.json`);
}

async function fromCache(path)
{
    const cache = await caches.open(cacheName);
    await keep(cache, path);
    return cache.match(keyOf(path));
}

async function fromServer(path)
{
    const cache = await caches.open(cacheName);
    try {
        const response = await fetch(addressOf(path), { cache: "no-cache" });
        if (response.ok) await cache.put(addressOf(path), await copyOf(response.clone(), path));
        return response;
    } catch (error) {
        return (await cache.match(addressOf(path))) ?? Response.error();
    }
}

// A waiting version takes over when the last page of the old one is being loaded again; and is asked once, so that nothing loops.
let asked = null;
async function navigate(path)
{
    const waiting = self.registration.waiting;
    if (waiting === null || waiting === asked || (await openWindows()).length > 1) return fromCache(path);
    asked = waiting;
    waiting.postMessage({ type: "take-over" });
    return new Response("", { headers: { "Content-Type": "text/html", Refresh: "0" } });
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
    if (event.data?.type === "take-over") event.waitUntil(self.skipWaiting());
    // Without a network it is tried again the next time the page is idle.
    if (event.data?.type === "idle") event.waitUntil(keepTheRest().catch(() => undefined));
});
self.addEventListener("fetch", (event) => {
    const path = event.request.method === "GET" ? pathOf(event.request.url) : undefined;
    if (path === undefined) return;
    if (isLive(path)) event.respondWith(fromServer(path));
    else if (isKept(path)) event.respondWith(event.request.mode === "navigate" ? navigate(path) : fromCache(path));
});
