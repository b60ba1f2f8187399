import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { deliver, diskOf, fits, flush, forgetLeader, only, termsOf } from '../testing/scripting.ts';
import { hearRaw, QUICK, ROLES, sentIn, tickUntil, withN1As, type Raw } from '../testing/stage.ts';

describe('a node', () => {
  it('starts as a follower of the term it stored, also one that led', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    expect(cluster.nodes.map(({ view }) => view.role)).toEqual(['follower', 'follower', 'follower']);
    cluster.elect('n1');
    cluster.crash('n1');
    cluster.restart('n1');
    expect(cluster.node('n1').view).toMatchObject({
      role: 'follower',
      term: 1,
      votedFor: 'n1',
      leader: null,
    });
  });

  it.each(ROLES)('takes on a newer term and follows its leader, as a %s', (role) => {
    const cluster = withN1As(role);
    const { term } = cluster.node('n1').view;
    const effects = hearRaw(cluster, 'n1', 'n2', {
      type: 'heartbeat-request',
      term: term + 1,
      commit: 0,
      round: 0,
    });
    const expected = { term: term + 1, votedFor: null };
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', leader: 'n2', ...expected });
    expect(only(effects, 'persist')).toMatchObject([{ hardState: expected, entries: [] }]);
  });

  it.each(ROLES)('is moved by no message of an earlier term, as a %s', (role) => {
    const cluster = withN1As(role, { disks: { n1: diskOf([1, 2], 5) } });
    const before = cluster.node('n1').view;
    const request = { incarnation: 1, id: 1 };
    const last = { index: 9, term: 3 };
    const old: Raw[] = [
      { type: 'pre-vote-request', term: 4, last },
      { type: 'pre-vote-response', term: 4, granted: true },
      { type: 'vote-request', term: 4, last, transfer: true },
      { type: 'vote-response', term: 4, granted: true },
      {
        type: 'append-request',
        term: 4,
        previous: { index: 1, term: 1 },
        entries: [{ index: 2, term: 4, kind: 'command', data: new Uint8Array(1) }],
        commit: 2,
        round: 0,
      },
      { type: 'append-accepted', term: 4, match: 2, round: 0 },
      { type: 'append-rejected', term: 4, previous: 2, hint: { index: 1, term: 1 }, round: 0 },
      { type: 'heartbeat-request', term: 4, commit: 2, round: 0 },
      { type: 'heartbeat-response', term: 4, round: 9 },
      { type: 'timeout-now', term: 4, last: { index: 2, term: 2 } },
      { type: 'read-request', term: 4, ...request },
      { type: 'read-response', term: 4, ...request, index: 2 },
      { type: 'propose-request', term: 4, ...request, commands: [new Uint8Array(1)] },
      { type: 'propose-accepted', term: 4, ...request, first: 3 },
      { type: 'propose-refused', term: 4, ...request },
    ];
    for (const message of old) {
      const effects = hearRaw(cluster, 'n1', 'n2', message);
      expect(cluster.node('n1').view, message.type).toEqual(before);
      expect(
        effects.every(({ type }) => type === 'send'),
        message.type,
      ).toBe(true);
    }
  });

  it('tells a candidate and a leader of an earlier term about its own', () => {
    const cluster = withN1As('follower', { disks: { n1: diskOf([], 5) } });
    const asked = hearRaw(cluster, 'n1', 'n2', {
      type: 'vote-request',
      term: 4,
      last: { index: 0, term: 0 },
      transfer: false,
    });
    expect(sentIn(asked, 'vote-response')).toMatchObject([{ message: { term: 5, granted: false } }]);
    const beaten = hearRaw(cluster, 'n1', 'n2', { type: 'heartbeat-request', term: 4, commit: 0, round: 0 });
    expect(sentIn(beaten, 'heartbeat-response')).toMatchObject([{ message: { term: 5 } }]);
  });
});

