import { describe, expect, it } from 'vitest';

import { configuration } from '../raft/configuration.ts';
import type { VoteRequest } from '../raft/message.ts';
import { term } from '../raft/types.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  at,
  change,
  deliver,
  diskOf,
  fits,
  flush,
  forgetLeader,
  hear,
  names,
  only,
  stabilizeWithout,
} from '../testing/scripting.ts';

function voteRequest(ofTerm: number, lastIndex: number, lastTerm: number): VoteRequest {
  return { type: 'vote-request', term: term(ofTerm), last: at(lastIndex, lastTerm), transfer: false };
}

/** What `name` answers to a vote request once its disk has everything. */
function answerTo(
  cluster: ScriptedCluster,
  name: string,
  from: string,
  request: VoteRequest,
): boolean | undefined {
  cluster.drop();
  hear(cluster, name, from, request);
  flush(cluster, name);
  const answer = cluster.network.find(fits({ from: name, to: from, type: 'vote-response' }))?.message;
  cluster.drop();
  return answer?.type === 'vote-response' ? answer.granted : undefined;
}

describe('votes', () => {
  it('openraft#1220, databend#16175: a term that was only heard of is stored without a vote in it', () => {
    const cluster = new ScriptedCluster({
      size: 3,
      disks: { n1: diskOf([1, 2], 2), n2: diskOf([1, 2], 2), n3: diskOf([1], 8) },
    });
    cluster.step('n3', { type: 'campaign' });
    stabilizeWithout(cluster, 'n1');
    expect(cluster.node('n2').disk.hardState).toEqual({ term: 9, votedFor: null });
    expect(cluster.node('n3').view.role).toBe('candidate');
    cluster.crash('n2');
    cluster.restart('n2');
    // Neither asked again nor after a restart does n2 take its knowledge of the term for a vote.
    expect(answerTo(cluster, 'n2', 'n3', voteRequest(9, 1, 1))).toBe(false);
    expect(answerTo(cluster, 'n2', 'n1', voteRequest(9, 2, 2))).toBe(true);
    // The entry that n1 and n2 hold survives.
    cluster.step('n1', { type: 'campaign' });
    for (let attempt = 0; cluster.leader === undefined && attempt < 9; attempt++) {
      cluster.stabilize();
      cluster.step('n1', { type: 'campaign' });
    }
    cluster.stabilize();
    expect(cluster.node('n3').termAt(2)).toBe(2);
  });

  it('openraft#1796: who refuses a pre-vote teaches its term, so that nodes with low terms and good logs get on', () => {
    // n1 has seen many terms and lacks an entry; n2 has the entry and hears of nothing; n3 is down.
    const disks = { n1: diskOf([1], 40), n2: diskOf([1, 2], 2), n3: diskOf([1, 2], 2) };
    const cluster = new ScriptedCluster({ size: 3, disks });
    cluster.crash('n3');
    for (let round = 0; round < 4 && cluster.leader === undefined; round++) {
      cluster.tick('n2', 50);
      cluster.stabilize();
    }
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader' });
    expect(cluster.node('n2').view.term).toBeGreaterThan(40);
    expect(cluster.node('n1').termAt(2)).toBe(2);
  });

  it('raft-rs: votes of one round are forgotten in the next, for pre-candidates and for candidates', () => {
    const cluster = new ScriptedCluster({ size: 5 });
    for (const voter of ['n2', 'n3']) {
      forgetLeader(cluster, 'n1');
      expect(cluster.node('n1').view.role).toBe('pre-candidate');
      hear(cluster, 'n1', voter, { type: 'pre-vote-response', term: term(1), granted: true });
    }
    expect(cluster.node('n1').view).toMatchObject({ role: 'pre-candidate', term: 0 });
    for (const [voter, ofTerm] of [
      ['n2', 1],
      ['n3', 2],
    ] as const) {
      cluster.step('n1', { type: 'campaign' });
      flush(cluster, 'n1');
      hear(cluster, 'n1', voter, { type: 'vote-response', term: term(ofTerm), granted: true });
      hear(cluster, 'n1', voter, { type: 'vote-response', term: term(ofTerm), granted: true });
    }
    expect(cluster.node('n1').view).toMatchObject({ role: 'candidate', term: 2 });
  });

  it('hashicorp/raft#661: term and vote reach the disk together, and no vote is repeated without a look at the log', () => {
    for (const completed of [0, 1]) {
      const cluster = new ScriptedCluster({
        size: 3,
        disks: { n2: diskOf([1, 1, 1], 1, { votedFor: 'n3' }) },
      });
      const effects = hear(cluster, 'n2', 'n1', voteRequest(5, 3, 1));
      expect(only(effects, 'persist').map(({ hardState }) => hardState)).toEqual([
        { term: 5, votedFor: 'n1' },
      ]);
      cluster.crash('n2', completed);
      cluster.restart('n2');
      const { term: found, votedFor } = cluster.node('n2').view;
      expect([found, votedFor]).toEqual(completed === 0 ? [1, 'n3'] : [5, 'n1']);
      // The one it voted for in an earlier term, or in this one, but whose log is shorter than its own.
      expect(answerTo(cluster, 'n2', 'n3', voteRequest(5, 2, 1))).toBe(false);
      expect(answerTo(cluster, 'n2', 'n1', voteRequest(5, 2, 1))).toBe(false);
      expect(answerTo(cluster, 'n2', 'n1', voteRequest(5, 3, 1))).toBe(true);
    }
  });

  it('NodeDB#161: nothing that a vote or an acknowledgement promises is said before the disk has it', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.step('n1', { type: 'campaign' });
    // The request itself rests on the candidate's vote for itself.
    expect(cluster.network).toEqual([]);
    flush(cluster, 'n1');
    deliver(cluster, { to: 'n2', type: 'vote-request' });
    expect(cluster.network.filter(fits({ from: 'n2' }))).toEqual([]);
    cluster.crash('n2');
    cluster.restart('n2');
    // The vote was never given, so another candidate of the term may have it.
    expect(cluster.node('n2').view).toMatchObject({ term: 0, votedFor: null });
    expect(answerTo(cluster, 'n2', 'n3', voteRequest(1, 0, 0))).toBe(true);
    expect(answerTo(cluster, 'n2', 'n1', voteRequest(1, 0, 0))).toBe(false);
  });

  it('CCF former_candidate_double_vote: a candidate that restarts gives its term to nobody else', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.step('n1', { type: 'campaign' });
    flush(cluster, 'n1');
    expect(answerTo(cluster, 'n1', 'n2', voteRequest(1, 0, 0))).toBe(false);
    cluster.crash('n1');
    cluster.restart('n1');
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term: 1, votedFor: 'n1' });
    expect(answerTo(cluster, 'n1', 'n2', voteRequest(1, 0, 0))).toBe(false);
    // And a vote for itself that never reached its disk is not counted.
    const other = new ScriptedCluster({ size: 3 });
    other.step('n1', { type: 'campaign' });
    hear(other, 'n1', 'n2', { type: 'vote-response', term: term(1), granted: true });
    expect(other.node('n1').view.role).toBe('candidate');
    flush(other, 'n1');
    expect(other.node('n1').view.role).toBe('leader');
  });
});

