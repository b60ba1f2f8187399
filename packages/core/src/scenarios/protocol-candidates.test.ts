import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { deliver, flush, forgetLeader, stabilizeAmong, termsOf } from '../testing/scripting.ts';
import { hearRaw, ledByN1, QUICK, ROLES, withN1As, type Raw } from '../testing/stage.ts';

describe('a candidate', () => {
  const APPEND = {
    type: 'append-request',
    previous: { index: 0, term: 0 },
    entries: [],
    commit: 0,
    round: 0,
  } as const;
  it.each([1, 2])('gives way to who leads its own term or a newer one: %i', (term) => {
    const cluster = withN1As('candidate');
    hearRaw(cluster, 'n1', 'n2', { ...APPEND, term });
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term, leader: 'n2' });
  });

  it.each(['heartbeat-request', 'append-request'] as const)(
    'that missed an election of its own term is brought back by one %s',
    (type) => {
      const cluster = new ScriptedCluster({ size: 3, limits: QUICK });
      cluster.step('n3', { type: 'campaign' });
      flush(cluster, 'n3');
      cluster.drop();
      cluster.step('n1', { type: 'campaign' });
      flush(cluster, 'n1');
      deliver(cluster, { to: 'n2', type: 'vote-request' });
      flush(cluster, 'n2');
      deliver(cluster, { to: 'n1', type: 'vote-response' });
      expect(cluster.node('n1').view.role).toBe('leader');
      expect(cluster.node('n3').view).toMatchObject({ role: 'candidate', term: 1 });
      if (type === 'heartbeat-request') cluster.tick('n1');
      deliver(cluster, { to: 'n3', type });
      expect(cluster.node('n3').view).toMatchObject({
        role: 'follower',
        term: 1,
        leader: 'n1',
        votedFor: 'n3',
      });
    },
  );

  it('concedes, and gets the log that was written meanwhile', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: QUICK });
    cluster.step('n1', { type: 'campaign' });
    flush(cluster, 'n1');
    cluster.drop();
    cluster.step('n3', { type: 'campaign' });
    stabilizeAmong(cluster, 'n2', 'n3');
    cluster.propose('n3', 'x');
    stabilizeAmong(cluster, 'n2', 'n3');
    for (let times = 0; times < 2; times++) {
      cluster.tick('n3');
      cluster.stabilize();
    }
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term: 1, leader: 'n3', commit: 2 });
    expect(cluster.node('n1').applied).toEqual(cluster.node('n3').applied);
  });

  it('that is cut off from its rival does not lead beside it, nor afterwards with an older log', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: QUICK });
    cluster.step('n1', { type: 'campaign' });
    cluster.step('n3', { type: 'campaign' });
    cluster.stabilize(({ from, to }) => from === 'n2' || to === 'n2');
    expect(cluster.nodes.map(({ view }) => view.role)).toEqual(['leader', 'follower', 'candidate']);
    // n3 insists. n2 hears a living leader and does not listen; what n3 answers to n1 makes n1 step down.
    cluster.step('n3', { type: 'campaign' });
    cluster.stabilize();
    expect(cluster.node('n2').view).toMatchObject({ term: 1, leader: 'n1' });
    cluster.tick('n1');
    cluster.stabilize();
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term: 2 });
    forgetLeader(cluster, 'n1', 'n2');
    cluster.step('n3', { type: 'campaign' });
    cluster.stabilize();
    expect(cluster.node('n3').view.role, 'its log lacks the first entry').toBe('follower');
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.elect('n2');
    expect(termsOf(cluster, 'n3')).toEqual(termsOf(cluster, 'n2'));
  });

  it('that lost does not become leader when the write of its own vote ends late', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.step('n1', { type: 'campaign' });
    hearRaw(cluster, 'n1', 'n2', { type: 'heartbeat-request', term: 1, commit: 0, round: 0 });
    hearRaw(cluster, 'n1', 'n3', { type: 'vote-response', term: 1, granted: true });
    cluster.completeWrite('n1');
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', leader: 'n2', votedFor: 'n1' });
  });

  it('takes no late pre-vote for a vote', () => {
    const cluster = withN1As('pre-candidate', { size: 5 });
    for (const peer of ['n2', 'n3'])
      hearRaw(cluster, 'n1', peer, { type: 'pre-vote-response', term: 1, granted: true });
    expect(cluster.node('n1').view).toMatchObject({ role: 'candidate', term: 1 });
    flush(cluster, 'n1');
    for (const peer of ['n2', 'n3', 'n4', 'n5'])
      hearRaw(cluster, 'n1', peer, { type: 'pre-vote-response', term: 1, granted: true });
    expect(cluster.node('n1').view.role).toBe('candidate');
  });
});

describe('a leader', () => {
  it('is not disturbed by an order to campaign', () => {
    const cluster = ledByN1();
    expect(cluster.step('n1', { type: 'campaign' })).toEqual([]);
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1 });
  });

  it('of a term that is over counts no write that ends afterwards', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'x');
    cluster.drop();
    // n2 takes over; n1 hears of it while its own write is under way.
    const noop = { index: 2, term: 2, kind: 'noop', data: new Uint8Array(0) };
    const previous = { index: 1, term: 1 };
    hearRaw(cluster, 'n1', 'n2', {
      type: 'append-request',
      term: 2,
      previous,
      entries: [noop],
      commit: 1,
      round: 0,
    });
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', durable: 1, commit: 1, last: 2 });
    cluster.completeWrite('n1');
    expect(cluster.node('n1').view).toMatchObject({ durable: 1, commit: 1 });
    cluster.completeWrite('n1');
    expect(cluster.node('n1').view).toMatchObject({ durable: 2, commit: 1 });
  });

  const NEWER: readonly Raw[] = [
    { type: 'vote-request', term: 3, last: { index: 9, term: 2 }, transfer: true },
    { type: 'append-request', term: 3, previous: { index: 9, term: 2 }, entries: [], commit: 0, round: 0 },
    { type: 'heartbeat-request', term: 3, commit: 0, round: 0 },
  ];
  it.each(ROLES)('or who else is a %s, steps down at a newer term, keeps its log, and votes anew', (role) => {
    for (const message of NEWER) {
      const cluster = withN1As(role);
      const { last } = cluster.node('n1').view;
      hearRaw(cluster, 'n1', 'n2', message);
      const isVote = message.type === 'vote-request';
      expect(cluster.node('n1').view).toMatchObject({
        role: 'follower',
        term: 3,
        last,
        leader: isVote ? null : 'n2',
        votedFor: isVote ? 'n2' : null,
      });
    }
  });
});
