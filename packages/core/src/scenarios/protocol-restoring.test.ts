import { describe, expect, it } from 'vitest';

import { configuration } from '../raft/configuration.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import type { Configuration, Entry, SnapshotMeta } from '../raft/types.ts';
import { at, commandAt, diskOf, flush, forgetLeader, names, termsOf } from '../testing/scripting.ts';
import { hearRaw, QUICK } from '../testing/stage.ts';

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
