import {
  decodeItems,
  encodeAnswer,
  encodeItems,
  encodeRefusal,
  encodeWelcome,
  FRAME_REPLIES,
  FRAME_REQUESTS,
  peekOperation,
  WireError,
} from '@seaworthy/client/wire';
import { refusal } from '../service/refusals.js';
/** Close codes of RFC 6455 §7.4.1, as far as a door uses them. */
export const CLOSE = { goingAway: 1001, protocolError: 1002, unsupported: 1003, policy: 1008 };
/** Beyond so many bytes that a client did not take, nothing more is read from it. */
const PAUSE_BYTES = 4_194_304;
const RESUME_BYTES = 1_048_576;
/** Beyond so many, reads are refused; the answers to writes that are under way still come on top. */
const BUSY_BYTES = 16_777_216;
/** Beyond so many, the connection is given up. */
const ABANDON_BYTES = 67_108_864;
const SLOW_READER_MS = 30_000;
const SILENCE_MS = 45_000;
const CLOSE_MS = 2000;
const MAX_REASON_BYTES = 123;
const REPLY_OVERHEAD_BYTES = 8;
/** One client: its requests in, and the replies of each turn of the event loop out in one frame. */
export class NativeConnection {
  #options;
  #outgoing = [];
  #outgoingBytes = 0;
  #flushScheduled = false;
  #inFlight = 0;
  #closing = false;
  #lastHeard;
  #pausedSince = null;
  constructor(options) {
    this.#options = options;
    this.#lastHeard = options.clock.monotonicNow();
    const { webSocket, stream, welcome } = options;
    webSocket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    webSocket.on('pong', () => this.#heard());
    // `ws` has closed the connection with the right code by then, 1009 for a frame that is too large among them.
    webSocket.on('error', (error) => this.#offence(CLOSE.protocolError, error.message));
    webSocket.on('close', () => (this.#closing = true));
    stream.on('drain', () => this.#resumeIfDrained());
    webSocket.send(encodeWelcome(welcome));
  }
  /** Requests that wait for their answers. */
  get inFlight() {
    return this.#inFlight;
  }
  /** Asks for a sign of life, and ends a connection that gave none for too long or does not take its replies. */
  check() {
    const now = this.#options.clock.monotonicNow();
    if (this.#closing) return;
    if (this.#pausedSince !== null) {
      if (now - this.#pausedSince > SLOW_READER_MS)
        this.#offence(CLOSE.policy, `replies were not taken for ${SLOW_READER_MS} ms`);
    } else if (now - this.#lastHeard > SILENCE_MS) {
      this.#offence(CLOSE.policy, `no sign of life for ${SILENCE_MS} ms`);
    } else {
      this.#options.webSocket.ping();
    }
  }
  /** Sends what is ready and says good-bye. */
  close(code, reason) {
    this.#flush();
    this.#end(code, reason);
  }
  #onMessage(data, isBinary) {
    if (this.#closing) return;
    this.#heard();
    if (!isBinary) return this.#offence(CLOSE.unsupported, 'a frame must be binary');
    if (data[0] !== FRAME_REQUESTS) {
      const kind = data[0] === undefined ? 'nothing' : `0x${data[0].toString(16)}`;
      return this.#offence(
        CLOSE.protocolError,
        `a frame begins with 0x0${FRAME_REQUESTS.toString(16)} for requests, this with ${kind}`,
      );
    }
    let items;
    try {
      items = decodeItems(data);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return this.#offence(CLOSE.protocolError, error.message);
    }
    for (const item of items) this.#onRequest(item);
  }
  #onRequest({ id, bytes }) {
    const { service } = this.#options;
    if (this.#inFlight >= service.limits.inFlight)
      return this.#refuseBusy(id, `${this.#inFlight} requests of this connection are waiting already`);
    if (this.#unsentBytes() > BUSY_BYTES && peekOperation(bytes) === 'get')
      return this.#refuseBusy(id, 'the replies to this connection are not taken fast enough');
    this.#inFlight++;
    service.handle(bytes, (reply) => {
      this.#inFlight--;
      this.#reply(id, reply);
    });
  }
  #refuseBusy(id, message) {
    this.#reply(id, { ok: false, refusal: refusal('busy', message) });
  }
  #reply(id, reply) {
    if (this.#closing) return;
    const bytes = reply.ok ? encodeAnswer(reply.answer) : encodeRefusal(reply.refusal);
    this.#outgoing.push({ id, bytes });
    this.#outgoingBytes += bytes.length;
    if (this.#unsentBytes() > ABANDON_BYTES)
      return this.#offence(CLOSE.policy, `more than ${ABANDON_BYTES} bytes of replies were not taken`);
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    this.#options.clock.defer(() => {
      this.#flushScheduled = false;
      this.#flush();
    });
  }
  #flush() {
    const { webSocket, service } = this.#options;
    const items = this.#outgoing;
    this.#outgoing = [];
    this.#outgoingBytes = 0;
    if (this.#closing) return;
    for (const frame of framesOf(items, service.limits.frameBytes)) webSocket.send(frame);
    if (webSocket.bufferedAmount <= PAUSE_BYTES || this.#pausedSince !== null) return;
    webSocket.pause();
    this.#pausedSince = this.#options.clock.monotonicNow();
  }
  #resumeIfDrained() {
    const { webSocket } = this.#options;
    if (this.#pausedSince === null || webSocket.bufferedAmount > RESUME_BYTES) return;
    this.#pausedSince = null;
    this.#heard();
    webSocket.resume();
  }
  #unsentBytes() {
    return this.#outgoingBytes + this.#options.webSocket.bufferedAmount;
  }
  #heard() {
    this.#lastHeard = this.#options.clock.monotonicNow();
  }
  #offence(code, reason) {
    if (this.#closing) return;
    this.#options.onOffence(code, reason);
    this.#end(code, reason);
  }
  #end(code, reason) {
    if (this.#closing) return;
    this.#closing = true;
    const { webSocket, clock } = this.#options;
    webSocket.resume();
    webSocket.close(code, Buffer.from(reason).subarray(0, MAX_REASON_BYTES));
    clock.schedule(CLOSE_MS, () => webSocket.terminate());
  }
}
/** As few frames as hold the replies without one that is larger than `maxBytes`, unless a single reply is. */
function* framesOf(items, maxBytes) {
  let start = 0;
  let bytes = 1;
  for (const [position, item] of items.entries()) {
    const more = REPLY_OVERHEAD_BYTES + item.bytes.length;
    if (bytes + more > maxBytes && position > start) {
      yield encodeItems(FRAME_REPLIES, items.slice(start, position));
      start = position;
      bytes = 1;
    }
    bytes += more;
  }
  if (start < items.length) yield encodeItems(FRAME_REPLIES, start === 0 ? items : items.slice(start));
}
//# sourceMappingURL=native-connection.js.map
