import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { at, commandAt, damagedDiskOf, diskOf, hear, termsOf, textsOf } from '../testing/scripting.ts';
import type { Restored } from '../raft/state.ts';
import { logIndex, nodeId, term, type LogPosition } from '../raft/types.ts';

/** Three nodes; n3 acknowledged two entries in term 2, lost the second, and goes on in term 3. It may know where it ended. */
function damaged(last: LogPosition | null = null): ScriptedCluster {
  const disks = {
    n1: diskOf([1, 2], 2),
    n2: diskOf([1], 2),
    n3: { ...diskOf([1], 3), lost: { term: term(2), last } },
  };
  return new ScriptedCluster({ size: 3, disks });
}

function answer(cluster: ScriptedCluster, type: 'vote-request' | 'pre-vote-request', ofTerm: number) {
  const message =
    type === 'vote-request'
      ? ({ type, term: term(ofTerm), last: at(1, 1), transfer: false } as const)
      : ({ type, term: term(ofTerm), last: at(1, 1) } as const);
  return hear(cluster, 'n3', 'n2', message).find(({ type: effect }) => effect === 'send');
}

describe('a node that lost entries it had acknowledged', () => {
  it('grants neither a pre-vote nor a vote, to whomever', () => {
    const cluster = damaged();
    expect(answer(cluster, 'pre-vote-request', 4)).toMatchObject({
      message: { granted: false },
    });
    expect(answer(cluster, 'vote-request', 4)).toMatchObject({
      message: { granted: false, term: 4 },
    });
  });

  it('grants both to who holds what it held, where it knows how far that reached', () => {
    const refused = damaged(at(2, 2));
    expect(answer(refused, 'pre-vote-request', 4)).toMatchObject({ message: { granted: false } });
    expect(answer(refused, 'vote-request', 4)).toMatchObject({ message: { granted: false, term: 4 } });
    const cluster = damaged(at(2, 2));
    const n2 = nodeId('n2');
    cluster.step('n1', { type: 'campaign' });
    cluster.stabilize(({ from, to }) => from !== n2 && to !== n2);
    expect(cluster.node('n1').view.role).toBe('leader');
    expect(termsOf(cluster, 'n3').slice(0, 2)).toEqual([1, 2]);
  });

  it('does not campaign: not when it hears nobody, not when it is asked to', () => {
    const cluster = damaged();
    cluster.tick('n3', 1000);
    cluster.step('n3', { type: 'campaign' });
    hear(cluster, 'n3', 'n1', {
      type: 'timeout-now',
      term: term(3),
      last: at(1, 1),
    });
    expect(cluster.node('n3').view).toMatchObject({
      role: 'follower',
      term: 3,
    });
  });

  it('does not let a node be elected that lacks what it had acknowledged', () => {
    const cluster = damaged();
    const n1 = nodeId('n1');
    cluster.step('n2', { type: 'campaign' });
    cluster.stabilize(({ from, to }) => from !== n1 && to !== n1);
    expect(cluster.node('n2').view.role).not.toBe('leader');
  });

  it('votes and campaigns again once it holds an entry of a later term', () => {
    const cluster = damaged();
    cluster.elect('n1');
    expect(termsOf(cluster, 'n3').slice(0, 2)).toEqual([1, 2]);
    expect(termsOf(cluster, 'n3').length).toBe(3);
    cluster.step('n1', { type: 'transfer', to: nodeId('n3') });
    cluster.stabilize();
    expect(cluster.node('n3').view.role).toBe('leader');
  });
});

function clusterOf(...disks: readonly Restored[]): ScriptedCluster {
  const named = disks.map((disk, position) => [`n${position + 1}`, disk] as const);
  return new ScriptedCluster({ size: 3, disks: Object.fromEntries(named) });
}

/** Lets time pass for these nodes, and delivers what they say to each other. */
function live(cluster: ScriptedCluster, ...alive: readonly string[]): void {
  const others = cluster.nodes.map(({ id }) => id).filter((id) => !alive.includes(id));
  for (let round = 0; round < 150; round++) {
    for (const name of alive) cluster.tick(name, 1);
    cluster.stabilize(({ from, to }) => !others.includes(from) && !others.includes(to));
  }
}

const LOG = [1, 1, 2, 2, 2, 2, 3, 3, 3];

