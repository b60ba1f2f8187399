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
  type Transport,
} from '@seaworthy/core';

import { A, B, C, Recorder, chunksOf, connected, heartbeat, offer } from './support.ts';
import type { TransportCase, TransportHarness } from './types.ts';

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
  { type: 'timeout-now', term: term(3), last: { index: logIndex(8), term: term(3) } },
  { type: 'read-request', term: term(3), incarnation: 2 ** 32 - 1, id: 7 },
  { type: 'read-response', term: term(3), incarnation: 1, id: 7, index: logIndex(9) },
  {
    type: 'propose-request',
    term: term(3),
    incarnation: 1,
    id: 8,
    commands: [new Uint8Array([1, 2]), new Uint8Array(0)],
  },
  { type: 'propose-accepted', term: term(3), incarnation: 1, id: 8, first: logIndex(10) },
  { type: 'propose-refused', term: term(3), incarnation: 1, id: 9 },
];

/** Compares by content: a payload may be any kind of byte array. */
function plain(message: Message): unknown {
  if (message.type === 'propose-request')
    return { ...message, commands: message.commands.map((command) => [...command]) };
  if (message.type !== 'append-request') return message;
  const entries = message.entries.map((entry) => ({ ...entry, data: [...entry.data] }));
  return { ...message, entries };
}

/** What must hold for messages, facts and the end of a transport. */
export const messageCases: readonly TransportCase[] = [
  {
    name: 'delivers every kind of message unaltered, under the name of its sender',
    async run(harness: TransportHarness): Promise<void> {
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
    async run(harness: TransportHarness): Promise<void> {
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
    async run(harness: TransportHarness): Promise<void> {
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
    async run(harness: TransportHarness): Promise<void> {
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
    async run(harness: TransportHarness): Promise<void> {
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
    async run(harness: TransportHarness): Promise<void> {
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
    async run(harness: TransportHarness): Promise<void> {
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
    async run(harness: TransportHarness): Promise<void> {
      const [atA, atB] = [new Recorder(), new Recorder()];
      const a = await harness.start(A, atA);
      const b = await harness.start(B, atB);
      await connected(harness, a, A, B, atB);
      await connected(harness, b, B, A, atA);
      await Promise.all([b.close(), b.close()]);
      await b.close();
      const heard = atB.messages.length;
      b.send(A, heartbeat(5));
      await assert.rejects(b.sendSnapshot(A, offer(), () => chunksOf(1, 1)));
      await harness.eventually(() => {
        a.send(B, heartbeat(6));
        return atA.unreachable.includes(B);
      }, 'a report that b is unreachable');
      assert.equal(atB.messages.length, heard);
      assert.ok(!atA.heard(B, 5));
    },
  },
];
