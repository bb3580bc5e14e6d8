// Markdown of the guides into HTML. It does not clean what it makes: raw HTML of a guide comes through.
export { Marked, marked } from "marked";
