import type { Clock } from '../ports/clock.ts';
import type { PeerFacts, ReadSnapshot, SnapshotOffer, Transport } from '../ports/transport.ts';
import type { Message } from '../raft/message.ts';
import type { NodeId } from '../raft/types.ts';
import { HubSnapshot } from './hub-snapshot.ts';
import { HubTransport, type HubPort } from './hub-transport.ts';
import type { SeededRandom } from './seeded-random.ts';

/** How a network treats what is sent over it. Chances are from 0 to 1, times in milliseconds. */
export interface Weather {
  /** How likely a message is lost. */
  readonly loss: number;
  /** How likely a message arrives twice. */
  readonly duplication: number;
  /** A message takes from `minDelayMs` to `maxDelayMs`, so that messages overtake each other where these differ. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** How likely a message takes up to `lateMs` instead. */
  readonly late: number;
  readonly lateMs: number;
  /** How likely each part of a snapshot breaks the way it is on. */
  readonly breaks: number;
}

export const FAIR: Weather = {
  loss: 0,
  duplication: 0,
  minDelayMs: 1,
  maxDelayMs: 1,
  late: 0,
  lateMs: 0,
  breaks: 0,
};

/** Loses one message in ten on each way, delays and reorders the others. */
export const ROUGH: Weather = {
  loss: 0.1,
  duplication: 0.02,
  minDelayMs: 1,
  maxDelayMs: 27,
  late: 0,
  lateMs: 0,
  breaks: 0.1,
};

/** As rough, and many messages arrive long after their senders have given them up. */
export const LATE: Weather = { ...ROUGH, late: 0.5, lateMs: 2_200 };

/** What has been sent, lost or not. */
export interface Traffic {
  messages: number;
  /** Bytes of commands in them. */
  payload: number;
  readonly byType: Partial<Record<Message['type'], number>>;
}

/** Joins nodes of one process by a network that loses, doubles, delays and reorders, all by chance from a seed. */
export class UnreliableHub {
  weather: Weather = FAIR;
  /** Nodes that neither hear nor are heard. */
  readonly cut: Set<NodeId> = new Set();
  /** Ways, as `from to`, on which nothing arrives. */
  readonly blocked: Set<string> = new Set();
  traffic: Traffic = { messages: 0, payload: 0, byType: {} };
  /** May keep a message from being sent, to be sent by hand: return false to do so. */
  watch: (from: NodeId, to: NodeId, message: Message) => boolean = () => true;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #nodes = new Map<NodeId, HubTransport>();
  readonly #snapshots = new Set<HubSnapshot>();
  readonly #port: HubPort;

  constructor(clock: Clock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
    this.#port = {
      join: (node) => this.#nodes.set(node.id, node),
      leave: (node) => this.#leave(node),
      introduce: () => undefined,
      send: (from, to, message) => this.send(from.id, to, message),
      sendSnapshot: (from, to, offer, read) => this.#sendSnapshot(from.id, to, offer, read),
    };
  }

  /** The way from `id` to the others. After its end another one may be made for the same node. */
  transport(id: NodeId, facts: PeerFacts = {}): Transport {
    return new HubTransport(this.#port, id, facts, null);
  }

  /** Lets nodes reach only those of their own group; who is in none reaches nobody. Cuts stay. */
  partition(...groups: readonly (readonly NodeId[])[]): void {
    this.blocked.clear();
    const ids = [...new Set([...this.#nodes.keys(), ...groups.flat()])];
    for (const from of ids)
      for (const to of ids)
        if (!groups.some((group) => group.includes(from) && group.includes(to)))
          this.blocked.add(`${from} ${to}`);
  }

  heal(): void {
    this.blocked.clear();
    this.cut.clear();
  }

  resetTraffic(): void {
    this.traffic = { messages: 0, payload: 0, byType: {} };
  }

  /** Sends a message as if `from` did. */
  send(from: NodeId, to: NodeId, message: Message): void {
    this.#count(message);
    if (!this.watch(from, to, message)) return;
    const { loss, duplication } = this.weather;
    if (this.#random.chance(loss)) return;
    this.deliver(from, to, message, this.#delay());
    if (this.#random.chance(duplication)) this.deliver(from, to, message, this.#delay());
  }

  /** Lets a message arrive after `delayMs`, whatever the weather, if it can arrive then. */
  deliver(from: NodeId, to: NodeId, message: Message, delayMs: number): void {
    this.#clock.schedule(delayMs, () => this.#reach(from, to)?.handler?.onMessage(from, message));
  }

  /** Breaks every snapshot that is on its way to `to`. */
  breakSnapshots(to: NodeId): void {
    for (const snapshot of this.#snapshots)
      if (snapshot.concerns(to)) snapshot.fail(new Error('the way broke'));
  }

  #count(message: Message): void {
    const { traffic } = this;
    traffic.messages++;
    traffic.payload += payloadOf(message);
    traffic.byType[message.type] = (traffic.byType[message.type] ?? 0) + 1;
  }

  #delay(): number {
    const { minDelayMs, maxDelayMs, late, lateMs } = this.weather;
    if (this.#random.chance(late)) return minDelayMs + this.#random.fraction() * lateMs;
    return minDelayMs + this.#random.fraction() * (maxDelayMs - minDelayMs);
  }

  #leave(node: HubTransport): void {
    if (this.#nodes.get(node.id) !== node) return;
    this.#nodes.delete(node.id);
    this.breakSnapshots(node.id);
  }

  async #sendSnapshot(from: NodeId, to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
    const snapshot = new HubSnapshot(from, to, () => {
      const handler = this.#reach(from, to)?.handler;
      if (handler === undefined || handler === null) throw new Error(`${to} cannot be reached`);
      return handler;
    });
    this.#snapshots.add(snapshot);
    try {
      await this.#pause();
      await snapshot.send(offer, (offset) => this.#onTheWay(snapshot, read(offset)));
    } finally {
      this.#snapshots.delete(snapshot);
    }
  }

  async *#onTheWay(
    snapshot: HubSnapshot,
    chunks: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of chunks) {
      await this.#pause();
      if (this.#random.chance(this.weather.breaks)) snapshot.fail(new Error('the way broke'));
      yield chunk;
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#clock.schedule(this.#delay(), resolve));
  }

  #reach(from: NodeId, to: NodeId): HubTransport | null {
    const [sender, receiver] = [this.#nodes.get(from), this.#nodes.get(to)];
    if (sender === undefined || receiver === undefined) return null;
    if (this.cut.has(from) || this.cut.has(to) || this.blocked.has(`${from} ${to}`)) return null;
    return receiver;
  }
}

function payloadOf(message: Message): number {
  if (message.type === 'append-request')
    return message.entries.reduce((bytes, { data }) => bytes + data.byteLength, 0);
  if (message.type === 'propose-request')
    return message.commands.reduce((bytes, { byteLength }) => bytes + byteLength, 0);
  return 0;
}
