import type { ReadSnapshot, SnapshotOffer, TransportHandler } from '../ports/transport.ts';
import type { NodeId } from '../raft/types.ts';

/** A snapshot on its way between two nodes of a `MemoryHub`: a chunk leaves its source when the receiver asks for one. */
export class HubSnapshot {
  readonly #from: NodeId;
  readonly #to: NodeId;
  readonly #receiver: () => TransportHandler;
  readonly #broken: Promise<never>;
  #break: (error: Error) => void = () => undefined;
  #sourceFailure: { readonly cause: unknown } | null = null;
  #source: AsyncIterator<Uint8Array> | null = null;

  /** `receiver` gives the receiving handler, and throws when it cannot be reached. */
  constructor(from: NodeId, to: NodeId, receiver: () => TransportHandler) {
    this.#from = from;
    this.#to = to;
    this.#receiver = receiver;
    this.#broken = new Promise((_resolve, reject) => (this.#break = reject));
    this.#broken.catch(() => undefined); // Whoever waits for something of the other side hears of it.
  }

  concerns(node: NodeId): boolean {
    return node === this.#from || node === this.#to;
  }

  /** The way broke, which both sides notice now. */
  fail(error: Error): void {
    this.#break(error);
  }

  /** Resolves when the receiver has stored the snapshot; rejects for the reason it has not. */
  async send(offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
    const offset = await this.#unlessBroken(this.#receiver().onSnapshotOffer(this.#from, offer));
    try {
      const chunks = this.#chunks(read, offset);
      await this.#unlessBroken(this.#receiver().onSnapshot(this.#from, offer, offset, chunks));
      // A receiver that took a part for the whole is not believed.
      if (this.#sourceFailure !== null) throw this.#sourceFailure.cause;
    } finally {
      // Not awaited: a source that is stuck would hold up the answer.
      void this.#source?.return?.().catch(() => undefined);
    }
  }

  async *#chunks(read: ReadSnapshot, offset: number): AsyncGenerator<Uint8Array, void, undefined> {
    const source = await this.#fromSource(async () => read(offset)[Symbol.asyncIterator]());
    this.#source = source;
    for (;;) {
      const next = await this.#unlessBroken(this.#fromSource(() => source.next()));
      this.#receiver(); // Throws when the way has been cut meanwhile.
      if (next.done === true) return;
      // The source may use its buffer again, and the receiver may keep what it got.
      yield new Uint8Array(next.value);
    }
  }

  async #fromSource<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
      return await run();
    } catch (cause) {
      this.#sourceFailure ??= { cause };
      throw cause;
    }
  }

  #unlessBroken<Result>(promise: Promise<Result>): Promise<Result> {
    return Promise.race([promise, this.#broken]);
  }
}
