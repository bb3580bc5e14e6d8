import { createEditor } from "../editor.js";

const told = [];
const tell = (name) => (value) => told.push(value === undefined ? [name] : [name, value]);
const editor = createEditor(document.getElementById("host"), {
  label: "Configuration",
  onChange: tell("change"), onSelectLine: tell("line"), onApply: tell("apply"), onUndo: tell("undo"), onRedo: tell("redo"),
});
window.test = { editor, told };
