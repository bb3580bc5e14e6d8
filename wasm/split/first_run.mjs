// node first_run.mjs GLUE INSTRUMENTED PROFILE LABS FONT: does with the instrumented lab.wasm what a newcomer's page does until its picture
// lives, and writes which functions that took. There is no browser here: a page that answers just enough stands in for it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { firstLab } from "../../web/gallery.js";
import { fakePage } from "./fake_page.mjs";

const [glue, program, profile, labs, font] = process.argv.slice(2);
const page = fakePage();
Object.assign(globalThis, page.globals);
vm.runInThisContext(readFileSync(glue, "utf8"), { filename: glue });

let exported;
const module = await globalThis.createLab({
  canvas: page.canvas,
  hear() {},
  print() {},
  printErr() {},
  instantiateWasm(imports, done) {
    WebAssembly.instantiate(readFileSync(program), imports).then(({ instance, module: compiled }) => {
      exported = instance.exports;
      done(instance, compiled);
    });
    return {};
  },
});

function withText(text, use) {
  const size = module.lengthBytesUTF8(text) + 1;
  const memory = module._lab_memory(size);
  module.stringToUTF8(text, memory, size);
  const answer = use(memory);
  module._lab_free(memory);
  return answer;
}
const call = (name, values = {}) => JSON.parse(withText(JSON.stringify({ call: name, ...values }), (memory) => module.UTF8ToString(module._lab_call(memory))));

/// A window that changes its size and that one leaves, a pointer that goes over the picture and clicks, keys that go from node to node.
function look_about(frame) {
  if (frame < 4) page.becomes(800 + 100 * frame, 500);
  if (frame === 2) for (const focus of [1, 0, 1]) module._lab_focus(focus);
  if (frame === 3) for (const visible of [0, 1]) module._lab_visible(visible);
  if (frame === 4) for (const type of ["mouseleave", "mouseenter", "blur", "focus", "visibilitychange"]) page.happens(type);
  // Nothing can be fetched any more when a page goes away.
  if (frame === 239) for (const type of ["blur", "visibilitychange", "pagehide", "beforeunload"]) page.happens(type);
  page.happens("mousemove", { x: (frame * 37) % 800, y: (frame * 23) % 500 });
  if (frame % 20 === 10) for (const type of ["mousedown", "mouseup"]) page.happens(type);
  if (frame % 20 === 15) for (const type of ["keydown", "keyup"]) page.happens(type, { key: "ArrowRight", code: "ArrowRight", keyCode: 39, charCode: 0, which: 39, location: 0 });
}

const bytes = readFileSync(font);
const memory = module._lab_memory(bytes.length);
module.HEAPU8.set(bytes, memory);
const drawn = module._lab_open_canvas(memory, bytes.length);
if (!drawn) throw new Error(`no picture: ${module.UTF8ToString(module._lab_problem())}`);
module._lab_look(0, 14, 1, 0);

const { id } = firstLab(JSON.parse(readFileSync(join(labs, "index.json"), "utf8")));
const { files } = JSON.parse(readFileSync(join(labs, `${id}.json`), "utf8"));
call("open", { files, texts: {}, kept: null });
call("texts");
call("check");
call("keep");
call("play");
let was_behind = false;
for (let frame = 0; frame < 240; ++frame) {
  // A machine that stands still now and then cannot keep up, and the picture says so.
  const slow = frame >= 60 && frame < 80;
  page.frame(slow ? 400 : 16.7);
  was_behind ||= call("state").behind;
  look_about(frame);
  if (frame % 30 !== 0) continue;
  const { selected } = call("state");
  call("inspect", { node: selected });
  call("journal", { from: 0 });
  call("keep");
}
if (module._lab_frames() < 100) throw new Error("the picture stands still");
if (!was_behind) throw new Error("the machine kept up, so what the picture says of one that does not was never seen");

const size = exported.__write_profile(0, 0);
const place = module._lab_memory(size);
exported.__write_profile(place, size);
writeFileSync(profile, module.HEAPU8.slice(place, place + size));
