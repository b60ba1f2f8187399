import assert from 'node:assert/strict';

import type { TransportCase, TransportHarness } from './harness.ts';
import { A, B, C, connected, D, heartbeat, peersOf, Recorder, started, type Node } from './support.ts';

const MANY = 500;

/** `a` knows `b` from its beginning; `d` knows `a`, which does not know `d`. */
async function withNewcomer(harness: TransportHarness): Promise<readonly [Node, Node, Node]> {
  const a = await started(harness, A, { knows: [B] });
  const b = await started(harness, B, { knows: [A] });
  const d = await started(harness, D, { knows: [A] });
  await connected(harness, a, b);
  return [a, b, d];
}

/** What must hold when the members of the cluster change. */
export const peerCases: readonly TransportCase[] = [
  {
    name: 'takes the members before its start',
    async run(harness: TransportHarness): Promise<void> {
      const b = await started(harness, B, { knows: [A] });
      const transport = await harness.create(A, { knows: [] });
      transport.setPeers(peersOf(harness, A, [B]));
      const a = { id: A, transport, recorder: new Recorder() };
      await transport.start(a.recorder);
      await connected(harness, a, b);
      await connected(harness, b, a);
    },
  },
  {
    name: 'reaches and hears a member that is added',
    async run(harness: TransportHarness): Promise<void> {
      const [a, b, d] = await withNewcomer(harness);
      // It calls all the time, as a newcomer does.
      for (let n = 0; n < 10; n++) d.transport.send(A, heartbeat(n));
      a.transport.setPeers(peersOf(harness, A, [B, D]));
      await connected(harness, a, d);
      await connected(harness, d, a);
      await connected(harness, a, b, 1);
    },
  },
  {
    name: 'hears a member whose address nobody tells',
    async run(harness: TransportHarness): Promise<void> {
      const [a, , d] = await withNewcomer(harness);
      a.transport.setPeers(new Map([...peersOf(harness, A, [B]), [D, null]]));
      await connected(harness, d, a);
    },
  },
  {
    name: 'keeps what goes on with the others when one is added or removed',
    async run(harness: TransportHarness): Promise<void> {
      const [a, b] = await withNewcomer(harness);
      for (let n = 0; n < MANY; n++) {
        if (n % 100 === 0) a.transport.setPeers(peersOf(harness, A, n % 200 === 0 ? [B, D] : [B]));
        a.transport.send(B, heartbeat(n));
      }
      await harness.eventually(() => b.recorder.heard(A, MANY - 1), 'the last message');
      assert.deepEqual(
        b.recorder.rounds(A),
        Array.from({ length: MANY }, (_, n) => n),
      );
    },
  },
  {
    name: 'ends the link to a member that is removed once what was sent has left',
    async run(harness: TransportHarness): Promise<void> {
      const [a, b, d] = await withNewcomer(harness);
      a.transport.setPeers(peersOf(harness, A, [B, D]));
      await connected(harness, a, d);
      for (let n = 0; n < MANY; n++) a.transport.send(D, heartbeat(n));
      a.transport.setPeers(peersOf(harness, A, [B]));
      a.transport.send(D, heartbeat(MANY));
      await harness.eventually(() => d.recorder.heard(A, MANY - 1), 'what was sent before the removal');
      for (let n = 1; n <= 10; n++) {
        a.transport.send(D, heartbeat(MANY + n));
        await connected(harness, a, b, n);
      }
      assert.ok(!d.recorder.heard(A, MANY), 'd heard what was sent after its removal');
      assert.equal(a.transport.peerFacts(D), undefined, 'facts of a node that is no peer any more');
      a.transport.setPeers(peersOf(harness, A, [B, D]));
      await connected(harness, a, d, MANY + 100);
      await connected(harness, d, a, MANY + 100);
      assert.deepEqual(
        d.recorder.rounds(A).filter((round) => round >= MANY && round < MANY + 100),
        [],
      );
    },
  },
  {
    name: 'hears a member that was removed no more',
    async run(harness: TransportHarness): Promise<void> {
      const [a, b, d] = await withNewcomer(harness);
      a.transport.setPeers(peersOf(harness, A, [B, D]));
      await connected(harness, d, a);
      a.transport.setPeers(peersOf(harness, A, [B]));
      await harness.eventually(() => {
        d.transport.send(A, heartbeat(1));
        return d.recorder.unreachable.includes(A);
      }, 'd to notice');
      for (let n = 1; n <= 10; n++) {
        d.transport.send(A, heartbeat(2));
        await connected(harness, b, a, n);
      }
      assert.deepEqual(a.recorder.rounds(D), []);
    },
  },
  {
    name: 'is not disturbed by members that are not there',
    async run(harness: TransportHarness): Promise<void> {
      const a = await started(harness, A, { knows: [] });
      const b = await started(harness, B, { knows: [A] });
      a.transport.setPeers(new Map([...peersOf(harness, A, [B]), [C, null], [D, null]]));
      for (const to of [C, D]) a.transport.send(to, heartbeat(1));
      await connected(harness, a, b);
    },
  },
];
