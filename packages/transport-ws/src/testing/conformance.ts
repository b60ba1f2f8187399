import assert from 'node:assert/strict';

import {
  logIndex,
  nodeId,
  term,
  type AppendRequest,
  type Entry,
  type HeartbeatRequest,
  type Message,
  type NodeId,
  type PeerFacts,
  type SnapshotOffer,
  type Transport,
  type TransportHandler,
} from '@seaworthy/core';

/** What a transport must bring along to be examined. Each case gets a fresh one. */
export interface TransportHarness {
  /** A started transport of node `a`, `b` or `c`, which know each other. A closed node may be started again. */
  start(id: NodeId, handler: TransportHandler, facts?: PeerFacts): Promise<Transport>;
  /** Resolves when `condition` holds, and rejects when it does not within a generous time; lets time pass meanwhile. */
  eventually(condition: () => boolean, what: string): Promise<void>;
}

/** One thing that every transport must do. `run` rejects when it does not. */
export interface TransportCase {
  readonly name: string;
  run(harness: TransportHarness): Promise<void>;
}

const [A, B, C] = ['a', 'b', 'c'].map(nodeId) as [NodeId, NodeId, NodeId];

/** Remembers everything it is told. */
class Recorder implements TransportHandler {
  readonly messages: { readonly from: NodeId; readonly message: Message }[] = [];
  readonly unreachable: NodeId[] = [];
  takeSnapshot: TransportHandler['onSnapshot'] = () => Promise.reject(new Error('no snapshots here'));

  onMessage(from: NodeId, message: Message): void {
    this.messages.push({ from, message });
  }

  onUnreachable(peer: NodeId): void {
    this.unreachable.push(peer);
  }

  onSnapshot(from: NodeId, offer: SnapshotOffer, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    return this.takeSnapshot(from, offer, chunks);
  }

  heard(from: NodeId, round: number): boolean {
    return this.messages.some(
      ({ from: sender, message }) =>
        sender === from && message.type === 'heartbeat-request' && message.round === round,
    );
  }
}

function heartbeat(round: number): HeartbeatRequest {
  return { type: 'heartbeat-request', term: term(1), commit: logIndex(0), round };
}

const GREETING_ROUND = 999_999;

/** Says hello until it is heard, because a message sent before the connection stands is lost. */
async function connected(
  harness: TransportHarness,
  from: Transport,
  fromId: NodeId,
  toId: NodeId,
  to: Recorder,
  round = GREETING_ROUND,
): Promise<void> {
  await harness.eventually(() => {
    if (to.heard(fromId, round)) return true;
    from.send(toId, heartbeat(round));
    return false;
  }, `a message from ${fromId} to ${toId}`);
}

function offer(voters: readonly NodeId[] = [A, B, C]): SnapshotOffer {
  return {
    term: term(7),
    meta: { index: logIndex(9_007_199_254_740_991), term: term(6), configuration: { voters } },
  };
}

async function* chunksOf(count: number, bytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let n = 0; n < count; n++) {
    await Promise.resolve();
    yield new Uint8Array(bytes).fill(n % 251);
  }
}

/** Reads everything; gives the number of bytes and a sum that depends on their order. */
async function digest(chunks: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sum: number }> {
  let bytes = 0;
  let sum = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    for (const byte of chunk) sum = (Math.imul(sum, 31) + byte) | 0;
  }
  return { bytes, sum };
}

function never(): Promise<void> {
  return new Promise(() => undefined);
}

