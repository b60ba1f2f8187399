import { describe, expect, it } from 'vitest';

import { configuration } from '../raft/configuration.ts';
import type { AppendAccepted, AppendRequest } from '../raft/message.ts';
import { logIndex, term } from '../raft/types.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  at,
  change,
  commandAt,
  deliver,
  diskOf,
  fits,
  flush,
  forgetLeader,
  hear,
  hold,
  names,
  only,
  release,
  stabilizeAmong,
  stabilizeWithout,
  termsOf,
} from '../testing/scripting.ts';
import { SeededRandom } from '../testing/seeded-random.ts';

function accepted(match: number, ofTerm = 1): AppendAccepted {
  return { type: 'append-accepted', term: term(ofTerm), match: logIndex(match), round: 0 };
}

describe('what is committed', () => {
  it('openraft#1802: is what sorting gives, after acknowledgements in any order, late and repeated ones among them', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new SeededRandom(seed);
      const size = random.pick([2, 3, 4, 5, 6, 7]);
      const cluster = new ScriptedCluster({ size });
      cluster.elect('n1');
      for (let count = 0; count < 5; count++) cluster.propose('n1', 'a', 'b', 'c', 'd');
      cluster.drop();
      const reached = new Map(cluster.nodes.map(({ id }) => [id, 1]));
      for (let count = 0; count < 40; count++) {
        const { id } = random.pick(cluster.nodes);
        if (id === 'n1') {
          cluster.completeWrite('n1');
          reached.set(id, cluster.node('n1').view.durable);
        } else {
          const match = 1 + random.below(21);
          hear(cluster, 'n1', id, accepted(match));
          reached.set(id, Math.max(reached.get(id) ?? 0, match));
        }
        const descending = [...reached.values()].sort((a, b) => b - a);
        expect(cluster.node('n1').view.commit, `seed ${seed}`).toBe(descending[Math.floor(size / 2)]);
      }
    }
  });

  it('CCF#8172: on a follower ends where the very request ends, though its log and the leader’s commit go on', () => {
    const cluster = new ScriptedCluster({ size: 3, disks: { n2: diskOf([1, 2, 2, 2], 2) } });
    const append: AppendRequest = {
      type: 'append-request',
      term: term(3),
      previous: at(0, 0),
      entries: [commandAt(1, 1)],
      commit: logIndex(4),
      round: 0,
    };
    hear(cluster, 'n2', 'n1', append);
    expect(cluster.node('n2').view).toMatchObject({ commit: 1, last: 4 });
    // An empty request verifies nothing but the entry before it.
    hear(cluster, 'n2', 'n1', { ...append, previous: at(1, 1), entries: [] });
    expect(cluster.node('n2').view).toMatchObject({ commit: 1, last: 4 });
    const entries = [commandAt(2, 3), commandAt(3, 3)];
    hear(cluster, 'n2', 'n1', { ...append, previous: at(1, 1), entries });
    expect(cluster.node('n2').view).toMatchObject({ commit: 3, last: 3 });
    expect(termsOf(cluster, 'n2')).toEqual([1, 3, 3]);
  });

  it('CCF#5325: does not move by where the logs may agree, only by what a follower says it holds', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    for (let count = 0; count < 4; count++) cluster.propose('n1', 'x');
    flush(cluster, 'n1');
    cluster.drop();
    for (const from of ['n2', 'n3']) {
      const rejected = { type: 'append-rejected', term: term(1), previous: logIndex(5), round: 0 } as const;
      hear(cluster, 'n1', from, { ...rejected, hint: at(4, 1) });
      hear(cluster, 'n1', from, { type: 'heartbeat-response', term: term(1), round: 0 });
    }
    expect(cluster.node('n1').view.commit).toBe(1);
    expect(cluster.node('n1').view.peers.map(({ match }) => match)).toEqual([1, 1]);
  });

  it('logcabin#44: is not an entry of an earlier term, on however many disks, before one of this term is', () => {
    const disks = { n1: diskOf([1, 2], 3), n2: diskOf([1, 2], 3), n3: diskOf([1, 2], 3) };
    const cluster = new ScriptedCluster({ size: 3, disks, limits: { maxAppendBytes: 1 } });
    cluster.step('n1', { type: 'campaign' });
    // Everybody holds and acknowledges entry 2; the entry that opens term 4 reaches nobody's log.
    cluster.stabilize(
      ({ message }) => message.type !== 'append-request' || message.entries.every((entry) => entry.term < 4),
    );
    for (const from of ['n2', 'n3']) hear(cluster, 'n1', from, accepted(2, 4));
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 4, commit: 0, durable: 3 });
    hear(cluster, 'n1', 'n2', accepted(3, 4));
    expect(cluster.node('n1').view.commit).toBe(3);
  });

  it('async-raft: is nothing that the voters lack, whatever a leader holds that is no voter any more', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    change(cluster, 'n1', '-n1');
    // The joint configuration commits, and the one without n1 is on n1's disk alone.
    cluster.stabilize(
      ({ message }) => message.type !== 'append-request' || message.entries.every(({ index }) => index < 3),
    );
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', commit: 2, durable: 3 });
    expect(cluster.node('n1').view.configuration.voters).toEqual(names('n2', 'n3'));
    hear(cluster, 'n1', 'n2', accepted(3));
    expect(cluster.node('n1').view.commit).toBe(2);
    hear(cluster, 'n1', 'n3', accepted(3));
    expect(cluster.node('n1').view.commit).toBe(3);
  });

  it('async-raft: needs both halves of a joint configuration that a node finds in its log when it starts', () => {
    const joint = { ...configuration(names('n1', 'n4', 'n5')), outgoing: names('n1', 'n2', 'n3') };
    const disk = diskOf([1, 1], 1, { configurations: { 2: joint } });
    const disks = Object.fromEntries(['n1', 'n2', 'n3', 'n4', 'n5'].map((id) => [id, disk]));
    const halves = [names('n2', 'n3'), names('n4', 'n5')];
    for (const [half = [], [other = ''] = []] of [halves, halves.toReversed()]) {
      const cluster = new ScriptedCluster({ size: 3, spares: 2, disks });
      cluster.step('n1', { type: 'campaign' });
      stabilizeAmong(cluster, 'n1', ...half);
      expect(cluster.node('n1').view.role).toBe('candidate');
      cluster.step('n1', { type: 'campaign' });
      cluster.stabilize(({ message }) => message.type !== 'append-request');
      expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 3, commit: 0 });
      for (const from of half) hear(cluster, 'n1', from, accepted(3, 3));
      expect(cluster.node('n1').view.commit).toBe(0);
      hear(cluster, 'n1', other, accepted(3, 3));
      expect(cluster.node('n1').view.commit).toBe(3);
    }
  });
});

