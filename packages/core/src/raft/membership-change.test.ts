import { describe, expect, it } from 'vitest';

import { configuration, whyNoConfiguration } from './configuration.ts';
import { resolveChanges, type MembershipChange } from './membership-change.ts';
import { nodeId, type Configuration, type Membership, type NodeId } from './types.ts';

type Part = 'none' | 'voter' | 'learner';

const PARTS: readonly Part[] = ['none', 'voter', 'learner'];
const NAMES = ['a', 'b', 'c'].map(nodeId);
const ids = (...names: readonly string[]): NodeId[] => names.map(nodeId);

/** `+a` adds a voter, `~a` a learner, `-a` removes; an address may follow an @. */
function parse(...words: readonly string[]): MembershipChange[] {
  const types = { '+': 'add-voter', '~': 'add-learner', '-': 'remove' } as const;
  return words.map((word): MembershipChange => {
    const [id = '', address] = word.slice(1).split('@');
    const change = { type: types[word.charAt(0) as keyof typeof types], id: nodeId(id) };
    return address === undefined ? change : { ...change, address };
  });
}

function membershipOf(parts: readonly Part[]): Membership {
  const those = (part: Part): NodeId[] => NAMES.filter((_, position) => parts[position] === part);
  return { voters: those('voter'), learners: those('learner') };
}

function partsOf({ voters, learners }: Membership): Part[] {
  return NAMES.map((id) => (voters.includes(id) ? 'voter' : learners.includes(id) ? 'learner' : 'none'));
}

function everyList<Item>(items: readonly Item[], length: number): Item[][] {
  if (length === 0) return [[]];
  return everyList(items, length - 1).flatMap((list) => items.map((item) => [...list, item]));
}

/** Member by member: what each becomes, or null where that makes no sense for it. */
function becomes(part: Part, type: MembershipChange['type'] | null): Part | null {
  switch (type) {
    case null:
      return part;
    case 'remove':
      return part === 'none' ? null : 'none';
    case 'add-voter':
      return part === 'voter' ? null : 'voter';
    case 'add-learner':
      return part === 'learner' ? null : 'learner';
  }
}

describe('changes of the members', () => {
  const CHOICES = [null, 'add-voter', 'add-learner', 'remove'] as const;

  it('come to what they come to for each member, for every configuration of three and every set of changes', () => {
    let accepted = 0;
    for (const parts of everyList(PARTS, 3))
      for (const chosen of everyList(CHOICES, 3)) {
        const changes = chosen.flatMap((type, position): MembershipChange[] =>
          type === null ? [] : [{ type, id: NAMES[position] as NodeId }],
        );
        const after = parts.map((part, position) => becomes(part, chosen[position] ?? null));
        const sensible = changes.length > 0 && !after.includes(null) && after.includes('voter');
        const { voters, learners } = membershipOf(parts);
        const resolved = resolveChanges(configuration(voters, learners), changes);
        expect(typeof resolved !== 'string', `${parts.join()} ${chosen.join()}`).toBe(sensible);
        if (typeof resolved === 'string') continue;
        expect(partsOf(resolved.membership)).toEqual(after);
        expect(
          whyNoConfiguration(configuration(resolved.membership.voters, resolved.membership.learners)),
        ).toBeNull();
        accepted++;
      }
    // Each member may go 9 ways, 6 of which leave it no voter; 19 of those with a voter change nobody.
    expect(accepted).toBe(9 ** 3 - 6 ** 3 - 19);
  });

  it('are changes of what was asked for, while the change before waits for its newcomers', () => {
    for (const target of everyList(PARTS, 3).map(membershipOf))
      for (const chosen of everyList(CHOICES, 3)) {
        const changes = chosen.flatMap((type, position): MembershipChange[] =>
          type === null ? [] : [{ type, id: NAMES[position] as NodeId }],
        );
        const waiting: Configuration = { ...configuration(ids('a'), ids('b', 'c')), target };
        const atRest = configuration(target.voters, target.learners);
        expect(resolveChanges(waiting, changes)).toEqual(resolveChanges(atRest, changes));
      }
  });

  it('leave everybody else in place and in order', () => {
    const resolved = resolveChanges(
      configuration(ids('c', 'a', 'b'), ids('e', 'd')),
      parse('-a', '+f', '~g'),
    );
    expect(resolved).toEqual({
      membership: { voters: ids('c', 'b', 'f'), learners: ids('e', 'd', 'g') },
      addresses: {},
    });
  });

  it('may promote, demote, replace and remove several at once', () => {
    const before = configuration(ids('a', 'b', 'c'), ids('d', 'e'));
    const resolved = resolveChanges(before, parse('+d', '~a', '-b', '-e', '+f'));
    expect(resolved).toMatchObject({ membership: { voters: ids('c', 'd', 'f'), learners: ids('a') } });
  });

  it('do not touch the configuration that they start from', () => {
    const before = Object.freeze({
      voters: Object.freeze(ids('a', 'b')),
      learners: Object.freeze(ids('c')),
      outgoing: Object.freeze(ids()),
      target: null,
      addresses: Object.freeze({ a: 'x' }),
    });
    expect(typeof resolveChanges(before, parse('+c', '-b', '+d@y'))).toBe('object');
  });
});

