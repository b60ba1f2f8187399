import { describe, expect, it } from 'vitest';

import type { AppendRejected, Message } from '../raft/message.ts';
import type { PeerView } from '../raft/raft.ts';
import { logIndex, term } from '../raft/types.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  at,
  deliver,
  diskOf,
  fits,
  flush,
  forgetLeader,
  hear,
  hold,
  only,
  release,
  stabilizeAmong,
  stabilizeWithout,
  termsOf,
  textsOf,
} from '../testing/scripting.ts';
import { SeededRandom } from '../testing/seeded-random.ts';

function peer(cluster: ScriptedCluster, leader: string, id: string): PeerView | undefined {
  return cluster.node(leader).view.peers.find((candidate) => candidate.id === id);
}

function rejected(previous: number, hint: number): AppendRejected {
  const at1 = at(hint, hint === 0 ? 0 : 1);
  return { type: 'append-rejected', term: term(1), previous: logIndex(previous), hint: at1, round: 0 };
}

describe('openraft: late messages', () => {
  it('openraft cecb5de8: an acknowledgement of entries that were replaced since does not count for the new ones', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.propose('n1', 'lost');
    deliver(cluster, { to: 'n2', type: 'append-request' });
    flush(cluster, 'n2');
    const late = hold(cluster, { from: 'n2', to: 'n1' });
    cluster.crash('n1');
    cluster.drop();
    // n1 lost the entry in its crash, n3 never had it, and n2 is not asked.
    cluster.restart('n1');
    expect([cluster.node('n1').view.last, cluster.node('n2').view.last]).toEqual([1, 2]);
    forgetLeader(cluster, 'n1', 'n3');
    cluster.step('n3', { type: 'campaign' });
    stabilizeAmong(cluster, 'n1', 'n3');
    cluster.propose('n3', 'kept');
    stabilizeAmong(cluster, 'n1', 'n3');
    expect(cluster.node('n1').view).toMatchObject({ commit: 2, last: 3 });
    // n1 leads again, in term 3; what n2 said to it in term 1 is void.
    forgetLeader(cluster, 'n1', 'n3');
    cluster.step('n1', { type: 'campaign' });
    stabilizeAmong(cluster, 'n1', 'n3');
    cluster.propose('n1', 'a');
    cluster.drop();
    flush(cluster, 'n1');
    const before = cluster.node('n1').view;
    release(cluster, late);
    cluster.deliver();
    expect(cluster.node('n1').view).toEqual(before);
    expect(peer(cluster, 'n1', 'n2')?.match).toBe(0);
  });

  it('openraft fbbf37b1: a rejection that comes late takes nothing back of what a follower holds', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.propose('n1', 'a', 'b', 'c');
    cluster.stabilize();
    hear(cluster, 'n1', 'n2', rejected(3, 0));
    expect(peer(cluster, 'n1', 'n2')).toMatchObject({ match: 4, next: 5, state: 'replicate' });
    expect(cluster.network).toEqual([]);
    // One that could be true makes it ask again, and look no further back than what is known to be there.
    cluster.propose('n1', 'd');
    cluster.drop();
    hear(cluster, 'n1', 'n2', rejected(5, 0));
    expect(peer(cluster, 'n1', 'n2')).toMatchObject({ match: 4, next: 5 });
    cluster.stabilize();
    cluster.tick('n1', 5);
    cluster.stabilize();
    expect(cluster.nodes.map(({ view }) => view.commit)).toEqual([5, 5, 5]);
  });

  it('openraft#1500: a heartbeat to a follower that lacks entries neither commits them nor removes any', () => {
    const cluster = new ScriptedCluster({ size: 3, disks: { n3: diskOf([1, 1, 1], 1) } });
    cluster.step('n1', { type: 'campaign' });
    cluster.step('n1', { type: 'campaign' });
    cluster.stabilize(({ to, message }) => to !== 'n3' || message.type !== 'append-request');
    cluster.propose('n1', 'a', 'b', 'c', 'd');
    stabilizeWithout(cluster, 'n3');
    expect(cluster.node('n1').view).toMatchObject({ term: 2, commit: 5 });
    cluster.tick('n1', 5);
    deliver(cluster, { to: 'n3', type: 'heartbeat-request' });
    expect(cluster.node('n3').view).toMatchObject({ term: 2, commit: 0, last: 3, leader: 'n1' });
    // A leader that is mistaken about n3 is not followed.
    const beyond = { type: 'heartbeat-request', term: term(2), commit: logIndex(4), round: 0 } as const;
    const effects = hear(cluster, 'n3', 'n1', beyond);
    expect(only(effects, 'ignored')).toEqual([{ type: 'ignored', from: 'n1', reason: 'beyond_log' }]);
    expect(termsOf(cluster, 'n3')).toEqual([1, 1, 1]);
    cluster.stabilize();
    expect(cluster.node('n3').view).toMatchObject({ last: 5, commit: 5 });
  });

  it('openraft#1960: completions of writes that are told out of order, or of which only the last is told, all count', () => {
    const cluster = new ScriptedCluster({ size: 1 });
    const sequences: number[] = [];
    const write = (command: string): void => {
      for (const { sequence } of only(cluster.propose('n1', command), 'persist')) sequences.push(sequence);
    };
    cluster.elect('n1');
    for (const command of ['a', 'b', 'c']) write(command);
    const [first = 0, second = 0, third = 0] = sequences;
    cluster.step('n1', { type: 'persisted', sequence: second });
    expect(cluster.node('n1').view).toMatchObject({ durable: 3, commit: 3 });
    cluster.step('n1', { type: 'persisted', sequence: first });
    expect(cluster.node('n1').view).toMatchObject({ durable: 3, commit: 3 });
    cluster.step('n1', { type: 'persisted', sequence: third });
    expect(cluster.node('n1').view).toMatchObject({ durable: 4, commit: 4 });
  });

  it('openraft 511f33c7: answers to a pre-vote that is over change nothing, neither for the winner nor for a loser', () => {
    const cluster = new ScriptedCluster({ size: 5 });
    cluster.tick('n1', 60);
    cluster.stabilize(({ message }) => message.type === 'pre-vote-request');
    const grants = cluster.nodes.slice(1).map(({ id }) => {
      return { from: id, message: { type: 'pre-vote-response', term: term(1), granted: true } as const };
    });
    cluster.elect('n1');
    const before = cluster.node('n1').view;
    for (const { from, message } of grants) hear(cluster, 'n1', from, message);
    for (const { from, message } of grants) hear(cluster, 'n1', from, { ...message, granted: false });
    expect(cluster.node('n1').view).toEqual(before);
    for (const { from, message } of grants) hear(cluster, 'n2', from, { ...message, term: term(2) });
    expect(cluster.node('n2').view).toMatchObject({ role: 'follower', term: 1, leader: 'n1' });
    // Asked about term 3, in term 2: grants for term 2 do not elect anybody.
    hear(cluster, 'n3', 'n1', { type: 'vote-response', term: term(2), granted: false });
    forgetLeader(cluster, 'n3');
    expect(cluster.node('n3').view).toMatchObject({ role: 'pre-candidate', term: 2 });
    for (const { from, message } of grants) hear(cluster, 'n3', from, { ...message, term: term(2) });
    expect(cluster.node('n3').view).toMatchObject({ role: 'pre-candidate', term: 2 });
  });
});

