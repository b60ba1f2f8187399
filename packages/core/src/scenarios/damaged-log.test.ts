import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { at, diskOf, hear, termsOf } from '../testing/scripting.ts';
import { nodeId, term, type LogPosition } from '../raft/types.ts';

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
