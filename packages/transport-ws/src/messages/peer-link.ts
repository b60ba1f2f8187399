import type { Clock, Message, NodeId, PeerFacts, Random } from '@seaworthy/core';

import { encodeMessages, PER_FRAME_BYTES, PER_MESSAGE_BYTES } from '../codec/frame.ts';
import { encodedMessageSize, itemsOf, MAX_ITEMS_PER_FRAME } from '../codec/message.ts';
import { Backoff } from '../connection/backoff.ts';
import type { Connection } from '../connection/connection.ts';
import type { Dialler } from '../connection/dialler.ts';
import { concerning, TransportError } from '../errors.ts';
import type { TransportLimits } from '../limits.ts';
import { UnreachableReport } from './unreachable-report.ts';

export interface PeerLinkOptions {
  readonly peer: NodeId;
  readonly address: string;
  readonly dialler: Dialler;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: TransportLimits;
  readonly onFacts: (facts: PeerFacts) => void;
  readonly onUnreachable: () => void;
  readonly onWarning: (error: TransportError) => void;
}

/** How the way to one peer stands. */
export interface LinkStatus {
  readonly peer: NodeId;
  readonly address: string;
  /** `open`: messages can leave. `dialling`: a connection is being opened. `waiting`: pausing before the next attempt. */
  readonly state: 'open' | 'dialling' | 'waiting';
  /** Bytes that the connection has not taken yet. */
  readonly queuedBytes: number;
  /** Since the start. */
  readonly messagesSent: number;
  /** Since the start; because there was no connection, or too much waited for it. */
  readonly messagesDropped: number;
}

/** The way to one peer: one connection that this node dials, again and again, and the messages that leave on it. */
export class PeerLink {
  readonly #options: PeerLinkOptions;
  readonly #backoff: Backoff;
  readonly #unreachable: UnreachableReport;
  #address: string;
  #state: LinkStatus['state'] = 'dialling';
  #connection: Connection | null = null;
  #closed: TransportError | null = null;
  #wake: () => void = () => undefined;
  #waiting: Message[] = [];
  #waitingBytes = 0;
  #sent = 0;
  #dropped = 0;
  #lastWarning = '';
  readonly #finished: Promise<void>;

  /** Begins to dial. */
  constructor(options: PeerLinkOptions) {
    const { clock, random, limits, onUnreachable } = options;
    this.#options = options;
    this.#address = options.address;
    this.#backoff = new Backoff(limits.minBackoffMs, limits.maxBackoffMs, random);
    this.#unreachable = new UnreachableReport(clock, limits.unreachableIntervalMs, onUnreachable);
    this.#finished = this.#run();
  }

  get address(): string {
    return this.#address;
  }

  status(): LinkStatus {
    return {
      peer: this.#options.peer,
      address: this.#address,
      state: this.#state,
      queuedBytes: this.#waitingBytes + (this.#connection?.queuedBytes ?? 0),
      messagesSent: this.#sent,
      messagesDropped: this.#dropped,
    };
  }

