import { describe, expect, it } from 'vitest';

import { configuration, encodeConfiguration } from '../raft/configuration.ts';
import { NO_NUMBERS, picture, samples, spoiled } from '../testing/absurd.ts';
import { hearRaw, ledByN1, ROLES, type Raw } from '../testing/stage.ts';
import { bytes, sample, entry, n1As, expectIgnored, expectGoesOn } from './bad-input.test.support.ts';

const append = (...entries: readonly object[]): Raw => ({ ...sample('append-request'), entries });

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
  'a term beyond all elections': { ...append(), term: 2 ** 40 + 1 },
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
    expect(answers).toHaveLength(9);
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

  it('is told as ignored when it is a pre-vote (known hole: without effect, and without a word)', () => {
    expectIgnored(n1As('pre-candidate'), sample('pre-vote-response'), 'unknown_peer', 'n9');
  });

  it('answers no read, even if it knows how the read was named', () => {
    const cluster = ledByN1();
    cluster.step('n2', { type: 'read', id: 1 });
    const asked = cluster.network.at(-1)?.message;
    hearRaw(cluster, 'n2', 'n9', { ...(asked as unknown as Raw), type: 'read-response', index: 0 });
    expect(cluster.node('n2').reads).toEqual([]);
  });
});
