import { describe, expect, it } from 'vitest';

import { configuration, encodeConfiguration } from './configuration.ts';
import { isImpossible, isImpossibleOffer, MAX_TERM_LEAP, OPEN_TERMS } from './message-check.ts';
import type { Message } from './message.ts';
import { logIndex, nodeId, term, type SnapshotMeta } from './types.ts';
import { NO_NUMBERS, samples, spoiled } from '../testing/absurd.ts';
import { RandomWalk } from '../testing/random-walk.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { damagedDiskOf } from '../testing/scripting.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import type { Raw } from '../testing/stage.ts';

const impossible = (message: object, own = 9): boolean => isImpossible(message as unknown as Message, own);
const sample = (type: Raw['type']): Raw => samples().find((message) => message.type === type) as Raw;
const TYPES = samples().map(({ type }) => type);
/** No node is whole. */
const DAMAGED = {
  n1: damagedDiskOf([1, 1, 1, 1], 2),
  n2: damagedDiskOf([1, 1, 1, 1], 3),
  n3: damagedDiskOf([1, 1, 1, 1], 2, 3),
};
const members = (...voters: readonly string[]): Uint8Array =>
  encodeConfiguration(configuration(voters.map(nodeId)));

describe('what honest nodes say', () => {
  it('is never held to be impossible, and is of every type, in random runs', () => {
    const said = new Map<string, number>();
    const doubted: Message[] = [];
    for (let seed = 1; seed <= 36; seed++) {
      const random = new SeededRandom(seed);
      const cluster = new ScriptedCluster({
        size: 3,
        learners: 1,
        spares: 1,
        seed,
        disks: seed > 30 ? DAMAGED : {},
        limits: {
          heartbeatTicks: 1,
          electionTicks: 4,
          keepEntries: 1,
          keepEntriesForSlow: 0,
          maxUncommittedBytes: 20,
        },
        onEffect: (_, effect) => {
          if (effect.type !== 'send') return;
          said.set(effect.message.type, (said.get(effect.message.type) ?? 0) + 1);
          if (isImpossible(effect.message, 0)) doubted.push(effect.message);
        },
      });
      const walk = new RandomWalk(cluster, random);
      for (let step = 0; step < 600; step++) {
        walk.step();
        const reader = random.pick(cluster.nodes);
        if (step % 20 === 0 && reader.alive) cluster.step(reader.id, { type: 'read', id: step + 1 });
      }
    }
    expect(doubted).toEqual([]);
    expect([...said.keys()].sort()).toEqual([...TYPES].sort());
  });

  it('may be of any type and any possible number', () => {
    expect(samples().filter(impossible)).toEqual([]);
    expect(new Set(TYPES).size).toBe(17);
  });

  it('may be of the greatest terms and indices that there are', () => {
    const last = { index: 2 ** 52, term: OPEN_TERMS - 1 };
    const request = { ...sample('vote-request'), term: OPEN_TERMS, last };
    expect(impossible(request, 0)).toBe(false);
    expect(impossible({ ...request, last: { ...last, index: 2 ** 52 + 1 } }, 0)).toBe(true);
  });

  it.each(TYPES)(
    'may be a %s of any term up to a bound, and of one that elections can have led to from there',
    (type) => {
      const of = (term: number): object => ({ ...sample(type), term });
      const close = OPEN_TERMS - MAX_TERM_LEAP;
      for (const own of [0, 9, close]) {
        expect(impossible(of(OPEN_TERMS), own)).toBe(false);
        expect(impossible(of(OPEN_TERMS + 1), own)).toBe(true);
      }
      for (const own of [close + 5, OPEN_TERMS, OPEN_TERMS + 1_000, 2 ** 48]) {
        expect(impossible(of(own + MAX_TERM_LEAP), own)).toBe(false);
        expect(impossible(of(own + MAX_TERM_LEAP + 1), own)).toBe(true);
      }
    },
  );
});

