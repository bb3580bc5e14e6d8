// The simulator and its picture, as one object: calls go in as JSON, answers come out as JSON.

import { Later } from "./later.js";

/** Of lab.wasm, unpacked: put in when the site is assembled. */
const moduleSize = Number("@EVENKEEL_SIZE:lab.wasm@") || 2_500_000;

/** Adds a classic script (Emscripten's loader is one) and waits for it. */
function addScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${address} could not be loaded`));
    document.head.append(script);
  });
}

/** Fetches a WebAssembly module and tells how much of it is here. Content-Length counts compressed bytes, so the size comes from the build. */
async function fetchModule(address, size, onProgress) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  if (!response.body) return response.arrayBuffer();
  let received = 0;
  const counted = response.body.pipeThrough(new TransformStream({
    transform(chunk, controller) {
      received += chunk.byteLength;
      onProgress(Math.min(1, received / size));
      controller.enqueue(chunk);
    },
  }));
  return new Response(counted, { headers: { "Content-Type": "application/wasm" } }).arrayBuffer();
}

export class Lab {
  #module;
  #later = new Later();
  #listeners = new Set();
  hasCanvas = false;
  shortcuts = true;

  static async load({ onProgress, onCrash }) {
    const lab = new Lab();
    const [bytes, font] = await Promise.all([
      fetchModule("lab.wasm", moduleSize, onProgress),
      fetch("fonts/inter.ttf").then((answer) => (answer.ok ? answer.arrayBuffer() : new ArrayBuffer(0))),
      addScript("lab.js"),
    ]);
    lab.#module = await globalThis.createLab({
      canvas: document.getElementById("canvas"),
      hear: (what) => lab.#listeners.forEach((listener) => listener(what)),
      instantiateWasm: (imports, done) => {
        WebAssembly.instantiate(bytes, lab.#later.imports(imports)).then(({ instance, module }) => {
          lab.#later.begin(instance);
          done(instance, module);
        }, onCrash);
        return {};
      },
      onAbort: (reason) => onCrash(new Error(String(reason))),
      print: () => {},
      printErr: (text) => console.warn(text),
    });
    lab.#openCanvas(new Uint8Array(font));
    return lab;
  }

  #openCanvas(font) {
    const memory = this.#module._lab_memory(font.length || 1);
    this.#module.HEAPU8.set(font, memory);
    this.hasCanvas = Boolean(this.#module._lab_open_canvas(memory, font.length));
    this.#module._lab_free(memory);
    this.problem = this.hasCanvas ? "" : this.#module.UTF8ToString(this.#module._lab_problem());
  }

  #withText(text, use) {
    const size = this.#module.lengthBytesUTF8(text) + 1;
    const memory = this.#module._lab_memory(size);
    this.#module.stringToUTF8(text, memory, size);
    try {
      return use(memory);
    } finally {
      this.#module._lab_free(memory);
    }
  }

  /** call("seek", {at: "1000000000"}) → the answer. Throws what the simulator says is wrong with the call. */
  call(name, values = {}) {
    const answer = JSON.parse(this.#withText(JSON.stringify({ call: name, ...values }), (memory) => this.#module.UTF8ToString(this.#module._lab_call(memory))));
    if (answer && answer.error) throw new Error(answer.error);
    return answer;
  }

  /** Fetches what was not needed for the first picture. */
  fetchRest() { return this.#later.fetch(); }

  /** Calls listener(what) for "changed", "selected", "idle". */
  listen(listener) { this.#listeners.add(listener); }

  look({ theme, fontSize, motion, coarse }) { this.#module._lab_look(theme, fontSize, motion, coarse); }
  focus(has) { this.#module._lab_focus(has); }
  visible(is) { this.#module._lab_visible(is); }
  zoom(factor) { this.#module._lab_zoom(factor); }
  context(lost) { this.#module._lab_context(lost); }
  elapse(seconds) { this.#module._lab_elapse(seconds); }
  items() { return JSON.parse(this.#module.UTF8ToString(this.#module._lab_items())); }
  /** Bytes that the simulator has, and the most it can have. */
  memory() { return { used: this.#module.HEAPU8.length, most: 268_435_456 }; }
  dots() { return this.#module._lab_dots(); }
  frames() { return this.#module._lab_frames(); }
  isIdle() { return Boolean(this.#module._lab_is_idle()); }
  breakDown() { this.#module._lab_break(); }
}
