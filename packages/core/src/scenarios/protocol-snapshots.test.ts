import { describe, expect, it } from 'vitest';

import { configuration } from '../raft/configuration.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import type { Configuration, Entry, SnapshotMeta } from '../raft/types.ts';
import {
  at,
  change,
  commandAt,
  deliver,
  diskOf,
  fits,
  flush,
  forgetLeader,
  hold,
  names,
  only,
  stabilizeWithout,
  termsOf,
  textsOf,
} from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, peerOf, QUICK } from '../testing/stage.ts';

/** n3 was down while n1 wrote, took a snapshot and compacted; n3 is back, and n1 has heard from it. */
function behind(): ScriptedCluster {
  const cluster = ledByN1({ limits: { keepEntries: 0, keepEntriesForSlow: 0 } });
  cluster.crash('n3');
  cluster.propose('n1', 'a', 'b', 'c');
  stabilizeWithout(cluster, 'n3');
  cluster.node('n1').snapshot();
  cluster.propose('n1', 'd');
  stabilizeWithout(cluster, 'n3');
  cluster.restart('n3');
  cluster.tick('n1');
  deliver(cluster, { to: 'n3', type: 'heartbeat-request' });
  deliver(cluster, { from: 'n3', type: 'heartbeat-response' });
  deliverWhile(cluster);
  return cluster;
}

/** Delivers until n1 wants to send a snapshot. */
function deliverWhile(cluster: ScriptedCluster): void {
  while (cluster.node('n1').snapshotRequests.length === 0 && cluster.network.length > 0) cluster.deliver();
  cluster.drop();
}

