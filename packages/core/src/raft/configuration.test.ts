import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  configuration,
  decodeConfiguration,
  encodeConfiguration,
  isJoint,
  isVoter,
  membersOf,
  sameMembership,
  whyNoConfiguration,
} from './configuration.ts';
import { nodeId, type Configuration, type NodeId } from './types.ts';

const ids = (...names: readonly string[]): NodeId[] => names.map(nodeId);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const AT_REST = configuration(ids('a', 'b', 'c'), ids('d'), { a: '10.0.0.1:7000' });
const WAITING: Configuration = {
  ...configuration(ids('a', 'b'), ids('c', 'd')),
  target: { voters: ids('b', 'c'), learners: ids('d') },
};
const JOINT: Configuration = { ...configuration(ids('b', 'c'), ids('a', 'd')), outgoing: ids('a', 'b') };

/** Any configuration that is one: at rest, waiting or joint. */
const anyConfiguration = fc
  .record({
    place: fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,8}$/), {
      minLength: 1,
      maxLength: 9,
    }),
    cuts: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
    shape: fc.constantFrom('rest', 'waiting', 'joint'),
    address: fc.string({ maxLength: 20 }),
  })
  .map(({ place, cuts: [one, two, three], shape, address }): Configuration => {
    const members = place.map(nodeId);
    const cut = 1 + (one % members.length);
    const base = configuration(members.slice(0, cut), members.slice(cut), { [members[0] ?? 'n']: address });
    const other = {
      voters: members.slice(two % members.length),
      learners: members.slice(0, two % members.length),
    };
    if (shape === 'waiting') return { ...base, target: other };
    return shape === 'joint' ? { ...base, outgoing: members.slice(three % members.length) } : base;
  });

