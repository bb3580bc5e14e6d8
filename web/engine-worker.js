// The headless simulator: grades in a worker of its own.

importScripts("engine.js");

onmessage = async ({ data }) => {
  try {
    let told = 0;
    const engine = await self.createEngine({
      progress: (done) => {
        if (done - told < 0.01) return;
        told = done;
        postMessage({ type: "progress", done });
      },
      print: () => {},
      printErr: () => {},
    });
    const text = JSON.stringify(data);
    const size = engine.lengthBytesUTF8(text) + 1;
    const memory = engine._engine_memory(size);
    engine.stringToUTF8(text, memory, size);
    postMessage({ type: "graded", answer: JSON.parse(engine.UTF8ToString(engine._engine_grade(memory))) });
  } catch (problem) {
    postMessage({ type: "failed", problem: String(problem?.message ?? problem) });
  }
};
