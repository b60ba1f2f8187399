import { describe, expect, it } from 'vitest';

import { ScriptedCluster, type ScriptedClusterOptions } from '../testing/scripted-cluster.ts';
import type { Restored } from './state.ts';
import { logIndex, term, type Entry } from './types.ts';

/** A disk whose log holds entries of these terms, one after the other. */
function disk(terms: readonly number[], currentTerm: number): Restored {
  const entries = terms.map((ofTerm, position): Entry => {
    const data = new TextEncoder().encode(`${ofTerm}/${position + 1}`);
    return { index: logIndex(position + 1), term: term(ofTerm), kind: 'command', data };
  });
  const base = { index: logIndex(0), term: term(0) };
  return { hardState: { term: term(currentTerm), votedFor: null }, base, entries, snapshot: null };
}

function terms(cluster: ScriptedCluster, name: string): number[] {
  const node = cluster.node(name);
  return Array.from({ length: node.view.last }, (_, position) => node.termAt(position + 1) as number);
}

describe('figure 7: whatever a follower holds, the leader brings it to agree', () => {
  const LEADER = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
  const FOLLOWERS: Readonly<Record<string, readonly number[]>> = {
    a: [1, 1, 1, 4, 4, 5, 5, 6, 6],
    b: [1, 1, 1, 4],
    c: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
    d: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
    e: [1, 1, 1, 4, 4, 4, 4],
    f: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
  };

  for (const [name, follower] of Object.entries(FOLLOWERS)) {
    it(`(${name})`, () => {
      // n1 holds the leader's log, n2 the follower's, n3 lets n1 win.
      const cluster = new ScriptedCluster({
        size: 3,
        disks: { n1: disk(LEADER, 7), n2: disk(follower, 7), n3: disk(LEADER.slice(0, 9), 7) },
      });
      cluster.elect('n1');
      expect(terms(cluster, 'n1')).toEqual([...LEADER, 8]);
      expect(terms(cluster, 'n2')).toEqual([...LEADER, 8]);
      cluster.tick('n1', 5);
      cluster.stabilize();
      expect(cluster.node('n2').view.commit).toBe(LEADER.length + 1);
      expect(cluster.node('n2').applied).toEqual(cluster.node('n1').applied);
    });
  }

  it('and needs few rejections to find where the logs agree, whole terms at a time', () => {
    let rejections = 0;
    const onEffect: NonNullable<ScriptedClusterOptions['onEffect']> = (_, effect) => {
      if (effect.type === 'send' && effect.message.type === 'append-rejected') rejections++;
    };
    const long = (ofTerm: number, length: number): number[] => Array<number>(length).fill(ofTerm);
    const cluster = new ScriptedCluster({
      size: 3,
      disks: {
        n1: disk([1, ...long(4, 50)], 5),
        n2: disk([1, ...long(2, 30), ...long(3, 30)], 5),
        n3: disk([1, ...long(4, 49)], 5),
      },
      onEffect,
    });
    cluster.elect('n1');
    expect(terms(cluster, 'n2')).toEqual([1, ...long(4, 50), 6]);
    expect(rejections).toBeLessThanOrEqual(4);
  });
});

