// web/service-worker.js against a browser of a few lines: caches, fetch and pages that a test can look into.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const source = readFileSync(new URL("../../web/service-worker.js", import.meta.url), "utf8");
const scope = "https://host.test/below/lab/";
const hashOf = (text) => createHash("sha256").update(text).digest("base64");

class FakeCache {
    entries = new Map();
    key = (request) => (typeof request === "string" ? request : request.url);
    async match(request) { return this.entries.get(this.key(request))?.clone(); }
    async put(request, response) { this.entries.set(this.key(request), response); }
    async delete(request) { return this.entries.delete(this.key(request)); }
    async keys() { return [...this.entries.keys()].map((url) => ({ url })); }
}

/// A worker of a build with these files (path -> text), on a host that has `host` (the same, unless said otherwise).
function start({ files, late = [], live = false, host = files, cache = new FakeCache(), registration = { active: null, waiting: null }, pages = [] })
{
    const listeners = {};
    const world = { host: new Map(Object.entries(host)), online: true, asked: [], told: [], pages, cache, registration };
    const self = {
        location: new URL(`${scope}service-worker.js`),
        registration,
        addEventListener: (name, listener) => (listeners[name] = listener),
        skipWaiting: async () => world.told.push("skipWaiting"),
        clients: { claim: async () => {}, matchAll: async () => world.pages },
    };
    const fetch = async (address, { integrity } = {}) => {
        const path = address.slice(scope.length);
        world.asked.push(path);
        if (!world.online) throw new TypeError("no network");
        const text = world.host.get(path);
        if (text === undefined) return new Response("", { status: 404 });
        if (integrity && integrity !== `sha256-${hashOf(text)}`) throw new TypeError("integrity");
        return new Response(text, { headers: { "Content-Type": "text/plain", "Content-Encoding": "br", "Evenkeel-Events": "events" } });
    };
    const listed = Object.entries(files).map(([path, text]) => `${JSON.stringify(path)}: "${hashOf(text)}",`).join("");
    const code = source
        .replace("/* @EVENKEEL_FILES@ */", listed)
        .replace("/* @EVENKEEL_LATE@ */", late.map((path) => JSON.stringify(path)).join(","))
        .replace("labsAreLive = false", `labsAreLive = ${live}`);
    vm.runInNewContext(code, { self, fetch, caches: { open: async () => cache }, Response, Headers, URL });
    const happen = async (name, event = {}) => {
        let waited;
        listeners[name]({ ...event, waitUntil: (promise) => (waited = promise) });
        await waited;
    };
    const ask = async (path, request = {}) => {
        let answer;
        listeners.fetch({ request: { method: "GET", mode: "no-cors", url: new URL(path, scope).href, ...request }, respondWith: (promise) => (answer = promise) });
        return answer;
    };
    return { ...world, world, happen, ask };
}

const build = { "index.html": "<p>one", "lab.wasm": "lab", "engine.wasm": "engine", "labs/index.json": `[{"id":"07-x"}]`, "labs/07-x.json": "{}" };
const textOf = async (answer) => (await answer).text();
const reload = { mode: "navigate", isReloadNavigation: true };

test("after its installation the page comes without a network, below any path", async () => {
    const { happen, ask, world } = start({ files: build });
    await happen("install");
    world.online = false;
    assert.equal(await textOf(ask("./", { mode: "navigate" })), "<p>one");
    assert.equal(await textOf(ask("index.html?test=1#link", { mode: "navigate" })), "<p>one");
    const wasm = await ask("lab.wasm");
    assert.equal(wasm.headers.get("Content-Type"), "application/wasm");
    assert.equal(wasm.headers.get("Content-Encoding"), null);
    assert.equal(await textOf(ask("labs/07-x.json")), "{}");
});

test("other hosts, other folders, other methods and unknown files are not its affair", async () => {
    const { happen, ask } = start({ files: build });
    await happen("install");
    for (const path of ["https://elsewhere.test/index.html", "../index.html", "events", "toString"]) assert.equal(await ask(path), undefined, path);
    assert.equal(await ask("index.html", { method: "HEAD" }), undefined);
});

test("what may come late comes when the page is idle, or when it is asked for", async () => {
    const { happen, ask, world } = start({ files: build, late: ["engine.wasm"] });
    await happen("install");
    assert.equal(world.asked.includes("engine.wasm"), false);
    await happen("message", { data: { type: "idle" } });
    world.online = false;
    assert.equal(await textOf(ask("engine.wasm")), "engine");
});

test("bytes of another version are never kept", async () => {
    const { happen, world } = start({ files: build, host: { ...build, "lab.wasm": "another" } });
    await assert.rejects(happen("install"), /integrity/);
    assert.equal([...world.cache.entries.keys()].some((key) => key.includes("lab.wasm")), false);
});

test("an update is loaded whole beside the old version, reuses what is the same, and is told to pages", async () => {
    const first = start({ files: build });
    await first.happen("install");
    const told = [];
    const page = { postMessage: (message) => told.push(message.type) };
    const files = { ...build, "index.html": "<p>two" };
    const second = start({ files, late: ["engine.wasm"], cache: first.world.cache, registration: { active: {}, waiting: null }, pages: [page] });
    await second.happen("install");
    assert.deepEqual(second.world.asked, ["index.html"]);
    assert.deepEqual(told, ["new-version"]);
    assert.equal(await textOf(first.ask("index.html")), "<p>one");
    await second.happen("activate");
    assert.equal(await textOf(second.ask("index.html")), "<p>two");
    assert.equal(second.world.cache.entries.size, Object.keys(files).length);
});

test("a waiting version takes over at the reload of the only page, asked once, and at nothing else", async () => {
    const sent = [];
    const waiting = { postMessage: (message) => sent.push(message.type) };
    const { happen, ask, world } = start({ files: build });
    await happen("install");
    world.registration.waiting = waiting;
    world.pages = [{}];
    assert.equal(await textOf(ask("./", { mode: "navigate", cache: "default" })), "<p>one");
    world.pages = [{}, {}];
    assert.equal(await textOf(ask("./", reload)), "<p>one");
    assert.deepEqual(sent, []);
    world.pages = [{}];
    assert.match(await textOf(ask("./", reload)), /controllerchange/);
    assert.deepEqual(sent, ["take-over"]);
    assert.equal(await textOf(ask("./", reload)), "<p>one");
    await happen("message", { data: { type: "take-over" } });
    assert.deepEqual(world.told, ["skipWaiting"]);
});

test("live labs come from the server, and from what was kept of them without one", async () => {
    const { happen, ask, world } = start({ files: build, live: true });
    await happen("install");
    assert.equal(world.asked.some((path) => path.startsWith("labs/")), false);
    await happen("message", { data: { type: "idle" } });
    world.host.set("labs/07-x.json", `{"changed":true}`);
    assert.equal((await ask("labs/index.json")).headers.get("Evenkeel-Events"), "events");
    assert.equal(await textOf(ask("labs/07-x.json")), `{"changed":true}`);
    await happen("activate");
    world.online = false;
    assert.equal(await textOf(ask("labs/07-x.json")), `{"changed":true}`);
    assert.equal((await ask("labs/index.json")).headers.get("Evenkeel-Events"), null);
    assert.equal((await ask("labs/99-none.json")).type, "error");
});
