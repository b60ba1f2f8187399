import assert from 'node:assert/strict';

import type { SnapshotOffer } from '../../../ports/transport.ts';
import { nodeId, type NodeId } from '../../../raft/types.ts';
import type { TransportCase, TransportHarness } from './harness.ts';
import { chunksOf, digest, during, offer, snapshotPair, Source } from './snapshot-support.ts';
import { A, B, C, connected, outcome, started, type Recorder } from './support.ts';

const MEGABYTE = 1024 * 1024;

/** What must hold for snapshots while nothing is wrong. */
export const snapshotCases: readonly TransportCase[] = [
  {
    name: 'transfers a snapshot of megabytes and resolves when it is stored',
    async run(harness: TransportHarness): Promise<void> {
      const considered: unknown[] = [];
      let received: unknown = null;
      let store: () => void = () => undefined;
      let isDone = false;
      const [a, b] = await snapshotPair(harness, async (from, offered, chunks, offset) => {
        received = { from, offered, offset, ...(await digest(chunks)) };
        await new Promise<void>((resolve) => (store = resolve));
      });
      b.recorder.considerSnapshot = (from, offered) => {
        considered.push({ from, offered });
        return Promise.resolve(0);
      };
      const sending = a.transport.sendSnapshot(B, offer(), () => chunksOf(100, 70_001));
      void sending.then(
        () => (isDone = true),
        () => undefined,
      );
      await during(harness, sending, () => received !== null, 'the snapshot');
      let looks = 0;
      await harness.eventually(() => ++looks > 30, 'an early answer if there is one');
      assert.equal(isDone, false, 'sendSnapshot resolved before the snapshot was stored');
      store();
      assert.equal(await outcome(harness, sending), 'resolved');
      const expected: { from: NodeId; offered: SnapshotOffer } = { from: A, offered: offer() };
      assert.deepEqual(considered, [expected]);
      assert.deepEqual(received, { ...expected, offset: 0, ...(await digest(chunksOf(100, 70_001))) });
    },
  },
  {
    name: 'transfers a snapshot without bytes',
    async run(harness: TransportHarness): Promise<void> {
      let bytes = -1;
      const [a] = await snapshotPair(harness, async (_from, _offer, chunks) => {
        ({ bytes } = await digest(chunks));
      });
      const sending = a.transport.sendSnapshot(B, offer(), () => chunksOf(3, 0));
      assert.equal(await outcome(harness, sending), 'resolved');
      assert.equal(bytes, 0);
    },
  },
  {
    name: 'takes chunks of any size',
    async run(harness: TransportHarness): Promise<void> {
      let received = { bytes: 0, sum: 0 };
      const [a] = await snapshotPair(harness, async (_from, _offer, chunks) => {
        received = await digest(chunks);
      });
      async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        yield* chunksOf(1, 5_000_000);
        yield* chunksOf(300, 1);
        yield* chunksOf(2, 0);
        yield* chunksOf(3, 65_536);
      }
      const sending = a.transport.sendSnapshot(B, offer(), () => source());
      assert.equal(await outcome(harness, sending), 'resolved');
      assert.deepEqual(received, await digest(source()));
    },
  },
  {
    name: 'is done with a chunk when it asks the source for the next',
    async run(harness: TransportHarness): Promise<void> {
      let received = { bytes: 0, sum: 0 };
      const [a] = await snapshotPair(harness, async (_from, _offer, chunks) => {
        const kept: Uint8Array[] = [];
        for await (const chunk of chunks) kept.push(chunk);
        received = await digest(iterate(kept));
      });
      async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        const buffer = new Uint8Array(10_000);
        for await (const chunk of chunksOf(50, 10_000)) {
          buffer.set(chunk);
          yield buffer;
        }
      }
      const sending = a.transport.sendSnapshot(B, offer(), () => source());
      assert.equal(await outcome(harness, sending), 'resolved');
      assert.deepEqual(received, await digest(chunksOf(50, 10_000)));
    },
  },
  {
    name: 'asks the source for what the receiver lacks, once, and for nothing before it',
    async run(harness: TransportHarness): Promise<void> {
      const source = new Source(2 * MEGABYTE);
      for (const offset of [1, 123_457, source.bytes.byteLength]) {
        const offsets: number[] = [];
        let received = Buffer.alloc(0);
        const [a, b] = await snapshotPair(harness, async (_from, _offer, chunks, at) => {
          offsets.push(at);
          const kept: Uint8Array[] = [];
          for await (const chunk of chunks) kept.push(chunk.slice());
          received = Buffer.concat(kept);
        });
        b.recorder.considerSnapshot = () => Promise.resolve(offset);
        assert.equal(await outcome(harness, a.transport.sendSnapshot(B, offer(), source.read)), 'resolved');
        assert.deepEqual(source.askedFor.splice(0), [offset]);
        assert.deepEqual(offsets, [offset]);
        assert.ok(received.equals(source.bytes.subarray(offset)), 'other bytes');
        await a.transport.close();
        await b.transport.close();
      }
    },
  },
  {
    name: 'waits for the receiver to decide before it asks the source',
    async run(harness: TransportHarness): Promise<void> {
      const source = new Source(100_000);
      let decide: (offset: number) => void = () => undefined;
      let taken = false;
      const [a, b] = await snapshotPair(harness, async (_from, _offer, chunks) => {
        taken = true;
        await digest(chunks);
      });
      let isAsked = false;
      b.recorder.considerSnapshot = () => {
        isAsked = true;
        return new Promise((resolve) => (decide = resolve));
      };
      const sending = a.transport.sendSnapshot(B, offer(), source.read);
      await during(harness, sending, () => isAsked, 'the offer');
      let looks = 0;
      await harness.eventually(() => ++looks > 30, 'the sender to run ahead if it can');
      assert.deepEqual([source.askedFor, taken], [[], false]);
      decide(0);
      assert.equal(await outcome(harness, sending), 'resolved');
    },
  },
  {
    name: 'rejects a refused offer without asking the source for anything',
    async run(harness: TransportHarness): Promise<void> {
      const source = new Source(1_000);
      let taken = false;
      const [a, b] = await snapshotPair(harness, () => {
        taken = true;
        return Promise.resolve();
      });
      b.recorder.considerSnapshot = () => Promise.reject(new Error('I have it already'));
      const sending = a.transport.sendSnapshot(B, offer(), source.read);
      assert.match(String(await outcome(harness, sending)), /I have it already/);
      assert.deepEqual([source.askedFor, taken], [[], false]);
    },
  },
  {
    name: 'reads from the source no faster than the receiver takes',
    async run(harness: TransportHarness): Promise<void> {
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
      const [a] = await snapshotPair(harness, async (_from, _offer, chunks) => {
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
      const sending = a.transport.sendSnapshot(B, offer(), () => source());
      for (let pause = 0; pause < TOTAL / 100; pause++) {
        await during(harness, sending, () => paused, 'a pause of the receiver');
        paused = false;
        let looks = 0;
        await harness.eventually(() => ++looks > 30, 'the sender to run ahead if it can');
        goOn();
      }
      assert.equal(await outcome(harness, sending), 'resolved');
      assert.equal(taken, TOTAL);
      assert.ok(farthestAhead * CHUNK < 4 * MEGABYTE, `${farthestAhead} chunks were ahead of the receiver`);
    },
  },
  {
    name: 'lets messages pass while a snapshot is stuck',
    async run(harness: TransportHarness): Promise<void> {
      let begun = false;
      let finish: () => void = () => undefined;
      const [a, b] = await snapshotPair(harness, () => {
        begun = true;
        return new Promise((resolve) => (finish = resolve));
      });
      const sending = a.transport.sendSnapshot(B, offer(), () => chunksOf(1_000, 100_000));
      await during(harness, sending, () => begun, 'the receiver to begin');
      await connected(harness, a, b);
      await connected(harness, b, a);
      finish();
      assert.equal(await outcome(harness, sending), 'resolved');
    },
  },
  {
    name: 'carries snapshots between several nodes at once',
    async run(harness: TransportHarness): Promise<void> {
      const nodes = [await started(harness, A), await started(harness, B), await started(harness, C)];
      const taken: string[] = [];
      const take =
        (to: NodeId): Recorder['takeSnapshot'] =>
        async (from, _offer, chunks) => {
          const { bytes } = await digest(chunks);
          taken.push(`${from} ${to} ${bytes}`);
        };
      for (const { id, recorder } of nodes) recorder.takeSnapshot = take(id);
      const routes = [
        [0, 1],
        [0, 2],
        [1, 2],
        [2, 0],
      ] as const;
      const expected: string[] = [];
      const sending = routes.map(([from, to], place) => {
        const [sender, receiver] = [nodes[from], nodes[to]];
        assert.ok(sender !== undefined && receiver !== undefined);
        expected.push(`${sender.id} ${receiver.id} ${(place + 1) * 300_000}`);
        return sender.transport.sendSnapshot(receiver.id, offer(), () => chunksOf(3, (place + 1) * 100_000));
      });
      assert.equal(
        await outcome(
          harness,
          Promise.all(sending).then(() => undefined),
        ),
        'resolved',
      );
      assert.deepEqual(taken.toSorted(), expected.toSorted());
    },
  },
  {
    name: 'rejects a snapshot for a node that is not there',
    async run(harness: TransportHarness): Promise<void> {
      const a = await started(harness, A);
      for (const to of [B, nodeId('nobody')]) {
        const sending = a.transport.sendSnapshot(to, offer(), () => chunksOf(1, 1));
        assert.ok((await outcome(harness, sending)) instanceof Error);
      }
    },
  },
];

async function* iterate(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  await Promise.resolve();
  yield* chunks;
}