describe('what no honest node says', () => {
  it.each(TYPES)('is a %s with any number that is none', (type) => {
    const worse = spoiled(sample(type), NO_NUMBERS);
    expect(worse.length).toBeGreaterThanOrEqual(NO_NUMBERS.length);
    expect(worse.filter((message) => !impossible(message))).toEqual([]);
  });

  const ASKS_IN_TERM_0 = TYPES.filter(
    (type) => !/response|accepted|rejected/.test(type) || /read|propose/.test(type),
  );
  it.each(ASKS_IN_TERM_0)('is a %s of term 0, in which nothing was ever asked', (type) => {
    const origin = { index: 0, term: 0 };
    const message = sample(type);
    const changed = {
      ...('last' in message && { last: origin }),
      ...('previous' in message && { previous: origin, entries: [] }),
      ...('entriesTerm' in message && { entriesTerm: 1 }),
    };
    expect(impossible({ ...message, ...changed, term: 1 })).toBe(false);
    expect(impossible({ ...message, ...changed, term: 0 })).toBe(true);
  });

  it('is a position with a term and no index, or with an index and no term', () => {
    for (const type of ['pre-vote-request', 'vote-request', 'timeout-now'] as const) {
      expect(impossible({ ...sample(type), last: { index: 0, term: 0 } })).toBe(false);
      expect(impossible({ ...sample(type), last: { index: 3, term: 0 } })).toBe(true);
      expect(impossible({ ...sample(type), last: { index: 0, term: 2 } })).toBe(true);
    }
    for (const hint of [
      { index: 3, term: 0 },
      { index: 0, term: 2 },
    ])
      expect(impossible({ ...sample('append-rejected'), hint })).toBe(true);
  });

  it('is a candidate whose log is of the term that it stands for, or later', () => {
    for (const type of ['pre-vote-request', 'vote-request'] as const) {
      expect(impossible({ ...sample(type), last: { index: 3, term: 8 } })).toBe(false);
      expect(impossible({ ...sample(type), last: { index: 3, term: 9 } })).toBe(true);
    }
  });

  it('is a leader whose log is of a later term than its own', () => {
    for (const last of [9, 10])
      expect(impossible({ ...sample('timeout-now'), last: { index: 3, term: last } })).toBe(last > 9);
  });

  it('is an append with a gap, an overlap, terms that fall, or terms beyond its own', () => {
    const entry = (index: number, ofTerm: number): object => ({
      index,
      term: ofTerm,
      kind: 'noop',
      data: new Uint8Array(),
    });
    const append = (...entries: readonly object[]): boolean =>
      impossible({ ...sample('append-request'), entries });
    expect(append()).toBe(false);
    expect(append(entry(4, 2), entry(5, 2), entry(6, 9))).toBe(false);
    for (const entries of [
      [entry(5, 9)],
      [entry(3, 2)],
      [entry(4, 9), entry(4, 9)],
      [entry(4, 9), entry(6, 9)],
      [entry(4, 1)],
      [entry(4, 9), entry(5, 8)],
      [entry(4, 10)],
      [entry(4, 0)],
    ])
      expect(append(...entries), JSON.stringify(entries)).toBe(true);
  });

  it('is an append with a configuration that is none, or in which nobody decides', () => {
    const append = (kind: string, data: Uint8Array): boolean =>
      impossible({ ...sample('append-request'), entries: [{ index: 4, term: 9, kind, data }] });
    expect(append('configuration', members('n1'))).toBe(false);
    expect(append('configuration', members())).toBe(true);
    expect(append('configuration', members('n1').subarray(1))).toBe(true);
    // What commands mean is not the protocol's business.
    expect(append('command', members('n1').subarray(1))).toBe(false);
  });
});

describe('the offer of a snapshot', () => {
  const META: SnapshotMeta = {
    index: logIndex(7),
    term: term(3),
    id: 'n1-7',
    configuration: configuration([nodeId('n1')]),
  };
  const offer = (changes: object, inTerm = 5): boolean =>
    isImpossibleOffer(inTerm, { ...META, ...changes }, 5);

  it('may be of any position of the sender’s term or before', () => {
    expect(offer({})).toBe(false);
    expect(offer({}, 3)).toBe(false);
    expect(offer({ index: 2 ** 52, term: OPEN_TERMS }, OPEN_TERMS)).toBe(false);
  });

  it('is impossible where it is of a later term, of nothing, or of numbers that are none', () => {
    expect(offer({}, 2)).toBe(true);
    expect(offer({ index: 0, term: 0 })).toBe(true);
    expect(offer({ index: 0 })).toBe(true);
    expect(offer({ term: 0 })).toBe(true);
    expect(offer({ index: 2 ** 52 + 1 })).toBe(true);
    expect(offer({}, OPEN_TERMS + 1)).toBe(true);
    for (const number of NO_NUMBERS) {
      expect(offer({ index: number })).toBe(true);
      expect(offer({ term: number })).toBe(true);
      expect(offer({}, number)).toBe(true);
    }
  });

  it('is impossible without a name for its bytes, or with one that leads elsewhere', () => {
    for (const id of ['', '../n1', 'a/b', 'a b', '.hidden', 'x'.repeat(129)])
      expect(offer({ id }), id).toBe(true);
    expect(offer({ id: 'x'.repeat(128) })).toBe(false);
  });

  it('is impossible with members that are none, or among whom nobody decides', () => {
    expect(offer({ configuration: configuration([]) })).toBe(true);
    expect(offer({ configuration: { ...META.configuration, learners: ['n1'] } })).toBe(true);
    expect(offer({ configuration: null })).toBe(true);
  });
});
