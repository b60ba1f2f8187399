import type { Cancel, Clock } from '@seaworthy/core';
import type { WebSocket } from 'ws';

import { badFrame } from '../codec/bytes.ts';
import { TransportError } from '../errors.ts';
import type { TransportLimits } from '../limits.ts';
import { closeCodeOf, closeReason, errorCodeOf } from './close-codes.ts';
import type { Pipe } from './pipe.ts';

const OPEN = 1;

/** The answer to a frame that was not to come. */
export function refuseFrame(): never {
  throw badFrame('a frame that nobody asked for');
}

/** One WebSocket, reduced to binary frames, one reason for its end, and the certainty that silence ends it. */
export class Connection implements Pipe {
  onFrame: (frame: Uint8Array) => void = refuseFrame;
  readonly ended: Promise<TransportError>;
  /** Resolves when the WebSocket handshake is over; rejects when the socket went first. */
  readonly opened: Promise<void>;
  /** How messages about this connection call the other side. */
  readonly remote: string;

  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #limits: TransportLimits;
  #reason: TransportError | null = null;
  /** Closing, but not before everything has left. */
  #isPatient = false;
  #cancelDeadline: Cancel;
  #cancelPing: Cancel = () => undefined;
  #silentPings = 0;
  #sentBytes = 0;
  #backlog = { sentBytes: 0, queuedBytes: 0 };

  /** Wraps a socket that is connecting or just connected; its introduction must be over within `handshakeTimeoutMs`. */
  constructor(socket: WebSocket, remote: string, clock: Clock, limits: TransportLimits) {
    this.#socket = socket;
    this.remote = remote;
    this.#clock = clock;
    this.#limits = limits;
    this.#cancelDeadline = clock.schedule(limits.handshakeTimeoutMs, () =>
      this.fail(
        new TransportError(
          'timeout',
          `${remote} did not introduce itself in ${limits.handshakeTimeoutMs} ms`,
        ),
      ),
    );
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    const heard = (): void => void (this.#silentPings = 0);
    socket.on('ping', heard);
    socket.on('pong', heard);
    socket.on('error', (error) => this.#failed(error));
    this.ended = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve(this.#closed(code, reason.toString())));
    });
    this.opened =
      socket.readyState === OPEN
        ? Promise.resolve()
        : new Promise((resolve, reject) => {
            socket.on('open', resolve);
            void this.ended.then(reject);
          });
    this.opened.catch(() => undefined);
  }

  get open(): boolean {
    return this.#reason === null && this.#socket.readyState === OPEN;
  }

  /** Bytes that the socket has not taken yet. */
  get queuedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: Uint8Array): void {
    if (!this.open) return;
    this.#sentBytes += frame.byteLength;
    this.#socket.send(frame);
  }

  /** The introduction succeeded: from now on the connection must show signs of life. */
  keepAlive(): void {
    this.#cancelDeadline();
    this.#schedulePing();
  }

  fail(reason: TransportError): void {
    if (this.#reason === null) this.#close(reason);
    else if (!this.#isPatient) return;
    this.#isPatient = false;
    this.#cancelDeadline();
    this.#cancelDeadline = this.#clock.schedule(this.#limits.closeTimeoutMs, () => this.#socket.terminate());
  }

  /** Ends like {@link fail}, but everything that was sent leaves first, as long as silence would be tolerated anyhow. */
  finish(reason: TransportError): void {
    if (this.#reason !== null) return;
    this.#close(reason);
    this.#isPatient = true;
    this.#waitUntilLeft(this.queuedBytes);
  }

  #waitUntilLeft(queuedBytes: number): void {
    const { closeTimeoutMs, maxSilentPings, pingIntervalMs } = this.#limits;
    const patienceMs = Math.max(closeTimeoutMs, maxSilentPings * pingIntervalMs);
    this.#cancelDeadline = this.#clock.schedule(patienceMs, () => {
      const leaves = this.queuedBytes < queuedBytes;
      if (leaves) this.#waitUntilLeft(this.queuedBytes);
      else this.#socket.terminate();
    });
  }

  #close(reason: TransportError): void {
    this.#reason = reason;
    this.#cancelPing();
    this.#cancelDeadline();
    this.#socket.close(closeCodeOf(reason.code), closeReason(reason.message));
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#silentPings = 0;
    if (this.#reason !== null) return;
    try {
      if (!isBinary) throw badFrame('expected a binary frame, got text');
      this.onFrame(data);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      this.fail(error);
    }
  }

  #schedulePing(): void {
    this.#cancelPing = this.#clock.schedule(this.#limits.pingIntervalMs, () => {
      if (this.#drains()) this.#silentPings = 0;
      // Counting pings instead of reading a clock forgives this process its own pauses.
      if (this.#silentPings >= this.#limits.maxSilentPings) {
        this.#abandon();
        return;
      }
      this.#silentPings++;
      if (this.#socket.readyState === OPEN) this.#socket.ping();
      this.#schedulePing();
    });
  }

  /** Whether the socket took some of what it could not take at the last ping, so that the other side must be taking it. */
  #drains(): boolean {
    const before = this.#backlog;
    this.#backlog = { sentBytes: this.#sentBytes, queuedBytes: this.queuedBytes };
    const drained = before.queuedBytes + (this.#sentBytes - before.sentBytes) - this.queuedBytes;
    return before.queuedBytes > 0 && this.queuedBytes > 0 && drained > 0;
  }

  /** A close frame would never arrive, and TCP would go on trying for minutes. */
  #abandon(): void {
    const silentMs = this.#limits.maxSilentPings * this.#limits.pingIntervalMs;
    this.#reason ??= new TransportError('unreachable', `${this.remote} has been silent for ${silentMs} ms`);
    this.#socket.terminate();
  }

  #failed(error: Error & { code?: string }): void {
    const hostile = error.code?.startsWith('WS_ERR_') ?? false;
    this.#reason ??= hostile
      ? badFrame(`${this.remote} broke the WebSocket protocol: ${error.message}`, error)
      : new TransportError('unreachable', `${this.remote} cannot be reached: ${error.message}`, {
          cause: error,
        });
    // After a protocol fault ws waits for the other side to close; patience ends with the deadline.
    this.#cancelDeadline();
    this.#cancelDeadline = this.#clock.schedule(this.#limits.closeTimeoutMs, () => this.#socket.terminate());
  }

  #closed(closeCode: number, said: string): TransportError {
    this.#cancelPing();
    this.#cancelDeadline();
    this.#reason ??= new TransportError(
      errorCodeOf(closeCode),
      said === ''
        ? `the connection to ${this.remote} was lost`
        : `${this.remote} closed the connection: ${said}`,
    );
    return this.#reason;
  }
}
