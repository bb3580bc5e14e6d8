// A client of one WebSocket on this machine, no more of RFC 6455 than a browser's remote control needs: Node 20 has none of its own.

import { randomBytes } from "node:crypto";
import { connect } from "node:net";

const opcode = { text: 1, close: 8, ping: 9, pong: 10 };

/// One frame of a client: masked, never in parts.
function frame(kind, payload) {
  const mask = randomBytes(4);
  const head = payload.length < 126 ? Buffer.from([0x80 | kind, 0x80 | payload.length]) : Buffer.alloc(payload.length < 65536 ? 4 : 10);
  if (payload.length >= 126) {
    head[0] = 0x80 | kind;
    head[1] = 0x80 | (payload.length < 65536 ? 126 : 127);
    if (payload.length < 65536) head.writeUInt16BE(payload.length, 2);
    else head.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  return Buffer.concat([head, mask, payload.map((byte, index) => byte ^ mask[index % 4])]);
}

/// The frames that are whole in `bytes`, and what is left of them.
function take_frames(bytes) {
  const frames = [];
  for (;;) {
    if (bytes.length < 2) break;
    const short = bytes[1] & 0x7f;
    const begin = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (bytes.length < begin) break;
    const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
    if (bytes.length < begin + length) break;
    frames.push({ last: (bytes[0] & 0x80) !== 0, kind: bytes[0] & 0x0f, payload: bytes.subarray(begin, begin + length) });
    bytes = bytes.subarray(begin + length);
  }
  return { frames, rest: bytes };
}

/// Opens ws://HOST:PORT/PATH; on_text(text) for each message. Gives {send(text), close()}.
export function open_socket(address, on_text) {
  const { hostname, port, pathname } = new URL(address);
  const socket = connect(Number(port), hostname);
  let rest = Buffer.alloc(0);
  let message = [];
  let upgraded = false;
  const take = (one) => {
    if (one.kind === opcode.ping) return socket.write(frame(opcode.pong, one.payload));
    if (one.kind === opcode.close) return socket.end();
    message.push(one.payload);
    if (one.last) on_text(Buffer.concat(message.splice(0)).toString("utf8"));
  };
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("connect", () => socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\nSec-WebSocket-Version: 13\r\n\r\n`));
    socket.on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      if (!upgraded) {
        const end = rest.indexOf("\r\n\r\n");
        if (end < 0) return;
        if (!rest.toString("latin1", 0, end).startsWith("HTTP/1.1 101")) return reject(new Error(rest.toString("latin1", 0, end)));
        upgraded = true;
        rest = rest.subarray(end + 4);
        resolve({ send: (text) => socket.write(frame(opcode.text, Buffer.from(text))), close: () => socket.end(frame(opcode.close, Buffer.alloc(0))) });
      }
      const taken = take_frames(rest);
      rest = taken.rest;
      taken.frames.forEach(take);
    });
  });
}