describe('a follower that lacks what is compacted', () => {
  it('is sent a snapshot, and no append before that has ended', () => {
    const cluster = behind();
    expect(cluster.node('n1').snapshotRequests).toEqual([{ to: 'n3', term: 1 }]);
    expect(peerOf(cluster, 'n1', 'n3')).toMatchObject({ state: 'snapshot', match: 1 });
    cluster.propose('n1', 'e');
    cluster.tick('n1', 3);
    hearRaw(cluster, 'n1', 'n3', { type: 'heartbeat-response', term: 1, round: 0 });
    hearRaw(cluster, 'n1', 'n3', {
      type: 'append-rejected',
      term: 1,
      previous: 5,
      hint: at(1, 1),
      round: 0,
    });
    expect(cluster.network.filter(fits({ to: 'n3', type: 'append-request' }))).toEqual([]);
    expect(cluster.node('n1').snapshotRequests).toHaveLength(1);
    expect(peerOf(cluster, 'n1', 'n3').state).toBe('snapshot');
  });

  it('that got it is sent what comes after it, and agrees', () => {
    const cluster = behind();
    cluster.transferSnapshot('n1');
    expect(cluster.node('n3').view).toMatchObject({ snapshot: 4, commit: 4, last: 4, firstStored: 5 });
    expect(peerOf(cluster, 'n1', 'n3')).toMatchObject({ state: 'probe', next: 5 });
    cluster.stabilize();
    beat(cluster, 'n1');
    expect(peerOf(cluster, 'n1', 'n3')).toMatchObject({ state: 'replicate', match: 5, next: 6 });
    expect(cluster.node('n3').applied).toEqual(cluster.node('n1').applied);
    expect(textsOf(cluster.node('n3'))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('that did not get it is tried again after its next answer, not at once and not never', () => {
    const cluster = behind();
    cluster.transferSnapshot('n1', false);
    expect(peerOf(cluster, 'n1', 'n3')).toMatchObject({ state: 'probe', match: 1, next: 2 });
    expect(cluster.node('n1').snapshotRequests).toEqual([]);
    cluster.propose('n1', 'e');
    expect(cluster.network.filter(fits({ to: 'n3' }))).toEqual([]);
    expect(cluster.node('n1').snapshotRequests).toEqual([]);
    hearRaw(cluster, 'n1', 'n3', { type: 'heartbeat-response', term: 1, round: 0 });
    expect(cluster.node('n1').snapshotRequests).toHaveLength(1);
    cluster.transferSnapshot('n1');
    cluster.stabilize();
    beat(cluster, 'n1');
    expect(textsOf(cluster.node('n3'))).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('whose own log turns out to reach far enough gets appends, though the snapshot is still on its way', () => {
    const cluster = behind();
    // An answer to an append of long ago, that says more than what was known.
    hearRaw(cluster, 'n1', 'n3', { type: 'append-accepted', term: 1, match: 4, round: 0 });
    expect(peerOf(cluster, 'n1', 'n3')).toMatchObject({ state: 'replicate', match: 4 });
    expect(
      cluster.network.filter(fits({ to: 'n3', type: 'append-request' })).map(({ message }) => message),
    ).toMatchObject([{ previous: at(4, 1) }]);
    // That the snapshot failed meanwhile changes nothing.
    cluster.step('n1', { type: 'snapshot-sent', to: cluster.node('n3').id, meta: null, ok: false });
    expect(peerOf(cluster, 'n1', 'n3').state).toBe('replicate');
  });

  it('whose log reaches not far enough still gets the snapshot', () => {
    const cluster = behind();
    hearRaw(cluster, 'n1', 'n3', { type: 'append-accepted', term: 1, match: 3, round: 0 });
    expect(peerOf(cluster, 'n1', 'n3')).toMatchObject({ state: 'snapshot', match: 3 });
    expect(cluster.node('n1').snapshotRequests, 'the one that is on its way is enough').toHaveLength(1);
    cluster.transferSnapshot('n1');
    cluster.stabilize();
    expect(cluster.node('n3').view.last).toBe(5);
  });

  it('is not sent one while it does not answer', () => {
    let wanted = 0;
    const cluster = ledByN1({
      limits: { keepEntries: 0, keepEntriesForSlow: 0 },
      onEffect: (_, effect) => {
        if (effect.type === 'send-snapshot') wanted++;
      },
    });
    cluster.crash('n3');
    for (let ticks = 0; ticks < 11; ticks++) beat(cluster, 'n1', 'n1', 'n2');
    cluster.propose('n1', 'a', 'b', 'c');
    stabilizeWithout(cluster, 'n3');
    cluster.node('n1').snapshot();
    cluster.step('n1', { type: 'unreachable', peer: cluster.node('n3').id });
    cluster.propose('n1', 'd');
    for (let ticks = 0; ticks < 5; ticks++) beat(cluster, 'n1', 'n1', 'n2');
    expect(wanted).toBe(0);
    cluster.restart('n3');
    beat(cluster, 'n1');
    beat(cluster, 'n1');
    expect(wanted).toBe(1);
    expect(textsOf(cluster.node('n3'))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gets a newer one next when the log was compacted further meanwhile', () => {
    const cluster = behind();
    const { id } = cluster.node('n3');
    const meta = cluster.node('n1').disk.snapshot as SnapshotMeta;
    const state = cluster.node('n1').applied.slice(0, meta.index);
    cluster.propose('n1', 'e', 'f');
    deliver(cluster, { to: 'n2', type: 'append-request' });
    flush(cluster, 'n2');
    flush(cluster, 'n1');
    deliver(cluster, { from: 'n2', type: 'append-accepted' });
    cluster.node('n1').snapshot();
    expect(cluster.node('n1').view.firstStored).toBe(8);
    cluster.node('n1').snapshotRequests.length = 0;
    expect(cluster.node('n3').receiveSnapshot(cluster.node('n1').id, meta.term, meta, state)).toBe(true);
    cluster.step('n1', { type: 'snapshot-sent', to: id, meta, ok: true });
    expect(cluster.node('n1').snapshotRequests).toHaveLength(1);
    expect(peerOf(cluster, 'n1', 'n3').state).toBe('snapshot');
    cluster.stabilize();
    beat(cluster, 'n1');
    expect(textsOf(cluster.node('n3'))).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('catches up however slow it is, again and again', () => {
    const cluster = ledByN1({ limits: { keepEntries: 0, keepEntriesForSlow: 0 } });
    for (let round = 0; round < 4; round++) {
      for (let count = 0; count < 10; count++) {
        cluster.propose('n1', `${round}${count}`);
        stabilizeWithout(cluster, 'n3');
      }
      cluster.node('n1').snapshot();
      for (let ticks = 0; ticks < 3; ticks++) beat(cluster, 'n1');
      cluster.propose('n1', `${round} end`);
      cluster.stabilize();
      beat(cluster, 'n1');
      expect(cluster.node('n3').view.commit).toBe(cluster.node('n1').view.commit);
      expect(textsOf(cluster.node('n3'))).toEqual(textsOf(cluster.node('n1')));
    }
  });
});

const MEMBERS = configuration(names('n1', 'n2', 'n3'));

/** A state of `length` entries, all of term 1. */
function stateOf(length: number): Entry[] {
  return Array.from({ length }, (_, position) => commandAt(position + 1, 1));
}

function metaAt(index: number, term: number, of: Configuration = MEMBERS): SnapshotMeta {
  return { ...at(index, term), id: `s${index}`, configuration: of };
}

/** Gives n1 a snapshot of n2, which leads term 2. */
function give(cluster: ScriptedCluster, meta: SnapshotMeta): boolean {
  const { id } = cluster.node('n2');
  const taken = cluster.node('n1').receiveSnapshot(id, at(1, 2).term, meta, stateOf(meta.index));
  cluster.check();
  return taken;
}

describe('a received snapshot', () => {
  it('takes the place of log, state, commit index and configuration; the answer comes when it is durable', () => {
    const cluster = new ScriptedCluster({ size: 1, spares: 2, limits: QUICK });
    expect(give(cluster, metaAt(11, 1))).toBe(true);
    expect(cluster.node('n1').view).toMatchObject({
      term: 2,
      leader: 'n2',
      snapshot: 11,
      commit: 11,
      last: 11,
      firstStored: 12,
      configuration: MEMBERS,
    });
    expect(cluster.node('n1').applied).toHaveLength(11);
    expect(cluster.network).toEqual([]);
    flush(cluster, 'n1');
    expect(cluster.network.map(({ to, message }) => [to, message])).toEqual([
      ['n2', { type: 'append-accepted', term: 2, match: 11, round: 0 }],
    ]);
    cluster.crash('n1');
    cluster.restart('n1');
    expect(cluster.node('n1').view).toMatchObject({
      snapshot: 11,
      commit: 11,
      last: 11,
      configuration: MEMBERS,
    });
  });

  it('throws away a log that does not hold its position, whole', () => {
    const cluster = new ScriptedCluster({
      size: 3,
      limits: QUICK,
      disks: { n1: diskOf([1, 1, 1, 1, 1], 1) },
    });
    expect(give(cluster, metaAt(4, 2))).toBe(true);
    expect(cluster.node('n1').view).toMatchObject({ last: 4, commit: 4 });
    expect(termsOf(cluster, 'n1')).toEqual([]);
  });

  it('that the log holds already is not wanted: it commits up to there, and what lies behind stays', () => {
    const cluster = new ScriptedCluster({
      size: 3,
      limits: QUICK,
      disks: { n1: diskOf([1, 1, 1, 1, 1], 1) },
    });
    expect(give(cluster, metaAt(3, 1))).toBe(false);
    expect(cluster.node('n1').view).toMatchObject({ snapshot: 0, commit: 3, last: 5 });
    flush(cluster, 'n1');
    expect(cluster.network.map(({ message }) => message)).toMatchObject([
      { type: 'append-accepted', match: 3 },
    ]);
  });

  it('that is older than what is committed is not wanted, and changes nothing', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: QUICK });
    give(cluster, metaAt(11, 1));
    flush(cluster, 'n1');
    cluster.drop();
    const before = cluster.node('n1').view;
    for (const index of [1, 10, 11]) expect(give(cluster, metaAt(index, 1))).toBe(false);
    expect(cluster.node('n1').view).toEqual(before);
    expect(cluster.network.map(({ message }) => message)).toMatchObject(
      Array(3).fill({ type: 'append-accepted', match: 11 }),
    );
  });

  it('goes to learners like to anybody else, and they stay learners', () => {
    const withLearner = configuration(names('n2', 'n3'), names('n1'));
    const cluster = new ScriptedCluster({ size: 0, spares: 3, limits: QUICK });
    expect(give(cluster, metaAt(11, 1, withLearner))).toBe(true);
    flush(cluster, 'n1');
    cluster.drop();
    cluster.tick('n1', 60);
    cluster.step('n1', { type: 'campaign' });
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', configuration: withLearner });
    expect(cluster.network).toEqual([]);
  });

  it('makes a learner of a voter, and a voter of a learner, by what it says of the members', () => {
    const without = configuration(names('n2', 'n3'), names('n1'));
    for (const [first, then, stands] of [
      [MEMBERS, without, false],
      [without, MEMBERS, true],
    ] as const) {
      const cluster = new ScriptedCluster({ size: 0, spares: 3, limits: QUICK });
      give(cluster, metaAt(5, 1, first));
      flush(cluster, 'n1');
      give(cluster, metaAt(11, 1, then));
      flush(cluster, 'n1');
      cluster.drop();
      forgetLeader(cluster, 'n1');
      cluster.step('n1', { type: 'campaign' });
      expect(cluster.node('n1').view.role).toBe(stands ? 'candidate' : 'follower');
    }
  });

  it('of a joint configuration brings both halves: each must agree to an election', () => {
    const joint = { ...configuration(names('n1', 'n4', 'n5')), outgoing: names('n1', 'n2', 'n3') };
    const cluster = new ScriptedCluster({ size: 0, spares: 5, limits: QUICK });
    give(cluster, metaAt(5, 1, joint));
    flush(cluster, 'n1');
    forgetLeader(cluster, 'n1');
    cluster.step('n1', { type: 'campaign' });
    flush(cluster, 'n1');
    expect(new Set(cluster.network.map(({ to }) => to))).toEqual(new Set(names('n2', 'n3', 'n4', 'n5')));
    const { term } = cluster.node('n1').view;
    for (const peer of ['n4', 'n5'])
      hearRaw(cluster, 'n1', peer, { type: 'vote-response', term, granted: true });
    expect(cluster.node('n1').view.role).toBe('candidate');
    hearRaw(cluster, 'n1', 'n2', { type: 'vote-response', term, granted: true });
    expect(cluster.node('n1').view.role).toBe('leader');
  });

  it('whose write the crash interrupts was never there', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: QUICK, disks: { n1: diskOf([1, 1], 1) } });
    give(cluster, metaAt(11, 1));
    cluster.crash('n1');
    cluster.restart('n1');
    expect(cluster.node('n1').view).toMatchObject({ snapshot: 0, last: 2, commit: 0 });
  });
});

describe('an own snapshot', () => {
  it('lets the log be compacted, but for what is to stay behind it', () => {
    for (const keepEntries of [0, 2, 100]) {
      const cluster = ledByN1({ limits: { keepEntries, keepEntriesForSlow: 0 } });
      cluster.propose('n1', 'a', 'b', 'c', 'd');
      cluster.stabilize();
      cluster.node('n1').snapshot();
      expect(cluster.node('n1').view).toMatchObject({
        snapshot: 5,
        firstStored: Math.max(0, 5 - keepEntries) + 1,
        last: 5,
      });
    }
  });

  it('leaves a log that goes on: appends, elections and restarts work as before', () => {
    const cluster = ledByN1({ limits: { keepEntries: 0, keepEntriesForSlow: 0 } });
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    beat(cluster, 'n1');
    for (const { id } of cluster.nodes) cluster.node(id).snapshot();
    for (const { id } of cluster.nodes) cluster.crash(id);
    for (const { id } of cluster.nodes) cluster.restart(id);
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.elect('n2');
    cluster.propose('n2', 'c');
    cluster.stabilize();
    beat(cluster, 'n2');
    beat(cluster, 'n2');
    for (const node of cluster.nodes) expect(textsOf(node)).toEqual(['a', 'b', 'c']);
  });

  it('keeps the configuration of its position, while a newer one is in the log', () => {
    const cluster = ledByN1({ limits: { keepEntries: 0, keepEntriesForSlow: 0 } });
    cluster.propose('n1', 'x');
    cluster.stabilize();
    change(cluster, 'n1', '-n3');
    hold(cluster, { type: 'append-request' });
    const meta = cluster.node('n1').snapshot();
    expect(meta).toMatchObject({ index: 2, configuration: MEMBERS });
    expect(cluster.node('n1').view.configuration.voters).toEqual(['n1', 'n2']);
    flush(cluster, 'n1');
    cluster.crash('n1');
    cluster.restart('n1');
    expect(cluster.node('n1').view.configuration).toMatchObject({
      voters: ['n1', 'n2'],
      outgoing: ['n1', 'n2', 'n3'],
    });
  });

  it('that is not newer than the one before changes nothing', () => {
    const cluster = ledByN1({ limits: { keepEntries: 0, keepEntriesForSlow: 0 } });
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    const meta = cluster.node('n1').snapshot() as SnapshotMeta;
    cluster.propose('n1', 'c');
    cluster.stabilize();
    const before = cluster.node('n1').view;
    for (const late of [meta, { ...meta, ...at(2, 1), id: 's2' }])
      expect(only(cluster.step('n1', { type: 'snapshot-taken', meta: late }), 'compact')).toEqual([]);
    expect(cluster.node('n1').view).toEqual(before);
  });
});
