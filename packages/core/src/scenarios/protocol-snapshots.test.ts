import { describe, expect, it } from 'vitest';

import { configuration } from '../raft/configuration.ts';
import type { ScriptedCluster } from '../testing/scripted-cluster.ts';
import type { SnapshotMeta } from '../raft/types.ts';
import {
  at,
  change,
  deliver,
  fits,
  flush,
  forgetLeader,
  hold,
  names,
  only,
  stabilizeWithout,
  textsOf,
} from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, peerOf } from '../testing/stage.ts';

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

const MEMBERS = configuration(names('n1', 'n2', 'n3'));

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
