import assert from 'node:assert/strict';

import { nodeId, type NodeId, type SnapshotOffer, type Transport } from '@seaworthy/core';

import { A, B, Recorder, chunksOf, connected, digest, never, offer, type TakeSnapshot } from './support.ts';
import type { TransportCase, TransportHarness } from './types.ts';

/** Nodes `a` and `b`, and what `b` does with snapshots. */
async function snapshotPair(
  harness: TransportHarness,
  takeSnapshot: TakeSnapshot,
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

/** What must hold for snapshots. */
export const snapshotCases: readonly TransportCase[] = [
  {
    name: 'transfers a snapshot of megabytes and resolves when it is stored',
    async run(harness: TransportHarness): Promise<void> {
      let stored: { from: NodeId; offer: SnapshotOffer; bytes: number; sum: number } | null = null;
      const { a } = await snapshotPair(harness, async (from, received, chunks) => {
        stored = { from, offer: received, ...(await digest(chunks)) };
      });
      assert.equal(
        await outcome(
          harness,
          a.sendSnapshot(B, offer(), () => chunksOf(100, 70_001)),
        ),
        'resolved',
      );
      const expected = await digest(chunksOf(100, 70_001));
      assert.deepEqual(stored, { from: A, offer: offer(), ...expected });
    },
  },
  {
    name: 'transfers a snapshot without bytes',
    async run(harness: TransportHarness): Promise<void> {
      let bytes = -1;
      const { a } = await snapshotPair(harness, async (_from, _offer, chunks) => {
        ({ bytes } = await digest(chunks));
      });
      assert.equal(
        await outcome(
          harness,
          a.sendSnapshot(B, offer([]), () => chunksOf(3, 0)),
        ),
        'resolved',
      );
      assert.equal(bytes, 0);
    },
  },
  {
    name: 'asks the source for what the receiver lacks, and for nothing before it',
    async run(harness: TransportHarness): Promise<void> {
      const asked: number[] = [];
      const atB = new Recorder();
      atB.offset = 123_456;
      let bytes = -1;
      atB.takeSnapshot = async (_from, _offer, chunks) => {
        ({ bytes } = await digest(chunks));
      };
      const a = await harness.start(A, new Recorder());
      await harness.start(B, atB);
      const sending = a.sendSnapshot(B, offer(), (offset) => {
        asked.push(offset);
        return chunksOf(2, 1_000);
      });
      assert.equal(await outcome(harness, sending), 'resolved');
      assert.deepEqual(asked, [123_456]);
      assert.equal(bytes, 2_000);
    },
  },
  {
    name: 'rejects a refused offer without asking the source for anything',
    async run(harness: TransportHarness): Promise<void> {
      const atB = new Recorder();
      atB.onSnapshotOffer = (): Promise<number> => Promise.reject(new Error('I have it already'));
      const a = await harness.start(A, new Recorder());
      await harness.start(B, atB);
      let asked = 0;
      const sending = a.sendSnapshot(B, offer(), () => {
        asked++;
        return chunksOf(1, 1);
      });
      assert.match(String(await outcome(harness, sending)), /I have it already/);
      assert.equal(asked, 0);
    },
  },
  {
    name: 'cuts a chunk of any size to fit',
    async run(harness: TransportHarness): Promise<void> {
      let received = { bytes: 0, sum: 0 };
      const { a } = await snapshotPair(harness, async (_from, _offer, chunks) => {
        received = await digest(chunks);
      });
      assert.equal(
        await outcome(
          harness,
          a.sendSnapshot(B, offer(), () => chunksOf(1, 5_000_000)),
        ),
        'resolved',
      );
      assert.deepEqual(received, await digest(chunksOf(1, 5_000_000)));
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
      const sending = a.sendSnapshot(B, offer(), () => source());
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
    async run(harness: TransportHarness): Promise<void> {
      let pulled = 0;
      async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        pulled++;
        yield* chunksOf(1, 1);
      }
      const { a } = await snapshotPair(harness, () => Promise.reject(new Error('not needed here')));
      const result = await outcome(
        harness,
        a.sendSnapshot(B, offer(), () => source()),
      );
      assert.match(String(result), /not needed here/);
      assert.equal(pulled, 0);
    },
  },
  {
    name: 'rejects when the receiver fails in the middle, and leaves the source closed',
    async run(harness: TransportHarness): Promise<void> {
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
      const result = await outcome(
        harness,
        a.sendSnapshot(B, offer(), () => source()),
      );
      assert.match(String(result), /the disk is full/);
      await harness.eventually(() => sourceClosed, 'the source to be closed');
    },
  },
  {
    name: 'resolves when the receiver needs no more of it',
    async run(harness: TransportHarness): Promise<void> {
      const { a } = await snapshotPair(harness, () => Promise.resolve());
      assert.equal(
        await outcome(
          harness,
          a.sendSnapshot(B, offer(), () => chunksOf(1_000, 100_000)),
        ),
        'resolved',
      );
    },
  },
  {
    name: 'tells the receiver when the source fails, and never passes a part for the whole',
    async run(harness: TransportHarness): Promise<void> {
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
        String(
          await outcome(
            harness,
            a.sendSnapshot(B, offer(), () => source()),
          ),
        ),
        /the file is corrupt/,
      );
      await harness.eventually(() => failure !== null, 'the receiver to hear of it');
      assert.equal(complete, false);
    },
  },
  {
    name: 'rejects when the receiver goes away',
    async run(harness: TransportHarness): Promise<void> {
      let begun = false;
      const { a, b } = await snapshotPair(harness, () => {
        begun = true;
        return never();
      });
      const sending = a.sendSnapshot(B, offer(), () => chunksOf(1_000, 100_000));
      sending.catch(() => undefined);
      await harness.eventually(() => begun, 'the receiver to begin');
      await b.close();
      assert.ok((await outcome(harness, sending)) instanceof Error);
    },
  },
  {
    name: 'tells the receiver when the sender goes away',
    async run(harness: TransportHarness): Promise<void> {
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
      const sending = a.sendSnapshot(B, offer(), () => source());
      sending.catch(() => undefined);
      await harness.eventually(() => begun, 'the receiver to begin');
      await a.close();
      assert.ok((await outcome(harness, sending)) instanceof Error);
      await harness.eventually(() => failure !== null, 'the receiver to hear of it');
    },
  },
  {
    name: 'rejects a snapshot for a node that is not there',
    async run(harness: TransportHarness): Promise<void> {
      const a = await harness.start(A, new Recorder());
      assert.ok(
        (await outcome(
          harness,
          a.sendSnapshot(B, offer(), () => chunksOf(1, 1)),
        )) instanceof Error,
      );
      assert.ok(
        (await outcome(
          harness,
          a.sendSnapshot(nodeId('nobody'), offer(), () => chunksOf(1, 1)),
        )) instanceof Error,
      );
    },
  },
  {
    name: 'lets messages pass while a snapshot is stuck',
    async run(harness: TransportHarness): Promise<void> {
      const atB = new Recorder();
      let begun = false;
      let finish: () => void = () => undefined;
      atB.takeSnapshot = () => {
        begun = true;
        return new Promise((resolve) => (finish = resolve));
      };
      const a = await harness.start(A, new Recorder());
      await harness.start(B, atB);
      const sending = a.sendSnapshot(B, offer(), () => chunksOf(1_000, 100_000));
      await harness.eventually(() => begun, 'the receiver to begin');
      await connected(harness, a, A, B, atB);
      finish();
      assert.equal(await outcome(harness, sending), 'resolved');
    },
  },
];
