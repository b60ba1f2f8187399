import type { Endpoint } from '../endpoint.ts';
import { socketUrl } from '../endpoint.ts';
import { messageOf, SeaworthyError } from '../errors.ts';
import type { Cancel, ClientPorts, Socket } from '../ports.ts';
import {
  decodeReply,
  decodeWelcome,
  encodeItems,
  forEachItem,
  FRAME_REPLIES,
  FRAME_REQUESTS,
  WireError,
  type Operation,
  type Reply,
  type Welcome,
} from '../wire/index.ts';
import type { Call } from './call.ts';
import { InFlight } from './in-flight.ts';

/** Whoever decides about a link. */
export interface LinkOwner {
  onWelcome(link: Link, welcome: Welcome): void;
  onReply(link: Link, call: Call, reply: Reply): void;
  /** There is room again after {@link Link.room} was 0 because bytes had not left the process. */
  onRoom(link: Link): void;
  /** Once, and last. `lost` are the calls without an answer, in the order they were sent. */
  onClose(link: Link, error: SeaworthyError, lost: readonly Call[]): void;
}

/** More bytes than this are not handed to a socket that has not sent the earlier ones. */
const MAX_UNSENT_BYTES = 8_388_608;
/** A timer this late means that the process stood still; answers may wait unread. */
const LATE_MS = 100;

/** One connection to one server. */
export class Link {
  readonly endpoint: Endpoint;
  owner: LinkOwner;
  readonly #ports: ClientPorts;
  readonly #attemptTimeoutMs: number;
  readonly #socket: Socket;
  readonly #inFlight = new InFlight();
  #welcome: Welcome | undefined;
  #closed = false;
  #unsentBytes = 0;
  #lastProgress: number;
  #timer: Cancel | undefined;

  constructor(endpoint: Endpoint, owner: LinkOwner, ports: ClientPorts, attemptTimeoutMs: number) {
    this.endpoint = endpoint;
    this.owner = owner;
    this.#ports = ports;
    this.#attemptTimeoutMs = attemptTimeoutMs;
    this.#lastProgress = ports.clock.monotonicNow();
    this.#watch(attemptTimeoutMs);
    this.#socket = ports.connectSocket(socketUrl(endpoint), {
      onMessage: (message) => {
        if (!this.#closed) this.#onMessage(message);
      },
      onClose: (reason) => {
        this.#fail(
          new SeaworthyError('unavailable', `${endpoint}: ${messageOf(reason)}`, { cause: reason }),
          false,
        );
      },
    });
  }

  /** What the server said first; undefined until then. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  get waiting(): number {
    return this.#inFlight.size;
  }

  /** How many calls may be sent now. */
  get room(): number {
    if (this.#closed || this.#welcome === undefined || this.#unsentBytes >= MAX_UNSENT_BYTES) return 0;
    return this.#welcome.limits.inFlight - this.#inFlight.size;
  }

  /** Sends `calls` in one frame. */
  send(calls: readonly Call[]): void {
    const now = this.#ports.clock.monotonicNow();
    const items = calls.map((call) => {
      const id = this.#inFlight.add(call, now);
      return { id, bytes: call.beginAttempt() };
    });
    this.#transmit(encodeItems(FRAME_REQUESTS, items));
    if (this.#timer === undefined) this.#watch(this.#attemptTimeoutMs);
  }

  /** Sends a request whose answer nobody waits for; the link ends afterwards. */
  sendLast(bytes: Uint8Array): void {
    if (!this.#closed) this.#transmit(encodeItems(FRAME_REQUESTS, [{ id: this.#inFlight.newId(), bytes }]));
    this.close();
  }

  /** Ends the connection after what was sent. The owner hears nothing more. */
  close(): void {
    if (this.#end()) this.#socket.close();
  }

  /** Ends the connection at once. The owner hears nothing more. */
  destroy(): void {
    if (this.#end()) this.#socket.destroy();
  }

  #transmit(frame: Uint8Array): void {
    this.#unsentBytes += frame.length;
    this.#socket.send(frame, () => {
      const wasFull = this.#unsentBytes >= MAX_UNSENT_BYTES;
      this.#unsentBytes -= frame.length;
      if (wasFull && this.#unsentBytes < MAX_UNSENT_BYTES && !this.#closed) this.owner.onRoom(this);
    });
  }

  #onMessage(message: Uint8Array | string): void {
    try {
      if (typeof message === 'string') throw new WireError('invalid_request', 'the server sent text');
      if (this.#welcome === undefined) this.#onWelcome(decodeWelcome(message));
      else this.#onReplies(message);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      const text = `${this.endpoint} does not keep to the protocol: ${error.message}`;
      this.#fail(new SeaworthyError('protocol', text, { cause: error }), true);
    }
  }

  #onWelcome(welcome: Welcome): void {
    this.#welcome = welcome;
    this.#timer?.();
    this.#timer = undefined;
    this.owner.onWelcome(this, welcome);
  }

  #onReplies(frame: Uint8Array): void {
    if (frame[0] !== FRAME_REPLIES) throw new WireError('invalid_request', 'expected a frame of replies');
    forEachItem(frame, (id, start, end) => {
      if (!this.#closed) this.#onReply(id, decodeReply(frame, start, end));
    });
  }

  #onReply(id: number, reply: Reply): void {
    const call = this.#inFlight.get(id);
    if (call === undefined) throw new WireError('invalid_request', `a reply to no open request (${id})`);
    checkReply(call.request.op, reply);
    this.#inFlight.delete(id);
    if (reply.ok) this.#lastProgress = this.#ports.clock.monotonicNow();
    this.owner.onReply(this, call, reply);
  }

  #watch(delayMs: number): void {
    const { clock } = this.#ports;
    const due = clock.monotonicNow() + delayMs;
    this.#timer = clock.schedule(delayMs, () => {
      this.#timer = undefined;
      if (clock.monotonicNow() - due > LATE_MS) this.#watch(LATE_MS);
      else this.#onTimer();
    });
  }

  /**
   * A server that answers nothing for as long as an attempt may take is given up, even if the connection seems to
   * stand: it may be paused, cut off from us, or a leader cut off from its followers.
   */
  #onTimer(): void {
    const since = this.#welcome === undefined ? this.#lastProgress : this.#inFlight.oldestSentAt;
    if (since === undefined) return;
    const quietMs = this.#ports.clock.monotonicNow() - Math.max(since, this.#lastProgress);
    if (quietMs < this.#attemptTimeoutMs) {
      this.#watch(this.#attemptTimeoutMs - quietMs);
      return;
    }
    const text = `${this.endpoint} did not answer within ${this.#attemptTimeoutMs} ms`;
    this.#fail(new SeaworthyError('unavailable', text), true);
  }

  #fail(error: SeaworthyError, destroy: boolean): void {
    if (!this.#end()) return;
    if (destroy) this.#socket.destroy();
    this.owner.onClose(this, error, this.#inFlight.clear());
  }

  #end(): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#timer?.();
    return true;
  }
}

/** An answer that cannot be one to `op` means that requests and replies have come apart. */
function checkReply(op: Operation, reply: Reply): void {
  if (!reply.ok) return;
  const { succeeded, current, session } = reply.answer;
  const sound =
    op === 'get'
      ? succeeded === (current !== null)
      : op === 'cas'
        ? !(succeeded && current !== null)
        : current === null && (op !== 'open-session' || session > 0);
  if (!sound) throw new WireError('invalid_request', `an answer that does not belong to ${op}`);
}
