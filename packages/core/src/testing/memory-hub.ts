import type { Clock } from '../ports/clock.ts';
import type { Transport, TransportHandler } from '../ports/transport.ts';
import type { NodeId } from '../raft/types.ts';

/** Joins nodes of one process: what is sent arrives a millisecond later. A node in `cut` neither hears nor is heard. */
export class MemoryHub {
  readonly cut: Set<NodeId> = new Set();
  readonly #handlers = new Map<NodeId, TransportHandler>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The way from `id` to all the others. */
  transport(id: NodeId): Transport {
    return {
      start: (handler) => {
        this.#handlers.set(id, handler);
        return Promise.resolve();
      },
      send: (to, message) => {
        this.#clock.schedule(1, () => this.#reach(id, to)?.onMessage(id, message));
      },
      sendSnapshot: async (to, offer, read) => {
        const offset = await this.#reachOrFail(id, to).onSnapshotOffer(id, offer);
        await this.#reachOrFail(id, to).onSnapshot(id, offer, offset, this.#carry(id, to, read(offset)));
      },
      // Everybody can be reached by name.
      setPeers: () => undefined,
      peerFacts: () => undefined,
      close: () => {
        this.#handlers.delete(id);
        return Promise.resolve();
      },
    };
  }

  async *#carry(
    from: NodeId,
    to: NodeId,
    chunks: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of chunks) {
      this.#reachOrFail(from, to);
      yield chunk;
    }
  }

  #reachOrFail(from: NodeId, to: NodeId): TransportHandler {
    const handler = this.#reach(from, to);
    if (handler === undefined) throw new Error(`${to} cannot be reached`);
    return handler;
  }

  #reach(from: NodeId, to: NodeId): TransportHandler | undefined {
    return this.cut.has(from) || this.cut.has(to) ? undefined : this.#handlers.get(to);
  }
}
