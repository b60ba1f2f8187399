import { describe, expect, it } from 'vitest';

import { InvariantError } from '../raft/invariant.ts';
import { RaftLog } from '../raft/log.ts';
import { logIndex } from '../raft/types.ts';
import { at, commandAt } from '../testing/scripting.ts';

/** 3/3 is compacted away; 4/4, 5/5 and 6/6 are there, of three bytes each. */
function log(): RaftLog {
  return new RaftLog(
    at(3, 3),
    [4, 5, 6].map((term) => commandAt(term, term)),
  );
}

const indices = (entries: readonly { readonly index: number }[]): number[] =>
  entries.map(({ index }) => index);

describe('the log', () => {
  it('knows the terms of what it holds and of the position before, and of nothing else', () => {
    const terms = [0, 2, 3, 4, 5, 6, 7, 1_000].map((index) => log().termAt(index));
    expect(terms).toEqual([undefined, undefined, 3, 4, 5, 6, undefined, undefined]);
  });

  it('knows its first and last position, also when it is empty', () => {
    expect([log().base, log().last]).toMatchObject([at(3, 3), at(6, 6)]);
    const empty = new RaftLog(at(9, 2), []);
    expect([empty.base, empty.last]).toEqual([at(9, 2), at(9, 2)]);
    const blank = new RaftLog(at(0, 0), []);
    expect(blank.last).toEqual(at(0, 0));
    expect(blank.termAt(0)).toBe(0);
  });

  const SLICES: readonly (readonly [from: number, through: number, bytes: number, expected: number[]])[] = [
    [4, 6, Number.POSITIVE_INFINITY, [4, 5, 6]],
    [4, 5, Number.POSITIVE_INFINITY, [4, 5]],
    [6, 6, Number.POSITIVE_INFINITY, [6]],
    [5, 99, Number.POSITIVE_INFINITY, [5, 6]],
    [7, 9, Number.POSITIVE_INFINITY, []],
    [4, 6, 0, [4]],
    [4, 6, 3, [4]],
    [4, 6, 5, [4]],
    [4, 6, 6, [4, 5]],
    [4, 6, 8, [4, 5]],
    [4, 6, 9, [4, 5, 6]],
    [5, 6, 3, [5]],
  ];
  it.each(SLICES)(
    'gives out what lies from %i through %i within %d bytes',
    (from, through, bytes, expected) => {
      expect(indices(log().slice(from, through, bytes))).toEqual(expected);
    },
  );

  it('gives out nothing that is compacted away, and says so', () => {
    for (const from of [0, 2, 3]) expect(() => log().slice(from, 6, 100)).toThrow(InvariantError);
  });

  it('is compacted through any position that it holds, to the last one', () => {
    for (const [through, left] of [
      [3, [4, 5, 6]],
      [4, [5, 6]],
      [5, [6]],
      [6, []],
    ] as const) {
      const some = log();
      expect(some.compact(logIndex(through))).toEqual(at(through, through));
      expect(indices(some.slice(through + 1, 6, 100))).toEqual(left);
      expect(some.termAt(through)).toBe(through);
      expect(some.termAt(through - 1)).toBeUndefined();
      expect(some.last).toMatchObject(at(6, 6));
    }
    for (const through of [2, 7]) expect(() => log().compact(logIndex(through))).toThrow(InvariantError);
  });

  it('goes on behind its end, after a truncation and after a compaction, never with a gap or an older term', () => {
    const some = log();
    some.append([commandAt(7, 6)]);
    some.truncateFrom(logIndex(6));
    some.append([commandAt(6, 7), commandAt(7, 7)]);
    some.compact(logIndex(7));
    some.append([commandAt(8, 7)]);
    expect([some.base, some.last]).toMatchObject([at(7, 7), at(8, 7)]);
    expect(() => some.append([commandAt(10, 8)])).toThrow(InvariantError);
    expect(() => some.append([commandAt(8, 8)])).toThrow(InvariantError);
    expect(() => some.append([commandAt(9, 6)])).toThrow(InvariantError);
  });

  it('is truncated from anywhere in it, and no further', () => {
    for (const [from, last] of [
      [4, at(3, 3)],
      [5, at(4, 4)],
      [6, at(5, 5)],
      [7, at(6, 6)],
    ] as const) {
      const some = log();
      some.truncateFrom(logIndex(from));
      expect(some.last).toMatchObject(last);
    }
    expect(() => log().truncateFrom(logIndex(3))).toThrow(InvariantError);
  });

  it('becomes that of a snapshot, before or behind its end', () => {
    for (const position of [at(4, 4), at(6, 7), at(50, 9)]) {
      const some = log();
      some.reset(position);
      expect([some.base, some.last]).toEqual([position, position]);
      some.append([commandAt(position.index + 1, position.term)]);
      expect(some.last.index).toBe(position.index + 1);
    }
  });

  it('refuses to begin with entries that do not follow one another', () => {
    expect(() => new RaftLog(at(3, 3), [commandAt(5, 5)])).toThrow(InvariantError);
    expect(() => new RaftLog(at(3, 3), [commandAt(4, 4), commandAt(6, 4)])).toThrow(InvariantError);
  });

  it('gives out copies of its order: what it gave out does not change with it', () => {
    const some = log();
    const before = some.slice(4, 6, 100);
    some.truncateFrom(logIndex(5));
    some.append([commandAt(5, 9)]);
    expect(before.map(({ term }) => term)).toEqual([4, 5, 6]);
  });
});
