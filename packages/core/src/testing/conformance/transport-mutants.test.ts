import { describe, expect, it } from 'vitest';

import type {
  PeerFacts,
  ReadSnapshot,
  SnapshotOffer,
  Transport,
  TransportHandler,
} from '../../ports/transport.ts';
import type { Message } from '../../raft/message.ts';
import { term, type NodeId } from '../../raft/types.ts';
import { HubHarness } from './hub-harness.test.support.ts';
import { transportConformance, transportFaultConformance, type TransportSetup } from './transport/index.ts';
import { Shared, Wrapped, type Chunks } from './wrong-transports.test.support.ts';

type Mutant = new (inner: Transport, id: NodeId, shared: Shared) => Transport;

class MutantHarness extends HubHarness {
  readonly #mutant: Mutant;
  readonly #shared = new Shared(this.clock);

  constructor(mutant: Mutant) {
    super();
    this.#mutant = mutant;
  }

  override async create(id: NodeId, setup?: TransportSetup): Promise<Transport> {
    return new this.#mutant(await super.create(id, setup), id, this.#shared);
  }
}

const EVERY_TYPE = 'delivers messages of every type bit for bit';
const SOURCE_LEFT = 'rejects when the receiver fails in the middle, and leaves the source closed';
const REMOVED = 'ends the link to a member that is removed once what was sent has left';
const WHAT_IS_LACKING = 'asks the source for what the receiver lacks, once, and for nothing before it';
const WHOLE = 'transfers a snapshot of megabytes and resolves when it is stored';
const CLOSED = 'can be closed twice, and is silent afterwards';