describe('figure 8: an entry of an earlier term commits only along with one of the current term', () => {
  /** (b) is over: S1 led term 2 and has entry 2 on S1 and S2; S5 led term 3, has another entry 2, and is down. */
  function afterB(): ScriptedCluster {
    const disks = {
      n1: disk([1, 2], 3),
      n2: disk([1, 2], 3),
      n3: disk([1], 3),
      n4: disk([1], 3),
      n5: disk([1, 3], 3),
    };
    const cluster = new ScriptedCluster({ size: 5, disks, limits: { maxAppendBytes: 1 } });
    cluster.crash('n5');
    return cluster;
  }

  /** (c) S1 leads term 4 and brings entry 2 to S3, an append of its own; its entry of term 4 reaches nobody. */
  function afterC(): ScriptedCluster {
    const cluster = afterB();
    cluster.step('n1', { type: 'campaign' });
    cluster.stabilize(({ to, message }) => {
      if (!cluster.node(to).alive) return false;
      if (message.type !== 'append-request') return true;
      const { previous, entries } = message;
      const accepted = cluster.node(to).termAt(previous.index) === previous.term;
      return to !== 'n4' && !(accepted && entries.some((entry) => entry.term === 4));
    });
    return cluster;
  }

  /** Lets so much time pass that nobody counts on the old leader any more. */
  function forgetLeader(cluster: ScriptedCluster): void {
    for (const { id, alive } of cluster.nodes) if (alive) cluster.tick(id, 60);
    cluster.drop();
  }

  it('(c) entry 2 is on a majority and is not committed', () => {
    const cluster = afterC();
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 4, commit: 0 });
    expect(['n1', 'n2', 'n3'].map((name) => cluster.node(name).termAt(2))).toEqual([2, 2, 2]);
    expect(cluster.node('n1').view.peers.find(({ id }) => id === 'n3')).toMatchObject({ match: 2 });
  });

  it('(d) then S5 may still win and overwrite it', () => {
    const cluster = afterC();
    cluster.crash('n1');
    cluster.restart('n5');
    forgetLeader(cluster);
    // Term 4 is taken by S1's voters; S5 wins in a later one.
    cluster.step('n5', { type: 'campaign' });
    cluster.stabilize();
    cluster.elect('n5');
    cluster.tick('n5', 5);
    cluster.stabilize();
    for (const name of ['n2', 'n3', 'n4', 'n5']) expect(terms(cluster, name).slice(0, 2)).toEqual([1, 3]);
  });

  it('(e) once an entry of term 4 is on a majority, both commit, and S5 cannot win', () => {
    const cluster = afterB();
    cluster.elect('n1');
    expect(cluster.node('n1').view).toMatchObject({ commit: 3, term: 4 });
    cluster.crash('n1');
    cluster.restart('n5');
    for (let attempt = 0; attempt < 3; attempt++) {
      forgetLeader(cluster);
      cluster.step('n5', { type: 'campaign' });
      cluster.stabilize();
    }
    expect(cluster.leader).toBeUndefined();
    forgetLeader(cluster);
    cluster.elect('n2');
    expect(terms(cluster, 'n2').slice(0, 3)).toEqual([1, 2, 4]);
  });
});

describe('§5.4.1 and §5.2: votes', () => {
  it('goes to the more up-to-date log, by term first, then by length', () => {
    const cases: readonly (readonly [candidate: number[], voter: number[], granted: boolean])[] = [
      [[1, 2], [1, 1, 1], true],
      [[1, 1, 1], [1, 2], false],
      [[1, 1], [1, 1], true],
      [[1], [1, 1], false],
      [[1, 1], [1], true],
    ];
    for (const [candidate, voter, granted] of cases) {
      const cluster = new ScriptedCluster({ size: 2, disks: { n1: disk(candidate, 2), n2: disk(voter, 2) } });
      cluster.step('n1', { type: 'campaign' });
      cluster.stabilize();
      expect(cluster.node('n1').view.role === 'leader', `${candidate.join()} asks ${voter.join()}`).toBe(
        granted,
      );
    }
  });

  it('is given once in a term, also across a crash, and only when it is durable', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.step('n1', { type: 'campaign' });
    cluster.completeWrite('n1');
    cluster.deliver(0);
    expect(cluster.network.some(({ message }) => message.type === 'vote-response')).toBe(false);
    cluster.completeWrite('n2');
    expect(
      cluster.network.some(({ from, message }) => from === 'n2' && message.type === 'vote-response'),
    ).toBe(true);
    cluster.crash('n2');
    cluster.restart('n2');
    expect(cluster.node('n2').view).toMatchObject({ term: 1, votedFor: 'n1' });
    cluster.drop();
    const request = {
      type: 'vote-request',
      term: term(1),
      last: { index: logIndex(9), term: term(0) },
      transfer: false,
    } as const;
    cluster.step('n2', { type: 'receive', from: cluster.node('n3').id, message: request });
    cluster.stabilize(({ message }) => {
      if (message.type === 'vote-response') expect(message.granted).toBe(false);
      return false;
    });
  });
});