describe('etcd: late and lost messages', () => {
  it('etcd async_storage_writes_append_aba_race: a write that ends late does not vouch for what replaced its entries', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.propose('n1', 'of n1');
    deliver(cluster, { to: 'n2', type: 'append-request' });
    expect(cluster.node('n2').pendingWrites).toBe(1);
    cluster.drop();
    // n3 leads term 2 and replaces entry 2 on n2, whose first write of it is still under way.
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.step('n1', { type: 'step-down' });
    forgetLeader(cluster, 'n1');
    cluster.crash('n1');
    cluster.restart('n1');
    forgetLeader(cluster, 'n1');
    cluster.step('n3', { type: 'campaign' });
    stabilizeAmong(cluster, 'n1', 'n3');
    expect(cluster.node('n3').view).toMatchObject({ role: 'leader', term: 2 });
    cluster.tick('n3', 5);
    const toN2 = fits({ from: 'n3', to: 'n2' });
    const fromN2 = fits({ from: 'n2', to: 'n3' });
    while (cluster.network.some((envelope) => toN2(envelope) || fromN2(envelope)))
      deliver(cluster, cluster.network.some(toN2) ? { from: 'n3', to: 'n2' } : { from: 'n2', to: 'n3' });
    expect(termsOf(cluster, 'n2')).toEqual([1, 2]);
    expect(cluster.node('n2').pendingWrites).toBeGreaterThan(1);
    cluster.completeWrite('n2');
    // The old entry 2 is on the disk; the new one is not.
    expect(cluster.node('n2').disk.entries.map((entry) => entry.term)).toEqual([1, 1]);
    expect(cluster.node('n2').view.durable).toBe(1);
    expect(cluster.network.filter(fits({ to: 'n3', type: 'append-accepted' }))).toEqual([]);
    flush(cluster, 'n2');
    expect(cluster.node('n2').view.durable).toBe(2);
    deliver(cluster, { to: 'n3', type: 'append-accepted' });
    expect(peer(cluster, 'n3', 'n2')?.match).toBe(2);
  });

  it('etcd 76f1249: an append that begins before a follower’s log does is answered with what is committed', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: { keepEntries: 0, keepEntriesForSlow: 0 } });
    cluster.elect('n1');
    cluster.propose('n1', 'a', 'b', 'c', 'd');
    cluster.stabilize();
    cluster.tick('n1', 5);
    cluster.stabilize();
    cluster.node('n2').snapshot();
    cluster.propose('n1', 'e', 'f');
    cluster.stabilize();
    const append: Message = {
      type: 'append-request',
      term: term(1),
      previous: at(2, 1),
      entries: diskOf([1, 1, 1, 1], 1).entries.slice(2),
      commit: logIndex(4),
      round: 0,
    };
    const [answer] = only(hear(cluster, 'n2', 'n1', append), 'send');
    expect(answer?.message).toMatchObject({ type: 'append-accepted', match: 5 });
    expect(cluster.node('n2').view).toMatchObject({ firstStored: 6, last: 7, commit: 5 });
  });

  it('etcd 0c22de0: a rejection that points before what the leader compacted makes it send a snapshot', () => {
    const limits = { keepEntries: 0, keepEntriesForSlow: 0 };
    const cluster = new ScriptedCluster({ size: 3, limits });
    cluster.elect('n1');
    cluster.crash('n3');
    cluster.propose('n1', 'a', 'b', 'c');
    stabilizeWithout(cluster, 'n3');
    cluster.node('n1').snapshot();
    cluster.restart('n3');
    cluster.tick('n1', 5);
    cluster.stabilize(({ from, message }) => from !== 'n3' || message.type !== 'append-rejected');
    cluster.tick('n1', 5);
    deliver(cluster, { to: 'n3', type: 'heartbeat-request' });
    deliver(cluster, { from: 'n3', to: 'n1' });
    deliver(cluster, { to: 'n3', type: 'append-request' });
    deliver(cluster, { from: 'n3', type: 'append-rejected' });
    expect(cluster.node('n1').snapshotRequests).toEqual([{ to: 'n3', term: 1 }]);
    cluster.stabilize();
    expect(textsOf(cluster.node('n3'))).toEqual(['a', 'b', 'c']);
  });

  it('etcd-io/raft#149, raft-rs#557: what is sent next always lies behind what a follower is known to hold', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = new SeededRandom(seed);
      const cluster = new ScriptedCluster({ size: 3, limits: { maxAppendBytes: 1 } });
      cluster.elect('n1');
      for (let count = 0; count < 100; count++) {
        const dice = random.below(10);
        if (dice < 2) cluster.propose('n1', 'x');
        else if (dice < 4) cluster.step('n1', { type: 'unreachable', peer: cluster.node('n2').id });
        else if (dice < 5) hear(cluster, 'n1', 'n2', rejected(random.below(30), random.below(30)));
        else if (dice < 6) cluster.drop(() => random.chance(0.5));
        else if (dice < 7) release(cluster, cluster.network.slice(0, 1));
        else if (dice < 8) cluster.tick('n1');
        else cluster.deliver(random.below(cluster.network.length + 1));
        for (const { id } of cluster.nodes) flush(cluster, id);
        for (const { match, next } of cluster.node('n1').view.peers) expect(next).toBeGreaterThan(match);
      }
    }
  });

  it('etcd e419ba5: bytes on their way to a follower that were lost do not narrow the window for good', () => {
    const limits = { maxInflightBytes: 8, maxAppendBytes: 4 };
    const cluster = new ScriptedCluster({ size: 3, limits });
    cluster.elect('n1');
    for (let count = 0; count < 20; count++) {
      cluster.propose('n1', 'four', 'four', 'four');
      expect(cluster.network.filter(fits({ to: 'n2', type: 'append-request' }))).toHaveLength(2);
      cluster.drop(fits({ to: 'n2' }));
      cluster.step('n1', { type: 'unreachable', peer: cluster.node('n2').id });
      cluster.stabilize();
      cluster.tick('n1', 5);
      cluster.stabilize();
    }
    expect(peer(cluster, 'n1', 'n2')).toMatchObject({ state: 'replicate', match: 61 });
  });

  it('etcd#14633: a window full of lost appends is noticed by the answer to the next heartbeat', () => {
    const limits = { maxInflightAppends: 2, maxAppendBytes: 1 };
    const cluster = new ScriptedCluster({ size: 3, limits });
    cluster.elect('n1');
    cluster.propose('n1', 'a', 'b', 'c', 'd');
    cluster.drop(fits({ to: 'n2' }));
    cluster.stabilize();
    expect(peer(cluster, 'n1', 'n2')).toMatchObject({ state: 'replicate', match: 1, next: 4 });
    cluster.tick('n1', 5);
    cluster.stabilize();
    expect(peer(cluster, 'n1', 'n2')).toMatchObject({ state: 'replicate', match: 5 });
  });
});

