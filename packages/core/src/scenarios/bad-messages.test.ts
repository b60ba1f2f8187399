import { describe, expect, it } from 'vitest';

import { configuration, encodeConfiguration } from '../raft/configuration.ts';
import type { IgnoredReason } from '../raft/effect.ts';
import type { Role } from '../raft/types.ts';
import { NO_NUMBERS, picture, samples, spoiled } from '../testing/absurd.ts';
import type { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { diskOf, flush, forgetLeader, names } from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, ROLES, withN1As, type Raw } from '../testing/stage.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const sample = (type: Raw['type']): Raw => samples().find((message) => message.type === type) as Raw;
const append = (...entries: readonly object[]): Raw => ({ ...sample('append-request'), entries });
const entry = (index: number, term: number): object => ({ index, term, kind: 'command', data: bytes('x') });
const members = (data: Uint8Array): object => ({ index: 4, term: 9, kind: 'configuration', data });
const saying = (value: unknown): Uint8Array => bytes(JSON.stringify(value));
const REST = { voters: ['n1', 'n2'], learners: ['n3'], outgoing: [], target: null, addresses: {} };

/** Messages that contradict themselves. */
const IMPOSSIBLE: Readonly<Record<string, Raw>> = {
  'a gap in its entries': append(entry(4, 9), entry(6, 9)),
  'a gap before its entries': append(entry(5, 9)),
  'an entry twice': append(entry(4, 9), entry(4, 9)),
  'entries backwards': append(entry(5, 9), entry(4, 9)),
  'a term that falls': append(entry(4, 9), entry(5, 8)),
  'a term below the one before its entries': append(entry(4, 1)),
  'an entry of a newer term than its own': append(entry(4, 10)),
  'an entry of no term': append(entry(4, 0)),
  'a first entry of no term': { ...append(entry(1, 0)), previous: { index: 0, term: 0 } },
  'a position of no term': { ...append(), previous: { index: 3, term: 0 } },
  'a term before the log': { ...append(), previous: { index: 0, term: 2 } },
  'a position of a newer term than its own': { ...append(), previous: { index: 3, term: 10 } },
  'no term at all': { ...append(), term: 0, previous: { index: 0, term: 0 } },
  'a term beyond all elections': { ...append(), term: 2 ** 48 + 1 },
  'a configuration that is not JSON': append(members(bytes('{"voters":'))),
  'a configuration that is not UTF-8': append(members(new Uint8Array([0xff, 0xfe]))),
  'a configuration without data': append(members(new Uint8Array(0))),
  'a configuration that is a list': append(members(saying([]))),
  'a configuration with a field too many': append(members(saying({ ...REST, quorum: 1 }))),
  'a configuration with a field too few': append(members(saying({ ...REST, outgoing: undefined }))),
  'a configuration that names a voter twice': append(members(saying({ ...REST, voters: ['n1', 'n1'] }))),
  'a configuration with a voter who is a learner': append(members(saying({ ...REST, learners: ['n1'] }))),
  'a configuration that is joint and waits as well': append(
    members(saying({ ...REST, outgoing: ['n1'], target: { voters: ['n1'], learners: [] } })),
  ),
  'a configuration with a name that is none': append(members(saying({ ...REST, voters: ['../n1'] }))),
  'a configuration with an address that is none': append(members(saying({ ...REST, addresses: { n1: 1 } }))),
  'a candidate whose log is of the term it stands for': {
    ...sample('vote-request'),
    last: { index: 3, term: 9 },
  },
  'a pre-vote for the term of the log': { ...sample('pre-vote-request'), last: { index: 3, term: 9 } },
  'a hint of a newer term than its own': { ...sample('append-rejected'), hint: { index: 3, term: 10 } },
  'an heir whose log is to end in a newer term': { ...sample('timeout-now'), last: { index: 3, term: 10 } },
};

const LOG = { n1: diskOf([1, 2, 2], 8), n2: diskOf([1, 2, 2], 8), n3: diskOf([1, 2, 2], 8) };

/** n1 has a role, in term 8 or 9, and a log of three entries. */
function n1As(role: Role): ScriptedCluster {
  return withN1As(role, { disks: LOG });
}

function expectIgnored(cluster: ScriptedCluster, message: Raw, reason: IgnoredReason, from = 'n2'): void {
  const before = picture(cluster, 'n1');
  const effects = hearRaw(cluster, 'n1', from, message);
  expect(effects, JSON.stringify(message)).toEqual([{ type: 'ignored', from, reason }]);
  expect(picture(cluster, 'n1'), JSON.stringify(message)).toEqual(before);
}

