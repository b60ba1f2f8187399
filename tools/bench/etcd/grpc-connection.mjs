import { connect } from 'node:net';

/**
 * Unary gRPC calls over one HTTP/2 connection (RFC 9113), and nothing else: the frames are written and read here, for
 * `node:http2` costs more per call than the servers under test may, and would be what limits them. The headers of a
 * request are literals that no table remembers; those of a response are not read: a unary call that failed has no
 * data (gRPC over HTTP/2, "Trailers-Only").
 */
const FRAME = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, windowUpdate: 8 };
const FLAG = { endStream: 1, acknowledgement: 1, endHeaders: 4 };
const SETTING = { maxConcurrentStreams: 3, initialWindow: 4 };
const HEADER_BYTES = 9;
const MESSAGE_PREFIX_BYTES = 5;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
/** The least that every peer takes. */
const MAX_FRAME_BYTES = 16_384;
const MAX_WINDOW = 2 ** 31 - 1;
const DEFAULT_WINDOW = 65_535;
/** After so many bytes the server is told that they were taken. */
const CREDIT_BYTES = 1 << 24;

export class GrpcConnection {
  #socket;
  #headers = new Map();
  #authority;
  /** What waits for the end of the turn, or for a window or a stream that is free. */
  #waiting = [];
  #flushDue = false;
  #calls = new Map();
  #nextStream = 1;
  #window = DEFAULT_WINDOW;
  #maxStreams = Infinity;
  #partial = null;
  #uncredited = 0;
  #failure = null;
  #onReady = () => undefined;

  /** Resolves when the server has said how many streams it takes. */
  static open(host, port) {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        const connection = new GrpcConnection(socket, `${host}:${port}`);
        connection.#onReady = () => {
          socket.off('error', reject);
          resolve(connection);
        };
      });
    });
  }

  constructor(socket, authority) {
    this.#socket = socket;
    this.#authority = authority;
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the connection was closed')));
    const settings = Buffer.alloc(6);
    settings.writeUInt16BE(SETTING.initialWindow, 0);
    settings.writeUInt32BE(MAX_WINDOW, 2);
    socket.write(PREFACE);
    socket.write(frame(FRAME.settings, 0, 0, settings));
    socket.write(frame(FRAME.windowUpdate, 0, 0, uint32(MAX_WINDOW - DEFAULT_WINDOW)));
  }

  /** @param done called once, with null and the response's message, or with what went wrong. */
  call(path, message, done) {
    if (this.#failure !== null) return void process.nextTick(done, this.#failure);
    if (HEADER_BYTES + MESSAGE_PREFIX_BYTES + message.length > DEFAULT_WINDOW)
      throw new RangeError('a message must fit into the first window of a stream');
    this.#waiting.push({ path, message, done });
    this.#flushSoon();
  }

  close() {
    this.#failure ??= new Error('the connection was closed');
    this.#socket.destroy();
  }

  #flushSoon() {
    if (this.#flushDue) return;
    this.#flushDue = true;
    setImmediate(() => {
      this.#flushDue = false;
      this.#flush();
    });
  }

  /** All calls that the windows allow leave in one write. */
  #flush() {
    if (this.#failure !== null) return;
    const pieces = [];
    let count = 0;
    for (const { path, message, done } of this.#waiting) {
      const length = MESSAGE_PREFIX_BYTES + message.length;
      if (length > this.#window || this.#calls.size >= this.#maxStreams) break;
      const stream = this.#nextStream;
      this.#nextStream += 2;
      this.#window -= length;
      this.#calls.set(stream, { done, data: null });
      const headers = this.#headersOf(path);
      pieces.push(
        frameHeader(headers.length, FRAME.headers, FLAG.endHeaders, stream),
        headers,
        ...dataFrames(message, stream),
      );
      count++;
    }
    if (count === 0) return;
    this.#waiting = this.#waiting.slice(count);
    this.#socket.write(Buffer.concat(pieces));
  }

  #headersOf(path) {
    let block = this.#headers.get(path);
    if (block === undefined) {
      block = headerBlock(path, this.#authority);
      this.#headers.set(path, block);
    }
    return block;
  }

  #onData(chunk) {
    let bytes = this.#partial === null ? chunk : Buffer.concat([this.#partial, chunk]);
    this.#partial = null;
    while (bytes.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + bytes.readUIntBE(0, 3);
      if (bytes.length < end) break;
      this.#onFrame(bytes[3], bytes[4], bytes.readUInt32BE(5), bytes.subarray(HEADER_BYTES, end));
      bytes = bytes.subarray(end);
    }
    if (bytes.length > 0) this.#partial = bytes;
  }

  #onFrame(type, flags, stream, payload) {
    switch (type) {
      case FRAME.data: {
        const call = this.#calls.get(stream);
        if (call !== undefined)
          call.data = call.data === null ? payload : Buffer.concat([call.data, payload]);
        this.#credit(payload.length);
        break;
      }
      case FRAME.headers:
        if ((flags & FLAG.endStream) !== 0) this.#end(stream, null);
        break;
      case FRAME.reset:
        this.#end(stream, new Error(`the stream was reset (${payload.readUInt32BE(0)})`));
        break;
      case FRAME.settings:
        if ((flags & FLAG.acknowledgement) === 0) this.#onSettings(payload);
        break;
      case FRAME.ping:
        if ((flags & FLAG.acknowledgement) === 0)
          this.#socket.write(frame(FRAME.ping, FLAG.acknowledgement, 0, payload));
        break;
      case FRAME.goAway:
        this.#fail(new Error(`the server ended the connection (${payload.readUInt32BE(4)})`));
        break;
      case FRAME.windowUpdate:
        if (stream === 0) this.#window += payload.readUInt32BE(0);
        this.#flushSoon();
        break;
    }
  }

  #end(stream, error) {
    const call = this.#calls.get(stream);
    if (call === undefined) return;
    this.#calls.delete(stream);
    if (this.#waiting.length > 0) this.#flushSoon();
    if (error !== null) call.done(error);
    else if (call.data === null) call.done(new Error('the call failed'));
    else call.done(null, call.data.subarray(MESSAGE_PREFIX_BYTES));
  }

  #onSettings(payload) {
    for (let at = 0; at < payload.length; at += 6)
      if (payload.readUInt16BE(at) === SETTING.maxConcurrentStreams)
        this.#maxStreams = payload.readUInt32BE(at + 2);
    this.#socket.write(frame(FRAME.settings, FLAG.acknowledgement, 0, Buffer.alloc(0)));
    this.#onReady();
  }

  #credit(bytes) {
    this.#uncredited += bytes;
    if (this.#uncredited < CREDIT_BYTES) return;
    this.#socket.write(frame(FRAME.windowUpdate, 0, 0, uint32(this.#uncredited)));
    this.#uncredited = 0;
  }

  #fail(error) {
    this.#failure ??= error;
    this.#socket.destroy();
    const open = [...this.#calls.values(), ...this.#waiting];
    this.#calls.clear();
    this.#waiting = [];
    for (const { done } of open) done(this.#failure);
  }
}

