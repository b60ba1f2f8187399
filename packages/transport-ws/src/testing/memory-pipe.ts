import type { NodeId } from '@seaworthy/core';

import { refuseFrame } from '../connection/connection.ts';
import type { Pipe } from '../connection/pipe.ts';
import { TransportError } from '../errors.ts';
import type { MemoryLink } from './memory-link.ts';

/** One end of a pipe between two nodes of one process. */
export class MemoryPipe implements Pipe {
  onFrame: (frame: Uint8Array) => void = refuseFrame;
  readonly ended: Promise<TransportError>;
  readonly #owner: NodeId;
  readonly #link: MemoryLink;
  #otherEnd: MemoryPipe | null = null;
  #reason: TransportError | null = null;
  #severed = false;
  #end: (reason: TransportError) => void = () => undefined;

  private constructor(owner: NodeId, link: MemoryLink) {
    this.#owner = owner;
    this.#link = link;
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  /** Both ends of a new pipe; `there` and `back` carry its frames. */
  static pair(
    from: NodeId,
    to: NodeId,
    there: MemoryLink,
    back: MemoryLink,
  ): readonly [MemoryPipe, MemoryPipe] {
    const near = new MemoryPipe(from, there);
    const far = new MemoryPipe(to, back);
    near.#otherEnd = far;
    far.#otherEnd = near;
    return [near, far];
  }

  get open(): boolean {
    return this.#reason === null;
  }

  send(frame: Uint8Array): void {
    if (this.#reason !== null) return;
    // The receiver owns what it gets, as if it had come over a wire.
    const copy = new Uint8Array(frame);
    this.#carry((other) => other.#receive(copy));
  }

  fail(reason: TransportError): void {
    if (this.#reason !== null) return;
    this.#finish(reason);
    const told = new TransportError(reason.code, `${this.#owner} closed the connection: ${reason.message}`);
    this.#carry((other) => other.#finish(told));
  }

  /** From now on nothing passes, either way, and neither end is told. */
  sever(): void {
    this.#severed = true;
    if (this.#otherEnd !== null) this.#otherEnd.#severed = true;
  }

  /** Ends this end alone, as when it notices that it hears nothing. */
  giveUp(reason: TransportError): void {
    this.#finish(reason);
  }

  #carry(deliver: (other: MemoryPipe) => void): void {
    this.#link.carryStream(() => {
      if (this.#otherEnd !== null && !this.#severed) deliver(this.#otherEnd);
    });
  }

  #receive(frame: Uint8Array): void {
    if (this.#reason !== null) return;
    try {
      this.onFrame(frame);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      this.fail(error);
    }
  }

  #finish(reason: TransportError): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#end(reason);
  }
}
