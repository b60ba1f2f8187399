import { describe, expect, it } from 'vitest';

import { DEFAULT_LIMITS } from '../raft/config.ts';
import { configuration } from '../raft/configuration.ts';
import { Raft } from '../raft/raft.ts';
import { BLANK } from '../raft/state.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  deliver,
  diskOf,
  fits,
  flush,
  forgetLeader,
  names,
  only,
  stabilizeAmong,
  termsOf,
} from '../testing/scripting.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { hearRaw, ledByN1, QUICK, ROLES, sentIn, tickUntil, withN1As, type Raw } from '../testing/stage.ts';

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

describe('election timeouts', () => {
  const CLUSTERS = 200;
  const random = new SeededRandom(1);
  const ids = names('n1', 'n2', 'n3', 'n4', 'n5');

  /** How many ticks each node of a new cluster waits before it asks for pre-votes, as what it is. */
  function timeouts(role: 'follower' | 'candidate'): number[] {
    return ids.map((id) => {
      const bootstrap = configuration(ids);
      const limits = { ...DEFAULT_LIMITS, electionTicks: 10 };
      const raft = new Raft({ ...limits, id, bootstrap, seed: random.uint32() }, BLANK);
      if (role === 'candidate') raft.step({ type: 'campaign' });
      for (let ticks = 1; ; ticks++) {
        raft.step({ type: 'tick' });
        if (raft.view().role === 'pre-candidate') return ticks;
      }
    });
  }

  it.each(['follower', 'candidate'] as const)(
    'of a %s lie anywhere from one to nearly two periods',
    (role) => {
      const seen = new Set<number>();
      for (let count = 0; count < CLUSTERS; count++) for (const ticks of timeouts(role)) seen.add(ticks);
      expect([...seen].sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    },
  );

  it.each(['follower', 'candidate'] as const)('let mostly one %s come first', (role) => {
    let conflicts = 0;
    for (let count = 0; count < CLUSTERS; count++) {
      const drawn = timeouts(role);
      const shortest = Math.min(...drawn);
      if (drawn.filter((ticks) => ticks === shortest).length > 1) conflicts++;
    }
    // Five draws from ten equally likely ones have their least one twice in 23 of 100 cases.
    expect(conflicts / CLUSTERS).toBeLessThan(0.33);
  });

  it('differ from one election of a node to the next', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: { electionTicks: 50 } });
    const drawn = Array.from({ length: 8 }, () =>
      tickUntil(cluster, 'n1', () => {
        const asked = cluster.network.length > 0;
        cluster.drop();
        return asked;
      }),
    );
    expect(new Set(drawn).size).toBeGreaterThan(4);
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