describe('learners', () => {
  it('etcd campaign_learner_must_vote: a voter that believes itself a learner still votes', () => {
    // n2 and n3 join n1 as voters; n3 has yet to hear that it is one when n1 is lost.
    const cluster = new ScriptedCluster({ size: 1, spares: 2 });
    cluster.elect('n1');
    change(cluster, 'n1', '+n2', '+n3');
    cluster.stabilize(({ to, message }) => {
      if (to !== 'n3' || message.type !== 'append-request') return true;
      return message.previous.index <= 2 && message.entries.every(({ index }) => index <= 2);
    });
    expect(cluster.node('n2').view.configuration).toEqual(configuration(names('n1', 'n2', 'n3')));
    expect(cluster.node('n3').view.configuration.voters).toEqual(names('n1'));
    cluster.crash('n1');
    forgetLeader(cluster, 'n2', 'n3');
    expect(cluster.node('n3').view.role).toBe('follower');
    cluster.tick('n2', 50);
    cluster.stabilize();
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', term: 2 });
    expect(cluster.node('n3').view.configuration.voters).toEqual(names('n1', 'n2', 'n3'));
  });

  it('redpanda#8495: a learner never asks for votes, however long it waits and whoever tells it to', () => {
    const cluster = new ScriptedCluster({ size: 1, learners: 1 });
    cluster.elect('n1');
    const { last } = cluster.node('n2').view;
    cluster.crash('n1');
    cluster.tick('n2', 1_000);
    cluster.step('n2', { type: 'campaign' });
    hear(cluster, 'n2', 'n1', { type: 'timeout-now', term: term(1), last: at(last, 1) });
    expect(cluster.network).toEqual([]);
    expect(cluster.node('n2').view).toMatchObject({ role: 'follower', term: 1 });
  });
});

describe('omission faults', () => {
  /** Who can still talk to whom: both ways, and as pairs. */
  function joined(pairs: readonly (readonly [string, string])[]): (from: string, to: string) => boolean {
    return (from, to) =>
      pairs.some(([a, b]) => (a === from && b === to) || (a === to && b === from)) || from === to;
  }

  function run(cluster: ScriptedCluster, ticks: number, link: (from: string, to: string) => boolean): void {
    for (let count = 0; count < ticks; count++) {
      for (const { id } of cluster.nodes) cluster.tick(id);
      cluster.stabilize(({ from, to }) => link(from, to));
    }
  }

  it('decentralizedthoughts 2020: a leader that keeps a single link gives way to the one node that reaches everybody', () => {
    const cluster = new ScriptedCluster({ size: 5, limits: { electionTicks: 10, heartbeatTicks: 2 } });
    cluster.elect('n4');
    // Everybody reaches n2 and nobody else: without check-quorum n2 follows n4 for ever, and refuses all the others.
    const star = joined([
      ['n2', 'n1'],
      ['n2', 'n3'],
      ['n2', 'n4'],
      ['n2', 'n5'],
    ]);
    run(cluster, 120, star);
    expect(cluster.leader?.id).toBe('n2');
    const { term: settled } = cluster.node('n2').view;
    cluster.propose('n2', 'x');
    run(cluster, 200, star);
    // And stays: without pre-votes the others, which hear each other no more than before, would depose it again and again.
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', term: settled, commit: 3 });
  });

  it('decentralizedthoughts 2020: two nodes that lost sight of each other do not depose each other in turn', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: { electionTicks: 10, heartbeatTicks: 2 } });
    cluster.elect('n1');
    // n3 no longer hears n1; n2 hears both.
    const chain = joined([
      ['n1', 'n2'],
      ['n2', 'n3'],
    ]);
    run(cluster, 300, chain);
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1 });
    expect(cluster.node('n3').view.term).toBe(1);
  });

  it('RedisLabs/raft#24: a leader that hears nobody stops, though everybody hears it, and another one is elected', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: { electionTicks: 10, heartbeatTicks: 2 } });
    cluster.elect('n1');
    run(cluster, 60, (_, to) => to !== 'n1');
    expect(cluster.node('n1').view.role).not.toBe('leader');
    expect(['n2', 'n3']).toContain(cluster.leader?.id);
  });
});
