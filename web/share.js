// A link that carries a whole attempt in its hash, which no server ever sees: "#1." and JSON, deflated, in base64url.
// { format: 1, lab, files: { path: text }, seed, at_ns, view }: seed and at_ns are integers from 0 on, or strings of digits where they are
// too large for a number; view is a word or a JSON object of the page's, and may be missing. A link is read as hostile input.

import { deflateSync, strToU8 } from "./vendor/fflate.js";
import { is_inner_path, limits } from "./limits.js";
import { Problem } from "./problem.js";
import { inflate, utf8 } from "./zip.js";

const most_characters = 8_000;
const most_depth = 32;
const fields = ["format", "lab", "files", "seed", "at_ns", "view"];

/// JSON with sorted keys and no spaces: equal values give equal text.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each ?? null)).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

function to_base64url(bytes) {
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/// The hash of the link, with its #, or null when it would be longer than 8,000 characters: offer a file instead.
export function encodeShare(share) {
  const hash = `#1.${to_base64url(deflateSync(strToU8(canonical(share)), { level: 9 }))}`;
  return hash.length <= most_characters ? hash : null;
}

const refuse = (id, text) => { throw new Problem(`share-${id}`, text); };

function unknown_format(format) {
  const shown = String(JSON.stringify(format)).replace(/[^\w.]/g, "").slice(0, 20);
  refuse("unknown-format", `The link was made by another Evenkeel (format ${shown}); this one reads format 1. Open it with the version that made it.`);
}

function bytes_of(base64url) {
  if (!/^[A-Za-z0-9_-]*$/.test(base64url)) refuse("damaged", "The link is damaged: it holds characters which no such link has.");
  try {
    return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  } catch {
    return refuse("damaged", "The link is damaged or was cut off.");
  }
}

function text_of(packed) {
  const parts = [];
  let total = 0;
  const damaged = () => refuse("damaged", "The link is damaged or was cut off.");
  inflate(packed, (part) => {
    total += part.length;
    if (total > limits.bytes) refuse("too-large", "The link unpacks to more than 1 MiB: it is not one of ours.");
    parts.push(part);
  }, damaged);
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return utf8(whole) ?? damaged();
}

const is_object = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const is_count = (value) => (Number.isSafeInteger(value) && value >= 0) || (typeof value === "string" && /^\d{1,20}$/.test(value));

function check_share(share) {
  const wrong = (what) => refuse("wrong", `The link is not readable: ${what}.`);
  if (!is_object(share)) wrong("it holds no attempt");
  if (share.format !== 1) unknown_format(share.format);
  const strange = Object.keys(share).find((key) => !fields.includes(key));
  if (strange !== undefined) wrong("it holds a field which format 1 has not");
  if (typeof share.lab !== "string" || !/^[a-z0-9][a-z0-9-]{0,99}$/.test(share.lab)) wrong("it names no lab");
  if (!is_object(share.files)) wrong("it holds no files");
  const files = Object.entries(share.files);
  if (files.length > limits.files) wrong(`it holds more than ${limits.files} files`);
  for (const [path, text] of files) {
    if (!is_inner_path(path)) wrong("a file has a path which leaves its folder");
    if (typeof text !== "string" || text.includes("\0") || text.isWellFormed?.() === false) wrong("a file is no text");
    if (strToU8(text).length > limits.file_bytes) wrong("a file is too large");
  }
  if (!is_count(share.seed)) wrong("it has no seed");
  if (!is_count(share.at_ns)) wrong("it has no time");
  if (!["undefined", "string"].includes(typeof share.view) && !is_object(share.view)) wrong("its view is none");
  return share;
}

/// Brackets are counted before JSON.parse, which would answer deep nesting with an exhausted stack.
function parse(text) {
  let open = 0;
  for (const [bracket] of text.replace(/"(?:[^"\\]|\\.)*"/gs, "").matchAll(/[[\]{}]/g)) {
    open += bracket === "[" || bracket === "{" ? 1 : -1;
    if (open > most_depth) refuse("damaged", "The link is damaged: it is nested too deeply.");
  }
  try {
    return JSON.parse(text);
  } catch {
    return refuse("damaged", "The link is damaged: it holds no JSON.");
  }
}

/// What a hash says: { share }, or { problem } with a sentence for the user. Never throws.
export function decodeShare(hash) {
  try {
    const text = String(hash ?? "");
    const [, format, body] = /^#*(\d{1,4})\.(.*)$/s.exec(text) ?? refuse("none", "The address holds no attempt.");
    if (format !== "1") unknown_format(format);
    if (text.length > most_characters) refuse("too-large", `The link is longer than ${most_characters} characters: it is not one of ours.`);
    return { share: check_share(parse(text_of(bytes_of(body)))) };
  } catch (error) {
    return { problem: error instanceof Problem ? error : new Problem("share-damaged", "The link is damaged.", { detail: String(error) }) };
  }
}
