// What the page's editor takes of CodeMirror 6. cmake/bundle_codemirror.mjs makes vendor/codemirror.js of it.
// History, search, commands and language support stay out: they would add a third to the size, and the page has its own history.
export { EditorSelection, EditorState, StateEffect, StateField, Transaction } from "@codemirror/state";
export { Decoration, EditorView, GutterMarker, ViewPlugin, WidgetType, gutter, keymap } from "@codemirror/view";