/** Whatever it was before, the node takes part as if nothing had been. */
function expectGoesOn(cluster: ScriptedCluster): void {
  if (cluster.node('n1').view.role !== 'leader') {
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n1');
  }
  cluster.propose('n1', 'afterwards');
  cluster.stabilize();
  beat(cluster, 'n1');
  const { last } = cluster.node('n1').view;
  expect(cluster.nodes.map(({ view }) => view.commit)).toEqual([last, last, last]);
}

describe('a message that contradicts itself', () => {
  it.each(ROLES)('has no effect on a %s, which goes on', (role) => {
    const cluster = n1As(role);
    for (const message of Object.values(IMPOSSIBLE)) expectIgnored(cluster, message, 'impossible');
    expectGoesOn(cluster);
  });

  it.each(Object.keys(IMPOSSIBLE))('is noticed: %s', (name) => {
    expectIgnored(n1As('follower'), IMPOSSIBLE[name] as Raw, 'impossible');
  });

  it.each(ROLES)('by any number that is none has no effect on a %s, which goes on', (role) => {
    const cluster = n1As(role);
    let count = 0;
    for (const message of samples())
      for (const worse of spoiled(message, NO_NUMBERS)) {
        expectIgnored(cluster, worse, 'impossible');
        count++;
      }
    expect(count).toBeGreaterThan(350);
    expectGoesOn(cluster);
  });

  it.each(ROLES)('by claiming to come from the node itself has no effect on a %s', (role) => {
    const cluster = n1As(role);
    for (const message of samples()) expectIgnored(cluster, message, 'impossible', 'n1');
    expectGoesOn(cluster);
  });

  it('is the only kind that is refused so: the samples themselves are heard', () => {
    for (const message of samples()) {
      const effects = hearRaw(n1As('follower'), 'n1', 'n2', message);
      expect(
        effects.some((effect) => effect.type === 'ignored' && effect.reason === 'impossible'),
        message.type,
      ).toBe(false);
    }
  });

  it('is one with a configuration in which nobody decides', () => {
    const empty = encodeConfiguration(configuration([]));
    expectIgnored(n1As('follower'), append(members(empty)), 'impossible');
  });
});

describe('a message from a stranger', () => {
  const FROM_MEMBERS = [
    'append-accepted',
    'append-rejected',
    'heartbeat-response',
    'read-request',
    'propose-request',
  ] as const;
  it.each(FROM_MEMBERS)('is not acted upon: %s', (type) => {
    const cluster = n1As('leader');
    expectIgnored(cluster, { ...sample(type), hint: { index: 2, term: 2 } }, 'unknown_peer', 'n9');
    expectGoesOn(cluster);
  });

  it('makes nobody give way, by whatever term an answer claims', () => {
    const answers = samples().filter(({ type }) => /response|accepted|refused|rejected/.test(type));
    expect(answers).toHaveLength(8);
    for (const role of ROLES) {
      const cluster = n1As(role);
      for (const answer of answers)
        expectIgnored(cluster, { ...answer, term: 1_000, granted: false }, 'unknown_peer', 'n9');
      expectGoesOn(cluster);
    }
  });

  it('is no vote', () => {
    for (const [role, type] of [
      ['candidate', 'vote-response'],
      ['pre-candidate', 'pre-vote-response'],
    ] as const) {
      const cluster = n1As(role);
      const before = picture(cluster, 'n1');
      for (const from of ['n7', 'n8', 'n9']) hearRaw(cluster, 'n1', from, { type, term: 9, granted: true });
      expect(picture(cluster, 'n1')).toEqual(before);
    }
  });

  it('is told as ignored when it is a vote', () => {
    expectIgnored(n1As('candidate'), sample('vote-response'), 'unknown_peer', 'n9');
  });

  it.fails(
    'is told as ignored when it is a pre-vote (known hole: without effect, and without a word)',
    () => {
      expectIgnored(n1As('pre-candidate'), sample('pre-vote-response'), 'unknown_peer', 'n9');
    },
  );

  it('answers no read, even if it knows how the read was named', () => {
    const cluster = ledByN1();
    cluster.step('n2', { type: 'read', id: 1 });
    const asked = cluster.network.at(-1)?.message;
    hearRaw(cluster, 'n2', 'n9', { ...(asked as unknown as Raw), type: 'read-response', index: 0 });
    expect(cluster.node('n2').reads).toEqual([]);
  });
});

