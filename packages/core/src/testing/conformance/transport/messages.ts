import assert from 'node:assert/strict';

import type { AppendRequest } from '../../../raft/message.ts';
import { logIndex, nodeId, term, type Entry } from '../../../raft/types.ts';
import { SeededRandom } from '../../seeded-random.ts';
import { everyMessage, plain } from './every-message.ts';
import type { TransportCase, TransportHarness } from './harness.ts';
import { A, B, C, connected, connectedPair, heartbeat, started } from './support.ts';

const MANY = 1_000;

/** What must hold for messages while nothing is wrong. */
export const messageCases: readonly TransportCase[] = [
  {
    name: 'delivers messages of every type bit for bit',
    async run(harness: TransportHarness): Promise<void> {
      const [a, b] = await connectedPair(harness);
      const random = new SeededRandom(53);
      const messages = Array.from({ length: 40 }, () => everyMessage(random)).flat();
      for (const message of messages) a.transport.send(B, message);
      await harness.eventually(() => b.recorder.messages.length >= messages.length, 'all messages');
      assert.deepEqual(
        b.recorder.messages.map(({ from, message }) => ({ from, message: plain(message) })),
        messages.map((message) => ({ from: A, message: plain(message) })),
      );
    },
  },
  {
    name: 'keeps the order of messages',
    async run(harness: TransportHarness): Promise<void> {
      const [a, b] = await connectedPair(harness);
      for (let round = 0; round < MANY; round++) a.transport.send(B, heartbeat(round));
      await harness.eventually(() => b.recorder.messages.length >= MANY, `${MANY} messages`);
      assert.deepEqual(
        b.recorder.rounds(A),
        Array.from({ length: MANY }, (_, round) => round),
      );
    },
  },
  {
    name: 'attributes every message to its sender',
    async run(harness: TransportHarness): Promise<void> {
      const nodes = [await started(harness, A), await started(harness, B), await started(harness, C)];
      for (const from of nodes) for (const to of nodes) if (from !== to) await connected(harness, from, to);
      // The round tells who sent it to whom.
      const code = (from: number, to: number, n: number): number => (from * 3 + to) * MANY + n;
      for (let n = 0; n < 100; n++) {
        for (const [sender, from] of nodes.entries())
          for (const [place, to] of nodes.entries())
            if (from !== to) from.transport.send(to.id, heartbeat(code(sender, place, n)));
      }
      for (const [place, to] of nodes.entries()) {
        const others = nodes.filter((node) => node !== to);
        await harness.eventually(
          () =>
            others.every(({ id }) =>
              to.recorder.heard(
                id,
                code(
                  nodes.findIndex((n) => n.id === id),
                  place,
                  99,
                ),
              ),
            ),
          `the last messages to ${to.id}`,
        );
        for (const [sender, { id }] of nodes.entries()) {
          const expected = id === to.id ? [] : Array.from({ length: 100 }, (_, n) => code(sender, place, n));
          assert.deepEqual(to.recorder.rounds(id), expected, `what ${to.id} heard from ${id}`);
        }
      }
    },
  },
  {
    name: 'carries entries of a megabyte',
    async run(harness: TransportHarness): Promise<void> {
      const [a, b] = await connectedPair(harness);
      const data = new Uint8Array(1024 * 1024).map((_, place) => place % 253);
      const entries: Entry[] = [1, 2, 3].map((index) => ({
        index: logIndex(index),
        term: term(1),
        kind: 'command',
        data,
      }));
      a.transport.send(B, {
        type: 'append-request',
        term: term(1),
        previous: { index: logIndex(0), term: term(0) },
        entries,
        commit: logIndex(0),
        round: 0,
      });
      const received = (): AppendRequest | undefined =>
        b.recorder.messages
          .map(({ message }) => message)
          .find((message) => message.type === 'append-request');
      await harness.eventually(() => received() !== undefined, 'the large message');
      assert.equal(received()?.entries.length, 3);
      for (const entry of received()?.entries ?? [])
        assert.ok(Buffer.from(data).equals(entry.data), `entry ${entry.index} was altered`);
    },
  },
  {
    name: 'calls no handler from within send',
    async run(harness: TransportHarness): Promise<void> {
      const [a, b] = await connectedPair(harness);
      const told = (): number =>
        a.recorder.messages.length + a.recorder.unreachable.length + b.recorder.messages.length;
      const before = told();
      for (let n = 0; n < 10; n++)
        for (const to of [B, C, nodeId('nobody')]) a.transport.send(to, heartbeat(n));
      assert.equal(told(), before, 'a handler was called while send was running');
      await harness.eventually(() => b.recorder.heard(A, 9), 'the messages');
    },
  },
  {
    name: 'drops messages to a node that is not there, and says so',
    async run(harness: TransportHarness): Promise<void> {
      const a = await started(harness, A);
      a.transport.send(nodeId('nobody'), heartbeat(1));
      await harness.eventually(() => {
        a.transport.send(B, heartbeat(1));
        return a.recorder.unreachable.includes(B);
      }, 'a report that b is unreachable');
    },
  },
];
