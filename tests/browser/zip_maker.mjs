// Makes zip archives, also such as no honest program makes. An entry: { path, text or data, and whatever of the record shall be a lie }.

import { deflateRawSync } from "node:zlib";

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function record(signature, length, numbers) {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(signature, 0);
  for (const [at, size, value] of numbers) size === 2 ? bytes.writeUInt16LE(value, at) : bytes.writeUInt32LE(value >>> 0, at);
  return bytes;
}

export function make_zip(entries, { count = entries.length, start } = {}) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const { path, text = "", data = Buffer.from(text), flags = 0x800, method = 8, mode = 0o100644, size = data.length, crc = crc32(data), packed, header, listed } of entries) {
    const name = Buffer.isBuffer(path) ? path : Buffer.from(path);
    const body = packed ?? (method === 8 ? deflateRawSync(data) : data);
    const common = (from) => [[from, 2, flags], [from + 2, 2, method], [from + 8, 4, crc], [from + 12, 4, listed ?? body.length], [from + 16, 4, size], [from + 20, 2, name.length]];
    const local = Buffer.concat([record(0x04034b50, 30, common(6)), name, body]);
    directory.push(record(0x02014b50, 46, [[4, 2, 0x031e], ...common(8), [38, 4, mode << 16], [42, 4, header ?? at]]), name);
    parts.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  return Buffer.concat([...parts, list, record(0x06054b50, 22, [[8, 2, count], [10, 2, count], [12, 4, list.length], [16, 4, start ?? at]])]);
}