describe('what is durable', () => {
  it('d-engine#329, #446: alone counts, on the leader and on a follower', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.crash('n3');
    cluster.propose('n1', 'x');
    deliver(cluster, { to: 'n2', type: 'append-request' });
    expect(cluster.network.filter(fits({ from: 'n2', type: 'append-accepted' }))).toEqual([]);
    // The leader has it on its disk, the follower not yet.
    cluster.completeWrite('n1');
    expect(cluster.node('n1').view.commit).toBe(1);
    flush(cluster, 'n2');
    deliver(cluster, { from: 'n2', type: 'append-accepted' });
    expect(cluster.node('n1').view.commit).toBe(2);
    // The other way round.
    cluster.propose('n1', 'y');
    deliver(cluster, { to: 'n2', type: 'append-request' });
    flush(cluster, 'n2');
    deliver(cluster, { from: 'n2', type: 'append-accepted' });
    expect(cluster.node('n1').view).toMatchObject({ commit: 2, durable: 2, last: 3 });
    cluster.completeWrite('n1');
    expect(cluster.node('n1').view.commit).toBe(3);
  });

  it('CCF#5674: stays when a leader steps down, and commits under the next one', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.propose('n1', 'a', 'b', 'c');
    flush(cluster, 'n1');
    cluster.drop();
    const effects = cluster.step('n1', { type: 'step-down' });
    expect([only(effects, 'truncated'), only(effects, 'persist')]).toEqual([[], []]);
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', last: 4, durable: 4 });
    cluster.drop();
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n1');
    expect(cluster.node('n1').view).toMatchObject({ term: 2, commit: 5 });
    expect(termsOf(cluster, 'n2')).toEqual([1, 1, 1, 1, 2]);
  });

  it('CCF#6016: is not rolled back by a late rejection', () => {
    const cluster = new ScriptedCluster({ size: 3, disks: { n2: diskOf([1], 1), n1: diskOf([1, 1, 1], 1) } });
    cluster.step('n1', { type: 'campaign' });
    cluster.stabilize(({ from, message }) => !(from === 'n2' && message.type === 'append-rejected'));
    cluster.tick('n1', 5);
    cluster.stabilize(({ from, message }) => !(from === 'n2' && message.type === 'append-rejected'));
    cluster.tick('n1', 5);
    deliver(cluster, { to: 'n2', type: 'heartbeat-request' });
    deliver(cluster, { from: 'n2', to: 'n1' });
    deliver(cluster, { to: 'n2', type: 'append-request' });
    const late = hold(cluster, { from: 'n2', type: 'append-rejected' });
    release(cluster, late);
    cluster.stabilize();
    const before = cluster.node('n1').view;
    expect(before).toMatchObject({ commit: 4 });
    expect(before.peers.find(({ id }) => id === 'n2')).toMatchObject({ match: 4, state: 'replicate' });
    release(cluster, late);
    cluster.deliver();
    expect(cluster.node('n1').view).toEqual(before);
    expect(cluster.network).toEqual([]);
  });

  it('CCF#6016, async-raft: is not rolled back by an early append, which is acknowledged only as far as it goes', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.propose('n1', 'a');
    const [early] = hold(cluster, { to: 'n2', type: 'append-request' });
    cluster.propose('n1', 'b');
    cluster.propose('n1', 'c');
    cluster.drop(fits({ to: 'n2' }));
    stabilizeWithout(cluster, 'n2');
    cluster.tick('n1', 5);
    cluster.stabilize();
    cluster.propose('n1', 'd', 'e');
    cluster.drop(fits({ to: 'n3' }));
    cluster.stabilize();
    expect(cluster.node('n2').view).toMatchObject({ last: 6, durable: 6, commit: 4 });
    // Beyond its commit index: what an append says must then be looked at entry by entry.
    const append: AppendRequest = {
      ...(early?.message as AppendRequest),
      previous: at(4, 1),
      entries: [commandAt(5, 1)],
    };
    const effects = hear(cluster, 'n2', 'n1', append);
    expect([only(effects, 'truncated'), only(effects, 'persist')]).toEqual([[], []]);
    expect(only(effects, 'send').map(({ message }) => message)).toEqual([accepted(5)]);
    expect(cluster.node('n2').view).toMatchObject({ last: 6, durable: 6 });
    release(cluster, early === undefined ? [] : [early]);
    cluster.stabilize();
    expect(cluster.node('n2').view).toMatchObject({ last: 6, durable: 6 });
  });
});