describe('raft-rs', () => {
  it('raft-rs#561: a leader that applied what its disk lacks applies nothing further on that ground once it follows', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.propose('n1', 'committed');
    cluster.drop(fits({ to: 'n1' }));
    deliver(cluster, { type: 'append-request' });
    for (const name of ['n2', 'n3']) flush(cluster, name);
    deliver(cluster, { to: 'n1', type: 'append-accepted' });
    expect(cluster.node('n1').view).toMatchObject({ commit: 2, durable: 1 });
    expect(textsOf(cluster.node('n1'))).toEqual(['committed']);
    cluster.propose('n1', 'lost');
    cluster.drop();
    cluster.step('n1', { type: 'step-down' });
    cluster.drop();
    forgetLeader(cluster, 'n2', 'n3');
    cluster.step('n2', { type: 'campaign' });
    stabilizeAmong(cluster, 'n2', 'n3');
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', commit: 3 });
    // n1, none of whose writes has ended yet, learns of the new leader and of its commit index.
    cluster.tick('n2', 5);
    deliver(cluster, { to: 'n1', type: 'heartbeat-request' });
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term: 2, commit: 2, last: 3 });
    expect(textsOf(cluster.node('n1'))).toEqual(['committed']);
    cluster.stabilize();
    cluster.propose('n2', 'next');
    cluster.stabilize();
    cluster.tick('n2', 5);
    cluster.stabilize();
    expect(textsOf(cluster.node('n1'))).toEqual(['committed', 'next']);
  });
});
