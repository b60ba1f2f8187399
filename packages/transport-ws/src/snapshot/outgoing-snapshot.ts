import type { NodeId, ReadSnapshot, SnapshotOffer } from '@seaworthy/core';

import { badFrame } from '../codec/bytes.ts';
import { buildFrame, buildNumberFrame, openFrame, readNumberBody } from '../codec/frame.ts';
import { buildJsonFrame, readJsonBody, stringField } from '../codec/json.ts';
import type { Pipe } from '../connection/pipe.ts';
import { reasonOf, TransportError } from '../errors.ts';
import type { TransportLimits } from '../limits.ts';
import { offerFields } from './offer.ts';

const MAX_REASON_CHARACTERS = 1_000;

/** The sending end of a snapshot; see `IncomingSnapshot`. Nothing is read from the source before it can be sent. */
export class OutgoingSnapshot {
  readonly #pipe: Pipe;
  readonly #to: NodeId;
  readonly #limits: TransportLimits;
  readonly #outcome: Promise<void>;
  #settle: (error: TransportError | null) => void = () => undefined;
  #over = false;
  #read: ReadSnapshot | null = null;
  #sent = 0;
  #credit = 0;
  #wake: () => void = () => undefined;

  constructor(pipe: Pipe, to: NodeId, limits: TransportLimits) {
    this.#pipe = pipe;
    this.#to = to;
    this.#limits = limits;
    this.#outcome = new Promise((resolve, reject) => {
      this.#settle = (error) => {
        this.#over = true;
        this.#wake();
        if (error === null) resolve();
        else reject(error);
      };
    });
    this.#outcome.catch(() => undefined); // Whoever awaits `send` hears of it.
    void pipe.ended.then((reason) => this.#settle(reason));
  }

  /** Resolves when the receiver has stored the snapshot; rejects with a {@link TransportError}. */
  async send(offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
    this.#read = read;
    this.#pipe.onFrame = (frame) => this.#receive(frame);
    const header = buildJsonFrame('offer', offerFields(offer));
    if (header.byteLength > this.#limits.maxHeaderBytes)
      throw new TransportError(
        'too_large',
        `a snapshot offer of ${header.byteLength} bytes exceeds the limit of ${this.#limits.maxHeaderBytes} bytes`,
      );
    this.#pipe.send(header);
    await this.#outcome;
  }

  #receive(frame: Uint8Array): void {
    const { kind, body } = openFrame(frame);
    switch (kind) {
      case 'accepted':
        this.#begin(readNumberBody(body));
        return;
      case 'credit':
        this.#credit = Math.max(this.#credit, readNumberBody(body));
        this.#wake();
        return;
      case 'stored':
        this.#settle(null);
        return;
      case 'refused': {
        const fields = readJsonBody('refusal', body, this.#limits.maxHeaderBytes);
        const why = stringField('refusal', fields, 'reason');
        this.#settle(
          new TransportError('refused', `${this.#to} did not take the snapshot: ${why}`, {
            peer: this.#to,
            retryable: fields['retryable'] === true,
          }),
        );
        return;
      }
      default:
        throw badFrame(`expected an answer to a snapshot, or credit, got ${kind}`);
    }
  }

  /** The receiver has the bytes before `offset` already. */
  #begin(offset: number): void {
    const read = this.#read;
    if (read === null) throw badFrame('a snapshot is accepted once');
    this.#read = null;
    if (!this.#over) void this.#pump(() => read(offset));
  }

  async #pump(open: () => AsyncIterable<Uint8Array>): Promise<void> {
    try {
      if (!(await this.#mayGoOn())) return;
      for await (const chunk of open()) {
        if (!(await this.#sendChunk(chunk))) return;
      }
      this.#pipe.send(buildNumberFrame('end', this.#sent));
    } catch (cause) {
      const reason = reasonOf(cause).slice(0, MAX_REASON_CHARACTERS);
      this.#pipe.send(buildJsonFrame('abort', { reason }));
      this.#settle(
        new TransportError('aborted', `the snapshot for ${this.#to} could not be read: ${reason}`, {
          cause,
          peer: this.#to,
        }),
      );
    }
  }

  /** Whether the whole chunk was sent. */
  async #sendChunk(chunk: Uint8Array): Promise<boolean> {
    for (let offset = 0; offset < chunk.byteLength;) {
      if (!(await this.#mayGoOn())) return false;
      const size = Math.min(
        chunk.byteLength - offset,
        this.#limits.snapshotChunkBytes,
        this.#credit - this.#sent,
      );
      this.#pipe.send(buildFrame('chunk', chunk.subarray(offset, offset + size)));
      this.#sent += size;
      offset += size;
    }
    return !this.#over;
  }

  /** Waits for credit; false when there is an answer already. */
  async #mayGoOn(): Promise<boolean> {
    while (!this.#over && this.#credit <= this.#sent)
      await new Promise<void>((resolve) => (this.#wake = resolve));
    return !this.#over;
  }
}
