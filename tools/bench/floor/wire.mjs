import { WebSocket, WebSocketServer } from 'ws';

/**
 * As in the native protocol, and to its lengths: a frame of requests or replies is a byte and items, each an id (4
 * bytes), a length (4) and as many bytes. Among the servers: a sequence number (4) and the requests of a turn of the
 * event loop; back comes the sequence number.
 */
const ITEM_HEADER_BYTES = 8;
const COMMAND_HEADER_BYTES = 32;
const ANSWER_BYTES = 40;
const REPLIES = 0x82;
const REQUESTS = 0x01;
/** Of a frame to begin with; room for one turn's requests. */
const FRAME_BYTES = 65_536;

const OPTIONS = { perMessageDeflate: false, maxPayload: 1 << 28 };

/** Resolves to the port on loopback. */
export function serve(onSocket) {
  return new Promise((resolve, reject) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...OPTIONS });
    server.on('connection', onSocket);
    server.on('error', reject);
    server.on('listening', () => resolve(server.address().port));
  });
}

/** Opens a WebSocket that does not mask: the floor pays for nothing that can be saved. */
export function dial(port) {
  return new Promise((resolve, reject) => {
    const generateMask = (mask) => mask.fill(0);
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { ...OPTIONS, generateMask });
    socket.once('error', reject);
    socket.once('open', () => resolve(socket));
  });
}

export function sequenceFrame(sequence) {
  const frame = Buffer.allocUnsafe(4);
  frame.writeUInt32LE(sequence);
  return frame;
}

/** The requests of several frames, behind a sequence number. */
export function appendFrame(sequence, frames) {
  let length = 4;
  for (const frame of frames) length += frame.length - 1;
  const joined = Buffer.allocUnsafe(length);
  joined.writeUInt32LE(sequence);
  let at = 4;
  for (const frame of frames) {
    joined.set(frame.subarray(1), at);
    at += frame.length - 1;
  }
  return joined;
}

/** The ids of all items of a frame. */
export function idsOf(frame) {
  const ids = [];
  for (let at = 1; at < frame.length; at += ITEM_HEADER_BYTES + frame.readUInt32LE(at + 4))
    ids.push(frame.readUInt32LE(at));
  return ids;
}

/** As many answers as ids, each of the length of an answer to a write. */
export function repliesFrame(ids) {
  const frame = Buffer.alloc(1 + ids.length * (ITEM_HEADER_BYTES + ANSWER_BYTES));
  frame[0] = REPLIES;
  let at = 1;
  for (const id of ids) {
    frame.writeUInt32LE(id, at);
    frame.writeUInt32LE(ANSWER_BYTES, at + 4);
    at += ITEM_HEADER_BYTES + ANSWER_BYTES;
  }
  return frame;
}

/** Gathers writes, as long as the native protocol's, into a frame. */
export class RequestsFrame {
  #bytes = Buffer.allocUnsafe(FRAME_BYTES);
  #length = 1;

  constructor() {
    this.#bytes[0] = REQUESTS;
  }

  add(id, key, value) {
    const commandBytes = COMMAND_HEADER_BYTES + key.length + value.length;
    const at = this.#reserve(ITEM_HEADER_BYTES + commandBytes);
    const bytes = this.#bytes;
    bytes.writeUInt32LE(id, at);
    bytes.writeUInt32LE(commandBytes, at + 4);
    const keyAt = at + ITEM_HEADER_BYTES + COMMAND_HEADER_BYTES;
    bytes.fill(0, at + ITEM_HEADER_BYTES, keyAt);
    bytes.set(key, keyAt);
    bytes.set(value, keyAt + key.length);
  }

  get bytes() {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(count) {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const longer = Buffer.allocUnsafe(2 * this.#length);
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    return at;
  }
}