describe('a change that makes no sense', () => {
  const THREE = configuration(ids('a', 'b', 'c'), ids('d'));

  it.each([
    [[], 'expected at least one change'],
    [['+e', '+e'], 'e is named twice'],
    [['+e', '-e'], 'e is named twice'],
    [['-a', '~b', '-a'], 'a is named twice'],
    [['+a'], 'a is a voter already'],
    [['~d'], 'd is a learner already'],
    [['-e'], 'e is not a member'],
    [['+e', '-f'], 'f is not a member'],
    [['-a', '-b', '-c'], 'the last voter cannot be removed'],
    [['~a', '~b', '-c'], 'the last voter cannot be removed'],
  ] as const)('is told from others: %j: %s', (words, why) => {
    expect(resolveChanges(THREE, parse(...words))).toBe(why);
  });

  it.each([
    [null, 'expected a change, got null'],
    ['+a', 'expected a change, got +a'],
    [{ type: 'promote', id: 'a' }, 'expected one of add-voter, add-learner, remove, got "promote"'],
    [{ id: 'a' }, 'expected one of add-voter, add-learner, remove, got undefined'],
    [{ type: 'add-voter', id: '' }, 'not a node id: ""'],
    [{ type: 'add-voter', id: 0 }, 'not a node id: 0'],
    [{ type: 'remove', id: null }, 'not a node id: null'],
    [{ type: 'add-voter', id: 'e', address: 7 }, 'expected at most 1000 characters as the address of e'],
    [
      { type: 'add-learner', id: 'e', address: 'x'.repeat(1_001) },
      'expected at most 1000 characters as the address of e',
    ],
  ])('need not be a change at all: %j', (value, why) => {
    expect(resolveChanges(THREE, [value as unknown as MembershipChange])).toBe(why);
    // It spoils the sensible ones that it comes with.
    expect(resolveChanges(THREE, [...parse('+e'), value as unknown as MembershipChange])).toBe(why);
  });

  it('is one that a node named like a property of all objects asks for, no more and no less than another', () => {
    const named = configuration(ids('constructor'), ids('toString'));
    expect(resolveChanges(named, parse('+constructor'))).toBe('constructor is a voter already');
    expect(resolveChanges(named, parse('+valueOf', '-toString'))).toMatchObject({
      membership: { voters: ['constructor', 'valueOf'], learners: [] },
    });
  });
});

describe('the address of a member', () => {
  const KNOWN = configuration(ids('a', 'b'), ids('c'), { a: '1.1.1.1:1', c: '3.3.3.3:3' });

  it('comes with its adding, and replaces the one before', () => {
    expect(resolveChanges(KNOWN, parse('+d@4.4.4.4:4'))).toMatchObject({
      addresses: { a: '1.1.1.1:1', c: '3.3.3.3:3', d: '4.4.4.4:4' },
    });
    expect(resolveChanges(KNOWN, parse('+c@9.9.9.9:9'))).toMatchObject({
      membership: { voters: ids('a', 'b', 'c'), learners: [] },
      addresses: { a: '1.1.1.1:1', c: '9.9.9.9:9' },
    });
  });

  it('changes when the member is added again as what it is, and nothing else does', () => {
    const moved = resolveChanges(KNOWN, parse('+a@9.9.9.9:9', '~c@8.8.8.8:8'));
    expect(moved).toEqual({
      membership: { voters: ids('a', 'b'), learners: ids('c') },
      addresses: { a: '9.9.9.9:9', c: '8.8.8.8:8' },
    });
    expect(resolveChanges(KNOWN, parse('+b@2.2.2.2:2'))).toMatchObject({
      membership: { voters: ids('a', 'b'), learners: ids('c') },
      addresses: { a: '1.1.1.1:1', b: '2.2.2.2:2', c: '3.3.3.3:3' },
    });
  });

  it('is no change where it is the same', () => {
    expect(resolveChanges(KNOWN, parse('+a@1.1.1.1:1'))).toBe('a is a voter already');
    expect(resolveChanges(KNOWN, parse('~c@3.3.3.3:3'))).toBe('c is a learner already');
  });

  it('stays when nobody speaks of it', () => {
    expect(resolveChanges(KNOWN, parse('~a', '+c'))).toMatchObject({ addresses: KNOWN.addresses });
  });
});