  /** Sends with everything else of this turn in one frame, or drops: without a connection, or with too much waiting for it. */
  send(message: Message): void {
    const { limits, clock, peer } = this.#options;
    const bytes = PER_MESSAGE_BYTES + encodedMessageSize(message);
    const excess = whyTooLarge(bytes, itemsOf(message), limits);
    if (excess !== null) {
      this.#warn(new TransportError('too_large', `a message to ${peer} ${excess}`));
      this.#drop(1);
      return;
    }
    const queuedBytes = this.#waitingBytes + (this.#connection?.queuedBytes ?? 0);
    if (this.#state !== 'open' || queuedBytes + bytes > limits.maxQueueBytes) {
      this.#drop(1);
      return;
    }
    if (this.#waiting.length === 0) clock.defer(() => this.#flush());
    this.#waiting.push(message);
    this.#waitingBytes += bytes;
  }

  /** Dials another address from now on. */
  redirect(address: string): void {
    if (address === this.#address) return;
    this.#address = address;
    this.#lastWarning = '';
    this.#backoff.reset();
    this.#connection?.fail(new TransportError('closed', `${this.#options.peer} moved to ${address}`));
    this.#wake();
  }

  /** The peer shows signs of life: no more waiting before the next attempt. */
  wake(): void {
    this.#wake();
  }

  /** Like {@link close}, once everything that was sent has left. */
  async finish(reason: TransportError): Promise<void> {
    this.#flush();
    this.#connection?.finish(reason);
    await this.#stop(reason);
  }

  /** Ends the connection and dials no more. */
  async close(reason: TransportError): Promise<void> {
    this.#connection?.fail(reason);
    await this.#stop(reason);
  }

  async #stop(reason: TransportError): Promise<void> {
    this.#closed ??= reason;
    this.#unreachable.stop();
    this.#wake();
    await this.#finished;
  }

  async #run(): Promise<void> {
    const { dialler, peer, clock, limits } = this.#options;
    while (this.#closed === null) {
      this.#state = 'dialling';
      const connection = dialler.connect(peer, this.#address, 'messages');
      this.#connection = connection;
      const openedAt = await this.#introduce(connection);
      const reason = await connection.ended;
      this.#state = 'waiting';
      this.#connection = null;
      this.#drop(this.#waiting.length);
      this.#forgetWaiting();
      if (this.#mayStop()) return;
      this.#unreachable.lost();
      this.#warn(reason);
      // A connection that breaks at once after each introduction is no reason to dial faster.
      if (openedAt !== null && clock.monotonicNow() - openedAt >= limits.maxBackoffMs) this.#backoff.reset();
      await this.#pause(this.#backoff.next());
    }
  }

  /** Whether the link was closed meanwhile; a call, so that the compiler does not trust what it saw before an await. */
  #mayStop(): boolean {
    return this.#closed !== null;
  }

  /** When the introduction succeeded, or null. */
  async #introduce(connection: Connection): Promise<number | null> {
    const { dialler, peer, clock, onFacts } = this.#options;
    try {
      const { facts } = await dialler.introduce(connection, peer, 'messages');
      if (!connection.open) return null;
      onFacts(facts);
      this.#state = 'open';
      this.#lastWarning = '';
      return clock.monotonicNow();
    } catch {
      return null; // `ended` tells why.
    }
  }

  #flush(): void {
    const messages = this.#waiting;
    this.#forgetWaiting();
    const connection = this.#connection;
    if (messages.length === 0) return;
    if (connection === null || !connection.open) {
      this.#drop(messages.length);
      return;
    }
    for (const batch of this.#batches(messages)) connection.send(encodeMessages(batch));
    this.#sent += messages.length;
  }

  /** Cuts `messages` into runs that fit in a frame each; nearly always one. */
  #batches(messages: readonly Message[]): readonly (readonly Message[])[] {
    const batches: Message[][] = [];
    let batch: Message[] = [];
    let batchBytes = PER_FRAME_BYTES;
    let batchItems = 0;
    for (const message of messages) {
      const bytes = PER_MESSAGE_BYTES + encodedMessageSize(message);
      const items = itemsOf(message);
      const isFull =
        batchBytes + bytes > this.#options.limits.maxFrameBytes || batchItems + items > MAX_ITEMS_PER_FRAME;
      if (batch.length > 0 && isFull) {
        batches.push(batch);
        batch = [];
        batchBytes = PER_FRAME_BYTES;
        batchItems = 0;
      }
      batch.push(message);
      batchBytes += bytes;
      batchItems += items;
    }
    batches.push(batch);
    return batches;
  }

  #forgetWaiting(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #drop(count: number): void {
    if (count === 0) return;
    this.#dropped += count;
    this.#unreachable.lost();
  }

  /** Says each thing once, until the link was open again. */
  #warn(error: TransportError): void {
    if (error.message === this.#lastWarning) return;
    this.#lastWarning = error.message;
    this.#options.onWarning(concerning(this.#options.peer, error));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.schedule(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** What keeps a message from fitting in any frame. */
function whyTooLarge(bytes: number, items: number, { maxFrameBytes }: TransportLimits): string | null {
  if (bytes + PER_FRAME_BYTES > maxFrameBytes)
    return `takes ${bytes} bytes, of which a frame holds ${maxFrameBytes}`;
  if (items > MAX_ITEMS_PER_FRAME)
    return `has ${items - 1} entries or commands, of which a frame holds ${MAX_ITEMS_PER_FRAME - 1}`;
  return null;
}