const EVERY_MESSAGE: readonly Message[] = [
  { type: 'pre-vote-request', term: term(3), last: { index: logIndex(9), term: term(2) } },
  { type: 'pre-vote-response', term: term(3), granted: true },
  { type: 'vote-request', term: term(3), last: { index: logIndex(9), term: term(2) }, transfer: true },
  { type: 'vote-response', term: term(3), granted: false },
  {
    type: 'append-request',
    term: term(3),
    previous: { index: logIndex(1), term: term(1) },
    entries: [
      { index: logIndex(2), term: term(2), kind: 'noop', data: new Uint8Array(0) },
      { index: logIndex(3), term: term(3), kind: 'command', data: new Uint8Array([1, 2, 3]) },
      { index: logIndex(4), term: term(3), kind: 'configuration', data: new Uint8Array([255]) },
    ],
    commit: logIndex(1),
    round: 4,
  },
  { type: 'append-accepted', term: term(3), match: logIndex(4), round: 4 },
  {
    type: 'append-rejected',
    term: term(3),
    previous: logIndex(8),
    hint: { index: logIndex(5), term: term(2) },
    round: 5,
  },
  { type: 'heartbeat-request', term: term(Number.MAX_SAFE_INTEGER), commit: logIndex(1), round: 6 },
  { type: 'heartbeat-response', term: term(3), round: 2 ** 40 + 1 },
  { type: 'timeout-now', term: term(3) },
];

/** Compares by content: a payload may be any kind of byte array. */
function plain(message: Message): unknown {
  if (message.type !== 'append-request') return message;
  const entries = message.entries.map((entry) => ({ ...entry, data: [...entry.data] }));
  return { ...message, entries };
}

