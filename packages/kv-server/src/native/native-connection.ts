import type { Clock } from '@seaworthy/core';
import {
  decodeItems,
  encodeRefusal,
  encodeReplies,
  encodeWelcome,
  FRAME_REQUESTS,
  peekOperation,
  replyBytes,
  WireError,
  type Item,
  type OutgoingReply,
  type Reply,
  type Welcome,
} from '@seaworthy/client/wire';

import type { KvService } from '../service/kv-service.ts';
import { refusal } from '../service/refusals.ts';
import type { ClientSocket } from './client-socket.ts';

/** Close codes of RFC 6455 §7.4.1, as far as a door uses them. */
export const CLOSE = { goingAway: 1001, protocolError: 1002, unsupported: 1003, policy: 1008 } as const;

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

export interface NativeConnectionOptions {
  readonly socket: ClientSocket;
  readonly service: KvService;
  readonly clock: Clock;
  readonly welcome: Welcome;
  /** Called when this side ends the connection because of what the client did. */
  readonly onOffence: (code: number, reason: string) => void;
  readonly onClose: () => void;
}

/** One client: its requests in, and the replies of each turn of the event loop out in one frame. */
export class NativeConnection {
  readonly #options: NativeConnectionOptions;
  #outgoing: OutgoingReply[] = [];
  #outgoingBytes = 0;
  #flushScheduled = false;
  #inFlight = 0;
  #closing = false;
  #lastHeard: number;
  #pausedSince: number | null = null;

  constructor(options: NativeConnectionOptions) {
    this.#options = options;
    this.#lastHeard = options.clock.monotonicNow();
    const { socket, welcome, onClose } = options;
    socket.listen({
      onMessage: (data, isBinary) => this.#onMessage(data, isBinary),
      onAlive: () => this.#heard(),
      onError: (error) => this.#offence(CLOSE.protocolError, error.message),
      onDrain: () => this.#resumeIfDrained(),
      onClose: () => {
        this.#closing = true;
        onClose();
      },
    });
    socket.send(encodeWelcome(welcome));
  }

  /** Requests that wait for their answers. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Asks for a sign of life, and ends a connection that gave none for too long or does not take its replies. */
  check(): void {
    const now = this.#options.clock.monotonicNow();
    if (this.#closing) return;
    if (this.#pausedSince !== null) {
      if (now - this.#pausedSince > SLOW_READER_MS)
        this.#offence(CLOSE.policy, `replies were not taken for ${SLOW_READER_MS} ms`);
    } else if (now - this.#lastHeard > SILENCE_MS) {
      this.#offence(CLOSE.policy, `no sign of life for ${SILENCE_MS} ms`);
    } else {
      this.#options.socket.ping();
    }
  }

  /** Sends what is ready and says good-bye. */
  close(code: number, reason: string): void {
    this.#flush();
    this.#end(code, reason);
  }

  #onMessage(data: Uint8Array, isBinary: boolean): void {
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
    let items: Item[];
    try {
      items = decodeItems(data);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return this.#offence(CLOSE.protocolError, error.message);
    }
    this.#options.service.together(() => {
      for (const item of items) this.#onRequest(item);
    });
  }

  #onRequest({ id, bytes }: Item): void {
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

  #refuseBusy(id: number, message: string): void {
    this.#reply(id, { ok: false, refusal: refusal('busy', message) });
  }

  #reply(id: number, reply: Reply): void {
    if (this.#closing) return;
    const outgoing: OutgoingReply = reply.ok
      ? { id, answer: reply.answer }
      : { id, answer: null, refusal: encodeRefusal(reply.refusal) };
    this.#outgoing.push(outgoing);
    this.#outgoingBytes += replyBytes(outgoing);
    if (this.#unsentBytes() > ABANDON_BYTES)
      return this.#offence(CLOSE.policy, `more than ${ABANDON_BYTES} bytes of replies were not taken`);
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    this.#options.clock.defer(() => {
      this.#flushScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const { socket, service } = this.#options;
    const replies = this.#outgoing;
    this.#outgoing = [];
    this.#outgoingBytes = 0;
    if (this.#closing) return;
    for (const frame of framesOf(replies, service.limits.frameBytes)) socket.send(frame);
    if (socket.bufferedAmount <= PAUSE_BYTES || this.#pausedSince !== null) return;
    socket.pause();
    this.#pausedSince = this.#options.clock.monotonicNow();
  }

  #resumeIfDrained(): void {
    const { socket } = this.#options;
    if (this.#pausedSince === null || socket.bufferedAmount > RESUME_BYTES) return;
    this.#pausedSince = null;
    this.#heard();
    socket.resume();
  }

  #unsentBytes(): number {
    return this.#outgoingBytes + this.#options.socket.bufferedAmount;
  }

  #heard(): void {
    this.#lastHeard = this.#options.clock.monotonicNow();
  }

  #offence(code: number, reason: string): void {
    if (this.#closing) return;
    this.#options.onOffence(code, reason);
    this.#end(code, reason);
  }

  #end(code: number, reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    const { socket, clock } = this.#options;
    socket.resume();
    socket.close(code, reason);
    clock.schedule(CLOSE_MS, () => socket.terminate());
  }
}

/** As few frames as hold the replies without one that is larger than `maxBytes`, unless a single reply is. */
function* framesOf(
  replies: readonly OutgoingReply[],
  maxBytes: number,
): Generator<Uint8Array, void, undefined> {
  let start = 0;
  let bytes = 1;
  for (const [position, reply] of replies.entries()) {
    const more = replyBytes(reply);
    if (bytes + more > maxBytes && position > start) {
      yield encodeReplies(replies.slice(start, position));
      start = position;
      bytes = 1;
    }
    bytes += more;
  }
  if (start < replies.length) yield encodeReplies(start === 0 ? replies : replies.slice(start));
}
