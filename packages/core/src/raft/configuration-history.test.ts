import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ConfigurationHistory } from './configuration-history.ts';
import { configuration, encodeConfiguration } from './configuration.ts';
import { InvariantError } from './invariant.ts';
import { logIndex, nodeId, term, type Configuration, type Entry } from './types.ts';

const of = (...voters: readonly string[]): Configuration => configuration(voters.map(nodeId));

function entry(index: number, members?: Configuration): Entry {
  const at = { index: logIndex(index), term: term(1) };
  if (members === undefined) return { ...at, kind: 'command', data: new Uint8Array(1) };
  return { ...at, kind: 'configuration', data: encodeConfiguration(members) };
}

/** a from the snapshot at 3, b from 5, c from 6. */
function history(): ConfigurationHistory {
  return new ConfigurationHistory(of('a'), logIndex(3), [
    entry(4),
    entry(5, of('b')),
    entry(6, of('c')),
    entry(7),
  ]);
}

describe('the configuration in effect', () => {
  it('is the newest in the log, committed or not', () => {
    expect(history().current).toEqual(of('c'));
    expect(history().index).toBe(6);
    expect(history().previous).toEqual(of('b'));
  });

  it('is what it began with as long as the log brings no other', () => {
    const none = new ConfigurationHistory(of('a'), logIndex(0), [entry(1)]);
    expect([none.current, none.index, none.previous]).toEqual([of('a'), 0, null]);
    expect(none.append([entry(2), entry(3)])).toBe(false);
    expect(none.append([entry(4), entry(5, of('d')), entry(6)])).toBe(true);
    expect([none.current, none.index, none.previous]).toEqual([of('d'), 5, of('a')]);
  });

  it('is not taken from entries that the snapshot stands for', () => {
    const behind = [entry(2, of('x')), entry(3, of('y')), entry(4), entry(5, of('b'))];
    const some = new ConfigurationHistory(of('a'), logIndex(3), behind);
    expect(some.at(logIndex(4))).toEqual(of('a'));
    expect(some.previous).toEqual(of('a'));
  });

  it('is the last of several that come at once', () => {
    const some = history();
    some.append([entry(8, of('d')), entry(9, of('e'))]);
    expect([some.current, some.index, some.previous]).toEqual([of('e'), 9, of('d')]);
  });

  it('cannot be read from bytes that are no configuration', () => {
    const broken: Entry = { ...entry(8, of('d')), data: new Uint8Array([1, 2, 3]) };
    expect(() => history().append([broken])).toThrow(InvariantError);
  });
});

describe('a log that is cut', () => {
  it('brings back what was in effect before', () => {
    const some = history();
    expect(some.truncateFrom(logIndex(7))).toBe(false);
    expect(some.current).toEqual(of('c'));
    expect(some.truncateFrom(logIndex(6))).toBe(true);
    expect([some.current, some.index, some.previous]).toEqual([of('b'), 5, of('a')]);
    expect(some.truncateFrom(logIndex(4))).toBe(true);
    expect([some.current, some.index, some.previous]).toEqual([of('a'), 3, null]);
  });

  it('brings back the first one at once, over several', () => {
    const some = history();
    expect(some.truncateFrom(logIndex(5))).toBe(true);
    expect(some.current).toEqual(of('a'));
  });

  it('cannot be cut where nothing is known', () => {
    expect(() => history().truncateFrom(logIndex(3))).toThrow(InvariantError);
  });
});

describe('a snapshot', () => {
  it('has the configuration of its own position, not the newest', () => {
    const some = history();
    expect([3, 4, 5, 6, 99].map((index) => some.at(logIndex(index)))).toEqual(
      ['a', 'a', 'b', 'c', 'c'].map((name) => of(name)),
    );
    expect(() => some.at(logIndex(2))).toThrow(InvariantError);
  });

  it('lets what only came before it be forgotten, and nothing else', () => {
    const some = history();
    some.prune(logIndex(4));
    expect(some.at(logIndex(4))).toEqual(of('a'));
    some.prune(logIndex(5));
    expect(() => some.at(logIndex(4))).toThrow(InvariantError);
    expect([some.at(logIndex(5)), some.current, some.previous]).toEqual([of('b'), of('c'), of('b')]);
    some.prune(logIndex(99));
    expect([some.current, some.index, some.previous]).toEqual([of('c'), 6, null]);
  });

  it('of another node takes the place of all that was known', () => {
    const some = history();
    some.reset(of('z'), logIndex(20));
    expect([some.current, some.index, some.previous]).toEqual([of('z'), 20, null]);
    expect(some.append([entry(21, of('y'))])).toBe(true);
    expect(some.previous).toEqual(of('z'));
  });
});

describe('any course of things', () => {
  /** The log itself, searched from its end: what the history must agree with. */
  class Plain {
    #first = { index: 0, members: of('n0') };
    #log: (Configuration | null)[] = [];

    get last(): number {
      return this.#first.index + this.#log.length;
    }

    get first(): number {
      return this.#first.index;
    }

    append(members: Configuration | null): void {
      this.#log.push(members);
    }

    truncateFrom(index: number): void {
      this.#log.length = index - this.#first.index - 1;
    }

    snapshot(index: number): void {
      const members = this.at(index);
      this.#log = this.#log.slice(index - this.#first.index);
      this.#first = { index, members };
    }

    at(index: number): Configuration {
      const known = this.#log.slice(0, index - this.#first.index);
      return known.findLast((members) => members !== null) ?? this.#first.members;
    }
  }

  it('leaves the configuration that a search through the log finds, at every index', () => {
    const step = fc.record({
      kind: fc.constantFrom('append', 'configuration', 'truncate', 'snapshot'),
      where: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const plain = new Plain();
        const some = new ConfigurationHistory(plain.at(0), logIndex(0), []);
        for (const [number, { kind, where }] of steps.entries()) {
          const within = plain.first + (where % (plain.last - plain.first + 1));
          if (kind === 'truncate') {
            if (within <= plain.first) continue;
            const before = plain.at(plain.last);
            plain.truncateFrom(within);
            // Every configuration here is another one, so what is in effect tells whether any entry of one went.
            expect(some.truncateFrom(logIndex(within))).toBe(plain.at(plain.last) !== before);
          } else if (kind === 'snapshot') {
            plain.snapshot(within);
            some.prune(logIndex(within));
          } else {
            const members = kind === 'configuration' ? of(`n${number + 1}`) : undefined;
            plain.append(members ?? null);
            expect(some.append([entry(plain.last, members)])).toBe(members !== undefined);
          }
          expect(some.current).toEqual(plain.at(plain.last));
          for (let index = plain.first; index <= plain.last; index++)
            expect(some.at(logIndex(index))).toEqual(plain.at(index));
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
