import { describe, expect, it } from 'vitest';

import { logIndex, nodeId, term } from '../raft/types.ts';
import type { VoteRequest } from '../raft/message.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  at,
  deliver,
  diskOf,
  flush,
  forgetLeader,
  hear,
  hold,
  only,
  release,
  stabilizeAmong,
  stabilizeWithout,
  textsOf,
} from '../testing/scripting.ts';

const LIMITS = { electionTicks: 10, heartbeatTicks: 2 };

describe('thesis §3.8: a vote and a crash', () => {
  const asked: VoteRequest = { type: 'vote-request', term: term(3), last: at(1, 1), transfer: false };

  function voter(): ScriptedCluster {
    return new ScriptedCluster({ size: 3, disks: { n2: diskOf([1], 1) } });
  }

  function answers(cluster: ScriptedCluster, from: string): boolean {
    cluster.drop();
    hear(cluster, 'n2', from, asked);
    flush(cluster, 'n2');
    const [answer] = hold(cluster, { from: 'n2', to: from, type: 'vote-response' });
    return answer?.message.type === 'vote-response' && answer.message.granted;
  }

  it('before the vote was stored: it was not given, and another may have it', () => {
    const cluster = voter();
    hear(cluster, 'n2', 'n1', asked);
    expect(cluster.network).toEqual([]);
    cluster.crash('n2');
    cluster.restart('n2');
    expect(cluster.node('n2').view).toMatchObject({ term: 1, votedFor: null });
    expect(answers(cluster, 'n3')).toBe(true);
  });

  it('after it was stored and before it was sent: it stands, for that candidate alone', () => {
    const cluster = voter();
    hear(cluster, 'n2', 'n1', asked);
    cluster.crash('n2', 1);
    cluster.restart('n2');
    expect(cluster.node('n2').view).toMatchObject({ term: 3, votedFor: 'n1' });
    expect(answers(cluster, 'n3')).toBe(false);
    expect(answers(cluster, 'n1')).toBe(true);
  });

  it('after it was sent: the candidate leads, and the voter follows it again', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: LIMITS });
    cluster.step('n1', { type: 'campaign' });
    flush(cluster, 'n1');
    deliver(cluster, { to: 'n2', type: 'vote-request' });
    flush(cluster, 'n2');
    cluster.crash('n2');
    cluster.restart('n2');
    cluster.stabilize();
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', commit: 1 });
    expect(cluster.node('n2').view).toMatchObject({ leader: 'n1', votedFor: 'n1', term: 1 });
  });
});

describe('thesis §3.10: leadership is handed over', () => {
  it('and not to a target that is too slow: the leader gives up, leads on, and takes proposals', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: LIMITS });
    cluster.elect('n1');
    cluster.propose('n1', 'a');
    stabilizeWithout(cluster, 'n2');
    cluster.step('n1', { type: 'transfer', to: nodeId('n2') });
    let ended = 0;
    for (let count = 0; count < 10; count++) {
      expect(only(cluster.propose('n1', 'no'), 'refused')).toHaveLength(1);
      ended += only(cluster.step('n1', { type: 'tick' }), 'transfer-ended').length;
      stabilizeAmong(cluster, 'n1', 'n3');
    }
    expect(ended).toBe(1);
    cluster.propose('n1', 'b');
    cluster.tick('n1', 2);
    cluster.stabilize();
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1 });
    expect(textsOf(cluster.node('n1'))).toEqual(['a', 'b']);
  });

  it('and not to a target that has lost its place meanwhile: it checks what its leader held', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: LIMITS });
    cluster.elect('n1');
    cluster.propose('n1', 'a');
    const call = { type: 'timeout-now', term: term(1), last: at(2, 1) } as const;
    hear(cluster, 'n2', 'n1', call);
    expect(cluster.node('n2').view).toMatchObject({ role: 'follower', term: 1, last: 1 });
    cluster.stabilize();
    hear(cluster, 'n2', 'n1', call);
    cluster.stabilize();
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', term: 2 });
    // A second copy of the call finds a leader of a newer term.
    hear(cluster, 'n2', 'n1', call);
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', term: 2 });
  });
});

describe('thesis §6.2: who leads, and for how long', () => {
  it('is known to every follower as soon as it hears from the leader, and told to whoever asks', () => {
    const cluster = new ScriptedCluster({ size: 3, learners: 1, limits: { ...LIMITS, forward: false } });
    expect(only(cluster.propose('n2', 'x'), 'refused')).toMatchObject([{ leader: null }]);
    cluster.elect('n1');
    for (const name of ['n2', 'n3', 'n4'])
      expect(only(cluster.propose(name, 'x'), 'refused')).toMatchObject([
        { reason: 'not_leader', leader: 'n1' },
      ]);
  });

  it('ends for a leader without a majority within an election timeout, whatever is asked of it', () => {
    const cluster = new ScriptedCluster({ size: 5, limits: LIMITS });
    cluster.elect('n1');
    const effects = [];
    for (let count = 0; count < 10; count++) {
      cluster.propose('n1', 'x');
      effects.push(...cluster.step('n1', { type: 'tick' }));
      stabilizeAmong(cluster, 'n1', 'n2');
    }
    expect(only(effects, 'role')).toEqual([{ type: 'role', role: 'follower', term: 1, leader: null }]);
    expect(only(cluster.propose('n1', 'y'), 'refused')).toMatchObject([
      { reason: 'not_leader', leader: null },
    ]);
    expect(cluster.node('n1').view.commit).toBe(1);
  });

  it('goes on with the smallest majority, even if it is never the same one', () => {
    const cluster = new ScriptedCluster({ size: 5, limits: LIMITS });
    cluster.elect('n1');
    for (let count = 0; count < 100; count++) {
      cluster.tick('n1');
      const away = count % 2 === 0 ? ['n2', 'n3'] : ['n4', 'n5'];
      if (count % 6 === 0) cluster.propose('n1', 'x');
      stabilizeWithout(cluster, ...away);
    }
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1, commit: 18 });
  });
});

describe('thesis §9.6: a node that was cut off returns', () => {
  it('with the term it left with, and is no trouble, however long it was away', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: LIMITS });
    cluster.elect('n1');
    for (let count = 0; count < 300; count++) {
      for (const { id } of cluster.nodes) cluster.tick(id);
      if (count % 10 === 0) cluster.propose('n1', String(count));
      stabilizeWithout(cluster, 'n3');
    }
    expect(cluster.node('n3').view).toMatchObject({ role: 'pre-candidate', term: 1, last: 1 });
    cluster.tick('n3', 25);
    const slow = hold(cluster, { from: 'n3', type: 'pre-vote-request' });
    for (let count = 0; count < 50; count++) {
      for (const { id } of cluster.nodes) cluster.tick(id);
      cluster.stabilize();
    }
    release(cluster, slow);
    cluster.stabilize();
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1 });
    expect(cluster.node('n3').view).toMatchObject({ role: 'follower', leader: 'n1', last: logIndex(31) });
  });

  it('and is listened to once the others miss their leader as well', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: LIMITS });
    cluster.elect('n1');
    cluster.crash('n1');
    forgetLeader(cluster, 'n2', 'n3');
    cluster.tick('n3', 20);
    cluster.stabilize();
    expect(cluster.node('n3').view).toMatchObject({ role: 'leader', term: 2 });
  });
});
