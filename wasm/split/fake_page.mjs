// The parts of a browser that SDL and ImGui's OpenGL backend ask for, without anything to see.

const nothing = () => {};

/// Who listens to what, and on what.
const listeners = [];
const events = () => ({ addEventListener(type, listener) { listeners.push({ type, listener, target: this }); }, removeEventListener: nothing });

/// A WebGL2 context that can do everything and does nothing.
function fakeContext(canvas) {
  const answers = {
    canvas,
    getContextAttributes: () => ({ alpha: false, antialias: false }),
    getExtension: () => null,
    getSupportedExtensions: () => [],
    getParameter: (name) => (name === 0x1F02 ? "WebGL 2.0" : name === 0x8B8C ? "WebGL GLSL ES 3.00" : name === 0x1F00 || name === 0x1F01 ? "none" : 4096),
    getShaderParameter: () => true,
    getProgramParameter: (_, name) => (name === 0x8B82 ? true : 0),
    getShaderInfoLog: () => "",
    getProgramInfoLog: () => "",
    getError: () => 0,
    getAttribLocation: () => 0,
    isContextLost: () => false,
  };
  return new Proxy(answers, { get: (all, name) => all[name] ?? (typeof name === "string" && /^(create|getUniformLocation|fenceSync)/.test(name) ? () => ({}) : nothing) });
}

export function fakePage() {
  let now = 0;
  let waiting = [];
  const canvas = {
    ...events(),
    id: "canvas",
    style: { setProperty: nothing, removeProperty: nothing },
    width: 800,
    height: 500,
    clientWidth: 800,
    clientHeight: 500,
    getBoundingClientRect: () => ({ left: 0, top: 0, right: canvas.clientWidth, bottom: canvas.clientHeight, width: canvas.clientWidth, height: canvas.clientHeight, x: 0, y: 0 }),
    getContext: () => (canvas.context ??= fakeContext(canvas)),
    setAttribute: nothing,
    focus: nothing,
  };
  const document = {
    ...events(),
    currentScript: { src: "http://127.0.0.1/lab.js" },
    getElementById: () => canvas,
    querySelector: () => canvas,
    createElement: () => canvas,
    body: { ...events(), style: {} },
    documentElement: { ...events(), style: {} },
    head: { append: nothing },
    title: "",
    visibilityState: "visible",
    hidden: false,
    hasFocus: () => true,
  };
  const window = {
    ...events(),
    document,
    devicePixelRatio: 1,
    innerWidth: 800,
    innerHeight: 500,
    outerWidth: 800,
    outerHeight: 500,
    pageXOffset: 0,
    pageYOffset: 0,
    screenX: 0,
    screenY: 0,
    matchMedia: () => ({ matches: false, ...events() }),
    requestAnimationFrame: (frame) => waiting.push(frame),
    performance: { now: () => now },    // nothing here depends on how fast this machine is
    cancelAnimationFrame: nothing,
    getComputedStyle: () => ({ getPropertyValue: () => "" }),
  };
  const globals = {
    ...window,
    window,
    screen: { width: 800, height: 500, availWidth: 800, availHeight: 500 },
    WebGLRenderingContext: function WebGLRenderingContext() {},
    location: { href: "http://127.0.0.1/", pathname: "/", search: "" },
    specialHTMLTargets: [0, document, window],
  };
  return {
    canvas,
    globals,
    becomes(width, height) {
      Object.assign(canvas, { clientWidth: width, clientHeight: height });
      this.happens("resize");
    },
    /// Tells everybody who listens to events of this name. A point is on the canvas.
    happens(type, fields = {}) {
      const { x = 400, y = 250 } = fields;
      const event = { type, preventDefault: nothing, stopPropagation: nothing, timeStamp: now, clientX: x, clientY: y, screenX: x, screenY: y, pageX: x, pageY: y,
        movementX: 1, movementY: 1, button: 0, buttons: 0, detail: 0, deltaX: 0, deltaY: 0, deltaZ: 0, deltaMode: 0, ...fields };
      for (const { listener, target } of listeners.filter((each) => each.type === type)) (listener.handleEvent ?? listener)({ ...event, target });
    },
    frame(ms) {
      now += ms;
      const due = waiting;
      waiting = [];
      for (const each of due) each(now);
    },
  };
}
