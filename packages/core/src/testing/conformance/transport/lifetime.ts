import assert from 'node:assert/strict';

import type { TransportCase, TransportHarness } from './harness.ts';
import { chunksOf, offer } from './snapshot-support.ts';
import {
  A,
  B,
  connected,
  connectedPair,
  heartbeat,
  outcome,
  Recorder,
  sameFacts,
  started,
} from './support.ts';

/** What must hold for the beginning and the end of a transport, and for what peers tell about themselves. */
export const lifetimeCases: readonly TransportCase[] = [
  {
    name: 'tells both sides of a connection the facts of the other',
    async run(harness: TransportHarness): Promise<void> {
      const a = await started(harness, A, { facts: { client: 'http://a:1' } });
      assert.equal(a.transport.peerFacts(B), undefined);
      const b = await started(harness, B, { facts: { client: 'http://b:2', zone: 'ö' } });
      await harness.eventually(
        () => a.transport.peerFacts(B) !== undefined && b.transport.peerFacts(A) !== undefined,
        'facts on both sides',
      );
      assert.deepEqual({ ...a.transport.peerFacts(B) }, { client: 'http://b:2', zone: 'ö' });
      assert.deepEqual({ ...b.transport.peerFacts(A) }, { client: 'http://a:1' });
    },
  },
  {
    name: 'reaches a node again after its restart, with its new facts',
    async run(harness: TransportHarness): Promise<void> {
      const a = await started(harness, A);
      const first = await started(harness, B, { facts: { life: '1' } });
      await connected(harness, a, first);
      await harness.eventually(
        () => sameFacts(a.transport.peerFacts(B), { life: '1' }),
        'facts of the first life',
      );
      await first.transport.close();
      const heard = first.recorder.messages.length;
      const second = await started(harness, B, { facts: { life: '2' } });
      await connected(harness, a, second, 1);
      await connected(harness, second, a, 2);
      await harness.eventually(
        () => sameFacts(a.transport.peerFacts(B), { life: '2' }),
        'facts of the second life',
      );
      assert.equal(first.recorder.messages.length, heard, 'the first life heard something after its end');
    },
  },
  {
    name: 'can be closed twice, and is silent afterwards',
    async run(harness: TransportHarness): Promise<void> {
      const [a, b] = await connectedPair(harness);
      await Promise.all([b.transport.close(), b.transport.close()]);
      await b.transport.close();
      const heard = b.recorder.messages.length;
      b.transport.send(A, heartbeat(5));
      const sending = b.transport.sendSnapshot(A, offer(), () => chunksOf(1, 1));
      assert.ok((await outcome(harness, sending)) instanceof Error);
      await harness.eventually(() => {
        a.transport.send(B, heartbeat(6));
        return a.recorder.unreachable.includes(B);
      }, 'a report that b is unreachable');
      assert.equal(b.recorder.messages.length, heard, 'b heard something after its end');
      assert.ok(!a.recorder.heard(B, 5), 'b was heard after its end');
    },
  },
  {
    name: 'does nothing before its start, and can be closed without one',
    async run(harness: TransportHarness): Promise<void> {
      const a = await harness.create(A);
      const b = await started(harness, B);
      a.send(B, heartbeat(1));
      const sending = a.sendSnapshot(B, offer(), () => chunksOf(1, 1));
      assert.ok((await outcome(harness, sending)) instanceof Error);
      await harness.eventually(() => {
        b.transport.send(A, heartbeat(2));
        return b.recorder.unreachable.includes(A);
      }, 'a report that a is unreachable');
      assert.deepEqual(b.recorder.messages, []);
      await a.close();
      await a.close();
      await assert.rejects(a.start(new Recorder()), 'a transport was started after its end');
    },
  },
];