describe('the members of a configuration', () => {
  it('vote if they are voters or being left behind as such', () => {
    expect(ids('a', 'b', 'c', 'd', 'e').map((id) => isVoter(AT_REST, id))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(ids('a', 'b', 'c', 'd').map((id) => isVoter(WAITING, id))).toEqual([true, true, false, false]);
    expect(ids('a', 'b', 'c', 'd').map((id) => isVoter(JOINT, id))).toEqual([true, true, true, false]);
  });

  it('are named once each, also when they are in several of its lists', () => {
    expect(membersOf(AT_REST)).toEqual(['a', 'b', 'c', 'd']);
    expect(membersOf(WAITING)).toEqual(['a', 'b', 'c', 'd']);
    expect([...membersOf(JOINT)].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(membersOf(configuration([]))).toEqual([]);
  });

  it('are joint while somebody is being left behind', () => {
    expect([AT_REST, WAITING, JOINT].map(isJoint)).toEqual([false, false, true]);
  });

  it('are the same in any order', () => {
    expect(sameMembership(AT_REST, configuration(ids('c', 'a', 'b'), ids('d')))).toBe(true);
    expect(sameMembership(AT_REST, configuration(ids('a', 'b', 'd'), ids('c')))).toBe(false);
    expect(sameMembership(AT_REST, configuration(ids('a', 'b', 'c')))).toBe(false);
    expect(sameMembership(AT_REST, configuration(ids('a', 'b'), ids('d')))).toBe(false);
  });
});

describe('a configuration', () => {
  it('is told from what is none, with the reason', () => {
    const wrong: readonly (readonly [value: unknown, why: string])[] = [
      [null, 'expected an object'],
      [[], 'expected an object'],
      ['a', 'expected an object'],
      [{ ...AT_REST, leader: 'a' }, 'unknown field "leader"'],
      [{ ...AT_REST, voters: undefined }, 'expected distinct node ids as "voters"'],
      [{ ...AT_REST, voters: ['a', 'a'] }, 'expected distinct node ids as "voters"'],
      [{ ...AT_REST, voters: ['a', ''] }, 'expected distinct node ids as "voters"'],
      [{ ...AT_REST, voters: ['a', 1] }, 'expected distinct node ids as "voters"'],
      [{ ...AT_REST, voters: 'abc' }, 'expected distinct node ids as "voters"'],
      [{ ...AT_REST, voters: { length: 0 } }, 'expected distinct node ids as "voters"'],
      [{ ...AT_REST, learners: ['d', 'd'] }, 'expected distinct node ids as "learners"'],
      [{ ...AT_REST, learners: ['a'] }, 'a is both a voter and a learner'],
      [{ ...AT_REST, outgoing: ['-'] }, 'expected distinct node ids as "outgoing"'],
      [{ ...AT_REST, outgoing: null }, 'expected distinct node ids as "outgoing"'],
      [{ ...AT_REST, target: undefined }, 'expected an object or null as "target"'],
      [{ ...AT_REST, target: [] }, 'expected an object or null as "target"'],
      [{ ...AT_REST, target: { voters: ['a'] } }, 'expected distinct node ids as "learners"'],
      [{ ...AT_REST, target: { voters: ['a'], learners: ['a'] } }, 'a is both a voter and a learner'],
      [{ ...AT_REST, target: { voters: ['a'], learners: [], outgoing: [] } }, 'unknown field "outgoing"'],
      [{ ...JOINT, target: { voters: ['a'], learners: [] } }, 'a joint configuration has no target'],
      [{ ...AT_REST, addresses: [] }, 'expected node ids with addresses as "addresses"'],
      [{ ...AT_REST, addresses: { a: 1 } }, 'expected node ids with addresses as "addresses"'],
      [{ ...AT_REST, addresses: { '': 'x' } }, 'expected node ids with addresses as "addresses"'],
      [
        { ...AT_REST, addresses: { a: 'x'.repeat(1_001) } },
        'expected node ids with addresses as "addresses"',
      ],
    ];
    for (const [value, why] of wrong) expect(whyNoConfiguration(value), JSON.stringify(value)).toBe(why);
    for (const value of [AT_REST, WAITING, JOINT, configuration([])])
      expect(whyNoConfiguration(value)).toBeNull();
  });

  it('names a thousand members at most in each list', () => {
    const many = Array.from({ length: 1_001 }, (_, position) => nodeId(`n${position}`));
    expect(whyNoConfiguration(configuration(many.slice(0, 1_000)))).toBeNull();
    expect(whyNoConfiguration(configuration(many))).not.toBeNull();
    expect(whyNoConfiguration(configuration([], many))).not.toBeNull();
    expect(whyNoConfiguration({ ...configuration([]), outgoing: many })).not.toBeNull();
    const addresses = Object.fromEntries(many.map((id) => [id, 'x']));
    expect(whyNoConfiguration({ ...configuration([]), addresses })).not.toBeNull();
  });

  it('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(anyConfiguration, (value) => {
        expect(whyNoConfiguration(value)).toBeNull();
        expect(decodeConfiguration(encodeConfiguration(value))).toEqual(value);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('comes back as a text that says why, from bytes that are none', () => {
    for (const data of [bytes(''), bytes('{'), new Uint8Array([0xff]), bytes('nobody')])
      expect(decodeConfiguration(data)).toMatch(/^expected JSON: /);
    expect(decodeConfiguration(bytes('[]'))).toBe('expected an object');
    expect(decodeConfiguration(bytes('{"__proto__":{"voters":[]}}'))).toMatch(/^unknown field "__proto__"/);
  });

  it('is not there in anything that one byte less or other than its own leaves', () => {
    fc.assert(
      fc.property(anyConfiguration, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, where, change) => {
        const data = encodeConfiguration(value);
        expect(typeof decodeConfiguration(data.subarray(0, where % data.length))).toBe('string');
        const spoiled = data.slice();
        spoiled[where % data.length] = (data[where % data.length] ?? 0) ^ change;
        const decoded = decodeConfiguration(spoiled);
        // A name may have become another name; whatever comes out is either no configuration or a whole one.
        if (typeof decoded !== 'string') expect(whyNoConfiguration(decoded)).toBeNull();
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