describe('a cluster in which no node is whole', () => {
  it('comes back, with every entry, where each is intact on one node', () => {
    const cluster = clusterOf(damagedDiskOf(LOG, 4), damagedDiskOf(LOG, 5, 8), damagedDiskOf(LOG, 4, 8));
    live(cluster, 'n1', 'n2', 'n3');
    expect(cluster.leader?.view.lost).toBeNull();
    for (const name of ['n1', 'n2', 'n3']) {
      expect(termsOf(cluster, name).slice(0, LOG.length)).toEqual(LOG);
      expect(cluster.node(name).view.lost).toBeNull();
    }
    expect(textsOf(cluster.node('n3'))).toEqual(LOG.map((ofTerm, at) => `${ofTerm}/${at + 1}`));
  });

  it('comes back as a majority, too, with the third node gone for good', () => {
    const cluster = clusterOf(damagedDiskOf(LOG, 4), damagedDiskOf(LOG, 5), damagedDiskOf(LOG, 6));
    live(cluster, 'n1', 'n2');
    expect(termsOf(cluster, 'n1').slice(0, LOG.length)).toEqual(LOG);
    expect(termsOf(cluster, 'n2').slice(0, LOG.length)).toEqual(LOG);
  });

  it('waits while an entry is intact nowhere, and goes on when a node comes that has it', () => {
    const cluster = clusterOf(damagedDiskOf(LOG, 4, 5), damagedDiskOf(LOG, 5, 6), diskOf(LOG, 3));
    live(cluster, 'n1', 'n2');
    expect(cluster.leader).toBeUndefined();
    expect(cluster.node('n1').view).toMatchObject({ last: 4, lost: { term: 3 } });
    live(cluster, 'n1', 'n2', 'n3');
    expect(termsOf(cluster, 'n2').slice(0, LOG.length)).toEqual(LOG);
  });

  it('takes entries of the right term only', () => {
    // What n2 holds at 4 and 5 was never committed; n1 held something else there.
    const cluster = clusterOf(damagedDiskOf([1, 1, 1, 2, 2, 2], 5), diskOf([1, 1, 1, 1, 1], 3));
    const refused = hear(cluster, 'n2', 'n1', {
      type: 'entries-request',
      term: term(3),
      from: logIndex(5),
      through: logIndex(5),
      entriesTerm: term(2),
    });
    expect(refused).toEqual([]);
    const given = hear(cluster, 'n1', 'n2', {
      type: 'entries-response',
      term: term(3),
      from: logIndex(5),
      entries: [commandAt(5, 1)],
    });
    expect(given.filter(({ type }) => type === 'persist')).toEqual([]);
    expect(termsOf(cluster, 'n1')).toEqual([1, 1, 1, 2]);
  });

  it('takes entries from members only, and none while a leader lives', () => {
    const cluster = clusterOf(damagedDiskOf(LOG, 4), diskOf(LOG, 3), diskOf(LOG, 3));
    const answer = {
      type: 'entries-response',
      term: term(4),
      from: logIndex(4),
      entries: [commandAt(4, 2)],
    } as const;
    expect(hear(cluster, 'n1', 'x', answer)).toEqual([
      { type: 'ignored', from: 'x', reason: 'unknown_peer' },
    ]);
    hear(cluster, 'n1', 'n2', { type: 'heartbeat-request', term: term(5), commit: logIndex(0), round: 0 });
    expect(hear(cluster, 'n1', 'n2', answer)).toEqual([]);
    expect(termsOf(cluster, 'n1')).toEqual([1, 1, 2]);
  });

  it('does not put back what follows another log than the one that there is now', () => {
    const { entries, ...disk } = damagedDiskOf([1, 1, 2, 2, 2, 2], 4);
    const other = { ...disk, entries: [...entries.slice(0, 2), commandAt(3, 1)] };
    const cluster = clusterOf(other, diskOf([1, 1, 2, 2, 2, 2], 3));
    cluster.tick('n1', 100);
    expect(cluster.network.filter(({ message }) => message.type === 'entries-request')).toEqual([]);
    expect(termsOf(cluster, 'n1')).toEqual([1, 1, 1]);
  });

  it('gives no more at once than fits into a message', () => {
    const terms = Array.from({ length: 300 }, () => 1);
    const disks = {
      n1: damagedDiskOf(terms, 2, 3, 4, 5, 6, 7, 8, 9),
      n2: diskOf(terms, 1),
      n3: damagedDiskOf(terms, 1),
    };
    const limits = { maxAppendBytes: 10 };
    const cluster = new ScriptedCluster({ size: 3, disks, limits });
    cluster.tick('n1', 50);
    let largest = 0;
    while (cluster.network.length > 0) {
      for (const { message } of cluster.network)
        if (message.type === 'entries-response') largest = Math.max(largest, message.entries.length);
      cluster.deliver(cluster.network.length - 1);
    }
    expect(largest).toBe(3);
  });
});
