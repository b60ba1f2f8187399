import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  at,
  deliver,
  diskOf,
  fits,
  flush,
  forgetLeader,
  only,
  stabilizeAmong,
  termsOf,
} from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, QUICK, ROLES, sentIn, tickUntil, withN1As } from '../testing/stage.ts';

/** Lets time pass until `name` asks for pre-votes, once more if it has asked before. */
function preCampaign(cluster: ScriptedCluster, name: string): void {
  const asked = (): number => cluster.network.filter(fits({ from: name, type: 'pre-vote-request' })).length;
  const before = asked();
  tickUntil(cluster, name, () => asked() > before);
}

describe('a pre-vote', () => {
  it.each(ROLES)('binds nobody: a %s is afterwards what it was before', (role) => {
    const cluster = withN1As(role, { disks: { n1: diskOf([1], 5, { votedFor: 'n3' }) } });
    const before = cluster.node('n1').view;
    for (const from of ['n2', 'n3']) {
      const last = at(3, 4);
      const effects = hearRaw(cluster, 'n1', from, { type: 'pre-vote-request', term: 9, last });
      expect(only(effects, 'persist')).toEqual([]);
      // Both may have one, though only one can have the vote; but none while a leader lives.
      expect(sentIn(effects, 'pre-vote-response')).toMatchObject([
        { to: from, message: role === 'leader' ? { granted: false } : { granted: true, term: 9 } },
      ]);
    }
    expect(cluster.node('n1').view).toEqual(before);
  });

  it('for a term that is not new is refused, with the own term', () => {
    const cluster = withN1As('follower', { disks: { n1: diskOf([1], 5) } });
    for (const term of [4, 5]) {
      const effects = hearRaw(cluster, 'n1', 'n2', { type: 'pre-vote-request', term, last: at(9, 3) });
      expect(sentIn(effects, 'pre-vote-response')).toMatchObject([{ message: { granted: false, term: 5 } }]);
    }
  });

  it('is refused while a leader is heard, and granted an election timeout later', () => {
    const cluster = ledByN1();
    const ask = { type: 'pre-vote-request', term: 2, last: at(9, 1) } as const;
    const granted = (): unknown =>
      sentIn(hearRaw(cluster, 'n2', 'n3', ask), 'pre-vote-response')[0]?.message.granted;
    expect(granted()).toBe(false);
    cluster.tick('n2', 9);
    expect(granted()).toBe(false);
    cluster.tick('n2', 1);
    expect(granted()).toBe(true);
  });

  it('counts only for the term that is asked for', () => {
    const cluster = withN1As('pre-candidate', { size: 5 });
    for (const peer of ['n2', 'n3', 'n4'])
      hearRaw(cluster, 'n1', peer, { type: 'pre-vote-response', term: 7, granted: true });
    expect(cluster.node('n1').view).toMatchObject({ role: 'pre-candidate', term: 0 });
  });

  it('that a majority refuses ends the attempt, in no newer term', () => {
    const cluster = withN1As('pre-candidate');
    for (const peer of ['n2', 'n3'])
      hearRaw(cluster, 'n1', peer, { type: 'pre-vote-response', term: 0, granted: false });
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term: 0 });
  });

  it('of two that ask at once is granted to both, the votes are split, and the next attempt decides', () => {
    const cluster = ledByN1();
    cluster.crash('n1');
    preCampaign(cluster, 'n2');
    preCampaign(cluster, 'n3');
    deliver(cluster, { type: 'pre-vote-request', to: 'n3' });
    deliver(cluster, { type: 'pre-vote-request', to: 'n2' });
    cluster.stabilize();
    expect(['n2', 'n3'].map((name) => cluster.node(name).view)).toMatchObject([
      { role: 'candidate', term: 2 },
      { role: 'candidate', term: 2 },
    ]);
    preCampaign(cluster, 'n2');
    cluster.stabilize();
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', term: 3 });
    expect(cluster.node('n3').view).toMatchObject({ role: 'follower', term: 3 });
  });
});