const messageCases: readonly TransportCase[] = [
  {
    name: 'delivers every kind of message unaltered, under the name of its sender',
    async run(harness) {
      const [atA, atB] = [new Recorder(), new Recorder()];
      const a = await harness.start(A, atA);
      const b = await harness.start(B, atB);
      await connected(harness, a, A, B, atB);
      await connected(harness, b, B, A, atA);
      atB.messages.length = 0;
      for (const message of EVERY_MESSAGE) a.send(B, message);
      await harness.eventually(() => atB.messages.length >= EVERY_MESSAGE.length, 'all messages');
      assert.deepEqual(
        atB.messages.map(({ from, message }) => ({ from, message: plain(message) })),
        EVERY_MESSAGE.map((message) => ({ from: A, message: plain(message) })),
      );
    },
  },
  {
    name: 'keeps the order of messages while nothing is wrong',
    async run(harness) {
      const atB = new Recorder();
      const a = await harness.start(A, new Recorder());
      await harness.start(B, atB);
      await connected(harness, a, A, B, atB);
      atB.messages.length = 0;
      for (let round = 0; round < 1_000; round++) a.send(B, heartbeat(round));
      await harness.eventually(() => atB.messages.length >= 1_000, '1,000 messages');
      assert.deepEqual(
        atB.messages.map(({ message }) => (message as HeartbeatRequest).round),
        Array.from({ length: 1_000 }, (_, round) => round),
      );
    },
  },
  {
    name: 'tells three nodes apart',
    async run(harness) {
      const recorders = new Map([A, B, C].map((id) => [id, new Recorder()]));
      const transports = new Map<NodeId, Transport>();
      for (const [id, recorder] of recorders) transports.set(id, await harness.start(id, recorder));
      for (const [from, transport] of transports) {
        for (const [to, recorder] of recorders) {
          if (from !== to) await connected(harness, transport, from, to, recorder);
        }
      }
      for (const [id, { messages }] of recorders)
        assert.ok(
          messages.every(({ from }) => from !== id),
          `${id} heard itself`,
        );
    },
  },
  {
    name: 'carries entries of a megabyte',
    async run(harness) {
      const atB = new Recorder();
      const a = await harness.start(A, new Recorder());
      await harness.start(B, atB);
      await connected(harness, a, A, B, atB);
      const data = new Uint8Array(1024 * 1024).map((_, place) => place % 253);
      const entries: Entry[] = [1, 2, 3].map((index) => ({
        index: logIndex(index),
        term: term(1),
        kind: 'command',
        data,
      }));
      const message: AppendRequest = {
        type: 'append-request',
        term: term(1),
        previous: { index: logIndex(0), term: term(0) },
        entries,
        commit: logIndex(0),
        round: 0,
      };
      a.send(B, message);
      const received = (): AppendRequest | undefined =>
        atB.messages.map((item) => item.message).find((item) => item.type === 'append-request');
      await harness.eventually(() => received() !== undefined, 'the large message');
      for (const entry of received()?.entries ?? []) assert.ok(Buffer.from(data).equals(entry.data));
      assert.equal(received()?.entries.length, 3);
    },
  },
  {
    name: 'drops messages to a node that is not there, and says so',
    async run(harness) {
      const atA = new Recorder();
      const a = await harness.start(A, atA);
      a.send(nodeId('nobody'), heartbeat(1));
      await harness.eventually(() => {
        a.send(B, heartbeat(1));
        return atA.unreachable.includes(B);
      }, 'a report that b is unreachable');
    },
  },
  {
    name: 'reaches a node again after its restart, with its new facts',
    async run(harness) {
      const [first, second] = [new Recorder(), new Recorder()];
      const a = await harness.start(A, new Recorder());
      const b = await harness.start(B, first, { life: '1' });
      await connected(harness, a, A, B, first);
      await harness.eventually(() => a.peerFacts(B)?.['life'] === '1', 'facts of the first life');
      await b.close();
      await harness.start(B, second, { life: '2' });
      await connected(harness, a, A, B, second, 1);
      await harness.eventually(() => a.peerFacts(B)?.['life'] === '2', 'facts of the second life');
    },
  },
  {
    name: 'tells both sides of a connection the facts of the other',
    async run(harness) {
      const a = await harness.start(A, new Recorder(), { client: 'http://a:1' });
      assert.equal(a.peerFacts(B), undefined);
      const b = await harness.start(B, new Recorder(), { client: 'http://b:2', zone: 'ö' });
      await harness.eventually(
        () => a.peerFacts(B) !== undefined && b.peerFacts(A) !== undefined,
        'facts on both sides',
      );
      assert.deepEqual({ ...a.peerFacts(B) }, { client: 'http://b:2', zone: 'ö' });
      assert.deepEqual({ ...b.peerFacts(A) }, { client: 'http://a:1' });
    },
  },
  {
    name: 'can be closed twice, and is silent afterwards',
    async run(harness) {
      const [atA, atB] = [new Recorder(), new Recorder()];
      const a = await harness.start(A, atA);
      const b = await harness.start(B, atB);
      await connected(harness, a, A, B, atB);
      await connected(harness, b, B, A, atA);
      await Promise.all([b.close(), b.close()]);
      await b.close();
      const heard = atB.messages.length;
      b.send(A, heartbeat(5));
      await assert.rejects(b.sendSnapshot(A, offer(), chunksOf(1, 1)));
      await harness.eventually(() => {
        a.send(B, heartbeat(6));
        return atA.unreachable.includes(B);
      }, 'a report that b is unreachable');
      assert.equal(atB.messages.length, heard);
      assert.ok(!atA.heard(B, 5));
    },
  },
];

/** Nodes `a` and `b`, and what `b` does with snapshots. */
async function snapshotPair(
  harness: TransportHarness,
  takeSnapshot: TransportHandler['onSnapshot'],
): Promise<{ readonly a: Transport; readonly b: Transport }> {
  const atB = new Recorder();
  atB.takeSnapshot = takeSnapshot;
  const a = await harness.start(A, new Recorder());
  const b = await harness.start(B, atB);
  return { a, b };
}

/** Settles `promise` while the harness lets time pass. */
async function outcome(harness: TransportHarness, promise: Promise<void>): Promise<'resolved' | Error> {
  let result: 'resolved' | Error | null = null;
  promise.then(
    () => (result = 'resolved'),
    (error: unknown) => (result = error as Error),
  );
  await harness.eventually(() => result !== null, 'an outcome');
  return result as unknown as 'resolved' | Error;
}

