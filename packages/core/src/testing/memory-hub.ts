import type { Clock } from '../ports/clock.ts';
import type {
  PeerFacts,
  ReadSnapshot,
  SnapshotOffer,
  Transport,
  TransportHandler,
} from '../ports/transport.ts';
import type { Message } from '../raft/message.ts';
import type { NodeId } from '../raft/types.ts';
import { HubSnapshot } from './hub-snapshot.ts';
import { HubTransport } from './hub-transport.ts';

/** How long anything takes. */
const DELAY_MS = 1;
/** So much later a node reports what it could not send, once for all of it. */
const REPORT_AFTER_MS = 10;
/** A snapshot whose way is cut breaks within this time. */
const SILENCE_MS = 100;
/** Messages on their way from one node to another; what exceeds this is dropped. */
const MAX_QUEUED_BYTES = 64 * 1024 * 1024;
const MESSAGE_OVERHEAD_BYTES = 100;

export interface HubTransportOptions {
  /** What the node tells its peers. Default: nothing. */
  readonly facts?: PeerFacts;
  /** The nodes that it talks to whoever the members are. Default: everybody. */
  readonly knows?: readonly NodeId[];
}

/** One direction between two nodes. */
interface Way {
  queuedBytes: number;
  reportPending: boolean;
}

/** Joins nodes of one process: what is sent arrives a millisecond later, in order. */
export class MemoryHub {
  /** The nodes that neither hear nor are heard. Their peers notice only that nothing comes. */
  readonly cut: Set<NodeId> = new Set();
  readonly #clock: Clock;
  readonly #nodes = new Map<NodeId, HubTransport>();
  readonly #ways = new Map<string, Way>();
  readonly #snapshots = new Set<HubSnapshot>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The way from `id` to the others. After its end another one may be made for the same node. */
  transport(id: NodeId, { facts = {}, knows }: HubTransportOptions = {}): Transport {
    return new HubTransport(
      {
        join: (node) => this.#join(node),
        leave: (node) => this.#leave(node),
        introduce: () => this.#introduceAll(),
        send: (from, to, message) => this.#send(from, to, message),
        sendSnapshot: (from, to, offer, read) => this.#sendSnapshot(from, to, offer, read),
      },
      id,
      facts,
      knows ?? null,
    );
  }

  #join(node: HubTransport): void {
    if (this.#nodes.has(node.id)) throw new Error(`${node.id} has a transport already`);
    this.#nodes.set(node.id, node);
    this.#introduceAll();
  }

  #leave(node: HubTransport): void {
    if (this.#nodes.get(node.id) !== node) return;
    this.#nodes.delete(node.id);
    for (const snapshot of this.#snapshots)
      if (snapshot.concerns(node.id)) snapshot.fail(new Error(`${node.id} closes`));
  }

  /** What connecting does: both sides hear what the other says about itself. */
  #introduceAll(): void {
    this.#clock.schedule(DELAY_MS, () => {
      for (const one of this.#nodes.values()) {
        for (const other of this.#nodes.values()) {
          if (one === other || !one.knows(other.id)) continue;
          if (this.#reach(one.id, other.id) !== null) other.learn(one.id, one.facts);
        }
      }
    });
  }

  #send(from: HubTransport, to: NodeId, message: Message): void {
    const way = this.#way(from.id, to);
    const bytes = MESSAGE_OVERHEAD_BYTES + payloadBytes(message);
    if (way.queuedBytes + bytes > MAX_QUEUED_BYTES) {
      this.#lost(from, to, way);
      return;
    }
    way.queuedBytes += bytes;
    this.#clock.schedule(DELAY_MS, () => {
      way.queuedBytes -= bytes;
      const target = this.#reach(from.id, to);
      if (target === null) this.#lost(from, to, way);
      else this.#deliver(from, target, message);
    });
  }

  #deliver(from: HubTransport, to: HubTransport, message: Message): void {
    // A cut that has healed since both started kept them from hearing of each other.
    to.learn(from.id, from.facts);
    from.learn(to.id, to.facts);
    to.handler?.onMessage(from.id, message);
  }

  #lost(from: HubTransport, to: NodeId, way: Way): void {
    if (way.reportPending) return;
    way.reportPending = true;
    this.#clock.schedule(REPORT_AFTER_MS, () => {
      way.reportPending = false;
      from.handler?.onUnreachable(to);
    });
  }

  async #sendSnapshot(
    from: HubTransport,
    to: NodeId,
    offer: SnapshotOffer,
    read: ReadSnapshot,
  ): Promise<void> {
    const snapshot = new HubSnapshot(from.id, to, () => this.#handlerOf(from.id, to));
    this.#snapshots.add(snapshot);
    const watch = (): void => {
      if (!from.knows(to)) snapshot.fail(new Error(`${to} is no longer a peer of ${from.id}`));
      else if (this.#reach(from.id, to) === null) snapshot.fail(new Error(`${to} is silent`));
      cancel = this.#clock.schedule(SILENCE_MS, watch);
    };
    let cancel = this.#clock.schedule(SILENCE_MS, watch);
    try {
      await new Promise<void>((resolve) => this.#clock.schedule(DELAY_MS, resolve));
      await snapshot.send(offer, read);
    } finally {
      cancel();
      this.#snapshots.delete(snapshot);
    }
  }

  #handlerOf(from: NodeId, to: NodeId): TransportHandler {
    const handler = this.#reach(from, to)?.handler;
    if (handler === undefined || handler === null) throw new Error(`${to} cannot be reached from ${from}`);
    return handler;
  }

  /** The node that `from` reaches as `to`: both take part, know each other, and are not cut off. */
  #reach(from: NodeId, to: NodeId): HubTransport | null {
    const [sender, receiver] = [this.#nodes.get(from), this.#nodes.get(to)];
    if (sender === undefined || receiver === undefined || this.cut.has(from) || this.cut.has(to)) return null;
    return receiver.knows(from) ? receiver : null;
  }

  #way(from: NodeId, to: NodeId): Way {
    const key = `${from} ${to}`;
    let way = this.#ways.get(key);
    if (way === undefined) {
      way = { queuedBytes: 0, reportPending: false };
      this.#ways.set(key, way);
    }
    return way;
  }
}

function payloadBytes(message: Message): number {
  if (message.type === 'append-request')
    return message.entries.reduce((bytes, { data }) => bytes + MESSAGE_OVERHEAD_BYTES + data.byteLength, 0);
  if (message.type === 'propose-request')
    return message.commands.reduce((bytes, data) => bytes + MESSAGE_OVERHEAD_BYTES + data.byteLength, 0);
  return 0;
}