describe('who cannot win', () => {
  it('disturbs nobody by asking, and follows again when it hears of the leader', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'x');
    stabilizeAmong(cluster, 'n1', 'n2');
    cluster.tick('n3', 100);
    cluster.drop(({ message }) => message.type !== 'pre-vote-request');
    const asked = cluster.network.length;
    expect(asked).toBeGreaterThan(8);
    cluster.stabilize();
    beat(cluster, 'n1');
    beat(cluster, 'n1');
    expect(cluster.nodes.map(({ view }) => [view.role, view.term, view.commit])).toEqual([
      ['leader', 1, 2],
      ['follower', 1, 2],
      ['follower', 1, 2],
    ]);
  });

  it('for its shorter log is refused even when the leader is gone, and its rival wins in the next term', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'x');
    stabilizeAmong(cluster, 'n1', 'n2');
    cluster.crash('n1');
    forgetLeader(cluster, 'n2', 'n3');
    preCampaign(cluster, 'n3');
    cluster.stabilize();
    expect(cluster.node('n3').view).toMatchObject({ term: 1 });
    preCampaign(cluster, 'n2');
    cluster.stabilize();
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', term: 2 });
    expect(termsOf(cluster, 'n3')).toEqual([1, 1, 2]);
  });

  it('is disturbing if it is ordered to campaign without asking: the leader of the lower term gives way', () => {
    const cluster = ledByN1();
    forgetLeader(cluster, 'n3');
    cluster.step('n3', { type: 'campaign' });
    flush(cluster, 'n3');
    cluster.drop();
    expect(cluster.node('n3').view).toMatchObject({ role: 'candidate', term: 2 });
    beat(cluster, 'n1');
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term: 2 });
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.elect('n2');
    expect(cluster.nodes.map(({ view }) => [view.leader, view.term])).toEqual(Array(3).fill(['n2', 2]));
  });
});

describe('after a partition', () => {
  it('who has the longer log and the lower term learns the term from a refusal, and wins', () => {
    // n2 campaigned in vain while it was cut off; n1 is gone; n3 has what n2 lacks.
    const cluster = ledByN1();
    cluster.propose('n1', 'x');
    stabilizeAmong(cluster, 'n1', 'n3');
    forgetLeader(cluster, 'n2');
    for (let times = 0; times < 3; times++) cluster.step('n2', { type: 'campaign' });
    flush(cluster, 'n2');
    cluster.drop();
    cluster.crash('n1');
    expect(cluster.node('n2').view).toMatchObject({ term: 4, last: 1 });
    expect(cluster.node('n3').view).toMatchObject({ term: 1, last: 2 });
    forgetLeader(cluster, 'n3');
    for (let times = 0; times < 3 && cluster.node('n3').view.role !== 'leader'; times++) {
      preCampaign(cluster, 'n3');
      cluster.stabilize();
    }
    expect(cluster.node('n3').view).toMatchObject({ role: 'leader', term: 5, last: 3 });
    expect(termsOf(cluster, 'n2')).toEqual([1, 1, 5]);
  });

  it('who asks for pre-votes in a higher term than the leader’s is freed, and the cluster goes on', () => {
    const cluster = ledByN1();
    forgetLeader(cluster, 'n3');
    cluster.step('n3', { type: 'campaign' });
    cluster.step('n3', { type: 'campaign' });
    flush(cluster, 'n3');
    preCampaign(cluster, 'n3');
    cluster.drop();
    expect(cluster.node('n3').view).toMatchObject({ role: 'pre-candidate', term: 3 });
    cluster.propose('n1', 'x');
    beat(cluster, 'n1');
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term: 3 });
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    preCampaign(cluster, 'n1');
    cluster.stabilize();
    beat(cluster, 'n1');
    expect(cluster.nodes.map(({ view }) => [view.role, view.commit])).toEqual([
      ['leader', 3],
      ['follower', 3],
      ['follower', 3],
    ]);
  });

  it('the leader’s silence is told by each follower’s own clock: one that still waits refuses, later it grants', () => {
    const cluster = ledByN1();
    cluster.crash('n1');
    preCampaign(cluster, 'n2');
    cluster.stabilize();
    expect(cluster.node('n2').view).toMatchObject({ role: 'pre-candidate', term: 1 });
    cluster.tick('n3', 10);
    preCampaign(cluster, 'n2');
    expect(cluster.network.some(fits({ to: 'n3', type: 'pre-vote-request' }))).toBe(true);
    cluster.stabilize();
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', term: 2 });
  });

  it('a cluster of two that both heard nothing for long elects one of them', () => {
    const cluster = new ScriptedCluster({ size: 2, limits: QUICK });
    cluster.elect('n1');
    cluster.tick('n1', 40);
    cluster.tick('n2', 40);
    cluster.drop();
    preCampaign(cluster, 'n2');
    cluster.stabilize();
    expect(cluster.leader?.view.term).toBe(2);
  });
});
