#!/usr/bin/env node
// Starts the WebAssembly build of the command line under Node 18 or newer.
import { createRequire } from "node:module";

// Emscripten's loader would use fetch for the .wasm file beside it, and Node's fetch refuses file paths.
delete globalThis.fetch;

createRequire(import.meta.url)("./evenkeel.js");
