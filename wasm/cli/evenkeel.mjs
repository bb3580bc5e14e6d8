#!/usr/bin/env node
// Starts the WebAssembly build of the command line under Node 18 or newer.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

// Emscripten's loader would use fetch for the .wasm file beside it, and Node's fetch refuses file paths.
delete globalThis.fetch;

// The program looks for its labs beside itself; npx starts it through a link elsewhere.
process.argv[1] = fileURLToPath(import.meta.url);

createRequire(import.meta.url)("./evenkeel.js");