const snapshotCases: readonly TransportCase[] = [
  {
    name: 'transfers a snapshot of megabytes and resolves when it is stored',
    async run(harness) {
      let stored: { from: NodeId; offer: SnapshotOffer; bytes: number; sum: number } | null = null;
      const { a } = await snapshotPair(harness, async (from, received, chunks) => {
        stored = { from, offer: received, ...(await digest(chunks)) };
      });
      assert.equal(await outcome(harness, a.sendSnapshot(B, offer(), chunksOf(100, 70_001))), 'resolved');
      const expected = await digest(chunksOf(100, 70_001));
      assert.deepEqual(stored, { from: A, offer: offer(), ...expected });
    },
  },
  {
    name: 'transfers a snapshot without bytes',
    async run(harness) {
      let bytes = -1;
      const { a } = await snapshotPair(harness, async (_from, _offer, chunks) => {
        ({ bytes } = await digest(chunks));
      });
      assert.equal(await outcome(harness, a.sendSnapshot(B, offer([]), chunksOf(3, 0))), 'resolved');
      assert.equal(bytes, 0);
    },
  },
  {
    name: 'cuts a chunk of any size to fit',
    async run(harness) {
      let received = { bytes: 0, sum: 0 };
      const { a } = await snapshotPair(harness, async (_from, _offer, chunks) => {
        received = await digest(chunks);
      });
      assert.equal(await outcome(harness, a.sendSnapshot(B, offer(), chunksOf(1, 5_000_000))), 'resolved');
      assert.deepEqual(received, await digest(chunksOf(1, 5_000_000)));
    },
  },
  {
    name: 'reads from the source no faster than the receiver takes',
    async run(harness) {
      const CHUNK = 64 * 1024;
      const TOTAL = 400;
      let pulled = 0;
      let taken = 0;
      let farthestAhead = 0;
      let goOn: () => void = () => undefined;
      let paused = false;
      async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        for await (const chunk of chunksOf(TOTAL, CHUNK)) {
          pulled++;
          farthestAhead = Math.max(farthestAhead, pulled - taken);
          yield chunk;
        }
      }
      const { a } = await snapshotPair(harness, async (_from, _offer, chunks) => {
        let takenBytes = 0;
        for await (const chunk of chunks) {
          takenBytes += chunk.byteLength;
          taken = Math.floor(takenBytes / CHUNK);
          if (taken % 100 === 50 && takenBytes % CHUNK === 0) {
            paused = true;
            await new Promise<void>((resolve) => (goOn = resolve));
          }
        }
      });
      const sending = a.sendSnapshot(B, offer(), source());
      for (let pause = 0; pause < TOTAL / 100; pause++) {
        await harness.eventually(() => paused, 'a pause of the receiver');
        paused = false;
        let looks = 0;
        await harness.eventually(() => ++looks > 30, 'the sender to run ahead if it can');
        goOn();
      }
      assert.equal(await outcome(harness, sending), 'resolved');
      assert.equal(taken, TOTAL);
      assert.ok(
        farthestAhead * CHUNK < 4 * 1024 * 1024,
        `${farthestAhead} chunks were ahead of the receiver`,
      );
    },
  },
  {
    name: 'rejects when the receiver refuses at once, without reading the source',
    async run(harness) {
      let pulled = 0;
      async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        pulled++;
        yield* chunksOf(1, 1);
      }
      const { a } = await snapshotPair(harness, () => Promise.reject(new Error('not needed here')));
      const result = await outcome(harness, a.sendSnapshot(B, offer(), source()));
      assert.match(String(result), /not needed here/);
      assert.equal(pulled, 0);
    },
  },
  {
    name: 'rejects when the receiver fails in the middle, and leaves the source closed',
    async run(harness) {
      let sourceClosed = false;
      async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        try {
          yield* chunksOf(1_000, 100_000);
        } finally {
          sourceClosed = true;
        }
      }
      const { a } = await snapshotPair(harness, async (_from, _offer, chunks) => {
        let bytes = 0;
        for await (const chunk of chunks) {
          bytes += chunk.byteLength;
          if (bytes > 3_000_000) throw new Error('the disk is full');
        }
      });
      const result = await outcome(harness, a.sendSnapshot(B, offer(), source()));
      assert.match(String(result), /the disk is full/);
      await harness.eventually(() => sourceClosed, 'the source to be closed');
    },
  },
  {
    name: 'resolves when the receiver needs no more of it',
    async run(harness) {
      const { a } = await snapshotPair(harness, () => Promise.resolve());
      assert.equal(await outcome(harness, a.sendSnapshot(B, offer(), chunksOf(1_000, 100_000))), 'resolved');
    },
  },
  {
    name: 'tells the receiver when the source fails, and never passes a part for the whole',
    async run(harness) {
      let failure: unknown = null;
      let complete = false;
      async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        yield* chunksOf(10, 1_000);
        throw new Error('the file is corrupt');
      }
      const { a } = await snapshotPair(harness, async (_from, _offer, chunks) => {
        try {
          await digest(chunks);
          complete = true;
        } catch (error) {
          failure = error;
          throw error;
        }
      });
      assert.match(
        String(await outcome(harness, a.sendSnapshot(B, offer(), source()))),
        /the file is corrupt/,
      );
      await harness.eventually(() => failure !== null, 'the receiver to hear of it');
      assert.equal(complete, false);
    },
  },
  {
    name: 'rejects when the receiver goes away',
    async run(harness) {
      let begun = false;
      const { a, b } = await snapshotPair(harness, () => {
        begun = true;
        return never();
      });
      const sending = a.sendSnapshot(B, offer(), chunksOf(1_000, 100_000));
      sending.catch(() => undefined);
      await harness.eventually(() => begun, 'the receiver to begin');
      await b.close();
      assert.ok((await outcome(harness, sending)) instanceof Error);
    },
  },
  {
    name: 'tells the receiver when the sender goes away',
    async run(harness) {
      let begun = false;
      let failure: unknown = null;
      const { a } = await snapshotPair(harness, async (_from, _offer, chunks) => {
        try {
          for await (const chunk of chunks) begun ||= chunk.byteLength > 0;
        } catch (error) {
          failure = error;
          throw error;
        }
      });
      async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        yield* chunksOf(1, 1);
        await never();
      }
      const sending = a.sendSnapshot(B, offer(), source());
      sending.catch(() => undefined);
      await harness.eventually(() => begun, 'the receiver to begin');
      await a.close();
      assert.ok((await outcome(harness, sending)) instanceof Error);
      await harness.eventually(() => failure !== null, 'the receiver to hear of it');
    },
  },
  {
    name: 'rejects a snapshot for a node that is not there',
    async run(harness) {
      const a = await harness.start(A, new Recorder());
      assert.ok((await outcome(harness, a.sendSnapshot(B, offer(), chunksOf(1, 1)))) instanceof Error);
      assert.ok(
        (await outcome(harness, a.sendSnapshot(nodeId('nobody'), offer(), chunksOf(1, 1)))) instanceof Error,
      );
    },
  },
  {
    name: 'lets messages pass while a snapshot is stuck',
    async run(harness) {
      const atB = new Recorder();
      let begun = false;
      let finish: () => void = () => undefined;
      atB.takeSnapshot = () => {
        begun = true;
        return new Promise((resolve) => (finish = resolve));
      };
      const a = await harness.start(A, new Recorder());
      await harness.start(B, atB);
      const sending = a.sendSnapshot(B, offer(), chunksOf(1_000, 100_000));
      await harness.eventually(() => begun, 'the receiver to begin');
      await connected(harness, a, A, B, atB);
      finish();
      assert.equal(await outcome(harness, sending), 'resolved');
    },
  },
];

/**
 * What every implementation of core's `Transport` must do, free of any test framework: run each case in a test of its
 * own, with a fresh harness.
 */
export const transportConformance: readonly TransportCase[] = [...messageCases, ...snapshotCases];