function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function frameHeader(length, type, flags, stream, extra = 0) {
  const header = Buffer.allocUnsafe(HEADER_BYTES + extra);
  header.writeUIntBE(length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(stream, 5);
  return header;
}

function frame(type, flags, stream, payload) {
  return Buffer.concat([frameHeader(payload.length, type, flags, stream), payload]);
}

/** A message behind gRPC's prefix (not compressed, so many bytes), in as few frames as may hold it. */
function dataFrames(message, stream) {
  const first = Math.min(message.length, MAX_FRAME_BYTES - MESSAGE_PREFIX_BYTES);
  const flags = (end) => (end === message.length ? FLAG.endStream : 0);
  const header = frameHeader(
    MESSAGE_PREFIX_BYTES + first,
    FRAME.data,
    flags(first),
    stream,
    MESSAGE_PREFIX_BYTES,
  );
  header[HEADER_BYTES] = 0;
  header.writeUInt32BE(message.length, HEADER_BYTES + 1);
  const pieces = [header, message.subarray(0, first)];
  for (let at = first; at < message.length;) {
    const end = Math.min(message.length, at + MAX_FRAME_BYTES);
    pieces.push(frameHeader(end - at, FRAME.data, flags(end), stream), message.subarray(at, end));
    at = end;
  }
  return pieces;
}

/** RFC 7541: names by their number in the static table where they have one, values as they are, nothing remembered. */
function headerBlock(path, authority) {
  const literal = (text) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
  return Buffer.concat([
    Buffer.from([0x80 | 3, 0x80 | 6]), // :method POST, :scheme http
    Buffer.from([4]),
    literal(path),
    Buffer.from([1]),
    literal(authority),
    Buffer.from([0x0f, 31 - 15]),
    literal('application/grpc'),
    Buffer.from([0]),
    literal('te'),
    literal('trailers'),
  ]);
}