describe('an election', () => {
  it('begins once a timeout passes: pre-votes in no newer term, then votes in the next one, one for itself', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: QUICK });
    tickUntil(cluster, 'n1', ({ view }) => view.role !== 'follower');
    expect(cluster.node('n1').view).toMatchObject({ role: 'pre-candidate', term: 0, votedFor: null });
    expect(cluster.network.map(({ to, message }) => [to, message.type, message.term])).toEqual([
      ['n2', 'pre-vote-request', 1],
      ['n3', 'pre-vote-request', 1],
    ]);
    deliver(cluster, { type: 'pre-vote-request', to: 'n2' });
    deliver(cluster, { type: 'pre-vote-response' });
    expect(cluster.node('n1').view).toMatchObject({ role: 'candidate', term: 1, votedFor: 'n1' });
    flush(cluster, 'n1');
    const requests = cluster.network.filter(fits({ type: 'vote-request' }));
    expect(requests.map(({ to }) => to)).toEqual(['n2', 'n3']);
  });

  const RESULTS: readonly (readonly [size: number, granted: number, refused: number, role: string])[] = [
    [1, 0, 0, 'leader'],
    [3, 2, 0, 'leader'],
    [3, 1, 0, 'leader'],
    [5, 4, 0, 'leader'],
    [5, 3, 0, 'leader'],
    [5, 2, 0, 'leader'],
    [3, 0, 2, 'follower'],
    [5, 0, 4, 'follower'],
    [5, 1, 3, 'follower'],
    [3, 0, 0, 'candidate'],
    [3, 0, 1, 'candidate'],
    [5, 1, 0, 'candidate'],
    [5, 0, 2, 'candidate'],
    [5, 1, 2, 'candidate'],
    [4, 1, 0, 'candidate'],
    [4, 2, 0, 'leader'],
    [4, 0, 2, 'follower'],
  ];
  it.each(RESULTS)(
    'of %i nodes with %i grants and %i refusals makes a %s',
    (size, granted, refused, role) => {
      const cluster = withN1As('candidate', { size });
      for (let peer = 2; peer < 2 + granted + refused; peer++) {
        // An answer that comes twice is one vote.
        for (let times = 0; times < 2 && cluster.node('n1').view.role === 'candidate'; times++)
          hearRaw(cluster, 'n1', `n${peer}`, { type: 'vote-response', term: 1, granted: peer < 2 + granted });
      }
      expect(cluster.node('n1').view).toMatchObject({ role, term: 1 });
    },
  );

  it('that nobody answers is followed by another, and the term does not run away', () => {
    const cluster = withN1As('candidate');
    for (let attempt = 0; attempt < 5; attempt++) {
      tickUntil(cluster, 'n1', () => cluster.network.some(fits({ type: 'pre-vote-request' })));
      expect(cluster.node('n1').view).toMatchObject({ role: 'pre-candidate', term: 1 });
      cluster.drop();
    }
    tickUntil(cluster, 'n1', () => cluster.network.length > 0);
    cluster.stabilize();
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 2 });
  });

  it('makes each node leader in turn, by its timeout or by order', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: QUICK });
    let term = 0;
    for (const how of ['by timeout', 'by order', 'by timeout'] as const) {
      for (const { id } of cluster.nodes) {
        const others = cluster.nodes.filter((node) => node.id !== id).map((node) => node.id);
        for (const node of cluster.nodes) cluster.step(node.id, { type: 'step-down' });
        forgetLeader(cluster, ...others);
        if (how === 'by order') cluster.step(id, { type: 'campaign' });
        else tickUntil(cluster, id, ({ view }) => view.role === 'pre-candidate');
        cluster.stabilize();
        expect(cluster.node(id).view, `${id} ${how}`).toMatchObject({ role: 'leader', term: ++term });
        expect(cluster.nodes.filter(({ view }) => view.role === 'leader')).toHaveLength(1);
      }
    }
  });

  it('is won alone by a cluster of one, without a message', () => {
    for (const how of ['campaign', 'timeout']) {
      const cluster = new ScriptedCluster({ size: 1, limits: QUICK });
      if (how === 'campaign') cluster.step('n1', { type: 'campaign' });
      else tickUntil(cluster, 'n1', ({ view }) => view.role !== 'follower');
      expect(cluster.node('n1').view.role, 'its own vote counts when it is durable').toBe('candidate');
      cluster.stabilize();
      expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1, commit: 1 });
    }
  });

  it('won by the shorter log of a newer term overwrites a longer one', () => {
    // n3 was elected by n4 and n5 in term 2 and wrote an entry that reached nobody; n1 and n2 know of term 1 only.
    const voted = { votedFor: 'n3' };
    const disks = {
      n1: diskOf([1], 1),
      n2: diskOf([1], 1),
      n3: diskOf([2], 2, voted),
      n4: diskOf([], 2, voted),
      n5: diskOf([], 2, voted),
    };
    const cluster = new ScriptedCluster({ size: 5, disks });
    cluster.step('n1', { type: 'campaign' });
    cluster.stabilize();
    // The votes of term 2 are spent, and the answers say that there is a term 2.
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term: 2 });
    cluster.elect('n1');
    expect(cluster.node('n1').view.term).toBe(3);
    for (const { id } of cluster.nodes) expect(termsOf(cluster, id)).toEqual([1, 3]);
  });
});

describe('who is no voter', () => {
  it('never stands for election, however long it hears nothing, nor by order', () => {
    const cluster = new ScriptedCluster({ size: 2, learners: 1, spares: 1, limits: QUICK });
    for (const name of ['n3', 'n4']) {
      cluster.tick(name, 100);
      cluster.step(name, { type: 'campaign' });
      hearRaw(cluster, name, 'n1', { type: 'timeout-now', term: 1, last: { index: 0, term: 0 } });
      expect(cluster.node(name).view).toMatchObject({ role: 'follower', votedFor: null });
    }
    expect(cluster.network).toEqual([]);
  });

  it('answers a candidate, which may know better that it is one', () => {
    const cluster = new ScriptedCluster({ size: 1, learners: 1, limits: QUICK });
    const effects = hearRaw(cluster, 'n2', 'n1', {
      type: 'vote-request',
      term: 4,
      last: { index: 3, term: 3 },
      transfer: false,
    });
    expect(sentIn(effects, 'vote-response')).toMatchObject([{ message: { term: 4, granted: true } }]);
    expect(cluster.node('n2').view).toMatchObject({ term: 4, votedFor: 'n1' });
  });

  it('decides nothing by its vote', () => {
    const cluster = new ScriptedCluster({ size: 3, learners: 2, limits: QUICK });
    cluster.crash('n2');
    cluster.crash('n3');
    cluster.step('n1', { type: 'campaign' });
    cluster.stabilize();
    expect(cluster.node('n4').view).toMatchObject({ votedFor: 'n1' });
    expect(cluster.node('n1').view.role).toBe('candidate');
  });
});
