// Reads a zip archive which may be hostile: nothing is believed, everything is counted, and the first thing that is wrong ends it.

import { Inflate } from "./vendor/fflate.js";
import { is_inner_path, limits, printable } from "./limits.js";
import { Problem } from "./problem.js";

const most_archive_bytes = 4 * 1024 * 1024;
const most_entries = 1_000;   // folders and what systems add of their own included
const piece = 1_024;          // compressed bytes at a time: they become 1 MiB at most before they are counted

const refuse = (id, text) => { throw new Problem(`zip-${id}`, text); };

const crc_table = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crc_table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/// Text in UTF-8, byte for byte, or null.
export function utf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/// Where the directory of the archive is: its last record says it.
function end_of(view) {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at -= 1) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const [count, size, start] = [view.getUint16(at + 10, true), view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
    if (count === 0xffff || start === 0xffffffff) refuse("zip64", "The archive is of the large kind (zip64). Pack the few text files again.");
    if (start + size > at) refuse("damaged", "The archive is damaged: its directory lies outside of it.");
    return { count, start, end: start + size };
  }
  return refuse("damaged", "This is no zip archive, or it was cut off.");
}

/// The directory's entries as they stand there.
function directory(bytes, view) {
  const { count, start, end } = end_of(view);
  if (count > most_entries) refuse("too-many", `The archive has ${count} entries; a submission has at most ${limits.files} files.`);
  const entries = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) refuse("damaged", "The archive is damaged: its directory is.");
    const name_bytes = view.getUint16(at + 28, true);
    const next = at + 46 + name_bytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) refuse("damaged", "The archive is damaged: its directory is.");
    const path = utf8(bytes.subarray(at + 46, at + 46 + name_bytes));
    if (path === null) refuse("bad-name", "A name in the archive is not UTF-8. Pack the files again.");
    entries.push({
      path,
      flags: view.getUint16(at + 8, true), method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true), size: view.getUint32(at + 24, true),
      kind: (view.getUint32(at + 38, true) >>> 16) & 0xf000,   // the file type of Unix, 0 from other systems
      header: view.getUint32(at + 42, true),
    });
    at = next;
  }
  return entries;
}

const is_folder = ({ path, kind }) => path.endsWith("/") || kind === 0x4000;

/// What systems add without being asked.
const is_litter = ({ path }) => /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/.test(path);

function check_entry(entry, earlier) {
  const name = printable(entry.path);
  if (!is_inner_path(is_folder(entry) ? entry.path.replace(/\/$/, "") : entry.path)) {
    refuse("bad-path", `The archive names “${name}”: a path which would leave the folder, or which not every system can write.`);
  }
  if (entry.kind !== 0 && entry.kind !== 0x8000 && entry.kind !== 0x4000) refuse("link", `“${name}” is a link or a device, not a file.`);
  if (earlier.has(entry.path)) refuse("twice", `The archive holds “${name}” twice.`);
  if (entry.flags & 0x2041) refuse("encrypted", `“${name}” is encrypted. Pack the files without a password.`);
  if (entry.method !== 0 && entry.method !== 8) refuse("method", `“${name}” is packed in a way which is not read here (${entry.method}). Use plain zip.`);
  earlier.add(entry.path);
}

/// The bytes of one entry, of which there may be `room` at most.
function contents(bytes, view, entry, room) {
  const name = printable(entry.path);
  const damaged = () => refuse("damaged", `The archive is damaged at “${name}”.`);
  if (entry.header + 30 > bytes.length || view.getUint32(entry.header, true) !== 0x04034b50) damaged();
  const start = entry.header + 30 + view.getUint16(entry.header + 26, true) + view.getUint16(entry.header + 28, true);
  if (start + entry.packed > bytes.length) damaged();
  const packed = bytes.subarray(start, start + entry.packed);
  const parts = [];
  let total = 0;
  const keep = (part) => {
    total += part.length;
    if (total > limits.file_bytes) refuse("file-too-large", `“${name}” is larger than ${limits.file_bytes / 1024} KiB.`);
    if (total > room) refuse("too-large", `The files of the archive are larger than ${limits.bytes / 1024} KiB together.`);
    parts.push(part);
  };
  if (entry.method === 0) keep(packed);
  else inflate(packed, keep, damaged);
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  if (total !== entry.size || crc32(whole) !== entry.crc) damaged();
  return whole;
}

/// Inflates piece by piece, so that `keep` can stop it by throwing before much was made.
export function inflate(packed, keep, damaged) {
  const stream = new Inflate(keep);
  try {
    for (let at = 0; at < packed.length; at += piece) stream.push(packed.subarray(at, at + piece), at + piece >= packed.length);
  } catch (error) {
    if (error instanceof Problem) throw error;
    damaged();
  }
}

/// The files of an archive as [[path, text]]. Throws a Problem for an archive that is not plainly a few text files.
export function read_zip(bytes) {
  if (bytes.length > most_archive_bytes) refuse("too-large", "The archive is larger than 4 MiB.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = directory(bytes, view).filter((entry) => !is_litter(entry));
  const earlier = new Set();
  for (const entry of entries) check_entry(entry, earlier);
  const files = entries.filter((entry) => !is_folder(entry));
  if (files.length > limits.files) refuse("too-many", `The archive holds ${files.length} files; a submission has at most ${limits.files}.`);
  let room = limits.bytes;
  return files.map((entry) => {
    const whole = contents(bytes, view, entry, room);
    room -= whole.length;
    const text = utf8(whole);
    if (text === null || text.includes("\0")) refuse("not-text", `“${printable(entry.path)}” is not text in UTF-8.`);
    return [entry.path, text];
  });
}