/** What is wrong, a case that says so, and the transport. */
const MUTANTS: readonly (readonly [string, string, Mutant])[] = [
  [
    'forgets what a leader adds to timeout-now',
    EVERY_TYPE,
    class extends Wrapped {
      override send(to: NodeId, message: Message): void {
        const last = { index: 0, term: 0 } as (Message & { type: 'timeout-now' })['last'];
        super.send(to, message.type === 'timeout-now' ? { ...message, last } : message);
      }
    },
  ],
  [
    'keeps 32 bits of a term',
    EVERY_TYPE,
    class extends Wrapped {
      override send(to: NodeId, message: Message): void {
        super.send(to, { ...message, term: term(message.term % 2 ** 32) });
      }
    },
  ],
  [
    'reads the payload of a command as text',
    EVERY_TYPE,
    class extends Wrapped {
      override send(to: NodeId, message: Message): void {
        if (message.type !== 'propose-request') return super.send(to, message);
        const commands = message.commands.map((command) =>
          new TextEncoder().encode(new TextDecoder().decode(command)),
        );
        super.send(to, { ...message, commands });
      }
    },
  ],
  [
    'lets small messages overtake large ones',
    'keeps the order of messages',
    class extends Wrapped {
      override send(to: NodeId, message: Message): void {
        const late = message.type === 'heartbeat-request' && message.round % 7 === 3;
        this.shared.clock.schedule(late ? 5 : 0, () => super.send(to, message));
      }
    },
  ],
  [
    'attributes everything to the first that it heard',
    'attributes every message to its sender',
    class extends Wrapped {
      #first: NodeId | null = null;

      protected override receive(handler: TransportHandler, from: NodeId, message: Message): void {
        this.#first ??= from;
        super.receive(handler, this.#first, message);
      }
    },
  ],
  [
    'drops what is large',
    'carries entries of a megabyte',
    class extends Wrapped {
      override send(to: NodeId, message: Message): void {
        const large = message.type === 'append-request' && message.entries.length > 0;
        if (!large || (message.entries[0]?.data.byteLength ?? 0) < 65_536) super.send(to, message);
      }
    },
  ],
  [
    'hands messages over from within send',
    'calls no handler from within send',
    class extends Wrapped {
      override start(handler: TransportHandler): Promise<void> {
        this.shared.handlers.set(this.id, handler);
        return super.start(handler);
      }
      override send(to: NodeId, message: Message): void {
        this.shared.handlers.get(to)?.onMessage(this.id, message);
      }
    },
  ],
  [
    'reports a loss from within send',
    'calls no handler from within send',
    class extends Wrapped {
      #handler: TransportHandler | null = null;

      override start(handler: TransportHandler): Promise<void> {
        this.#handler = handler;
        return super.start(handler);
      }
      override send(to: NodeId, message: Message): void {
        if (this.peerFacts(to) === undefined) this.#handler?.onUnreachable(to);
        super.send(to, message);
      }
    },
  ],
  [
    'throws when it does not know the receiver',
    'drops messages to a node that is not there, and says so',
    class extends Wrapped {
      override send(to: NodeId, message: Message): void {
        if (to.length > 1) throw new Error(`who is ${to}?`);
        super.send(to, message);
      }
    },
  ],
  [
    'keeps losses to itself',
    'drops messages to a node that is not there, and says so',
    class extends Wrapped {
      protected override miss(): void {
        return;
      }
    },
  ],
  [
    'remembers the first facts for ever',
    'reaches a node again after its restart, with its new facts',
    class extends Wrapped {
      readonly #known = new Map<NodeId, PeerFacts>();

      override peerFacts(peer: NodeId): PeerFacts | undefined {
        const facts = this.#known.get(peer) ?? super.peerFacts(peer);
        if (facts !== undefined) this.#known.set(peer, facts);
        return facts;
      }
    },
  ],
  [
    'tells everybody its own facts as theirs',
    'tells both sides of a connection the facts of the other',
    class extends Wrapped {
      override peerFacts(peer: NodeId): PeerFacts | undefined {
        return super.peerFacts(peer) === undefined ? undefined : { client: 'http://a:1' };
      }
    },
  ],
  [
    'goes on after its end',
    CLOSED,
    class extends Wrapped {
      override close(): Promise<void> {
        return Promise.resolve();
      }
    },
  ],
  [
    'can be closed only once',
    CLOSED,
    class extends Wrapped {
      #closed = false;

      override close(): Promise<void> {
        if (this.#closed) return Promise.reject(new Error('closed already'));
        this.#closed = true;
        return super.close();
      }
    },
  ],
  [
    'takes no notice of who the members are',
    'reaches and hears a member that is added',
    class extends Wrapped {
      override setPeers(): void {
        return;
      }
    },
  ],
  [
    'forgets members that it hears of before its start',
    'takes the members before its start',
    class extends Wrapped {
      #started = false;

      override start(handler: TransportHandler): Promise<void> {
        this.#started = true;
        return super.start(handler);
      }
      override setPeers(peers: ReadonlyMap<NodeId, string | null>): void {
        if (this.#started) super.setPeers(peers);
      }
    },
  ],
  [
    'knows only members whose address it is told',
    'hears a member whose address nobody tells',
    class extends Wrapped {
      override setPeers(peers: ReadonlyMap<NodeId, string | null>): void {
        super.setPeers(new Map([...peers].filter(([, address]) => address !== null)));
      }
    },
  ],
  [
    'keeps every member that it was ever told of',
    REMOVED,
    class extends Wrapped {
      readonly #ever = new Map<NodeId, string | null>();

      override setPeers(peers: ReadonlyMap<NodeId, string | null>): void {
        for (const [peer, address] of peers) this.#ever.set(peer, address);
        super.setPeers(this.#ever);
      }
    },
  ],
  [
    'forgets what waits for a member that is removed',
    REMOVED,
    class extends Wrapped {
      override send(to: NodeId, message: Message): void {
        this.shared.clock.defer(() => super.send(to, message));
      }
    },
  ],
  [
    'begins all over when the members change',
    'keeps what goes on with the others when one is added or removed',
    class extends Wrapped {
      #generation = 0;

      override setPeers(peers: ReadonlyMap<NodeId, string | null>): void {
        this.#generation++;
        super.setPeers(peers);
      }
      override send(to: NodeId, message: Message): void {
        const generation = this.#generation;
        this.shared.clock.defer(() => {
          if (generation === this.#generation) super.send(to, message);
        });
      }
    },
  ],
  [
    'asks the source for everything, whatever is there already',
    WHAT_IS_LACKING,
    class extends Wrapped {
      override sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        return super.sendSnapshot(to, offer, () => read(0));
      }
    },
  ],
  [
    'tells the receiver another offset than it named',
    WHAT_IS_LACKING,
    class extends Wrapped {
      protected override take(
        handler: TransportHandler,
        from: NodeId,
        offer: SnapshotOffer,
        _offset: number,
        chunks: AsyncIterable<Uint8Array>,
      ): Promise<void> {
        return handler.onSnapshot(from, offer, 0, chunks);
      }
    },
  ],
  [
    'opens the source before the receiver has decided',
    'waits for the receiver to decide before it asks the source',
    class extends Wrapped {
      override sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        const chunks = read(0);
        return super.sendSnapshot(to, offer, () => chunks);
      }
    },
  ],
  [
    'offers nothing and sends at once',
    'rejects a refused offer without asking the source for anything',
    class extends Wrapped {
      protected override consider(): Promise<number> {
        return Promise.resolve(0);
      }
    },
  ],
  [
    'reads the whole snapshot before it sends',
    'reads from the source no faster than the receiver takes',
    class extends Wrapped {
      override sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        return super.sendSnapshot(to, offer, (offset) => gathered(read(offset)));
      }
    },
  ],
  [
    'is done when the last byte has left',
    WHOLE,
    class extends Wrapped {
      override sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        return new Promise((resolve, reject) => {
          const told = (offset: number): Chunks => thenCall(read(offset), resolve);
          super.sendSnapshot(to, offer, told).then(resolve, reject);
        });
      }
    },
  ],
  [
    'leaves the configuration out of the offer',
    WHOLE,
    class extends Wrapped {
      override sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        const configuration = { ...offer.meta.configuration, target: null };
        return super.sendSnapshot(to, { ...offer, meta: { ...offer.meta, configuration } }, read);
      }
    },
  ],
  [
    'stops at an empty chunk',
    'takes chunks of any size',
    class extends Wrapped {
      override sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        return super.sendSnapshot(to, offer, (offset) => untilEmpty(read(offset)));
      }
    },
  ],
  [
    "passes on the source's own buffers",
    'is done with a chunk when it asks the source for the next',
    class extends Wrapped {
      override sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        const { shared } = this;
        async function* watched(chunks: AsyncIterable<Uint8Array>): Chunks {
          for await (const chunk of chunks) {
            shared.lastChunk = chunk as Uint8Array<ArrayBuffer>;
            yield chunk;
          }
        }
        return super.sendSnapshot(to, offer, (offset) => watched(read(offset)));
      }
      protected override take(
        handler: TransportHandler,
        from: NodeId,
        offer: SnapshotOffer,
        offset: number,
        chunks: AsyncIterable<Uint8Array>,
      ): Promise<void> {
        const { shared } = this;
        async function* shortcut(): Chunks {
          for await (const chunk of chunks) if (chunk.byteLength > 0) yield shared.lastChunk;
        }
        return handler.onSnapshot(from, offer, offset, shortcut());
      }
    },
  ],
  [
    'takes the failure of the source for the end of the snapshot',
    'tells the receiver when the source fails, and never passes a part for the whole',
    class extends Wrapped {
      override sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        return super.sendSnapshot(to, offer, (offset) => quietly(read(offset)));
      }
    },
  ],
  [
    'takes the end of a connection for the end of the snapshot',
    'tells the receiver when the sender goes away',
    class extends Wrapped {
      protected override take(
        handler: TransportHandler,
        from: NodeId,
        offer: SnapshotOffer,
        offset: number,
        chunks: AsyncIterable<Uint8Array>,
      ): Promise<void> {
        return handler.onSnapshot(from, offer, offset, quietly(chunks));
      }
    },
  ],
  [
    'leaves the source open',
    SOURCE_LEFT,
    class extends Wrapped {
      override sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        return super.sendSnapshot(to, offer, (offset) => {
          const iterator = read(offset)[Symbol.asyncIterator]();
          return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
        });
      }
    },
  ],
  [
    'waits for ever for a receiver that is gone',
    'rejects when the receiver goes away',
    class extends Wrapped {
      override async sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        await super.sendSnapshot(to, offer, read).catch(() => new Promise(() => undefined));
      }
    },
  ],
  [
    'begins a broken snapshot from its beginning',
    'goes on at the second attempt where the restart of the receiver broke the first',
    class extends Wrapped {
      protected override async consider(
        handler: TransportHandler,
        from: NodeId,
        offer: SnapshotOffer,
      ): Promise<number> {
        await super.consider(handler, from, offer);
        return 0;
      }
    },
  ],
  [
    'sends nothing else while a snapshot is on its way',
    'lets messages pass while a snapshot is stuck',
    class extends Wrapped {
      #snapshots = 0;

      override send(to: NodeId, message: Message): void {
        if (this.#snapshots === 0) super.send(to, message);
      }
      override async sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        this.#snapshots++;
        await super.sendSnapshot(to, offer, read).finally(() => this.#snapshots--);
      }
    },
  ],
  [
    'sends one snapshot at a time',
    'carries snapshots between several nodes at once',
    class extends Wrapped {
      #busy = false;

      override async sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        if (this.#busy) throw new Error('busy');
        this.#busy = true;
        await super.sendSnapshot(to, offer, read).finally(() => (this.#busy = false));
      }
    },
  ],
  [
    'keeps everything until it can be sent',
    'keeps little of what an isolated node cannot be sent',
    class extends Wrapped {
      override send(to: NodeId, message: Message): void {
        this.shared.kept.push(message);
        super.send(to, message);
      }
    },
  ],
  [
    'gives a silent node up for good',
    'says that an isolated node is unreachable, and reaches it again when it rejoins',
    class extends Wrapped {
      readonly #gone = new Set<NodeId>();

      protected override miss(handler: TransportHandler, peer: NodeId): void {
        this.#gone.add(peer);
        super.miss(handler, peer);
      }
      override send(to: NodeId, message: Message): void {
        if (!this.#gone.has(to)) super.send(to, message);
      }
    },
  ],
  [
    'does not notice that a snapshot does not move',
    'breaks a snapshot on both sides when the receiver is cut off, and goes on where it was',
    class extends Wrapped {
      override async sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
        await super.sendSnapshot(to, offer, read).catch(() => new Promise(() => undefined));
      }
    },
  ],
];

describe('a wrong transport', () => {
  it.each(MUTANTS)('that %s does not pass: "%s"', async (_what, caughtBy, mutant) => {
    const found = [...transportConformance, ...transportFaultConformance].find(
      ({ name }) => name === caughtBy,
    );
    await expect(found?.run(new MutantHarness(mutant))).rejects.toThrow();
  });

  it('is wrong only where it differs', async () => {
    for (const each of [...transportConformance, ...transportFaultConformance])
      await each.run(new MutantHarness(Wrapped));
  });
});

async function* gathered(chunks: AsyncIterable<Uint8Array>): Chunks {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  yield* all;
}

async function* thenCall(chunks: AsyncIterable<Uint8Array>, done: () => void): Chunks {
  yield* chunks;
  done();
}

async function* untilEmpty(chunks: AsyncIterable<Uint8Array>): Chunks {
  for await (const chunk of chunks) {
    if (chunk.byteLength === 0) return;
    yield chunk;
  }
}

async function* quietly(chunks: AsyncIterable<Uint8Array>): Chunks {
  try {
    yield* chunks;
  } catch {
    return;
  }
}
