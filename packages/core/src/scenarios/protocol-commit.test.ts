import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  deliver,
  diskOf,
  fits,
  flush,
  forgetLeader,
  only,
  stabilizeAmong,
  textsOf,
} from '../testing/scripting.ts';
import { beat, commits, hearRaw, ledByN1, sentIn } from '../testing/stage.ts';

function accept(cluster: ScriptedCluster, peer: string, match: number): void {
  hearRaw(cluster, 'n1', peer, {
    type: 'append-accepted',
    term: cluster.node('n1').view.term,
    match,
    round: 0,
  });
}

describe('an entry', () => {
  const ACKNOWLEDGEMENTS: readonly (readonly [
    size: number,
    own: boolean,
    peers: number,
    committed: boolean,
  ])[] = [
    [1, true, 0, true],
    [3, true, 0, false],
    [3, true, 1, true],
    [3, true, 2, true],
    [3, false, 1, false],
    [3, false, 2, true],
    [5, true, 0, false],
    [5, true, 1, false],
    [5, true, 2, true],
    [5, true, 4, true],
    [5, false, 2, false],
    [5, false, 3, true],
    [4, true, 1, false],
    [4, true, 2, true],
  ];
  it.each(ACKNOWLEDGEMENTS)(
    'in a cluster of %i, durable on the leader (%s) and on %i others, is committed: %s',
    (size, own, peers, committed) => {
      const cluster = ledByN1({ size });
      cluster.propose('n1', 'x');
      cluster.drop();
      if (own) flush(cluster, 'n1');
      for (let peer = 0; peer < peers; peer++) {
        accept(cluster, `n${peer + 2}`, 2);
        // Whoever says it twice is one.
        accept(cluster, `n${peer + 2}`, 2);
      }
      expect(cluster.node('n1').view.commit).toBe(committed ? 2 : 1);
      expect(textsOf(cluster.node('n1'))).toEqual(committed ? ['x'] : []);
    },
  );

  it('is committed once a majority has it, and the others hear of that with what comes next', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'x');
    stabilizeAmong(cluster, 'n1', 'n2');
    expect(commits(cluster)).toEqual([2, 1, 1]);
    cluster.propose('n1', 'y');
    const [append] = cluster.network.filter(fits({ to: 'n2', type: 'append-request' }));
    expect(append?.message).toMatchObject({ commit: 2 });
    deliver(cluster, { to: 'n2', type: 'append-request' });
    expect(textsOf(cluster.node('n2'))).toEqual(['x']);
    cluster.stabilize();
    beat(cluster, 'n1');
    beat(cluster, 'n1');
    for (const node of cluster.nodes) expect(textsOf(node)).toEqual(['x', 'y']);
  });

  it('commits everything before it, of whatever term', () => {
    for (const terms of [[], [2], [1, 2], [1]]) {
      const cluster = new ScriptedCluster({ size: 3, disks: { n1: diskOf(terms, 2) } });
      cluster.elect('n1');
      cluster.propose('n1', 'x');
      cluster.stabilize();
      const { applied, view } = cluster.node('n1');
      expect(view).toMatchObject({ term: 3, commit: terms.length + 2 });
      expect(applied.map(({ term }) => term)).toEqual([...terms, 3, 3]);
    }
  });

  it('of an earlier term does not commit by being on every node, only along with one of this term', () => {
    const old = [1, 1, 2];
    const disks = { n1: diskOf(old, 2), n2: diskOf(old, 2), n3: diskOf(old, 2) };
    const cluster = new ScriptedCluster({ size: 3, disks });
    cluster.step('n1', { type: 'campaign' });
    // The followers keep whatever they have, and get nothing new.
    cluster.stabilize(({ message }) => message.type !== 'append-request');
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', last: 4, commit: 0 });
    for (const match of [1, 2, 3])
      for (const peer of ['n2', 'n3']) {
        accept(cluster, peer, match);
        expect(cluster.node('n1').view.commit).toBe(0);
      }
    accept(cluster, 'n2', 4);
    expect(cluster.node('n1').view.commit).toBe(4);
  });

  it('of an earlier term commits with the first one of the new leader, though nobody proposes anything', () => {
    const cluster = ledByN1({ size: 5 });
    cluster.propose('n1', 'a', 'b');
    stabilizeAmong(cluster, 'n1', 'n2');
    expect(cluster.node('n1').view.commit).toBe(1);
    cluster.crash('n1');
    forgetLeader(cluster, 'n2', 'n3', 'n4', 'n5');
    cluster.elect('n2');
    expect(cluster.node('n2').view).toMatchObject({ term: 2, commit: 4 });
    expect(textsOf(cluster.node('n2'))).toEqual(['a', 'b']);
  });

  it('in a cluster of one is committed when it is durable, not before', () => {
    const cluster = ledByN1({ size: 1 });
    cluster.propose('n1', 'a');
    expect(cluster.node('n1').view.commit).toBe(1);
    cluster.completeWrite('n1');
    expect(cluster.node('n1').view.commit).toBe(2);
  });

  it('is applied once, in order, on a leader that takes the acknowledgements in any order', () => {
    const cluster = ledByN1({ size: 5, limits: { maxAppendBytes: 1 } });
    for (const text of ['a', 'b', 'c', 'd']) cluster.propose('n1', text);
    cluster.drop();
    flush(cluster, 'n1');
    for (const [peer, match] of [
      ['n2', 5],
      ['n3', 2],
      ['n4', 4],
      ['n3', 3],
      ['n2', 2],
      ['n5', 5],
      ['n4', 5],
    ] as const)
      accept(cluster, peer, match);
    expect(textsOf(cluster.node('n1'))).toEqual(['a', 'b', 'c', 'd']);
    expect(cluster.node('n1').applied.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5]);
  });

  it('is not made committed by a vote, nor by an answer to a read', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'x');
    stabilizeAmong(cluster, 'n1', 'n2');
    // n2 holds the entry and does not know that it is committed.
    expect(cluster.node('n2').view).toMatchObject({ last: 2, commit: 1 });
    const asked = cluster.step('n2', { type: 'read', id: 1 });
    const [{ message: request } = { message: null }] = sentIn(asked, 'read-request');
    cluster.drop();
    hearRaw(cluster, 'n2', 'n1', { ...request, type: 'read-response', index: 2 } as never);
    expect(cluster.node('n2').reads).toEqual([{ id: 1, index: 2 }]);
    expect(cluster.node('n2').view.commit).toBe(1);
    cluster.tick('n2', 10);
    hearRaw(cluster, 'n2', 'n3', {
      type: 'vote-request',
      term: 2,
      last: { index: 2, term: 1 },
      transfer: false,
    });
    expect(cluster.node('n2').view).toMatchObject({ votedFor: 'n3', commit: 1 });
  });
});

describe('several proposals', () => {
  it('of one step share a write and a message per peer', () => {
    const cluster = ledByN1();
    const effects = cluster.propose('n1', 'a', 'b', 'c');
    expect(only(effects, 'persist').map(({ entries }) => entries.length)).toEqual([3]);
    expect(sentIn(effects, 'append-request').map(({ message }) => message.entries.length)).toEqual([3, 3]);
  });

  it('that pile up while a peer is asked where it stands go to it together', () => {
    const cluster = ledByN1();
    cluster.step('n1', { type: 'unreachable', peer: cluster.node('n2').id });
    cluster.propose('n1', 'a');
    cluster.propose('n1', 'b');
    cluster.propose('n1', 'c');
    const sizes = (): number[] =>
      cluster.network
        .filter(fits({ to: 'n2', type: 'append-request' }))
        .map(({ message }) => (message as { entries?: readonly unknown[] }).entries?.length ?? 0);
    expect(sizes()).toEqual([1]);
    deliver(cluster, { to: 'n2', type: 'append-request' });
    flush(cluster, 'n2');
    deliver(cluster, { from: 'n2', type: 'append-accepted' });
    expect(sizes()).toEqual([2]);
  });
});