describe('a second leader of a term', () => {
  const claims = (term: number): Raw[] => [
    { ...sample('append-request'), term, previous: { index: 0, term: 0 }, entries: [entry(1, term)] },
    { ...sample('heartbeat-request'), term, commit: 0 },
    { ...sample('timeout-now'), term, last: { index: 0, term: 0 } },
  ];
  it('is not followed by who follows the first, nor by the first itself', () => {
    const cluster = ledByN1();
    for (const name of ['n1', 'n2']) {
      for (const claim of claims(1)) {
        const before = picture(cluster, name);
        const effects = hearRaw(cluster, name, 'n3', claim);
        expect(effects).toEqual([{ type: 'ignored', from: 'n3', reason: 'second_leader' }]);
        expect(picture(cluster, name)).toEqual(before);
      }
    }
    expectGoesOn(cluster);
  });

  it('is refused with its snapshot', () => {
    const cluster = ledByN1();
    const meta = { index: 50, term: 1, id: 's1', configuration: cluster.node('n1').view.configuration };
    const before = picture(cluster, 'n2');
    const effects = cluster.step('n2', {
      type: 'snapshot-offered',
      from: cluster.node('n3').id,
      term: cluster.node('n1').view.term,
      meta: meta as never,
    });
    expect(effects).toEqual([
      { type: 'ignored', from: 'n3', reason: 'second_leader' },
      { type: 'snapshot-answer', accepted: false },
    ]);
    expect(picture(cluster, 'n2')).toEqual(before);
  });
});

describe('a claim about what is committed', () => {
  it('that would replace it is not believed, whoever makes it', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    beat(cluster, 'n1');
    const claims = [
      { previous: { index: 0, term: 0 }, entries: [1, 2, 3].map((index) => entry(index, 2)) },
      { previous: { index: 1, term: 1 }, entries: [entry(2, 1), entry(3, 2)] },
      { previous: { index: 3, term: 2 }, entries: [] },
      { previous: { index: 2, term: 2 }, entries: [entry(3, 2), entry(4, 2)] },
    ];
    // A claim in a newer term brings that term; after it, nothing changes any more.
    hearRaw(cluster, 'n2', 'n3', { type: 'heartbeat-request', term: 2, commit: 0, round: 0 });
    flush(cluster, 'n2');
    const before = picture(cluster, 'n2');
    for (const claim of claims) {
      const effects = hearRaw(cluster, 'n2', 'n3', {
        ...claim,
        type: 'append-request',
        term: 2,
        commit: 4,
        round: 0,
      });
      expect(effects).toEqual([{ type: 'ignored', from: 'n3', reason: 'conflicts_with_commit' }]);
      expect(picture(cluster, 'n2')).toEqual(before);
    }
  });

  it('that goes beyond the log is not believed', () => {
    const cluster = ledByN1();
    for (const commit of [2, 1_000, Number.MAX_SAFE_INTEGER]) {
      const before = picture(cluster, 'n2');
      const effects = hearRaw(cluster, 'n2', 'n1', { type: 'heartbeat-request', term: 1, commit, round: 0 });
      expect(effects).toEqual([{ type: 'ignored', from: 'n1', reason: 'beyond_log' }]);
      expect(picture(cluster, 'n2')).toEqual(before);
    }
    expectGoesOn(cluster);
  });

  it('in an append counts as far as that very append goes', () => {
    const cluster = ledByN1();
    const previous = { index: 1, term: 1 };
    const { type, term, round } = { ...sample('append-request'), term: 1, round: 0 };
    hearRaw(cluster, 'n2', 'n1', {
      type,
      term,
      round,
      previous,
      entries: [entry(2, 1), entry(3, 1)],
      commit: 1,
    });
    hearRaw(cluster, 'n2', 'n1', {
      type,
      term,
      round,
      previous,
      entries: [entry(2, 1)],
      commit: Number.MAX_SAFE_INTEGER,
    });
    expect(cluster.node('n2').view).toMatchObject({ commit: 2, last: 3 });
  });
});

describe('an acknowledgement', () => {
  it('of entries that do not exist is not believed', () => {
    const cluster = ledByN1();
    for (const match of [2, 1_000, Number.MAX_SAFE_INTEGER])
      expectIgnored(cluster, { type: 'append-accepted', term: 1, match, round: 0 }, 'beyond_log');
    expectGoesOn(cluster);
  });

  it('of a round that was never opened confirms no read', () => {
    const cluster = ledByN1();
    cluster.step('n1', { type: 'read', id: 1 });
    cluster.drop();
    hearRaw(cluster, 'n1', 'n2', { type: 'heartbeat-response', term: 1, round: 99 });
    expect(cluster.node('n1').reads).toEqual([]);
  });

  it('of a round that was never opened confirms no read that is asked for later', () => {
    const cluster = ledByN1();
    hearRaw(cluster, 'n1', 'n2', {
      type: 'heartbeat-response',
      term: 1,
      round: Number.MAX_SAFE_INTEGER,
    });
    cluster.step('n1', { type: 'read', id: 1 });
    expect(cluster.node('n1').reads).toEqual([]);
    cluster.stabilize();
    expect(cluster.node('n1').reads).toEqual([{ id: 1, index: 1 }]);
  });

  it('that rejects what was never sent moves nothing but what is sent next', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    for (const previous of [0, 1, 3, 4, 1_000, Number.MAX_SAFE_INTEGER])
      for (const index of [1, 3, 1_000, Number.MAX_SAFE_INTEGER])
        hearRaw(cluster, 'n1', 'n2', {
          type: 'append-rejected',
          term: 1,
          previous,
          hint: { index, term: 1 },
          round: 0,
        });
    const { match, next } = cluster.node('n1').view.peers[0] ?? { match: 0, next: 0 };
    expect([match, next]).toEqual([3, 4]);
    expectGoesOn(cluster);
  });
});

