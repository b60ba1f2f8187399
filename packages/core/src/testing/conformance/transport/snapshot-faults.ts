import assert from 'node:assert/strict';

import type { TransportCase, TransportHarness } from './harness.ts';
import {
  attempts,
  chunksOf,
  digest,
  during,
  offer,
  Sink,
  snapshotPair,
  Source,
  stuckAfter,
} from './snapshot-support.ts';
import { A, B, never, outcome, started } from './support.ts';

const MEGABYTE = 1024 * 1024;

/** What must hold for snapshots of which either side gives up. */
export const snapshotFaultCases: readonly TransportCase[] = [
  {
    name: 'rejects when the receiver refuses at once, without reading the source',
    async run(harness: TransportHarness): Promise<void> {
      let pulled = 0;
      async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        pulled++;
        yield* chunksOf(1, 1);
      }
      const [a] = await snapshotPair(harness, () => Promise.reject(new Error('not needed here')));
      const result = await outcome(
        harness,
        a.transport.sendSnapshot(B, offer(), () => source()),
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
      const [a] = await snapshotPair(harness, async (_from, _offer, chunks) => {
        let bytes = 0;
        for await (const chunk of chunks) {
          bytes += chunk.byteLength;
          if (bytes > 3_000_000) throw new Error('the disk is full');
        }
      });
      const result = await outcome(
        harness,
        a.transport.sendSnapshot(B, offer(), () => source()),
      );
      assert.match(String(result), /the disk is full/);
      await harness.eventually(() => sourceClosed, 'the source to be closed');
    },
  },
  {
    name: 'resolves when the receiver needs no more of it',
    async run(harness: TransportHarness): Promise<void> {
      const [a] = await snapshotPair(harness, () => Promise.resolve());
      const sending = a.transport.sendSnapshot(B, offer(), () => chunksOf(1_000, 100_000));
      assert.equal(await outcome(harness, sending), 'resolved');
    },
  },
  {
    name: 'rejects when the source cannot be opened, and passes nothing for the whole',
    async run(harness: TransportHarness): Promise<void> {
      let complete = false;
      const [a] = await snapshotPair(harness, async (_from, _offer, chunks) => {
        await digest(chunks);
        complete = true;
      });
      const sending = a.transport.sendSnapshot(B, offer(), () => {
        throw new Error('the file is gone');
      });
      assert.match(String(await outcome(harness, sending)), /the file is gone/);
      assert.equal(complete, false, 'the receiver took nothing for the whole');
    },
  },
  {
    name: 'tells the receiver when the source fails, and never passes a part for the whole',
    async run(harness: TransportHarness): Promise<void> {
      const sink = new Sink();
      async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        yield* chunksOf(10, 1_000);
        throw new Error('the file is corrupt');
      }
      const [a, b] = await snapshotPair(harness, never);
      sink.attach(b);
      const result = await outcome(
        harness,
        a.transport.sendSnapshot(B, offer(), () => source()),
      );
      assert.match(String(result), /the file is corrupt/);
      await harness.eventually(() => sink.failures.length > 0, 'the receiver to hear of it');
      assert.equal(sink.complete, false);
    },
  },
  {
    name: 'rejects when the receiver goes away',
    async run(harness: TransportHarness): Promise<void> {
      let begun = false;
      const [a, b] = await snapshotPair(harness, () => {
        begun = true;
        return never();
      });
      const sending = a.transport.sendSnapshot(B, offer(), () => chunksOf(1_000, 100_000));
      await during(harness, sending, () => begun, 'the receiver to begin');
      await b.transport.close();
      assert.ok((await outcome(harness, sending)) instanceof Error);
    },
  },
  {
    name: 'rejects when the receiver goes away before it has decided',
    async run(harness: TransportHarness): Promise<void> {
      let isAsked = false;
      const [a, b] = await snapshotPair(harness, never);
      b.recorder.considerSnapshot = () => {
        isAsked = true;
        return never();
      };
      const source = new Source(10);
      const sending = a.transport.sendSnapshot(B, offer(), source.read);
      await during(harness, sending, () => isAsked, 'the offer');
      await b.transport.close();
      assert.ok((await outcome(harness, sending)) instanceof Error);
      assert.deepEqual(source.askedFor, []);
    },
  },
  {
    name: 'tells the receiver when the sender goes away',
    async run(harness: TransportHarness): Promise<void> {
      const sink = new Sink();
      const [a, b] = await snapshotPair(harness, never);
      sink.attach(b);
      async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        yield* chunksOf(1, 1);
        await never();
      }
      const sending = a.transport.sendSnapshot(B, offer(), () => source());
      await during(harness, sending, () => sink.length > 0, 'the receiver to begin');
      await a.transport.close();
      assert.ok((await outcome(harness, sending)) instanceof Error);
      await harness.eventually(() => sink.failures.length > 0, 'the receiver to hear of it');
      assert.equal(sink.complete, false);
    },
  },
  {
    name: 'goes on at the second attempt where the restart of the receiver broke the first',
    async run(harness: TransportHarness): Promise<void> {
      const source = new Source(4 * MEGABYTE);
      const sink = new Sink();
      const [a, b] = await snapshotPair(harness, never);
      sink.attach(b);
      const first = a.transport.sendSnapshot(B, offer(), stuckAfter(source, 2 * MEGABYTE));
      await during(harness, first, () => sink.length > MEGABYTE, 'a part of the snapshot');
      await b.transport.close();
      assert.ok((await outcome(harness, first)) instanceof Error);
      await harness.eventually(() => sink.failures.length > 0, 'the receiver to hear of it');
      const kept = sink.length;
      sink.attach(await started(harness, B));
      await harness.eventually(
        attempts(() => a.transport.sendSnapshot(B, offer(), source.read)),
        'a second attempt',
      );
      assert.deepEqual([sink.begunAt.at(0), sink.begunAt.at(-1)], [0, kept]);
      assert.deepEqual([source.askedFor.at(0), source.askedFor.at(-1)], [0, kept]);
      assert.ok(sink.complete && sink.equals(source.bytes), 'the parts do not make the whole');
    },
  },
  {
    name: 'goes on where the restart of the sender broke it',
    async run(harness: TransportHarness): Promise<void> {
      const source = new Source(4 * MEGABYTE);
      const sink = new Sink();
      const [a, b] = await snapshotPair(harness, never);
      sink.attach(b);
      const first = a.transport.sendSnapshot(B, offer(), stuckAfter(source, 2 * MEGABYTE));
      await during(harness, first, () => sink.length > MEGABYTE, 'a part of the snapshot');
      await a.transport.close();
      await harness.eventually(() => sink.failures.length > 0, 'the receiver to hear of it');
      const kept = sink.length;
      const again = await started(harness, A);
      await harness.eventually(
        attempts(() => again.transport.sendSnapshot(B, offer(), source.read)),
        'a second attempt',
      );
      assert.equal(source.askedFor.at(-1), kept);
      assert.ok(sink.complete && sink.equals(source.bytes), 'the parts do not make the whole');
    },
  },
];
