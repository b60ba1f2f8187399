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
      sendSnapshot: (to, offer, chunks) =>
        this.#reach(id, to)?.onSnapshot(id, offer, chunks) ??
        Promise.reject(new Error(`${to} cannot be reached`)),
      peerFacts: () => undefined,
      close: () => {
        this.#handlers.delete(id);
        return Promise.resolve();
      },
    };
  }

  #reach(from: NodeId, to: NodeId): TransportHandler | undefined {
    return this.cut.has(from) || this.cut.has(to) ? undefined : this.#handlers.get(to);
  }
}