describe('an append', () => {
  const request = (...entries: readonly object[]): Raw => ({
    type: 'append-request',
    term: 1,
    previous: { index: 1, term: 1 },
    entries,
    commit: 1,
    round: 0,
  });

  it('that comes again is answered again, and nothing is written', () => {
    const cluster = ledByN1();
    const whole = request(entry(2, 1), entry(3, 1), entry(4, 1));
    const first = hearRaw(cluster, 'n2', 'n1', whole);
    flush(cluster, 'n2');
    const before = picture(cluster, 'n2');
    const again = hearRaw(cluster, 'n2', 'n1', whole);
    expect(again.map(({ type }) => type)).toEqual(['send']);
    expect(again[0]).toEqual({ ...first.at(-1), after: 0 });
    expect(picture(cluster, 'n2')).toEqual(before);
  });

  it('that comes truncated takes nothing away, and vouches for no more than it holds', () => {
    const cluster = ledByN1();
    hearRaw(cluster, 'n2', 'n1', request(entry(2, 1), entry(3, 1), entry(4, 1)));
    flush(cluster, 'n2');
    const before = picture(cluster, 'n2');
    for (const [entries, match] of [
      [[entry(2, 1), entry(3, 1)], 3],
      [[entry(2, 1)], 2],
      [[], 1],
    ] as const) {
      const effects = hearRaw(cluster, 'n2', 'n1', request(...entries));
      expect(effects).toMatchObject([{ type: 'send', message: { type: 'append-accepted', match } }]);
      expect(picture(cluster, 'n2')).toEqual(before);
    }
  });
});

describe('a snapshot', () => {
  const members = configuration(names('n1', 'n2', 'n3'));
  const META = { index: 9, term: 8, id: 's9', configuration: members };

  function offer(from: string, term: number, meta: object): { effects: unknown[]; changed: boolean } {
    const cluster = n1As('follower');
    const before = JSON.stringify(picture(cluster, 'n1'));
    const effects = cluster.step('n1', {
      type: 'snapshot-offered',
      from: from as never,
      term: term as never,
      meta: meta as never,
    });
    return { effects, changed: JSON.stringify(picture(cluster, 'n1')) !== before };
  }
  const REFUSED = [
    { type: 'ignored', from: 'n2', reason: 'impossible' },
    { type: 'snapshot-answer', accepted: false },
  ];

  it('that is offered with numbers that are none, or members that are none, is refused', () => {
    const { index, term } = META;
    const numbers = spoiled({ index, term }, NO_NUMBERS).map((worse) => ({ ...META, ...worse }));
    const others = [
      { ...META, term: 10 },
      { ...META, term: 0 },
      { ...META, index: 0 },
      { ...META, configuration: { ...members, learners: names('n1') } },
      { ...META, configuration: null },
    ];
    for (const meta of [...numbers, ...others])
      expect(offer('n2', 9, meta), JSON.stringify(meta)).toEqual({ effects: REFUSED, changed: false });
    for (const term of NO_NUMBERS)
      expect(offer('n2', term, META)).toEqual({ effects: REFUSED, changed: false });
  });

  it('of an earlier term is refused', () => {
    expect(offer('n2', 7, { ...META, term: 7 })).toEqual({
      effects: [{ type: 'snapshot-answer', accepted: false }],
      changed: false,
    });
  });

  it('whose id is none is refused', () => {
    expect(offer('n2', 9, { ...META, id: '../s9' })).toEqual({ effects: REFUSED, changed: false });
  });

  it('that leaves no room for another entry is refused', () => {
    const meta = { ...META, index: Number.MAX_SAFE_INTEGER };
    expect(offer('n2', 9, meta)).toEqual({ effects: REFUSED, changed: false });
  });

  it('that a node offers to itself is refused', () => {
    expect(offer('n1', 9, META)).toMatchObject({ changed: false });
  });
});
