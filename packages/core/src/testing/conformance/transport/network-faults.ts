import assert from 'node:assert/strict';

import { logIndex, term } from '../../../raft/types.ts';
import type { TransportFaultCase, TransportFaultHarness } from './harness.ts';
import { attempts, during, offer, Sink, snapshotPair, Source, stuckAfter } from './snapshot-support.ts';
import {
  A,
  B,
  C,
  connected,
  connectedPair,
  heartbeat,
  never,
  outcome,
  started,
  type Node,
} from './support.ts';

const MEGABYTE = 1024 * 1024;
/** What a transport may keep of messages that it cannot send, as far as garbage lets one see it. */
const MAX_KEPT_BYTES = 128 * MEGABYTE;
const SENT_MEGABYTES = 512;

/** What must hold when the network swallows everything and says nothing. */
export const networkFaultCases: readonly TransportFaultCase[] = [
  {
    name: 'says that an isolated node is unreachable, and reaches it again when it rejoins',
    async run(harness: TransportFaultHarness): Promise<void> {
      const [a, b] = await connectedPair(harness);
      const c = await started(harness, C);
      await connected(harness, a, c);
      harness.isolate(B);
      await harness.eventually(() => {
        a.transport.send(B, heartbeat(1));
        b.transport.send(A, heartbeat(1));
        return a.recorder.unreachable.includes(B) && b.recorder.unreachable.includes(A);
      }, 'reports from both sides');
      assert.deepEqual([a.recorder.rounds(B), b.recorder.rounds(A)], [[], []]);
      await connected(harness, c, a, 2);
      await connected(harness, a, c, 2);
      harness.rejoin(B);
      await connected(harness, a, b, 3);
      await connected(harness, b, a, 3);
    },
  },
  {
    name: 'keeps little of what an isolated node cannot be sent',
    async run(harness: TransportFaultHarness): Promise<void> {
      const [a] = await connectedPair(harness);
      harness.isolate(B);
      const before = process.memoryUsage().arrayBuffers;
      let least = Infinity;
      for (let sent = 0; sent < SENT_MEGABYTES; sent += 16) {
        for (let n = 0; n < 16; n++) sendMegabyte(a);
        let looks = 0;
        await harness.eventually(() => ++looks > 3, 'a few turns');
        // Garbage comes and goes; what is kept stays below everything that is seen.
        if (sent >= SENT_MEGABYTES / 2) least = Math.min(least, process.memoryUsage().arrayBuffers - before);
      }
      const kept = Math.round(least / MEGABYTE);
      assert.ok(
        least < MAX_KEPT_BYTES,
        `${kept} MiB are kept of ${SENT_MEGABYTES} MiB that could not be sent`,
      );
      await harness.eventually(() => a.recorder.unreachable.includes(B), 'a report of the loss');
    },
  },
  {
    name: 'breaks a snapshot on both sides when the receiver is cut off, and goes on where it was',
    async run(harness: TransportFaultHarness): Promise<void> {
      const source = new Source(4 * MEGABYTE);
      const sink = new Sink();
      const [a, b] = await snapshotPair(harness, never);
      sink.attach(b);
      const first = a.transport.sendSnapshot(B, offer(), stuckAfter(source, 2 * MEGABYTE));
      await during(harness, first, () => sink.length > MEGABYTE, 'a part of the snapshot');
      harness.isolate(B);
      assert.ok((await outcome(harness, first)) instanceof Error);
      await harness.eventually(() => sink.failures.length > 0, 'the receiver to notice');
      assert.equal(sink.complete, false);
      const kept = sink.length;
      harness.rejoin(B);
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
    name: 'rejects a snapshot for a node that is cut off',
    async run(harness: TransportFaultHarness): Promise<void> {
      const [a] = await snapshotPair(harness, never);
      harness.isolate(B);
      const source = new Source(10);
      const result = await outcome(harness, a.transport.sendSnapshot(B, offer(), source.read));
      assert.ok(result instanceof Error);
      assert.deepEqual(source.askedFor, []);
    },
  },
];

/** Each with bytes of its own, so that every one that is kept shows. */
function sendMegabyte({ transport }: Node): void {
  const data = new Uint8Array(MEGABYTE);
  transport.send(B, {
    type: 'append-request',
    term: term(1),
    previous: { index: logIndex(0), term: term(0) },
    entries: [{ index: logIndex(1), term: term(1), kind: 'command', data }],
    commit: logIndex(0),
    round: 0,
  });
}
