import type { NodeId, SnapshotOffer, TransportHandler } from '@seaworthy/core';

import { badFrame } from '../codec/bytes.ts';
import { buildFrame, buildNumberFrame, openFrame, readNumberBody, type FrameKind } from '../codec/frame.ts';
import { buildJsonFrame, readJsonBody, stringField } from '../codec/json.ts';
import type { Pipe } from '../connection/pipe.ts';
import { reasonOf, TransportError } from '../errors.ts';
import type { TransportLimits } from '../limits.ts';
import { ChunkQueue } from './chunk-queue.ts';
import { readOffer } from './offer.ts';

const EMPTY = new Uint8Array(0);
const MAX_REASON_CHARACTERS = 1_000;

/**
 * The receiving end of a snapshot. The sender may send as many bytes as it was given credit for; credit follows what
 * the handler has read, so that a slow disk holds the sender back while pings still pass.
 */
export class IncomingSnapshot {
  readonly #pipe: Pipe;
  readonly #from: NodeId;
  readonly #handler: TransportHandler;
  readonly #limits: TransportLimits;
  readonly #chunks: ChunkQueue;
  /** What may come: the offer; nothing until it is accepted; chunks and their end; nothing more; whatever was on its way. */
  #phase: 'offer' | 'decision' | 'chunks' | 'storing' | 'over' = 'offer';
  #received = 0;
  #taken = 0;
  #credit = 0;

  constructor(pipe: Pipe, from: NodeId, handler: TransportHandler, limits: TransportLimits) {
    this.#pipe = pipe;
    this.#from = from;
    this.#handler = handler;
    this.#limits = limits;
    this.#chunks = new ChunkQueue((bytes) => this.#grant(bytes));
    pipe.onFrame = (frame) => this.#receive(frame);
    void pipe.ended.then((reason) => {
      this.#phase = 'over';
      this.#chunks.fail(reason);
    });
  }

  #receive(frame: Uint8Array): void {
    const { kind, body } = openFrame(frame);
    switch (this.#phase) {
      case 'offer':
        this.#expect(kind, 'offer');
        this.#phase = 'decision';
        void this.#handle(readOffer(body, this.#limits.maxHeaderBytes));
        return;
      case 'decision':
      case 'storing':
        this.#expect(kind, 'abort');
        break;
      case 'chunks':
      case 'over':
        break;
    }
    switch (kind) {
      case 'chunk':
        this.#receiveChunk(body);
        return;
      case 'end':
        if (readNumberBody(body) !== this.#received)
          throw badFrame(`the snapshot should end after ${this.#received} bytes`);
        if (this.#phase === 'chunks') this.#phase = 'storing';
        this.#chunks.end();
        return;
      case 'abort': {
        const why = stringField('abort', readJsonBody('abort', body, this.#limits.maxHeaderBytes), 'reason');
        this.#pipe.fail(new TransportError('aborted', `${this.#from} gave the snapshot up: ${why}`));
        return;
      }
      default:
        this.#expect(kind, 'chunk');
    }
  }

  #receiveChunk(body: Uint8Array): void {
    this.#received += body.byteLength;
    if (this.#received > this.#credit)
      throw badFrame(`expected at most ${this.#credit} bytes of the snapshot by now, got ${this.#received}`);
    // What was on its way when the handler had settled already is of no use to anybody.
    if (this.#phase === 'chunks' && body.byteLength > 0) this.#chunks.push(body);
  }

  #grant(takenBytes: number): void {
    this.#taken += takenBytes;
    const credit = this.#taken + this.#limits.snapshotWindowBytes;
    // Half a window at a time, so that small chunks do not cost an answer each.
    if (credit - this.#credit < this.#limits.snapshotWindowBytes / 2) return;
    this.#credit = credit;
    this.#pipe.send(buildNumberFrame('credit', credit));
  }

  async #handle(offer: SnapshotOffer): Promise<void> {
    let answer: Uint8Array;
    try {
      const offset = await this.#handler.onSnapshotOffer(this.#from, offer);
      // Nobody is there to send it.
      if (!this.#pipe.open) return;
      this.#phase = 'chunks';
      this.#pipe.send(buildNumberFrame('accepted', offset));
      await this.#handler.onSnapshot(this.#from, offer, offset, this.#chunks);
      answer = buildFrame('stored', EMPTY);
    } catch (error) {
      answer = buildJsonFrame('refused', {
        reason: reasonOf(error).slice(0, MAX_REASON_CHARACTERS),
        retryable: isRetryable(error),
      });
    }
    this.#phase = 'over';
    this.#pipe.send(answer);
  }

  #expect(kind: FrameKind, expected: FrameKind): void {
    if (kind !== expected) throw badFrame(`expected ${expected} frame, got ${kind}`);
  }
}

/** Whether the handler's error, of whatever class, says so. */
function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}
